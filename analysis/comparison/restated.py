"""Rows of tables and the words that tell the same: where all numbers agree but one, that one differs.

A row and a paragraph speak of one thing when they have several numbers in common. A number of the row that the
paragraph lacks, while the paragraph has one that differs from it in a single digit and stands nowhere in the table, is
then told twice in two ways.
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
"""Numbers that a row and a paragraph of its section, or of another, must have in common."""
_LONG = 3
"""Digits of a number that hardly recurs by chance."""


def find_restated_contradictions(text: Text) -> Iterator[Finding]:
    """Report the numbers in which a paragraph and a row of a table differ that otherwise agree.

    Parameters
    ----------
    text
        The report.
    """
    told = {block: mentions for block in text.blocks if len(mentions := text.of(block)) > _NEAR}
    for table in text.blocks:
        grid = read_grid(table) if table.kind == "table" else None
        if grid is None:
            continue
        everywhere = {_bare(cell.printed) for row in grid.cells for cell in row if cell is not None}
        for number in range(len(grid.cells)):
            yield from _of_row(grid, number, everywhere, told)


def _of_row(grid: Grid, number: int, everywhere: set[str], told: dict[Block, list[Mention]]) -> Iterator[Finding]:
    row = {_bare(cell.printed) for c in grid.columns if (cell := grid.cells[number][c]) is not None}
    if len(row) <= _NEAR:
        return
    found = []
    for block, mentions in told.items():
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
        if shared == best and not _told_elsewhere(missing, mention, told, row):
            message = (
                f"Dòng {grid.lines[number]} của bảng ghi {missing} ở chỗ mà câu này ghi {mention.quantity.printed}; "
                f"{shared} số khác của dòng đó trùng với câu."
            )
            yield finding_at(mention, "cross_section", "probable", missing, message)


def _told_elsewhere(missing: str, mention: Mention, told: dict[Block, list[Mention]], row: set[str]) -> bool:
    """Whether another paragraph tells the whole row: then this one speaks of something else."""
    return any(
        missing in (numbers := {m.quantity.number for m in mentions}) and len(row & numbers) > _NEAR
        for block, mentions in told.items()
        if block is not mention.block
    )


def _bare(printed: str) -> str:
    return re.sub(r"[^\d.,]", "", printed)


def _digits(number: str) -> int:
    return sum(map(str.isdigit, number))


def _one_digit(one: str, other: str) -> bool:
    """Whether two numbers differ in one digit, or in two that changed places."""
    if len(one) != len(other) or _digits(one) < 2:
        return False
    wrong = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if not all(one[i].isdigit() and other[i].isdigit() for i in wrong):
        return False
    return len(wrong) == 1 or _swapped(one, other, wrong)


def _swapped(one: str, other: str, wrong: Sequence[int]) -> bool:
    return len(wrong) == 2 and any((one[a], one[b]) == (other[b], other[a]) for a, b in pairwise(wrong))
