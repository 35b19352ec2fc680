"""Printing and parsing numbers the Vietnamese way: exact until printed, half-up when printed, and back again."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.figures import Measure, format_number, parse_number, round_half_up
from analysis.figures.formatting import FORMS, group_thousands
from analysis.figures.measures import DONG, MILLION_DONG, PERCENT_2, count_of, padded_count_of

INTEGERS = st.integers(min_value=-(10**18), max_value=10**18)
FRACTIONS = st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=10**6)


@given(INTEGERS)
def test_integers_survive_printing(number: int) -> None:
    assert parse_number(format_number(number, "integer")) == number
    assert parse_number(format_number(number, "padded")) == number
    assert parse_number(format_number(number, "plain")) == number


@given(INTEGERS)
def test_whole_dong_survive_printing_in_millions_to_three_decimals(number: int) -> None:
    """What is printed in millions is the amount to the nearest thousand đồng."""
    printed = parse_number(format_number(number, "million")) * 1_000_000
    assert abs(printed - number) <= 500
    assert printed % 1000 == 0


@given(FRACTIONS, st.integers(min_value=0, max_value=6))
def test_rounding_is_to_the_nearest(value: Fraction, digits: int) -> None:
    rounded = round_half_up(value, digits)
    assert rounded.as_tuple().exponent == -digits
    assert abs(Fraction(rounded) - value) * 10**digits <= Fraction(1, 2)


@given(st.integers(min_value=0, max_value=10**9), st.integers(min_value=0, max_value=6))
def test_exact_ties_go_away_from_zero(whole: int, digits: int) -> None:
    """Banker's rounding would round every second one down."""
    tie = Fraction(2 * whole + 1, 2 * 10**digits)
    assert round_half_up(tie, digits) == Decimal(whole + 1).scaleb(-digits)
    assert round_half_up(-tie, digits) == -Decimal(whole + 1).scaleb(-digits)


@given(FRACTIONS)
def test_a_percentage_prints_its_value_to_two_decimals(value: Fraction) -> None:
    printed = format_number(value, "percent2")
    assert printed.endswith("%")
    assert abs(Fraction(parse_number(printed)) - value * 100) <= Fraction(1, 200)


@given(st.integers(min_value=0, max_value=10_000))
def test_round_percentages_have_no_decimals_and_others_have_two(hundredths: int) -> None:
    printed = format_number(Fraction(hundredths, 10_000), "percent2").removesuffix("%")
    assert ("," in printed) is (hundredths % 100 != 0)
    assert "," not in printed or len(printed.partition(",")[2]) == 2


@given(st.decimals(min_value=0, max_value=10**9, places=6))
def test_decimals_are_trimmed_but_nothing_is_lost(number: Decimal) -> None:
    printed = format_number(number, "decimal")
    assert parse_number(printed) == number
    assert "," not in printed or not printed.endswith(("0", ","))


@given(st.integers(min_value=0, max_value=99))
def test_padding_is_for_numbers_under_ten_only(number: int) -> None:
    assert format_number(number, "padded") == f"{number:02d}"


@pytest.mark.parametrize(
    ("value", "form", "printed"),
    [
        (1_338_216_000, "integer", "1.338.216.000"),
        (0, "padded", "00"),
        (9, "padded", "09"),
        (10, "padded", "10"),
        (1_268, "padded", "1.268"),
        (-3, "padded", "-3"),
        (7_531_000_000, "million", "7.531"),
        (552_476_000, "million", "552,476"),
        (77_040_000, "million", "77,04"),
        (350_900_000, "million", "350,9"),
        (0, "million", "0"),
        (100_000_000_000, "million", "100.000"),
        (499, "million", "0"),
        (Fraction(1_644, 19_820), "percent2", "8,29%"),
        (Fraction(436, 1000), "percent2", "43,60%"),
        (Fraction(1), "percent2", "100%"),
        (Fraction(1305, 1300), "percent2", "100,38%"),
        (Fraction(365, 2148), "percent0", "17%"),
        (Decimal("0.651"), "percent1", "65,1%"),
        (Fraction(1, 200), "percent0", "1%"),
        (2023, "plain", "2023"),
        (Decimal("65.10"), "decimal", "65,1"),
    ],
)
def test_printed_forms(value: Fraction, form: str, printed: str) -> None:
    assert format_number(value, form) == printed


@pytest.mark.parametrize("form", FORMS)
def test_every_form_prints_what_can_be_read_back(form: str) -> None:
    assert parse_number(format_number(1, form)) in (1, 100, 0)


def test_an_unknown_form_is_rejected() -> None:
    with pytest.raises(KeyError):
        format_number(1, "roman")


@pytest.mark.parametrize("text", ["", "1.23", "12.3456", "1,2,3", "08 xã", "1 250", "abc", "1.338,216.000", "%"])
def test_other_texts_are_rejected(text: str) -> None:
    """`1.23` is the English way: read as 123 it would be a hundred times too large."""
    with pytest.raises(ValueError, match="not a Vietnamese number"):
        parse_number(text)


def test_grouping_keeps_decimals() -> None:
    assert group_thousands(Decimal("-1234567.50")) == "-1.234.567,50"


@pytest.mark.parametrize(
    ("measure", "value", "printed"),
    [
        (DONG, 14_580_000, "14.580.000 đồng"),
        (MILLION_DONG, 14_580_000, "14,58 triệu đồng"),
        (PERCENT_2, Fraction(1, 3), "33,33%"),
        (count_of("hộ"), 1_644, "1.644 hộ"),
        (padded_count_of("xã"), 8, "08 xã"),
    ],
)
def test_measures_print_their_unit(measure: Measure, value: Fraction, printed: str) -> None:
    assert measure.print(value) == printed
    assert measure.print(value, with_unit=False) == printed.partition(" ")[0]


def test_money_printed_in_another_form_changes_its_unit() -> None:
    """Number and unit must match."""
    assert DONG.print(7_531_000_000, "million") == "7.531 triệu đồng"
    assert MILLION_DONG.print(7_531_000_000, "integer") == "7.531.000.000 đồng"
