"""Sheets before they are written: titles, named columns, rows of cells; references to cells and sheets."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from analysis.figures.figure import PUBLISHED
from analysis.publish.printed_text import DAGGER, clean_text
from analysis.sections import SECTIONS
from analysis.tables.spreadsheets import column_letters

LONGEST_TEXT = 32_767
"""Maximum number of characters of a cell."""
LONGEST_FORMULA = 8_192
MOST_ARGUMENTS = 255
"""Maximum number of arguments of a function, and of characters of one text literal in a formula."""
LONGEST_SHEET_NAME = 31


def shown_text(text: str) -> str:
    r"""Return a text as a cell shows it: without forbidden or invisible characters, cut to the maximum length.

    >>> shown_text("Cao\x00 Lộc\x0b=1\u202e")
    'Cao Lộc =1'
    """
    return clean_text(text, keep_lines=True)[:LONGEST_TEXT]


def text_literal(text: str) -> str:
    """Return a text as a literal in a formula, in pieces joined by & where necessary.

    A piece has at most 255 characters. A word and a following parenthesis are separated, because XlsxWriter takes
    "MAP(" inside a text for the function of that name and adds a prefix to it.

    >>> text_literal('a"b'), text_literal("MAP(1)"), text_literal("")
    ('"a""b"', '"MAP"&"(1)"', '""')
    """
    words = re.split(r"(?<=\w)(?=\()", text)
    pieces = [word[i : i + MOST_ARGUMENTS] for word in words for i in range(0, len(word), MOST_ARGUMENTS)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def on_sheet(sheet: str, cells: str) -> str:
    """Return a reference to cells of a sheet that is valid in the whole workbook."""
    return "'" + sheet.replace("'", "''") + "'!" + cells


def sheet_name(title: str, taken: Iterable[str] = ()) -> str:
    """Return a valid sheet name for a title: at most 31 allowed characters, different from the names in `taken`.

    >>> sheet_name("Kế hoạch [vốn]/năm"), sheet_name("Vốn", ["vốn"])
    ('Kế hoạch vốn năm', 'Vốn 2')
    """
    allowed = " ".join(re.sub(r"[\[\]:*?/\\]", " ", shown_text(title)).split()).strip("' ") or "Trang"
    used = {name.casefold() for name in taken}
    name, counter = allowed[:LONGEST_SHEET_NAME].rstrip(), 1
    while name.casefold() in used:
        counter += 1
        end = f" {counter}"
        name = allowed[: LONGEST_SHEET_NAME - len(end)].rstrip() + end
    return name


def defined_name(id: str) -> str:
    """Return the id of a figure as a valid defined name.

    >>> defined_name("livelihood.project.da2-2022-01.households")
    'livelihood.project.da2_2022_01.households'
    """
    return re.sub(r"[^\w.]", "_", id)[:MOST_ARGUMENTS]


def joined(function: str, arguments: Iterable[str]) -> str:
    """Return a function call with any number of arguments, nested where they exceed the maximum.

    >>> joined("SUM", ["$C$1", "$C$2"])
    'SUM($C$1,$C$2)'
    """
    parts = list(arguments)
    while len(parts) > MOST_ARGUMENTS:
        groups = [parts[i : i + MOST_ARGUMENTS] for i in range(0, len(parts), MOST_ARGUMENTS)]
        parts = [f"{function}({','.join(group)})" for group in groups]
    return f"{function}({','.join(parts)})"


WORDS = ".words"
"""Suffix of the name of a column with the words of a code."""


@dataclass(frozen=True)
class Formula:
    """A live formula.

    Attributes
    ----------
    text
        With "=", in English function names.
    value
        Its result, stored for programs that show a file without computing it.
    form
        A key of `writing.NUMBER_FORMATS`; empty for that of the column.
    """

    text: str
    value: int | float | str
    form: str = ""


@dataclass(frozen=True)
class Link:
    """A link within the workbook; `target` is sheet and cell (`'Kế hoạch vốn'!A1`)."""

    text: str
    target: str


@dataclass(frozen=True)
class Number:
    """A constant with its own number format (a key of `writing.NUMBER_FORMATS`)."""

    value: int | Decimal | float
    form: str


Cell = str | int | Decimal | dt.date | Number | Formula | Link | None


@dataclass(frozen=True)
class Column:
    """A column of a sheet; `width` is in characters, `form` a key of `writing.NUMBER_FORMATS`.

    Attributes
    ----------
    name
        Name in code and in descriptions of formulas; printed in small type above the header.
    given
        Whether its cells are inputs of formulas.
    """

    name: str
    header: str
    width: float = 16
    form: str = "text"
    wrap: bool = False
    given: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a sheet; `grade` is one of `figures.figure.GRADES`, `failed` marks a failed check or comparison."""

    cells: tuple[Cell, ...]
    grade: str = PUBLISHED
    failed: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet: title in row 1, link to the guide in row 2, notes, column names, headers, rows.

    Attributes
    ----------
    kind
        `guide`, `result`, `table` or `helper`: the colour of the tab.
    printed
        Number of columns printed, from the left; 0 for all.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    kind: str = "table"
    printed: int = 0

    @property
    def header_row(self) -> int:
        """Number of the header row, counted from 1."""
        return 4 + len(self.notes)

    @property
    def first_row(self) -> int:
        """Number of the first row below the headers."""
        return self.header_row + 1

    def letters(self, column: str) -> str:
        """Return the letters of a column."""
        return column_letters([c.name for c in self.columns].index(column))

    def has(self, column: str) -> bool:
        """Whether the sheet has a column."""
        return any(c.name == column for c in self.columns)

    def here(self, column: str, row: int) -> str:
        """Return the reference to a cell within this sheet, `$C7`; rows are counted from 0."""
        return f"${self.letters(column)}{self.first_row + row}"

    def cell(self, column: str, row: int) -> str:
        """Return the reference to a cell from any sheet, `'Kế hoạch vốn'!$C$7`; rows are counted from 0."""
        return on_sheet(self.name, f"${self.letters(column)}${self.first_row + row}")

    def cells(self, column: str, first: int = 0, count: int | None = None) -> str:
        """Return the reference to the cells of a column, or to `count` of them from row `first` on.

        For a sheet without rows it is the blank row below the headers.
        """
        count = len(self.rows) if count is None else count
        start = self.first_row + first
        letters = self.letters(column)
        return on_sheet(self.name, f"${letters}${start}:${letters}${start + max(count, 1) - 1}")

    def with_columns(self, columns: Sequence[Column], cells: Sequence[Sequence[Cell]]) -> Sheet:
        """Return the sheet with columns added on the right; `cells` has one sequence for each row."""
        rows = tuple(replace(row, cells=(*row.cells, *more)) for row, more in zip(self.rows, cells, strict=True))
        return replace(self, columns=(*self.columns, *columns), rows=rows)


GUIDE_SHEET = "Đọc trước"
FIGURES_SHEET = "Số liệu"
CHECKS_SHEET = "Kiểm tra"
BOUNDS_SHEET = "Ngưỡng"
GROUPS_SHEET = "Nhóm đếm"
CODES_SHEET = "Danh mục"

TABLE_SHEETS = {
    "published": "Đối chiếu với số đã in",
    "households": "Số hộ theo xã, thị trấn",
    "component_outputs": "Kết quả các tiểu dự án",
}
"""Sheet names of tables whose title is too long for a tab, or whose sheet differs from the table handed in."""

SECTION_TITLES = {id: section.title for id, section in SECTIONS.items()} | {"reconciliation": "Đối chiếu số liệu"}

STATUS = {"passed": "đạt", "failed": "không đạt", "skipped": "không kiểm được"}
HOLDS, HOLDS_NOT = STATUS["passed"], STATUS["failed"]


def mark(grade: str) -> str:
    """Return the mark of a row, empty for published values."""
    return "" if grade == PUBLISHED else DAGGER
