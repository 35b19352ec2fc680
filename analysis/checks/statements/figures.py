"""Statements that compare figures with each other, and with those of the year before."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from analysis.checks.statements.check import (
    Check,
    Facts,
    Severity,
    Untestable,
    Verdict,
    joined,
    labelled,
    listed,
    reference,
)
from analysis.figures import Figure
from analysis.figures.measures import MILLION_DONG
from analysis.sections.classification import standard_of
from analysis.tables import Inputs

# Figures of one report ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SumEquals(Check):
    """Parts add up to a total that was reported separately."""

    total: str
    parts: tuple[str, ...]

    def concerns(self, facts: Facts) -> tuple[str, ...]:
        """Return the total and its parts."""
        return (self.total, *self.parts)

    def verdict(self, facts: Facts) -> Verdict:
        """Compare the total with the exact sum of its parts; a part that was not reported counts as zero."""
        facts.known(self.total, *self.parts)
        facts.received(self.total, *self.parts)
        parts = [facts.figures[part] for part in self.parts]
        known = [Fraction(part.value) for part in parts if part.value is not None]
        total = facts.figures[self.total]
        if total.value is None and not known:
            raise Untestable(f"chưa có số liệu: {total.label}")
        value = sum(known, Fraction())
        added = joined(((reference(part),) for part in parts), " + ")
        evidence = (*added, f" = {total.measure.print(value)}; ", *labelled(total))
        return Verdict(value == (total.value or 0), evidence)


@dataclass(frozen=True)
class NotAbove(Check):
    """One figure is at most another."""

    figure: str
    limit: str

    def concerns(self, facts: Facts) -> tuple[str, ...]:
        """Return both figures."""
        return (self.figure, self.limit)

    def verdict(self, facts: Facts) -> Verdict:
        """Compare the two exactly."""
        figure, limit = facts.figure(self.figure), facts.figure(self.limit)
        evidence = joined((labelled(figure), labelled(limit)), "; ")
        return Verdict(Fraction(figure.value or 0) <= Fraction(limit.value or 0), evidence)


@dataclass(frozen=True)
class NoRateAbove(Check):
    """No share among the figures of some patterns exceeds one hundred percent, and nothing is spent without a plan."""

    among: tuple[str, ...]

    def concerns(self, facts: Facts) -> tuple[str, ...]:
        """Return the shares."""
        ids = facts.matching(self.among)
        return tuple(id for id in ids if facts.figures[id].expression.operation == "share")

    def verdict(self, facts: Facts) -> Verdict:
        """List the shares above one, and amounts spent without a plan."""
        rates = [facts.figures[id] for id in self.concerns(facts) if not facts.figures[id].awaits]
        if not rates:
            facts.received(*self.concerns(facts))
            raise Untestable("không có tỷ lệ nào")
        above = [labelled(f) for f in rates if f.value is not None and f.value > 1]
        parts = [facts.figures[f.parents[0]] for f in rates if f.value is None and f.parents[0] in facts.figures]
        above += [(*labelled(part), ", không có kế hoạch") for part in parts if part.value]
        highest = max((f for f in rates if f.value is not None), key=lambda f: Fraction(f.value or 0), default=None)
        most = f", cao nhất {highest.printed}" if highest else ""
        return listed(above, f"{len(rates)} tỷ lệ{most}")


Bounds = Callable[[Inputs], tuple[int, int | None]]
"""Lower and upper bound of an amount in đồng; the upper bound may be `None`."""


@dataclass(frozen=True)
class Within(Check):
    """An amount is within the bounds given by other amounts.

    Money that is only expected, or that an agency could not split by capital year, may belong to a total wholly,
    partly or not at all: the total must lie between the sum without it and the sum with it.

    `beside` returns further evidence.
    """

    total: str
    bounds: Bounds
    beside: Callable[[Inputs], str] = lambda _: ""

    def concerns(self, facts: Facts) -> tuple[str, ...]:
        """Return the total."""
        return (self.total,)

    def verdict(self, facts: Facts) -> Verdict:
        """Compare the total with the two sums."""
        total = facts.figure(self.total)
        low, high = self.bounds(facts.inputs)
        words = f"; cộng các dự án, tiểu dự án: {range_words(low, high)}{self.beside(facts.inputs)}"
        value = Fraction(total.value or 0)
        return Verdict(low <= value and (high is None or value <= high), (*labelled(total), words))


def range_words(low: int, high: int | None) -> str:
    """Print a range of amounts."""
    if high is None:
        return f"ít nhất {MILLION_DONG.print(low)}"
    return MILLION_DONG.print(low) if low == high else f"từ {MILLION_DONG.print(low)} đến {MILLION_DONG.print(high)}"


# The year before ------------------------------------------------------------------------------------------------------


Relation = Literal["same", "at_least"]
_RELATIONS = {
    "same": (operator.eq, "phải bằng"),
    "at_least": (operator.ge, "không được nhỏ hơn"),
    "at_most": (operator.le, "không được lớn hơn"),
}


@dataclass(frozen=True)
class SinceLastYear(Check):
    """Numbers for the year before equal those of the report of that year: closing is opening balance.

    Attributes
    ----------
    pairs
        Figures of this report, each with the figure of the year before.
    relation
        Required relation of this report's number to the other, if the other was reported before the end of the year:
        money may have been spent, and classes held, until its end.
    closing
        Table whose date says whether the year before was complete; then the numbers must be equal. Empty where they
        must be equal in any case.
    """

    pairs: tuple[tuple[str, str], ...]
    relation: Relation = "same"
    closing: str = ""

    def concerns(self, facts: Facts) -> tuple[str, ...]:
        """Return this report's figures."""
        return tuple(now for now, _ in self.pairs)

    def verdict(self, facts: Facts) -> Verdict:
        """Compare every pair in which both numbers were reported."""
        before = facts.previous
        holds, should_be = _RELATIONS["same" if self._was_complete(before) else self.relation]
        compared, found = 0, []
        for one, other in self.pairs:
            now, then = facts.figures.get(one), before.figures.get(other)
            if now is None or then is None or now.value is None or then.value is None:
                continue
            compared += 1
            if not holds(Fraction(now.value), Fraction(then.value)):
                other_words = f" ({then.label})" if then.label != now.label else ""
                words = f", {should_be} {then.printed} của báo cáo năm {before.inputs.year}{other_words}"
                found.append((*labelled(now), words))
        if not compared:
            raise Untestable(f"không có số liệu nào chung với báo cáo năm {before.inputs.year}")
        return listed(found, f"{compared} số liệu so với báo cáo năm {before.inputs.year}")

    def _was_complete(self, before: Facts) -> bool:
        if not self.closing:
            return False
        closed = before.table(self.closing).sidecar.as_of
        return (closed.year, closed.month, closed.day) >= (before.inputs.year, 12, 31)


