"""Claims of table rows about policies: a named item, a column of people and a column of amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from analysis.comparison.blocks import Block
from analysis.comparison.norm_claims import Claim, Item, named_items, period_of
from analysis.comparison.quantities import Cell
from analysis.comparison.tables import Grid, read_grid
from analysis.comparison.text import Text
from analysis.figures import format_number, round_half_up

_PEOPLE = re.compile(r"số (?:học sinh|người|trẻ|hộ|thẻ|đối tượng|nhân khẩu|lượng)|^(?:học sinh|hộ|trẻ em)", re.I)
_AMOUNT = re.compile(r"kinh phí|số tiền|thành tiền", re.I)
_RATE = re.compile(r"bình quân|định mức|đơn giá|mức", re.I)
_UNITS = (("triệu đồng", 10**6), ("nghìn đồng", 10**3), ("ngàn đồng", 10**3), ("đồng", 1))


def find_row_claims(text: Text) -> Iterator[Claim]:
    """Yield the claims of the rows of tables.

    Parameters
    ----------
    text
        The report.
    """
    before: Block | None = None
    for block in text.blocks:
        grid = read_grid(block) if block.kind == "table" else None
        if grid is not None:
            yield from _of_grid(grid, block, before)
        before = block


def _of_grid(grid: Grid, block: Block, before: Block | None) -> Iterator[Claim]:
    columns = {c: grid.header[c] for c in grid.columns}
    people = [c for c, head in columns.items() if _PEOPLE.search(head) and not _RATE.search(head)]
    money = [c for c, head in columns.items() if _AMOUNT.search(head) and not _RATE.search(head)]
    rice = [c for c, head in columns.items() if re.search(r"\bgạo\b", head, re.I) and "kg" in head]
    above = f"{before.text if before and before.kind != 'table' else ''} {block.parent.text if block.parent else ''}"
    if len(people) > 1 or len(money) > 1:
        return
    for row, label in enumerate(grid.labels):
        if row in grid.totals:
            continue
        around = f"{' '.join(grid.header)} {' '.join(grid.labels)} {above}"
        items = {item for item, *_ in named_items(label, around)}
        if len(items) != 1 or not next(iter(items)).codes:
            continue
        (item,) = items
        chosen = money if item.unit == "money" else rice
        period = period_of(f"{label} {' '.join(grid.header)}")
        cell = grid.cells[row][chosen[0]] if chosen else None
        unit = _unit(columns[chosen[0]], above) if chosen and item.unit == "money" else 1
        if cell is not None and period is not None and unit:
            count = grid.cells[row][people[0]] if people else None
            yield _claim(grid, row, item, cell, count, unit, period)


def _unit(head: str, above: str) -> int:
    """Return the unit of a column in đồng; 0 when it is not given."""
    for words in (head, above):
        for name, scale in _UNITS:
            if name in words.lower():
                return scale
    return 0


def _claim(grid: Grid, row: int, item: Item, cell: Cell, count: Cell | None, unit: int, period: str) -> Claim:
    cells: Sequence[str] = grid.block.rows[grid.block.row_lines.index(grid.lines[row])]
    word = {10**6: "triệu đồng", 10**3: "nghìn đồng"}.get(unit, "đồng") if item.unit == "money" else "kg"
    half = cell.half if cell.digits else Fraction(int(unit > 1), 2)
    return Claim(
        item=item,
        people=int(count.value) if count is not None else None,
        value=cell.value * unit,
        half=half * unit,
        period=period,
        line=grid.lines[row],
        printed=cell.printed,
        quote="| " + " | ".join(cells) + " |",
        show=lambda value: f"{format_number(round_half_up(value / unit, 3), 'decimal')} {word}",
        scope=grid.block,
    )
