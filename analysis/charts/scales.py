"""Scales of axes, steps of shades, and spreading of labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from analysis.figures import Figure
from analysis.figures.formatting import MILLION, group_thousands
from analysis.figures.measures import Measure
from analysis.sections.context import sentence_case

SHADES = ("#dbe7f3", "#afcbe5", "#7ba6cf", "#4479ad", "#1f4e79")
"""From low to high, distinguishable in greyscale; the darkest is the main colour of all charts."""


@dataclass(frozen=True)
class Scale:
    """The scale of an axis.

    Attributes
    ----------
    words
        Label of the axis, in Vietnamese.
    factor
        Factor from values to lengths on the axis.
    share
        Whether the values are shares of one.
    """

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
        printed = group_thousands(Decimal(f"{value:.4f}").normalize() + Decimal(0))
        return printed.replace("-", "−")


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
    """Move overlapping labels apart, none of them below zero.

    Parameters
    ----------
    middles
        Wanted positions, ascending.
    sizes
        Size of each label.
    """
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
