"""What a section of the report declares about itself: title, tables, programme components, how it is computed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from analysis.figures import FigureBook
from analysis.reference import ProjectError
from analysis.sections.changes import Compared, add_changes
from analysis.sections.context import in_use
from analysis.tables import InputProblems, Inputs
from analysis.tables.inputs import with_placeholders
from analysis.tables.loading import year_before
from analysis.tables.metadata import MissingTable

PLAN = "capital"
"""The table with the plan of each component; without it the other money of a component cannot be interpreted."""


@dataclass(frozen=True)
class Section:
    """A part of the report.

    Attributes
    ----------
    id
        Permanent name; also the prefix of its figures' ids.
    title
        Short Vietnamese title, used where the report's own numbered headings are not available.
    build
        Computes the section: a pure function of the inputs.
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
