"""Blocks of the report as WordprocessingML: headings, paragraphs, lists, notices, charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

import typst

from analysis.narrative.blocks import BulletList, ChartBlock, Heading, ListItem, Notice, Paragraph, TableBlock
from analysis.publish.document import Content, Document, Preformatted
from analysis.publish.drawings import drawings, shown_size, size
from analysis.publish.outline import heading_depths
from analysis.publish.pdf import call, quoted
from analysis.publish.printed_text import (
    DAGGER,
    ExportError,
    capitals,
    caption,
    clean_text,
    explanation,
    is_marked,
    notes,
)
from analysis.publish.word.form import Bookmarks
from analysis.publish.word.tables import data_table
from analysis.publish.word.text import BOLD, ITALIC, PLAIN, InlineWriter, Numbering, R, keep_next, paragraph, run, w


class BlockWriter:
    """Writes the blocks of one document, in reading order.

    Parameters
    ----------
    writer, bookmarks, numbering
        State of the document: footnotes and marks, heading anchors, lists.
    pictures
        Charts by number ("Hình 1").
    """

    def __init__(
        self, writer: InlineWriter, bookmarks: Bookmarks, numbering: Numbering, pictures: Mapping[str, Picture]
    ) -> None:
        self._writer = writer
        self._bookmarks = bookmarks
        self._numbering = numbering
        self._pictures = pictures

    def blocks(self, blocks: Sequence[Content], above: int = 0, tie_last: bool = False) -> Iterator[Element]:
        """Yield the elements of blocks.

        Parameters
        ----------
        blocks
            Content of the body or of an annex.
        above
            Number of outline levels above the first heading.
        tie_last
            Whether to keep the last block on the page of what follows.
        """
        depth = heading_depths(blocks)
        for block, following in zip_longest(blocks, blocks[1:]):
            if isinstance(block, Heading):
                yield self._heading(block, depth[block.anchor] + above)
            else:
                yield from self._block(block, tie_last and following is None)

    def _heading(self, block: Heading, depth: int) -> Element:
        emphases = BOLD if block.level <= 3 else ITALIC if block.level == 5 else PLAIN
        words = capitals(block.children) if block.level == 1 else block.children
        runs = [*self._writer.text(f"{block.number} ", emphases), *self._writer.runs(words, emphases)]
        # The style has the outline level of the heading's own level; levels that the document skips leave no gap.
        outline = [] if depth == block.level else [w("outlineLvl", val=min(depth, 9) - 1)]
        return paragraph(f"Heading{block.level}", self._bookmarks.around(block.anchor, runs), *outline)

    def _block(self, block: Content, tied: bool) -> Iterator[Element]:
        match block:
            case Paragraph(children):
                yield paragraph("BodyText", self._writer.runs(children), *_kept(tied))
            case BulletList():
                yield from self._list(block, 0, tied)
            case TableBlock():
                yield from data_table(block, self._writer)
            case ChartBlock():
                yield from chart(block, self._pictures[block.number], self._writer)
            case Notice(title, lines):
                yield paragraph("NoticeTitle", self._writer.text(title))
                yield from (paragraph("Notice", self._writer.text(line)) for line in lines)
            case Preformatted(text):
                yield paragraph("Preformatted", [run(clean_text(text, keep_lines=True).rstrip())])

    def _list(self, block: BulletList, depth: int, tied: bool) -> Iterator[Element]:
        number = self._numbering.start(block.ordered)
        for position, item in enumerate(block.items, start=1):
            yield from self._item(item, number, depth, tied and position == len(block.items))

    def _item(self, item: ListItem, number: int, depth: int, tied: bool) -> Iterator[Element]:
        first = True
        for block, following in zip_longest(item.blocks, item.blocks[1:]):
            last = tied and following is None
            if isinstance(block, BulletList):
                yield from self._list(block, depth + 1, last)
            elif isinstance(block, Paragraph) and first:
                level = w("numPr", w("ilvl", val=min(depth, self._numbering.deepest)), w("numId", val=number))
                yield paragraph("ListParagraph", self._writer.runs(block.children), *_kept(last), level)
            else:
                yield from self._block(block, last)
            first = False


def _kept(tied: bool) -> tuple[Element, ...]:
    return (keep_next(),) if tied else ()


_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_EMU_PER_POINT = 12700
_DOTS_PER_INCH = 300

for _prefix, _address in (("wp", _WP), ("a", _A), ("pic", _PIC)):
    ElementTree.register_namespace(_prefix, _address)


@dataclass(frozen=True)
class Picture:
    """A chart as a part of the Word package; `position` counts the charts of the document from 1."""

    position: int
    png: bytes

    @property
    def relation(self) -> str:
        """Id of the document's relation to the part."""
        return f"chart{self.position}"


