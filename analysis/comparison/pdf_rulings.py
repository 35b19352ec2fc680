"""Ruled lines of a PDF page, and the closed frames of cells that they form."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pypdfium2

_THIN, _LONG = 2.0, 6.0
_NEAR = 2.0
"""Tolerance in points for strokes to be one line, or to meet."""
_FEWEST_ROWS, _FEWEST_COLUMNS = 3, 2
"""Horizontal and vertical lines of the smallest table: two rows, one column."""


@dataclass(frozen=True)
class _Line:
    """A line: its position, and its start and end along the other axis."""

    at: float
    first: float
    last: float

    def reaches(self, place: float) -> bool:
        return self.first - _NEAR <= place <= self.last + _NEAR


@dataclass(frozen=True, eq=False)
class Frame:
    """A closed frame with lines inside.

    Attributes
    ----------
    columns
        Positions of its vertical lines, from the left.
    rows
        Positions of its horizontal lines, from the top.
    upright, level
        The lines; where a line does not reach the side of a cell, the cell is joined with its neighbour.
    """

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    upright: tuple[_Line, ...]
    level: tuple[_Line, ...]

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies within the frame."""
        return self.columns[0] < x < self.columns[-1] and self.rows[-1] < y < self.rows[0]

    def cell(self, x: float, y: float) -> tuple[int, int]:
        """Return row and column of the cell with a point; of joined cells the first."""
        column = bisect_right(self.columns, x) - 1
        row = bisect_right([-place for place in self.rows], -y) - 1
        return self._first(row, column)

    def _first(self, row: int, column: int) -> tuple[int, int]:
        while column and not self._side(row, column):
            column -= 1
        while row and not self._top(row, column):
            row -= 1
        while column and not self._side(row, column):
            column -= 1
        return row, column

    def _side(self, row: int, column: int) -> bool:
        """Whether there is a line at the left of a cell."""
        middle = (self.rows[row] + self.rows[row + 1]) / 2
        return any(abs(v.at - self.columns[column]) <= _NEAR and v.reaches(middle) for v in self.upright)

    def _top(self, row: int, column: int) -> bool:
        middle = (self.columns[column] + self.columns[column + 1]) / 2
        return any(abs(h.at - self.rows[row]) <= _NEAR and h.reaches(middle) for h in self.level)

    def spread(self, texts: Sequence[Sequence[str]]) -> list[list[str]]:
        """Repeat the text of a cell that spans several columns in each of them; numbers only once."""
        rows = [list(row) for row in texts]
        for r, row in enumerate(rows):
            for c in range(1, len(row)):
                first = self._first(r, c)
                if first[0] == r and first[1] < c and not any(ch.isdigit() for ch in row[first[1]]):
                    row[c] = row[first[1]]
        return rows


def find_frames(page: pypdfium2.PdfPage) -> list[Frame]:
    """Find the frames formed by thin strokes on a page.

    Parameters
    ----------
    page
        The page; strokes within embedded graphics are ignored.
    """
    level, upright = _strokes(page)
    frames = []
    for rows, columns in _meeting(_merged(level), _merged(upright)):
        xs = tuple(sorted({v.at for v in columns}))
        ys = tuple(sorted({h.at for h in rows}, reverse=True))
        if len(xs) < _FEWEST_COLUMNS or len(ys) < _FEWEST_ROWS:
            continue
        around = [h for h in rows if h.at in (ys[0], ys[-1])], [v for v in columns if v.at in (xs[0], xs[-1])]
        closed = all(h.reaches(xs[0]) and h.reaches(xs[-1]) for h in around[0]) and all(
            v.reaches(ys[0]) and v.reaches(ys[-1]) for v in around[1]
        )
        if closed:
            frames.append(Frame(xs, ys, tuple(columns), tuple(rows)))
    return frames


def _strokes(page: pypdfium2.PdfPage) -> tuple[list[_Line], list[_Line]]:
    from pypdfium2 import raw  # noqa: PLC0415 - heavy, and only for this kind of file

    level, upright = [], []
    for stroke in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1):
        left, bottom, right, top = stroke.get_bounds()
        if top - bottom <= _THIN and right - left >= _LONG:
            level.append(_Line((top + bottom) / 2, left, right))
        elif right - left <= _THIN and top - bottom >= _LONG:
            upright.append(_Line((left + right) / 2, bottom, top))
    return level, upright


def _merged(lines: Iterable[_Line]) -> list[_Line]:
    """Join strokes that continue each other into one line."""
    merged: list[_Line] = []
    places: list[float] = []
    for line in sorted(lines, key=lambda one: (one.at, one.first)):
        place = next((p for p in reversed(places) if abs(p - line.at) <= _NEAR), None)
        if place is None:
            places.append(place := line.at)
        merged.append(_Line(place, line.first, line.last))
    found: list[_Line] = []
    for line in sorted(merged, key=lambda one: (one.at, one.first)):
        if found and found[-1].at == line.at and line.first <= found[-1].last + _NEAR:
            found[-1] = _Line(line.at, found[-1].first, max(found[-1].last, line.last))
        else:
            found.append(line)
    return found


def _meeting(level: Sequence[_Line], upright: Sequence[_Line]) -> list[tuple[list[_Line], list[_Line]]]:
    """Group the lines that meet."""
    groups: list[tuple[list[_Line], list[_Line]]] = []
    for line in upright:
        met = [h for h in level if h.reaches(line.at) and line.reaches(h.at)]
        touching = [g for g in groups if any(h in g[0] for h in met)]
        rows, columns = list(met), [line]
        for group in touching:
            rows += [h for h in group[0] if h not in rows]
            columns += group[1]
            groups.remove(group)
        if rows:
            groups.append((rows, columns))
    return groups
