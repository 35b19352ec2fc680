"""Evaluate every check of the catalogue, and the comparison with published numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from analysis.checks.catalogue import CHECKS
from analysis.checks.published import PublishedComparison, compare_published, not_comparable
from analysis.checks.statements import CheckResult, Evidence, Facts, FigureReference, Figures, Untestable
from analysis.figures import Figure
from analysis.figures.provenance import SIMULATED
from analysis.reference import ProjectError
from analysis.sections import SECTIONS
from analysis.tables import InputProblems, Inputs
from analysis.tables.loading import year_before

AGAINST_LAST_YEAR = "years."
"""Prefix of the ids of checks against the year before."""
SIMULATED_YEAR_BEFORE = "(năm trước là số liệu mô phỏng)"

CHECK_COLUMNS = ("id", "severity", "status", "message", "evidence")
"""Columns of `checks.csv`."""


def run_checks(inputs: Inputs, figures: Figures) -> list[CheckResult]:
    """Evaluate all checks, those of the catalogue first, then one for each published number."""
    facts = facts_of(inputs, figures)
    results = [_with_provenance(check.evaluate(facts), facts) for check in CHECKS]
    if "published" in inputs.tables:
        results += _published(inputs, figures)
    return results


def _with_provenance(result: CheckResult, facts: Facts) -> CheckResult:
    """Add to the message of a check against last year that last year's tables are simulated, where they are."""
    if not result.id.startswith(AGAINST_LAST_YEAR) or not facts.has_previous:
        return result
    grades = {table.sidecar.provenance for table in facts.previous.inputs.tables.values()}
    return replace(result, message=f"{result.message} {SIMULATED_YEAR_BEFORE}") if grades == {SIMULATED} else result


def facts_of(inputs: Inputs, figures: Figures) -> Facts:
    """Return the data for the checks; the year before is read when a check first needs it."""
    return Facts(inputs, figures, lambda: _year_before(inputs))


def _year_before(inputs: Inputs) -> Facts:
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
            try:
                self._books[id] = (
                    section.build(self._inputs).figures if section and section.included(self._inputs) else {}
                )
            except InputProblems as faulty:
                raise _unusable(self._inputs.year, faulty) from None
        return self._books[id]

    def __getitem__(self, id: str) -> Figure:
        return self._section(id.partition(".")[0])[id]

    def __iter__(self) -> Iterator[str]:
        return (figure for id in SECTIONS for figure in self._section(id))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _published(inputs: Inputs, figures: Figures) -> list[CheckResult]:
    """Return the comparison with the published report as checks; repeated numbers get a counter."""
    results = []
    seen: dict[str, int] = {}
    for row in compare_published(inputs, figures):
        seen[row.figure] = seen.get(row.figure, 0) + 1
        counter = f".{seen[row.figure]}" if seen[row.figure] > 1 else ""
        results.append(
            CheckResult(
                id=f"published.{row.figure}{counter}",
                severity="warning",
                status="passed" if row.agrees else "failed",
                message=f"Số đã in ở mục {row.section} khớp với số tính lại: {row.label}",
                evidence=_printed_and_recomputed(row),
                figures=(row.figure,),
            )
        )
    for n, (figure, label, reason) in enumerate(not_comparable(inputs, figures), 1):
        message = f"Số đã in khớp với số tính lại: {label}"
        results.append(CheckResult.skipped(f"published.awaited.{n}.{figure}", "warning", message, reason, (figure,)))
    return results


def _printed_and_recomputed(row: PublishedComparison) -> Evidence:
    recomputed = FigureReference(row.figure, row.recomputed)
    return (f"đã in {row.printed}; tính lại ", recomputed, *([f"; {row.reason}"] if row.reason else []))
