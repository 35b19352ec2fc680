"""The reference data of a project: one object with an attribute per subject, each read on first use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from analysis.reference import law, norms, standards, units
from analysis.reference.files import ReferenceFiles, read_period
from analysis.reference.law import LegalDocuments, Programme
from analysis.reference.norms import Norms, read_norms
from analysis.reference.project import ProjectError
from analysis.reference.standards import PovertyStandards
from analysis.reference.units import Unit, UnitRegister

_COLUMNS = {
    **units.COLUMNS,
    **law.COLUMNS,
    **standards.COLUMNS,
    **norms.COLUMNS,
    "agencies": ("code", "level", "name_vi", "valid_from", "valid_to"),
    "agency_tables": ("table", "agency"),
    "vocabulary": ("domain", "code", "label_vi"),
}
"""Columns that each file of reference data must have."""


class Vocabulary(dict[str, dict[str, str]]):
    """Vietnamese words of codes: domain → code → words, in the order of the forms."""

    def __init__(self, files: ReferenceFiles) -> None:
        super().__init__()
        for row in files.rows("vocabulary"):
            self.setdefault(row["domain"], {})[row["code"]] = row["label_vi"]

    def words(self, domain: str, code: str) -> str:
        """Return the Vietnamese words of a code."""
        return self[domain][code]


@dataclass(frozen=True)
class Agency:
    """An office that submits tables: its function (`finance`), the same at every level, and its name at one level."""

    code: str
    name: str


class TableAgencies:
    """Which agency submits which table."""

    def __init__(self, files: ReferenceFiles) -> None:
        self.files = files

    def by_table(self, unit: Unit, date: dt.date) -> Mapping[str, Agency]:
        """Return the agency of each table of a unit; for a unit abolished before the date, its last ones."""
        return self.at_level(unit.level, min(date, unit.valid_to))

    def at_level(self, level: str, date: dt.date) -> Mapping[str, Agency]:
        """Return the agency of each table at a level of units.

        Raises
        ------
        ProjectError
            When a table has two agencies, or none that exists at the level and on the date.
        """
        files = self.files
        names: dict[str, str] = {}
        for row, (first, last) in files.built("agencies", lambda row: (row, read_period(row))):
            if row["level"] == level and first <= date <= last:
                names[row["code"]] = row["name_vi"]
        found: dict[str, Agency] = {}
        for row in files.rows("agency_tables"):
            table, code = row["table"], row["agency"]
            if table in found:
                raise ProjectError(f'{files.shown("agency_tables")}: bảng "{table}" có hai cơ quan. Giữ một dòng.')
            if code not in names:
                raise ProjectError(
                    f'{files.shown("agencies")}: không có cơ quan "{code}" cấp {level} vào ngày {date}. Thêm một dòng.'
                )
            found[table] = Agency(code, names[code])
        return found


class Reference:
    """The reference data of a project, read from its folder on first use.

    Parameters
    ----------
    folder
        Folder with the files listed in `data/reference/README.md`. A file that is missing, lacks a column or holds
        an invalid value raises a `ProjectError` on first use.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = ReferenceFiles(folder, _COLUMNS)

    @cached_property
    def units(self) -> UnitRegister:
        """Administrative units of the whole country, past and present."""
        return UnitRegister(self.files)

    @cached_property
    def programme(self) -> Programme:
        """The national target programmes and their components."""
        return Programme(self.files)

    @cached_property
    def standards(self) -> PovertyStandards:
        """Poverty standards and bands of poverty incidence."""
        return PovertyStandards(self.files)

    @cached_property
    def documents(self) -> LegalDocuments:
        """Laws, decrees, circulars and decisions by id, and the policies based on them."""
        return LegalDocuments(self.files)

    @cached_property
    def norms(self) -> Norms:
        """Statutory amounts per person, the base salary, and the periods for which amounts are paid."""
        return read_norms(self.files)

    @cached_property
    def agencies(self) -> TableAgencies:
        """The agency that submits each table."""
        return TableAgencies(self.files)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Vietnamese words of codes: domain → code → words."""
        return Vocabulary(self.files)


@lru_cache(maxsize=8)
def load_reference(folder: Path) -> Reference:
    """Return the reference data of a folder, read once per process."""
    return Reference(folder)
