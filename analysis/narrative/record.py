"""A figure as a row: what `figures.csv` holds and what a notebook hands to the edition."""

from __future__ import annotations

from typing import Any

from analysis.figures import Figure

FIGURE_COLUMNS = (
    "id",
    "label",
    "value",
    "unit",
    "printed",
    "formula",
    "parents",
    "sources",
    "provenance",
    "section",
)
"""Columns of `figures.csv`; several parents or sources are separated by "; "."""


def figure_record(figure: Figure, section: str) -> dict[str, Any]:
    """Return the figure as a row of `FIGURE_COLUMNS`."""
    return {
        "id": figure.id,
        "label": figure.label,
        "value": figure.exact,
        "unit": figure.measure.unit if figure.measure.unit != "triệu đồng" else "đồng",
        "printed": figure.printed,
        "formula": figure.formula,
        "parents": "; ".join(figure.parents),
        "sources": "; ".join(map(str, figure.sources)),
        "provenance": figure.provenance,
        "section": section,
    }
