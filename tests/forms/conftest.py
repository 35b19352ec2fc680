"""A project whose unit gets a new year, and its forms."""

from __future__ import annotations

from pathlib import Path

import pytest
from form_project import UNIT, YEAR, FormProject, copy_of, make_project

from analysis.forms.new_year import new_year


@pytest.fixture(scope="session")
def form_project_template(tmp_path_factory: pytest.TempPathFactory) -> FormProject:
    """The new year of the example, without its large register; never written to."""
    project = make_project(tmp_path_factory.mktemp("office") / "project", register=False)
    return FormProject(project, new_year(project, UNIT, YEAR))


@pytest.fixture(scope="session")
def template_with_register(tmp_path_factory: pytest.TempPathFactory) -> FormProject:
    """The new year of the example, with the register of households; never written to."""
    project = make_project(tmp_path_factory.mktemp("register") / "project", register=True)
    return FormProject(project, new_year(project, UNIT, YEAR))


@pytest.fixture
def form_project(form_project_template: FormProject, tmp_path: Path) -> FormProject:
    """A copy of the new year that a test may fill."""
    return copy_of(form_project_template, tmp_path)


@pytest.fixture
def form_project_with_register(template_with_register: FormProject, tmp_path: Path) -> FormProject:
    """A copy of the new year with the register of households."""
    return copy_of(template_with_register, tmp_path)
