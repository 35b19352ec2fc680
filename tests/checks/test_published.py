"""Comparison with printed numbers, in their unit and exactly at their rounding."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.checks import compare_published
from analysis.checks.published import MONEY, PublishedComparison
from analysis.figures import Figure, format_number
from analysis.figures.figure import Expression
from analysis.figures.measures import DONG, PERCENT_2, count_of
from analysis.tables import InputProblems


def _compare(inputs, make_table, printed: str, unit: str, value: object, id: str = "x.y") -> PublishedComparison:
    columns = {"section": "II.2", "label": "Vốn", "printed": printed, "unit": unit, "figure": id, "reason": ""}
    table = make_table("published", {name: [cell] for name, cell in columns.items()})
    measure = DONG if unit in MONEY else PERCENT_2 if printed.endswith("%") else count_of(unit)
    figure = Figure("x.y", "Vốn", value, measure, "", Expression("sum"))
    (row,) = compare_published(replace(inputs, tables={"published": table}), {"x.y": figure})
    return row


@pytest.mark.parametrize(
    ("printed", "unit", "value", "recomputed"),
    [
        ("7.531", "triệu đồng", 7_531_000_000, "7.531 triệu đồng"),
        ("7.531", "triệu đồng", 7_531_499_999, "7.531 triệu đồng"),
        ("552,476", "triệu đồng", 552_476_000, "552,476 triệu đồng"),
        ("1.338.216.000", "đồng", 1_338_216_000, "1.338.216.000 đồng"),
        ("08", "xã", 8, "8 xã"),
        ("1305", "người", 1_305, "1.305 người"),
        ("23,94%", "", Fraction(1_338_216, 5_589_000), "23,94%"),
        ("43,60%", "", Fraction(153_000, 350_900), "43,60%"),
        ("17%", "", Fraction(365, 2_148), "17%"),
        ("100%", "", Fraction(1), "100%"),
        ("65,1%", "", Fraction(651, 1_000), "65,1%"),
    ],
)
def test_equal_at_the_printed_rounding(inputs, make_table, printed: str, unit: str, value, recomputed: str) -> None:
    row = _compare(inputs, make_table, printed, unit, value)
    assert row.agrees
    assert row.recomputed == recomputed


@pytest.mark.parametrize(
    ("printed", "unit", "value"),
    [
        ("7.531", "triệu đồng", 7_531_500_000),
        ("7.531", "đồng", 7_531_000_000),
        ("7.531", "hộ", 7_532),
        ("23,94%", "", Fraction(239_451, 1_000_000)),
        ("43,60%", "", Fraction(4_365, 10_000)),
        ("0", "hộ", None),
    ],
)
def test_different_at_the_printed_rounding(inputs, make_table, printed: str, unit: str, value) -> None:
    """A figure without a value is not zero."""
    assert not _compare(inputs, make_table, printed, unit, value).agrees


@given(st.integers(min_value=0, max_value=10**12))
def test_printed_figures_agree_with_themselves(inputs, make_table, value: int) -> None:
    assert _compare(inputs, make_table, format_number(value, "integer"), "đồng", value).agrees
    assert not _compare(inputs, make_table, format_number(value + 1, "integer"), "đồng", value).agrees
    share = Fraction(value, 10**12)
    assert _compare(inputs, make_table, format_number(share, "percent2"), "", share).agrees


def test_unknown_figure_is_reported_with_its_row(inputs, make_table) -> None:
    with pytest.raises(InputProblems) as caught:
        _compare(inputs, make_table, "1", "hộ", 1, id="poverty.por")
    (problem,) = caught.value.problems
    assert (problem.file, problem.row, problem.column, problem.value) == (
        "data/published.csv",
        2,
        "figure",
        "poverty.por",
    )


def test_unknown_unit_of_money_is_reported(inputs, make_table) -> None:
    columns = {"section": "II.2", "label": "Vốn", "printed": "7,5", "unit": "tỷ đồng", "figure": "x.y", "reason": ""}
    table = make_table("published", {name: [cell] for name, cell in columns.items()})
    figure = Figure("x.y", "Vốn", 7_500_000_000, DONG, "", Expression("sum"))
    with pytest.raises(InputProblems) as caught:
        compare_published(replace(inputs, tables={"published": table}), {"x.y": figure})
    (problem,) = caught.value.problems
    assert (problem.row, problem.column, problem.value) == (2, "unit", "tỷ đồng")
