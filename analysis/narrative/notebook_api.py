"""What notebooks use: `open_sections`, the cell magic `%%narrative`, and the object `report`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from IPython import get_ipython
from IPython.display import display

from analysis.checks import build_reconciliation
from analysis.figures.lineage import figure_record, table_record
from analysis.narrative.blocks import FIGURES_MIME, Annex, BulletList, ListItem, TableBlock
from analysis.narrative.computed import RECONCILED, RECONCILIATION, OpenedParts, take_parts
from analysis.narrative.draft_notices import draft_notice, text_notice
from analysis.narrative.figure_blocks import narrated, section_table
from analysis.narrative.fixed_parts import (
    differences_block,
    failures_block,
    letterhead_block,
    norms_block,
    passed_block,
    signature_block,
    untested_block,
)
from analysis.narrative.markdown import PLACEHOLDER, parse_prose
from analysis.narrative.opened import OpenedSections
from analysis.narrative.preview import Shown
from analysis.reference import Project, find_project
from analysis.sections import SECTIONS, build_section
from analysis.sections.registry import all_figures
from analysis.sections.texts import assessment_text
from analysis.tables import load_inputs
from analysis.tables.loading import tables_behind


def open_sections(*sections: str, unit: str | None = None, year: int | None = None, draft: bool = False) -> Report:
    """Open sections of the report of one unit and year.

    Reads and validates the tables that the sections need, computes them, displays what was opened, and registers the
    cell magic `%%narrative` for them.

    Parameters
    ----------
    sections
        Ids of `analysis.sections.SECTIONS`; without any, all of them and the reconciliation with numbers already
        printed.
    unit, year
        The notebook's parameters; `None` for the project's defaults in `baocao.toml`.
    draft
        Whether tables may be missing.

    Raises
    ------
    ProjectError, InputProblems
        When the inputs cannot be used; the message lists the corrections to make.
    """
    project = find_project()
    edition = project, str(unit or project.unit), int(year or project.year)
    parts = take_parts(*edition, sections, draft=draft) or _computed_parts(*edition, sections, draft=draft)
    left_out = [id for id in sections or (*SECTIONS, RECONCILIATION) if id not in parts.books]
    report = Report(parts.inputs, parts.books, left_out, parts.checks)
    _register_magic(report)
    display(report)
    return report


def _computed_parts(project: Project, unit: str, year: int, sections: Sequence[str], *, draft: bool) -> OpenedParts:
    """Read the tables that sections need and compute the sections: there was nothing to take over."""
    wanted = sections or tuple(SECTIONS)
    names = dict.fromkeys(t for id in wanted for t in SECTIONS[id].tables) if sections else None
    inputs = load_inputs(project, unit, year, names, draft=draft)
    books = {id: build_section(id, inputs) for id in wanted if SECTIONS[id].included(inputs)}
    if not sections and RECONCILED in inputs.tables:
        books[RECONCILIATION] = build_reconciliation(inputs, all_figures(books))
    return OpenedParts(inputs, books)


def _register_magic(report: Report) -> None:
    shell = get_ipython()
    if shell is None:
        return

    def narrative(line: str, cell: str) -> None:
        """Show a part of the report: Markdown in which `{id}` prints a figure.

        `%%narrative credit housing` shows it only if the unit has data of one of these (`Report.has`).
        """
        names = line.split()
        display(report.narrate(cell) if not names or report.has(*names) else Shown(()))

    shell.register_magic_function(narrative, magic_kind="cell")


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
        if "assessment" not in self.inputs.tables:
            notice = text_notice(self.inputs, "assessment")
            return Shown((notice,) if notice else ())
        texts = [parse_prose(text) for text in assessment_text(self.inputs, topic)]
        if as_list and texts:
            return Shown((BulletList(tuple(map(ListItem, texts))),))
        return Shown(tuple(block for blocks in texts for block in blocks))

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


def _if_rows(block: TableBlock) -> Shown:
    return Shown((block,) if block.rows else ())
