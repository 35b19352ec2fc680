"""The records of an edition: its figures and checks as CSV for spreadsheets, and its manifest."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from analysis.checks import CheckResult
from analysis.checks.runner import CHECK_COLUMNS
from analysis.figures.figure import Source

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

_FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,/]\d+)*\s?%?")


def figures_csv(records: Iterable[Mapping[str, Any]]) -> bytes:
    """Return `figures.csv` from the records of figures (`figures.lineage.FigureRecord`)."""
    return csv_bytes(FIGURE_COLUMNS, map(_as_row, records))


def _as_row(record: Mapping[str, Any]) -> dict[str, Any]:
    sources = "; ".join(str(_source(source)) for source in record["sources"])
    return {**record, "parents": "; ".join(record["parents"]), "sources": sources}


def _source(record: Mapping[str, Any]) -> Source:
    names = {field.name for field in dataclasses.fields(Source)}
    return Source(**{name: value for name, value in record.items() if name in names})


def checks_csv(results: Iterable[CheckResult]) -> bytes:
    """Return `checks.csv`."""
    return csv_bytes(CHECK_COLUMNS, (dataclasses.asdict(result) for result in results))


def csv_bytes(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return a table as CSV that Excel opens with its accents, and in which no cell becomes a formula."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({column: inert(row[column]) for column in columns})
    return text.getvalue().encode("utf-8-sig")


def inert(value: object) -> str:
    """Return a value as the text of a cell that a spreadsheet takes for text or a number, never for a formula.

    Examples
    --------
    >>> inert("=1+1"), inert(" @SUM(A1)"), inert("-12,5%"), inert(None)
    ("'=1+1", "' @SUM(A1)", '-12,5%', '')
    """
    text = "" if value is None else str(value)
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
