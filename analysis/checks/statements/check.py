"""The base class of checks: the data they read, their evidence and their results."""

from __future__ import annotations

import fnmatch
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from analysis.figures import Figure
from analysis.reference import ProjectError
from analysis.reference.units import Unit, kind_words
from analysis.sections import SECTIONS
from analysis.sections.section import missing_among
from analysis.tables import InputProblems, Inputs, Table
from analysis.tables.inputs import NoTableError
from analysis.tables.loading import year_before
from analysis.tables.metadata import MissingTable
from analysis.tables.schemas import SCHEMAS

Severity = Literal["error", "warning"]
Status = Literal["passed", "failed", "skipped"]
Figures = Mapping[str, Figure]

CHECK_COLUMNS = ("id", "severity", "status", "message", "evidence")
"""Columns of `checks.csv`."""

SEVERITY_VI = {"error": "lỗi", "warning": "cảnh báo"}

MOST_LISTED = 10
"""Number of exceptions listed; further ones are only counted."""


@dataclass(frozen=True)
class FigureReference:
    """A figure in the evidence of a check, with the value as the evidence shows it."""

    id: str
    printed: str

    def __str__(self) -> str:
        return self.printed


Evidence = tuple[str | FigureReference, ...]
"""Text with references to figures, in reading order."""


def reference(figure: Figure) -> FigureReference:
    """Return a reference that shows the printed value."""
    return FigureReference(figure.id, figure.printed)


def labelled(figure: Figure) -> Evidence:
    """Return "label: value", where the value is a reference."""
    return (f"{figure.label}: ", reference(figure))


def joined(items: Iterable[str | Evidence], separator: str) -> Evidence:
    """Join pieces of evidence."""
    parts: list[str | FigureReference] = []
    for item in items:
        parts += [separator] if parts else []
        parts += [item] if isinstance(item, str) else item
    return tuple(parts)


@dataclass(frozen=True)
class CheckResult:
    """The result of one check.

    Attributes
    ----------
    severity
        `error` (a contradiction) or `warning` (to be reviewed).
    message
        The statement that should hold, in Vietnamese.
    evidence
        The numbers and rows that support the result; of a skipped check, the reason.
    figures
        Ids of the figures that the check is about, whether or not the evidence shows them.
    reported
        Whether the report covers the subject of the check; it does not where the unit has no such tables.
    reason
        Why a skipped check could not be tested, in Vietnamese; else empty.
    """

    id: str
    severity: Severity
    status: Status
    message: str
    evidence: Evidence = ()
    figures: tuple[str, ...] = ()
    reported: bool = True
    reason: str = ""

    @classmethod
    def skipped(
        cls, id: str, severity: Severity, message: str, reason: str, figures: tuple[str, ...], *, reported: bool = True
    ) -> CheckResult:
        """Return the result of a check that could not be tested."""
        return cls(id, severity, "skipped", message, (f"không kiểm được: {reason}",), figures, reported, reason)

    @property
    def evidence_text(self) -> str:
        """The evidence as plain text."""
        return "".join(map(str, self.evidence))

    def as_record(self) -> dict[str, Any]:
        """Return the result as JSON values, as `checks.csv` and `lineage.json` hold it."""
        own = {name: getattr(self, name) for name in ("id", "severity", "status", "message")}
        return {**own, "evidence": self.evidence_text, "figures": list(self.figures), "reported": self.reported}


class Untestable(Exception):  # noqa: N818 - a condition, not an error
    """A statement that cannot be tested on these data; the text is the reason, in Vietnamese."""


class NotReported(Untestable):
    """A statement about a subject that the unit does not report: it has no such tables, and none are expected."""


