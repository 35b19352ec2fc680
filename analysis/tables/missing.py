"""Tables that a unit owes and has not handed in yet: who owes them, and the file that is expected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from analysis.reference import Reference, Unit
from analysis.tables.reading import SUFFIXES
from analysis.tables.schemas import SCHEMAS

NOT_OWED = ("published",)
"""Tables to compare with, which no office owes."""

OF_COMMUNES = ("villages",)
"""Tables that only communes have."""


@dataclass(frozen=True)
class MissingTable:
    """A table that has not come.

    Attributes
    ----------
    name, title
        Of the table; the title is its Vietnamese one.
    agency
        The office that owes it.
    file
        Where it is expected, relative to the project, without its suffix.
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
    """Return the tables that a unit owes for a year, without those that are there or known not to exist.

    Parameters
    ----------
    reference, unit, year
        Whose tables; they tell who owes each.
    folder
        Folder of the tables, relative to the project.
    there
        Names of the tables that were handed in, or of which is explained why there are none.
    """
    names = [name for name in owed(unit.level) if name not in there]
    agencies = reference.agencies.by_table(unit, dt.date(year, 12, 31)) if names else {}
    return tuple(MissingTable(n, SCHEMAS[n].title, agencies[n].name, f"{folder}/{n}") for n in names)


def owed(level: str) -> Iterable[str]:
    """Return the names of the tables that a unit of a level owes every year."""
    return (n for n in SCHEMAS if n not in NOT_OWED and (level == "commune" or n not in OF_COMMUNES))
