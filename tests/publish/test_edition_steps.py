"""The document of an edition, from its executed notebooks and its computed figures."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import pickle
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from publish_samples import notebook, output

from analysis.figures import Figure, FigureBook
from analysis.narrative.blocks import Annex, FigureText, Heading, Note, Paragraph, Strong, Text
from analysis.narrative.computed import ComputedReport
from analysis.publish import edition_steps
from analysis.publish.document import document_date, edition_settings
from analysis.publish.edition_steps import edition_document, read_edition
from analysis.publish.printed_text import ExportError
from analysis.reference import Project
from analysis.reference.project import ReportSource
from analysis.tables import Inputs

if TYPE_CHECKING:
    from conftest import DataCopy

RATE, CREDIT = "poverty.poor_rate", "credit.poor.balance"


@pytest.fixture(scope="module")
def report(inputs: Inputs, books: dict[str, FigureBook]) -> ComputedReport:
    """The report of the example, without its checks."""
    return ComputedReport(inputs, books, None, ())


def shown(figure: Figure, value: str | None = None) -> FigureText:
    """A figure as a notebook prints it, perhaps with another value."""
    return FigureText(figure.id, figure.exact if value is None else value, figure.printed, figure.provenance)


def text(*blocks: object) -> str:
    """The text of an executed notebook that shows some blocks."""
    return json.dumps(notebook("# Đầu mục", output(*blocks)))  # type: ignore[arg-type]


def test_notebooks_follow_each_other_in_the_order_of_the_report(report: ComputedReport) -> None:
    texts = {name: json.dumps(notebook(f"## Mục {name}\n\nLời {name}.")) for name in ("00_a", "07_b")}
    body = edition_document(report, texts).body
    assert body == (
        Heading(2, (Text("Mục 00_a"),)),
        Paragraph((Text("Lời 00_a."),)),
        Heading(2, (Text("Mục 07_b"),)),
        Paragraph((Text("Lời 07_b."),)),
    )


def test_title_author_and_date_of_the_document_are_those_of_the_edition(report: ComputedReport) -> None:
    document, settings = edition_document(report, {"00_a": text()}), edition_settings(report.inputs)
    assert (document.title, document.author, document.date) == (settings.title, settings.author, settings.date)
    assert document.marking == ""


@pytest.mark.parametrize("nested", [lambda part: part, lambda part: Strong((part,)), lambda part: Note((part,))])
def test_a_figure_with_another_value_than_was_computed_is_refused(
    report: ComputedReport, figures: Mapping[str, Figure], nested
) -> None:
    right, wrong = shown(figures[RATE]), shown(figures[RATE], "1/2")
    edition_document(report, {"00_a": text(Paragraph((nested(right),)))})
    both = {"00_a": text(Paragraph((right,))), "01_b": text(Paragraph((Text("x"), nested(wrong))))}
    with pytest.raises(ExportError, match=r"poverty\.poor_rate in trong 01_b là 8,29% \(1/2\), khác với"):
        edition_document(report, both)


def test_figures_that_only_a_notebook_knows_are_its_own(report: ComputedReport) -> None:
    """An analyst may show figures of a section of his own."""
    own = Paragraph((FigureText("mine.number", "5", "5 hộ", "published"),))
    assert own in edition_document(report, {"00_a": text(own)}).body


def test_a_failed_cell_is_named_with_its_notebook(report: ComputedReport) -> None:
    failed = notebook(output())
    failed.cells[0].outputs = [{"output_type": "error", "ename": "ValueError", "evalue": "x", "traceback": []}]
    with pytest.raises(ExportError, match=r"07_b, cell 1 failed with ValueError: x"):
        edition_document(report, {"00_a": text(), "07_b": json.dumps(failed)})


def test_figures_csv_lists_sections_of_annexes_last(
    report: ComputedReport, figures: Mapping[str, Figure], project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edition_steps, "computed_report", lambda _: report)
    body, annex = Paragraph((shown(figures[CREDIT]),)), (Annex("Phụ lục"), Paragraph((shown(figures[RATE]),)))
    read = read_edition(ReportSource(project, "183", 2023), {"00_a": text(body), "14_b": text(*annex)})
    rows = list(csv.DictReader(io.StringIO(read["figures_csv"].decode("utf-8-sig"))))
    assert [row["id"] for row in rows[: len(report.books["credit"].figures)]] == list(report.books["credit"].figures)
    assert {row["id"] for row in rows} == set(figures)
    assert read["figures"] == len(figures)
    assert {row["id"]: row["value"] for row in rows} == {id: figure.exact for id, figure in figures.items()}


def test_only_the_page_carries_lineage(
    report: ComputedReport, figures: Mapping[str, Figure], project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So a change that only lineage shows leaves the other documents as they are."""
    monkeypatch.setattr(edition_steps, "computed_report", lambda _: report)
    source, texts = ReportSource(project, "183", 2023), {"00_a": text(Paragraph((shown(figures[RATE]),)))}
    before = read_edition(source, texts)["documents"]
    lineage = {name: pickle.loads(packed).lineage.figures for name, (_, packed) in before.items()}
    assert {name: bool(records) for name, records in lineage.items()} == {
        "bao-cao.html": True, "bao-cao.pdf": False, "bao-cao.docx": False,
    }  # fmt: skip
    poverty = report.books["poverty"]
    other = FigureBook("poverty")
    other.figures |= poverty.figures | {RATE: replace(poverty.figures[RATE], formula="khác")}
    changed = replace(report, books=report.books | {"poverty": other})
    monkeypatch.setattr(edition_steps, "computed_report", lambda _: changed)
    after = read_edition(source, texts)["documents"]
    assert {name for name in after if after[name][0] != before[name][0]} == {"bao-cao.html"}


def test_title_author_and_date_follow_from_the_inputs(inputs: Inputs) -> None:
    settings = edition_settings(inputs)
    assert settings.title == "Báo cáo Thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững năm 2023"
    assert settings.author == "Ủy ban nhân dân huyện Cao Lộc"
    assert settings.date == max(table.sidecar.as_of for table in inputs.tables.values())


def test_a_letterhead_with_its_day_dates_the_document(data: DataCopy) -> None:
    data.replace("letterhead.csv", "day,1,,,Bản đã công bố để trống ngày", "day,1,20,,")
    assert document_date(data.load("letterhead")) == dt.date(2023, 11, 20)
