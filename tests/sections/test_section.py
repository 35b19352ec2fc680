"""Changes since last year: exact differences under one poverty standard, none under different standards."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.figures import FigureBook
from analysis.sections import SECTIONS, build_section
from analysis.sections.section import Compared
from analysis.tables import InputProblems, Inputs, Problem, load_inputs
from analysis.tables.loading import PREVIOUS, as_previous, tables_behind, year_before
from analysis.tables.schemas.households import DEPRIVATION_COLUMNS

OLD, NEW, LATER = dt.date(2021, 12, 31), dt.date(2022, 12, 31), dt.date(2023, 12, 31)
HOUSEHOLD = st.tuples(st.sampled_from(["06184", "06190"]), st.integers(20, 60), st.integers(0, 6))
REGISTER = st.lists(HOUSEHOLD, min_size=1, max_size=25)


def _register(make_table: Any, households: list[tuple[str, int, int]], as_of: dt.date) -> Any:
    """Make a register of commune, fifths of score B1, number of deprivations."""
    lacking = [[n < count for _, _, count in households] for n in range(len(DEPRIVATION_COLUMNS))]
    columns = {
        "household_id": [str(n) for n in range(len(households))],
        "commune": [commune for commune, _, _ in households],
        "area": ["urban" if commune == "06184" else "rural" for commune, _, _ in households],
        "members": [3 for _ in households],
        "score_b1": [5 * fifths for _, fifths, _ in households],
        "score_b2": [10 * count for _, _, count in households],
        **dict(zip(DEPRIVATION_COLUMNS, lacking, strict=True)),
    }
    return make_table("households", columns, as_of=as_of, provenance="simulated")


def _poverty(inputs: Inputs, now: Any, before: Any) -> FigureBook:
    last = Inputs(inputs.unit, inputs.year - 1, inputs.reference, {"households": before})
    own = Inputs(inputs.unit, inputs.year, inputs.reference, {"households": now}, previous=last)
    return build_section("poverty", own)


@given(now=REGISTER, before=REGISTER)
@settings(max_examples=40, deadline=None)
def test_under_one_standard_the_change_is_this_year_minus_last_year(
    inputs: Inputs, make_table: Any, now: list[Any], before: list[Any]
) -> None:
    book = _poverty(inputs, _register(make_table, now, LATER), _register(make_table, before, NEW))
    assert "poverty.incomparable" not in book.phrases
    for id in SECTIONS["poverty"].compared.figures:
        then, change = (book.figures[name] for name in (f"{PREVIOUS}{id}", f"{id}_change"))
        assert Fraction(change.value) == Fraction(book.figures[id].value) - Fraction(then.value)
        assert change.parents == (id, then.id)


@given(now=REGISTER, before=REGISTER)
@settings(max_examples=40, deadline=None)
def test_under_two_standards_both_years_are_kept_and_nothing_is_subtracted(
    inputs: Inputs, make_table: Any, now: list[Any], before: list[Any]
) -> None:
    book = _poverty(inputs, _register(make_table, now, NEW), _register(make_table, before, OLD))
    assert not [id for id in book.figures if id.endswith("_change")]
    assert not [f for f in book.figures.values() if f.expression.operation == "subtract"]
    assert {f"{PREVIOUS}{id}" for id in SECTIONS["poverty"].compared.figures} <= book.figures.keys()
    assert "59/2015/QĐ-TTg" in book.phrases["poverty.incomparable"].text


def test_last_years_figures_refer_to_last_years_files(inputs: Inputs) -> None:
    book = build_section("credit", inputs)
    then = book.figures["previous.credit.poor.balance"]
    (source,) = then.sources
    assert (source.table, source.file) == ("previous.credit", "data/183-cao-loc/2022/credit.csv")
    tables = tables_behind(inputs, ["previous.credit", "credit"])
    assert tables["previous.credit"].file == source.file
    assert tables["credit"] is inputs["credit"]
    assert "previous.credit" not in inputs.tables


def test_without_the_year_before_nothing_is_compared(project: Any) -> None:
    first = load_inputs(project, "183", 2022)
    book = build_section("credit", first)
    assert not [id for id in book.figures if id.startswith(PREVIOUS) or id.endswith("_change")]
    assert "credit.previous_note" not in book.phrases


def test_what_is_missing_in_either_year_is_not_compared(inputs: Inputs) -> None:
    before = year_before(inputs)
    assert before is not None
    fewer = replace(inputs, previous=replace(before, tables={"employment": before["employment"]}))
    book = build_section("employment", fewer)
    assert "employment.new_jobs_change" in book.figures
    assert "employment.learners_change" not in book.figures
    none = replace(inputs, previous=replace(before, tables={}))
    assert "employment.new_jobs_change" not in build_section("employment", none).figures


def test_another_unit_of_the_same_code_is_not_its_year_before(project: Any, tmp_path: Any) -> None:
    """06196 was xã Cao Lâu until 2025-06-30, and is xã Ba Sơn since."""
    folder = tmp_path / "data" / "06196-ba-son"
    folder.mkdir(parents=True)
    (tmp_path / "data" / "reference").symlink_to(project.reference)
    (folder / "2024").mkdir()
    (folder / "2025").symlink_to(project.table_folder("06196", 2026))
    there = replace(project, root=tmp_path)
    inputs = load_inputs(there, "06196", 2025, ["employment"])
    assert year_before(inputs) is None


def test_an_invalid_year_before_is_not_compared(inputs: Inputs, monkeypatch: Any) -> None:
    def faulty(*_: Any) -> None:
        raise InputProblems([Problem("capital.csv", "hỏng", "lành", "sửa")])

    monkeypatch.setattr("analysis.sections.section.year_before", faulty)
    assert SECTIONS["credit"].before(inputs) is None
    assert "credit.total.balance_change" not in SECTIONS["credit"].compute(inputs).figures


def test_a_section_that_cannot_be_computed_for_last_year_is_not_compared(inputs: Inputs) -> None:
    def faulty(_: Inputs) -> FigureBook:
        raise InputProblems([Problem("credit.csv", "thiếu dòng", "một dòng", "bổ sung")])

    section = replace(SECTIONS["credit"], compared=Compared(("credit.total.balance",), ("credit",), faulty))
    assert "credit.total.balance_change" not in section.compute(inputs).figures


def test_the_year_before_is_read_once_and_has_no_year_before_itself(inputs: Inputs) -> None:
    own = replace(inputs)
    one, other = year_before(own, ["credit"]), year_before(own, ["credit", "capital"])
    assert one is not None
    assert other is not None
    assert one["credit"] is other["credit"]
    assert year_before(other) is None
    assert as_previous(one)["credit"].name == "previous.credit"


@pytest.mark.parametrize("id", [id for id, section in SECTIONS.items() if section.compared])
def test_a_section_compares_only_its_own_figures(inputs: Inputs, id: str) -> None:
    section = SECTIONS[id]
    assert section.compared is not None
    assert set(section.compared.tables) <= set(section.tables)
    assert set(section.compared.figures) <= set(section.build(inputs).figures)
