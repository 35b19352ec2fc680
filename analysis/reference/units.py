"""Administrative units of the whole country with their dates of existence, and how communes were merged."""

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
        `urban` or `rural` for communes and villages; empty otherwise, and where not known. It decides the income
        threshold of the poverty standard.
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


class UnitRegister:
    """The units of the country; iterates over all of them, past and present, in the order of the file.

    A row becomes a `Unit` when it is first asked for: a run needs a few dozen of some 14,000.
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
        with self.files.line("units", number + 2):  # line 1 is the header
            dates = read_period({"valid_from": row[6], "valid_to": row[7]})
        code, name, kind, level, parent, area = row[:6]
        return Unit(code, name, kind, level, parent, area, *dates)

    @cached_property
    def _all(self) -> tuple[Unit, ...]:
        return tuple(self._unit(number) for number in range(len(self._rows)))

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._all)

    def of_code(self, code: str) -> tuple[Unit, ...]:
        """Return every unit that ever had a code, in the order of the file."""
        return tuple(map(self._unit, self._by_code.get(code, ())))

    def unit_on(self, code: str, date: dt.date) -> Unit | None:
        """Return the unit that had `code` on `date`, if any."""
        return next((u for u in self.of_code(code) if u.valid_on(date)), None)

    def unit_in_year(self, code: str, year: int) -> Unit | None:
        """Return the unit that had `code` at any time of a year; the latest when there were several."""
        found = [u for u in self.of_code(code) if existed_in(u, year)]
        return max(found, key=lambda u: u.valid_from, default=None)

    def children(self, code: str) -> tuple[Unit, ...]:
        """Return every unit that ever belonged directly to the one with a code; of "", the provinces."""
        return tuple(map(self._unit, self._by_parent.get(code, ())))

    def within(self, unit: Unit, date: dt.date) -> tuple[Unit, ...]:
        """Return the units that belonged directly to a unit on a date, in the order of their codes."""
        found = [u for u in self.children(unit.code) if u.valid_on(date)]
        return tuple(sorted(found, key=lambda u: u.code))

    def communes(self, unit: Unit, date: dt.date) -> tuple[Unit, ...]:
        """Return the communes of a unit on a date, in the order of their codes; of a commune, itself."""
        if unit.level == "commune":
            return (unit,)
        direct = self.within(unit, date)
        below = [commune for part in direct if part.level == "district" for commune in self.within(part, date)]
        return tuple(sorted((u for u in (*direct, *below) if u.level == "commune"), key=lambda u: u.code))

    def neighbourhood(self, unit: Unit, date: dt.date) -> dict[str, frozenset[str]]:
        """Return names of places, by level, that a text about a unit may mention although they lie outside it.

        All provinces, and the districts and communes of the unit's province on the date.
        """
        province = unit
        while province.parent and (parent := self.unit_on(province.parent, date)):
            province = parent
        provinces = [u for u in self.children("") if u.valid_on(date)]
        districts = [u for u in self.within(province, date) if u.level == "district"]
        places = (*provinces, *districts, *self.communes(province, date))
        return {level: frozenset(u.name for u in places if u.level == level) for level in LEVELS}

    def with_similar_code(self, code: str, year: int) -> tuple[Unit, ...]:
        """Return units of a year with a code similar to the one given, as suggestions for a message."""
        near = get_close_matches(code, self._by_code, n=3, cutoff=0.7)
        return tuple(unit for other in near for unit in self.of_code(other) if existed_in(unit, year))

    @cached_property
    def _links(self) -> list[list[str]]:
        return self.files.cells("unit_links")

    def successors(self, code: str) -> tuple[tuple[str, str], ...]:
        """Return the codes of the communes that a former commune was merged into, each with `whole` or `part`."""
        return tuple((new, extent) for old, new, extent in self._links if old == code)

    def predecessors(self, code: str) -> tuple[tuple[str, str], ...]:
        """Return the codes of the former communes merged into a commune, each with `whole` or `part`."""
        return tuple((old, extent) for old, new, extent in self._links if new == code)


def existed_in(unit: Unit, year: int) -> bool:
    """Whether a unit existed at any time of a year."""
    return unit.valid_from <= dt.date(year, 12, 31) and unit.valid_to >= dt.date(year, 1, 1)


def kind_words(units: Iterable[Unit]) -> str:
    """List the kinds of several units in the usual order, rural before urban ("xã, thị trấn"; "thôn, khu phố")."""
    kinds = dict.fromkeys(unit.kind for unit in units)
    return ", ".join(sorted(kinds, key=lambda kind: _ORDER.index(kind) if kind in _ORDER else len(_ORDER)))


def main_kind(units: Iterable[Unit]) -> str:
    """Return the kind used when several units are counted together ("08 xã"; "05 thôn")."""
    return kind_words(units).partition(",")[0]


_ORDER = ("huyện", "quận", "thị xã", "thành phố", "xã", "phường", "thị trấn", "đặc khu", "thôn", "bản", "khu phố")
