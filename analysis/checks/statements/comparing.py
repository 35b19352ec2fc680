"""Statements that compare figures with each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from analysis.checks.statements.result import (
    Facts,
    Statement,
    Untestable,
    Verdict,
    joined,
    labelled,
    listed,
    reference,
)
from analysis.figures.measures import MILLION_DONG
from analysis.tables import Inputs


@dataclass(frozen=True)
class SumEquals(Statement):
    """Parts add up to a total that was given separately."""

    total: str
    parts: tuple[str, ...]

    def concerns(self, facts: Facts) -> tuple[str, ...]:
        """Return the total and its parts."""
        return (self.total, *self.parts)

    def verdict(self, facts: Facts) -> Verdict:
        """Compare the total with the sum of its parts, exactly; a part that nobody reported adds nothing."""
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
class NotAbove(Statement):
    """One figure is at most another."""

    figure: str
    limit: str

    def concerns(self, facts: Facts) -> tuple[str, ...]:
        """Return both."""
        return (self.figure, self.limit)

    def verdict(self, facts: Facts) -> Verdict:
        """Compare the two exactly."""
        figure, limit = facts.figure(self.figure), facts.figure(self.limit)
        evidence = joined((labelled(figure), labelled(limit)), "; ")
        return Verdict(Fraction(figure.value or 0) <= Fraction(limit.value or 0), evidence)


@dataclass(frozen=True)
class NoRateAbove(Statement):
    """No share of a kind is above one hundred percent, and nothing is spent of what was never planned.

    Attributes
    ----------
    among
        Patterns of the figures meant; only shares among them count.
    """

    among: tuple[str, ...]

    def concerns(self, facts: Facts) -> tuple[str, ...]:
        """Return the shares meant."""
        ids = facts.matching(self.among)
        return tuple(id for id in ids if facts.figures[id].expression.operation == "share")

    def verdict(self, facts: Facts) -> Verdict:
        """List the shares above one, and those of nothing."""
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
"""The least and the most, in đồng, that an amount can be; no most is `None`."""


@dataclass(frozen=True)
class Within(Statement):
    """An amount lies within what other amounts allow.

    Money that is only expected, or that an agency could not split by capital year, may belong to a total wholly,
    partly or not at all: the total must lie between the sum without it and the sum with it.

    Attributes
    ----------
    total
        The figure.
    tables
        Tables that the bounds are computed from.
    bounds
        Gives the two sums.
    named
        What the sums are, in Vietnamese.
    beside
        Gives further evidence; empty where there is none.
    """

    total: str
    tables: tuple[str, ...]
    bounds: Bounds
    named: str = "cộng các dự án, tiểu dự án"
    beside: Callable[[Inputs], str] = lambda _: ""

    def concerns(self, facts: Facts) -> tuple[str, ...]:
        """Return the total."""
        return (self.total,)

    def verdict(self, facts: Facts) -> Verdict:
        """Compare the total with the two sums."""
        total = facts.figure(self.total)
        _require(facts, self.tables)
        low, high = self.bounds(facts.inputs)
        words = f"; {self.named}: {range_words(low, high)}{self.beside(facts.inputs)}"
        holds = low <= Fraction(total.value or 0) and (high is None or Fraction(total.value or 0) <= high)
        return Verdict(holds, (*labelled(total), words))


def range_words(low: int, high: int | None) -> str:
    """Print a range of amounts."""
    if high is None:
        return f"ít nhất {MILLION_DONG.print(low)}"
    return MILLION_DONG.print(low) if low == high else f"từ {MILLION_DONG.print(low)} đến {MILLION_DONG.print(high)}"


def _require(facts: Facts, tables: Iterable[str]) -> None:
    for name in tables:
        facts.table(name)
