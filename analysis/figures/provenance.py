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

EXPLANATION = {
    PUBLISHED_TOTAL: "Báo cáo đã công bố chỉ cho tổng số hoặc tỷ lệ; phần chi tiết được mô phỏng cho khớp.",
    SIMULATED: "Số liệu mô phỏng để minh họa, không phải số liệu chính thức.",
}
"""What the mark † means to a reader of the report."""


def weakest(grades: Iterable[str]) -> str:
    """Return the weakest grade: a number is no firmer than what it was computed from."""
    return max(grades, key=GRADES.index, default=PUBLISHED)
