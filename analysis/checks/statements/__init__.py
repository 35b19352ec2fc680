"""The kinds of checks.

What lives here: the base class with data, evidence and results (`check`), and one module for each family of kinds:
figures and last year (`figures`), rows of tables and names of places (`rows`), policy norms (`norms`). What does not:
the checks themselves (`catalogue`).
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
