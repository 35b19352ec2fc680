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
KILOGRAM = Measure("kg", "integer")
