"""Drafts: a report of a year whose tables have not all come says what is missing, and never makes up for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from document_words import evaluated_document

from analysis.checks import CheckResult, run_checks
from analysis.figures import Figure
from analysis.narrative.blocks import Heading, Notice, plain_text
from analysis.narrative.draft_notices import MISSING, draft_words
from analysis.publish.document import Content, Document, edition_settings
from analysis.publish.html_page import render_html
from analysis.publish.workbook import workbook_xlsx
from analysis.sections import SECTIONS, build_all
from analysis.sections.registry import all_figures
from analysis.tables import SCHEMAS, Inputs
from analysis.tables.metadata import expected_tables, missing_tables

every_owed_table = pytest.mark.parametrize("name", list(expected_tables("district")))


def without(inputs: Inputs, *names: str) -> Inputs:
    """Return the inputs of a draft for which some tables have not come."""
    tables = {name: table for name, table in inputs.tables.items() if name not in names}
    missing = missing_tables(inputs.reference, inputs.unit, inputs.year, "data/x", tables)
    return replace(inputs, tables=tables, handed_in=frozenset(tables), missing=missing, draft=True)


def _contents(document: Document) -> Iterator[Content]:
    yield from document.body
    for annex in document.annexes:
        yield annex.heading
        yield from annex.blocks


def _headings(document: Document) -> list[str]:
    body = [f"{b.number} {plain_text(b.children)}" for b in document.body if isinstance(b, Heading)]
    return [*body, *(f"{part.heading.number} {part.heading.title}" for part in document.annexes)]


def _boxes(document: Document) -> dict[str, list[Notice]]:
    """Return the boxes under each heading."""
    found: dict[str, list[Notice]] = {}
    heading = ""
    for block in _contents(document):
        if isinstance(block, Heading):
            heading = plain_text(block.children)
        elif isinstance(block, Notice):
            found.setdefault(heading, []).append(block)
    return found


@pytest.fixture(scope="module")
def whole(inputs, books) -> Iterator[Document]:
    """The report with all its tables."""
    with pytest.MonkeyPatch.context() as patch:
        yield evaluated_document(inputs, books, patch)


@pytest.fixture(scope="module")
def failing(inputs, figures) -> set[str]:
    """What the checks find in the whole report."""
    return {result.id for result in run_checks(inputs, figures) if result.status == "failed"}


@every_owed_table
def test_without_any_single_table_everything_is_told_and_says_what_is_missing(
    name: str, inputs, figures, whole, failing, monkeypatch
) -> None:
    draft = without(inputs, name)
    books = build_all(draft)
    computed = all_figures(books)
    document = evaluated_document(draft, books, monkeypatch)

    assert _headings(document) == _headings(whole), "what misses a table keeps its heading and its number"
    assert document.mark == "DỰ THẢO – THIẾU 1 BẢNG"
    listed, *boxes = [block for block in _contents(document) if isinstance(block, Notice)]
    (missing,) = draft.missing
    for box in (listed, *boxes):
        told = " ".join(box.lines)
        assert f"“{SCHEMAS[name].title}” của {missing.agency}" in told
        assert f"data/x/{name}.csv hoặc {name}.xlsx" in told
    readers = [section for section in SECTIONS.values() if name in section.tables]
    assert boxes, f"{[s.id for s in readers]} say nothing"
    assert {box.title for box in boxes} == {MISSING}

    _assert_nothing_made_up(computed, figures)
    _assert_checks_say_why(run_checks(draft, computed), failing, missing.title)
    assert document.mark in render_html(document)
    assert workbook_xlsx(draft, books, run_checks(draft, computed), edition_settings(draft))[:2] == b"PK"


def _assert_nothing_made_up(computed: dict[str, Figure], figures: dict[str, Figure]) -> None:
    """No total is computed without the rows that are missing: what has a value has that of the whole report."""
    assert computed.keys() <= figures.keys()
    differing = [
        id for id, figure in computed.items() if figure.value is not None and figure.value != figures[id].value
    ]
    assert differing == []


def _assert_checks_say_why(results: list[CheckResult], failing: set[str], title: str) -> None:
    assert {r.id for r in results if r.status == "failed"} <= failing | {"tables.handed_in"}
    skipped = [r for r in results if r.status == "skipped" and f"chưa nhận được bảng “{title}”" in r.evidence_text]
    assert skipped, "some check needs the table"


def test_nothing_but_boxes_without_any_table(inputs, whole, monkeypatch) -> None:
    draft = without(inputs, *inputs.tables)
    books = build_all(draft)
    assert books == {}
    document = evaluated_document(draft, books, monkeypatch)
    assert _headings(document) == _headings(whole)
    assert draft_words(draft) == f"DỰ THẢO – THIẾU {len(list(expected_tables('district')))} BẢNG"
    assert set(_boxes(document)) >= {"Chính sách nhà ở", "Kết quả đạt được", "Công tác chỉ đạo điều hành"}
    assert document.signature is not None
    assert document.signature.name == "(DỰ THẢO – KHÔNG KÝ)"
    assert workbook_xlsx(draft, books, run_checks(draft, {}), edition_settings(draft))[:2] == b"PK"


def test_a_draft_with_all_its_tables_is_marked_all_the_same(inputs, books, whole, monkeypatch) -> None:
    draft = without(inputs)
    document = evaluated_document(draft, books, monkeypatch)
    assert document.mark == "DỰ THẢO"
    assert _headings(document) == _headings(whole)
    (only,) = (block for block in _contents(document) if isinstance(block, Notice))
    assert "Đã có đủ các bảng số liệu" in only.lines[0]
    assert document.letterhead is not None
    assert (document.letterhead.number, document.letterhead.day) == ("", "")


def test_what_is_known_not_to_exist_is_not_awaited(inputs, monkeypatch) -> None:
    draft = without(inputs, "education_support", "published")
    explained = replace(draft, missing=(), absent={"education_support": "do Sở tổng hợp"})
    document = evaluated_document(explained, build_all(explained), monkeypatch)
    assert not any("giáo dục" in heading for heading in _headings(document) if "nghề nghiệp" not in heading)
    assert MISSING not in {box.title for boxes in _boxes(document).values() for box in boxes}


def test_a_report_that_is_no_draft_has_no_boxes(inputs, monkeypatch) -> None:
    final = replace(without(inputs, "credit", "households", "published"), draft=False)
    document = evaluated_document(final, build_all(final), monkeypatch)
    assert _boxes(document) == {}
    assert not any("tín dụng" in heading for heading in _headings(document))
