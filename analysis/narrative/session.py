"""What a notebook works with: one call opens its sections, and everything the report shows comes from there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from fractions import Fraction
from functools import cached_property
from typing import Any

from IPython import get_ipython
from IPython.display import display

from analysis.checks import CheckResult, PublishedComparison, build_reconciliation, compare_published, run_checks
from analysis.figures import Figure, Phrase
from analysis.figures.book import FigureBook
from analysis.figures.figure import AWAITED
from analysis.figures.lineage import figure_record, table_record
from analysis.narrative.awaited import draft_notice, section_notices, text_notice
from analysis.narrative.blocks import (
    FIGURES_MIME,
    Annex,
    Block,
    BulletList,
    FigureText,
    Heading,
    Inline,
    ListItem,
    Note,
    Notice,
    TableBlock,
    Text,
)
from analysis.narrative.display import Shown
from analysis.narrative.front_matter import letterhead_block, signature_block
from analysis.narrative.markdown import PLACEHOLDER, parse_markdown, parse_prose
from analysis.narrative.reconciliation import (
    differences_block,
    failures_block,
    norms_block,
    passed_block,
    untested_block,
)
from analysis.narrative.summary import table_block
from analysis.reference import find_project
from analysis.sections import SECTIONS, build_section
from analysis.sections.assessment import assessment_text
from analysis.sections.context import open_book
from analysis.sections.trends import Years
from analysis.tables import SCHEMAS, Inputs, load_inputs
from analysis.tables.year_before import PREVIOUS, tables_behind

OPTIONAL = re.compile(r"(\s?)\[\[(?:([a-z]+(?:\|[a-z]+)*):\s)?(.*?)\]\]", re.DOTALL)
"""A part of a sentence that is left out, with the blank before it, when there is nothing to tell; or that only units of
some levels tell (`[[province|district: …]]`)."""

NUMBER_ONLY = "n"
"""Form of a placeholder that prints the number without its unit: `{livelihood.projects:n}`."""

CHANGE = "change"
"""Form of a placeholder that tells a difference in words: `{poverty.poor_change:change}` is "giảm 334 hộ"."""


class NarrativeError(ValueError):
    """A sentence speaks of something that no section has; the message names the nearest match."""


class Workbook:
    """The sections that a notebook opened, ready to be told, tabulated and drawn.

    Parameters
    ----------
    inputs
        Validated tables of one unit and year.
    books
        The sections, computed.
    left_out
        Ids of the sections that were asked for and of which the unit has no data: what speaks of them shows nothing;
        in a draft, a box that says which tables are still to come.
    """

    def __init__(self, inputs: Inputs, books: dict[str, FigureBook], left_out: Sequence[str] = ()) -> None:
        self.inputs = inputs
        self.left_out = frozenset(left_out)
        self.books: dict[str, FigureBook] = {}
        self.figures: dict[str, Figure] = {}
        self.phrases: dict[str, Phrase] = {}
        self._notices = section_notices(inputs, tuple(books), left_out)
        self._checks: list[CheckResult] | None = None
        if not books:
            self.phrases |= open_book("context", inputs).phrases
        for book in books.values():
            self.add(book)

    def add(self, book: FigureBook) -> None:
        """Add a section to those that are open."""
        self.books[book.section] = book
        self.figures |= book.figures
        self.phrases |= book.phrases
        self._checks = None

    # What a notebook shows ------------------------------------------------------------------------------------------

    def narrate(self, text: str) -> Shown:
        """Turn Markdown with `{figure}` placeholders into a part of the report.

        What stands in double brackets, `[[còn {livelihood.awaiting_approval} chờ phê duyệt]]`, is told only when
        every figure in it has a value that is not zero; a change may be zero (`{poverty.poor_change:change}`). Nothing
        is told that speaks of a section left out; a draft says what is missing of the sections spoken of.
        """
        notices = self._notices_of(_section_of(id) for id, _ in PLACEHOLDER.findall(text))
        left = OPTIONAL.sub(self._if_any, text)
        if any(self._left_out(id) for id, _ in PLACEHOLDER.findall(left)):
            return Shown(notices)
        blocks: tuple[Block, ...] = parse_markdown(left, self._resolve)
        headings = next((n for n, block in enumerate(blocks) if not isinstance(block, Heading)), len(blocks))
        return Shown((*blocks[:headings], *notices, *blocks[headings:]))

    def has(self, *names: str) -> bool:
        """Whether the unit has data of one of several sections, tables, figures or phrases.

        A figure counts when it has a value that is not zero, a phrase when the section has it.

        Raises
        ------
        NarrativeError
            When a name is none of these.
        """
        return any(map(self._has, names))

    def table(self, name: str, section: str | None = None) -> Shown:
        """Show a table of a section (the first that has one of that name)."""
        for id, book in self.books.items():
            if name in book.tables and section in (None, id):
                block = table_block(book.tables[name])
                return Shown((block,) if block.rows else self._notices_of((id,)))
        if self.left_out:
            return Shown(self._notices_of((section,) if section else self.left_out))
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

    # What a notebook asks -------------------------------------------------------------------------------------------

    @cached_property
    def years(self) -> Years | None:
        """The unit's years up to this one, for what is followed over years; `None` for tables made by hand."""
        project, unit, year = self.inputs.project, self.inputs.unit.code, self.inputs.year
        return None if project is None else Years(project, unit, until=year, own=(self.inputs, self.books))

    def __getitem__(self, id: str) -> Figure:
        try:
            return self.figures[id]
        except KeyError:
            raise NarrativeError(self._unknown(id)) from None

    def published(self) -> list[PublishedComparison]:
        """Compare the figures with what a report already printed."""
        return compare_published(self.inputs, self.figures)

    def checks(self) -> list[CheckResult]:
        """Evaluate every check on the tables and figures; a section that is added has them evaluated anew."""
        if self._checks is None:
            self._checks = run_checks(self.inputs, self.figures)
        return self._checks

    # ----------------------------------------------------------------------------------------------------------------

    def _if_any(self, part: re.Match[str]) -> str:
        """Return an optional part, or nothing: of another level, of what is not known, or of a figure without value."""
        levels, words = part[2], part[3]
        if levels and self.inputs.unit.level not in levels.split("|"):
            return ""
        found = PLACEHOLDER.findall(words)
        waiting = [id for id, _ in found if id in self.figures and self.figures[id].awaits]
        known = [id for id, _ in found if id in self.figures and id not in waiting]
        # What waits for a table is told only beside what is known; a part that has nothing but gaps is left out.
        told = all(self._tells(*each) for each in found) and (known or not waiting)
        return part[1] + words if told else ""

    def _tells(self, id: str, form: str) -> bool:
        if id in self.phrases or (id in self.figures and self.figures[id].awaits):
            return True
        value = self.figures[id].value if id in self.figures else None
        return value is not None if form == CHANGE else bool(value)

    def _notices_of(self, sections: Iterable[str]) -> tuple[Notice, ...]:
        """Return the boxes of some sections, each once, in the order of the report."""
        wanted = set(sections)
        return tuple(dict.fromkeys(notice for id, notice in self._notices.items() if id in wanted))

    def _left_out(self, id: str) -> bool:
        section, _, rest = id.partition(".")
        if section == "component":
            return rest not in self.inputs.components
        if id in self.figures or id in self.phrases:
            return False
        section = _section_of(id)
        return section in self.left_out or self._partial(section)

    def _partial(self, section: str) -> bool:
        """Whether a section is told only as far as its tables go."""
        return section in self.books and section in self._notices

    def _has(self, name: str) -> bool:
        if name in self.figures:
            return bool(self.figures[name].value or self.figures[name].awaits)
        if name in self.phrases or _section_of(name) in self._notices:
            return True  # a heading of what is still to come stands, with the box under it
        if name == FAILURES:
            return any(check.status == "failed" for check in self.checks())
        if name in SECTIONS:
            return name in self.books or (
                name not in self.left_out and set(SECTIONS[name].needs) <= self.inputs.handed_in
            )
        if name in SCHEMAS:
            return name in self.inputs.handed_in
        if name.partition(".")[0] in (*self.books, *self.left_out):
            return False
        raise NarrativeError(f'"{name}" không phải mục, bảng hay số liệu của mục đã mở.')

    def _resolve(self, id: str, form: str) -> Sequence[Inline]:
        if id in self.figures and form == CHANGE:
            return change_text(self.figures[id])
        if id in self.figures:
            return (figure_text(self.figures[id], form),)
        if id in self.phrases and not form:
            phrase = self.phrases[id]
            note = (Note((Text(phrase.note),)),) if phrase.note else ()
            unknown = not (phrase.text or note) and self._partial(_section_of(id))
            return (Text(AWAITED if unknown else phrase.text), *note)
        raise NarrativeError(self._unknown(id))

    def _unknown(self, id: str) -> str:
        near = get_close_matches(id, [*self.figures, *self.phrases], n=1)
        hint = f' Có phải "{near[0]}"?' if near else ""
        opened = ", ".join(self.books)
        return f'Không có số liệu hay cụm từ "{id}" trong các mục đã mở ({opened}).{hint}'

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


