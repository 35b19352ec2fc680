"""The units of the country on a date, each commune with what it belongs to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.reference import Reference, Unit
from analysis.reference.units import LEVELS

COUNTRY = "country"


@dataclass(frozen=True)
class Places:
    """The units of a date.

    Attributes
    ----------
    units
        Units by code.
    parents
        Where households are counted, by code: level → code of the unit that it belongs to, itself included. These are
        the communes, and the districts without any (islands), each of which stands for a commune of its own.
    """

    units: Mapping[str, Unit]
    parents: Mapping[str, Mapping[str, str]]

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels that there are, from the whole country down; since 2025-07-01 no districts."""
        return (COUNTRY, *(level for level in LEVELS if any(unit.level == level for unit in self.units.values())))


def places_on(reference: Reference, date: dt.date) -> Places:
    """Return the units of the country on a date."""
    units = {unit.code: unit for unit in reference.units if unit.valid_on(date)}
    parents = {unit.code: _above(unit, units) for unit in units.values() if unit.level == "commune"}
    parted = {above.get("district") for above in parents.values()}
    whole = (unit for unit in units.values() if unit.level == "district" and unit.code not in parted)
    return Places(units, parents | {unit.code: _above(unit, units) | {"commune": unit.code} for unit in whole})


def _above(commune: Unit, units: Mapping[str, Unit]) -> dict[str, str]:
    found, unit = {COUNTRY: ""}, commune
    while True:
        found[unit.level] = unit.code
        above = units.get(unit.parent)
        if above is None:
            return found
        unit = above
