"""Reading the CSV files of reference data, with messages for missing columns, rows of wrong width and invalid cells."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from analysis.reference.project import ProjectError

T = TypeVar("T")
Row = dict[str, str]

OPEN_END = dt.date.max


class ReferenceFiles:
    """The files of a folder of reference data; `columns` gives the required ones of each, by name without `.csv`."""

    def __init__(self, folder: Path, columns: dict[str, tuple[str, ...]]) -> None:
        self.folder = folder
        self.columns = columns

    def shown(self, name: str) -> str:
        """Return the path of a file as shown in messages."""
        return f"{self.folder.parent.name}/{self.folder.name}/{name}.csv"

    def rows(self, name: str) -> list[Row]:
        """Read the rows of a file as text.

        Raises
        ------
        ProjectError
            When the file is missing, is not CSV in UTF-8, lacks a column, or has a row of another width.
        """
        header, *rows = self._read(name)
        return [dict(zip(header, row, strict=True)) for row in rows]

    def cells(self, name: str) -> list[list[str]]:
        """Read the rows of a file as lists, which is faster than dictionaries for long files.

        The columns of the file must be those of `columns`, in the same order.
        """
        header, *rows = self._read(name)
        if tuple(header) != self.columns[name]:
            raise ProjectError(f"{self.shown(name)}: cần đúng các cột {', '.join(self.columns[name])}, theo thứ tự đó.")
        return rows

    def _read(self, name: str) -> list[list[str]]:
        """Read a file as lists: the header, then rows of the same width."""
        shown = self.shown(name)
        try:
            with (self.folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
                rows = list(csv.reader(file, strict=True))
        except FileNotFoundError:
            raise ProjectError(f"Thiếu tệp danh mục {shown}. Lấy lại tệp này từ bản gốc của dự án.") from None
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise ProjectError(f"{shown}: không đọc được ({error}). Cần một tệp CSV UTF-8.") from None
        header = rows[0] if rows else []
        missing = [column for column in self.columns[name] if column not in header]
        if missing:
            raise ProjectError(f"{shown}: thiếu cột {', '.join(missing)}. Thêm cột này vào tệp.")
        filled = [row for row in rows if row]
        for number, row in enumerate(filled, 1):
            if len(row) != len(header):
                raise ProjectError(f"{shown}, dòng {number}: số ô không bằng số cột của tiêu đề.")
        return filled

    def built(self, name: str, build: Callable[[Row], T]) -> tuple[T, ...]:
        """Convert every row of a file with `build`.

        Raises
        ------
        ProjectError
            As `rows`, and when `build` raises a `ValueError`; the message names the line.
        """
        built = []
        for number, row in enumerate(self.rows(name), 2):
            with self.line(name, number):
                built.append(build(row))
        return tuple(built)

    @contextmanager
    def line(self, name: str, number: int) -> Iterator[None]:
        """Convert a `ValueError` raised inside into a `ProjectError` that names the line of a file."""
        try:
            yield
        except ValueError as error:
            raise ProjectError(
                f"{self.shown(name)}, dòng {number}: có ô không phải ngày (dạng 2024-11-15) "
                f"hoặc không phải số ({error})."
            ) from None


def read_date(text: str, otherwise: dt.date) -> dt.date:
    """Read a date; an empty cell means `otherwise`."""
    return dt.date.fromisoformat(text) if text else otherwise


def read_period(row: Row) -> tuple[dt.date, dt.date]:
    """Read the first and the last day on which a row is valid; empty cells are open ends."""
    return read_date(row["valid_from"], dt.date.min), read_date(row["valid_to"], OPEN_END)
