"""What the page tells about a figure on hover, focus or tap: one island of JSON and one script of its own.

The island holds every figure of the page and all that these were computed from, each once. To keep the page light,
words that many figures share stand once among its `texts` and are named by number, and a formula over other figures is
put together by the script from their labels and numbers.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from analysis.figures.lineage import FigureRecord, SourceRecord, TableRecord
from analysis.figures.provenance import PUBLISHED, SIMULATED
from analysis.figures.wording import OPERATIONS, WITH
from analysis.publish.characters import clean_text
from analysis.publish.document import Lineage

_ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""What must not stand in a script element, where nothing is escaped as HTML."""


def island(lineage: Lineage, shown: Iterable[str]) -> Markup:
    """Return the lineage of the figures shown, and of all that they were computed from, as JSON for a script element.

    Parameters
    ----------
    lineage
        Of the document.
    shown
        Ids of the figures on the page.
    """
    ids = _with_parents(lineage.figures, shown)
    texts = _Texts()
    figures = {id: _figure(lineage.figures[id], texts) for id in ids}
    for id, (passed, failed) in _checks(lineage.checks, ids, texts).items():
        figures[id]["checks"] = [passed, failed]
    read = {source["table"] for id in ids for source in lineage.figures[id]["sources"]}
    tables = {name: _table(table) for name, table in lineage.tables.items() if name in read}
    content = json.dumps(
        _clean({"figures": figures, "tables": tables, "texts": list(texts), "operations": OPERATIONS}),
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return Markup("".join(_ESCAPED.get(c, c) for c in content))


def script() -> Markup:
    """Return the page's script."""
    return Markup(files("analysis.publish").joinpath("templates/lineage.js").read_text(encoding="utf-8"))


def script_digest() -> str:
    """Return the digest by which a page's security policy allows its script and no other."""
    digest = hashlib.sha256(str(script()).encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _with_parents(figures: Mapping[str, FigureRecord], shown: Iterable[str]) -> list[str]:
    waiting, found = list(shown), dict[str, None]()
    while waiting:
        id = waiting.pop()
        if id in figures and id not in found:
            found[id] = None
            waiting += figures[id]["parents"]
    return [id for id in figures if id in found]


class _Texts(dict[str, int]):
    """Texts by their number, each once."""

    def __missing__(self, text: str) -> int:
        return self.setdefault(text, len(self))


def _figure(record: FigureRecord, texts: _Texts) -> dict[str, Any]:
    """Return a figure's part of the island; what is empty or as usual is left out."""
    told: dict[str, Any] = {"label": record["label"], "printed": record["printed"]}
    if record["operation"] in OPERATIONS:
        told["of"] = record["operation"]
    else:
        read, with_, criteria = record["formula"].partition(WITH)
        told["formula"] = [texts[read + with_], criteria]
        told["worked"] = record["worked"]
    if record["parents"]:
        told["parents"] = record["parents"]
    if record["sources"]:
        told["sources"] = [_source(source, texts) for source in record["sources"]]
    if record["corrections"]:
        told["corrections"] = record["corrections"]
    if record["provenance"] != PUBLISHED:
        told["grade"] = texts[record["grade"]]
    if record["provenance"] == SIMULATED:
        told["simulated"] = 1
    return told


def _source(source: SourceRecord, texts: _Texts) -> list[Any]:
    place = f"{source['extent']}; mã băm {source['digest']}"
    return [source["table"], place, *(texts[meaning] for meaning in source["meanings"])]


def _table(table: TableRecord) -> dict[str, str]:
    sheet = f", trang tính “{table['sheet']}”" if table["sheet"] else ""
    document = f"; văn bản {table['document']}" if table["document"] else ""
    about = f"{table['title']}; {table['agency']}{document}; số liệu đến ngày {table['as_of']}; {table['grade']}"
    return {"file": table["file"] + sheet, "about": about}


def _checks(checks: Sequence[Mapping[str, Any]], ids: Sequence[str], texts: _Texts) -> dict[str, tuple[int, list[int]]]:
    """Return for each figure how many checks that speak of it passed, and what those that failed say."""
    named: dict[str, tuple[int, list[int]]] = {}
    for check in checks:
        for id in dict.fromkeys(check["figures"]):
            if id not in ids or check["status"] == "skipped":
                continue
            passed, failed = named.get(id, (0, []))
            if check["status"] == "passed":
                named[id] = (passed + 1, failed)
            else:
                named[id] = (passed, [*failed, texts[f"{check['message']}. Thực tế: {check['evidence']}"]])
    return named


def _clean(value: Any) -> Any:
    """Keep what may not be seen out of every text."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {clean_text(key): _clean(item) for key, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, list | tuple) else value
