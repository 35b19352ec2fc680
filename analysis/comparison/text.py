"""A parsed report: blocks, sentences and quantities, read once for all detectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis.comparison.blocks import Block, parse_blocks
from analysis.comparison.mentions import Mention, Sentence, read_sentences
from analysis.comparison.quantities import Cell, read_cell


@dataclass(frozen=True, eq=False)
class Text:
    """A parsed report.

    Attributes
    ----------
    lines
        Lines of the extracted text.
    blocks
        Blocks in reading order.
    sentences
        Sentences of each block.
    """

    lines: Sequence[str]
    blocks: list[Block]
    sentences: dict[Block, list[Sentence]]

    @cached_property
    def mentions(self) -> list[Mention]:
        """Every quantity outside tables, in order."""
        return [m for block in self.blocks for s in self.sentences[block] for m in s.mentions]

    @cached_property
    def cells(self) -> list[Cell]:
        """Every number in a table."""
        texts = (cell for block in self.blocks for row in block.rows for cell in row)
        return [cell for cell in map(read_cell, texts) if cell is not None]

    def of(self, block: Block) -> list[Mention]:
        """Return the quantities of a block."""
        return [m for s in self.sentences.get(block, ()) for m in s.mentions]


def read_text(lines: Sequence[str]) -> Text:
    """Read the lines of a report."""
    blocks = parse_blocks(lines)
    return Text(lines, blocks, {block: read_sentences(block) for block in blocks})
