"""Blocks of the report as WordprocessingML: headings, paragraphs, lists, notices, charts, data tables.

Header rows of tables are repeated on every page and rows kept whole; columns have room for a wider font. Word and
LibreOffice replace a font that is missing. Where Times New Roman and its metric equivalents are missing, LibreOffice
takes DejaVu Serif, whose digits are a third wider, and breaks words that no longer fit anywhere, also within a number.
Columns therefore start from those of the PDF and are widened to what their longest word needs in DejaVu Serif.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise, zip_longest
from xml.etree.ElementTree import Element

from analysis.narrative.blocks import (
    BulletList,
    ChartBlock,
    Heading,
    ListItem,
    Notice,
    Paragraph,
    TableBlock,
    plain_text,
)
from analysis.publish.document import Content, Document, Preformatted
from analysis.publish.outline import contents, heading_depths
from analysis.publish.printed_text import (
    DAGGER,
    capitals,
    caption,
    clean_text,
    figures_in,
    is_marked,
    lines_under,
    marks_cells,
)
from analysis.publish.table_layout import Columns, fit_columns
from analysis.publish.word.text import (
    BOLD,
    ITALIC,
    PLAIN,
    TEXT_WIDTH,
    InlineWriter,
    Numbering,
    Picture,
    drawing,
    keep_next,
    paragraph,
    run,
    unbroken,
    w,
)

_MAX_UNBROKEN_CELL = 600
"""Characters; tables with longer cells may break rows over pages."""

_MAX_KEPT_ROWS = 14
"""Tables up to this number of rows are kept on one page."""

_TYPE_SIZES = (12.0, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
"""Points; `templates/word-styles.xml` has a cell style for each."""

_MANY_COLUMNS = 9
_MARGIN, _NARROW_MARGIN = 70, 40
"""Left and right margin of a cell in twips: that of the table style, and that of tables with many columns."""

_SUBSTITUTE_EM = {
    **dict.fromkeys(" .,:;'|/\\ijl", 0.38),
    **dict.fromkeys("-ft!()[]IJ", 0.48),
    **dict.fromkeys('rsz?"*_–†', 0.59),
    **dict.fromkeys("aceovxy", 0.67),
    **dict.fromkeys("0123456789bdgkpqđ", 0.70),
    **dict.fromkeys("AEFLPSTVXYZ", 0.78),
    **dict.fromkeys("%w@&—", 1.0),
    **dict.fromkeys("mMW", 1.13),
}
"""Widths of characters in DejaVu Serif Bold, rounded up by groups."""

_SUBSTITUTE_LOWER_EM, _SUBSTITUTE_OTHER_EM = 0.73, 0.95

_ALIGN = {"l": "left", "r": "right", "c": "center"}


class Bookmarks:
    """Word bookmarks of the headings of a numbered document, by anchor."""

    def __init__(self, document: Document) -> None:
        anchors = [entry.anchor for entry in contents(document, deepest=5)]
        self._positions: Mapping[str, int] = {anchor: i for i, anchor in enumerate(anchors, start=1)}

    def name(self, anchor: str) -> str:
        """Return the name of a bookmark, in the form that Word gives to targets of its tables of contents."""
        return f"_Toc{self._positions[anchor]:08d}"

    def around(self, anchor: str, runs: list[Element]) -> list[Element]:
        """Return the runs with the start and the end of their bookmark."""
        own = self._positions[anchor]
        return [w("bookmarkStart", id=own, name=self.name(anchor)), *runs, w("bookmarkEnd", id=own)]


class BlockWriter:
    """Writes the blocks of one document, in reading order; `pictures` are charts by number ("Hình 1")."""

    def __init__(
        self, writer: InlineWriter, bookmarks: Bookmarks, numbering: Numbering, pictures: Mapping[str, Picture]
    ) -> None:
        self._writer = writer
        self._bookmarks = bookmarks
        self._numbering = numbering
        self._pictures = pictures

    def blocks(self, blocks: Sequence[Content], above: int = 0, tie_last: bool = False) -> Iterator[Element]:
        """Yield the elements of blocks; there are `above` outline levels above the first heading.

        With `tie_last`, the last block is kept on the page of what follows.
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
                yield paragraph("BodyText", self._writer.runs(children), *keep_next(tied))
            case BulletList():
                yield from self._list(block, 0, tied)
            case TableBlock():
                yield from _data_table(block, self._writer)
            case ChartBlock():
                yield from _chart(block, self._pictures[block.number], self._writer)
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
                yield paragraph("ListParagraph", self._writer.runs(block.children), *keep_next(last), level)
            else:
                yield from self._block(block, last)
            first = False


def _chart(block: ChartBlock, picture: Picture, writer: InlineWriter) -> list[Element]:
    # A chart is kept on one page with its caption and notes.
    lines = [("ChartCaption", caption(block), BOLD), *(("ChartNote", line, PLAIN) for line in lines_under(block))]
    below = [
        paragraph(style, writer.text(words, emphases), *keep_next(i < len(lines)))
        for i, (style, words, emphases) in enumerate(lines, start=1)
    ]
    return [paragraph("Chart", [w("r", drawing(block, picture))]), *below]


# Data tables ----------------------------------------------------------------------------------------------------------


