"""Vietnamese words of the workbook that no other room has: names of sheets, of sections, of states."""

from __future__ import annotations

from analysis.figures.provenance import PUBLISHED
from analysis.publish.printed_text import DAGGER

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

SECTIONS = {
    "opening": "Mở đầu",
    "directives": "Chỉ đạo, điều hành",
    "livelihood": "Dự án 2: sinh kế",
    "production": "Dự án 3: sản xuất, dinh dưỡng",
    "vocational_education": "Dự án 4: dạy nghề",
    "communication": "Dự án 6: truyền thông",
    "capacity": "Dự án 7: năng lực, giám sát",
    "capital": "Nguồn vốn",
    "poverty": "Hộ nghèo, hộ cận nghèo",
    "movement": "Diễn biến hộ nghèo, hộ cận nghèo",
    "credit": "Tín dụng ưu đãi",
    "health_insurance": "Bảo hiểm y tế",
    "electricity": "Tiền điện",
    "education": "Giáo dục",
    "employment": "Việc làm, đào tạo nghề",
    "housing": "Nhà ở",
    "assessment": "Đánh giá, kiến nghị",
    "reconciliation": "Đối chiếu số liệu",
}

STATUS = {"passed": "đạt", "failed": "không đạt", "skipped": "không kiểm được"}
HOLDS, HOLDS_NOT = STATUS["passed"], STATUS["failed"]


def mark(grade: str) -> str:
    """Return the mark of a row whose values were not published as they stand."""
    return "" if grade == PUBLISHED else DAGGER
