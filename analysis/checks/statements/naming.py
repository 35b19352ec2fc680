"""Statements about the names of places in the texts of tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from analysis.checks.statements.result import Facts, Statement, Untestable, Verdict, listed
from analysis.checks.statements.rows import WHOLE_REGISTERS
from analysis.reference import Reference, Unit
from analysis.reference.place_names import (
    COMMUNE_KINDS,
    DISTRICT_KINDS,
    PROVINCE_KINDS,
    PlaceName,
    Spelling,
    find_place_names,
    places_within,
    spelling_of,
)
from analysis.tables import Inputs, Table

_LEVELS = (("commune", COMMUNE_KINDS), ("district", DISTRICT_KINDS), ("province", PROVINCE_KINDS))


@dataclass(frozen=True)
class PlacesSpelled(Statement):
    """Places that texts name are spelled as the reference spells them.

    A place that is said to lie outside the unit, or that is known to, is no slip, however alike the names are; nor is
    a name that is like none of the unit's.

    Attributes
    ----------
    wrong
        What is told: `near_miss`, probably a slip; or `variant`, the tone mark in its other place.
    """

    wrong: Literal["near_miss", "variant"]

    def verdict(self, facts: Facts) -> Verdict:
        """List the places that are spelled otherwise, each with the name that is probably meant."""
        known, found, read = KnownPlaces(facts.inputs.reference, facts.inputs.unit), [], 0
        for where, place, spelling in _mentions(facts.inputs, known):
            read += 1
            if spelling.kind == self.wrong:
                found.append(f"{where}: “{place.kind} {place.name}”, có phải “{place.kind} {spelling.of}”?")
        if not read:
            raise Untestable("không văn bản nào trong các bảng nêu tên đơn vị hành chính")
        return listed(found, f"{read} tên đơn vị hành chính trong các bảng")


class KnownPlaces:
    """The names of places that a unit's texts may use: its own, those above and beside it, and those elsewhere.

    Parameters
    ----------
    reference
        The reference data.
    unit
        The unit.
    """

    def __init__(self, reference: Reference, unit: Unit) -> None:
        self._reference = reference
        self._unit = unit
        self._own: dict[dt.date, Mapping[str, frozenset[str]]] = {}
        self._near: dict[dt.date, Mapping[str, frozenset[str]]] = {}

    def own(self, date: dt.date) -> Mapping[str, frozenset[str]]:
        """Return the names of the unit, of what it belongs to and of what belongs to it, by level."""
        line = [self._unit]
        while line[-1].parent and (above := self._reference.units.unit_on(line[-1].parent, date)):
            line.append(above)
        family = [*line, *self._reference.units.within(self._unit, date)]
        communes = self._reference.units.communes(self._unit, date)
        return {
            level: frozenset(u.name for u in (*family, *communes) if u.level == level)
            for level in ("commune", "district", "province")
        }

    def spelling(self, place: PlaceName, within: PlaceName | None, date: dt.date) -> Spelling:
        """Tell how a place is spelled; `unknown` also when it lies elsewhere."""
        if date not in self._own:
            self._own[date] = self.own(date)
            self._near[date] = self._reference.units.neighbourhood(self._unit, date)
        own, elsewhere = self._own[date], self._near[date]
        levels = [level for level, kinds in _LEVELS if place.kind in kinds]
        names = {name for level in levels for name in own[level]}
        spelling = spelling_of(place.name, sorted(names))
        others = {name for level in levels for name in elsewhere.get(level, ())}
        if spelling.kind != "exact" and spelling_of(place.name, others).kind == "exact":
            return Spelling("unknown")
        outside = within is not None and self.spelling(within, None, date).kind == "unknown"
        return Spelling("unknown") if outside and spelling.kind == "near_miss" else spelling


def _mentions(inputs: Inputs, known: KnownPlaces) -> Iterator[tuple[str, PlaceName, Spelling]]:
    """Yield every place that a text names, with where the text stands."""
    for name, table in inputs.tables.items():
        if name in WHOLE_REGISTERS:
            continue
        date = table.sidecar.as_of
        for where, text in _texts(table):
            places = find_place_names(text)
            for place, within in zip(places, places_within(text, places), strict=True):
                yield where, place, known.spelling(place, within, date)


def _texts(table: Table) -> Iterator[tuple[str, str]]:
    """Yield the texts of a table's columns that hold words, with their places."""
    columns = [c.name for c in table.schema.all_columns if c.type == "text" and not c.choices and not c.pattern]
    for column in columns:
        if column in table.frame:
            yield from ((f"{label}, cột {column}", str(text)) for label, text in table.frame[column].items() if text)
