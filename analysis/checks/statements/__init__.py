"""The kinds of statement that a check can make.

What lives here: one module a family of kinds (figures against figures, rows of tables, last year, policy norms, names
of places) and what comes of evaluating one. What does not: which statements there are (`catalogue`).
"""

from analysis.checks.statements.check import (
    SEVERITY_VI,
    Check,
    CheckResult,
    Evidence,
    Facts,
    FigureReference,
    Figures,
    Severity,
    Untestable,
    Verdict,
    reference,
)
from analysis.checks.statements.figures import NoJump, NoRateAbove, NotAbove, SinceLastYear, SumEquals, Within
from analysis.checks.statements.norms import FollowsNorm, SamePeople
from analysis.checks.statements.rows import EveryRow, KeysKnown, OnceEach, PlacesSpelled, TotalRow, UnusedRows

__all__ = [
    "SEVERITY_VI",
    "Check",
    "CheckResult",
    "EveryRow",
    "Evidence",
    "Facts",
    "FigureReference",
    "Figures",
    "FollowsNorm",
    "KeysKnown",
    "NoJump",
    "NoRateAbove",
    "NotAbove",
    "OnceEach",
    "PlacesSpelled",
    "SamePeople",
    "Severity",
    "SinceLastYear",
    "SumEquals",
    "TotalRow",
    "Untestable",
    "UnusedRows",
    "Verdict",
    "Within",
    "reference",
]
