"""Statements that hold a year against the year before, where the project has its tables."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from analysis.checks.statements.result import Facts, Statement, Untestable, Verdict, labelled, listed
from analysis.figures import Figure
from analysis.sections.classification import standard_of

Relation = Literal["same", "at_least", "at_most"]
_HOLDS = {
    "same": lambda now, then: now == then,
    "at_least": lambda now, then: now >= then,
    "at_most": lambda now, then: now <= then,
}
_SHOULD_BE = {"same": "phải bằng", "at_least": "không được nhỏ hơn", "at_most": "không được lớn hơn"}


@dataclass(frozen=True)
class SinceLastYear(Statement):
    """What this report says of the year before is what the report of that year said: closing is opening.

    Attributes
    ----------
    pairs
        Figures of this report, each with the figure of the year before.
    relation
        How this report's number must stand to the other while the year before was still running when it was
        reported: money may have been spent, and classes held, until its end.
    closing
        Table whose date tells whether the year before was over; then the numbers are the same. Empty where they are
        the same anyhow.
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
        relation = "same" if self._was_over(before) else self.relation
        compared, found = 0, []
        for one, other in self.pairs:
            now, then = facts.figures.get(one), before.figures.get(other)
            if now is None or then is None or now.value is None or then.value is None:
                continue
            compared += 1
            if not _HOLDS[relation](Fraction(now.value), Fraction(then.value)):
                other_words = f" ({then.label})" if then.label != now.label else ""
                words = f", {_SHOULD_BE[relation]} {then.printed} của báo cáo năm {before.inputs.year}{other_words}"
                found.append((*labelled(now), words))
        if not compared:
            raise Untestable(f"không có số liệu nào chung với báo cáo năm {before.inputs.year}")
        return listed(found, f"{compared} số liệu so với báo cáo năm {before.inputs.year}")

    def _was_over(self, before: Facts) -> bool:
        if not self.closing:
            return False
        closed = before.table(self.closing).sidecar.as_of
        return (closed.year, closed.month, closed.day) >= (before.inputs.year, 12, 31)


@dataclass(frozen=True)
class NoJump(Statement):
    """A number is not many times what it was in the year before, nor a small part of it.

    Attributes
    ----------
    among
        Patterns of the figures meant; shares are left out, and so is what has another unit of measure now.
    factor
        From how many times on it is an outlier.
    least
        Numbers that stay below it in both years vary by chance.
    same_standard
        Whether the numbers depend on the poverty standard: reviews under different standards are not compared.
    """

    among: tuple[str, ...]
    factor: Fraction
    least: int
    same_standard: bool = False

    def concerns(self, facts: Facts) -> tuple[str, ...]:
        """Return the figures meant."""
        return tuple(id for id in facts.matching(self.among) if facts.figures[id].expression.operation != "share")

    def verdict(self, facts: Facts) -> Verdict:
        """List the figures that jumped."""
        before = facts.previous
        if self.same_standard and _other_standard(facts, before):
            raise Untestable("hai kỳ rà soát theo hai chuẩn nghèo khác nhau")
        both = [(facts.figures[id], before.figures[id]) for id in self.concerns(facts) if id in before.figures]
        both = [(now, then) for now, then in both if _comparable(now, then)]
        if not both:
            raise Untestable(f"không có số liệu nào chung với báo cáo năm {before.inputs.year}")
        year = before.inputs.year
        found = [(*labelled(now), f", năm {year} là {then.printed}") for now, then in both if self._jumped(now, then)]
        return listed(found, f"{len(both)} số liệu so với báo cáo năm {year}")

    def _jumped(self, now: Figure, then: Figure) -> bool:
        one, other = Fraction(now.value or 0), Fraction(then.value or 0)
        high, low = max(one, other), min(one, other)
        return high >= self.least and high > low * self.factor


def _other_standard(facts: Facts, before: Facts) -> bool:
    """Whether two reviews knew different standards; untestable where a year has no register."""
    for year in (facts, before):
        year.table("households")
    return standard_of(facts.inputs).code != standard_of(before.inputs).code


def _comparable(now: Figure, then: Figure) -> bool:
    return now.value is not None and then.value is not None and now.measure.unit == then.measure.unit
