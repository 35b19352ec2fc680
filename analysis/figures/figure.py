"""`Figure`: one number of the report with its formula, parents, sources and provenance; phrases and summary tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from analysis.figures.formatting import Number, format_number
from analysis.figures.measures import Measure
from analysis.tables.schema import DerivedColumn

# Provenance of values, in three grades that are shown with the value everywhere
PUBLISHED = "published"
PUBLISHED_TOTAL = "published total, simulated rows"
SIMULATED = "simulated"

GRADES = (PUBLISHED, PUBLISHED_TOTAL, SIMULATED)
"""From most to least reliable."""

VIETNAMESE = {
    PUBLISHED: "số liệu đã công bố",
    PUBLISHED_TOTAL: "tổng đã công bố, chi tiết mô phỏng",
    SIMULATED: "số liệu mô phỏng",
}

EXPLANATION = {
    PUBLISHED_TOTAL: "Báo cáo đã công bố chỉ cho tổng số hoặc tỷ lệ; phần chi tiết được mô phỏng cho khớp.",
    SIMULATED: "Số liệu mô phỏng để minh họa, không phải số liệu chính thức.",
}
"""Explanation of the mark † for readers of the report."""


def weakest(grades: Iterable[str]) -> str:
    """Return the least reliable grade: a number is only as reliable as the least reliable of its sources."""
    return max(grades, key=GRADES.index, default=PUBLISHED)


@dataclass(frozen=True)
class Source:
    """The rows a figure was read from: table, filter, number and digest of the rows, never the rows themselves.

    Attributes
    ----------
    file
        Path of the table's file, relative to the project.
    column
        Column summed or read; empty where rows were counted.
    condition
        The filter as text (`capital_years = 2022`); empty when there is none.
    first_row, last_row
        Row numbers in the file, as a spreadsheet shows them; 0 when no row matched, and for registers of people.
    digest
        First 16 hex digits of the SHA-256 of the rows' positions and values.
    filter
        The filter in Vietnamese words, one item per criterion.
    meanings
        Definitions of the derived columns that were read or filtered by.
    read_from, filtered_by
        The columns of the file that `column` and the filter are derived from.
    """

    table: str
    file: str
    column: str
    condition: str
    rows: int
    first_row: int
    last_row: int
    digest: str
    sheet: str = ""
    header: str = ""
    filter: tuple[str, ...] = ()
    meanings: tuple[str, ...] = ()
    read_from: tuple[str, ...] = ()
    filtered_by: tuple[str, ...] = ()

    @property
    def span(self) -> str:
        """First and last row ("dòng 3–4"); empty where there are no row numbers."""
        if not self.first_row:
            return ""
        return f"dòng {self.first_row}" + (f"–{self.last_row}" if self.last_row != self.first_row else "")

    @property
    def extent(self) -> str:
        """Number of rows and their positions ("2 dòng (dòng 3–4)")."""
        return f"{format_number(self.rows, 'integer')} dòng" + (f" ({self.span})" if self.span else "")

    def __str__(self) -> str:
        sheet = f" (trang tính {self.sheet})" if self.sheet else ""
        column = f".{self.column}" if self.column else ""
        condition = f" [{self.condition}]" if self.condition else ""
        place = "; ".join(part for part in (self.span, self.digest) if part)
        return f"{self.file}{sheet}{column}{condition}: {self.rows} dòng ({place})"


AWAITED = "[thiếu số liệu]"
"""Printed in a draft in place of a figure whose table has not been submitted yet."""


@dataclass(frozen=True)
class Bounds:
    """An interval: above one number, up to and including another; `source` is the file that defines it."""

    above: Fraction | None = None
    at_most: Fraction | None = None
    source: str = ""

    def contains(self, value: Number | None) -> bool:
        """Whether a value lies within the bounds; a missing value does not."""
        if value is None:
            return False
        return (self.above is None or value > self.above) and (self.at_most is None or value <= self.at_most)


@dataclass(frozen=True)
class Expression:
    """How a figure was computed, as data, from which words and spreadsheet formulas are made.

    Attributes
    ----------
    operation
        `sum`, `count`, `distinct`, `value` (over rows) or `add`, `subtract`, `share`, `max`,
        `count_figures` (over figures).
    where
        The filter: pairs of column and accepted values.
    derived
        The columns among them that are not in the raw table, with their definitions.
    bounds
        For `count_figures`: what is counted.
    """

    operation: str
    column: str = ""
    where: tuple[tuple[str, tuple[object, ...]], ...] = ()
    derived: tuple[DerivedColumn, ...] = ()
    bounds: Bounds | None = None


@dataclass(frozen=True)
class Figure:
    """One number of the report.

    Attributes
    ----------
    id
        Semantic and permanent (`poverty.poor_rate`); its prefix is the section that computes it.
    value
        Exact: money in whole đồng, shares as fractions of one. `None` for a share of zero and for a total over no rows:
        a number that was not reported is not zero.
    formula
        How it was computed, in Vietnamese words; `expression` is the same as data.
    parents
        Ids of the figures it was computed from.
    rows
        Positions ("file:row") of the rows it was computed from; kept in memory only, never written.
    awaits
        Names of the missing tables without which it has no value; only in drafts.
    """

    id: str
    label: str
    value: Number | None
    measure: Measure
    formula: str
    expression: Expression
    parents: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    provenance: str = PUBLISHED
    rows: Sequence[str] = field(default=(), repr=False, compare=False)
    worked: str = ""
    awaits: tuple[str, ...] = ()

    @property
    def printed(self) -> str:
        """The figure as the report prints it, with its unit."""
        return self.print()

    def print(self, form: str | None = None, *, with_unit: bool = True) -> str:
        """Print the figure in its own form or another; without a value a dash, or `AWAITED` in a draft."""
        if self.awaits:
            return AWAITED
        if self.value is None:
            return "–"
        return self.measure.print(self.value, form, with_unit=with_unit)

    @property
    def exact(self) -> str:
        """The exact value as text: an integer, or `numerator/denominator`."""
        return "" if self.value is None else str(Fraction(self.value))

    @property
    def simulated(self) -> bool:
        """Whether the value itself (not only its rows) was simulated for the example."""
        return self.provenance == SIMULATED

    def _repr_markdown_(self) -> str:
        """Show value, formula, parents and sources in a notebook."""
        lines = [f"**{self.label}**: {self.printed} (`{self.id}`, {VIETNAMESE[self.provenance]})", f"= {self.formula}"]
        lines += [f"= {self.worked}"] if self.worked else []
        lines += [f"từ `{parent}`" for parent in self.parents] + [f"nguồn: {source}" for source in self.sources]
        return "  \n".join(lines)


@dataclass(frozen=True)
class Phrase:
    """Words that come from data (a list of communes, a date), plain text; `note` is a footnote attached to them."""

    id: str
    text: str
    note: str = ""


Cells = tuple[str | Figure | None, ...]
"""A row of a table: plain text, a figure, or `None` for an empty cell."""


@dataclass(frozen=True)
class SummaryTable:
    """A table of the report, of labels and figures.

    Attributes
    ----------
    total_rows
        Indices of rows printed as totals.
    form
        Printed form by column; `None` keeps the figure's own.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[Cells, ...]
    total_rows: frozenset[int] = field(default_factory=frozenset)
    form: tuple[str | None, ...] = ()
    note: str = ""

    @property
    def figures(self) -> list[Figure]:
        """Every figure in the table, row by row."""
        return [cell for row in self.rows for cell in row if isinstance(cell, Figure)]
