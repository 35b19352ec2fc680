"""The steps of a run that need its tables or its document, each a call that can be made in a forked process.

What they return unpickles without importing pandas, so that the process of the command line stays light.
"""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import chain
from typing import TypedDict

from analysis.figures import Figure
from analysis.narrative.computed import ComputedReport, computed_report, keep_computed, without_registers
from analysis.pipeline.cache import Cache
from analysis.pipeline.fingerprint import input_digests
from analysis.pipeline.run_or_reuse import edition_cache
from analysis.publish.document import Content, Document, Lineage, edition_settings, make_document, notebook_contents
from analysis.publish.outline import figure_places, figures_in_block
from analysis.publish.printed_text import ExportError
from analysis.publish.records import EditionLineage, checks_csv, edition_lineage, figures_csv, lineage_json
from analysis.reference.project import ReportSource

STORED = "report"
"""Name and kind of the stored report in its cache."""


class Summary(TypedDict):
    """What the manifest and the messages of a run contain: unit, title, missing tables, findings."""

    unit: str
    unit_name: str
    year: int
    title: str
    date: str
    missing: list[dict[str, str]]
    missing_words: list[str]
    checks: int
    errors: int
    warnings: int
    checks_csv: bytes


class ReadEdition(TypedDict):
    """The records that need the document; for each renderer a digest of its document, and the document, pickled."""

    figures: int
    figures_csv: bytes
    lineage_json: bytes
    documents: dict[str, tuple[str, bytes]]


def compute(source: ReportSource) -> None:
    """Compute a report and keep it, reusing what an earlier run stored.

    Parameters
    ----------
    source
        The report; its digests are taken here, before anything is read.

    Raises
    ------
    ProjectError, InputProblems
        When the inputs cannot be used.
    """
    source = replace(source, digests=input_digests(source.project, source.unit, source.year))
    stored = None if source.fresh else _cache(source).find_bytes(STORED, source.environment, STORED)
    keep_computed(source, pickle.loads(stored) if stored else None)


def store(source: ReportSource) -> None:
    """Store the computed report for later runs, without registers of people.

    The cache names files for their content, so that one that was damaged or exchanged is not read.
    """
    cache, report = _cache(source), without_registers(computed_report(source))
    cache.store_bytes(STORED, source.environment, pickle.dumps((source, report)), STORED)
    cache.keep_only([source.environment])


def _cache(source: ReportSource) -> Cache:
    return Cache(edition_cache(source.project, source.unit, source.year, draft=source.draft) / "computed")


def summarise(source: ReportSource) -> Summary:
    """Summarise a report.

    Raises
    ------
    ProjectError, InputProblems
        When the inputs cannot be used.
    """
    report = computed_report(source)
    settings = edition_settings(report.inputs)
    failed = [check for check in report.checks if check.status == "failed"]
    return {
        "unit": settings.unit,
        "unit_name": settings.unit_name,
        "year": settings.year,
        "title": settings.title,
        "date": settings.date.isoformat(),
        "missing": [
            {"table": t.name, "title": t.title, "agency": t.agency, "file": t.files} for t in report.inputs.missing
        ],
        "missing_words": [str(table) for table in report.inputs.missing],
        "checks": len(report.checks),
        "errors": sum(check.severity == "error" for check in failed),
        "warnings": sum(check.severity == "warning" for check in failed),
        "checks_csv": checks_csv(report.checks),
    }


def make_workbook(source: ReportSource) -> bytes:
    """Return the audit workbook."""
    from analysis.publish.workbook import workbook_xlsx  # noqa: PLC0415 - heavy

    report = computed_report(source)
    return workbook_xlsx(report.inputs, report.books, report.checks, edition_settings(report.inputs))


def read_edition(source: ReportSource, notebooks: Mapping[str, str]) -> ReadEdition:
    """Read the executed notebooks of a report, once for all of its documents.

    Parameters
    ----------
    source
        The report.
    notebooks
        Texts of the executed notebooks, by name, in the order of the report.

    Raises
    ------
    ExportError
        When a notebook cannot become a part of the document, or prints a figure with another value than was computed.
    """
    report = computed_report(source)
    document = edition_document(report, notebooks)
    lineage = edition_lineage(report, figure_places(document))
    traced = replace(
        document,
        lineage=Lineage(lineage["figures"], lineage["tables"], [c for c in lineage["checks"] if c["figures"]]),
    )
    records = _in_order_of_print(lineage, document)
    return {
        "figures": len(records),
        "figures_csv": figures_csv(records),
        "lineage_json": lineage_json(lineage),
        "documents": {name: _packed(traced if name in TRACED else document) for name in RENDERERS},
    }


def edition_document(report: ComputedReport, notebooks: Mapping[str, str]) -> Document:
    """Return the document of a report without its lineage; see `read_edition`."""
    settings, figures = edition_settings(report.inputs), report.figures
    contents = []
    for name, text in notebooks.items():
        own = list(notebook_contents(json.loads(text), name))
        _refuse_other_values(own, figures, name)
        contents.append(own)
    return make_document(
        chain.from_iterable(contents),
        Lineage(),
        title=settings.title,
        date=settings.date,
        author=settings.author,
        marking=settings.draft,
    )


def render(name: str, packed: bytes, font: str) -> bytes:
    """Return a file of the edition.

    Parameters
    ----------
    name
        One of `RENDERERS`.
    packed
        The document, as `read_edition` returns it.
    font
        Family of the PDF.
    """
    return RENDERERS[name](pickle.loads(packed), font)


def _html(document: Document, _: str) -> bytes:
    from analysis.publish.html_page import render_html  # noqa: PLC0415 - each fork imports its own renderer

    return render_html(document).encode("utf-8")


def _pdf(document: Document, font: str) -> bytes:
    from analysis.publish.pdf import render_pdf  # noqa: PLC0415

    return render_pdf(document, font)


def _docx(document: Document, _: str) -> bytes:
    from analysis.publish.word import render_docx  # noqa: PLC0415

    return render_docx(document)


RENDERERS: dict[str, Callable[[Document, str], bytes]] = {
    "bao-cao.html": _html,
    "bao-cao.pdf": _pdf,
    "bao-cao.docx": _docx,
}
"""The documents of an edition, by name of the file."""

TRACED = frozenset({"bao-cao.html"})
"""Documents in which a reader can ask where a figure comes from."""


def _packed(document: Document) -> tuple[str, bytes]:
    # The representation of frozen dataclasses holds every value of theirs, and nothing else.
    return hashlib.sha256(repr(document).encode()).hexdigest(), pickle.dumps(document)


def _refuse_other_values(contents: list[Content], figures: Mapping[str, Figure], notebook: str) -> None:
    for block in contents:
        for part in figures_in_block(block):
            known = figures.get(part.id)
            if known is not None and known.exact != part.value:
                raise ExportError(
                    f"Số liệu {part.id} in trong {notebook} là {part.printed} ({part.value}), khác với số tính được là "
                    f"{known.printed} ({known.exact})."
                )


def _in_order_of_print(lineage: EditionLineage, document: Document) -> list[dict[str, object]]:
    """Return the records of figures by section; sections that only annexes print come after the others."""
    printed = {part.id for block in document.body for part in figures_in_block(block)}
    in_text = {record["section"] for id, record in lineage["figures"].items() if id in printed}
    records = [dict(record) for record in lineage["figures"].values()]
    return sorted(records, key=lambda record: record["section"] not in in_text)
