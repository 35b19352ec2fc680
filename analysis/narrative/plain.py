"""Blocks as plain text, for consoles and for readers without a browser."""

from __future__ import annotations

from analysis.narrative.blocks import (
    Annex,
    Block,
    BulletList,
    ChartBlock,
    Heading,
    Letterhead,
    Notice,
    Paragraph,
    Signature,
    TableBlock,
    plain_text,
)


def block_plain(block: Block) -> str:
    """Return the words of a block."""
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
