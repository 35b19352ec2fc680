"""Solving `amount = people × rate × months`: the amounts of the example, and every kind of solution."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.checks.statements.norms import explain
from analysis.reference import load_reference
from analysis.reference.norms import Norms, PolicyNorm, Rate

YEAR = (dt.date(2023, 1, 1), dt.date(2023, 12, 31))
SCHOOL_YEAR = (dt.date(2023, 9, 1), dt.date(2024, 5, 31))


@pytest.fixture(scope="module")
def norms(project) -> Norms:
    """The project's norms."""
    return load_reference(project.reference).norms


def _rate(value: int | Fraction, year: int = 2020, unit: str = "đồng") -> Rate:
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    norm = PolicyNorm("x", "X", "amount", Fraction(value), unit, "người", 12, "d", "", first, last, "found")
    return Rate(Fraction(value), norm, 0, first, last, "found")


# The amounts of the example -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("norm", "period", "months", "amount", "people", "grade", "words"),
    [
        (
            "boarding_meals", SCHOOL_YEAR, 9, 13_413_600_000, 2_070, "exact",
            "13.413.600.000 đồng = 2.070 học sinh × 720.000 đồng (40% × 1.800.000 đồng) × 9 tháng",
        ),
        (
            "boarding_housing", SCHOOL_YEAR, 9, 14_580_000, 9, "exact",
            "14.580.000 đồng = 9 học sinh × 180.000 đồng (10% × 1.800.000 đồng) × 9 tháng",
        ),
        ("boarding_rice", SCHOOL_YEAR, 9, 279_450, 2_070, "exact", "279.450 kg = 2.070 học sinh × 15 kg × 9 tháng"),
        (
            "boarding_sports", SCHOOL_YEAR, 1, 179_900_000, None, "explained",
            "179.900.000 đồng = 1.799 học sinh × 100.000 đồng (số học sinh suy ra từ kinh phí)",
        ),
        (
            "boarding_medicine", SCHOOL_YEAR, 1, 89_950_000, None, "explained",
            "89.950.000 đồng = 1.799 học sinh × 50.000 đồng (số học sinh suy ra từ kinh phí)",
        ),
        (
            "preschool_lunch", SCHOOL_YEAR, 5, 902_400_000, 1_410, "exact",
            "902.400.000 đồng = 1.410 trẻ × 160.000 đồng × 4 tháng",
        ),
        (
            "electricity", YEAR, 12, 1_102_080_000, 1_640, "explained",
            "1.102.080.000 đồng = 1.640 hộ × (6 tháng × 55.000 đồng (đến 03/5/2023) + "
            "6 tháng × 57.000 đồng (từ 04/5/2023)) (cách chia tháng duy nhất; bằng mức bình quân 56.000 đồng "
            "trong 12 tháng)",
        ),
        (
            "health_insurance", YEAR, 12, 754_044_300, 3_753, "explained",
            "754.044.300 đồng = 11.246 thẻ-tháng × 67.050 đồng (4,5% × 1.490.000 đồng, đến 30/6/2023); "
            "bình quân 2,997 tháng, ít hơn 13 thẻ-tháng so với 3.753 thẻ × 3 tháng",
        ),
    ],
)  # fmt: skip
def test_the_amounts_of_the_example_are_explained(
    norms: Norms, norm: str, period: tuple[dt.date, dt.date], months: int, amount: int, people: int, grade: str, words
) -> None:
    found = explain(amount, people, norms.rates(norm, *period), months)
    assert (found.grade, found.words) == (grade, words)


def test_sport_and_medicine_imply_the_same_pupils(norms: Norms) -> None:
    people = {
        explain(amount, None, norms.rates(norm, *SCHOOL_YEAR), 1).people
        for norm, amount in (("boarding_sports", 179_900_000), ("boarding_medicine", 89_950_000))
    }
    assert people == {1_799}


def test_premium_is_no_multiple_of_the_other_rates(norms: Norms) -> None:
    amount = 754_044_300
    old, new = norms.rates("health_insurance", *YEAR)
    assert (amount / old.value, (amount / new.value).denominator > 1) == (11_246, True)
    assert all((amount / r.value).denominator > 1 for r in norms.rates("health_insurance_near_poor", *YEAR))


def test_months_of_the_new_price_are_found(norms: Norms) -> None:
    """Four months at 55.000 and eight at 57.000 are 676.000."""
    found = explain(1_640 * 676_000, 1_640, norms.rates("electricity", *YEAR), 12)
    assert "4 tháng × 55.000 đồng (đến 03/5/2023) + 8 tháng × 57.000 đồng" in found.words


# Every kind  --------------------------------------------------------------------------------------------------------


def test_months_do_not_exceed_the_maximum() -> None:
    assert explain(10 * 7 * 9, 10, [_rate(7)], 9).grade == "exact"
    assert explain(10 * 7 * 10, 10, [_rate(7)], 9).grade == "unexplained"


