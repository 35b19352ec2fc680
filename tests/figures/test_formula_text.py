"""Formulas in Vietnamese: headers and words instead of names and codes, and with numbers inserted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

import pytest

from analysis.figures import Bounds, Figure, FigureBook
from analysis.figures.measures import DONG, MILLION_DONG, PERCENT_1, count_of
from analysis.tables import SCHEMAS

HOUSEHOLDS = count_of("hộ")


def test_codes_are_written_in_words(figures: Mapping[str, Figure]) -> None:
    assert figures["capital.plan_current"].formula == (
        "tổng cột “Số tiền (đồng)” của bảng “Kế hoạch vốn”, lấy dòng có “Dự án, tiểu dự án” là toàn chương trình; "
        "“Vốn năm” là 2023; “Loại” là kế hoạch giao trong năm"
    )
    assert figures["poverty.commune.06238.households"].formula.endswith("lấy dòng có “Xã, thị trấn” là xã Mẫu Sơn")
    assert figures["poverty.deprived.water.poor"].formula.endswith("“Thiếu hụt: Nguồn nước sinh hoạt” là có")
    assert "là vốn năm trước chuyển sang hoặc" in figures["capital.component.2.carried_over"].formula


def test_derived_columns_have_their_definition(figures: Mapping[str, Figure]) -> None:
    (poor,) = figures["poverty.poor"].sources[0].meanings
    assert poor.startswith("“Kết quả phân loại”: hộ nghèo có điểm B1 không quá 140 (nông thôn) hoặc 175 (thành thị)")
    (year,) = figures["capital.component.2.disbursed"].sources[0].meanings
    assert year == "“Năm giải ngân”: năm của cột “Tính đến ngày”."
    assert figures["poverty.households"].sources[0].meanings == ()


def test_no_formula_of_the_example_contains_names_of_columns_or_codes(figures: Mapping[str, Figure]) -> None:
    names = {column.name for schema in SCHEMAS.values() for column in schema.columns if "_" in column.name}
    codes = {"programme", "carried_over", "plan", "directive", "near_poor"}
    words = re.compile(rf"\b({'|'.join(sorted(names | codes))})\b")
    assert not [id for id, f in figures.items() if words.search(f.formula) or words.search(f.worked)]


@pytest.mark.parametrize(
    ("id", "worked"),
    [
        ("poverty.poor_rate", "1.644 hộ : 19.820 hộ = 8,29%"),
        ("poverty.poor", "đếm được 1.644 dòng = 1.644 hộ"),
        ("health_insurance.population", "19.820 dòng = 81.943 người"),
        ("capital.plan_current", "13.164 triệu đồng + 228 triệu đồng = 13.392 triệu đồng"),
        ("capital.plan_previous", "ô ghi 5.589.000.000 = 5.589 triệu đồng"),
        ("capital.plan_previous_local", "không có dòng nào = –"),
        ("capital.carried_over", "5.589 triệu đồng − 1.338.216.000 đồng = 4.250.784.000 đồng"),
        ("livelihood.communes_previous", "xã Thạch Đạn; xã Lộc Yên = 02 xã"),
        ("livelihood.budget", "cộng 15 ô = 7.531 triệu đồng"),
        ("employment.trained_share", "ô ghi 65,1 = 65,1%"),
    ],
)
def test_numbers_are_inserted(figures: Mapping[str, Figure], id: str, worked: str) -> None:
    assert figures[id].worked == worked


def test_counted_figures_are_named(figures: Mapping[str, Figure]) -> None:
    assert figures["poverty.communes_above_50"].worked == (
        "2 trong 22 số (Tỷ lệ hộ nghèo xã Công Sơn 53,75%; Tỷ lệ hộ nghèo xã Mẫu Sơn 56,84%) = 02 xã"
    )
    assert figures["poverty.worst_deprived"].worked.startswith("lớn nhất trong: 899 hộ; 351 hộ; ")


def test_a_missing_number_is_a_dash(make_table) -> None:
    table = make_table("credit", {"borrower_group": ["poor", "poor"], "loans_granted": [None, None]})
    book = FigureBook("t")
    empty = book.total("t.empty", "Trống", HOUSEHOLDS, table, "loans_granted")
    none = book.count_figures("t.none", "Không", HOUSEHOLDS, [empty], "trên 2", Bounds(above=Fraction(2)))
    assert empty.worked == "các ô đều trống = –"
    assert book.share("t.share", "Tỷ lệ", empty, empty, PERCENT_1).worked == "– : – = –"
    assert none.worked == "0 trong 1 số = 0 hộ"


def test_cells_of_a_register_are_not_shown(make_table) -> None:
    """Cells of a single household must not be shown, even if it is the only matching row."""
    columns = {"household_id": ["00417"], "commune": ["06193"], "members": [29], "score_b1": [123]}
    figure = FigureBook("t").total("t.n", "Số nhân khẩu", HOUSEHOLDS, make_table("households", columns), "members")
    (source,) = figure.sources
    assert figure.worked == "1 dòng = 29 hộ"
    assert (source.first_row, source.last_row, source.extent) == (0, 0, "1 dòng")
    assert "00417" not in f"{figure} {source}"


def test_without_a_reader_codes_are_kept(make_table) -> None:
    table = make_table("capital", {"kind": ["plan", ""], "amount_vnd": [5_000_000, 7_000_000]})
    book = FigureBook("t")
    assert book.total("t.a", "A", MILLION_DONG, table, "amount_vnd", kind="plan").formula.endswith("“Loại” là plan")
    assert book.total("t.b", "B", DONG, table, "amount_vnd", kind="").formula.endswith("“Loại” là (để trống)")
