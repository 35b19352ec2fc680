"""HTML: one self-contained page, from the same document as the PDF."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from analysis.figures.figure import PUBLISHED, SIMULATED
from analysis.figures.formula_text import FILTER_SEPARATOR, OPERATIONS
from analysis.figures.lineage import FigureRecord, SourceRecord, TableRecord
from analysis.narrative.blocks import Block, ChartBlock, FigureText, Inline, Letterhead, TableBlock, Text, plain_text
from analysis.narrative.preview import inline_html
from analysis.publish import printed_text
from analysis.publish.document import Document, Lineage
from analysis.publish.drawings import clean_drawing
from analysis.publish.outline import Entry, annex_label, contents, heading_depths, numbered
from analysis.publish.printed_text import DAGGER, IN_A_SENTENCE, clean_text, is_marked

_LONGEST_NAME = 24

_ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""Characters that must be escaped in a script element, whose content is not parsed as HTML."""

MARK_ANCHOR = "so-lieu-mo-phong"
"""Anchor of the explanation of the mark."""

_MARK = Markup('<a class="mark" href="#{}" aria-label="{}">{}</a>')
_DATA = Markup('<data value="{}"{} class="figure{}"{}>{}</data>')
_ASKED = Markup(' tabindex="0"')
"""For figures with lineage, which the page's script shows on focus."""
_CALL = Markup('<sup class="call" id="goi-{0}"><a href="#chu-thich-{0}" aria-label="chú thích {0}">{0}</a></sup>')


def render_html(document: Document) -> str:
    """Return the page of a document; the same document gives the same text."""
    whole = numbered(document)
    entries = contents(whole)
    anchors = (entry.anchor for entry in contents(whole, deepest=5))
    writer = InlineWriter(anchors, whole.lineage.figures)
    script, script_digest = _script()
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            document=whole,
            entries=entries,
            writer=writer,
            mark_anchor=MARK_ANCHOR,
            annex_label=annex_label,
            depths=heading_depths,
            drawing=_drawing,
            printed_text=printed_text,
            kind=lambda block: type(block).__name__,
            anchor=_anchor,
            clean=clean_text,
            label=_label,
            short_rows=_short_rows,
            traced=bool(whole.lineage.figures),
            island=_island,
            script=script,
            script_digest=script_digest,
        )
    )


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("analysis.publish", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )


def _drawing(block: ChartBlock) -> Markup:
    """Return the chart's SVG, sanitised, so that it can be inserted without escaping."""
    svg = clean_drawing(block.svg, _anchor(block))
    return Markup(svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))


def _anchor(block: Block) -> str:
    if not isinstance(block, TableBlock | ChartBlock):
        return ""
    return block.number.lower().replace("bảng", "bang").replace("hình", "hinh").replace(" ", "-")


def _short_rows(table: TableBlock) -> bool:
    """Whether the first column contains short names, which must not wrap."""
    return all(len(plain_text(row[0])) <= _LONGEST_NAME for row in table.rows if row)


def _label(entry: Entry) -> str:
    return "annex" if entry.annex else f"level-{entry.level}"


# Inline text --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Footnote:
    """A footnote with the number of its call."""

    number: int
    text: Markup


