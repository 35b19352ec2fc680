"""Faults of input files, with what is expected and how to correct them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_OF_A_KIND = 20
"""Number of faults of one kind and column that are listed in full; a register may have thousands."""


@dataclass(frozen=True)
class Problem:
    """One fault of an input file.

    Attributes
    ----------
    file
        Path of the file, relative to the project.
    message
        What is wrong, in Vietnamese.
    expected
        What is expected, in Vietnamese.
    remedy
        How to correct it, in Vietnamese.
    row
        Row as a spreadsheet numbers it (the header is row 1); `None` when the fault is of the whole file.
    column
        Column as its header names it.
    value
        The value in the file.
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
        # Else it could not be unpickled: it is raised in forked processes, too.
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
