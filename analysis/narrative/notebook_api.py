"""The first call of a notebook, `open_sections`, and the cell magic `%%narrative`."""

from __future__ import annotations

from collections.abc import Sequence

from IPython import get_ipython
from IPython.display import display

from analysis.checks import build_reconciliation
from analysis.narrative.computed import RECONCILED, RECONCILIATION, OpenedParts, take_parts
from analysis.narrative.preview import Shown
from analysis.narrative.report import Report
from analysis.reference import Project, find_project
from analysis.sections import SECTIONS, build_section
from analysis.sections.registry import all_figures
from analysis.tables import load_inputs


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