class InlineWriter:
    """Writes the inline parts of one page in reading order, numbering footnotes and collecting the figures shown.

    `taken_ids` are used elsewhere in the page; `traced` are the ids of figures with lineage.
    """

    def __init__(self, taken_ids: Iterable[str] = (), traced: Iterable[str] = ()) -> None:
        self._ids = set(taken_ids)
        self._traced = frozenset(traced)
        self.asked: dict[str, None] = {}
        self._waiting: list[Footnote] = []
        self._notes = 0
        self._marked = self._explained = False

    def parts(self, parts: Iterable[Inline], marking: bool = True) -> Markup:
        """Return inline parts as HTML; `marking` puts the mark on simulated figures."""
        return inline_html(
            parts,
            figure=lambda figure: self._figure(figure, marking),
            note=lambda note: self.note(note.children),
            text=self.text,
        )

    def text(self, text: str) -> Markup:
        """Return plain text, cleaned and escaped."""
        return Markup.escape(clean_text(text))

    def mark(self) -> Markup:
        """Return the mark of simulated values, a link to its explanation."""
        self._marked = True
        return _MARK.format(MARK_ANCHOR, IN_A_SENTENCE, DAGGER)

    def explain_mark(self) -> bool:
        """Whether the mark was used and has not been explained yet."""
        due = self._marked and not self._explained
        self._explained = self._explained or due
        return due

    def note(self, parts: Iterable[Inline]) -> Markup:
        """Return the call of a footnote and keep its text until `take_notes`."""
        self._notes += 1
        # A nested note is numbered after this one, but its call returns earlier.
        number = self._notes
        self._waiting.append(Footnote(number, self.parts(parts)))
        return _CALL.format(number)

    def basis(self, head: Letterhead) -> Markup:
        """Return the footnote on the basis of the recipients, if they were inferred."""
        return self.note((Text(head.recipient_basis),)) if head.recipient_basis else Markup("")

    def take_notes(self) -> list[Footnote]:
        """Return the footnotes called since the last time, in order."""
        notes, self._waiting = sorted(self._waiting, key=lambda note: note.number), []
        return notes

    def _figure(self, figure: FigureText, marking: bool) -> Markup:
        """An id must be unique in a page: later uses of a figure have it in `data-figure`."""
        own = clean_text(figure.id)
        name = "data-figure" if own in self._ids else "id"
        self._ids.add(own)
        named = Markup(' {}="{}"').format(Markup(name), own) if own else ""
        kind = " simulated" if is_marked(figure) else ""
        asked = _ASKED if figure.id in self._traced else Markup("")
        if asked:
            self.asked[figure.id] = None
        data = _DATA.format(self.text(figure.value), named, kind, asked, self.text(figure.printed))
        return data + self.mark() if marking and is_marked(figure) else data


# Lineage --------------------------------------------------------------------------------------------------------------

# The page carries one island of JSON: every figure on it and all that these were computed from, each once. To keep the
# page small, words that many figures share are listed once among its `texts` and referred to by number, and a formula
# over other figures is put together by the script from their labels and numbers.


def _island(lineage: Lineage, shown: Iterable[str]) -> Markup:
    """Return the lineage of the figures shown, and of all that they were computed from, as JSON for a script element.

    `shown` are the ids of the figures on the page.
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


def _script() -> tuple[Markup, str]:
    """Return the page's script, and the digest by which the page's security policy allows it and no other."""
    script = files("analysis.publish").joinpath("templates/lineage.js").read_text(encoding="utf-8")
    digest = hashlib.sha256(script.encode()).digest()
    return Markup(script), f"sha256-{base64.b64encode(digest).decode()}"


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
    """Return a figure's entry of the island, without empty and default values."""
    entry: dict[str, Any] = {"label": record["label"], "printed": record["printed"]}
    if record["operation"] in OPERATIONS:
        entry["of"] = record["operation"]
    else:
        read, with_, criteria = record["formula"].partition(FILTER_SEPARATOR)
        entry["formula"] = [texts[read + with_], criteria]
        entry["worked"] = record["worked"]
    if record["parents"]:
        entry["parents"] = record["parents"]
    if record["sources"]:
        entry["sources"] = [_source(source, texts) for source in record["sources"]]
    if record["corrections"]:
        entry["corrections"] = record["corrections"]
    if record["provenance"] != PUBLISHED:
        entry["grade"] = texts[record["grade"]]
    if record["provenance"] == SIMULATED:
        entry["simulated"] = 1
    return entry


def _source(source: SourceRecord, texts: _Texts) -> list[Any]:
    place = f"{source['extent']}; mã băm {source['digest']}"
    return [source["table"], place, *(texts[meaning] for meaning in source["meanings"])]


def _table(table: TableRecord) -> dict[str, str]:
    sheet = f", trang tính “{table['sheet']}”" if table["sheet"] else ""
    document = f"; văn bản {table['document']}" if table["document"] else ""
    about = f"{table['title']}; {table['agency']}{document}; số liệu đến ngày {table['as_of']}; {table['grade']}"
    return {"file": table["file"] + sheet, "about": about}


def _checks(checks: Sequence[Mapping[str, Any]], ids: Sequence[str], texts: _Texts) -> dict[str, tuple[int, list[int]]]:
    """Return for each figure how many of its checks passed, and the messages of those that failed."""
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
    """Remove invisible characters from every text."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {clean_text(key): _clean(item) for key, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, list | tuple) else value
