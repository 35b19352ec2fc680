"""Sheets before they are written: title, notes, named columns, rows of cells; how formulas name cells and sheets."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from analysis.figures.provenance import PUBLISHED
from analysis.publish.characters import clean_text
from analysis.publish.marks import DAGGER

LONGEST_TEXT = 32_767
"""Characters that a cell holds."""
LONGEST_FORMULA = 8_192
MOST_ARGUMENTS = 255
"""Arguments that a function takes, and characters of one text within a formula."""
LONGEST_SHEET_NAME = 31


def shown_text(text: str) -> str:
    r"""Return a text as a cell shows it: without characters that XML forbids or that hide, and no longer than allowed.

    >>> shown_text("Cao\x00 Lộc\x0b=1\u202e")
    'Cao Lộc =1'
    """
    return clean_text(text, keep_lines=True)[:LONGEST_TEXT]


def text_literal(text: str) -> str:
    """Write a text as a formula does, in pieces where it must be.

    One piece has at most 255 characters, and none ends a word with a parenthesis: XlsxWriter takes "MAP(" for the
    function of that name wherever it stands, and gives it a prefix.

    >>> text_literal('a"b'), text_literal("MAP(1)"), text_literal("")
    ('"a""b"', '"MAP"&"(1)"', '""')
    """
    words = re.split(r"(?<=\w)(?=\()", text)
    pieces = [word[i : i + MOST_ARGUMENTS] for word in words for i in range(0, len(word), MOST_ARGUMENTS)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def column_letters(number: int) -> str:
    """Name a column, counted from nought.

    >>> column_letters(0), column_letters(25), column_letters(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def on_sheet(sheet: str, cells: str) -> str:
    """Name cells of a sheet from anywhere in the workbook."""
    return "'" + sheet.replace("'", "''") + "'!" + cells


def sheet_name(title: str, taken: Iterable[str] = ()) -> str:
    """Turn a title into the name of a sheet: at most 31 characters, none that is forbidden, no other like it.

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
    """Turn the id of a figure into a name that spreadsheets allow.

    >>> defined_name("livelihood.project.da2-2022-01.households")
    'livelihood.project.da2_2022_01.households'
    """
    return re.sub(r"[^\w.]", "_", id)[:MOST_ARGUMENTS]


def joined(function: str, arguments: Iterable[str]) -> str:
    """Call a function that takes any number of cells, nested where there are more than it takes at once.

    >>> joined("SUM", ["$C$1", "$C$2"])
    'SUM($C$1,$C$2)'
    """
    parts = list(arguments)
    while len(parts) > MOST_ARGUMENTS:
        groups = [parts[i : i + MOST_ARGUMENTS] for i in range(0, len(parts), MOST_ARGUMENTS)]
        parts = [f"{function}({','.join(group)})" for group in groups]
    return f"{function}({','.join(parts)})"


WORDS = ".words"
"""Ends the name of the column that gives the words of a code."""


@dataclass(frozen=True)
class Formula:
    """A live formula.

    Attributes
    ----------
    text
        As the formula bar shows it, in English function names, with "=".
    value
        What it gives, for programs that show a file without computing.
    form
        A key of `styles.NUMBER_FORMATS`; empty for the column's own.
    """

    text: str
    value: int | float | str
    form: str = ""


@dataclass(frozen=True)
class Link:
    """Words that lead to a place in the workbook.

    Attributes
    ----------
    text
        What the cell shows.
    target
        Sheet and cell (`'Kế hoạch vốn'!A1`).
    """

    text: str
    target: str


@dataclass(frozen=True)
class Number:
    """A number that is not computed, with a format of its own (a key of `styles.NUMBER_FORMATS`)."""

    value: int | Decimal | float
    form: str


Cell = str | int | Decimal | dt.date | Number | Formula | Link | None


@dataclass(frozen=True)
class Column:
    """A column of a sheet.

    Attributes
    ----------
    name
        Name in code, by which formulas in words call it; also printed, small, above the header.
    header
        Vietnamese header.
    width
        In characters.
    form
        A key of `styles.NUMBER_FORMATS`.
    wrap
        Whether long texts run over several lines.
    given
        Whether its cells are inputs, which formulas start from.
    """

    name: str
    header: str
    width: float = 16
    form: str = "text"
    wrap: bool = False
    given: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a sheet; `grade` is one of `provenance.GRADES`, `failed` marks what does not hold."""

    cells: tuple[Cell, ...]
    grade: str = PUBLISHED
    failed: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet: title in row 1, a way back in row 2, notes, names of columns, headers, rows.

    Attributes
    ----------
    name
        On its tab.
    title
        In its first row.
    columns, rows
        What it holds; every row has a cell for every column.
    notes
        Sentences under the title.
    kind
        `guide`, `result`, `table` or `helper`: the colour of its tab.
    printed
        How many columns are printed, from the left; nought for all.
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
        """Number of the row of headers, from one."""
        return 4 + len(self.notes)

    @property
    def first_row(self) -> int:
        """Number of the first row of cells."""
        return self.header_row + 1

    def letters(self, column: str) -> str:
        """Return the letters of a column."""
        return column_letters([c.name for c in self.columns].index(column))

    def has(self, column: str) -> bool:
        """Whether there is such a column."""
        return any(c.name == column for c in self.columns)

    def here(self, column: str, row: int) -> str:
        """Name a cell of the row (counted from nought) within this sheet: `$C7`."""
        return f"${self.letters(column)}{self.first_row + row}"

    def cell(self, column: str, row: int) -> str:
        """Name a cell from anywhere in the workbook: `'Kế hoạch vốn'!$C$7`."""
        return on_sheet(self.name, f"${self.letters(column)}${self.first_row + row}")

    def cells(self, column: str, first: int = 0, count: int | None = None) -> str:
        """Name the cells of a column, or some of them; a sheet without rows has one blank row."""
        count = len(self.rows) if count is None else count
        start = self.first_row + first
        letters = self.letters(column)
        return on_sheet(self.name, f"${letters}${start}:${letters}${start + max(count, 1) - 1}")

    def with_columns(self, columns: Sequence[Column], cells: Sequence[Sequence[Cell]]) -> Sheet:
        """Return the sheet with columns added on the right; `cells` has one sequence a row."""
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
"""Sheets whose tables have a title that is too long for a tab, or that stand otherwise than they were handed in."""

SECTION_TITLES = {
    "opening": "Mở đầu",
    "directives": "Chỉ đạo, điều hành",
    "livelihood": "Dự án 2: sinh kế",
    "production": "Dự án 3: sản xuất, dinh dưỡng",
    "vocational_education": "Dự án 4: dạy nghề",
    "communication": "Dự án 6: truyền thông",
    "capacity": "Dự án 7: năng lực, giám sát",
    "capital": "Nguồn vốn",
    "poverty": "Hộ nghèo, hộ cận nghèo",
    "movement": "Diễn biến hộ nghèo, hộ cận nghèo",
    "credit": "Tín dụng ưu đãi",
    "health_insurance": "Bảo hiểm y tế",
    "electricity": "Tiền điện",
    "education": "Giáo dục",
    "employment": "Việc làm, đào tạo nghề",
    "housing": "Nhà ở",
    "assessment": "Đánh giá, kiến nghị",
    "reconciliation": "Đối chiếu số liệu",
}

STATUS = {"passed": "đạt", "failed": "không đạt", "skipped": "không kiểm được"}
HOLDS, HOLDS_NOT = STATUS["passed"], STATUS["failed"]


def mark(grade: str) -> str:
    """Return the mark of a row whose values were not published as they stand."""
    return "" if grade == PUBLISHED else DAGGER
