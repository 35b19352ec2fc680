"""Tables that a unit has not handed in: why there are none (`absent.yml`), or which agency has to send them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from analysis.reference import Reference, Unit
from analysis.tables.problems import Problem
from analysis.tables.reading import SUFFIXES
from analysis.tables.schemas import SCHEMAS

FILE = "absent.yml"
REQUIRED = ("letterhead",)
"""Tables without which there is no report; without any other table its sections are left out."""


def read_absent(folder: Path, shown: str) -> dict[str, str] | Problem:
    """Read the reasons of tables that do not exist: table → reason.

    Parameters
    ----------
    folder
        Folder of the tables; the file may not exist.
    shown
        Name of the file in messages.
    """
    path = folder / FILE
    if not path.is_file():
        return {}
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        content = None
    known = [name for name in SCHEMAS if name not in REQUIRED]
    fine = isinstance(content, dict) and all(isinstance(reason, str) and reason for reason in content.values())
    if not fine or set(content) - set(known):
        expected = f"các dòng <bảng>: <lý do>, bảng là một trong {', '.join(known)}"
        return Problem(shown, "không đọc được", expected, "sửa tệp theo mẫu trong data/README.md")
    return {str(name): str(reason) for name, reason in content.items()}


NOT_EXPECTED = ("published",)
"""Tables for comparison, which no office has to send."""

OF_COMMUNES = ("villages",)
"""Tables of communes only."""


@dataclass(frozen=True)
class MissingTable:
    """A table that was not sent.

    Attributes
    ----------
    agency
        The office that has to send it.
    file
        Expected path, relative to the project, without its suffix.
    """

    name: str
    title: str
    agency: str
    file: str

    @property
    def files(self) -> str:
        """Name the files of which one is expected ("data/…/credit.csv hoặc credit.xlsx")."""
        first, *others = (f"{self.file}{suffix}" for suffix in SUFFIXES)
        return " hoặc ".join([first, *(path.rpartition("/")[2] for path in others)])

    def __str__(self) -> str:
        return f"bảng “{self.title}” của {self.agency} (cần tệp {self.files})"


def missing_tables(
    reference: Reference, unit: Unit, year: int, folder: str, there: Collection[str]
) -> tuple[MissingTable, ...]:
    """Return the expected tables of a unit and year, without those present or known not to exist.

    Parameters
    ----------
    reference, unit, year
        Unit and year of the tables.
    folder
        Folder of the tables, relative to the project.
    there
        Names of the tables that were sent, or have a reason why they do not exist.
    """
    names = [name for name in expected_tables(unit.level) if name not in there]
    agencies = reference.agencies.by_table(unit, dt.date(year, 12, 31)) if names else {}
    return tuple(MissingTable(n, SCHEMAS[n].title, agencies[n].name, f"{folder}/{n}") for n in names)


def expected_tables(level: str) -> Iterable[str]:
    """Return the names of the tables that a unit of a level sends every year."""
    return (n for n in SCHEMAS if n not in NOT_EXPECTED and (level == "commune" or n not in OF_COMMUNES))
