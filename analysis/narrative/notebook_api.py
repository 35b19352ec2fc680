"""What a notebook works with: one call opens its sections, and everything the report shows comes from there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from IPython import get_ipython
from IPython.display import display

from analysis.checks import build_reconciliation
from analysis.figures.lineage import figure_record, table_record
from analysis.narrative.blocks import FIGURES_MIME, Annex, Block, BulletList, Heading, ListItem, Notice, TableBlock
from analysis.narrative.computed import RECONCILED, RECONCILIATION, OpenedParts, take_parts
from analysis.narrative.display import Shown
from analysis.narrative.draft_notices import draft_notice, text_notice
from analysis.narrative.front_matter import letterhead_block, signature_block
from analysis.narrative.markdown import PLACEHOLDER, parse_markdown, parse_prose
from analysis.narrative.opened import NarrativeError, OpenedSections, section_of
from analysis.narrative.reconciliation import (
    differences_block,
    failures_block,
    norms_block,
    passed_block,
    untested_block,
)
from analysis.narrative.sentences import Sentences
from analysis.narrative.summary import table_block
from analysis.reference import Project, find_project
from analysis.sections import SECTIONS, build_section
from analysis.sections.assessment import assessment_text
from analysis.sections.registry import all_figures
from analysis.tables import load_inputs
from analysis.tables.year_before import tables_behind

NOTHING = Shown(())


class Workbook(OpenedSections):
    """The sections that a notebook opened, ready to be told, tabulated and drawn."""

    def narrate(self, text: str) -> Shown:
        """Turn Markdown with `{figure}` placeholders into a part of the report.

        What stands in double brackets, `[[còn {livelihood.awaiting_approval} chờ phê duyệt]]`, is told only when
        every figure in it has a value that is not zero; a change may be zero (`{poverty.poor_change:change}`). Nothing
        is told that speaks of a section left out; a draft says what is missing of the sections spoken of.
        """
        sentences = Sentences(self)
        notices = self.notices_of(section_of(id) for id, _ in PLACEHOLDER.findall(text))
        left = sentences.told_parts(text)
        if sentences.speaks_of_what_is_left_out(left):
            return Shown(notices)
        blocks: tuple[Block, ...] = parse_markdown(left, sentences.resolve)
        headings = next((n for n, block in enumerate(blocks) if not isinstance(block, Heading)), len(blocks))
        return Shown((*blocks[:headings], *notices, *blocks[headings:]))

    def table(self, name: str, section: str | None = None) -> Shown:
        """Show a table of a section (the first that has one of that name)."""
        for id, book in self.books.items():
            if name in book.tables and section in (None, id):
                block = table_block(book.tables[name])
                return Shown((block,) if block.rows else self.notices_of((id,)))
        if self.left_out:
            return Shown(self.notices_of((section,) if section else self.left_out))
        known = sorted({n for book in self.books.values() for n in book.tables})
        raise NarrativeError(f'Không có bảng "{name}". Hiện có: {", ".join(known) or "không có bảng nào"}.')

    def assessment(self, topic: str, *, as_list: bool = False) -> Shown:
        """Show the office's own text on a topic; it may use paragraphs, lists and emphasis."""
        if "assessment" not in self.inputs.tables:
            return _shown(text_notice(self.inputs, "assessment"))
        texts = [parse_prose(text) for text in assessment_text(self.inputs, topic)]
        if not texts:
            return NOTHING
        if as_list:
            return Shown((BulletList(tuple(map(ListItem, texts))),))
        return Shown(tuple(block for blocks in texts for block in blocks))

    def differences(self) -> Shown:
        """Show the numbers already printed that do not follow from the data."""
        rows = [row for row in self.published() if not row.agrees]
        return Shown((differences_block(rows, self.figures),) if rows else ())

    def failures(self) -> Shown:
        """Show the checks that failed."""
        return _table(failures_block(self.checks(), self.figures))

    def norms(self) -> Shown:
        """Show what the amounts of policies are made of."""
        return _table(norms_block(self.checks(), self.figures))

    def passed_checks(self) -> Shown:
        """Show the checks that hold, by subject."""
        return _table(passed_block(self.checks()))

    def untested_checks(self) -> Shown:
        """Show the checks that could not be made, with the reason."""
        return _table(untested_block(self.checks()))

    def missing(self) -> Shown:
        """Show, in a draft, the list of the tables that are still to come."""
        return _shown(draft_notice(self.inputs))

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
        count = sum(len(book.figures) for book in self.books.values())
        names = ", ".join(self.books)
        sources = (s.table for book in self.books.values() for f in book.figures.values() for s in f.sources)
        tables = tables_behind(self.inputs, sources)
        records = [
            figure_record(figure, book.section, tables)
            for book in self.books.values()
            for figure in book.figures.values()
        ]
        read = dict.fromkeys(source["table"] for record in records for source in record["sources"])
        unit = self.inputs.unit.full_name
        return {
            "text/plain": f"{unit}, năm {self.inputs.year}: mục {names}; {count} số liệu",
            FIGURES_MIME: {"figures": records, "tables": {name: table_record(tables[name]) for name in read}},
        }


