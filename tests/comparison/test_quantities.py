"""Numbers with their units, in the ways offices print them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.comparison.quantities import find_quantities, read_cell
from analysis.figures import format_number


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("1.338.216.000đ", 1_338_216_000, "money"),
        ("7.531 triệu đồng", 7_531_000_000, "money"),
        ("12,5 tỷ đồng", 12_500_000_000, "money"),
        ("552,476 tr.đồng", 552_476_000, "money"),
        ("3.500 trđ", 3_500_000_000, "money"),
        ("1 tỷ 200 triệu đồng", 1_200_000_000, "money"),
        ("8,29%", Fraction(829, 100), "percent"),
        ("1305 người", 1305, "người"),
        ("08 xã", 8, "xã"),
        ("19.820 hộ", 19820, "hộ"),
        ("1 250 hộ", 1250, "hộ"),
        ("279.450 kg", 279450, "kg"),
        ("225 học sinh", 225, "người"),
        ("1,5 điểm phần trăm", Fraction(3, 2), "points"),
    ],
)
def test_units_and_separators_are_read(text: str, value: Fraction, kind: str) -> None:
    (quantity,) = find_quantities(f"là {text}.")
    assert (quantity.value, quantity.kind, quantity.printed) == (value, kind, text)


@pytest.mark.parametrize(
    "text",
    [
        "Kế hoạch số 89/KH-UBND ngày 27/02/2023",
        "Nghị định số 81/2021/NĐ-CP",
        "Quyết định 705/QĐ-TTg",
        "Dự án 2, Tiểu dự án 1",
        "năm học 2023-2024, giai đoạn 2021-2025",
        "quý 3, tháng 11, ngày 25",
        "trẻ em từ 0 đến 16 tuổi",
        "điện thoại 0205.3861.234",
        "sáng 31/10",
    ],
)
def test_dates_documents_and_ordinals_are_no_quantities(text: str) -> None:
    assert find_quantities(text) == []


def test_fractions_keep_both_numbers() -> None:
    (quantity,) = find_quantities("được 09/11 mô hình")
    assert (quantity.value, quantity.of) == (9, 11)


def test_rough_numbers_and_bounds_are_marked() -> None:
    assert [q.approximate for q in find_quantities("khoảng 474 hộ, trên 50%, 12 hộ")] == [True, True, False]


@given(st.integers(min_value=0, max_value=10**12))
def test_what_we_print_is_read_back(value: int) -> None:
    (quantity,) = find_quantities(f"số tiền {format_number(value, 'integer')} đồng")
    assert quantity.value == value


def test_cells_hold_nothing_but_a_number() -> None:
    cell = read_cell(" 8,29% ")
    assert cell is not None
    assert (cell.value, cell.digits) == (Fraction(829, 100), 2)
    assert read_cell("xã Lộc Yên") is None
    assert read_cell("09/11") is None
