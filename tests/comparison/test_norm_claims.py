"""Amounts of policies in a written report: those that do not follow from the legal rates are reported."""

from __future__ import annotations

import pytest

from analysis.comparison import Finding, Knowledge, compare_text, read_text
from analysis.reference import Project
from analysis.reference.catalogue import load_reference

TITLE = "BÁO CÁO\nThực hiện chương trình giảm nghèo năm 2023\n\n"


def _findings(project: Project, text: str, year: int | None = None) -> list[Finding]:
    read = read_text(text.split("\n"))
    known = Knowledge.of(read, load_reference(project.reference), year=year)
    return [f for f in compare_text(read, known=known) if f.kind == "norm"]


CASES = {
    "meals": (
        "Theo Nghị định số 116/2016/NĐ-CP, năm học 2023-2024 hỗ trợ tiền ăn cho 2.070 học sinh với {} đồng.",
        "13.413.600.000", "13.413.700.000",
    ),
    "meals beyond nine months": (
        "Hỗ trợ tiền ăn học sinh bán trú năm học 2023-2024: 2.070 học sinh, kinh phí {}.",
        "13.413,6 triệu đồng", "15.413,6 triệu đồng",
    ),
    "meals of less than a month": (
        "Năm học 2023-2024 có 2.070 học sinh bán trú được hỗ trợ tiền ăn, kinh phí {}.",
        "13.414 triệu đồng", "1.341 triệu đồng",
    ),
    "the second of two items": (
        "Theo Nghị định số 116/2016/NĐ-CP năm học 2023-2024: hỗ trợ tiền ăn cho 2.070 học sinh, với 13.413.600.000 "
        "đồng, tiền nhà ở: 9 học sinh với {} đồng.",
        "14.580.000", "15.580.000",
    ),
    "rice for those who get meals": (
        "Theo Nghị định số 116/2016/NĐ-CP năm học 2023-2024 hỗ trợ tiền ăn cho 2.070 học sinh với 13.413.600.000 đồng; "
        "hỗ trợ gạo {}.",
        "279.450 kg", "379.450 kg",
    ),
    "rice in tonnes": ("Năm học 2023-2024 hỗ trợ gạo cho 2.070 học sinh bán trú là {}.", "279,45 tấn", "289,45 tấn"),
    "preschool lunch": (
        "Theo Nghị định số 105/2020/NĐ-CP học kỳ I năm học 2023-2024 cho 1.410 học sinh với tổng kinh phí {} đồng.",
        "902.400.000", "904.200.000",
    ),
    "electricity": (
        "Năm 2023 tổng số hộ nghèo được hỗ trợ tiền điện là 1.640 hộ với tổng số tiền là {} đồng.",
        "1.102.080.000", "1.602.080.000",
    ),
    "cards of the poor": (
        "Đã cấp thẻ bảo hiểm y tế cho 3.753 người nghèo, tổng kinh phí là {} đồng.", "754.044.300", "154.044.300",
    ),
    "study costs alone": (
        "Học kỳ I năm học 2023-2024 hỗ trợ chi phí học tập cho 1.200 học sinh, kinh phí {} đồng.",
        "720.000.000", "720.500.000",
    ),
    "a school's kit and medicine": (
        "Học sinh bán trú năm học 2023-2024: dụng cụ thể thao, văn hóa 179.900.000 đồng; thuốc chữa bệnh {} đồng.",
        "89.950.000", "98.950.000",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "right", "wrong"), CASES.values(), ids=CASES)
def test_what_the_rate_cannot_make_is_told(project: Project, text: str, right: str, wrong: str) -> None:
    assert _findings(project, TITLE + text.format(right)) == []
    (finding,) = _findings(project, TITLE + text.format(wrong))
    assert finding.severity in ("probable", "style")
    assert finding.printed.startswith(wrong)
    assert finding.recomputed
    assert finding.line == 4


def test_the_message_gives_people_rate_months_and_what_would_be_right(project: Project) -> None:
    text, _, wrong = CASES["meals"]
    (finding,) = _findings(project, TITLE + text.format(wrong))
    assert finding.severity == "probable"
    assert finding.recomputed == "13.413.600.000 đồng"
    for words in ("2.070 học sinh", "720.000 đồng (40% × 1.800.000 đồng)", "9 tháng", "13.413.600.000 đồng"):
        assert words in finding.message