def pictures(document: Document) -> dict[str, Picture]:
    """Return the pictures of all charts of a numbered document, by chart number, at print resolution.

    Raises
    ------
    ExportError
        When a drawing cannot be read or rendered.
    """
    drawn = list(drawings(document))
    if not drawn:
        return {}
    try:
        # Letters in drawings are paths, so Typst need not load fonts.
        no_fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
        compiler = typst.Compiler(_pages([svg for _, svg in drawn]).encode(), font_paths=no_fonts)
        made = compiler.compile(format="png", ppi=_DOTS_PER_INCH)
    except typst.TypstError as error:
        raise ExportError(f"a chart cannot be drawn: {error.message}") from error
    pngs = [png for png in (made if isinstance(made, list) else [made]) if png is not None]
    paired = zip(drawn, pngs, strict=True)
    return {name: Picture(position, png) for position, ((name, _), png) in enumerate(paired, start=1)}


def chart(block: ChartBlock, picture: Picture, writer: InlineWriter) -> list[Element]:
    """Return a chart with its caption and notes, kept together on one page."""
    marks = (f"{DAGGER} {explanation(block)}",) if is_marked(block) else ()
    lines = [("ChartCaption", caption(block), BOLD)]
    lines += [("ChartNote", line, PLAIN) for line in (*marks, *notes(block))]
    below = [
        paragraph(style, writer.text(words, emphases), *_kept(i < len(lines)))
        for i, (style, words, emphases) in enumerate(lines, start=1)
    ]
    return [paragraph("Chart", [w("r", _drawing(block, picture))]), *below]


def _pages(svgs: Sequence[str]) -> str:
    """Return Typst source with one page for each drawing, of the size it has in the document."""
    pages = []
    for svg in svgs:
        width, height = shown_size(size(svg))
        image = f'image(bytes({quoted(svg)}), format: "svg", width: {width:.2f}pt, height: {height:.2f}pt)'
        pages.append(call("page", image, width=f"{width:.2f}pt", height=f"{height:.2f}pt", margin="0pt"))
    return "\n".join(pages)


def _drawing(block: ChartBlock, picture: Picture) -> Element:
    width, height = (str(round(side * _EMU_PER_POINT)) for side in shown_size(size(block.svg)))
    name, alt = clean_text(block.number), clean_text(block.alt)
    drawing = w("drawing")
    inline = SubElement(drawing, f"{{{_WP}}}inline", dict.fromkeys(("distT", "distB", "distL", "distR"), "0"))
    SubElement(inline, f"{{{_WP}}}extent", cx=width, cy=height)
    SubElement(inline, f"{{{_WP}}}docPr", id=str(picture.position), name=name, descr=alt)
    frame = SubElement(inline, f"{{{_WP}}}cNvGraphicFramePr")
    SubElement(frame, f"{{{_A}}}graphicFrameLocks", noChangeAspect="1")
    data = SubElement(SubElement(inline, f"{{{_A}}}graphic"), f"{{{_A}}}graphicData", uri=_PIC)
    pic = SubElement(data, f"{{{_PIC}}}pic")
    own = SubElement(pic, f"{{{_PIC}}}nvPicPr")
    SubElement(own, f"{{{_PIC}}}cNvPr", id=str(picture.position), name=name, descr=alt)
    SubElement(own, f"{{{_PIC}}}cNvPicPr")
    fill = SubElement(pic, f"{{{_PIC}}}blipFill")
    SubElement(fill, f"{{{_A}}}blip", {f"{{{R}}}embed": picture.relation})
    SubElement(SubElement(fill, f"{{{_A}}}stretch"), f"{{{_A}}}fillRect")
    shape = SubElement(pic, f"{{{_PIC}}}spPr")
    placed = SubElement(shape, f"{{{_A}}}xfrm")
    SubElement(placed, f"{{{_A}}}off", x="0", y="0")
    SubElement(placed, f"{{{_A}}}ext", cx=width, cy=height)
    SubElement(SubElement(shape, f"{{{_A}}}prstGeom", prst="rect"), f"{{{_A}}}avLst")
    return drawing
