"""A project whose unit gets a new year, and its forms."""

from __future__ import annotations

from pathlib import Path

import pytest
from offices import UNIT, YEAR, Office, copy_of, make_project

from analysis.forms.new_year import new_year


@pytest.fixture(scope="session")
def office_template(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The new year of the example, without its large register; never written to."""
    project = make_project(tmp_path_factory.mktemp("office") / "project", register=False)
    return Office(project, new_year(project, UNIT, YEAR))


@pytest.fixture(scope="session")
def with_register(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The new year of the example, with the register of households; never written to."""
    project = make_project(tmp_path_factory.mktemp("register") / "project", register=True)
    return Office(project, new_year(project, UNIT, YEAR))


@pytest.fixture
def office(office_template: Office, tmp_path: Path) -> Office:
    """A copy of the new year that a test may fill."""
    return copy_of(office_template, tmp_path)


@pytest.fixture
def office_with_register(with_register: Office, tmp_path: Path) -> Office:
    """A copy of the new year with the register of households."""
    return copy_of(with_register, tmp_path)
