"""Data tables: repeated heading rows, rows that stay whole, columns as wide as in the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from xml.etree.ElementTree import Element

from analysis.narrative.blocks import TableBlock, plain_text
from analysis.publish.printed_text import DAGGER, clean_text, explanation, is_marked, marks_cells
from analysis.publish.table_layout import fit_columns
from analysis.publish.typst_source import caption
from analysis.publish.word.elements import TEXT_WIDTH, keep_next, paragraph, w
from analysis.publish.word.inline import BOLD, PLAIN, InlineWriter

_LONGEST_CELL = 600
"""Characters; rows with longer cells may go on over a page break."""

_WHOLE_ROWS = 14
"""Tables up to so many rows stand on one page."""

_ALIGN = {"l": "left", "r": "right", "c": "center"}


def data_table(block: TableBlock, writer: InlineWriter) -> list[Element]:
    """Return caption, table, and what stands under it."""
    columns = fit_columns(block, TEXT_WIDTH / 20)
    widths = _twips(columns.shares)
    style = cell_style(columns.size)
    under = notes_under(block, writer)
    splits = any(len(plain_text(cell)) > _LONGEST_CELL for row in block.rows for cell in row)
    whole = len(block.rows) <= _WHOLE_ROWS and not splits
    marking = marks_cells(block)
    last = len(block.rows) - 1
    rows = [_header(block, widths, style, writer)]
    for position, cells in enumerate(block.rows):
        # A note never stands alone on the next page, nor the last row alone before it.
        tied = bool(under) if position == last else whole
        look = BOLD if position in block.total_rows else PLAIN
        contents = [writer.runs(cell, look, marking, cell=True) for cell in cells]
        rows.append(_row(contents, block.align, widths, style, tied, splits))
    head = paragraph("Caption", writer.text(caption(block)), keep_next())
    gap = [] if under else [paragraph("TableGap")]
    return [head, w("tbl", *_properties(block, widths), *rows), *under, *gap]


def notes_under(block: TableBlock, writer: InlineWriter) -> list[Element]:
    """Return the explanation of the table's mark and its own note."""
    lines = [f"{DAGGER} {explanation(block)}"] if is_marked(block) else []
    lines += [block.note] if block.note else []
    return [paragraph("TableNote", writer.text(line)) for line in lines]


def cell_style(size: float) -> str:
    """Return the style of cells in a type size, in points."""
    return f"TableText{round(2 * size)}"


def _properties(block: TableBlock, widths: Sequence[int]) -> tuple[Element, Element]:
    properties = w(
        "tblPr",
        w("tblStyle", val="DataTable"),
        w("tblW", w=sum(widths), type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblLook", val="0020", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
        w("tblCaption", val=clean_text(block.caption)),
    )
    return properties, w("tblGrid", *(w("gridCol", w=width) for width in widths))


def _header(block: TableBlock, widths: Sequence[int], style: str, writer: InlineWriter) -> Element:
    cells = [
        _cell(writer.text(words), "center", width, style, tied=True)
        for words, width in zip(block.header, widths, strict=True)
    ]
    return w("tr", w("trPr", w("cantSplit"), w("tblHeader")), *cells)


def _row(
    contents: Sequence[list[Element]], align: Sequence[str], widths: Sequence[int], style: str, tied: bool, splits: bool
) -> Element:
    cells = [
        _cell(runs, _ALIGN[side], width, style, tied) for runs, side, width in zip(contents, align, widths, strict=True)
    ]
    return w("tr", None if splits else w("trPr", w("cantSplit")), *cells)


def _cell(runs: list[Element], side: str, width: int, style: str, tied: bool) -> Element:
    kept = (keep_next(),) if tied else ()
    words = paragraph(style, runs, *kept, w("jc", val=side))
    return w("tc", w("tcPr", w("tcW", w=width, type="dxa"), w("vAlign", val="center")), words)


def _twips(shares: Sequence[float]) -> list[int]:
    """Return whole widths that fill the text width exactly."""
    whole = sum(shares)
    edges = [round(TEXT_WIDTH * reached / whole) for reached in accumulate(shares, initial=0.0)]
    return [right - left for left, right in pairwise(edges)]