def _data_table(block: TableBlock, writer: InlineWriter) -> list[Element]:
    """Return caption, table and notes."""
    columns = _with_room(block, fit_columns(block, TEXT_WIDTH / 20), TEXT_WIDTH / 20)
    widths = _twips(columns.shares)
    style = f"TableText{round(2 * columns.size)}"
    under = [paragraph("TableNote", writer.text(line)) for line in lines_under(block)]
    splits = any(len(plain_text(cell)) > _MAX_UNBROKEN_CELL for row in block.rows for cell in row)
    whole = len(block.rows) <= _MAX_KEPT_ROWS and not splits
    marking = marks_cells(block)
    last = len(block.rows) - 1
    headings = [
        _cell(writer.text(words), "center", width, style, tied=True)
        for words, width in zip(block.header, widths, strict=True)
    ]
    rows = [w("tr", w("trPr", w("cantSplit"), w("tblHeader")), *headings)]
    for position, cells in enumerate(block.rows):
        # The last row stays on the page of the note below it.
        tied = bool(under) if position == last else whole
        emphases = BOLD if position in block.total_rows else PLAIN
        made = [
            _cell(writer.runs(cell, emphases, marking, cell=True), _ALIGN[side], width, style, tied)
            for cell, side, width in zip(cells, block.align, widths, strict=True)
        ]
        rows.append(w("tr", None if splits else w("trPr", w("cantSplit")), *made))
    head = paragraph("Caption", writer.text(caption(block)), *keep_next())
    gap = [] if under else [paragraph("TableGap")]
    return [head, w("tbl", *_properties(block, widths), *rows), *under, *gap]


def _with_room(block: TableBlock, columns: Columns, width_pt: float) -> Columns:
    """Widen columns to their longest word in the widest likely substitute font, at the cost of roomier columns.

    The type becomes smaller where the words need more than the whole width. Columns that have the room already are
    unchanged. `columns` are those for Times New Roman; the width of the table is in points.
    """
    longest = [max(map(_longest_word_em, column)) for column in _texts_by_column(block)]
    insets = 2 * _margin(block) / 20 + 1  # one point for the border
    sizes = [size for size in _TYPE_SIZES if size <= columns.size]
    needed_by_size = {size: [em * size + insets for em in longest] for size in sizes}
    size = next((size for size in sizes if sum(needed_by_size[size]) <= width_pt), sizes[-1])
    needed = needed_by_size[size]
    if sum(needed) > width_pt:
        return Columns(size, tuple(need * width_pt / sum(needed) for need in needed))
    slack = [max(share - need, 0.0) for share, need in zip(columns.shares, needed, strict=True)]
    part = (width_pt - sum(needed)) / sum(slack) if any(slack) else 0.0
    return Columns(size, tuple(need + part * more for need, more in zip(needed, slack, strict=True)))


def _margin(block: TableBlock) -> int:
    return _NARROW_MARGIN if len(block.header) >= _MANY_COLUMNS else _MARGIN


def _texts_by_column(block: TableBlock) -> list[list[str]]:
    """Return the text of every cell by column, header first, as it is written: with marks and no-break spaces."""
    marking = marks_cells(block)
    columns = [[header] for header in block.header]
    for row in block.rows:
        for column, cell in zip(columns, row, strict=True):
            text = plain_text(cell)
            for figure in figures_in(cell):
                mark = DAGGER if marking and is_marked(figure) else ""
                text = text.replace(figure.printed, unbroken(figure.printed) + mark)
            column.append(text)
    return columns


@lru_cache(maxsize=1 << 14)  # tables repeat their words
def _longest_word_em(text: str) -> float:
    return max(map(substitute_em, re.split("[ \n]+", clean_text(text))))


def substitute_em(text: str) -> float:
    """Return the width of a text in the widest likely substitute for Times New Roman, rather too wide.

    Accents have no width of their own.
    """
    return sum(
        _SUBSTITUTE_EM.get(c, _SUBSTITUTE_LOWER_EM if c.islower() else _SUBSTITUTE_OTHER_EM)
        for c in unicodedata.normalize("NFD", text)
        if not unicodedata.combining(c)
    )


def _properties(block: TableBlock, widths: Sequence[int]) -> tuple[Element, Element]:
    margin = _margin(block)
    properties = w(
        "tblPr",
        w("tblStyle", val="DataTable"),
        w("tblW", w=sum(widths), type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblCellMar", w("left", w=margin, type="dxa"), w("right", w=margin, type="dxa")),
        w("tblLook", val="0020", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
        w("tblCaption", val=clean_text(block.caption)),
    )
    return properties, w("tblGrid", *(w("gridCol", w=width) for width in widths))


def _cell(runs: list[Element], side: str, width: int, style: str, tied: bool) -> Element:
    words = paragraph(style, runs, *keep_next(tied), w("jc", val=side))
    return w("tc", w("tcPr", w("tcW", w=width, type="dxa"), w("vAlign", val="center")), words)


def _twips(shares: Sequence[float]) -> list[int]:
    """Return integer widths that add up to the text width."""
    whole = sum(shares)
    edges = [round(TEXT_WIDTH * reached / whole) for reached in accumulate(shares, initial=0.0)]
    return [right - left for left, right in pairwise(edges)]