@pytest.mark.parametrize(
    "text",
    [
        # fewer months for some, or a rounded amount
        "Năm học 2023-2024 hỗ trợ tiền ăn cho 2.070 học sinh bán trú với 13.412.880.000 đồng.",
        "Năm học 2023-2024 hỗ trợ tiền ăn cho 2.070 học sinh bán trú với 13,4 tỷ đồng.",
        "Năm học 2023-2024 hỗ trợ tiền ăn cho khoảng 2.000 học sinh bán trú với 13.413.600.000 đồng.",
        # several things at once
        "Năm 2023 hỗ trợ tiền ăn, tiền nhà ở cho 2.070 học sinh bán trú với 99.413.600.000 đồng.",
        "Hỗ trợ chi phí học tập và miễn, giảm học phí cho 9.185 học sinh, kinh phí 51.147 triệu đồng.",
        "Giai đoạn 2021-2023 hỗ trợ tiền điện cho 1.640 hộ nghèo, kinh phí 3.102.080.000 đồng.",
        # a provincial resolution has its own rates
        "Theo Nghị quyết số 10/NQ-HĐND của tỉnh, hỗ trợ tiền ăn cho 200 học sinh bán trú với 913.413.000 đồng.",
        # other meals, other housing, other rice
        "Năm 2023 hỗ trợ tiền ăn cho 30 học viên lớp học nghề với 27.010.000 đồng.",
        "Trong năm hỗ trợ nhà ở cho 04 hộ nghèo với kinh phí 200 triệu đồng.",
        "Tết năm 2023 cấp 12.345 kg gạo cho 800 hộ nghèo.",
        # years of which no rate is known
        "Năm 2015 hỗ trợ tiền điện cho 1.640 hộ nghèo với 99.102.080.000 đồng.",
        "Năm 2024 hỗ trợ tiền điện cho 1.640 hộ nghèo với 99.102.080.000 đồng.",
        # rates and plans are not total amounts
        "Tiền điện hộ nghèo năm 2023: mức 57.000 đồng/hộ/tháng cho 1.640 hộ.",
        "Ngân sách tỉnh hỗ trợ thêm 30% mức đóng bảo hiểm y tế cho 3.753 người cận nghèo, kinh phí 100.000.000 đồng.",
    ],
)
def test_what_may_be_explained_otherwise_is_let_be(project: Project, text: str) -> None:
    assert _findings(project, TITLE + text) == []


def test_without_a_year_nothing_is_told_and_a_given_year_decides(project: Project) -> None:
    text = "Hỗ trợ tiền điện cho 1.640 hộ nghèo, kinh phí 11.102.080.000 đồng."
    assert _findings(project, text) == []
    assert len(_findings(project, text, year=2023)) == 1
    assert _findings(project, text, year=2016) == []


TABLE = """BÁO CÁO năm 2023

| Nghị định | Nội dung | Số học sinh | Kinh phí ({unit}) |
|---|---|---|---|
| 116/2016/NĐ-CP | Tiền ăn bán trú năm học 2023-2024 | 2.070 | {meals} |
| | Tiền nhà ở bán trú năm học 2023-2024 | 9 | {housing} |
"""


@pytest.mark.parametrize(
    ("unit", "meals", "housing", "reported"),
    [
        ("đồng", "13.413.600.000", "14.580.000", []),
        ("đồng", "13.413.700.000", "14.580.000", ["13.413.700.000"]),
        ("triệu đồng", "13.413,6", "14,58", []),
        ("triệu đồng", "13.414", "15", []),
        ("triệu đồng", "13.413,6", "24,58", ["24,58"]),
        ("khác", "13.413,6", "24,58", []),
    ],
)
def test_rows_of_a_table_are_read_by_their_headings(
    project: Project, unit: str, meals: str, housing: str, reported: list[str]
) -> None:
    findings = _findings(project, TABLE.format(unit=unit, meals=meals, housing=housing))
    assert [f.printed for f in findings] == reported