def _shown(notice: Notice | None) -> Shown:
    return Shown((notice,)) if notice else NOTHING


def _table(block: TableBlock) -> Shown:
    """Show a table; nothing when it has no rows."""
    return Shown((block,) if block.rows else ())


def open_sections(*sections: str, unit: str | None = None, year: int | None = None, draft: bool = False) -> Workbook:
    """Open sections of the report of one unit and year; a notebook's first call.

    Reads and validates the tables that the sections need, computes them, shows what was opened, and makes the cell
    magic `%%narrative` tell of them.

    Parameters
    ----------
    sections
        Ids of `analysis.sections.SECTIONS`; all of them, and the reconciliation with what was already printed,
        when none is named.
    unit, year
        The notebook's parameters; `None` stands for the project's defaults in `baocao.toml`.
    draft
        Tables that are not there are still to come: what they are for says so.

    Raises
    ------
    ProjectError, InputProblems
        When the inputs cannot be used; the message says what to mend.
    """
    project = find_project()
    edition = project, str(unit or project.unit), int(year or project.year)
    parts = take_parts(*edition, sections, draft=draft) or _computed(*edition, sections, draft=draft)
    left_out = [id for id in sections or (*SECTIONS, RECONCILIATION) if id not in parts.books]
    workbook = Workbook(parts.inputs, parts.books, left_out, parts.checks)
    _register_magic(workbook)
    display(workbook)
    return workbook


def _computed(project: Project, unit: str, year: int, sections: Sequence[str], *, draft: bool) -> OpenedParts:
    """Read the tables that sections need and compute them."""
    wanted = sections or tuple(SECTIONS)
    names = dict.fromkeys(t for id in wanted for t in SECTIONS[id].tables) if sections else None
    inputs = load_inputs(project, unit, year, names, draft=draft)
    books = {id: build_section(id, inputs) for id in wanted if SECTIONS[id].told(inputs)}
    if not sections and RECONCILED in inputs.tables:
        books[RECONCILIATION] = build_reconciliation(inputs, all_figures(books))
    return OpenedParts(inputs, books)


def _register_magic(workbook: Workbook) -> None:
    shell = get_ipython()
    if shell is None:
        return

    def narrative(line: str, cell: str) -> None:
        """Tell a part of the report: Markdown in which `{id}` prints a figure.

        `%%narrative credit housing` tells it only to a unit that has data of one of these (`Workbook.has`).
        """
        names = line.split()
        display(workbook.narrate(cell) if not names or workbook.has(*names) else NOTHING)

    shell.register_magic_function(narrative, magic_kind="cell")
