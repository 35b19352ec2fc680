"""Evaluating every check of the catalogue, and the published numbers among them."""

from __future__ import annotations

from dataclasses import replace

from analysis.checks.catalogue import CHECKS
from analysis.checks.published import compare_published
from analysis.checks.statements import CheckResult, Facts, Figures, Untestable
from analysis.figures.provenance import SIMULATED
from analysis.reference import ProjectError
from analysis.sections import build_all
from analysis.sections.registry import all_figures
from analysis.tables import InputProblems, Inputs
from analysis.tables.year_before import year_before

AGAINST_LAST_YEAR = "years."
"""What the ids of checks begin with that hold a year against the year before."""
MADE_UP = "(năm trước là số liệu mô phỏng)"

CHECK_COLUMNS = ("id", "severity", "status", "message", "evidence")
"""Columns of `checks.csv`."""


def run_checks(inputs: Inputs, figures: Figures) -> list[CheckResult]:
    """Evaluate all checks, those of the catalogue first, then one for each published number."""
    facts = facts_of(inputs, figures)
    results = [_marked(check.evaluate(facts), facts) for check in CHECKS]
    if "published" in inputs.tables:
        results += _published(inputs, figures)
    return results


def _marked(result: CheckResult, facts: Facts) -> CheckResult:
    """Say of a check against last year that last year's tables are made up, where they are."""
    if not result.id.startswith(AGAINST_LAST_YEAR) or not facts.has_previous:
        return result
    grades = {table.sidecar.provenance for table in facts.previous.inputs.tables.values()}
    return replace(result, message=f"{result.message} {MADE_UP}") if grades == {SIMULATED} else result


def facts_of(inputs: Inputs, figures: Figures) -> Facts:
    """Return what the checks look at; the year before is read only when one of them asks for it."""
    return Facts(inputs, figures, lambda: _year_before(inputs))


def _year_before(inputs: Inputs) -> Facts:
    year = inputs.year - 1
    try:
        previous = year_before(inputs)
        if previous is None:
            raise Untestable(f"không có số liệu năm {year}")
        return Facts(previous, all_figures(build_all(previous)))
    except InputProblems as faulty:
        count = len(faulty.problems)
        raise Untestable(f"số liệu năm {year} có {count} chỗ không dùng được (baocao check --year {year})") from None
    except ProjectError:  # the unit had another code, or was none, a year ago
        raise Untestable(f"đơn vị không có trong danh mục năm {year}") from None


def _published(inputs: Inputs, figures: Figures) -> list[CheckResult]:
    """Turn the comparison with the published report into checks; repeated numbers get a counter."""
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
                evidence=f"đã in {row.printed}; tính lại {row.recomputed}" + (f"; {row.reason}" if row.reason else ""),
                figures=(row.figure,),
            )
        )
    return results