@dataclass(frozen=True)
class NoJump(Check):
    """A number is not many times its value of the year before, nor a small part of it.

    Attributes
    ----------
    among
        Patterns of the figures; shares, and figures whose unit of measure changed, are not tested.
    factor
        Ratio above which it is an outlier.
    least
        Numbers below it in both years are not tested: small counts vary by chance.
    same_standard
        Whether the numbers depend on the poverty standard: reviews under different standards are not compared.
    """

    among: tuple[str, ...]
    factor: Fraction
    least: int
    same_standard: bool = False
    severity: Severity = field(default="warning", kw_only=True)

    def concerns(self, facts: Facts) -> tuple[str, ...]:
        """Return the figures."""
        return tuple(id for id in facts.matching(self.among) if facts.figures[id].expression.operation != "share")

    def verdict(self, facts: Facts) -> Verdict:
        """List the outliers."""
        before = facts.previous
        if self.same_standard:
            for report in (facts, before):
                report.table("households")
            if standard_of(facts.inputs).code != standard_of(before.inputs).code:
                raise Untestable("hai kỳ rà soát theo hai chuẩn nghèo khác nhau")
        both = [(facts.figures[id], before.figures[id]) for id in self.concerns(facts) if id in before.figures]
        both = [(now, then) for now, then in both if None not in (now.value, then.value)]
        both = [(now, then) for now, then in both if now.measure.unit == then.measure.unit]
        if not both:
            raise Untestable(f"không có số liệu nào chung với báo cáo năm {before.inputs.year}")
        year = before.inputs.year
        found = [
            (*labelled(now), f", năm {year} là {then.printed}") for now, then in both if self._is_outlier(now, then)
        ]
        return listed(found, f"{len(both)} số liệu so với báo cáo năm {year}")

    def _is_outlier(self, now: Figure, then: Figure) -> bool:
        low, high = sorted((Fraction(now.value or 0), Fraction(then.value or 0)))
        return high >= self.least and high > low * self.factor