def test_every_split_of_months_is_counted() -> None:
    found = explain(100 * 24, 100, [_rate(2), _rate(4, 2021)], 12)
    assert found.grade == "exact", "twelve months at 2, or six at 4"
    split = explain(100 * 22, 100, [_rate(3), _rate(4, 2021)], 7)
    assert split.words.startswith("2.200 đồng = 100 người × (6 tháng × 3 đồng")
    assert "2 cách chia tháng" in split.words
    assert "hoặc 2.200 đồng = 100 người × (2 tháng × 3 đồng" in split.words


def test_equal_rates_of_two_laws_are_not_split() -> None:
    assert explain(100 * 30, 100, [_rate(15), _rate(15, 2021)], 9).words == "3.000 đồng = 100 người × 15 đồng × 2 tháng"


def test_fewer_people_than_counted() -> None:
    found = explain(1_799 * 100, 2_070, [_rate(100)], 1)
    assert (found.grade, found.people) == ("explained", 1_799)
    assert found.words.endswith("ít hơn 271 người so với số đã ghi")


def test_more_people_than_counted_are_unexplained() -> None:
    assert explain(2_100 * 100, 2_070, [_rate(100)], 1).grade == "unexplained"


def test_unequal_months_are_given_as_person_months() -> None:
    found = explain(7 * (100 * 9 - 4), 100, [_rate(7)], 9)
    assert found.grade == "explained"
    assert found.words == (
        "6.272 đồng = 896 người-tháng × 7 đồng; bình quân 8,96 tháng, ít hơn 4 người-tháng so với 100 người × 9 tháng"
    )


def test_some_people_at_one_rate_and_some_at_another() -> None:
    found = explain(67_050 * 101 + 81_000 * 202, 100, [_rate(67_050), _rate(81_000, 2021)], 12)
    assert found.grade == "explained"
    assert "101 người-tháng × 67.050 đồng" in found.words
    assert "202 người-tháng × 81.000 đồng" in found.words


def test_an_amount_of_whole_millions_may_be_rounded() -> None:
    found = explain(902_000_000, 1_410, [_rate(160_000)], 9)
    assert (found.grade, found.words) == (
        "explained",
        "1.410 người × 160.000 đồng × 4 tháng = 902.400.000 đồng, đã làm tròn đến triệu đồng",
    )
    assert explain(903_000_000, 1_410, [_rate(160_000)], 9).grade == "unexplained"
    assert explain(10_000_000, 9, [_rate(160_001)], 9).grade == "unexplained", (
        "the rounding unit is too large for this amount"
    )


def test_zero_amounts_need_zero_people() -> None:
    assert explain(0, 0, [_rate(7)], 9).grade == "exact"
    assert explain(0, None, [_rate(7)], 9).grade == "exact"
    assert explain(700, 0, [_rate(7)], 9).words == "0 người được hưởng nhưng kinh phí là 700 đồng"
    assert explain(0, 10, [_rate(7)], 9).words == "10 người được hưởng nhưng kinh phí là 0 đồng"


def test_unexplained_amounts_give_the_nearest_solution() -> None:
    found = explain(13_413_600_001, 2_070, [_rate(720_000)], 9)
    assert found.grade == "unexplained"
    assert found.words == (
        "13.413.600.001 đồng : 2.070 người = 6.480.000 đồng; gần nhất là 2.070 người × 720.000 đồng × 9 tháng = "
        "13.413.600.000 đồng, số đã ghi nhiều hơn 1 đồng"
    )
    assert explain(150, None, [_rate(100)], 1).words == "150 đồng không phải bội số của 100 đồng"


@given(
    people=st.integers(1, 5_000),
    rates=st.lists(st.integers(1, 90_000), min_size=1, max_size=3, unique=True),
    months=st.lists(st.integers(0, 4), min_size=3, max_size=3),
)
def test_amounts_from_the_norm_are_never_unexplained(people: int, rates: list[int], months: list[int]) -> None:
    paid = sum(rate * number for rate, number in zip(rates, months, strict=False))
    if paid:
        dated = [_rate(value, 2020 + n) for n, value in enumerate(rates)]
        assert explain(people * paid, people, dated, 12).grade in ("exact", "explained")


@given(
    people=st.integers(1, 300),
    rates=st.lists(st.integers(2, 900), min_size=2, max_size=2, unique=True),
    numbers=st.lists(st.integers(1, 500), min_size=2, max_size=2),
)
def test_two_rates_are_found_exactly_when_they_fit(people: int, rates: list[int], numbers: list[int]) -> None:
    """Compared with a brute-force search: no amount is explained by more months than possible."""
    amount = rates[0] * numbers[0] + rates[1] * numbers[1]
    found = explain(amount, people, [_rate(rates[0]), _rate(rates[1], 2021)], 12)
    most = people * 12
    possible = any(
        (amount - rates[0] * a) % rates[1] == 0 and a + (amount - rates[0] * a) // rates[1] <= most
        for a in range(min(amount // rates[0], most) + 1)
    )
    assert (found.grade != "unexplained") is possible


@given(amount=st.integers(1, 10**9), people=st.integers(1, 5_000), rate=st.integers(1, 10**6))
def test_an_exact_amount_is_people_times_rate_times_months(amount: int, people: int, rate: int) -> None:
    found = explain(amount, people, [_rate(rate)], 9)
    assert (found.grade == "exact") is any(amount == people * rate * months for months in range(1, 10))
