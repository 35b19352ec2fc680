"""The agency that submits each table: its function by table, its name by level of the unit and date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.reference.files import ReferenceFiles, read_period
from analysis.reference.project import ProjectError
from analysis.reference.units import Unit

COLUMNS = {"agencies": ("code", "level", "name_vi", "valid_from", "valid_to"), "agency_tables": ("table", "agency")}


@dataclass(frozen=True)
class Agency:
    """An office that submits tables.

    Attributes
    ----------
    code
        Its function (`finance`), the same at every level.
    name
        Its Vietnamese name at one level of units.
    """

    code: str
    name: str


class TableAgencies:
    """Which agency submits which table.

    Parameters
    ----------
    files
        The reference data, with `agencies.csv` and `agency_tables.csv`.
    """

    def __init__(self, files: ReferenceFiles) -> None:
        self.files = files

    def by_table(self, unit: Unit, date: dt.date) -> Mapping[str, Agency]:
        """Return the agency of each table of a unit; for a unit abolished before the date, its last ones.

        Raises
        ------
        ProjectError
            As `at_level`.
        """
        return self.at_level(unit.level, min(date, unit.valid_to))

    def at_level(self, level: str, date: dt.date) -> Mapping[str, Agency]:
        """Return the agency of each table at a level of units.

        Parameters
        ----------
        level
            `province`, `district` or `commune`.
        date
            Day on which the names have to be valid.

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
