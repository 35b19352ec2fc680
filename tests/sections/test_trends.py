"""Indicators over years: the figures of each year's report, never connected or subtracted across a break."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.reference import Project
from analysis.sections import build_all
from analysis.sections.alkire_foster import alkire_foster
from analysis.sections.poverty import INCIDENCE_COLUMNS
from analysis.sections.trends import INDICATORS, WHOLE, Trend, Years, ranked, trend_of
from analysis.tables import load_inputs
from analysis.tables.schemas.households import DEPRIVATION_COLUMNS

UNIT = "183"
EVERY = [(code, grouping) for code, indicator in INDICATORS.items() for grouping in indicator.groupings]


@pytest.fixture(scope="module")
def years(project: Project) -> Years:
    return Years(project, UNIT)


@pytest.fixture
def copied(project: Project, tmp_path: Path) -> Project:
    """A copy of the project with all years of the unit, for tests that change it."""
    root = tmp_path / "project"
    shutil.copytree(project.data, root / "data", ignore=shutil.ignore_patterns("simulation"))
    shutil.copy(project.root / "baocao.toml", root)
    return Project(root.resolve(), UNIT, 2023)


def folder(project: Project, year: int) -> Path:
    return project.table_folder(UNIT, year)


@pytest.mark.parametrize(("code", "grouping"), EVERY)
def test_every_indicator_has_a_value_every_year(years: Years, code: str, grouping: str) -> None:
    trend = trend_of(years, code, grouping)
    assert not trend.left_out
    assert set(trend.whole.figures) == set(trend.years) == set(years.numbers) >= {2022, 2023, 2024}
    assert bool(trend.series) == (grouping != WHOLE)
    assert all(series.figures for series in trend.series)


@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_values_are_those_of_the_report_of_the_year(project: Project, years: Years, year: int) -> None:
    books = build_all(load_inputs(project, UNIT, year))
    for code, indicator in INDICATORS.items():
        for grouping in indicator.groupings:
            if not indicator.source(grouping):
                continue
            trend = trend_of(years, code, grouping)
            reported = books[indicator.section].figures
            assert trend.whole.figures[year] == reported[indicator.figures[WHOLE]]
            for series in trend.series:
                if year in series.figures:
                    assert series.figures[year] == reported[indicator.figures[grouping].format(series.code)]


def test_groups_that_the_report_lacks_add_up_to_it(years: Years) -> None:
    whole = trend_of(years, "poor", WHOLE)
    for grouping in ("area", "ethnicity", "commune"):
        trend = trend_of(years, "poor", grouping)
        for year in years.numbers:
            assert sum(s.figures[year].value or 0 for s in trend.series) == whole.whole.figures[year].value
            assert trend.whole.figures[year].value == whole.whole.figures[year].value


@pytest.mark.parametrize("grouping", ["commune", "area", "ethnicity"])
def test_the_multidimensional_measures_are_those_of_alkire_and_foster(
    project: Project, years: Years, grouping: str
) -> None:
    frame = load_inputs(project, UNIT, 2024, ["households"])["households"].frame
    expected = alkire_foster(frame[list(DEPRIVATION_COLUMNS)], 3 / 12, population=frame["members"])
    column = {"ethnicity": "ethnic_minority"}.get(grouping, grouping)
    names = {"ethnicity": {"minority": True, "majority": False}}.get(grouping, {})
    by_group = expected.by_group(frame[column])
    for code, measure in (("headcount", "headcount_ratio"), ("m0", "adjusted_headcount_ratio")):
        trend = trend_of(years, code, grouping)
        assert trend.whole.figures[2024].value == getattr(expected, measure)
        for series in trend.series:
            found = by_group.loc[names.get(series.code, series.code), measure]
            assert float(series.figures[2024].value or 0) == pytest.approx(found, abs=1e-12)


def test_nothing_is_connected_or_subtracted_across_a_change_of_standard(years: Years) -> None:
    for code, indicator in INDICATORS.items():
        trend = trend_of(years, code)
        if indicator.under_standard:
            (found,) = trend.breaks
            assert (found.after, found.before) == (2022, 2023)
            assert found.words == "đổi chuẩn nghèo: Nghị định số 07/2021/NĐ-CP"
            assert trend.runs(trend.whole) == [[2022], [2023, 2024]]
            assert trend.change(trend.whole, 2023).figure is None
            assert "đổi chuẩn nghèo" in trend.change(trend.whole, 2023).reason
        else:
            assert not trend.breaks
            assert trend.runs(trend.whole) == [[2022, 2023, 2024]]
            assert trend.change(trend.whole, 2023).figure is not None
        change = trend.change(trend.whole, 2024).figure
        assert change is not None
        values = [trend.whole.figures[year].value or 0 for year in (2024, 2023)]
        assert change.value == values[0] - values[1]


def test_the_groups_break_where_the_whole_does(years: Years) -> None:
    trend = trend_of(years, "poor_rate", "commune")
    assert len(trend.series) == 22
    assert all([2022] in trend.runs(series) and [2022, 2023] not in trend.runs(series) for series in trend.series)
    assert all(trend.change(series, 2023).figure is None for series in trend.series)
    assert trend.grouping_label == "Theo xã, thị trấn"


def test_a_change_has_sign_and_provenance(years: Years) -> None:
    trend = trend_of(years, "poor_rate")
    change = trend.change(trend.whole, 2024)
    assert change.printed == "−1,73 điểm phần trăm"
    assert change.figure is not None and change.figure.provenance == "simulated"
    assert change.figure.parents == ("poverty.poor_rate@2024", "poverty.poor_rate@2023")
    jobs = trend_of(years, "new_jobs")
    assert jobs.change(jobs.whole, 2024).printed == "+50 người"


def test_a_missing_year_is_a_gap(copied: Project) -> None:
    shutil.rmtree(folder(copied, 2023))
    trend = trend_of(Years(copied, UNIT), "new_jobs")
    assert trend.span == (2022, 2023, 2024)
    assert set(trend.whole.figures) == {2022, 2024}
    assert trend.runs(trend.whole) == [[2022], [2024]]
    assert trend.change(trend.whole, 2024).reason == "không có số liệu năm 2023"


def test_a_year_without_the_table_or_with_problems_is_left_out_with_a_reason(copied: Project) -> None:
    employment = folder(copied, 2023) / "employment.csv"
    employment.write_text(employment.read_text(encoding="utf-8").replace(",204,", ",nhiều,"), encoding="utf-8")
    for name in ("employment.csv", "employment.meta.yml"):
        (folder(copied, 2022) / name).unlink()
    trend = trend_of(Years(copied, UNIT), "new_jobs")
    assert trend.left_out[2022] == "không có bảng “Giải quyết việc làm”"
    assert "baocao check --year 2023" in trend.left_out[2023]
    assert set(trend.whole.figures) == {2024}


def test_years_of_another_unit_or_after_the_last_are_ignored(project: Project) -> None:
    assert Years(project, UNIT, until=2023).numbers == (2022, 2023)
    assert Years(project, "99999").numbers == ()
    empty = trend_of(Years(project, "99999"), "poor_rate", "commune")
    assert empty.span == () and empty.breaks == () and not empty.series


def test_a_merged_commune_is_not_connected(years: Years) -> None:
    trend = trend_of(years, "poor_rate", "commune")
    code = trend.series[0].code
    changed = trend.years | {
        2024: replace(trend.years[2024], identities=trend.years[2024].identities | {code: "2024-01-01"})
    }
    later: Trend = replace(trend, years=changed)
    assert later.runs(later.series[0]) == [[2022], [2023], [2024]]
    assert later.change(later.series[0], 2024).reason == "thay đổi đơn vị hành chính"
    assert later.runs(later.series[1]) == [[2022], [2023, 2024]]


def test_a_component_of_another_programme_is_not_connected(years: Years) -> None:
    trend = trend_of(years, "component_rate", "component")
    other = replace(trend.years[2024], identities={"": "2024", trend.series[0].code: "2024"})
    later: Trend = replace(trend, years=trend.years | {2024: other})
    assert later.breaks[0].words == "đổi chương trình"
    assert later.runs(later.series[0])[-1] == [2024]


def test_groups_are_ranked_by_value_then_name(years: Years) -> None:
    values = [series.figures[2024].value or 0 for series in ranked(trend_of(years, "poor", "commune").series, 2024)]
    assert values == sorted(values, reverse=True)


def test_an_unknown_grouping_is_rejected(years: Years) -> None:
    with pytest.raises(ValueError, match="no grouping 'commune'"):
        trend_of(years, "new_jobs", "commune")


def test_only_needed_columns_of_another_years_register_are_read(project: Project) -> None:
    whole = load_inputs(project, UNIT, 2022, ["households"])["households"]
    few = load_inputs(project, UNIT, 2022, ["households"], {"households": INCIDENCE_COLUMNS})["households"]
    assert set(few.frame.columns) == {*INCIDENCE_COLUMNS, "household_id", "provenance", "note"}
    assert few.frame.equals(whole.frame[list(few.frame.columns)])
    assert few.sha256 == whole.sha256
