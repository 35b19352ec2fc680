"""Sections: pure functions of the tables they declare, computed in the order of the report."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.sections import SECTIONS, Section, build_all
from analysis.tables import SCHEMAS, InputProblems
from analysis.tables.loading import PREVIOUS

every_section = pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS)


@every_section
def test_a_section_reads_only_the_tables_it_declares(section: Section, inputs, books) -> None:
    """A notebook run alone reads these tables and no others."""
    alone = section.compute(replace(inputs, tables={name: inputs[name] for name in section.tables}))
    assert alone.figures == books[section.id].figures
    assert alone.phrases == books[section.id].phrases


@every_section
def test_a_section_needs_every_table_it_declares(section: Section, inputs) -> None:
    """Offices must not be asked for tables that no section reads."""
    for left_out in section.needs:
        if section.id == "opening" and left_out == "letterhead":
            continue  # read as text by functions beside `build`
        with pytest.raises(KeyError, match=left_out):
            section.build(replace(inputs, tables={name: inputs[name] for name in section.tables if name != left_out}))


@every_section
def test_a_section_is_computed_without_its_optional_tables(section: Section, inputs, books) -> None:
    for left_out in section.uses:
        tables = {name: inputs[name] for name in section.tables if name != left_out}
        alone = section.compute(replace(inputs, tables=tables))
        assert set(alone.figures) <= set(books[section.id].figures)
        if (section.id, left_out) != ("directives", "assessment"):  # read as text beside `build`
            whole = books[section.id]
            assert (alone.figures, alone.phrases) != (whole.figures, whole.phrases), left_out


@every_section
def test_a_section_is_left_out_without_a_table_it_needs(section: Section, inputs) -> None:
    assert section.included(inputs)
    for left_out in section.needs:
        tables = {name: table for name, table in inputs.tables.items() if name != left_out}
        assert not section.included(replace(inputs, tables=tables))
        assert section.id not in build_all(replace(inputs, tables=tables))


@every_section
def test_ids_of_figures_begin_with_the_section(section: Section, books) -> None:
    assert all(id.removeprefix(PREVIOUS).startswith(f"{section.id}.") for id in books[section.id].figures)


def test_building_changes_no_table(inputs) -> None:
    before = {name: table.frame.copy(deep=True) for name, table in inputs.tables.items()}
    build_all(inputs)
    changed = [name for name, table in inputs.tables.items() if not table.frame.equals(before[name])]
    assert not changed


def test_sections_use_every_raw_table_but_the_published_one() -> None:
    used = {name for section in SECTIONS.values() for name in section.tables}
    assert set(SCHEMAS) - used == {"published", "villages"}


def test_missing_rows_of_all_sections_are_reported_at_once(inputs) -> None:
    """One run lists all problems."""
    emptied = {name: replace(inputs[name], frame=inputs[name].frame.iloc[:0]) for name in ("forecasts", "credit")}
    with pytest.raises(InputProblems) as caught:
        build_all(replace(inputs, tables=inputs.tables | emptied))
    files = {problem.file.rpartition("/")[2] for problem in caught.value.problems}
    assert files == {"forecasts.csv", "credit.csv"}
    assert len(caught.value.problems) > 5


def test_summary_tables_are_regular(books) -> None:
    for id, book in books.items():
        for name, table in book.tables.items():
            widths = {len(row) for row in table.rows} | {len(table.header)}
            assert len(widths) == 1, f"{id}.{name}"
            assert not table.form or len(table.form) == len(table.header), f"{id}.{name}"
            assert all(0 <= row < len(table.rows) for row in table.total_rows), f"{id}.{name}"
            assert {figure.id for figure in table.figures} <= set(book.figures), f"{id}.{name}"
