"""Known errors of the raw files, corrected on reading: the files stay as the agencies sent them.

`corrections.yml` beside the tables lists them with their authority. A correction that no longer finds its cell, or
finds another value in it, is a fault: the source has changed, and the correction has to be removed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from analysis.tables.problems import Problem
from analysis.tables.reading import RawTable
from analysis.tables.schema import TableSchema
from analysis.tables.schemas import SCHEMAS
from analysis.tables.validation import find_columns

FILE = "corrections.yml"
_KEYS = ("table", "where", "column", "printed", "corrected", "reason", "authority")
_EXPECTED = f"danh sách, mỗi mục có các khóa {', '.join(_KEYS)}"


@dataclass(frozen=True)
class Correction:
    """One cell of a raw table that is known to be wrong.

    Attributes
    ----------
    table, where, column
        Texts of other columns that identify the row, as in the file.
    printed
        Text in the file.
    corrected
        What is right.
    reason, authority
        Why, and on whose authority (a document, an office).
    row
        Row of the file in which it was made; 0 before that.
    """

    table: str
    where: tuple[tuple[str, str], ...]
    column: str
    printed: str
    corrected: str
    reason: str
    authority: str
    row: int = 0

    def __str__(self) -> str:
        place = ", ".join(f"{column} = {text}" for column, text in self.where)
        change = f'"{self.printed}" thành "{self.corrected}"'
        return f"{self.table}.{self.column} ({place}): {change}; {self.reason} ({self.authority})"


def read_corrections(folder: Path, base: str) -> tuple[list[Correction], list[Problem]]:
    """Read a folder's corrections; none when there is no such file.

    Parameters
    ----------
    folder
        Folder of the tables.
    base
        How messages name it.
    """
    path, shown = folder / FILE, f"{base}/{FILE}"
    if not path.is_file():
        return [], []
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except (yaml.YAMLError, UnicodeDecodeError):
        return [], [Problem(shown, "không đọc được YAML", _EXPECTED, "sửa cú pháp của tệp")]
    if not isinstance(content, list):
        return [], [Problem(shown, "không phải danh sách", _EXPECTED, "viết lại theo mẫu trong data/README.md")]
    found: list[Correction] = []
    problems: list[Problem] = []
    for number, entry in enumerate(content, 1):
        fault = _fault(entry)
        if fault:
            remedy = "sửa mục này theo mẫu trong data/README.md"
            problems.append(Problem(shown, f"mục thứ {number}: {fault}", _EXPECTED, remedy))
        else:
            found.append(_correction(entry))
    return found, problems


def _fault(entry: Any) -> str:
    if not isinstance(entry, Mapping):
        return "không phải các khóa và giá trị"
    missing = [key for key in _KEYS if entry.get(key) in (None, "", {})]
    if missing:
        return f"thiếu khóa {', '.join(missing)}"
    if entry["table"] not in SCHEMAS:
        return f'không có bảng "{entry["table"]}"'
    return "" if isinstance(entry["where"], Mapping) else "khóa where không phải cột: giá trị"


def _correction(entry: Mapping[str, Any]) -> Correction:
    where = tuple((str(column), str(text)) for column, text in entry["where"].items())
    texts = {key: str(entry[key]) for key in _KEYS if key != "where"}
    return Correction(where=where, row=0, **texts)


def apply_corrections(
    raw: RawTable, schema: TableSchema, corrections: Sequence[Correction], shown: str
) -> tuple[RawTable, tuple[Correction, ...], list[Problem]]:
    """Put what is right in the place of what is known to be wrong.

    Parameters
    ----------
    raw
        Cells of the file.
    schema
        Schema of the table.
    corrections
        Those of this table.
    shown
        How messages name the file of corrections.

    Returns
    -------
    raw : RawTable
        The cells with what is right in them.
    made : tuple of Correction
        The corrections that were made, each with its row.
    problems : list of Problem
        Those that no longer fit.
    """
    if not corrections:
        return raw, (), []
    positions, _ = find_columns(raw, schema)
    rows = [(number, list(cells)) for number, cells in raw.rows]
    made: list[Correction] = []
    problems: list[Problem] = []
    for correction in corrections:
        wanted = [(positions.get(column), text) for column, text in correction.where]
        matching = [row for row in rows if all(p is not None and _at(row[1], p) == t for p, t in wanted)]
        position = positions.get(correction.column)
        if len(matching) == 1 and position is not None and _at(matching[0][1], position) == correction.printed:
            number, cells = matching[0]
            cells[position] = correction.corrected
            made.append(replace(correction, row=number))
            continue
        held = _at(matching[0][1], position) if len(matching) == 1 and position is not None else None
        problems.append(_no_longer(correction, raw.file, shown, len(matching), held))
    mended = replace(raw, rows=tuple((number, tuple(cells)) for number, cells in rows))
    return mended, tuple(made), problems


def _at(cells: Sequence[str], position: int) -> str:
    return cells[position] if position < len(cells) else ""


def _no_longer(correction: Correction, file: str, shown: str, found: int, held: str | None) -> Problem:
    what = f"tìm thấy {found} dòng" if held is None else f'ô hiện ghi "{held}"'
    return Problem(
        shown,
        f"đính chính không còn khớp với {file}: {what}",
        f'đúng một dòng khớp với where, có ô {correction.column} ghi "{correction.printed}"',
        "bỏ mục này nếu tệp gốc đã được sửa, hoặc sửa where và printed",
        column=correction.column,
        value=correction.corrected,
    )
