"""Classification of households, compared with an independent implementation of the standard."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reference import PovertyStandard
from analysis.sections.classification import classify, standard_of
from analysis.tables import InputProblems

HOUSEHOLDS = st.lists(
    st.tuples(
        st.sampled_from(["rural", "urban"]),
        st.integers(min_value=0, max_value=300) | st.sampled_from([140, 141, 175, 176]),
        st.sampled_from(range(0, 130, 10)),
    ),
    min_size=1,
    max_size=30,
)


@pytest.fixture(scope="module")
def standard(inputs) -> PovertyStandard:
    """The standard in force at the review of the example."""
    return standard_of(inputs)


def _classes(make_table, standard: PovertyStandard, households: list[tuple[str, int, int]]) -> list[str]:
    areas, b1, b2 = (list(column) for column in zip(*households, strict=True))
    table = make_table("households", {"area": areas, "score_b1": b1, "score_b2": b2})
    return classify(table, standard).frame["poverty_class"].tolist()


def _expected_class(area: str, b1: int, b2: int) -> str:
    """Nghị định 07/2021/NĐ-CP, phiếu B: the income line is 140 in rural and 175 in urban areas."""
    income_line = {"rural": 140, "urban": 175}[area]
    if b1 > income_line:
        return "not_poor"
    return "poor" if b2 >= 30 else "near_poor"


@given(HOUSEHOLDS)
def test_classification_follows_the_standard(make_table, standard, households: list) -> None:
    assert _classes(make_table, standard, households) == [_expected_class(*household) for household in households]


@pytest.mark.parametrize(
    ("area", "b1", "b2", "expected"),
    [
        ("rural", 140, 30, "poor"),
        ("rural", 141, 30, "not_poor"),
        ("urban", 175, 30, "poor"),
        ("urban", 176, 30, "not_poor"),
        ("urban", 141, 30, "poor"),
        ("rural", 140, 20, "near_poor"),
        ("rural", 0, 0, "near_poor"),
        ("rural", 141, 120, "not_poor"),
    ],
)
def test_boundaries_belong_to_the_poorer_side(make_table, standard, area: str, b1: int, b2: int, expected: str) -> None:
    assert _classes(make_table, standard, [(area, b1, b2)]) == [expected]


def test_another_standard_has_other_thresholds(make_table, standard) -> None:
    """Thresholds are data; the code contains none."""
    stricter = replace(standard, rural_score_max=100, urban_score_max=110, poor_deprivation_score_min=50)
    households = [("rural", 100, 50), ("rural", 101, 50), ("urban", 110, 40), ("urban", 111, 40)]
    assert _classes(make_table, stricter, households) == ["poor", "not_poor", "near_poor", "not_poor"]


@pytest.mark.parametrize(
    ("area", "b1", "b2", "expected"),
    [
        ("rural", 120, 0, "poor"),
        ("rural", 121, 20, "near_poor"),
        ("rural", 121, 30, "poor"),
        ("rural", 150, 20, "near_poor"),
        ("rural", 151, 120, "not_poor"),
        ("urban", 140, 0, "poor"),
        ("urban", 141, 20, "near_poor"),
        ("urban", 175, 30, "poor"),
        ("urban", 176, 30, "not_poor"),
    ],
)
def test_under_the_standard_of_2016_the_poorest_are_poor_regardless_of_deprivations(
    inputs, make_table, area: str, b1: int, b2: int, expected: str
) -> None:
    standard = inputs.reference.standards.standard_on(dt.date(2021, 12, 31))
    assert standard.code == "qd-59-2015"
    assert _classes(make_table, standard, [(area, b1, b2)]) == [expected]


def test_a_standard_without_score_thresholds_is_reported(inputs, make_table) -> None:
    register = make_table("households", {"area": ["rural"]}, as_of=dt.date(2027, 12, 31))
    with pytest.raises(InputProblems, match=r"chưa biết điểm B1 của chuẩn nghèo theo Nghị định số 351/2025/NĐ-CP"):
        standard_of(replace(inputs, tables={"households": register}))


def test_a_review_outside_every_standard_is_reported(inputs, make_table) -> None:
    register = make_table("households", {"area": ["rural"]}, as_of=dt.date(2031, 12, 31))
    with pytest.raises(InputProblems) as caught:
        standard_of(replace(inputs, tables={"households": register}))
    assert "không có chuẩn nghèo nào áp dụng vào ngày 31/12/2031" in str(caught.value)
