"""Rows of tables and paragraphs about the same subject in which all numbers but one agree.

A row and a paragraph are about the same subject when they have several numbers in common. If the paragraph lacks a
number of the row but has one that differs from it in a single digit and occurs nowhere in the table, the two contradict
each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from analysis.comparison.blocks import Block
from analysis.comparison.changes import is_change
from analysis.comparison.findings import Finding, finding_at
from analysis.comparison.mentions import Mention
from analysis.comparison.tables import Grid, read_grid
from analysis.comparison.text import Text

_NEAR, _FAR = 2, 3
"""Smallest count of numbers that a row and a paragraph, of its section or of another, must have in common."""
_LONG = 3
"""Smallest number of digits of a number that is unlikely to recur by chance."""


def find_restated_contradictions(text: Text) -> Iterator[Finding]:
    """Report the numbers in which a paragraph and a table row differ that otherwise agree.

    Parameters
    ----------
    text
        The report.
    """
    paragraphs = {block: mentions for block in text.blocks if len(mentions := text.of(block)) > _NEAR}
    for table in text.blocks:
        grid = read_grid(table) if table.kind == "table" else None
        if grid is None:
            continue
        everywhere = {_bare(cell.printed) for row in grid.cells for cell in row if cell is not None}
        for number in range(len(grid.cells)):
            yield from _of_row(grid, number, everywhere, paragraphs)


def _of_row(grid: Grid, number: int, everywhere: set[str], paragraphs: dict[Block, list[Mention]]) -> Iterator[Finding]:
    row = {_bare(cell.printed) for c in grid.columns if (cell := grid.cells[number][c]) is not None}
    if len(row) <= _NEAR:
        return
    found = []
    for block, mentions in paragraphs.items():
        printed = {m.quantity.number for m in mentions}
        common = row & printed
        near = block.heading is grid.block.heading
        if len(common) < (_NEAR if near else _FAR) or max(map(_digits, common)) < _LONG:
            continue
        for missing in row - printed:
            others = [m for m in mentions if _one_digit(m.quantity.number, missing) and not is_change(m)]
            if len(others) == 1 and others[0].quantity.number not in everywhere:
                found.append((len(common), others[0], missing))
    best = max((shared for shared, *_ in found), default=0)
    for shared, mention, missing in found:
        if shared == best and not _stated_elsewhere(missing, mention, paragraphs, row):
            message = (
                f"Dòng {grid.lines[number]} của bảng ghi {missing} ở chỗ mà câu này ghi {mention.quantity.printed}; "
                f"{shared} số khác của dòng đó trùng với câu."
            )
            yield finding_at(mention, "cross_section", "probable", missing, message)


def _stated_elsewhere(missing: str, mention: Mention, paragraphs: dict[Block, list[Mention]], row: set[str]) -> bool:
    """Whether another paragraph states the whole row: then this one is about something else."""
    return any(
        missing in (numbers := {m.quantity.number for m in mentions}) and len(row & numbers) > _NEAR
        for block, mentions in paragraphs.items()
        if block is not mention.block
    )


def _bare(printed: str) -> str:
    return re.sub(r"[^\d.,]", "", printed)


def _digits(number: str) -> int:
    return sum(map(str.isdigit, number))


def _one_digit(one: str, other: str) -> bool:
    """Whether two numbers differ in one digit, or in two swapped digits."""
    if len(one) != len(other) or _digits(one) < 2:
        return False
    wrong = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if not all(one[i].isdigit() and other[i].isdigit() for i in wrong):
        return False
    return len(wrong) == 1 or _swapped(one, other, wrong)


def _swapped(one: str, other: str, wrong: Sequence[int]) -> bool:
    return len(wrong) == 2 and any((one[a], one[b]) == (other[b], other[a]) for a, b in pairwise(wrong))
