"""Each kind of contradiction in a sentence or two: the contradictory number is reported, its consistent twin is not."""

from __future__ import annotations

import pytest

from analysis.comparison import Finding, compare_text, read_text


def _findings(text: str) -> list[Finding]:
    return compare_text(read_text(text.split("\n")))


CASES = {
    # The four that the district's published report of 2023 holds, in sentences of our own.
    "sum of levels": (
        "Hỗ trợ cho {} học sinh với kinh phí 5.147 triệu đồng, trong đó 225 học sinh học nghề, 466 học sinh học tại "
        "trung tâm; 8.440 học sinh phổ thông.",
        "9.131", "9.185", "sum",
    ),
    "sum with a plan implied by its share": (
        "Trung tâm được cấp tổng kinh phí {} triệu đồng, trong đó năm 2022 dạy nghề cho 199 người, kinh phí 552,476 "
        "triệu đồng đạt 50,14% kế hoạch; năm 2023 được cấp 2.148 triệu đồng.",
        "3.250", "3.750", "sum",
    ),
    "label of the group before": (
        "Kết quả cho vay:\n\n- Hộ nghèo vay 132 lượt hộ; dư nợ hộ nghèo 710 hộ.\n- Hộ cận nghèo vay 109 lượt hộ; dư nợ "
        "hộ cận nghèo 525 hộ.\n- Hộ mới thoát nghèo vay 323 lượt hộ; dư nợ hộ {} 1.324 hộ.",
        "mới thoát nghèo", "cận nghèo", "label",
    ),
    "share of the plan": (
        "Kế hoạch vốn 520 triệu đồng. Đã giải ngân 320 triệu đồng, đạt {} kế hoạch.", "61,54%", "64,54%", "share",
    ),
    "share of a total named": (
        "Tổng số hộ nghèo là 1.644 hộ; khu vực nông thôn 1.582 hộ, chiếm {} tổng số hộ nghèo.",
        "96,23%", "86,23%", "share",
    ),
    "share of a fraction": ("Đã giải quyết 152/260 lao động, đạt {} kế hoạch.", "58,5%", "68,5%", "share"),
    "remainder": (
        "Tổng kế hoạch vốn là 5.589.000.000đ, đã giải ngân 1.338.216.000đ, còn lại {} chuyển sang năm sau.",
        "4.250.784.000đ", "4.520.784.000đ", "remainder",
    ),
    "change given with its earlier number": (
        "Cuối năm có 1.644 hộ nghèo, giảm {} hộ so với đầu năm (1.889 hộ).", "245", "254", "remainder",
    ),
    "from one rate down to another": (
        "Tỷ lệ hộ nghèo giảm từ 10,31% xuống còn 8,29%, giảm {}.", "2,02%", "3,02%", "remainder",
    ),
    "movement of households": (
        "Đầu năm có 500 hộ nghèo; trong năm 120 hộ thoát nghèo, 15 hộ phát sinh mới; cuối năm còn {} hộ nghèo.",
        "395", "359", "remainder",
    ),
    "list of communes": ("Triển khai tại {} xã: Lộc Yên, Xuân Long, Phú Xá và Công Sơn.", "04", "05", "count"),
    "rest of a fraction": ("Đã phê duyệt được 09/11 mô hình, còn {} mô hình.", "02", "03", "count"),
    "the same thing twice": (
        "I. TÌNH HÌNH\n\nTổng số hộ nghèo là {} hộ.\n\nII. KẾT QUẢ\n\nTổng số hộ nghèo là 1.644 hộ.",
        "1.644", "1.464", "cross_section",
    ),
    "a year below its months": (
        "10 tháng đã đưa 412 lao động đi làm việc, ước cả năm đạt {} lao động.", "450", "385", "forecast",
    ),
    "a table": (
        "| TT | Xã | Số hộ |\n|---|---|---|\n| 1 | Lộc Yên | 120 |\n| 2 | Phú Xá | 80 |\n| 3 | Công Sơn | 35 |\n"
        "| | Tổng cộng | {} |",
        "235", "253", "sum",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "right", "wrong", "kind"), CASES.values(), ids=CASES)
def test_the_wrong_number_is_found_and_the_right_one_is_not(text: str, right: str, wrong: str, kind: str) -> None:
    assert _findings(text.format(right)) == []
    findings = _findings(text.format(wrong))
    assert [f.kind for f in findings] == [kind]
    assert findings[0].severity in ("certain", "probable")
    assert findings[0].message


@pytest.mark.parametrize(
    "text",
    [
        "Tổng số hộ nghèo 1.644 hộ, trong đó có 1.500 hộ dân tộc thiểu số.",
        "Vốn năm 2022 chuyển sang đã giải ngân 153 triệu đồng, đạt 43,60% kế hoạch. Tổng kinh phí là 3.304 triệu đồng.",
        "Đã cấp thẻ cho 3.753 người, chiếm 4,58% dân số toàn huyện.",
        "Triển khai tại 08 xã: Lộc Yên, Phú Xá, ...",
        "Có 02 xã có tỷ lệ hộ nghèo trên 50%; 06 xã từ trên 10% đến 30%.",
        "Dự kiến hết năm giải ngân đạt 80% kế hoạch.",
        "Kinh phí 1.000 triệu đồng, gồm 333,3 triệu đồng, 333,3 triệu đồng và 333,3 triệu đồng.",
        "Các xã Bình Trung, Bình Trùng đều có dự án tại Bình Trung và Bình Trung.",
    ],
)
def test_what_is_consistent_or_cannot_be_told_is_let_be(text: str) -> None:
    assert _findings(text) == []


def test_an_expected_amount_told_as_a_result_is_remarked() -> None:
    (finding,) = _findings("Tính đến thời điểm báo cáo dự kiến giải ngân 172 triệu đồng.")
    assert (finding.kind, finding.severity, finding.printed) == ("forecast", "probable", "172 triệu đồng")


def test_a_place_spelled_in_two_ways_is_remarked() -> None:
    (finding,) = _findings(
        "Ở xã Bình Trung có 2 mô hình.\nCác xã Bình Trung và Lộc Yên.\nTại xã Bình Trùng có 1 mô hình."
    )
    assert (finding.kind, finding.printed, finding.recomputed, finding.line) == ("name", "Bình Trùng", "Bình Trung", 3)


def test_the_line_is_that_of_the_number_in_a_wrapped_sentence() -> None:
    (finding,) = _findings("Đã giải quyết việc làm\ncho 152/260 lao động,\nđạt 68,5% kế hoạch.")
    assert finding.line == 3
