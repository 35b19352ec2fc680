"""A report compared with the computed figures: only differing numbers are reported."""

from __future__ import annotations

import pytest

from analysis.comparison import Finding, compare_text, read_text
from analysis.figures import Figure

TEXT = """I. NGUỒN VỐN

Kế hoạch vốn năm 2023 là {plan} triệu đồng. Vốn năm 2022 chuyển nguồn sang năm 2023 là 4.250.784.000 đồng.

II. VIỆC LÀM

Dư nợ hộ cận nghèo: số hộ còn dư nợ là 525 hộ.

Kinh phí hỗ trợ tiền điện hộ nghèo là {electricity} đồng."""


def _findings(figures: dict[str, Figure], plan: str = "13.392", electricity: str = "1.102.080.000") -> list[Finding]:
    return compare_text(read_text(TEXT.format(plan=plan, electricity=electricity).split("\n")), figures)


def test_numbers_that_agree_raise_no_alarm(figures: dict[str, Figure]) -> None:
    assert _findings(figures) == []


@pytest.mark.parametrize(("changed", "wrong", "right"), [("plan", "13.932", "13.392 triệu đồng")])
def test_a_number_that_differs_is_told(figures: dict[str, Figure], changed: str, wrong: str, right: str) -> None:
    (finding,) = _findings(figures, **{changed: wrong})
    assert finding.kind == "data"
    assert finding.printed.startswith(wrong)
    assert finding.recomputed == right


def test_without_data_such_a_number_passes() -> None:
    assert compare_text(read_text(["Kế hoạch vốn năm 2023 là 13.932 triệu đồng."])) == []
