"""Administrative units with the dates between which they existed, and which old ones became which new ones.

The list holds every unit of the country, past and present. A run speaks of a few of them: rows are indexed by code and
by what they belong to, and only those asked for become a `Unit`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from analysis.reference.files import ReferenceFiles, read_period

COLUMNS = {
    "units": ("code", "name", "kind", "level", "parent_code", "area", "valid_from", "valid_to", "source", "mark"),
    "unit_links": ("old_code", "new_code", "extent"),
}
LEVELS = ("province", "district", "commune")
"""Levels of units that have codes; a commune's villages have none."""


@dataclass(frozen=True)
class Unit:
    """An administrative unit, valid between two dates.

    Attributes
    ----------
    code
        Code of the General Statistics Office; of a village, the number that its commune gave it.
    name
        Name without the kind of unit ("Cao Lộc").
    kind
        Kind in Vietnamese ("huyện", "xã", "thị trấn").
    level
        `province`, `district`, `commune` or `village`.
    parent
        Code of the unit it belongs to; empty for a province.
    area
        `urban` or `rural` for communes and villages; empty otherwise, and where it is not known. It decides the
        income threshold of the poverty standard.
    """

    code: str
    name: str
    kind: str
    level: str
    parent: str
    area: str
    valid_from: dt.date
    valid_to: dt.date

    @property
    def full_name(self) -> str:
        """Kind and name ("huyện Cao Lộc")."""
        return f"{self.kind} {self.name}"

    def valid_on(self, date: dt.date) -> bool:
        """Whether the unit existed on `date`."""
        return self.valid_from <= date <= self.valid_to


class UnitList:
    """The units of the country, each row becoming a `Unit` when it is asked for.

    Parameters
    ----------
    files
        The reference data, with `units.csv` and `unit_links.csv`.
    """

    def __init__(self, files: ReferenceFiles) -> None:
        self.files = files

    @cached_property
    def _rows(self) -> list[list[str]]:
        return self.files.cells("units")

    @cached_property
    def _by_code(self) -> dict[str, list[int]]:
        return self._index(0)

    @cached_property
    def _by_parent(self) -> dict[str, list[int]]:
        return self._index(4)

    def _index(self, column: int) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, row in enumerate(self._rows):
            found[row[column]].append(number)
        return found

    def _unit(self, number: int) -> Unit:
        row = self._rows[number]
        with self.files.line("units", number + 2):
            dates = read_period({"valid_from": row[6], "valid_to": row[7]})
        code, name, kind, level, parent, area = row[:6]
        return Unit(code, name, kind, level, parent, area, *dates)

    def __iter__(self) -> Iterator[Unit]:
        return (self._unit(number) for number in range(len(self._rows)))

    def of_code(self, code: str) -> tuple[Unit, ...]:
        """Return every unit that ever had a code, in the order of the list."""
        return tuple(map(self._unit, self._by_code.get(code, ())))

    def inside(self, code: str) -> tuple[Unit, ...]:
        """Return every unit that ever belonged directly to the one with a code."""
        return tuple(map(self._unit, self._by_parent.get(code, ())))

    def named_like(self, code: str, year: int) -> tuple[Unit, ...]:
        """Return units of a year whose code is almost the one given, for a message."""
        near = get_close_matches(code, self._by_code, n=3, cutoff=0.7)
        return tuple(unit for other in near for unit in self.of_code(other) if existed_in(unit, year))

    @cached_property
    def _links(self) -> list[list[str]]:
        return self.files.cells("unit_links")

    def became(self, code: str) -> tuple[tuple[str, str], ...]:
        """Return what became of a commune of before 2025-07-01: codes of the new ones, each with `whole` or `part`."""
        return tuple((new, extent) for old, new, extent in self._links if old == code)

    def made_of(self, code: str) -> tuple[tuple[str, str], ...]:
        """Return the former communes that a commune of since 2025-07-01 was made of, each with `whole` or `part`."""
        return tuple((old, extent) for old, new, extent in self._links if new == code)


def existed_in(unit: Unit, year: int) -> bool:
    """Whether a unit existed at any time of a year."""
    return unit.valid_from <= dt.date(year, 12, 31) and unit.valid_to >= dt.date(year, 1, 1)


def kind_words(units: Iterable[Unit]) -> str:
    """Name the kinds of several units as a text does, country before town ("xã, thị trấn"; "thôn, khu phố")."""
    kinds = dict.fromkeys(unit.kind for unit in units)
    return ", ".join(sorted(kinds, key=lambda kind: _ORDER.index(kind) if kind in _ORDER else len(_ORDER)))


def main_kind(units: Iterable[Unit]) -> str:
    """Name the kind that stands for all of several units where a text counts them ("08 xã"; "05 thôn")."""
    return kind_words(units).partition(",")[0]


_ORDER = ("huyện", "quận", "thị xã", "thành phố", "xã", "phường", "thị trấn", "đặc khu", "thôn", "bản", "khu phố")
