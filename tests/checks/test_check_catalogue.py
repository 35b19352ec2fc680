"""The catalogue of checks: what fails for the example, and that every check can fail."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest

from analysis.checks import run_checks
from analysis.checks.catalogue import CHECKS, ProgrammeWithin
from analysis.checks.statements import Check, EveryRow, NoRateAbove, NotAbove, SumEquals, UnusedRows
from analysis.figures import Figure
from analysis.sections import build_all
from analysis.sections.registry import all_figures
from analysis.tables import Inputs

FAILING_FOR_THE_EXAMPLE = {
    "capital.disbursed_against_components",
    "disbursements.expected",
}
"""Contradictions of the published report that are no single printed number."""

Figures = dict[str, Figure]


def _status(check: Check, inputs: Inputs, figures: Figures) -> str:
    return check.evaluate(inputs, figures).status


# The example --------------------------------------------------------------------------------------------------------


def test_exactly_the_known_contradictions_of_the_example_fail(inputs, figures) -> None:
    failed = {r.id: r.evidence for r in run_checks(inputs, figures) if r.status == "failed"}
    assert set(failed) == FAILING_FOR_THE_EXAMPLE | {
        "published.vocational_education.plan",
        "published.credit.near_poor.borrowers.2",
        "published.credit.near_poor.balance.2",
        "published.education.tuition_pupils",
    }
    told = failed["capital.disbursed_against_components"]
    assert "3.168 triệu đồng; cộng các dự án, tiểu dự án: từ 564,04 triệu đồng đến 1.556,04 triệu đồng" in told
    assert "kể cả vốn năm trước chuyển sang: từ 2.717,04 triệu đồng đến 3.709,04 triệu đồng" in told
    assert "disbursements.csv:10: tiểu dự án 6.1, 500.000.000 đồng" in failed["disbursements.expected"]
    assert "đã in 9.185 học sinh; tính lại 9.131 học sinh" in failed["published.education.tuition_pupils"]


def test_nothing_of_the_example_is_skipped(inputs, figures) -> None:
    assert not [r.id for r in run_checks(inputs, figures) if r.status == "skipped"]


def test_ids_are_unique_and_every_result_gives_evidence(inputs, figures) -> None:
    results = run_checks(inputs, figures)
    assert len({r.id for r in results}) == len(results) == len(CHECKS) + len(inputs["published"].frame)
    assert all(r.evidence and r.message for r in results)


# Every check can fail, and can pass ---------------------------------------------------------------------------------


def _with(figures: Figures, id: str, value: object) -> Figures:
    return figures | {id: replace(figures[id], value=value)}


def _broken_figures(check: Check, figures: Figures) -> Figures:
    """Change one figure so that the statement no longer holds."""
    match check:
        case SumEquals():
            return _with(figures, check.total, figures[check.parts[0]].value + 10**15)
        case NotAbove():
            return _with(figures, check.figure, figures[check.limit].value + 1)
        case ProgrammeWithin():
            return _with(figures, check.total, 10**15)
        case NoRateAbove():
            shares = (f.id for f in figures.values() if f.expression.operation == "share")
            return _with(figures, next(id for id in shares if id.startswith(check.among)), Fraction(11, 10))
        case UnusedRows():
            return {id: figure for id, figure in figures.items() if not id.startswith("credit.poor.")}
    raise AssertionError(f"no way known to break {check!r}: add one here")


def _edit(inputs: Inputs, table: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Inputs:
    changed = replace(inputs[table], frame=change(inputs[table].frame.copy()))
    return replace(inputs, tables=inputs.tables | {table: changed})


def _set(column: str, value: object) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Write one value into the fourth row."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[frame.index[3], column] = value
        return frame

    return change


BROKEN_ROWS: dict[str, tuple[Callable[[Inputs], Inputs], str]] = {
    "households.score_b2": (
        lambda inputs: _edit(inputs, "households", _set("score_b2", 110)),
        "thị trấn Đồng Đăng: 1 hộ",
    ),
    "households.area": (
        lambda inputs: _edit(inputs, "households", _set("area", "rural")),
        "thị trấn Đồng Đăng: 1 hộ",
    ),
    "households.communes": (
        lambda inputs: _edit(inputs, "households", lambda frame: frame[frame["commune"] != "06190"]),
        "xã Bảo Lâm",
    ),
    "disbursements.expected": (
        lambda inputs: _edit(inputs, "disbursements", lambda frame: frame.assign(status="expected")),
        "disbursements.csv:2",
    ),
    "projects.carried_over": (
        lambda inputs: _edit(inputs, "livelihood_projects", lambda frame: frame.assign(budget_vnd=1)),
        "2: kinh phí dự án nhỏ hơn vốn chuyển sang; 3.1: kinh phí dự án nhỏ hơn vốn chuyển sang",
    ),
    "letterhead.subject": (
        lambda inputs: _edit(inputs, "letterhead", lambda frame: frame.assign(value="năm 2022")),
        "letterhead.csv",
    ),
    "tables.corrections": (
        lambda inputs: replace(
            inputs, tables=inputs.tables | {"credit": replace(inputs["credit"], corrections=("x",))}
        ),
        "x",
    ),
    "tables.sha256": (
        lambda inputs: replace(inputs, tables=inputs.tables | {"credit": replace(inputs["credit"], sha256="0f")}),
        "data/183-cao-loc/2023/credit.csv: sha256 nay là 0f",
    ),
}
"""How to break each statement about rows, and the evidence that must name the place."""

ON_FIGURES = [check for check in CHECKS if not isinstance(check, EveryRow)]
ON_ROWS = [check for check in CHECKS if isinstance(check, EveryRow)]


@pytest.mark.parametrize("check", ON_FIGURES, ids=lambda check: check.id)
def test_every_check_on_figures_can_fail(check: Check, inputs, figures) -> None:
    before = _status(check, inputs, figures)
    assert before == ("failed" if check.id in FAILING_FOR_THE_EXAMPLE else "passed")
    assert _status(check, inputs, _broken_figures(check, figures)) == "failed"


@pytest.mark.parametrize("check", ON_ROWS, ids=lambda check: check.id)
def test_every_check_on_rows_can_fail_and_names_the_place(check: EveryRow, inputs) -> None:
    assert check.id in BROKEN_ROWS, "tell here how to break it"
    change, evidence = BROKEN_ROWS[check.id]
    result = check.evaluate(change(inputs), {})
    assert result.status == "failed"
    assert evidence in result.evidence


@pytest.mark.parametrize("check", ON_FIGURES, ids=lambda check: check.id)
def test_every_check_on_figures_is_skipped_without_them(check: Check, inputs) -> None:
    assert _status(check, inputs, {}) == ("failed" if isinstance(check, UnusedRows) else "skipped")


def test_checks_that_fail_for_the_example_can_pass(inputs, figures) -> None:
    """Else they would say nothing about this report."""
    checks = {check.id: check for check in CHECKS}
    within = _with(figures, "capital.disbursed_current", 1_100_000_000)
    assert _status(checks["capital.disbursed_against_components"], inputs, within) == "passed"
    done = _edit(inputs, "disbursements", lambda frame: frame.assign(status="actual"))
    assert _status(checks["disbursements.expected"], done, figures) == "passed"


def test_a_wrong_row_of_data_fails_its_check_from_end_to_end(inputs) -> None:
    """From the row through its figure to the check of that figure, and to no other."""
    changed = _edit(inputs, "credit", _set("outstanding_balance_vnd", 1))
    results = {r.id: r.status for r in run_checks(changed, all_figures(build_all(changed)))}
    assert results["published.employment.fund_balance"] == "failed"
    assert results["published.employment.fund_lent"] == "passed"


def test_a_row_that_no_section_asks_for_is_told(inputs) -> None:
    """A plan filed under another year would otherwise vanish without a word."""
    nutrition = inputs["capital"].frame["component"] == "3.2"
    years = inputs["capital"].frame["capital_years"].mask(nutrition, "2019")
    changed = _edit(inputs, "capital", lambda frame: frame.assign(capital_years=years))
    results = {r.id: r for r in run_checks(changed, all_figures(build_all(changed)))}
    assert results["tables.unused_rows"].status == "failed"
    assert results["tables.unused_rows"].evidence == "capital.csv:9"


def test_money_spent_without_a_plan_is_told(inputs) -> None:
    changed = _edit(inputs, "capital", lambda frame: frame[frame["component"] != "7.2"])
    results = {r.id: r for r in run_checks(changed, all_figures(build_all(changed)))}
    assert results["capital.rates"].status == "passed", "a component without any row of capital is not listed"
    without = _edit(
        inputs,
        "capital",
        lambda frame: frame.assign(amount_vnd=frame["amount_vnd"].where(frame["component"] != "7.2", 0)),
    )
    results = {r.id: r for r in run_checks(without, all_figures(build_all(without)))}
    assert results["capital.rates"].status == "failed"
    assert "122 triệu đồng, không có kế hoạch" in results["capital.rates"].evidence


def test_no_row_of_the_register_stands_in_evidence(inputs) -> None:
    """What checks tell travels with the report; households travel as counts only."""
    broken = _edit(inputs, "households", lambda frame: frame.assign(score_b2=110, area="rural"))
    told = " ".join(r.evidence for r in run_checks(broken, all_figures(build_all(broken))))
    assert "households.csv:" not in told
    assert not re.search(r"\b0\d{4}\b", told)
