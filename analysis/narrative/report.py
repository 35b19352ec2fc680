"""The object that a notebook calls `report`: its sections, and the parts of the document made from them.

Each method is one call of the module that does the work; add the work there and the method here.
"""

from __future__ import annotations

from typing import Any

from analysis.figures.lineage import figure_record, table_record
from analysis.narrative.blocks import FIGURES_MIME, Annex, Block, BulletList, ListItem, TableBlock
from analysis.narrative.draft_notices import draft_notice, text_notice
from analysis.narrative.figure_blocks import narrated, section_table
from analysis.narrative.front_matter import letterhead_block, signature_block
from analysis.narrative.markdown import PLACEHOLDER, parse_prose
from analysis.narrative.opened import OpenedSections
from analysis.narrative.preview import Shown
from analysis.narrative.reconciliation import (
    differences_block,
    failures_block,
    norms_block,
    passed_block,
    untested_block,
)
from analysis.sections.texts import assessment_text
from analysis.tables import Inputs
from analysis.tables.loading import tables_behind


class Report(OpenedSections):
    """The sections that a notebook opened, and what it can show of them."""

    # Text and tables of sections

    def narrate(self, text: str) -> Shown:
        """Turn Markdown with `{figure}` placeholders into a part of the report (`figure_blocks.narrated`)."""
        return Shown(narrated(self, text))

    def table(self, name: str, section: str | None = None) -> Shown:
        """Show a table of a section (the first that has one of that name)."""
        return Shown(section_table(self, name, section))

    def assessment(self, topic: str, *, as_list: bool = False) -> Shown:
        """Show the office's own text on a topic; it may use paragraphs, lists and emphasis."""
        return Shown(_assessment_blocks(self.inputs, topic, as_list=as_list))

    # The closing annex

    def differences(self) -> Shown:
        """Show the numbers already printed that do not follow from the data."""
        rows = [row for row in self.published() if not row.agrees]
        return Shown((differences_block(rows, self.figures),) if rows else ())

    def failures(self) -> Shown:
        """Show the checks that failed."""
        return _if_rows(failures_block(self.checks(), self.figures))

    def norms(self) -> Shown:
        """Show how the amounts of policies follow from their norms."""
        return _if_rows(norms_block(self.checks(), self.figures))

    def passed_checks(self) -> Shown:
        """Show the checks that passed, by subject."""
        return _if_rows(passed_block(self.checks()))

    def untested_checks(self) -> Shown:
        """Show the checks that were skipped, with the reason."""
        return _if_rows(untested_block(self.checks()))

    # Front matter

    def missing(self) -> Shown:
        """Show, in a draft, the list of missing tables."""
        notice = draft_notice(self.inputs)
        return Shown((notice,) if notice else ())

    def letterhead(self) -> Shown:
        """Show the head of the document (Nghị định 30/2020/NĐ-CP)."""
        return Shown((letterhead_block(self.inputs),))

    def signature(self) -> Shown:
        """Show the signature block and the addressees."""
        return Shown((signature_block(self.inputs),))

    def annex(self, title: str) -> Shown:
        """Start an annex on a page of its own; its title may hold phrases (`{parts.kinds}`)."""
        return Shown((Annex(PLACEHOLDER.sub(lambda found: self.phrases[found[1]].text, title)),))

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """Record where the figures come from, for the page that nbconvert makes of this notebook alone."""
        figures = [(figure, book.section) for book in self.books.values() for figure in book.figures.values()]
        tables = tables_behind(self.inputs, (source.table for figure, _ in figures for source in figure.sources))
        records = [figure_record(figure, section, tables) for figure, section in figures]
        read = dict.fromkeys(source["table"] for record in records for source in record["sources"])
        opened = f"{self.inputs.unit.full_name}, năm {self.inputs.year}: mục {', '.join(self.books)}"
        return {
            "text/plain": f"{opened}; {len(figures)} số liệu",
            FIGURES_MIME: {"figures": records, "tables": {name: table_record(tables[name]) for name in read}},
        }


def _assessment_blocks(inputs: Inputs, topic: str, *, as_list: bool) -> tuple[Block, ...]:
    if "assessment" not in inputs.tables:
        notice = text_notice(inputs, "assessment")
        return (notice,) if notice else ()
    texts = [parse_prose(text) for text in assessment_text(inputs, topic)]
    if as_list and texts:
        return (BulletList(tuple(map(ListItem, texts))),)
    return tuple(block for blocks in texts for block in blocks)


def _if_rows(block: TableBlock) -> Shown:
    return Shown((block,) if block.rows else ())
