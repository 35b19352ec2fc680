"""Each kind of statement passes, fails and is skipped as it should, with the evidence in words."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from analysis.checks.catalogue import ProgrammeWithin
from analysis.checks.statements import EveryRow, NoRateAbove, NotAbove, SumEquals
from analysis.figures import Figure
from analysis.figures.figure import Expression
from analysis.figures.measures import DONG, PERCENT_2, Measure


def _figure(id: str, value: int | Fraction | None, measure: Measure = DONG, operation: str = "sum") -> Figure:
    return Figure(id, id.upper(), value, measure, "", Expression(operation))


def _figures(**values: int | None) -> dict[str, Figure]:
    return {id: _figure(id, value) for id, value in values.items()}


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"whole": 5, "a": 2, "b": 3}, "passed"),
        ({"whole": 6, "a": 2, "b": 3}, "failed"),
        ({"whole": 0, "a": None, "b": 0}, "passed"),
        ({"whole": 5, "a": 2}, "skipped"),
        ({"a": 2, "b": 3}, "skipped"),
    ],
)
def test_sum_equals(inputs, values: dict[str, int | None], status: str) -> None:
    result = SumEquals("x", "Cộng lại bằng", "whole", ("a", "b")).evaluate(inputs, _figures(**values))
    assert (result.id, result.severity, result.status, result.message) == ("x", "error", status, "Cộng lại bằng")


def test_sum_equals_shows_both_sides(inputs) -> None:
    result = SumEquals("x", "s", "whole", ("a", "b")).evaluate(inputs, _figures(whole=6_000, a=2_000, b=3_000))
    assert result.evidence == "2.000 đồng + 3.000 đồng = 5.000 đồng; WHOLE: 6.000 đồng"


def test_sum_equals_is_exact(inputs) -> None:
    """One đồng in billions is a difference, though both print alike in millions."""
    figures = _figures(whole=13_392_000_001, a=13_164_000_000, b=228_000_000)
    assert SumEquals("x", "s", "whole", ("a", "b")).evaluate(inputs, figures).status == "failed"


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"part": 5, "limit": 5}, "passed"),
        ({"part": 6, "limit": 5}, "failed"),
        ({"part": 6}, "skipped"),
        ({"limit": 6}, "skipped"),
    ],
)
def test_not_above(inputs, values: dict[str, int], status: str) -> None:
    result = NotAbove("x", "s", "part", "limit", "warning").evaluate(inputs, _figures(**values))
    assert (result.status, result.severity) == (status, "warning")


@pytest.mark.parametrize(("value", "status"), [(Fraction(1), "passed"), (Fraction(10_001, 10_000), "failed")])
def test_no_rate_above(inputs, value: Fraction, status: str) -> None:
    """Only shares among the figures meant count: an amount above one is no rate."""
    figures = {
        "m.rate": _figure("m.rate", value, PERCENT_2, "share"),
        "m.amount": _figure("m.amount", 7),
        "other.rate": _figure("other.rate", Fraction(2), PERCENT_2, "share"),
    }
    result = NoRateAbove("x", "s", "m.").evaluate(inputs, figures)
    assert result.status == status
    assert result.evidence == ("M.RATE: 100,01%" if status == "failed" else "1 tỷ lệ")


def test_no_rate_at_all_is_skipped_not_passed(inputs) -> None:
    assert NoRateAbove("x", "s", "m.").evaluate(inputs, _figures(other=1)).status == "skipped"


@pytest.mark.parametrize(
    ("total", "status"), [(99, "failed"), (100, "passed"), (150, "passed"), (151, "failed"), (None, "skipped")]
)
def test_programme_within(inputs, total: int | None, status: str) -> None:
    """Money that is not split by year may belong to the year or not: both sums are allowed."""
    figures = _figures() if total is None else _figures(total=total * 10**6)
    result = ProgrammeWithin("x", "s", "total", lambda _: (100 * 10**6, 150 * 10**6)).evaluate(inputs, figures)
    assert result.status == status
    assert status == "skipped" or "từ 100 triệu đồng đến 150 triệu đồng" in result.evidence


@pytest.mark.parametrize(("found", "status"), [([], "passed"), (["a.csv:2: sai"], "failed")])
def test_every_row(inputs, found: list[str], status: str) -> None:
    result = EveryRow("x", "s", "credit", lambda _: found).evaluate(inputs, {})
    assert result.status == status
    assert result.evidence == (found[0] if found else inputs["credit"].file)


def test_every_row_without_its_table_is_skipped(inputs) -> None:
    without = replace(inputs, tables={})
    assert EveryRow("x", "s", "credit", lambda _: ["?"]).evaluate(without, {}).status == "skipped"


def test_every_row_tells_ten_exceptions_and_counts_the_rest(inputs) -> None:
    evidence = EveryRow("x", "s", "credit", lambda _: [f"dòng {n}" for n in range(25)]).evaluate(inputs, {}).evidence
    assert "dòng 9;" in evidence
    assert "dòng 10" not in evidence
    assert evidence.endswith("; và 15 trường hợp khác")
