"""Reading the tables and computing the sections once, in the process that notebooks are forked from."""

from __future__ import annotations

from analysis.reference import Project
from analysis.sections import build_all
from analysis.sections.registry import section_key
from analysis.tables import load_inputs
from analysis.tables.inputs import table_key
from analysis.tables.prepared import keep


def prepare(project: Project, unit: str, year: int, draft: bool = False) -> None:
    """Keep what the notebooks of a unit and year will open.

    Parameters
    ----------
    project
        The project.
    unit, year, draft
        The edition, and whether it is a draft.

    Raises
    ------
    ProjectError, InputProblems
        When the inputs cannot be used; nothing is kept.
    """
    inputs = load_inputs(project, unit, year, draft=draft)
    books = build_all(inputs)
    folder = project.table_folder(unit, year)
    for name, table in inputs.tables.items():
        keep(table_key(folder, name, inputs.unit, inputs.reference), table)
    for id, book in books.items():
        keep(section_key(id, inputs), book)
