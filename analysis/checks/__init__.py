"""Checks: statements that must hold between rows or figures, each with a severity and evidence.

What lives here: the checks by subject (`catalogue`), the kinds of statement they are made of (`statements`), and the
comparison with numbers already printed (`published`). What does not: faults of a single file (`tables`), what the law
says (`reference`).
"""

from analysis.checks.catalogue import run_checks
from analysis.checks.published import PublishedComparison, build_reconciliation, compare_published
from analysis.checks.statements.check import CheckResult

__all__ = ["CheckResult", "PublishedComparison", "build_reconciliation", "compare_published", "run_checks"]
