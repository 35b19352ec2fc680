"""Vietnamese words of the workbook that no other room has: names of sheets, of sections, of states."""

from __future__ import annotations

from analysis import sections
from analysis.figures.provenance import PUBLISHED
from analysis.publish.marks import DAGGER

GUIDE = "Đọc trước"
FIGURES = "Số liệu"
CHECKS = "Kiểm tra"
BOUNDS = "Ngưỡng"
GROUPS = "Nhóm đếm"
CODES = "Danh mục"

TABLE_SHEETS = {
    "published": "Đối chiếu với số đã in",
    "households": "Số hộ theo xã, thị trấn",
    "component_outputs": "Kết quả các tiểu dự án",
}
"""Sheets whose tables have a title that is too long for a tab, or that stand otherwise than they were handed in."""

SECTIONS = {id: section.title for id, section in sections.SECTIONS.items()} | {"reconciliation": "Đối chiếu số liệu"}

STATUS = {"passed": "đạt", "failed": "không đạt", "skipped": "không kiểm được"}
HOLDS, HOLDS_NOT = STATUS["passed"], STATUS["failed"]


def mark(grade: str) -> str:
    """Return the mark of a row whose values were not published as they stand."""
    return "" if grade == PUBLISHED else DAGGER
