"""Rates of a table that are all shares of one number outside the table: a row with another base is wrong.

"Nước sinh hoạt: 604 hộ, 36,74 %; nhà tiêu: 830 hộ, 50,49 %; …" are shares of one total that need not be in the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from analysis.comparison.findings import Finding
from analysis.comparison.tables import Grid, at_cell, is_rate, read_grid
from analysis.comparison.text import Text
from analysis.figures import format_number

_FEWEST = 4
_FINE = Fraction(1, 100)
"""Largest relative rounding error of a rate from which a base can still be derived."""

_Interval = tuple[Fraction, Fraction]


def find_base_contradictions(text: Text) -> Iterator[Finding]:
    """Report the rows whose rate has another base than nearly all other rows.

    Parameters
    ----------
    text
        The report.
    """
    for block in text.blocks:
        grid = read_grid(block) if block.kind == "table" else None
        if grid is not None:
            for rate in grid.columns:
                amount = next((c for c in reversed(grid.columns) if c < rate and not is_rate(grid, c)), None)
                if is_rate(grid, rate) and amount is not None:
                    yield from _odd_rows(grid, amount, rate)


def _odd_rows(grid: Grid, amount: int, rate: int) -> Iterator[Finding]:
    bases = {row: base for row in range(len(grid.cells)) if (base := _base(grid, row, amount, rate)) is not None}
    if len(bases) <= _FEWEST:
        return
    point = max((low for low, _ in bases.values()), key=lambda p: sum(a <= p <= b for a, b in bases.values()))
    fitting = [row for row, (low, high) in bases.items() if low <= point <= high]
    odd = [row for row in bases if row not in fitting]
    point = (point + min(bases[row][1] for row in fitting)) / 2  # the middle of the interval common to all of them
    if (
        len(fitting) < _FEWEST
        or len(odd) > max(1, len(bases) // 5)
        or len({_value(grid, r, amount) for r in fitting}) < 3
    ):
        return
    for row in odd:
        cell = grid.cells[row][rate]
        if cell is not None:
            shown = format_number(_value(grid, row, amount) / point, f"percent{min(cell.digits, 2)}")
            if shown.rstrip("%") == cell.printed.rstrip("%"):
                continue
            message = (
                f"{len(fitting)} dòng khác của bảng đều là tỷ lệ trên khoảng {format_number(round(point), 'integer')}; "
                f"dòng “{grid.labels[row][:60]}” thì không: theo số đó phải là {shown}."
            )
            yield at_cell(grid, row, cell, "share", "probable", shown, message)


def _value(grid: Grid, row: int, column: int) -> Fraction:
    cell = grid.cells[row][column]
    return cell.value if cell is not None else Fraction(0)


def _base(grid: Grid, row: int, amount: int, rate: int) -> _Interval | None:
    """Return the interval in which the base of a row lies; `None` when its rate is too coarse."""
    part, share = grid.cells[row][amount], grid.cells[row][rate]
    if part is None or share is None or not part.value or share.value <= 0 or not share.half:
        return None
    if share.half > _FINE * share.value:
        return None
    low = (part.value - part.half) * 100 / (share.value + share.half)
    return low, (part.value + part.half) * 100 / (share.value - share.half)
