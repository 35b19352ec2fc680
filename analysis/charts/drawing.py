"""Common parts of charts: size, colours, text as paths, reproducible bytes; scales of axes and steps of shades."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Drawing

from analysis.figures import Figure
from analysis.figures.figure import weakest
from analysis.figures.formatting import MILLION, group_thousands
from analysis.figures.measures import Measure
from analysis.narrative.blocks import ChartBlock, blocks_bundle
from analysis.sections.context import sentence_case

WIDTH_INCHES = 6.5
"""Text width of an A4 page with the margins of Nghị định 30/2020/NĐ-CP, 165 mm."""

MAIN, SECOND, MUTED = "#1f4e79", "#c55a11", "#a6a6a6"
"""Distinguishable in greyscale and for colour-blind readers."""

SHADES = ("#dbe7f3", "#afcbe5", "#7ba6cf", "#4479ad", "#1f4e79")
"""From low to high, distinguishable in greyscale; the darkest is the main colour of all charts."""

_STYLE = {
    "font.family": "DejaVu Sans",  # ships with matplotlib and has every Vietnamese letter
    "font.size": 9,
    "svg.fonttype": "path",
    "svg.hashsalt": "baocao",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
}

_ALL_STYLE = {key: value for key, value in mpl.rcParamsDefault.items() if not key.startswith("backend")} | _STYLE
"""Complete settings, so that the user's matplotlibrc has no effect."""


@dataclass(frozen=True)
class Chart:
    """A finished chart: its caption has no number, its provenance is the weakest of the figures drawn."""

    svg: str
    caption: str
    alt: str
    provenance: str
    note: str = ""

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        block = ChartBlock(self.caption, self.alt, self.provenance, self.note)
        return {"text/plain": f"{self.caption}. {self.alt}", "image/svg+xml": self.svg, **blocks_bundle((block,))}


@contextmanager
def canvas(height_inches: float) -> Iterator[tuple[Drawing, Axes]]:
    """Yield a drawing of text width in the common style."""
    with mpl.rc_context(_ALL_STYLE):
        drawing = Drawing(figsize=(WIDTH_INCHES, height_inches), layout="constrained")
        yield drawing, drawing.add_subplot()


@contextmanager
def sheet(height_inches: float) -> Iterator[tuple[Drawing, Axes]]:
    """Yield an empty drawing of text width, with coordinates in inches from its lower left corner."""
    with mpl.rc_context(_ALL_STYLE):
        drawing = Drawing(figsize=(WIDTH_INCHES, height_inches))
        axes = drawing.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, WIDTH_INCHES), ylim=(0, height_inches))
        axes.set_axis_off()
        yield drawing, axes


def finish(drawing: Drawing, caption: str, alt: str, figures: Iterable[Figure], note: str = "") -> Chart:
    """Return a drawing as a chart, without date and random ids, so that equal input gives equal bytes."""
    buffer = io.StringIO()
    with mpl.rc_context(_ALL_STYLE):
        page = FigureCanvasSVG(drawing)
        # `savefig` draws everything twice, the first time only for the layout.
        if engine := drawing.get_layout_engine():
            engine.execute(drawing)
            drawing.set_layout_engine("none")
        page.print_svg(buffer, metadata={"Date": None, "Creator": None})
    return Chart(buffer.getvalue(), caption, alt, weakest(f.provenance for f in figures), note)


def percent_of(figure: Figure) -> float:
    """Return a share in percent, for drawing only."""
    return float(figure.value or 0) * 100


def label_bars(axes: Axes, bars: Any, figures: Sequence[Figure], form: str | None = None) -> None:
    """Label each bar with the printed figure."""
    # A white box keeps a line across the bars from crossing out the numbers.
    behind = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
    axes.bar_label(bars, [f.print(form, with_unit=False) for f in figures], padding=3, fontsize=8, bbox=behind)


def in_words(names: Iterable[str], figures: Iterable[Figure]) -> str:
    """Return names and printed figures as a part of the alternative text."""
    return "; ".join(f"{name}: {figure.printed}" for name, figure in zip(names, figures, strict=True))


# Scales ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scale:
    """The scale of an axis: its label, the factor from values to lengths, and whether the values are shares of one."""

    words: str
    factor: float
    share: bool = False

    @property
    def unit(self) -> str:
        """The unit of the axis as used in a sentence."""
        return self.words.partition(" (")[0].lower()

    def height(self, figure: Figure) -> float:
        """Return a value as a length; for drawing only."""
        return float(figure.value or 0) * self.factor

    def ticks(self, value: float, _: float = 0) -> str:
        """Print a number of the axis."""
        return group_thousands(Decimal(f"{value:.4f}").normalize() + Decimal(0)).replace("-", "−")


def scale_of(measure: Measure) -> Scale:
    """Return the scale of values of a measure, or of changes of them."""
    if measure.form.startswith("percent"):
        return Scale("Phần trăm (%)", 100, share=True)
    if measure.form.startswith("points"):
        return Scale(sentence_case(measure.unit), 100)
    if measure.form == "million":
        return Scale("Triệu đồng", 1 / MILLION)
    return Scale(f"Số {measure.unit}" if measure.unit else "Giá trị", 1)


def spread(middles: Sequence[float], sizes: Sequence[float]) -> list[float]:
    """Move overlapping labels apart from their wanted positions, given in ascending order; none goes below zero."""
    moved: list[float] = []
    for number, (middle, size) in enumerate(zip(middles, sizes, strict=True)):
        least = moved[-1] + (sizes[number - 1] + size) / 2 if moved else size / 2
        moved.append(max(middle, least))
    return moved


@dataclass(frozen=True)
class Steps:
    """Steps of equal width from the lowest to the highest value, one for each shade."""

    least: float
    most: float

    def step(self, value: float) -> int:
        """Return the step of a value, from 0."""
        if self.most <= self.least:
            return len(SHADES) // 2
        return min(int((value - self.least) / (self.most - self.least) * len(SHADES)), len(SHADES) - 1)

    def bounds(self, step: int) -> tuple[float, float]:
        """Return the bounds of a step."""
        width = (self.most - self.least) / len(SHADES)
        return self.least + step * width, self.least + (step + 1) * width
