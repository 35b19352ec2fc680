"""Blocks of the text as paragraphs, lists, tables and charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from xml.etree.ElementTree import Element

from analysis.narrative.blocks import BulletList, ChartBlock, Heading, ListItem, Notice, Paragraph, TableBlock
from analysis.publish.document import Content, Preformatted
from analysis.publish.outline import heading_depths
from analysis.publish.printed_text import clean_text
from analysis.publish.typst_literals import capitals
from analysis.publish.word.charts import Picture, chart
from analysis.publish.word.contents import Bookmarks
from analysis.publish.word.elements import keep_next, paragraph, run, w
from analysis.publish.word.inline import BOLD, PLAIN, InlineWriter, Look
from analysis.publish.word.numbering import Numbering
from analysis.publish.word.tables import data_table

_ITALIC: Look = frozenset("i")


class BlockWriter:
    """Writes the blocks of one document, in reading order.

    Parameters
    ----------
    writer
        Of inline text.
    bookmarks
        Of headings.
    numbering
        Of lists.
    drawn
        The charts, by number.
    """

    def __init__(
        self, writer: InlineWriter, bookmarks: Bookmarks, numbering: Numbering, drawn: Mapping[str, Picture]
    ) -> None:
        self._writer = writer
        self._bookmarks = bookmarks
        self._numbering = numbering
        self._drawn = drawn

    def blocks(self, blocks: Sequence[Content], above: int = 0, tie_last: bool = False) -> Iterator[Element]:
        """Yield what blocks become.

        Parameters
        ----------
        blocks
            Content of the body or of an annex.
        above
            Levels of the structure above their first heading.
        tie_last
            Keep the end on the page of what follows.
        """
        depth = heading_depths(blocks)
        for block, following in zip_longest(blocks, blocks[1:]):
            if isinstance(block, Heading):
                yield self._heading(block, depth[block.anchor] + above)
            else:
                yield from self._block(block, tie_last and following is None)

    def _heading(self, block: Heading, depth: int) -> Element:
        """The style says how its level looks; the structure has no gaps."""
        look = BOLD if block.level <= 3 else _ITALIC if block.level == 5 else PLAIN
        words = capitals(block.children) if block.level == 1 else block.children
        runs = [*self._writer.text(f"{block.number} ", look), *self._writer.runs(words, look)]
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
                yield from chart(block, self._drawn, self._writer)
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
