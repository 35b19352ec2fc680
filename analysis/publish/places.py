"""Which figures stand in which numbered part of the report, and where a part is found by the number that is printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from analysis.narrative.blocks import (
    Annex,
    BulletList,
    FigureText,
    Heading,
    Inline,
    Paragraph,
    TableBlock,
    plain_text,
)
from analysis.publish.document import Content, Document
from analysis.publish.lineage import Place
from analysis.publish.marks import figures_in
from analysis.publish.outline import annex_label, numbered


def figure_places(document: Document) -> list[Place]:
    """Return the parts of a document in their order; what a part's own parts hold stands there, not in it."""
    whole = numbered(document)
    places = _places(whole.body, Place(number="", title="", figures=[]))
    for annex in whole.annexes:
        places += _places(annex.blocks, _annex_place(annex.heading))
    return places


def _annex_place(annex: Annex) -> Place:
    return Place(number=annex_label(annex), title=annex.title, figures=[])


def _places(blocks: Sequence[Content], first: Place) -> list[Place]:
    places, path = [first], dict[int, str]()
    top = first["number"]
    for block in blocks:
        if isinstance(block, Heading) and block.level < 5:
            path = {level: number for level, number in path.items() if level < block.level}
            path[block.level] = _own_number(block)
            number = ".".join([*([top] if top else []), *path.values()])
            places.append(Place(number=number, title=plain_text(block.children).strip(), figures=[]))
        place = places[-1]
        place["figures"] = list(dict.fromkeys([*place["figures"], *(part.id for part in figures_in_block(block))]))
    return places


def _own_number(heading: Heading) -> str:
    """Return the last part of a heading's number: "1" of "3.1.", "a" of "a)"."""
    return re.split(r"\.", heading.number.rstrip(".)"))[-1]


def figures_in_block(block: Content) -> Iterable[FigureText]:
    """Yield the figures that a block prints, footnotes included."""
    return (part for part in figures_in(_inlines(block)) if part.id)


def _inlines(block: Content) -> tuple[Inline, ...]:
    match block:
        case Heading(children=children) | Paragraph(children=children):
            return children
        case BulletList(items=items):
            return tuple(part for item in items for inner in item.blocks for part in _inlines(inner))
        case TableBlock(rows=rows):
            return tuple(part for row in rows for cell in row for part in cell)
        case _:
            return ()
