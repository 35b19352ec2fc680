"""Options shared by several commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from analysis.reference.project import Project, find_project

Command = Callable[..., Any]


def edition_options(command: Command) -> Command:
    """Add `--unit` and `--year`."""
    command = click.option(
        "--year", type=click.IntRange(1900, 2999), help="Year reported on [default: of the project]"
    )(command)
    return click.option("--unit", help="Code of the administrative unit [default: of the project]")(command)


def chosen_edition(unit: str | None, year: int | None) -> tuple[Project, str, int]:
    """Return the project with the given unit and year, or its defaults."""
    project = find_project()
    return project, unit or project.unit, year or project.year
