"""Common parts of charts: size, colours, text as paths, reproducible bytes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from analysis.figures import Figure
from analysis.figures.provenance import weakest
from analysis.narrative.blocks import ChartBlock, blocks_bundle

WIDTH_INCHES = 6.5
"""Text width of an A4 page with the margins of Nghị định 30/2020/NĐ-CP, 165 mm."""

MAIN, SECOND, MUTED = "#1f4e79", "#c55a11", "#a6a6a6"
"""Distinguishable in greyscale and for colour-blind readers."""

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
    """A finished chart.

    Attributes
    ----------
    caption
        Title, without a number.
    alt
        Alternative text.
    provenance
        Weakest grade of the figures drawn.
    note
        A sentence printed under it.
    """

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
        drawing.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
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
