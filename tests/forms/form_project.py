"""A project whose unit gets a new year: its tables, its forms, files to import."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from analysis.forms.importing import Imported, import_forms
from analysis.forms.new_year import FORMS, NewYear
from analysis.reference import Project, find_project
from analysis.tables import InputProblems, Problem

UNIT, LAST, YEAR = "183", 2023, 2024
SLUG = f"{UNIT}-cao-loc"


def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows of the example's table, as its file has them."""
    path = find_project().root / "data" / SLUG / str(LAST) / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class FormProject:
    """A project in a temporary folder, with the tables of one year and the forms of the next."""

    project: Project
    made: NewYear
    incoming: Path = field(default=Path())

    @property
    def folder(self) -> Path:
        """Folder of the new year."""
        return self.made.folder

    def form(self, table: str) -> Path:
        """Return the form that asks for a table."""
        name = next(n for n, form in self.made.forms.items() if table in {t.schema.name for t in form.tables})
        return self.folder / FORMS / name

    def sent(self, table: str) -> Path:
        """Return a copy of a table's form outside the project."""
        source = self.form(table)
        return Path(shutil.copy(source, self.incoming / source.name))

    def import_files(self, *paths: Path, **options: Any) -> Imported:
        """Import files."""
        return import_forms(self.project, paths, **options)

    def problems(self, *paths: Path, **options: Any) -> Sequence[Problem]:
        """Import files that cannot be imported, and return why not; nothing may have changed."""
        before = self.state()
        with pytest.raises(InputProblems) as caught:
            self.import_files(*paths, **options)
        assert self.state() == before
        return caught.value.problems

    def state(self) -> Mapping[str, bytes]:
        """Return every file of the unit's folder."""
        root = self.folder.parent
        return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def make_project(root: Path, *, register: bool) -> Project:
    source = find_project()
    left_out = ["simulation", str(YEAR)] if register else ["simulation", str(YEAR), "households.*"]
    shutil.copytree(source.data, root / "data", ignore=shutil.ignore_patterns(*left_out))
    shutil.copy(source.root / "baocao.toml", root)
    return Project(root.resolve(), UNIT, LAST)


def copy_of(template: FormProject, tmp_path: Path) -> FormProject:
    """Copy a project."""
    root = tmp_path / "project"
    shutil.copytree(template.project.root, root)
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    folder = root / template.made.folder.relative_to(template.project.root)
    made = NewYear(folder, template.made.forms, template.made.opening)
    return FormProject(Project(root, UNIT, LAST), made, incoming)
