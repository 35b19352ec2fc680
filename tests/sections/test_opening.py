"""An incomplete letterhead is rejected with all missing items in one message."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.sections import build_section
from analysis.tables import InputProblems, Inputs


def _with_letterhead(inputs: Inputs, **values: str) -> Inputs:
    frame = inputs["letterhead"].frame.copy()
    for item, value in values.items():
        frame.loc[frame["item"] == item, "value"] = value
    return replace(inputs, tables=inputs.tables | {"letterhead": replace(inputs["letterhead"], frame=frame)})


def test_blank_number_and_day_are_allowed_before_signing(inputs: Inputs) -> None:
    assert build_section("opening", inputs).phrases["opening.request"].text.startswith("Công văn số 2205")


def test_all_missing_items_are_reported_at_once(inputs: Inputs) -> None:
    with pytest.raises(InputProblems) as caught:
        build_section("opening", _with_letterhead(inputs, signatory_name="", subject=""))
    assert [p.column for p in caught.value.problems] == ["subject", "signatory_name"]
    assert "thiếu họ tên người ký" in str(caught.value)


def test_an_invalid_date_is_reported(inputs: Inputs) -> None:
    with pytest.raises(InputProblems) as caught:
        build_section("opening", _with_letterhead(inputs, day="31", month="11"))
    (problem,) = caught.value.problems
    assert (problem.value, problem.message) == ("31/11/2023", "không phải ngày có thật")


def test_a_letterhead_of_another_year_is_reported(inputs: Inputs) -> None:
    """A folder copied from the last year may still contain its old letterhead."""
    with pytest.raises(InputProblems) as caught:
        build_section("opening", replace(inputs, year=2025))
    assert [(p.column, p.value) for p in caught.value.problems] == [("year", "2023")]
