"""Charts over years: the line of a unit, small multiples of its groups, the change from the year before.

A line connects comparable years only: it breaks where a year is missing, or where the poverty standard or the territory
changed; the change is written at the break.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from matplotlib.axes import Axes

from analysis.charts.drawing import (
    MAIN,
    MUTED,
    SECOND,
    WIDTH_INCHES,
    Chart,
    Scale,
    canvas,
    finish,
    scale_of,
    sheet,
    spread,
)
from analysis.figures import Figure
from analysis.sections.context import sentence_case
from analysis.sections.trends import Series, Trend, ranked

MOST_LINES = 4
"""Largest number of distinguishable lines in one chart."""
MOST_CELLS, CELLS_A_ROW = 40, 4
"""Small multiples that fit on a page."""
_CELL_HEIGHT, _MARGIN = 0.8, 0.12
_LINE_STYLES = ((MAIN, "o"), (SECOND, "s"), ("#548235", "^"), ("#7030a0", "D"))


def trend_lines(trend: Trend) -> Chart | None:
    """Draw the whole unit over the years, or its groups where they are few; `None` when there are no values."""
    shown = [s for s in trend.series if s.figures] if len(trend.series) <= MOST_LINES else []
    lines = shown or [trend.whole]
    figures = [figure for series in lines for figure in series.figures.values()]
    if not figures:
        return None
    scale = scale_of(figures[0].measure)
    with canvas(2.6 if len(lines) == 1 else 2.9) as (drawing, axes):
        for series, (color, marker) in zip(lines, _LINE_STYLES, strict=False):
            for run in trend.runs(series):
                heights = [scale.height(series.figures[year]) for year in run]
                axes.plot(run, heights, color=color, marker=marker, markersize=5, linewidth=1.6)
        top = max(map(scale.height, figures)) or 1
        axes.set_ylim(min(0, *map(scale.height, figures)), top * (1.35 if trend.breaks else 1.18))
        if len(lines) == 1:
            _label_points(axes, lines[0], scale, top)
        else:
            _label_ends(axes, lines, scale, top)
        _mark_breaks(axes, trend)
        _label_years(axes, trend)
        axes.set_xlim(trend.span[0] - 0.45, trend.span[-1] + (0.45 if len(lines) == 1 else 0.9))
        axes.set_ylabel(scale.words)
        axes.yaxis.set_major_formatter(scale.ticks)
        return finish(drawing, _caption(trend), _alternative_text(trend, lines), figures, note_of(trend))


def small_multiples(trend: Trend) -> Chart | None:
    """Draw each group as a small multiple on one scale, the highest value of the last year first.

    If there are more groups than fit on a page, only the first ones are drawn, and the note says so.
    """
    if not trend.series:
        return None
    last = max(trend.years)
    order = ranked(trend.series, last)
    order += [series for series in trend.series if series not in order]
    cells = order[:MOST_CELLS]
    figures = [figure for series in cells for figure in series.figures.values()]
    scale = scale_of(figures[0].measure)
    top = max(map(scale.height, figures)) or 1
    rows = -(-len(cells) // CELLS_A_ROW)
    height = rows * _CELL_HEIGHT + 0.02
    with sheet(height) as (drawing, axes):
        for number, series in enumerate(cells):
            row, column = divmod(number, CELLS_A_ROW)
            field = _Field(trend, scale, top, column * WIDTH_INCHES / CELLS_A_ROW, height - (row + 1) * _CELL_HEIGHT)
            field.draw(axes, series, years=number + CELLS_A_ROW >= len(cells))
        more = f"Vẽ {len(cells)} trong {len(order)} nơi, lấy từ cao xuống." if len(cells) < len(order) else ""
        how = f"Mọi ô cùng một thang đo ({scale.unit}), xếp từ cao xuống thấp theo năm {last}."
        if _drawn_whole(trend, scale):
            how += f" Đường xám: {trend.whole.label[:1].lower()}{trend.whole.label[1:]}."
        note = " ".join(filter(None, (how, more, note_of(trend))))
        drawn = [*figures, *trend.whole.figures.values()] if _drawn_whole(trend, scale) else figures
        caption = f"{_caption(trend)}, {trend.grouping_label[:1].lower()}{trend.grouping_label[1:]}"
        return finish(drawing, caption, _alternative_text(trend, cells), drawn, note)


def year_on_year(trend: Trend, year: int) -> Chart | None:
    """Draw the change of each group and the whole unit from the year before, the largest rise first.

    `None` when nothing is comparable; `why_no_change` gives the reason.
    """
    changes = [(series, trend.change(series, year)) for series in (*trend.series, trend.whole)]
    known = [(series, change.figure) for series, change in changes if change.figure is not None]
    if not known:
        return None
    ordered = sorted(known, key=lambda item: (item[1].value or 0, item[0].label))[-MOST_CELLS:]
    scale = scale_of(ordered[0][1].measure)
    worse_when_more = trend.indicator.less_is_better
    with canvas(0.165 * len(ordered) + 0.75) as (drawing, axes):
        widths = [scale.height(figure) for _, figure in ordered]
        places = range(len(ordered))
        worse = [width != 0 and worse_when_more == (width > 0) for width in widths]
        colors = [SECOND if each else MAIN for each in worse]
        bars = axes.barh(places, widths, color=colors, height=0.7)
        axes.bar_label(bars, [trend.change(s, year).number for s, _ in ordered], padding=3, fontsize=8)
        axes.set_yticks(places, [_short(series.label) for series, _ in ordered])
        for label, (series, _) in zip(axes.get_yticklabels(), ordered, strict=True):
            label.set_fontweight("bold" if series is trend.whole else "normal")
        axes.axvline(0, color="black", linewidth=0.8)
        axes.set_xlabel(f"{scale.words}, năm {year} so với năm {year - 1}")
        axes.xaxis.set_major_formatter(scale.ticks)
        axes.margins(x=0.14, y=0.01)
        reach = max(abs(width) for width in widths) or 1
        low, high = min(0, *widths), max(0, *widths)
        axes.set_xlim(low - 0.16 * reach * (low < 0 or not high), high + 0.16 * reach * (high > 0 or not low))
        values = "; ".join(f"{s.label}: {trend.change(s, year).printed}" for s, _ in reversed(ordered))
        caption = f"{trend.indicator.label}: thay đổi năm {year} so với năm {year - 1}"
        left = [s.label for s, change in changes if change.figure is None and s is not trend.whole]
        note = f"Không so sánh được: {', '.join(left)}." if left else ""
        return finish(drawing, caption, f"Xếp từ tăng nhiều nhất. {values}.", [f for _, f in ordered], note)


def why_no_change(trend: Trend, year: int) -> str:
    """Return the reason why a year is not compared with the one before."""
    return f"Không so sánh năm {year} với năm {year - 1}: {trend.change(trend.whole, year).reason}."


def note_of(trend: Trend) -> str:
    """Return the note on years that are not compared or left out."""
    notes = [f"Không nối và không so sánh năm {b.after} với năm {b.before} ({b.words})." for b in trend.breaks]
    gaps = [str(year) for year in trend.span if year not in trend.years and year not in trend.left_out]
    if gaps:
        notes.append(f"Không có số liệu năm {', '.join(gaps)}.")
    notes += [f"Năm {year} không vẽ: {reason.rstrip('.')}." for year, reason in trend.left_out.items()]
    return " ".join(notes)


def _caption(trend: Trend) -> str:
    first, last = trend.span[0], trend.span[-1]
    return f"{trend.indicator.label} " + (f"các năm {first}–{last}" if first != last else f"năm {last}")


def _alternative_text(trend: Trend, lines: Sequence[Series]) -> str:
    """Return every value in words, and the breaks."""
    values = [", ".join(f"năm {year} {f.printed}" for year, f in sorted(series.figures.items())) for series in lines]
    parts = (f"{series.label}: {printed}" for series, printed in zip(lines, values, strict=True))
    changed = "".join(f" Giữa năm {b.after} và năm {b.before}: {b.words}." for b in trend.breaks)
    return f"{trend.indicator.label} theo năm. {'; '.join(parts)}.{changed}"


def _label_points(axes: Axes, series: Series, scale: Scale, top: float) -> None:
    for year, figure in series.figures.items():
        place = (year, scale.height(figure) + 0.04 * top)
        behind = {"facecolor": "white", "edgecolor": "none", "pad": 0.4}  # a steep line must not cross out numbers
        axes.text(*place, _value(figure), ha="center", va="bottom", fontsize=8, bbox=behind)


def _value(figure: Figure) -> str:
    return figure.print(with_unit=False) + (" †" if figure.simulated else "")


def _label_ends(axes: Axes, lines: Sequence[Series], scale: Scale, top: float) -> None:
    """Label each line at its last point; overlapping labels are moved apart."""
    last = ((max(series.figures), series, color) for series, (color, _) in zip(lines, _LINE_STYLES, strict=False))
    ends = [(scale.height(series.figures[year]), year, series, color) for year, series, color in last]
    ends.sort(key=lambda end: end[0])
    words = [
        _short(f"{sentence_case(series.label)}: {_value(series.figures[year])}", 30) for _, year, series, _ in ends
    ]
    sizes = [0.065 * top * (text.count("\n") + 1.3) for text in words]
    heights = spread([end[0] for end in ends], sizes)
    for height, text, (_, year, _, color) in zip(heights, words, ends, strict=True):
        axes.text(year + 0.06, height, text, color=color, fontsize=7.5, va="center", linespacing=1.1)


def _mark_breaks(axes: Axes, trend: Trend) -> None:
    for each in trend.breaks:
        middle = (each.after + each.before) / 2
        axes.axvline(middle, color=MUTED, linewidth=1, linestyle=(0, (3, 3)))
        words = textwrap.fill(sentence_case(each.words), 24)
        axes.annotate(
            words, (middle, 1), xycoords=("data", "axes fraction"), xytext=(4, -2), textcoords="offset points",
            fontsize=7, va="top", color="#595959",
        )  # fmt: skip


def _label_years(axes: Axes, trend: Trend) -> None:
    """Label each year with the date of its values, or that it has none."""
    labels = []
    for year in trend.span:
        known = trend.years.get(year)
        labels.append(f"{year}\n({known.as_of:%d/%m/%Y})" if known else f"{year}\n(không có số liệu)")
    axes.set_xticks(trend.span, labels, fontsize=8)
    axes.set_xlabel("Năm báo cáo (ngày chốt số liệu)")


def _short(words: str, width: int = 34) -> str:
    return textwrap.fill(words, width)


def _drawn_whole(trend: Trend, scale: Scale) -> bool:
    """Whether the line of the whole unit is drawn in small multiples: possible for rates, not for sums."""
    return scale.share and bool(trend.whole.figures)


class _Field:
    """One small multiple, positioned by its lower left corner in inches."""

    def __init__(self, trend: Trend, scale: Scale, top: float, left: float, bottom: float) -> None:
        self.trend, self.scale, self.top = trend, scale, top
        self.left, self.right = left + _MARGIN + 0.08, left + WIDTH_INCHES / CELLS_A_ROW - _MARGIN - 0.08
        self.bottom, self.high = bottom + 0.2, _CELL_HEIGHT - 0.52
        self.edges = (left + 0.04, left + WIDTH_INCHES / CELLS_A_ROW - 0.04)

    def draw(self, axes: Axes, series: Series, *, years: bool) -> None:
        """Draw the name, lines and values of a group, over the lines of the whole unit."""
        axes.text(
            self.edges[0] + 0.04, self.bottom + self.high + 0.2, _short(series.label, 24), fontsize=7.5, weight="bold"
        )
        axes.plot(self.edges, (self.bottom, self.bottom), color="black", linewidth=0.6)
        for each in self.trend.breaks:
            x = (self._x(each.after) + self._x(each.before)) / 2
            axes.plot((x, x), (self.bottom, self.bottom + self.high), color=MUTED, linewidth=0.7, linestyle=(0, (2, 2)))
        if _drawn_whole(self.trend, self.scale):
            self._lines(axes, self.trend.whole, MUTED, 0.9)
        self._lines(axes, series, MAIN, 1.4)
        self._values(axes, series)
        if years:
            for year in self.trend.span:
                axes.text(self._x(year), self.bottom - 0.05, str(year), fontsize=6.5, ha="center", va="top")

    def _x(self, year: int) -> float:
        first, last = self.trend.span[0], self.trend.span[-1]
        share = (year - first) / (last - first) if last > first else 0.5
        return self.left + share * (self.right - self.left)

    def _y(self, figure: Figure) -> float:
        return self.bottom + self.scale.height(figure) / self.top * self.high

    def _lines(self, axes: Axes, series: Series, color: str, width: float) -> None:
        for run in self.trend.runs(series):
            points = [(self._x(year), self._y(series.figures[year])) for year in run]
            axes.plot(*zip(*points, strict=True), color=color, linewidth=width, marker="o", markersize=1.8 * width)

    def _values(self, axes: Axes, series: Series) -> None:
        years = sorted(series.figures)
        if len(self.trend.span) > 4:
            years = [years[0], years[-1]] if len(years) > 1 else years
        for year in years:
            figure = series.figures[year]
            printed = figure.print(with_unit=False).removesuffix("%")
            high = self._y(figure)
            if _drawn_whole(self.trend, self.scale) and year in self.trend.whole.figures:
                beside = self._y(self.trend.whole.figures[year])
                high = beside if 0 < beside - high < 0.15 else high  # the grey point must not cross out the number
            axes.text(self._x(year), high + 0.04, printed, fontsize=6.5, ha="center", va="bottom")
