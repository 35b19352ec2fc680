"""YAML files beside the raw tables (sidecars, corrections, reasons for absent tables), and which tables are missing."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from analysis.reference import Reference, Unit
from analysis.tables.schema import Problem, TableSchema
from analysis.tables.schemas import SCHEMAS
from analysis.tables.spreadsheets import SUFFIXES, RawTable
from analysis.tables.validation import find_columns

# Sidecars -------------------------------------------------------------------------------------------------------------


PROVENANCES = ("published", "published total, simulated rows", "simulated")
_SIDECAR_EXPECTED = "agency (cơ quan), as_of (ngày chốt số liệu), provenance (nguồn gốc)"


@dataclass(frozen=True)
class Sidecar:
    """Contents of `<table>.meta.yml`.

    Attributes
    ----------
    as_of
        Date on which the numbers were closed; decides the poverty standard and which units exist.
    provenance
        `published`, `published total, simulated rows` or `simulated`.
    published_in
        Sections of a published report that print the table's numbers.
    published_filters, published_values
        For `published total, simulated rows`: the columns by which published totals can be filtered, and the
        columns whose totals were published (`rows` is the number of rows). Anything finer is simulated.
    sha256
        Digest of the raw file when it was handed in; empty when it was not recorded.
    """

    agency: str
    as_of: dt.date
    provenance: str
    document: str = ""
    published_in: tuple[str, ...] = ()
    published_filters: frozenset[str] = frozenset()
    published_values: frozenset[str] = frozenset()
    sha256: str = ""
    note: str = ""


def read_sidecar(path: Path, shown: str) -> Sidecar | Problem:
    """Read `<table>.meta.yml`, which messages name `shown`."""
    if not path.is_file():
        return Problem(shown, "không có tệp mô tả bảng", _SIDECAR_EXPECTED, "tạo tệp này theo mẫu trong data/README.md")
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (yaml.YAMLError, ValueError) as error:  # an impossible date is a ValueError; so is what is not UTF-8
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        row = None if line is None else line + 1
        return Problem(shown, "không đọc được YAML", _SIDECAR_EXPECTED, "sửa cú pháp của tệp", row=row)
    if not isinstance(content, Mapping):
        return Problem(
            shown, "không phải danh sách khóa: giá trị", _SIDECAR_EXPECTED, "viết lại theo mẫu trong data/README.md"
        )
    return _sidecar(content, shown)


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


_SIDECAR_KEYS = (*(field.name for field in fields(Sidecar)), "handed_in")
"""`handed_in`, the date of receipt, is for people only."""


def _unknown_keys(content: Mapping[Any, Any], shown: str) -> Problem | None:
    unknown = [str(key) for key in content if key not in _SIDECAR_KEYS]
    if not unknown:
        return None
    near = {key: get_close_matches(key, _SIDECAR_KEYS, n=1, cutoff=0.6) for key in unknown}
    meant = [f'"{key}" có phải "{found[0]}"?' for key, found in near.items() if found]
    return Problem(
        shown,
        "khóa không có trong mẫu",
        f"các khóa {', '.join(_SIDECAR_KEYS)}",
        " ".join([*meant, "Sửa tên khóa" if meant else "bỏ khóa này"]),
        column=", ".join(unknown),
    )


def _sidecar(content: Mapping[str, Any], shown: str) -> Sidecar | Problem:
    unknown = _unknown_keys(content, shown)
    if unknown is not None:
        return unknown
    missing = [key for key in ("agency", "as_of", "provenance") if not content.get(key)]
    if missing:
        return Problem(shown, f"thiếu khóa {', '.join(missing)}", _SIDECAR_EXPECTED, "bổ sung các khóa còn thiếu")
    wrong = _wrong_value(content)
    if wrong is not None:
        key, message, expected = wrong
        return Problem(shown, message, expected, f"sửa khóa {key}", column=key, value=str(content[key]))
    return Sidecar(
        agency=str(content["agency"]),
        as_of=content["as_of"],
        provenance=content["provenance"],
        document=str(content.get("document") or ""),
        published_in=tuple(map(str, content.get("published_in") or ())),
        published_filters=frozenset(content.get("published_filters") or ()),
        published_values=frozenset(content.get("published_values") or ()),
        sha256=str(content.get("sha256") or ""),
        note=str(content.get("note") or ""),
    )


def _wrong_value(content: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Return the first key with a value of the wrong kind, what is wrong, and what is expected."""
    if type(content["as_of"]) is not dt.date:
        return "as_of", "không phải ngày", "ngày dạng 2024-11-15"
    for key in ("published_in", "published_filters", "published_values"):
        if not isinstance(content.get(key) or [], list):
            return key, "không phải danh sách", 'danh sách trong ngoặc vuông, ví dụ ["II.2"]'
    if content["provenance"] not in PROVENANCES:
        return "provenance", "không phải một mức nguồn gốc", f"một trong: {'; '.join(PROVENANCES)}"
    return None


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


# Corrections ----------------------------------------------------------------------------------------------------------


CORRECTIONS_FILE = "corrections.yml"
_CORRECTION_KEYS = ("table", "where", "column", "printed", "corrected", "reason", "authority")
_CORRECTION_EXPECTED = f"danh sách, mỗi mục có các khóa {', '.join(_CORRECTION_KEYS)}"


