"""Common fixtures: the tables and sections of the example, copies of its data to modify, and small tables."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.figures import Figure, FigureBook
from analysis.reference import Project, find_project
from analysis.sections import build_all
from analysis.sections.registry import all_figures
from analysis.tables import SCHEMAS, InputProblems, Inputs, Problem, Table, load_inputs
from analysis.tables.metadata import Sidecar

UNIT, YEAR = "183", 2023
FOLDER = f"data/{UNIT}-cao-loc/{YEAR}"


@pytest.fixture(scope="session")
def project() -> Project:
    """The project in the repository."""
    return find_project()


@pytest.fixture(scope="session")
def inputs(project: Project) -> Inputs:
    """All tables of the example."""
    return load_inputs(project, UNIT, YEAR)


@pytest.fixture(scope="session")
def books(inputs: Inputs) -> dict[str, FigureBook]:
    """Figure books of all sections of the example, by section id."""
    return build_all(inputs)


@pytest.fixture(scope="session")
def figures(books: dict[str, FigureBook]) -> dict[str, Figure]:
    """All figures of the example, by id."""
    return all_figures(books)


@dataclass(frozen=True)
class DataCopy:
    """A copy of the example's data that a test may modify."""

    project: Project

    @property
    def folder(self) -> Path:
        """Folder of the raw tables."""
        return self.project.root / FOLDER

    def write(self, name: str, content: str | bytes) -> None:
        """Write a complete file."""
        (self.folder / name).write_bytes(content.encode() if isinstance(content, str) else content)

    def read(self, name: str) -> str:
        """Read a complete file as text."""
        return (self.folder / name).read_text(encoding="utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace a text that occurs exactly once in a file."""
        text = (self.folder / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def add_household_register(self) -> None:
        """Copy the household register too; it is large and most tests do not need it."""
        shutil.copy(find_project().root / FOLDER / "households.csv", self.folder)

    def load(self, *names: str) -> Inputs:
        """Read tables of the copy; all of them if no name is given."""
        return load_inputs(self.project, UNIT, YEAR, names)

    def problems(self, *names: str) -> tuple[Problem, ...]:
        """Read tables that must be rejected, and return the problems."""
        with pytest.raises(InputProblems) as caught:
            self.load(*names)
        return caught.value.problems

    def problem(self, name: str) -> Problem:
        """Read a table that must have exactly one problem, and return it."""
        found = self.problems(name)
        assert len(found) == 1, "\n".join(map(str, found))
        return found[0]


@pytest.fixture
def data(project: Project, tmp_path: Path) -> DataCopy:
    """A project in a temporary folder with settings and one year of the example, without the household register."""
    root = tmp_path / "project"
    left_out = shutil.ignore_patterns("households.csv", "simulation", str(YEAR - 1), str(YEAR + 1))
    shutil.copytree(project.data, root / "data", ignore=left_out)
    shutil.copy(project.root / "baocao.toml", root)
    return DataCopy(Project(root.resolve(), UNIT, YEAR))


TableMaker = Callable[..., Table]


@pytest.fixture(scope="session")
def make_table() -> TableMaker:
    """Return a function that builds a table from columns, as if read from a file whose data rows start at row 2."""

    def make(name: str, columns: dict[str, list[Any]], **sidecar: Any) -> Table:
        rows = len(next(iter(columns.values())))
        described = {"agency": "Phòng X", "as_of": dt.date(2023, 11, 15), "provenance": "published"} | sidecar
        whole = {
            c: pd.Series(v, dtype="Int64" if all(type(x) is int or x is None for x in v) else object)
            for c, v in columns.items()
        }
        frame = pd.DataFrame(whole)
        if "provenance" not in frame:
            frame["provenance"] = described["provenance"]
        frame.index = pd.Index([f"{name}.csv:{n}" for n in range(2, rows + 2)])
        return Table(SCHEMAS[name], f"data/{name}.csv", frame, Sidecar(**described), "")

    return make
