"""The lineage of a page's figures as an island of data, for the script that shows it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from analysis.figures.provenance import EXPLANATION, PUBLISHED, VIETNAMESE

SEPARATOR = "; "
"""Between several parents or sources in a record."""


def lineage_json(used: Iterable[str], records: Mapping[str, Mapping[str, Any]]) -> Markup:
    """Return the lineage of the figures that a page shows and of all that they were computed from.

    Parameters
    ----------
    used
        Ids of the figures on the page.
    records
        Rows of `figures.csv` by id.

    Returns
    -------
    Markup
        A JSON object by id; safe to stand in a `<script>` element.
    """
    waiting = [id for id in used if id in records]
    entries: dict[str, dict[str, Any]] = {}
    while waiting:
        id = waiting.pop()
        if id in entries:
            continue
        entries[id] = _entry(records[id])
        waiting += [parent for parent in entries[id].get("parents", ()) if parent in records]
    text = json.dumps(dict(sorted(entries.items())), ensure_ascii=False, separators=(",", ":"))
    # Inside <script>, only "<" could end the element or begin a comment.
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


def _entry(record: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what a reader asks for; what is empty is left out."""
    grade = record["provenance"]
    entry = {
        "label": record["label"],
        "printed": record["printed"],
        "formula": record["formula"],
        "equation": record["equation"],
        "parents": [p for p in record["parents"].split(SEPARATOR) if p],
        "sources": record["sources"],
        "grade": VIETNAMESE[grade],
        "mark": EXPLANATION[grade] if grade != PUBLISHED else "",
    }
    return {key: value for key, value in entry.items() if value}
