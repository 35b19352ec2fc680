"""What a notebook shows of a part of the report: a preview in HTML, plain text, and the blocks for the exporters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from analysis.figures.figure import EXPLANATION, PUBLISHED, SIMULATED
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
    blocks_bundle,
    plain_text,
)

_ALIGN = {"l": "left", "r": "right", "c": "center"}


@dataclass(frozen=True)
class Shown:
    """Blocks that a notebook displays."""

    blocks: tuple[Block, ...]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {
            "text/plain": "\n".join(block_plain(block) for block in self.blocks),
            "text/html": "\n".join(block_html(block) for block in self.blocks),
            **blocks_bundle(self.blocks),
        }


# HTML --------------------------------------------------------------------------------------------------------------


def _figure(figure: FigureText) -> Markup:
    mark = "†" if figure.provenance == SIMULATED else ""
    # JupyterLab's sanitiser keeps these attributes of <data> and no others.
    return Markup('<data id="{}" value="{}">{}</data>{}').format(figure.id, figure.value, figure.printed, mark)


def _note(note: Note) -> Markup:
    return Markup("<small> [{}]</small>").format(inline_html(note.children))


def inline_html(
    parts: Iterable[Inline],
    figure: Callable[[FigureText], Markup] = _figure,
    note: Callable[[Note], Markup] = _note,
    text: Callable[[str], Markup] = Markup.escape,
) -> Markup:
    """Return inline parts as HTML, everything escaped.

    Parameters
    ----------
    figure, note, text
        How figures, footnotes and plain text are written; the published page passes its own.
    """

    def written(part: Inline) -> Markup:
        match part:
            case Text():
                return text(part.text)
            case FigureText():
                return figure(part)
            case Strong():
                return Markup("<strong>{}</strong>").format(inline_html(part.children, figure, note, text))
            case Emphasis():
                return Markup("<em>{}</em>").format(inline_html(part.children, figure, note, text))
            case Note():
                return note(part)

    return Markup("").join(map(written, parts))


def block_html(block: Block) -> Markup:
    """Return the preview of a block: plain elements that JupyterLab's sanitiser keeps."""
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
            return Markup("<p><em>{}</em> <small>{}</small></p>").format(block.caption, _provenance_note(block))
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


def _provenance_note(block: TableBlock | ChartBlock) -> str:
    return "" if block.provenance == PUBLISHED else f"† {EXPLANATION[block.provenance]}"


def _table(block: TableBlock) -> Markup:
    heading = Markup('<th scope="col" style="text-align: {}">{}</th>')
    head = Markup("").join(heading.format(_ALIGN[a], t) for a, t in zip(block.align, block.header, strict=True))
    rows = Markup("").join(_row(block, n, row) for n, row in enumerate(block.rows))
    note = Markup("<p><small>{}</small></p>").format(" ".join(filter(None, (block.note, _provenance_note(block)))))
    table = Markup("<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>")
    return table.format(block.caption, head, rows) + note


def _row(block: TableBlock, number: int, row: tuple[tuple[Inline, ...], ...]) -> Markup:
    cell = Markup('<td style="text-align: {}">{}</td>')
    bold = Markup("<strong>{}</strong>") if number in block.total_rows else Markup("{}")
    cells = (cell.format(_ALIGN[a], bold.format(inline_html(c))) for a, c in zip(block.align, row, strict=True))
    return Markup("<tr>{}</tr>").format(Markup("").join(cells))


# Plain text --------------------------------------------------------------------------------------------------------


def block_plain(block: Block) -> str:
    """Return the words of a block, for consoles."""
    match block:
        case Heading(children=children) | Paragraph(children=children):
            return plain_text(children)
        case BulletList(items=items):
            return "\n".join("- " + " ".join(map(block_plain, item.blocks)) for item in items)
        case TableBlock():
            rows = [block.header, *(tuple(plain_text(cell) for cell in row) for row in block.rows)]
            return "\n".join([block.caption, *(" | ".join(row) for row in rows)])
        case ChartBlock():
            return f"{block.caption}. {block.alt}"
        case Notice(title=title, lines=lines):
            return "\n".join([f"!!! {title}", *(f"!!! {line}" for line in lines)])
        case Letterhead():
            return "\n".join([*block.issuing_body, block.document_kind, block.subject])
        case Signature():
            return "\n".join([*block.authority, block.title, block.name])
        case Annex():
            return block.title
