"""Charts in Typst source: their size on paper and their drawings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analysis.narrative.blocks import BulletList, ChartBlock, TableBlock
from analysis.publish.document import Content, Document
from analysis.publish.drawings import clean_drawing, has_text, size
from analysis.publish.errors import ExportError
from analysis.publish.marks import DAGGER, explanation, is_marked
from analysis.publish.typst_literals import call, string, strings

TEXT_WIDTH_PT = 165 / 25.4 * 72
_TALLEST = 1.25
"""Height of a chart, in text widths, so that it fits on a page with its caption."""


def chart(block: ChartBlock) -> str:
    """Return the call that sets a chart."""
    width, height = shown_size(size(block.svg))
    marks = (f"{DAGGER} {explanation(block)}",) if is_marked(block) else ()
    return call(
        "chart",
        name=string(block.number),
        caption=string(caption(block)),
        alt=string(block.alt),
        width=f"{width:.2f}pt",
        height=f"{height:.2f}pt",
        notes=strings((*marks, *notes(block))),
    )


def shown_size(drawn: tuple[float, float]) -> tuple[float, float]:
    """Return width and height on paper, in points, of a drawing with these sides."""
    width, height = drawn
    shown = TEXT_WIDTH_PT * min(1.0, _TALLEST * width / height)
    return shown, shown * height / width


def drawings(document: Document) -> Iterator[tuple[str, str]]:
    """Yield number and drawing of every chart of a numbered document.

    Raises
    ------
    ExportError
        When a drawing holds letters as text.
    """
    for part in (document.body, *(annex.blocks for annex in document.annexes)):
        for block in _charts(part):
            if has_text(block.svg):
                raise ExportError(
                    f"the chart “{block.caption}” holds letters as text, which the PDF's one font may not have; "
                    "draw them as paths (matplotlib: svg.fonttype = 'path')"
                )
            yield block.number, clean_drawing(block.svg, "g")


def caption(block: TableBlock | ChartBlock) -> str:
    """Return number and caption, with the mark of simulated values."""
    return f"{block.number}. {block.caption}{DAGGER if is_marked(block) else ''}"


def notes(block: TableBlock | ChartBlock) -> tuple[str, ...]:
    """Return the block's own note, if it has one."""
    return (block.note,) if block.note else ()


def _charts(blocks: Iterable[Content]) -> Iterator[ChartBlock]:
    for block in blocks:
        if isinstance(block, ChartBlock):
            yield block
        elif isinstance(block, BulletList):
            for item in block.items:
                yield from _charts(item.blocks)
