"""Maps of an indicator by commune: with boundaries supplied by the user, or as a schematic grid of tiles."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from analysis.charts.drawing import (
    MUTED,
    SHADES,
    WIDTH_INCHES,
    Chart,
    Scale,
    Steps,
    finish,
    in_words,
    scale_of,
    sheet,
)
from analysis.figures import Figure
from analysis.sections.trends import Series, Trend, ranked
from analysis.tables.boundaries import Boundaries, Shape

SCHEMATIC = "Sơ đồ: mỗi ô là một {kinds}, xếp theo mã đơn vị; không theo tỷ lệ, không phải ranh giới."
"""Note under every schematic map."""
_TILE, _GAP, _LEGEND = 0.78, 0.05, 0.42
_TALLEST = 7.5
_NOTHING = "#f2f2f2"


@dataclass(frozen=True)
class _Shades:
    """The values of a year as shades, with the steps of the legend."""

    figures: dict[str, Figure]
    scale: Scale
    steps: Steps

    def fill(self, code: str) -> str:
        """Return the colour of a commune; one without a value is nearly white."""
        figure = self.figures.get(code)
        return SHADES[self.steps.step(self.scale.height(figure))] if figure else _NOTHING

    def ink(self, code: str) -> str:
        """Return a readable text colour on the colour of a commune."""
        return "white" if self.fill(code) in SHADES[3:] else "black"

    def printed(self, code: str) -> str:
        """Return a commune's value, or a dash."""
        figure = self.figures.get(code)
        return figure.print(with_unit=False) if figure else "–"


def commune_map(trend: Trend, year: int, boundaries: Boundaries | None = None) -> Chart | None:
    """Draw the communes in shades of their value in a year; `None` when none has a value.

    Without boundaries a grid of tiles is drawn.
    """
    having = ranked(trend.series, year)
    if not having:
        return None
    figures = {series.code: series.figures[year] for series in having}
    scale = scale_of(having[0].figures[year].measure)
    heights = [scale.height(figure) for figure in figures.values()]
    shades = _Shades(figures, scale, Steps(min(heights), max(heights)))
    caption = f"{trend.indicator.label} năm {year}, {trend.grouping_label[:1].lower()}{trend.grouping_label[1:]}"
    alt = f"Bản đồ, xếp từ cao xuống thấp. {in_words([s.label for s in having], [s.figures[year] for s in having])}."
    if boundaries:
        return _outlined(trend.series, shades, boundaries, caption, alt)
    kinds = trend.grouping_label.removeprefix("Theo ").replace(", ", " hoặc ")
    return _tiled(trend.series, shades, caption, alt.replace("Bản đồ", "Sơ đồ ô"), SCHEMATIC.format(kinds=kinds))