class Facts:
    """The data of the checks: tables and figures of a report and, if available, of the year before.

    `read_previous` reads those of the year before, when a check first needs them; it raises `Untestable` when there are
    none. The methods raise `Untestable`, with the reason in Vietnamese, for what a check cannot be tested without.
    """

    def __init__(self, inputs: Inputs, figures: Figures, read_previous: Callable[[], Facts] | None = None) -> None:
        self.inputs = inputs
        self.figures = figures
        self._read_previous = read_previous

    @cached_property
    def _previous(self) -> Facts | str:
        if self._read_previous is None:
            return f"không có số liệu năm {self.inputs.year - 1}"
        try:
            return self._read_previous()
        except Untestable as reason:
            return str(reason)

    @property
    def has_previous(self) -> bool:
        """Whether the year before is available."""
        return not isinstance(self._previous, str)

    @property
    def previous(self) -> Facts:
        """The year before, if its tables are in the project and are valid."""
        if isinstance(self._previous, str):
            raise Untestable(self._previous)
        return self._previous

    def table(self, name: str) -> Table:
        """Return a table that was received."""
        if name not in self.inputs.tables:
            raise _lacking(self.inputs, name, self.inputs.year)
        return self.inputs[name]

    def figure(self, id: str) -> Figure:
        """Return a figure that has a value: a number that was not reported is not zero."""
        self.known(id)
        self.received(id)
        if self.figures[id].value is None:
            raise Untestable(f"chưa có số liệu: {self.figures[id].label}")
        return self.figures[id]

    def received(self, *ids: str) -> None:
        """Require that no figure needs a table that is not yet received."""
        awaited = {name for id in ids if id in self.figures for name in self.figures[id].awaits}
        if awaited:
            raise Untestable(not_received(missing_among(self.inputs, awaited)))

    def known(self, *ids: str) -> None:
        """Require that the figures exist.

        Raises
        ------
        NotReported
            When every missing figure belongs to a section that is not in the report.
        """
        unknown = [id for id in ids if id not in self.figures]
        reasons = [reason for id in unknown if (reason := _why_not(self.inputs, id))]
        if reasons:
            raise Untestable("; ".join(dict.fromkeys(reasons)))
        if unknown:
            raise NotReported(f"báo cáo không có số liệu {', '.join(unknown)}")

    def matching(self, patterns: Iterable[str]) -> tuple[str, ...]:
        """Return the ids of the figures that match one of several patterns (`capital.component.*.rate`)."""
        wanted = [re.compile(fnmatch.translate(pattern)).match for pattern in patterns]
        return tuple(id for id in self.figures if any(matches(id) for matches in wanted)) if wanted else ()


def _lacking(inputs: Inputs, name: str, year: int) -> Untestable:
    """Return why a table of this year or the one before is missing: it is not yet received, or the unit has none."""
    if year != inputs.year:
        return Untestable(f"không có bảng “{SCHEMAS[name].title}” năm {year}")
    awaited = missing_among(inputs, (name,))
    if awaited:
        return Untestable(not_received(awaited))
    reason = f" ({inputs.absent[name]})" if name in inputs.absent else ""
    return NotReported(f"không có bảng “{SCHEMAS[name].title}”{reason}")


def _why_not(inputs: Inputs, figure: str) -> str:
    """Return why a figure is missing; empty where its section is not in the report."""
    awaited = awaited_for(inputs, figure)
    if awaited:
        return not_received(awaited)
    section = SECTIONS.get(figure.partition(".")[0])
    return "các bảng đã nhận không ghi số liệu này" if section is None or section.included(inputs) else ""


def awaited_for(inputs: Inputs, figure: str) -> tuple[MissingTable, ...]:
    """Return the tables not yet received that a draft needs for a figure."""
    section = SECTIONS.get(figure.partition(".")[0])
    return (*section.missing_required(inputs), *section.missing_optional(inputs)) if section else ()


def not_received(missing: Iterable[MissingTable]) -> str:
    """Name the tables not yet received; empty when there are none."""
    names = ", ".join(f"“{table.title}” của {table.agency}" for table in missing)
    return f"chưa nhận được bảng {names}" if names else ""


