"""Table rows and paragraphs about the same subject: where all numbers agree but one, that one is reported."""

from __future__ import annotations

import pytest

from analysis.comparison import Finding, compare_text, read_text

REPORT = """# 1. Tín dụng

- Hộ nghèo: 132 lượt hộ được vay {lent} triệu đồng; 710 hộ còn dư nợ, tổng dư nợ 39.656 triệu đồng.
- Hộ cận nghèo: 109 lượt hộ được vay 7.805 triệu đồng; 525 hộ còn dư nợ, tổng dư nợ 30.455 triệu đồng.

| Nhóm hộ | Lượt vay | Cho vay (triệu đồng) | Hộ còn dư nợ | Dư nợ (triệu đồng) |
|---|---|---|---|---|
| Hộ nghèo | 132 | 8.240 | 710 | {balance} |
| Hộ cận nghèo | 109 | 7.805 | 525 | 30.455 |

# 2. Nhà ở

Quỹ Vì người nghèo hỗ trợ 14 hộ với {money} triệu đồng.

| Nguồn | Số hộ | Kinh phí (triệu đồng) |
|---|---|---|
| Quỹ Vì người nghèo | 14 | 700 |
"""


def _findings(lent: str = "8.240", balance: str = "39.656", money: str = "700") -> list[Finding]:
    return compare_text(read_text(REPORT.format(lent=lent, balance=balance, money=money).split("\n")))


def test_words_and_table_that_agree_raise_no_alarm() -> None:
    assert _findings() == []


@pytest.mark.parametrize(
    ("changed", "printed", "right"),
    [({"lent": "8.340"}, "8.340 triệu đồng", "8.240"), ({"balance": "39.956"}, "39.656 triệu đồng", "39.956")],
)
def test_one_number_that_differs_is_told(changed: dict[str, str], printed: str, right: str) -> None:
    (finding,) = _findings(**changed)
    assert (finding.kind, finding.severity) == ("cross_section", "probable")
    assert (finding.printed, finding.recomputed) == (printed, right)
    assert "bảng" in finding.message


@pytest.mark.parametrize("changed", [{"lent": "5.931"}, {"money": "800"}])
def test_other_numbers_and_weak_likeness_are_let_be(changed: dict[str, str]) -> None:
    """A number of other digits may be another thing; one small number in common proves nothing."""
    assert _findings(**changed) == []


YEARS = """| Vốn năm | Số dự án | Số xã | Số hộ |
|---|---|---|---|
| 2022 | 04 | 02 | 60 |
| 2023 | 11 | 07 | 176 |
| Tổng cộng | {projects} | {communes} | 236 |
"""


@pytest.mark.parametrize(
    ("projects", "communes", "reported"),
    [("15", "08", []), ("16", "08", ["16"]), ("15", "10", ["10"]), ("15", "06", ["06"])],
)
def test_a_total_over_years_counts_a_commune_once(projects: str, communes: str, reported: list[str]) -> None:
    findings = compare_text(read_text(YEARS.format(projects=projects, communes=communes).split("\n")))
    assert [f.printed for f in findings] == reported


PLAN = """| Tiểu dự án | Kế hoạch (triệu đồng) | Giải ngân (triệu đồng) | Tỷ lệ | Dự kiến cả năm |
|---|---|---|---|---|
| Tiểu dự án 7.1 | 520 | 320 | {rate} | 100% |
| Tiểu dự án 7.2 | 278 | 122 | 43,88% | 90% |
"""


@pytest.mark.parametrize(
    ("rate", "reported"), [("61,54%", []), ("62%", []), ("64,54%", [("64,54%", "61,54%", "certain")])]
)
def test_a_rate_with_explicit_headings_needs_no_other_rows(rate: str, reported: list[tuple[str, str, str]]) -> None:
    findings = compare_text(read_text(PLAN.format(rate=rate).split("\n")))
    assert [(f.printed, f.recomputed, f.severity) for f in findings] == reported


def test_a_rate_may_be_of_another_amount() -> None:
    text = PLAN.format(rate="50,50%").replace("| Tỷ lệ", "| Được sử dụng | Tỷ lệ")
    rows = [line.replace("| 320 |", "| 320 | 640 |").replace("| 122 |", "| 122 | 300 |") for line in text.split("\n")]
    assert (
        compare_text(read_text([line.replace("|---|---|---|---|---|", "|---|---|---|---|---|---|") for line in rows]))
        == []
    )


BASE = """| Chỉ số | Hộ nghèo thiếu hụt | Tỷ lệ |
|---|---|---|
| Việc làm | 899 | 54,68% |
| Người phụ thuộc | 351 | 21,35% |
| Dinh dưỡng | 658 | {nutrition} |
| Bảo hiểm y tế | {insured} | 37,41% |
| Nguồn nước | 604 | 36,74% |
| Nhà tiêu | 830 | 50,49% |
"""


@pytest.mark.parametrize(
    ("nutrition", "insured", "reported"),
    [("40,02%", "615", []), ("41,02%", "615", [("41,02%", "40,02%")]), ("40,02%", "651", [("37,41%", "39,60%")])],
)
def test_rates_of_one_base_outside_the_table(nutrition: str, insured: str, reported: list[tuple[str, str]]) -> None:
    findings = compare_text(read_text(BASE.format(nutrition=nutrition, insured=insured).split("\n")))
    assert [(f.printed, f.recomputed) for f in findings] == reported
    assert all(f.kind == "share" and f.severity == "probable" for f in findings)
