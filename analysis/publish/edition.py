"""An edition: the executed sections of one unit and year, put together as one notebook that exporters render."""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import nbformat
from nbformat import NotebookNode

from analysis.checks import CheckResult
from analysis.narrative.blocks import BLOCKS_MIME, FIGURES_MIME
from analysis.narrative.draft_notices import draft_words
from analysis.narrative.front_matter import letterhead_block
from analysis.publish.document import SETTINGS_KEY
from analysis.publish.errors import ExportError
from analysis.publish.lineage import check_record
from analysis.tables import Inputs
from analysis.tables.inputs import last_day

_KEPT_BESIDE_BLOCKS = frozenset({BLOCKS_MIME, "image/svg+xml"})
_RECORDS = frozenset({FIGURES_MIME})
_LONGEST_ID = 64
"""Characters that nbformat allows in the id of a cell."""


@dataclass(frozen=True)
class EditionSettings:
    """What exporters are told about an edition.

    Attributes
    ----------
    unit, unit_name, year
        Whose it is.
    title, date, author
        Of the document; they follow from the inputs, never from the clock.
    fonts
        Families to prefer in PDF.
    draft
        What marks every page of a draft ("DỰ THẢO – THIẾU 3 BẢNG"); empty for a report that is none.
    """

    unit: str
    unit_name: str
    year: int
    title: str
    date: dt.date
    author: str
    fonts: tuple[str, ...] = ()
    draft: str = ""

    def metadata(self) -> dict[str, Any]:
        """Return the entry of a notebook's metadata."""
        values = {"unit": self.unit, "unit_name": self.unit_name, "year": self.year, "title": self.title}
        marked = {"draft": self.draft} if self.draft else {}
        return {**values, **marked, "date": self.date.isoformat(), "author": self.author, "fonts": list(self.fonts)}


def edition_settings(inputs: Inputs, fonts: tuple[str, ...] = ()) -> EditionSettings:
    """Return what follows from the inputs: the title from the letterhead, the date from it or from the tables."""
    letterhead = letterhead_block(inputs)
    issuing = " ".join(letterhead.issuing_body)
    unit = inputs.unit
    # Names of places keep their capitals; the rest of a line in capitals does not.
    author = re.sub(re.escape(unit.full_name), unit.full_name, issuing.capitalize(), flags=re.IGNORECASE)
    return EditionSettings(
        unit=unit.code,
        unit_name=unit.full_name,
        year=inputs.year,
        title=f"{letterhead.document_kind.capitalize()} {letterhead.subject}".strip(),
        date=document_date(inputs),
        author=author or unit.full_name,
        fonts=fonts,
        draft=draft_words(inputs),
    )


def document_date(inputs: Inputs) -> dt.date:
    """Return the day the letterhead gives, else the latest day on which a table was closed."""
    head = letterhead_block(inputs)
    try:
        return dt.date(int(head.year), int(head.month), int(head.day))
    except ValueError:
        days = (table.sidecar.as_of for table in inputs.tables.values())
        return max(days, default=last_day(inputs.unit, inputs.year))


def assemble(
    notebooks: Mapping[str, NotebookNode], settings: EditionSettings, checks: Iterable[CheckResult] = ()
) -> NotebookNode:
    """Put executed notebooks together as one.

    Parameters
    ----------
    notebooks
        By name (`07_capital`), in the order of the report; they are not changed.
    settings
        What exporters are told.
    checks
        What came of the checks; a reader who asks after a figure is told of those that speak of it.

    Returns
    -------
    NotebookNode
        A valid notebook, the ids of whose cells start with the section's number: `s07-…`.
    """
    metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        SETTINGS_KEY: {**settings.metadata(), "checks": [check_record(check) for check in checks if check.figures]},
    }
    cells = [_cell(cell, name) for name, notebook in notebooks.items() for cell in notebook.cells]
    edition = nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells})
    _make_unique(edition.cells)
    nbformat.validate(edition)
    return edition


def collect_figures(notebooks: Mapping[str, NotebookNode]) -> list[dict[str, Any]]:
    """Return the records of the figures that notebooks computed, each once.

    Raises
    ------
    ExportError
        When two notebooks give a figure differently.
    """
    found: dict[str, dict[str, Any]] = {}
    first_in: dict[str, str] = {}
    for name, notebook in notebooks.items():
        for record in _figure_records(notebook):
            id = record["id"]
            if found.setdefault(id, record) != record:
                differing = ", ".join(k for k in record if record[k] != found[id].get(k))
                raise ExportError(f"Số liệu {id} ở {first_in[id]} và ở {name} không giống nhau ({differing}).")
            first_in.setdefault(id, name)
    return list(found.values())


def _figure_records(notebook: NotebookNode) -> list[dict[str, Any]]:
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    bundles = (output.get("data", {}).get(FIGURES_MIME) for output in outputs)
    return [dict(record) for bundle in bundles if bundle for record in bundle["figures"]]


def _cell(cell: NotebookNode, section: str) -> NotebookNode:
    kept = copy.deepcopy(cell)
    kept.id = _prefixed(f"s{section.partition('_')[0]}-{cell.id}")
    if kept.cell_type == "code":
        kept.outputs = [_output(output) for output in kept.outputs if output.output_type != "stream"]
    return kept


def _output(output: NotebookNode) -> NotebookNode:
    """Keep of an output what exporters and readers of records use: of our own blocks, not the preview in HTML."""
    data = output.get("data", {})
    if BLOCKS_MIME in data:
        output.data = NotebookNode({k: v for k, v in data.items() if k in _KEPT_BESIDE_BLOCKS})
    elif _RECORDS & set(data):
        output.data = NotebookNode({k: v for k, v in data.items() if k in _RECORDS})
    return output


def _prefixed(id: str) -> str:
    if len(id) <= _LONGEST_ID:
        return id
    return f"{id[: _LONGEST_ID - 9]}-{hashlib.sha256(id.encode()).hexdigest()[:8]}"


def _make_unique(cells: list[NotebookNode]) -> None:
    taken: set[str] = set()
    for cell in cells:
        wanted, counter = cell.id, 1
        while cell.id in taken:
            counter += 1
            cell.id = f"{wanted[: _LONGEST_ID - 4]}-{counter}"
        taken.add(cell.id)
