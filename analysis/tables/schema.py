"""Schemas of raw tables, and the faults of files that do not follow them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

# Schemas --------------------------------------------------------------------------------------------------------------


ColumnType = Literal["text", "integer", "decimal", "date", "flag", "commune", "communes"]
"""`flag` is 0 or 1; `commune` a GSO code or a name, read as a code; `communes` several of them, separated by ";"."""


@dataclass(frozen=True)
class Column:
    """One column of a raw table.

    Attributes
    ----------
    name
        Name in the file and in code, the unit of measure as its suffix (`amount_vnd`).
    header
        Vietnamese header; a file may use it instead of `name`.
    meaning
        Content of the column, one Vietnamese sentence.
    required
        Whether an empty cell is a fault.
    optional
        Whether the whole column may be absent.
    minimum, maximum
        Bounds of a number, both allowed.
    choices
        Domain of `data/reference/vocabulary.csv` whose codes (or Vietnamese words) are allowed; or `component`.
    pattern
        Regular expression that the whole text must match.
    """

    name: str
    header: str
    meaning: str
    type: ColumnType = "text"
    required: bool = True
    optional: bool = False
    minimum: int | None = None
    maximum: int | None = None
    choices: str = ""
    pattern: str = ""

    @property
    def title(self) -> str:
        """Name and header together, as messages show them."""
        return f"{self.name} ({self.header})"

    @property
    def bounds(self) -> str:
        """Bounds of a number in Vietnamese; empty without a minimum."""
        if self.minimum is None:
            return ""
        return f"từ {self.minimum} trở lên" if self.maximum is None else f"từ {self.minimum} đến {self.maximum}"


@dataclass(frozen=True)
class DerivedColumn:
    """A column computed from another one of the same row, as data, so that a spreadsheet can compute it too.

    Its only operation is `year`: the year of a date.
    """

    name: str
    header: str
    operation: Literal["year"]
    of: str


@dataclass(frozen=True)
class AddedColumn(Column):
    """A column that a section computed from the columns `of` of the same row, as its meaning explains."""

    of: tuple[str, ...] = ()


PROVENANCE_COLUMN = Column(
    "provenance",
    "Nguồn gốc",
    "Nguồn gốc của riêng dòng này, khi khác với nguồn gốc ghi trong tệp .meta.yml.",
    required=False,
    optional=True,
    choices="provenance",
)
NOTE_COLUMN = Column(
    "note", "Ghi chú", "Giải thích của người lập bảng; không dùng để tính.", required=False, optional=True
)


@dataclass(frozen=True)
class TableSchema:
    """The schema of one raw table.

    Attributes
    ----------
    row_is
        What one row represents, in Vietnamese.
    columns
        Its columns; `provenance` and `note` may always be added.
    key
        Columns that no two rows share.
    may_be_empty
        Whether a file without rows is valid (no project this year).
    register
        Whether a row is a household or a person: then neither rows nor their positions leave the office, only counts.
    totals
        Columns that a form sums over all rows; none where rows are totals of others.
    carried
        Columns that the next year's form contains row by row; the key when `None`, no row when empty.
    moves_on
        Whether the years named in carried cells are a year later in the next year's form; otherwise rows go on as
        they are, and those of older years are left out.
    """

    name: str
    title: str
    row_is: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = field(default=())
    may_be_empty: bool = False
    register: bool = False
    totals: tuple[str, ...] = ()
    carried: tuple[str, ...] | None = None
    moves_on: bool = True

    @property
    def carried_columns(self) -> tuple[str, ...]:
        """Columns that the next year's form contains."""
        return self.key if self.carried is None else self.carried

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """The table's own columns and those that every table may have."""
        return (*self.columns, PROVENANCE_COLUMN, NOTE_COLUMN)

    def for_parts(self, kind: str, kinds: str) -> TableSchema:
        """Return the schema with headers that name the kinds of a unit's parts instead of "xã".

        `kind` is the main one ("thôn"), `kinds` all of them ("thôn, khu phố").
        """
        words = {
            "commune": f"{kinds[:1].upper()}{kinds[1:]}",
            "communes": f"{kind[:1].upper()}{kind[1:]} thực hiện",
        }
        columns = tuple(replace(c, header=words[c.type]) if c.type in words else c for c in self.columns)
        return replace(self, columns=columns)


# Problems -------------------------------------------------------------------------------------------------------------


MOST_OF_A_KIND = 20
"""Number of faults of one kind and column that are listed in full; a register may have thousands."""


@dataclass(frozen=True)
class Problem:
    """One fault of an input file: what is wrong, what is expected and how to correct it, in Vietnamese.

    Attributes
    ----------
    row
        Row as a spreadsheet numbers it (the header is row 1); `None` when the fault is of the whole file.
    sheet
        Sheet of a workbook; empty for a CSV file.
    cell
        Address of the cell ("E12"), where columns may be in any order.
    """

    file: str
    message: str
    expected: str
    remedy: str
    row: int | None = None
    column: str = ""
    value: str | None = None
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        place = [self.file]
        if self.sheet:
            place.append(f'trang tính "{self.sheet}"')
        if self.cell:
            place.append(f"ô {self.cell}")
        elif self.row is not None:
            place.append(f"dòng {self.row}")
        if self.column:
            place.append(f"cột {self.column}")
        value = "" if self.value is None else f' "{self.value}"'
        return f"{', '.join(place)}:{value} {self.message}. Cần: {self.expected}. Cách sửa: {self.remedy}."


class InputProblems(Exception):  # noqa: N818 - named for what it carries, all faults at once
    """Every fault found in the inputs, all at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(str(self))

    def __reduce__(self) -> tuple[type[InputProblems], tuple[tuple[Problem, ...]]]:
        # Raised in forked processes, so it is pickled: the default would pass the message instead of the problems.
        return type(self), (self.problems,)

    def __str__(self) -> str:
        lines: list[str] = []
        shown: dict[tuple[str, str, str], int] = {}
        for problem in self.problems:
            kind = (problem.file, problem.column, problem.message.partition(" dòng ")[0])
            shown[kind] = shown.get(kind, 0) + 1
            if shown[kind] <= MOST_OF_A_KIND:
                lines.append(f"  {len(lines) + 1}. {problem}")
        for (file, column, message), count in shown.items():
            if count > MOST_OF_A_KIND:
                place = f"{file}, cột {column}" if column else file
                lines.append(f"  … và {count - MOST_OF_A_KIND} lỗi nữa cùng loại: {place}: {message}.")
        return f"Số liệu đầu vào có {len(self.problems)} lỗi:\n" + "\n".join(lines)