def facts_of_year_before(inputs: Inputs) -> Facts:
    """Return the data of the year before; `Untestable` when there are none or they are faulty."""
    year = inputs.year - 1
    try:
        previous = year_before(inputs)
    except InputProblems as faulty:
        raise _unusable(year, faulty) from None
    except ProjectError:  # the unit had another code, or did not exist, a year ago
        raise Untestable(f"đơn vị không có trong danh mục năm {year}") from None
    if previous is None:
        raise Untestable(f"không có số liệu năm {year}")
    return Facts(previous, _FiguresOnDemand(previous))


def _unusable(year: int, faulty: InputProblems) -> Untestable:
    count = len(faulty.problems)
    return Untestable(f"số liệu năm {year} có {count} chỗ không dùng được (baocao check --year {year})")


class _FiguresOnDemand(Mapping[str, Figure]):
    """Figures of a report of which few are needed: a section is computed when one of its figures is looked up."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs
        self._books: dict[str, Mapping[str, Figure]] = {}

    def _section(self, id: str) -> Mapping[str, Figure]:
        if id not in self._books:
            section = SECTIONS.get(id)
            included = section is not None and section.included(self._inputs)
            try:
                self._books[id] = section.build(self._inputs).figures if section and included else {}
            except InputProblems as faulty:
                raise _unusable(self._inputs.year, faulty) from None
        return self._books[id]

    def __getitem__(self, id: str) -> Figure:
        return self._section(id.partition(".")[0])[id]

    def __iter__(self) -> Iterator[str]:
        return (figure for id in SECTIONS for figure in self._section(id))

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True)
class Verdict:
    """Whether a statement holds, and the evidence."""

    holds: bool
    evidence: str | Evidence


def fill_in_parts(statement: str, parts: Iterable[Unit]) -> str:
    """Fill in the kinds of a unit's parts: `{part}` the first ("xã"; "thôn"), `{parts}` all ("xã, thị trấn")."""
    kinds = kind_words(parts) or "xã"
    return statement.replace("{parts}", kinds).replace("{part}", kinds.partition(",")[0])


def listed(exceptions: Sequence[str | Evidence], otherwise: str) -> Verdict:
    """Fail with the exceptions, the first of them listed and the others counted; pass if there are none."""
    if not exceptions:
        return Verdict(True, otherwise)
    more = [f"và {len(exceptions) - MOST_LISTED} trường hợp khác"] if len(exceptions) > MOST_LISTED else []
    return Verdict(False, joined([*exceptions[:MOST_LISTED], *more], "; "))


@dataclass(frozen=True)
class Check(ABC):
    """A statement that should hold.

    Attributes
    ----------
    statement
        The statement in Vietnamese; `{part}` and `{parts}` are replaced by the kinds of the unit's parts.
    about
        Patterns of further figures that the check is about, besides those of `concerns`.
    """

    id: str
    statement: str
    severity: Severity = field(default="error", kw_only=True)
    about: tuple[str, ...] = field(default=(), kw_only=True)

    @abstractmethod
    def verdict(self, facts: Facts) -> Verdict:
        """Test the statement; raise `Untestable` when that is not possible."""

    def concerns(self, facts: Facts) -> tuple[str, ...]:
        """Return the ids of the figures that are compared, besides those of `about`."""
        return ()

    def evaluate(self, facts: Facts) -> CheckResult:
        """Test the statement, and skip it where that is not possible."""
        message = fill_in_parts(self.statement, facts.inputs.parts)
        figures = tuple(dict.fromkeys((*self.concerns(facts), *facts.matching(self.about))))
        try:
            verdict = self.verdict(facts)
        except (Untestable, NoTableError) as error:
            # NoTableError of either year: a statement about two years reads tables of both.
            untestable = _lacking(facts.inputs, error.name, error.year) if isinstance(error, NoTableError) else error
            reported = not isinstance(untestable, NotReported)
            return CheckResult.skipped(self.id, self.severity, message, str(untestable), figures, reported=reported)
        evidence = (verdict.evidence,) if isinstance(verdict.evidence, str) else verdict.evidence
        status: Status = "passed" if verdict.holds else "failed"
        return CheckResult(self.id, self.severity, status, message, evidence, figures)
