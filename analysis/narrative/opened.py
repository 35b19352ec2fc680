"""The sections that a notebook opened: finding their figures and phrases, and what is missing from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import cached_property

from analysis.checks import CheckResult, PublishedComparison, compare_published, run_checks
from analysis.figures import Figure, Phrase
from analysis.figures.book import FigureBook
from analysis.narrative.blocks import Notice
from analysis.narrative.draft_notices import section_notices
from analysis.sections import SECTIONS
from analysis.sections.context import open_book
from analysis.sections.trends import Years
from analysis.tables import SCHEMAS, Inputs
from analysis.tables.loading import PREVIOUS

FAILURES = "failures"
"""Name for cells that are shown only if a check failed: `%%narrative failures`."""


class NarrativeError(ValueError):
    """A name that no opened section has; the message contains the nearest match."""


class OpenedSections:
    """Some sections of one report, computed.

    Parameters
    ----------
    left_out
        Ids of requested sections that the unit has no data for. Text about them shows nothing; in a draft, the notice
        of their missing tables.
    checks
        Results of all checks, if they were evaluated before.
    """

    def __init__(
        self,
        inputs: Inputs,
        books: dict[str, FigureBook],
        left_out: Sequence[str] = (),
        checks: Sequence[CheckResult] | None = None,
    ) -> None:
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
        self._checks = None if checks is None else list(checks)

    def add(self, book: FigureBook) -> None:
        """Add a section."""
        self.books[book.section] = book
        self.figures |= book.figures
        self.phrases |= book.phrases
        self._checks = None

    def has(self, *names: str) -> bool:
        """Whether the unit has data of one of several sections, tables, figures or phrases.

        A figure counts when it has a value that is not zero, a phrase when the section has it.

        Raises
        ------
        NarrativeError
            When a name is none of these.
        """
        return any(map(self._has, names))

    @cached_property
    def years(self) -> Years | None:
        """The unit's years up to this one, for charts over years; `None` for inputs without a project."""
        project, unit, year = self.inputs.project, self.inputs.unit.code, self.inputs.year
        return None if project is None else Years(project, unit, until=year, own=(self.inputs, self.books))

    def __getitem__(self, id: str) -> Figure:
        try:
            return self.figures[id]
        except KeyError:
            raise NarrativeError(self.not_found(id)) from None

    def published(self) -> list[PublishedComparison]:
        """Compare the figures with what a report already printed."""
        return compare_published(self.inputs, self.figures)

    def checks(self) -> list[CheckResult]:
        """Return the results of all checks, evaluated again after a section was added."""
        if self._checks is None:
            self._checks = run_checks(self.inputs, self.figures)
        return self._checks

    def notices_of(self, sections: Iterable[str]) -> tuple[Notice, ...]:
        """Return the notices of some sections, each once, in the order of the report."""
        wanted = set(sections)
        return tuple(dict.fromkeys(notice for id, notice in self._notices.items() if id in wanted))

    def is_left_out(self, id: str) -> bool:
        """Whether a figure or phrase belongs to a section that the unit has no data for."""
        section, _, rest = id.partition(".")
        if section == "component":
            return rest not in self.inputs.components
        if id in self.figures or id in self.phrases:
            return False
        section = section_of(id)
        return section in self.left_out or self.is_partial(section)

    def is_partial(self, section: str) -> bool:
        """Whether a section was computed only in part, because tables are missing."""
        return section in self.books and section in self._notices

    def _has(self, name: str) -> bool:
        if name in self.figures:
            return bool(self.figures[name].value or self.figures[name].awaits)
        if name in self.phrases or section_of(name) in self._notices:
            return True  # the heading is shown, with the notice under it
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

    def not_found(self, id: str) -> str:
        """Return the message that no opened section has a figure or phrase, with the nearest match."""
        near = get_close_matches(id, [*self.figures, *self.phrases], n=1)
        hint = f' Có phải "{near[0]}"?' if near else ""
        opened = ", ".join(self.books)
        return f'Không có số liệu hay cụm từ "{id}" trong các mục đã mở ({opened}).{hint}'


def section_of(id: str) -> str:
    """Return the section of a figure or phrase, of this or last year."""
    return id.removeprefix(PREVIOUS).partition(".")[0]
