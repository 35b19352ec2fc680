"""The kinds of statement that a check can make.

What lives here: one module a family of kinds (figures against figures, rows of tables, last year, policy norms, names
of places) and what comes of evaluating one. What does not: which statements there are (`catalogue`).
"""

from analysis.checks.statements.comparing import NoRateAbove, NotAbove, SumEquals, Within
from analysis.checks.statements.following_norms import FollowsNorm, SamePeople
from analysis.checks.statements.naming import PlacesSpelled
from analysis.checks.statements.result import (
    SEVERITY_VI,
    Check,
    CheckResult,
    Evidence,
    Facts,
    FigureReference,
    Figures,
    Severity,
    Statement,
    Untestable,
    Verdict,
    reference,
)
from analysis.checks.statements.rows import EveryRow, KeysKnown, OnceEach, TotalRow, UnusedRows
from analysis.checks.statements.year_on_year import NoJump, SinceLastYear

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
    "Statement",
    "SumEquals",
    "TotalRow",
    "Untestable",
    "UnusedRows",
    "Verdict",
    "Within",
    "reference",
]