NOTHING = Shown(())
RECONCILED, RECONCILIATION = "published", "reconciliation"
"""The table of numbers already printed, and the section that is told only with it."""
FAILURES = "failures"
"""What a cell is told with (`%%narrative failures`) that speaks of checks that failed."""


def _shown(notice: Notice | None) -> Shown:
    return Shown((notice,)) if notice else NOTHING


def _table(block: TableBlock) -> Shown:
    """Show a table; nothing when it has no rows."""
    return Shown((block,) if block.rows else ())


def _section_of(id: str) -> str:
    """Return the section of a figure or phrase, also of last year's."""
    return id.removeprefix(PREVIOUS).partition(".")[0]


def figure_text(figure: Figure, form: str = "") -> FigureText:
    """Print a figure as a part of a sentence or a cell.

    Parameters
    ----------
    figure
        The figure.
    form
        Empty for its own form, `n` for the number without its unit, or a key of `formatting.FORMS`.
    """
    printed = figure.print(with_unit=False) if form == NUMBER_ONLY else figure.print(form or None)
    return FigureText(figure.id, figure.exact, printed, figure.provenance)


def change_text(figure: Figure) -> tuple[Inline, ...]:
    """Tell a difference: which way, and how much; "không đổi" where there is none."""
    if not figure.value:
        told = figure.printed if figure.value is None else "không đổi"
        return (FigureText(figure.id, figure.exact, told, figure.provenance),)
    size = replace(figure, value=abs(Fraction(figure.value))).printed
    way = "giảm " if figure.value < 0 else "tăng "
    return (Text(way), FigureText(figure.id, figure.exact, size, figure.provenance))


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
    wanted = sections or tuple(SECTIONS)
    names = dict.fromkeys(t for id in wanted for t in SECTIONS[id].tables) if sections else SCHEMAS
    inputs = load_inputs(project, str(unit or project.unit), int(year or project.year), names, draft=draft)
    told = [id for id in wanted if SECTIONS[id].told(inputs)]
    left_out = [id for id in wanted if id not in told]
    if not sections and RECONCILED not in inputs.tables:
        left_out.append(RECONCILIATION)
    workbook = Workbook(inputs, {id: build_section(id, inputs) for id in told}, left_out)
    if not sections and RECONCILED in inputs.tables:
        workbook.add(build_reconciliation(inputs, workbook.figures))
    _register_magic(workbook)
    display(workbook)
    return workbook


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
