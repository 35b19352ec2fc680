"""HTML: one self-contained page, from the same document as the PDF."""

from __future__ import annotations

from functools import cache

import jinja2
from markupsafe import Markup

from analysis.narrative.blocks import Block, ChartBlock, TableBlock, plain_text
from analysis.publish import html_lineage, marks, wording
from analysis.publish.characters import clean_text
from analysis.publish.document import Document
from analysis.publish.drawings import clean_drawing
from analysis.publish.html_inline import MARK_ANCHOR, InlineWriter
from analysis.publish.outline import Entry, annex_label, contents, heading_depths, numbered

_LONGEST_NAME = 24


def render_html(document: Document) -> str:
    """Return the page of a document; the same document gives the same text.

    Parameters
    ----------
    document
        As `read_document` returns it.
    """
    whole = numbered(document)
    entries = contents(whole)
    anchors = (entry.anchor for entry in contents(whole, deepest=5))
    writer = InlineWriter(anchors, whole.lineage.figures)
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
            marks=marks,
            wording=wording,
            kind=lambda block: type(block).__name__,
            anchor=_anchor,
            clean=clean_text,
            label=_label,
            short_rows=_short_rows,
            traced=bool(whole.lineage.figures),
            island=html_lineage.island,
            script=html_lineage.script(),
            script_digest=html_lineage.script_digest(),
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
    """Return the chart's SVG, cleaned, so safe to stand in the page as it is."""
    svg = clean_drawing(block.svg, _anchor(block))
    return Markup(svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))


def _anchor(block: Block) -> str:
    if not isinstance(block, TableBlock | ChartBlock):
        return ""
    return block.number.lower().replace("bảng", "bang").replace("hình", "hinh").replace(" ", "-")


def _short_rows(table: TableBlock) -> bool:
    """Whether the first column is names, which stand on one line."""
    return all(len(plain_text(row[0])) <= _LONGEST_NAME for row in table.rows if row)


def _label(entry: Entry) -> str:
    return "annex" if entry.annex else f"level-{entry.level}"