def _tiled(series: Sequence[Series], shades: _Shades, caption: str, alt: str, note: str) -> Chart:
    """Draw one tile per commune, row by row in the order of their codes."""
    ordered = sorted(series, key=lambda each: each.code)
    columns = min(max(6, math.ceil(math.sqrt(len(ordered)))), 12)
    rows = -(-len(ordered) // columns)
    side = (WIDTH_INCHES + _GAP) / columns - _GAP
    tall = min(_TILE, side)
    height = rows * (tall + _GAP) + _LEGEND
    size = 7.5 if columns <= 8 else 5.5
    with sheet(height) as (drawing, axes):
        for number, each in enumerate(ordered):
            row, column = divmod(number, columns)
            left, bottom = column * (side + _GAP), height - (row + 1) * (tall + _GAP) + _GAP
            axes.add_patch(Rectangle((left, bottom), side, tall, facecolor=shades.fill(each.code), edgecolor="white"))
            name = textwrap.fill(each.label, max(int(side * 72 / (size * 0.62)), 6), max_lines=3, placeholder="…")
            style: dict[str, Any] = {"fontsize": size, "color": shades.ink(each.code), "ha": "center", "va": "center"}
            axes.text(left + side / 2, bottom + tall * 0.62, name, **style, linespacing=1.05)
            axes.text(left + side / 2, bottom + tall * 0.16, shades.printed(each.code), **style, weight="bold")
        _legend(axes, shades)
        return finish(drawing, caption, alt, shades.figures.values(), note)


def _outlined(series: Sequence[Series], shades: _Shades, boundaries: Boundaries, caption: str, alt: str) -> Chart:
    """Draw outlines, north up, with names inside where they fit."""
    view = _View(boundaries)
    with sheet(view.height + _LEGEND) as (drawing, axes):
        taken: list[tuple[float, float, float, float]] = []
        unnamed = []
        for each in series:
            for shape in boundaries.shapes.get(each.code, ()):
                axes.add_patch(
                    PathPatch(view.path(shape), facecolor=shades.fill(each.code), edgecolor="white", linewidth=0.7)
                )
        for each in sorted(series, key=lambda s: -max((h.area for h in boundaries.shapes.get(s.code, ())), default=0)):
            if each.code in boundaries.shapes and not _name(axes, each, shades, view, boundaries, taken):
                unnamed.append(f"{each.label} {shades.printed(each.code)}")
        _legend(axes, shades)
        notes = [f"Không đủ chỗ ghi trên bản đồ: {'; '.join(unnamed)}." if unnamed else "", boundaries.unmatched]
        return finish(drawing, caption, alt, shades.figures.values(), " ".join(filter(None, notes)))


def _name(
    axes: Axes,
    series: Series,
    shades: _Shades,
    view: _View,
    boundaries: Boundaries,
    taken: list[tuple[float, float, float, float]],
) -> bool:
    """Write name and value of a commune in its largest part; return False where another name would overlap."""
    largest = max(boundaries.shapes[series.code], key=lambda shape: shape.area)
    x, y = view.place(*largest.middle)
    lines = [*textwrap.wrap(series.label, 12), shades.printed(series.code)]
    wide, tall = 0.055 * max(map(len, lines)), 0.1 * len(lines)
    box = (x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2)
    if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
        return False
    taken.append(box)
    axes.text(
        x, y, "\n".join(lines), fontsize=6, color=shades.ink(series.code), ha="center", va="center", linespacing=1.05
    )
    return True


@dataclass(frozen=True)
class _View:
    """Projection of degrees (or metres) to the sheet, at the largest scale that fits."""

    boundaries: Boundaries

    @property
    def _stretch(self) -> float:
        """Ratio of a degree of longitude to one of latitude; 1 for metres."""
        _, south, _, north = self.boundaries.extent
        return math.cos(math.radians((south + north) / 2)) if self.boundaries.in_degrees else 1.0

    @property
    def _inches(self) -> float:
        west, south, east, north = self.boundaries.extent
        return min(WIDTH_INCHES / ((east - west) * self._stretch), _TALLEST / (north - south))

    @property
    def height(self) -> float:
        """Height of the map, in inches."""
        _, south, _, north = self.boundaries.extent
        return (north - south) * self._inches

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return the position of a point on the sheet."""
        west, south, east, _ = self.boundaries.extent
        scale = self._inches
        left = (WIDTH_INCHES - (east - west) * self._stretch * scale) / 2
        return left + (x - west) * self._stretch * scale, _LEGEND + (y - south) * scale

    def path(self, shape: Shape) -> Path:
        """Return an outline with its holes."""
        rings = [Path([self.place(*point) for point in ring], closed=True) for ring in shape.rings]
        return Path.make_compound_path(*rings)


def _legend(axes: Axes, shades: _Shades) -> None:
    """Draw the legend of the shades under the map."""
    wide = WIDTH_INCHES / (len(SHADES) + 1)
    axes.text(0, 0.2, shades.scale.words, fontsize=7.5, va="center")
    for number, shade in enumerate(SHADES):
        left = (number + 1) * wide
        axes.add_patch(Rectangle((left, 0.12), 0.22, 0.16, facecolor=shade, edgecolor=MUTED, linewidth=0.4))
        low, high = shades.steps.bounds(number)
        axes.text(left + 0.27, 0.2, f"{_rough(low)}–{_rough(high)}", fontsize=7, va="center")


def _rough(value: float) -> str:
    """Print a rounded bound for the legend."""
    return Scale("", 1).ticks(round(value, 1 if abs(value) < 100 else 0))
