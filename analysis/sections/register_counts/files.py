"""The Parquet files of a register: which they are, and whether they have the columns that are counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from analysis.tables import InputProblems, Problem
from analysis.tables.schema import Column
from analysis.tables.schemas.households import DEPRIVATION_COLUMNS, HOUSEHOLDS

_NAMES = ("commune", "area", "members", "ethnic_minority", "score_b1", *DEPRIVATION_COLUMNS, "score_b2")
COLUMNS: Mapping[str, Column] = {column.name: column for column in HOUSEHOLDS.columns if column.name in _NAMES}
"""The columns of the register that are counted, as the schema of `households` has them; nothing else is read."""

_WORDS = {"text": "chuỗi ký tự", "integer": "số nguyên", "flag": "lô-gic, hoặc số nguyên 0 và 1"}


@dataclass(frozen=True)
class Part:
    """Files of a register that have the same types of columns.

    Attributes
    ----------
    types
        Type of each column of `COLUMNS`.
    paths
        The files.
    """

    types: Mapping[str, pl.DataType]
    paths: tuple[Path, ...]

    @property
    def numeric_flags(self) -> tuple[str, ...]:
        """Flags that are whole numbers in the files."""
        return tuple(name for name, type in self.types.items() if kind(COLUMNS[name]) == "flag" and type.is_integer())

    def scan(self, name_of_file: str | None = None) -> pl.LazyFrame:
        """Return the rows, to be read when they are asked for; on request with a column that names the file."""
        return pl.scan_parquet(
            list(self.paths),
            glob=False,
            hive_partitioning=False,
            extra_columns="ignore",
            include_file_paths=name_of_file,
        )


def kind(column: Column) -> str:
    """Return the kind of values that a column has in a Parquet file: `text`, `integer` or `flag`."""
    return "text" if column.choices or column.type == "commune" else column.type


def find_files(register: str | Path) -> tuple[Path, ...]:
    """Return the files of a register.

    Parameters
    ----------
    register
        A Parquet file, a folder with such files at any depth, or a pattern ("register/*/2023.parquet").

    Raises
    ------
    InputProblems
        When there is none.
    """
    path = Path(register)
    if path.is_file():
        return (path,)
    pattern = path.relative_to(path.anchor).as_posix()
    found = path.rglob("*.parquet") if path.is_dir() else Path(path.anchor).glob(pattern)
    files = tuple(sorted(file for file in found if file.is_file()))
    if not files:
        raise InputProblems(
            [
                Problem(
                    str(register),
                    "không tìm thấy tệp Parquet nào",
                    "một tệp .parquet, hoặc thư mục có các tệp .parquet",
                    "kiểm tra đường dẫn của danh sách hộ",
                )
            ]
        )
    return files


def read_parts(files: tuple[Path, ...]) -> list[Part]:
    """Read what columns the files have, and put together those that agree.

    Raises
    ------
    InputProblems
        With every file that cannot be read, every column that is missing or of another type.
    """
    problems: list[Problem] = []
    alike: dict[tuple[pl.DataType, ...], list[Path]] = {}
    for path in files:
        try:
            schema = pl.read_parquet_schema(path)
        except (OSError, pl.exceptions.PolarsError):
            problems.append(unreadable(str(path)))
            continue
        faults = [fault for column in COLUMNS.values() if (fault := _fault(path, column, schema.get(column.name)))]
        problems += faults
        if not faults:
            alike.setdefault(tuple(schema[name] for name in COLUMNS), []).append(path)
    if problems:
        raise InputProblems(problems)
    return [Part(dict(zip(COLUMNS, types, strict=True)), tuple(paths)) for types, paths in alike.items()]


def unreadable(file: str) -> Problem:
    """Say that a file cannot be read."""
    return Problem(
        file,
        "không đọc được như một tệp Parquet",
        "tệp Parquet nguyên vẹn",
        "xuất lại tệp này từ cơ sở dữ liệu hộ, hoặc chép lại nếu tệp bị cắt ngang",
    )


def _fault(path: Path, column: Column, type: pl.DataType | None) -> Problem | None:
    """Say what is wrong with the type of a column."""
    expected = f"cột {column.title} kiểu {_WORDS[kind(column)]}: {column.meaning.rstrip('.')}"
    if type is None:
        return Problem(str(path), "thiếu cột", expected, "thêm cột này khi xuất tệp", column=column.title)
    if _fits(kind(column), type):
        return None
    remedy = "đổi kiểu của cột khi xuất tệp; mã xã và khu vực là chuỗi, không phải số"
    if type.is_float():
        remedy = "đổi thành số nguyên khi xuất tệp; cột có ô trống thường bị đổi thành số thập phân"
    return Problem(str(path), f"cột có kiểu {type}", expected, remedy, column=column.title)


def _fits(kind: str, type: pl.DataType) -> bool:
    if kind == "text":
        return isinstance(type, pl.String | pl.Categorical | pl.Enum)
    return type.is_integer() or (kind == "flag" and isinstance(type, pl.Boolean))
