"""Tables: total rows against the rows above, and columns that are sums, differences or shares of others.

Which column is computed from which is not read from the headings but inferred from the rows: where a rule holds in
nearly every row, the row in which it fails is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, permutations

from analysis.comparison.blocks import Block
from analysis.comparison.findings import Finding
from analysis.comparison.quantities import Cell, read_cell
from analysis.comparison.text import Text
from analysis.figures import format_number

_TOTAL = re.compile(r"^\W*(?:tổng(?: cộng| số)?|cộng|toàn (?:huyện|tỉnh|xã|thành phố|thị xã)|total)\b", re.I)
_RATE = re.compile(r"%|tỷ lệ|tỉ lệ|bình quân|đơn giá|mức", re.I)
_A_YEAR = re.compile(r"(?:19|20)\d\d")
_PLACES = re.compile(r"^\W*(?:số )?(?:lượt )?(?:xã|thôn|bản|huyện|phường|địa bàn|địa phương|đơn vị)\b", re.I)
"""Headings of columns that count places: a total counts each place once, however many rows it is in."""
_OF_A_PLAN = (
    re.compile(r"^\W*(?:tỷ|tỉ) lệ(?: giải ngân)?(?: \(?%\)?)?\W*$", re.I),
    re.compile(r"^\W*(?:đã |kết quả |số )?giải ngân\b(?!.*(?:%|tỷ lệ|dự kiến|ước))", re.I),
    re.compile(r"^\W*kế hoạch\b(?!.*(?:%|tỷ lệ))", re.I),
)
"""Headings of a rate, of the amount spent and of the plan, for tables with one of each."""
_FORECAST = re.compile(r"dự kiến|\bước\b", re.I)
_LEADING = re.compile(r"^(?:[IVX]+|[A-Z])$")

_FEWEST_ROWS = 3


@dataclass(frozen=True)
class Grid:
    """The numbers of a table by row and column, and which rows are totals."""

    block: Block
    header: list[str]
    cells: list[list[Cell | None]]
    labels: list[str]
    lines: list[int]
    totals: frozenset[int]
    columns: list[int]


def find_table_contradictions(text: Text) -> Iterator[Finding]:
    """Recompute total rows and computed columns of every table."""
    for block in text.blocks:
        if block.kind == "table" and len(block.rows) >= _FEWEST_ROWS:
            grid = read_grid(block)
            if grid is not None:
                yield from _totals(grid)
                yield from _columns(grid)
                yield from _named_rates(grid)


def read_grid(block: Block) -> Grid | None:
    """Read the numbers of a table by row and column; `None` when it contains none.

    Parameters
    ----------
    block
        A block of kind `table`.
    """
    width = max(len(row) for row in block.rows)
    rows = [row + [""] * (width - len(row)) for row in block.rows]
    first = next((i for i, row in enumerate(rows) if i and sum(read_cell(c) is not None for c in row[1:]) >= 1), None)
    if first is None:
        return None
    header = [" ".join(row[c] for row in rows[:first]) for c in range(width)]
    body = rows[first:]
    if body and all(re.fullmatch(r"\(?[\dA-Z]{1,2}\)?(?:\s*=.*)?|", c) for c in body[0]):
        body, first = body[1:], first + 1
    cells = [[read_cell(c) for c in row] for row in body]
    columns = [
        c
        for c in range(width)
        if sum(row[c] is not None for row in cells) >= 2 and not _numbering(header[c], [r[c] for r in body])
    ]
    labels = [" ".join(c for i, c in enumerate(row) if i not in columns).strip() for row in body]
    totals = frozenset(
        i for i, row in enumerate(body) if any(_TOTAL.match(c) for i2, c in enumerate(row) if i2 not in columns)
    )
    return Grid(block, header, cells, labels, block.row_lines[first:], totals, columns)


def _numbering(header: str, cells: Sequence[str]) -> bool:
    if re.match(r"\W*(?:stt|tt|số tt|mã|năm)\b", header, re.I):
        return True
    values = [c for c in cells if c.strip()]
    if re.search(r"\bnăm\W*$", header, re.I) and all(_A_YEAR.fullmatch(v) or read_cell(v) is None for v in values):
        return True
    return [v.strip(".") for v in values] == [str(i + 1) for i in range(len(values))]


def _totals(grid: Grid) -> Iterator[Finding]:
    """Compare every total row with the rows that it may add up."""
    parts = _parts_of_total(grid)
    for total, rows in parts.items():
        if len(rows) < 2:
            continue
        judged = []
        for column in grid.columns:
            cell = grid.cells[total][column]
            values = [c for r in rows if (c := grid.cells[r][column]) is not None]
            if cell is None or len(values) < 2 or _RATE.search(grid.header[column]) or "%" in cell.printed:
                continue
            once = bool(_PLACES.match(grid.header[column])) and max(c.value for c in values) <= cell.value
            overlapping = once and cell.value <= sum(c.value for c in values)
            judged.append((column, cell, values, overlapping or _adds_up(cell, values)))
        right = sum(ok for *_, ok in judged)
        for column, cell, values, ok in judged:
            if ok or _all_equal(values):
                continue
            severity = "certain" if right or len(rows) >= _FEWEST_ROWS else "probable"
            value = sum((c.value for c in values), Fraction())
            if cell.value and not Fraction(1, 3) < value / cell.value < 3 and not right:
                continue
            shown = format_number(value, "decimal")
            message = f"Cột “{_short(grid.header[column])}”: các dòng cộng lại {shown}, dòng tổng ghi {cell.printed}."
            yield at_cell(grid, total, cell, "sum", severity, shown, message)


def _all_equal(values: Sequence[Cell]) -> bool:
    return len({c.value for c in values}) == 1 and len(values) > 2


def _parts_of_total(grid: Grid) -> dict[int, list[int]]:
    """Return the rows that every total row adds up: those of the first level where rows are numbered in levels."""
    found: dict[int, list[int]] = {}
    last = len(grid.cells) - 1
    for total in sorted(grid.totals):
        rows = [r for r in range(len(grid.cells)) if r not in grid.totals]
        if 0 < total < last:
            rows = [r for r in rows if r < total and not any(t for t in grid.totals if r < t < total)]
        main = [r for r in rows if _LEADING.match(grid.labels[r].split(" ")[0].strip("."))]
        found[total] = main if len(main) >= 2 else rows
    return found


def _adds_up(total: Cell, values: Sequence[Cell]) -> bool:
    value = sum((c.value for c in values), Fraction())
    half = sum((c.half for c in values), Fraction()) + total.half
    return abs(value - total.value) <= half


def _columns(grid: Grid) -> Iterator[Finding]:
    """Infer which column follows from others, and report the rows in which it does not."""
    reported: set[tuple[int, int]] = set()
    for target, kinds in [(t, k) for k in (("share", "sum"), ("remainder",)) for t in grid.columns]:
        for rule in (r for r in _rules(grid, target) if r.kind in kinds):
            fits = {row: rule.fits(grid.cells[row]) for row in range(len(grid.cells))}
            known = [row for row, fit in fits.items() if fit is not None]
            wrong = [row for row in known if not fits[row]]
            if (
                len(known) < _FEWEST_ROWS
                or not wrong
                or len(wrong) > max(1, len(known) // 4)
                or len(known) - len(wrong) < 2
            ):
                continue
            if rule.trivial(grid, known):
                continue
            for row in wrong:
                if (row, target) in reported or any((row, c) in reported for c in rule.sources):
                    continue
                reported.add((row, target))
                cell = grid.cells[row][target]
                if cell is not None:
                    shown = rule.shown(grid.cells[row], cell)
                    message = (
                        f"Dòng “{_short(grid.labels[row])}”, cột “{_short(grid.header[target])}”: "
                        f"{rule.words(grid.header)}, ra {shown}."
                    )
                    yield at_cell(grid, row, cell, rule.kind, "certain", shown, message)
            break


def _named_rates(grid: Grid) -> Iterator[Finding]:
    """Recompute rates whose headings name part and base, also in tables too small to infer a rule."""
    named = [[c for c in grid.columns if pattern.match(grid.header[c])] for pattern in _OF_A_PLAN]
    if any(len(columns) != 1 for columns in named):
        return
    (rate,), (spent,), (plan,) = named
    others = set(grid.columns) - {rate, spent, plan}
    if not all(_RATE.search(grid.header[c]) or _FORECAST.search(grid.header[c]) for c in others):
        return  # the rate may be of another amount
    rule = _Rule("share", rate, (spent, plan))
    fits = {row: fit for row in range(len(grid.cells)) if (fit := rule.fits(grid.cells[row])) is not None}
    if len(fits) >= _FEWEST_ROWS and 2 * sum(fits.values()) < len(fits):
        return
    for row in (row for row, fit in fits.items() if not fit):
        cell = grid.cells[row][rate]
        if cell is not None:
            shown = rule.shown(grid.cells[row], cell)
            message = f"Dòng “{_short(grid.labels[row])}”: {rule.words(grid.header)}, ra {shown}."
            yield at_cell(grid, row, cell, "share", "certain" if any(fits.values()) else "probable", shown, message)


@dataclass(frozen=True)
class _Rule:
    """A column computed from others: a share, a sum or a difference."""

    kind: str
    target: int
    sources: tuple[int, ...]

    def value(self, row: Sequence[Cell | None]) -> tuple[Fraction, Fraction] | None:
        """Compute the value and its largest rounding error; `None` where a source is missing."""
        cells = [row[c] for c in self.sources]
        if any(c is None for c in cells):
            return None
        known = [c for c in cells if c is not None]
        if self.kind == "share":
            part, whole = known
            if not whole.value:
                return None
            value = part.value / whole.value * 100
            return value, (part.half + value / 100 * whole.half) / whole.value * 100
        half = sum((c.half for c in known), Fraction())
        if self.kind == "remainder":
            return known[0].value - sum((c.value for c in known[1:]), Fraction()), half
        return sum((c.value for c in known), Fraction()), half

    def fits(self, row: Sequence[Cell | None]) -> bool | None:
        """Whether the row follows the rule; `None` where that cannot be decided."""
        cell, computed = row[self.target], self.value(row)
        if cell is None or computed is None:
            return None
        slack = cell.half if self.kind != "share" else 2 * (cell.half or Fraction(1, 2))
        return abs(computed[0] - cell.value) <= computed[1] + slack

    def trivial(self, grid: Grid, rows: Sequence[int]) -> bool:
        """Whether the rule holds only because cells are empty or zero."""
        telling = 0
        for row in rows:
            cells = [grid.cells[row][c] for c in (self.target, *self.sources)]
            telling += all(c is not None and c.value for c in cells)
        return telling < _FEWEST_ROWS

    def shown(self, row: Sequence[Cell | None], cell: Cell) -> str:
        """Print the value computed by the rule."""
        computed = self.value(row)
        value = computed[0] if computed else Fraction()
        if self.kind == "share":
            return format_number(value / 100, f"percent{min(cell.digits, 2)}")
        return format_number(value, "decimal")

    def words(self, header: Sequence[str]) -> str:
        """Return the rule in words."""
        sign = {"share": " : ", "remainder": " − ", "sum": " + "}[self.kind]
        return sign.join(f"“{_short(header[c])}”" for c in self.sources)


def _rules(grid: Grid, target: int) -> Iterator[_Rule]:
    others = [c for c in grid.columns if c != target]
    rate = _RATE.search(grid.header[target]) or any("%" in c.printed for row in grid.cells if (c := row[target]))
    if rate:
        yield from (_Rule("share", target, pair) for pair in permutations(others, 2))
        return
    amounts = [c for c in others if not _RATE.search(grid.header[c])]
    for size in range(2, min(len(amounts), 5) + 1):
        yield from (_Rule("sum", target, some) for some in combinations(amounts, size))
    for size in (2, 3):
        for some in permutations(amounts, size):
            if size == 2 or some[1] < some[2]:
                yield _Rule("remainder", target, some)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"


def is_rate(grid: Grid, column: int) -> bool:
    """Whether a column of a table holds rates, by its heading or its signs."""
    return bool(_RATE.search(grid.header[column])) or any(
        "%" in cell.printed for row in grid.cells if (cell := row[column]) is not None
    )


def at_cell(grid: Grid, row: int, cell: Cell, kind: str, severity: str, shown: str, message: str) -> Finding:
    """Return a finding about a table cell."""
    quote = "| " + " | ".join(grid.block.rows[grid.block.row_lines.index(grid.lines[row])]) + " |"
    return Finding(kind, severity, quote, grid.lines[row], cell.printed, shown, message)
