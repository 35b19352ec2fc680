"""Where a value comes from, in three grades that travel with it to the reader."""

from __future__ import annotations

from collections.abc import Iterable

PUBLISHED = "published"
PUBLISHED_TOTAL = "published total, simulated rows"
SIMULATED = "simulated"

GRADES = (PUBLISHED, PUBLISHED_TOTAL, SIMULATED)
"""From the firmest to the weakest."""

VIETNAMESE = {
    PUBLISHED: "số liệu đã công bố",
    PUBLISHED_TOTAL: "tổng đã công bố, chi tiết mô phỏng",
    SIMULATED: "số liệu mô phỏng",
}


def weakest(grades: Iterable[str]) -> str:
    """Return the weakest grade: a number is no firmer than what it was computed from."""
    return max(grades, key=GRADES.index, default=PUBLISHED)
