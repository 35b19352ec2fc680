"""How simulated values are marked, on every page and in every format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analysis.figures.provenance import EXPLANATION, PUBLISHED, SIMULATED
from analysis.narrative.blocks import ChartBlock, Emphasis, FigureText, Inline, Note, Strong, TableBlock

DAGGER = "†"

IN_A_SENTENCE = EXPLANATION[SIMULATED]
"""What the mark means where it stands in a sentence: only simulated numbers carry it there."""


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
    return EXPLANATION.get(block.provenance, IN_A_SENTENCE)


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
