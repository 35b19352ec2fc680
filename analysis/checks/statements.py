"""The kinds of statement that a check can make, and what comes of evaluating one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, Protocol

from analysis.figures import Figure
from analysis.tables import Inputs

Severity = Literal["error", "warning"]
Figures = Mapping[str, Figure]

SEVERITY_VI = {"error": "lỗi", "warning": "cảnh báo"}


@dataclass(frozen=True)
class CheckResult:
    """What came of one check.

    Attributes
    ----------
    id
        Permanent name of the check.
    severity
        `error` (a contradiction) or `warning` (something to look at).
    status
        `passed`, `failed`, or `skipped` when what it speaks of is not there.
    message
        The statement in Vietnamese, or what contradicts it.
    evidence
        The numbers and rows that show it.
    figures
        Ids of the figures that the check speaks of.
    """

    id: str
    severity: Severity
    status: Literal["passed", "failed", "skipped"]
    message: str
    evidence: str = ""
    figures: tuple[str, ...] = ()


class Check(Protocol):
    """A named statement that can be evaluated."""

    @property
    def id(self) -> str:
        """Permanent name."""

    def evaluate(self, inputs: Inputs, figures: Figures) -> CheckResult:
        """Say whether the statement holds."""


@dataclass(frozen=True)
class SumEquals:
    """Parts add up to a total that was given separately."""

    id: str
    statement: str
    total: str
    parts: tuple[str, ...]
    severity: Severity = "error"

    def evaluate(self, inputs: Inputs, figures: Figures) -> CheckResult:
        """Compare the total with the sum of its parts, exactly."""
        if self.total not in figures or any(part not in figures for part in self.parts):
            return CheckResult(self.id, self.severity, "skipped", self.statement)
        total, parts = figures[self.total], [figures[part] for part in self.parts]
        value = sum((Fraction(p.value or 0) for p in parts), Fraction())
        printed = total.measure.print(value)
        evidence = f"{' + '.join(p.printed for p in parts)} = {printed}; {total.label}: {total.printed}"
        status: Literal["passed", "failed"] = "passed" if value == (total.value or 0) else "failed"
        return CheckResult(self.id, self.severity, status, self.statement, evidence)


@dataclass(frozen=True)
class NotAbove:
    """One figure is at most another."""

    id: str
    statement: str
    figure: str
    limit: str
    severity: Severity = "error"

    def evaluate(self, inputs: Inputs, figures: Figures) -> CheckResult:
        """Compare the two exactly."""
        if self.figure not in figures or self.limit not in figures:
            return CheckResult(self.id, self.severity, "skipped", self.statement)
        figure, limit = figures[self.figure], figures[self.limit]
        evidence = f"{figure.label}: {figure.printed}; {limit.label}: {limit.printed}"
        holds = (figure.value or 0) <= (limit.value or 0)
        return CheckResult(self.id, self.severity, "passed" if holds else "failed", self.statement, evidence)


@dataclass(frozen=True)
class NoRateAbove:
    """No share of a kind is above one hundred percent, and nothing is spent of what was never planned.

    Attributes
    ----------
    among
        The figures meant are those whose id begins with it.
    """

    id: str
    statement: str
    among: str
    severity: Severity = "error"

    def evaluate(self, inputs: Inputs, figures: Figures) -> CheckResult:
        """List the shares above one, and those of nothing."""
        rates = [f for f in figures.values() if f.id.startswith(self.among) and f.expression.operation == "share"]
        if not rates:
            return CheckResult(self.id, self.severity, "skipped", self.statement)
        above = [f"{f.label}: {f.printed}" for f in rates if f.value is not None and f.value > 1]
        parts = [(f, figures[f.parents[0]]) for f in rates if f.value is None and f.parents[0] in figures]
        above += [f"{part.label}: {part.printed}, không có kế hoạch" for _, part in parts if part.value]
        status: Literal["passed", "failed"] = "failed" if above else "passed"
        return CheckResult(self.id, self.severity, status, self.statement, "; ".join(above) or f"{len(rates)} tỷ lệ")


@dataclass(frozen=True)
class EveryRow:
    """A statement about rows, with a function that lists the exceptions.

    Attributes
    ----------
    table
        The table meant.
    exceptions
        Lists what contradicts the statement, each naming its row.
    """

    id: str
    statement: str
    table: str
    exceptions: Callable[[Inputs], list[str]]
    severity: Severity = "error"

    def evaluate(self, inputs: Inputs, figures: Figures) -> CheckResult:
        """List the exceptions, the first ten in words."""
        if self.table not in inputs.tables:
            return CheckResult(self.id, self.severity, "skipped", self.statement)
        found = self.exceptions(inputs)
        if not found:
            return CheckResult(self.id, self.severity, "passed", self.statement, inputs[self.table].file)
        more = f"; và {len(found) - 10} trường hợp khác" if len(found) > 10 else ""
        return CheckResult(self.id, self.severity, "failed", self.statement, "; ".join(found[:10]) + more)


TOLD_AS_WORDS = frozenset({"letterhead", "documents", "assessment", "published"})
"""Tables whose rows are told or compared, not computed from."""


@dataclass(frozen=True)
class UnusedRows:
    """Every row of the tables goes into at least one figure: a row that no section asks for is left out silently."""

    id: str
    statement: str
    severity: Severity = "error"

    def evaluate(self, inputs: Inputs, figures: Figures) -> CheckResult:
        """List the rows that no figure was computed from; of the register only how many."""
        used = {row for figure in figures.values() for row in figure.rows}
        left_out: list[str] = []
        for name, table in inputs.tables.items():
            unused = [str(row) for row in table.frame.index if row not in used]
            if unused and name not in TOLD_AS_WORDS:
                left_out += [f"{name}: {len(unused)} dòng"] if name == "households" else unused
        evidence = "; ".join(left_out) or f"{len(used)} dòng"
        return CheckResult(self.id, self.severity, "failed" if left_out else "passed", self.statement, evidence)
