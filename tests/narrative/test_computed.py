"""Results of an earlier run are reused where their tables are unchanged; registers of people are never stored."""

from __future__ import annotations

import pickle
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from analysis.narrative import computed
from analysis.narrative.computed import (
    ComputedReport,
    computed_report,
    keep_computed,
    take_parts,
    unchanged_parts,
    without_registers,
)
from analysis.pipeline.fingerprint import input_digests
from analysis.reference import Project
from analysis.reference.project import ReportSource
from analysis.sections import SECTIONS
from analysis.tables import SCHEMAS

if TYPE_CHECKING:
    from conftest import DataCopy

CREDIT = "data/183-cao-loc/2023/credit.csv"


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(computed, "_kept", {})


@pytest.fixture(scope="module")
def source(project: Project) -> ReportSource:
    return ReportSource(project, "183", 2023, digests=input_digests(project, "183", 2023))


@pytest.fixture(scope="module")
def whole(source: ReportSource) -> ComputedReport:
    """The report of the example."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(computed, "_kept", {})
        return computed_report(source)


@pytest.fixture(scope="module")
def report(whole: ComputedReport) -> ComputedReport:
    """The report as a later run finds it stored."""
    return pickle.loads(pickle.dumps(without_registers(whole)))  # type: ignore[no-any-return]


def changed(source: ReportSource, *paths: str) -> ReportSource:
    assert set(paths) <= source.digests.keys()
    return replace(source, digests={**source.digests, **dict.fromkeys(paths, "other")})


# What an earlier run computed ---------------------------------------------------------------------------------------


def test_no_register_and_nothing_read_from_one_is_stored(report: ComputedReport) -> None:
    registers = {name for name, schema in SCHEMAS.items() if schema.register}
    assert "households" in registers
    for inputs in (report.inputs, *report.inputs.earlier):
        assert not registers & inputs.tables.keys()
    tables = {source.table.removeprefix("previous.") for figure in report.figures.values() for source in figure.sources}
    assert tables and not registers & tables
    assert b"households.csv:" not in pickle.dumps(report)


def test_sections_of_unchanged_tables_are_used_again(source: ReportSource, report: ComputedReport) -> None:
    inputs, books = unchanged_parts(source, report, changed(source, CREDIT))
    assert inputs is not None
    assert inputs.tables.keys() == report.inputs.tables.keys() - {"credit"}
    assert books.keys() == {id for id in report.books if "credit" not in SECTIONS[id].tables}
    assert "credit" not in books and "capital" in books


def test_a_change_of_last_year_concerns_what_is_compared_with_it(source: ReportSource, report: ComputedReport) -> None:
    inputs, books = unchanged_parts(source, report, changed(source, CREDIT.replace("2023", "2022")))
    assert inputs is not None and "credit" in inputs.tables
    (before,) = inputs.earlier
    assert "credit" not in before.tables and "capital" in before.tables
    assert "credit" not in books and "capital" in books


@pytest.mark.parametrize("path", ["data/reference/units.csv", "data/reference/vocabulary.csv"])
def test_after_a_change_of_reference_data_nothing_is_used_again(
    source: ReportSource, report: ComputedReport, path: str
) -> None:
    assert unchanged_parts(source, report, changed(source, path)) == (None, {})


@pytest.mark.parametrize("name", ["corrections.yml", "absent.yml", "villages.csv", "credit.xlsx"])
def test_after_another_file_was_added_nothing_is_used_again(
    source: ReportSource, report: ComputedReport, name: str
) -> None:
    path = (Path(CREDIT).parent / name).as_posix()
    without = replace(source, digests={p: sha for p, sha in source.digests.items() if p != path})
    added = replace(source, digests={**source.digests, path: "new"})
    assert unchanged_parts(without, report, added) == (None, {})
    if not name.startswith("credit"):
        assert unchanged_parts(added, report, changed(added, path)) == (None, {})


@pytest.mark.parametrize("year", ["2022", "2023"])
def test_reusing_gives_what_computing_everything_gives(
    data: DataCopy, project: Project, year: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a table of this year or of the year before, whose amounts are multiplied by ten."""
    data.add_household_register()
    shutil.copytree(project.table_folder("183", 2022), data.folder.with_name("2022"))
    before = ReportSource(data.project, "183", 2023, digests=input_digests(data.project, "183", 2023))
    stored = pickle.loads(pickle.dumps(without_registers(computed_report(before))))
    path = data.folder.with_name(year) / "credit.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line.replace("000000,", "0000000,", 1) for line in lines), encoding="utf-8")
    after = replace(before, digests=input_digests(data.project, "183", 2023))
    keep_computed(after, (before, stored))
    reused = computed_report(after)
    assert reused.books["capital"] is stored.books["capital"], "it is used again"
    monkeypatch.setattr(computed, "_kept", {})
    anew = computed_report(after)
    assert reused.figures == anew.figures
    assert reused.books["credit"].figures != stored.books["credit"].figures, "the change counts"
    assert reused.checks == anew.checks
    assert {id: book.tables for id, book in reused.books.items()} == {id: b.tables for id, b in anew.books.items()}
    assert {id: book.phrases for id, book in reused.books.items()} == {id: b.phrases for id, b in anew.books.items()}


# Handing over to notebooks ------------------------------------------------------------------------------------------


@pytest.fixture
def kept(source: ReportSource, whole: ComputedReport) -> ReportSource:
    """The report of the example, kept as in the warm process."""
    computed._kept["report"] = source, whole
    return source


def test_parts_are_handed_out_once(kept: ReportSource) -> None:
    """What a notebook changes in them is its own: a second call reads the tables again."""
    parts = take_parts(kept.project, "183", 2023, ["credit"], draft=False)
    assert parts is not None and parts.books.keys() == {"credit"} and parts.checks is None
    assert parts.inputs.tables.keys() == set(SECTIONS["credit"].tables) & parts.inputs.handed_in
    assert take_parts(kept.project, "183", 2023, ["credit"], draft=False) is None


def test_all_sections_come_with_the_checks(kept: ReportSource, whole: ComputedReport) -> None:
    parts = take_parts(kept.project, "183", 2023, [], draft=False)
    assert parts is not None and parts.checks == whole.checks
    assert list(parts.books) == [*whole.books, "reconciliation"]


@pytest.mark.parametrize("edition", [("183", 2022, False), ("183", 2023, True)])
def test_parts_of_another_edition_are_not_handed_out(kept: ReportSource, edition: tuple[str, int, bool]) -> None:
    unit, year, draft = edition
    assert take_parts(kept.project, unit, year, ["credit"], draft=draft) is None


@pytest.mark.parametrize(("section", "handed"), [("credit", False), ("housing", True)])
def test_parts_of_changed_files_are_not_handed_out(
    source: ReportSource, whole: ComputedReport, section: str, handed: bool
) -> None:
    """The digest was taken before the tables were read: the file has another one by now."""
    computed._kept["report"] = changed(source, CREDIT), whole
    assert (take_parts(source.project, "183", 2023, [section], draft=False) is not None) == handed
