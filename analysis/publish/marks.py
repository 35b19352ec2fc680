"""How simulated values are marked, on every page and in every format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analysis.figures.provenance import PUBLISHED, PUBLISHED_TOTAL, SIMULATED
from analysis.narrative.blocks import ChartBlock, Emphasis, FigureText, Inline, Note, Strong, TableBlock

DAGGER = "†"

EXPLANATION = "Số liệu mô phỏng để minh họa, không phải số liệu chính thức."
"""What the mark means where it stands in a sentence."""

_EXPLANATIONS = {
    PUBLISHED_TOTAL: "Số tổng đã công bố; số liệu chi tiết được mô phỏng cho khớp với số tổng.",
    SIMULATED: EXPLANATION,
}


def is_marked(part: FigureText | TableBlock | ChartBlock) -> bool:
    """Whether the part carries the mark.

    A number in a sentence whose total was published is itself the published one; a table or chart of such
    numbers shows their simulated details.
    """
    if isinstance(part, FigureText):
        return part.provenance == SIMULATED
    return part.provenance != PUBLISHED


def explanation(block: TableBlock | ChartBlock) -> str:
    """Return the sentence that stands under a marked table or chart."""
    return _EXPLANATIONS.get(block.provenance, EXPLANATION)


def marks_cells(table: TableBlock) -> bool:
    """Whether cells are marked one by one: in a table where simulated figures are the exception."""
    figures = [f for row in table.rows for cell in row for f in figures_in(cell)]
    return 2 * sum(is_marked(figure) for figure in figures) < len(figures)


def figures_in(parts: Iterable[Inline]) -> Iterator[FigureText]:
    """Yield the figures of inline parts, footnotes included."""
    for part in parts:
        match part:
            case FigureText():
                yield part
            case Strong(children) | Emphasis(children) | Note(children):
                yield from figures_in(children)
