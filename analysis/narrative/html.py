"""Blocks as HTML inside a notebook: plain elements that JupyterLab's sanitiser keeps; everything is escaped."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from analysis.figures.provenance import EXPLANATION, PUBLISHED, SIMULATED
from analysis.narrative.blocks import (
    Annex,
    Block,
    BulletList,
    ChartBlock,
    Emphasis,
    FigureText,
    Heading,
    Inline,
    Letterhead,
    Note,
    Notice,
    Paragraph,
    Signature,
    Strong,
    TableBlock,
    Text,
)

_ALIGN = {"l": "left", "r": "right", "c": "center"}


def inline_html(parts: Iterable[Inline]) -> Markup:
    """Return the HTML of inline parts."""
    return Markup("").join(_inline(part) for part in parts)


def _inline(part: Inline) -> Markup:
    match part:
        case Text(text=text):
            return Markup("{}").format(text)
        case FigureText():
            mark = "†" if part.provenance == SIMULATED else ""
            return Markup('<data id="{}" value="{}">{}</data>{}').format(part.id, part.value, part.printed, mark)
        case Strong(children=children):
            return Markup("<strong>{}</strong>").format(inline_html(children))
        case Emphasis(children=children):
            return Markup("<em>{}</em>").format(inline_html(children))
        case Note(children=children):
            return Markup("<small> [{}]</small>").format(inline_html(children))


def block_html(block: Block) -> Markup:
    """Return the HTML of a block."""
    match block:
        case Heading(level=level, children=children):
            return Markup("<h{0}>{1}</h{0}>").format(min(level + 1, 6), inline_html(children))
        case Paragraph(children=children):
            return Markup("<p>{}</p>").format(inline_html(children))
        case BulletList(items=items, ordered=ordered):
            inner = Markup("").join(
                Markup("<li>{}</li>").format(Markup("").join(map(block_html, item.blocks))) for item in items
            )
            return Markup("<{0}>{1}</{0}>").format("ol" if ordered else "ul", inner)
        case TableBlock():
            return _table(block)
        case ChartBlock():
            return Markup("<p><em>{}</em> <small>{}</small></p>").format(block.caption, _mark(block))
        case Notice(title=title, lines=lines):
            inner = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
            return Markup("<blockquote><p><strong>⚠ {}</strong></p><ul>{}</ul></blockquote>").format(title, inner)
        case Letterhead():
            return _lines([*block.parent_body, *block.issuing_body, block.document_kind, block.subject])
        case Signature():
            return _lines([*block.authority, block.title, block.name, *block.addressees])
        case Annex(title=title):
            return Markup("<h2>{}</h2>").format(title)


def _lines(lines: Iterable[str]) -> Markup:
    return Markup("<p>{}</p>").format(Markup("<br>").join(lines))


def _mark(block: TableBlock | ChartBlock) -> str:
    return "" if block.provenance == PUBLISHED else f"† {EXPLANATION[block.provenance]}"


def _table(block: TableBlock) -> Markup:
    heading = Markup('<th scope="col" style="text-align: {}">{}</th>')
    head = Markup("").join(heading.format(_ALIGN[a], t) for a, t in zip(block.align, block.header, strict=True))
    rows = Markup("").join(_row(block, n, row) for n, row in enumerate(block.rows))
    note = Markup("<p><small>{}</small></p>").format(" ".join(filter(None, (block.note, _mark(block)))))
    table = Markup("<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>")
    return table.format(block.caption, head, rows) + note


def _row(block: TableBlock, number: int, row: tuple[tuple[Inline, ...], ...]) -> Markup:
    cell = Markup('<td style="text-align: {}">{}</td>')
    bold = Markup("<strong>{}</strong>") if number in block.total_rows else Markup("{}")
    cells = (cell.format(_ALIGN[a], bold.format(inline_html(c))) for a, c in zip(block.align, row, strict=True))
    return Markup("<tr>{}</tr>").format(Markup("").join(cells))
