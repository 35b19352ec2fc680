"""Provenance of values, in three grades that are shown with the value everywhere."""

from __future__ import annotations

from collections.abc import Iterable

PUBLISHED = "published"
PUBLISHED_TOTAL = "published total, simulated rows"
SIMULATED = "simulated"

GRADES = (PUBLISHED, PUBLISHED_TOTAL, SIMULATED)
"""From most to least reliable."""

VIETNAMESE = {
    PUBLISHED: "số liệu đã công bố",
    PUBLISHED_TOTAL: "tổng đã công bố, chi tiết mô phỏng",
    SIMULATED: "số liệu mô phỏng",
}

EXPLANATION = {
    PUBLISHED_TOTAL: "Báo cáo đã công bố chỉ cho tổng số hoặc tỷ lệ; phần chi tiết được mô phỏng cho khớp.",
    SIMULATED: "Số liệu mô phỏng để minh họa, không phải số liệu chính thức.",
}
"""Explanation of the mark † for readers of the report."""


def weakest(grades: Iterable[str]) -> str:
    """Return the least reliable grade: a number is only as reliable as the least reliable of its sources."""
    return max(grades, key=GRADES.index, default=PUBLISHED)
