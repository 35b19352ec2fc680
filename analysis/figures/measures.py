"""Units of measure: what a figure counts and the form in which it is printed unless told otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.figures.formatting import Number, format_number


@dataclass(frozen=True)
class Measure:
    """A unit of measure and its default printed form.

    Attributes
    ----------
    unit
        What stands after the number when a figure is printed ("hộ"); empty for percentages and years.
    form
        A key of `formatting.FORMS`.
    """

    unit: str
    form: str

    @property
    def exact_unit(self) -> str:
        """Name the unit of exact values: money stands in đồng, percentages and their differences as shares of one."""
        return {"triệu đồng": "đồng", POINTS: ""}.get(self.unit, self.unit)

    def printed_unit(self, form: str | None = None) -> str:
        """Name the unit as it stands after a number printed in `form`."""
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
"""Unit of the difference of two percentages."""
KILOGRAM = Measure("kg", "integer")


def measure_of_change(measure: Measure) -> Measure:
    """Return what a difference of two numbers is measured in: of percentages in percentage points.

    >>> measure_of_change(PERCENT_2).unit, measure_of_change(count_of("hộ")).unit
    ('điểm phần trăm', 'hộ')
    """
    if measure.form.startswith("percent"):
        return Measure(POINTS, measure.form.replace("percent", "points"))
    return Measure(measure.unit, "integer") if measure.form == "padded" else measure
