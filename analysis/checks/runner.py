"""Evaluating every check of the catalogue, and the published numbers among them."""

from __future__ import annotations

from analysis.checks.catalogue import CHECKS
from analysis.checks.published import compare_published
from analysis.checks.statements import CheckResult, Figures
from analysis.tables import Inputs

CHECK_COLUMNS = ("id", "severity", "status", "message", "evidence")
"""Columns of `checks.csv`."""


def run_checks(inputs: Inputs, figures: Figures) -> list[CheckResult]:
    """Evaluate all checks, those of the catalogue first, then one for each published number."""
    results = [check.evaluate(inputs, figures) for check in CHECKS]
    if "published" in inputs.tables:
        results += _published(inputs, figures)
    return results


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