@dataclass(frozen=True)
class Correction:
    """One cell of a raw table that is known to be wrong.

    Attributes
    ----------
    where
        Texts of other columns that identify the row, as in the file.
    printed, corrected
        Text in the file, and the correct text.
    authority
        A document or an office.
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
    """Read a folder's corrections; none when there is no such file."""
    path, shown = folder / CORRECTIONS_FILE, f"{base}/{CORRECTIONS_FILE}"
    if not path.is_file():
        return [], []
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except (yaml.YAMLError, UnicodeDecodeError):
        return [], [Problem(shown, "không đọc được YAML", _CORRECTION_EXPECTED, "sửa cú pháp của tệp")]
    if not isinstance(content, list):
        return [], [
            Problem(shown, "không phải danh sách", _CORRECTION_EXPECTED, "viết lại theo mẫu trong data/README.md")
        ]
    found: list[Correction] = []
    problems: list[Problem] = []
    for number, entry in enumerate(content, 1):
        fault = _fault(entry)
        if fault:
            remedy = "sửa mục này theo mẫu trong data/README.md"
            problems.append(Problem(shown, f"mục thứ {number}: {fault}", _CORRECTION_EXPECTED, remedy))
        else:
            where = tuple((str(column), str(text)) for column, text in entry["where"].items())
            texts: dict[str, Any] = {key: str(entry[key]) for key in _CORRECTION_KEYS}
            found.append(Correction(**texts | {"where": where}))
    return found, problems


def _fault(entry: Any) -> str:
    if not isinstance(entry, Mapping):
        return "không phải các khóa và giá trị"
    missing = [key for key in _CORRECTION_KEYS if entry.get(key) in (None, "", {})]
    if missing:
        return f"thiếu khóa {', '.join(missing)}"
    if entry["table"] not in SCHEMAS:
        return f'không có bảng "{entry["table"]}"'
    return "" if isinstance(entry["where"], Mapping) else "khóa where không phải cột: giá trị"


def apply_corrections(
    raw: RawTable, schema: TableSchema, corrections: Sequence[Correction], shown: str
) -> tuple[RawTable, tuple[Correction, ...], list[Problem]]:
    """Replace what is known to be wrong in the cells of a file.

    Returns
    -------
    raw : RawTable
        The corrected cells.
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
        held = _at(matching[0][1], position) if len(matching) == 1 and position is not None else None
        if held == correction.printed and position is not None:
            number, cells = matching[0]
            cells[position] = correction.corrected
            made.append(replace(correction, row=number))
        else:
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


# Missing tables -------------------------------------------------------------------------------------------------------


ABSENT_FILE = "absent.yml"
REQUIRED = ("letterhead",)
"""Tables without which there is no report; without any other table its sections are left out."""


def read_absent(folder: Path, shown: str) -> dict[str, str] | Problem:
    """Read the reasons of tables that do not exist, by table; none when there is no such file."""
    path = folder / ABSENT_FILE
    if not path.is_file():
        return {}
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        content = None
    known = [name for name in SCHEMAS if name not in REQUIRED]
    fine = isinstance(content, dict) and all(isinstance(reason, str) and reason for reason in content.values())
    if not fine or set(content) - set(known):
        expected = f"các dòng <bảng>: <lý do>, bảng là một trong {', '.join(known)}"
        return Problem(shown, "không đọc được", expected, "sửa tệp theo mẫu trong data/README.md")
    return {str(name): str(reason) for name, reason in content.items()}


NOT_EXPECTED = ("published",)
"""Tables for comparison, which no office has to send."""

OF_COMMUNES = ("villages",)
"""Tables of communes only."""


@dataclass(frozen=True)
class MissingTable:
    """A table that was not sent: the agency that has to send it, and its expected path without a suffix."""

    name: str
    title: str
    agency: str
    file: str

    @property
    def files(self) -> str:
        """Name the files of which one is expected ("data/…/credit.csv hoặc credit.xlsx")."""
        first, *others = (f"{self.file}{suffix}" for suffix in SUFFIXES)
        return " hoặc ".join([first, *(path.rpartition("/")[2] for path in others)])

    def __str__(self) -> str:
        return f"bảng “{self.title}” của {self.agency} (cần tệp {self.files})"


def missing_tables(
    reference: Reference, unit: Unit, year: int, folder: str, present: Collection[str]
) -> tuple[MissingTable, ...]:
    """Return the expected tables of a unit and year, without those present or known not to exist.

    `present` contains the tables that were sent, or have a reason why they do not exist.
    """
    names = [name for name in expected_tables(unit.level) if name not in present]
    agencies = reference.agencies.by_table(unit, dt.date(year, 12, 31)) if names else {}
    return tuple(MissingTable(n, SCHEMAS[n].title, agencies[n].name, f"{folder}/{n}") for n in names)


def expected_tables(level: str) -> Iterable[str]:
    """Return the names of the tables that a unit of a level sends every year."""
    return (n for n in SCHEMAS if n not in NOT_EXPECTED and (level == "commune" or n not in OF_COMMUNES))
