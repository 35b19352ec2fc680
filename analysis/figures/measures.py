"""Units of measure: what a figure counts, and its default printed form."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.figures.formatting import Number, format_number


@dataclass(frozen=True)
class Measure:
    """A unit of measure, empty for percentages and years, and its default printed form, a key of `FORMS`."""

    unit: str
    form: str

    @property
    def exact_unit(self) -> str:
        """Unit of exact values: money in đồng; empty for percentages and their differences, which are shares of one."""
        return {"triệu đồng": "đồng", POINTS: ""}.get(self.unit, self.unit)

    def printed_unit(self, form: str | None = None) -> str:
        """Return the unit to print after a number in `form`."""
        if self.unit in ("đồng", "triệu đồng"):
            return "triệu đồng" if (form or self.form) == "million" else "đồng"
        return self.unit

    def print(self, value: Number, form: str | None = None, *, with_unit: bool = True) -> str:
        """Print `value` with its unit of measure."""
        number = format_number(value, form or self.form)
        unit = self.printed_unit(form)
        return f"{number} {unit}" if with_unit and unit else number


def count_of(noun: str) -> Measure:
    """Measure a count of `noun`, printed with thousands separated ("1.644 hộ")."""
    return Measure(noun, "integer")


def padded_count_of(noun: str) -> Measure:
    """Measure a count of `noun`, with a leading zero under ten ("08 xã")."""
    return Measure(noun, "padded")


DONG = Measure("đồng", "integer")
MILLION_DONG = Measure("triệu đồng", "million")
PERCENT_0 = Measure("", "percent0")
PERCENT_1 = Measure("", "percent1")
PERCENT_2 = Measure("", "percent2")
POINTS = "điểm phần trăm"
"""Unit of the difference between two percentages."""
KILOGRAM = Measure("kg", "integer")


def measure_of_change(measure: Measure) -> Measure:
    """Return the measure of a difference between two numbers: for percentages, percentage points.

    >>> measure_of_change(PERCENT_2).unit, measure_of_change(count_of("hộ")).unit
    ('điểm phần trăm', 'hộ')
    """
    if measure.form.startswith("percent"):
        return Measure(POINTS, measure.form.replace("percent", "points"))
    return Measure(measure.unit, "integer") if measure.form == "padded" else measure
