"""Where a document's figures come from, as its notebook carries it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

from analysis.figures.lineage import FigureRecord, TableRecord
from analysis.narrative.blocks import FIGURES_MIME


@dataclass(frozen=True)
class Lineage:
    """What a document knows of where its figures come from.

    Attributes
    ----------
    figures, tables
        Records by id and by name.
    checks
        Results of the checks that speak of figures, as JSON values.
    """

    figures: Mapping[str, FigureRecord] = field(default_factory=dict)
    tables: Mapping[str, TableRecord] = field(default_factory=dict)
    checks: Sequence[Mapping[str, Any]] = ()


def read_lineage(notebook: NotebookNode, checks: Sequence[Mapping[str, Any]] = ()) -> Lineage:
    """Gather what the outputs of a notebook say of its figures."""
    figures: dict[str, FigureRecord] = {}
    tables: dict[str, TableRecord] = {}
    for bundle in _bundles(notebook):
        figures |= {record["id"]: record for record in bundle.get("figures", ())}
        tables |= bundle.get("tables", {})
    return Lineage(figures, tables, checks)


def _bundles(notebook: NotebookNode) -> Iterator[Mapping[str, Any]]:
    for cell in notebook.get("cells", []):
        for output in cell.get("outputs", []):
            bundle = output.get("data", {}).get(FIGURES_MIME)
            if bundle:
                yield bundle
