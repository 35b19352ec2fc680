"""What a section of the report declares about itself: title, tables, programme components, how it is computed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from analysis.figures import Figure, FigureBook
from analysis.figures.measures import measure_of_change
from analysis.reference import ProjectError
from analysis.sections.context import in_use
from analysis.tables import InputProblems, Inputs
from analysis.tables.inputs import with_placeholders
from analysis.tables.loading import PREVIOUS, as_previous, year_before
from analysis.tables.metadata import MissingTable

PLAN = "capital"
"""The table with the plan of each component; without it the other money of a component cannot be interpreted."""

CHANGE = "_change"
"""Suffix that the id of a difference adds to the id of the figure."""


def is_change(figure: Figure) -> bool:
    """Whether a figure is a difference between two years."""
    return figure.id.endswith(CHANGE)


@dataclass(frozen=True)
class Compared:
    """The figures that a section compares with the year before.

    Attributes
    ----------
    tables
        Tables that last year's figures are computed from.
    build
        Computes last year's figures: the function of the section or a sufficient part of it.
    incomparable
        Returns why no differences may be computed between the two years, in Vietnamese; empty where they may. Where
        they may not, only last year's figures are added.
    """

    figures: tuple[str, ...]
    tables: tuple[str, ...]
    build: Callable[[Inputs], FigureBook]
    incomparable: Callable[[Inputs, Inputs], str] = lambda now, before: ""


def add_changes(book: FigureBook, inputs: Inputs, before: Inputs, compared: Compared) -> None:
    """Add last year's figures (`previous.<id>`, with all ancestors) and the differences (`<id>_change`) to a book.

    Differences are of exact values, so they may differ in the last digit from those of the printed percentages. A
    figure that is missing in either year, or whose unit of measure changed, is not compared. Phrases: those of last
    year under `previous.`; `<section>.previous_note`, a remark to print after simulated figures of last year, else
    empty; `<section>.incomparable`, the reason when differences must not be computed.
    """
    try:
        last = compared.build(as_previous(before))
    except InputProblems:  # last year's report has the same problem; a check reports it
        return
    ids = [id for id in compared.figures if _in_both(book, last, id)]
    if not ids:
        return
    book.copy_figures(last, ids, PREVIOUS, f"báo cáo năm {before.year}")
    for id, phrase in last.phrases.items():
        if id.startswith(f"{book.section}."):
            book.phrase(PREVIOUS + id, phrase.text)
    simulated = any(book.figures[PREVIOUS + id].simulated for id in ids)
    book.phrase(f"{book.section}.previous_note", ", số liệu mô phỏng để minh họa" if simulated else "")
    reason = compared.incomparable(inputs, before)
    if reason:
        book.phrase(f"{book.section}.incomparable", reason)
        return
    for id in ids:
        now, then = book.figures[id], book.figures[PREVIOUS + id]
        label = f"{now.label}, thay đổi so với báo cáo năm {before.year}"
        book.subtract(f"{id}{CHANGE}", label, now, then, measure=measure_of_change(now.measure))


def _in_both(book: FigureBook, last: FigureBook, id: str) -> bool:
    now, then = book.figures.get(id), last.figures.get(id)
    if now is None or then is None or now.value is None or then.value is None:
        return False
    return now.measure == then.measure


@dataclass(frozen=True)
class Section:
    """A part of the report.

    Attributes
    ----------
    id
        Permanent name; also the prefix of its figures' ids.
    title
        Short Vietnamese title, used where the report's own numbered headings are not available.
    needs
        Raw tables that are all required; without one of them the section is left out.
    uses
        Further tables that are used where the unit has them.
    components
        Components of the programme that it covers; it is left out where the unit has none of them.
    compared
        The figures compared with the year before; `None` where nothing is.
    """

    id: str
    title: str
    build: Callable[[Inputs], FigureBook]
    needs: tuple[str, ...]
    uses: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    compared: Compared | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        """Every raw table it may read."""
        return (*self.needs, *self.uses)

    def compute(self, inputs: Inputs) -> FigureBook:
        """Compute the section, and its changes since the year before where there is one to compare with.

        In a draft, figures that depend on a missing table have no value and are not compared.
        """
        missing = missing_among(inputs, self.needs)
        book = self.build(with_placeholders(inputs, missing) if missing else inputs)
        before = self.before(inputs)
        if self.compared is not None and before is not None:
            add_changes(book, inputs, before, self.compared)
        return book

    def before(self, inputs: Inputs) -> Inputs | None:
        """Return last year's tables to compare with; `None` where they are missing or invalid.

        Invalid tables are reported by the checks that compare the two years.
        """
        if self.compared is None:
            return None
        try:
            before = year_before(inputs, self.compared.tables)
        except (InputProblems, ProjectError):
            return None
        return before if before is not None and set(self.needs) <= set(before.tables) else None

    def included(self, inputs: Inputs) -> bool:
        """Whether the report of a unit has this section; a draft also has it when some of its tables are missing."""
        if not all(name in inputs.tables for name in self.needs) and not self._included_in_draft(inputs):
            return False
        return not self.components or any(in_use(inputs, component) for component in self.components)

    def _included_in_draft(self, inputs: Inputs) -> bool:
        """Whether a draft has some of the required tables, the others are still to come, and the plan is not."""
        missing = {table.name for table in missing_among(inputs, self.needs)}
        present = [name for name in self.needs if name in inputs.tables]
        return bool(present) and len(present) + len(missing) == len(self.needs) and PLAN not in missing

    def missing_required(self, inputs: Inputs) -> tuple[MissingTable, ...]:
        """Return the required tables that a draft does not have yet.

        None for a section of components that the programme of the year does not have.
        """
        if self.components and not any(component in inputs.components for component in self.components):
            return ()
        return missing_among(inputs, self.needs)

    def missing_optional(self, inputs: Inputs) -> tuple[MissingTable, ...]:
        """Return the optional tables that a draft does not have yet; without them parts of the section are left out."""
        return missing_among(inputs, self.uses)


def missing_among(inputs: Inputs, names: Collection[str]) -> tuple[MissingTable, ...]:
    """Return which of several tables a draft does not have yet; none for a final report."""
    return tuple(table for table in inputs.missing if inputs.draft and table.name in names)
