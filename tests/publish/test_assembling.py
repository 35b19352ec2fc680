"""Putting executed sections together."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.narrative.blocks import BLOCKS_MIME, FIGURES_MIME
from analysis.publish.edition import EditionSettings, assemble, collect_figures, document_date, edition_settings
from analysis.publish.errors import ExportError
from analysis.tables import Inputs

if TYPE_CHECKING:
    from conftest import DataCopy

SETTINGS = EditionSettings("183", "huyện Cao Lộc", 2023, "Báo cáo", dt.date(2023, 11, 15), "UBND huyện Cao Lộc")


def section(figures: list[dict[str, Any]] | None = None, id: str = "open") -> NotebookNode:
    """Return an executed section."""
    cell = new_code_cell("open()", id=id)
    cell.outputs = [
        new_output("stream", name="stderr", text="warning"),
        new_output("display_data", {"text/plain": "x", "text/html": "<p>x</p>", BLOCKS_MIME: {"blocks": []}}),
        new_output("display_data", {"text/plain": "2 số liệu", FIGURES_MIME: {"figures": figures or []}}),
        new_output("display_data", {"text/plain": "other", "text/html": "<b>other</b>"}),
    ]
    return new_notebook(cells=[new_markdown_cell("# A", id="title"), cell])


def test_cells_keep_their_order_and_get_their_section_as_prefix() -> None:
    edition = assemble({"00_a": section(), "07_b": section()}, SETTINGS)
    assert [cell.id for cell in edition.cells] == ["s00-title", "s00-open", "s07-title", "s07-open"]
    nbformat.validate(edition)


def test_ids_that_are_too_long_or_stand_twice_stay_unique() -> None:
    twice = section(id="x" * 64)
    twice.cells += section(id="x" * 64).cells
    ids = [cell.id for cell in assemble({"00_a": twice, "00_b": twice}, SETTINGS).cells]
    assert len(set(ids)) == 8
    assert all(len(id) <= 64 for id in ids)


def test_of_outputs_only_what_exporters_use_is_kept() -> None:
    outputs = assemble({"00_a": section()}, SETTINGS).cells[1].outputs
    assert [set(output.data) for output in outputs] == [{BLOCKS_MIME}, {FIGURES_MIME}, {"text/plain", "text/html"}]


def test_the_sections_given_are_not_changed() -> None:
    notebook = section()
    before = nbformat.writes(notebook)
    assemble({"00_a": notebook}, SETTINGS)
    assert nbformat.writes(notebook) == before


def test_exporters_are_told_whose_edition_it_is() -> None:
    told = assemble({"00_a": section()}, SETTINGS).metadata["baocao"]
    assert told["date"] == "2023-11-15"
    assert (told["unit"], told["year"], told["title"]) == ("183", 2023, "Báo cáo")


def test_a_figure_of_two_sections_is_one_figure() -> None:
    record = {"id": "a.b", "value": "1"}
    both = {"00_a": section([record]), "01_b": section([record, {"id": "c.d", "value": "2"}])}
    assert [figure["id"] for figure in collect_figures(both)] == ["a.b", "c.d"]


def test_two_sections_that_give_a_figure_differently_are_refused() -> None:
    both = {"00_a": section([{"id": "a.b", "value": "1"}]), "01_b": section([{"id": "a.b", "value": "2"}])}
    with pytest.raises(ExportError, match=r"a\.b ở 00_a và ở 01_b không giống nhau \(value\)"):
        collect_figures(both)


def test_title_author_and_date_follow_from_the_inputs(inputs: Inputs) -> None:
    settings = edition_settings(inputs)
    assert settings.title == "Báo cáo Thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững năm 2023"
    assert settings.author == "Ủy ban nhân dân huyện Cao Lộc"
    assert settings.date == max(table.sidecar.as_of for table in inputs.tables.values())


def test_a_letterhead_with_its_day_dates_the_document(data: DataCopy) -> None:
    data.replace("letterhead.csv", "day,1,,,Bản đã công bố để trống ngày", "day,1,20,,")
    assert document_date(data.load("letterhead")) == dt.date(2023, 11, 20)
