"""Statements about the rows of tables, and the names of places in their texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from analysis.checks.statements.check import Check, Evidence, Facts, Untestable, Verdict, listed, not_received
from analysis.figures.formatting import format_number
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

# Rows -----------------------------------------------------------------------------------------------------------------


WHOLE_REGISTERS = frozenset({"households"})
"""Tables of people, whose rows never travel with a report: what is wrong in them is counted, not listed."""


@dataclass(frozen=True)
class EveryRow(Check):
    """A statement about rows, with a function that lists the exceptions.

    Attributes
    ----------
    tables
        The tables it looks at, without which it cannot be tested; the first is the one it speaks of.
    exceptions
        Lists what contradicts the statement, each naming its row; raises `Untestable` when no row can be tested.
    """

    tables: tuple[str, ...]
    exceptions: Callable[[Facts], Sequence[str | Evidence]]

    def verdict(self, facts: Facts) -> Verdict:
        """List the exceptions."""
        tables = [facts.table(name) for name in self.tables]
        return listed(self.exceptions(facts), ", ".join(table.file for table in tables))


@dataclass(frozen=True)
class OnceEach(Check):
    """No two rows stand for the same thing.

    Attributes
    ----------
    table
        The table.
    columns
        What rows that stand for the same thing share; rows in which one of them is empty stand for nothing alone.
    where
        Filter of the rows meant: column → accepted values.
    """

    table: str
    columns: tuple[str, ...]
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def verdict(self, facts: Facts) -> Verdict:
        """List the rows that repeat another."""
        table = facts.table(self.table)
        rows = filtered(table.frame, self.where)
        rows = rows[(rows[list(self.columns)] != "").all(axis=1)]
        if rows.empty:
            raise Untestable(f"không có dòng nào của bảng “{table.title}” nói đến điều này")
        repeated = rows[rows.duplicated(list(self.columns))]
        found = [f"{label}: {self._words(facts.inputs, row)}" for label, row in repeated.iterrows()]
        return listed(found, f"{len(rows)} dòng của {table.file}")

    def _words(self, inputs: Inputs, row: Any) -> str:
        return ", ".join(cell_words(inputs, self.table, column, row[column]) for column in self.columns)


@dataclass(frozen=True)
class TotalRow(Check):
    """A row for all of something is the sum of the rows for its parts, where a table has both.

    Attributes
    ----------
    table
        The table.
    column, total
        The column that tells parts apart, and the value that stands for all of them.
    key
        Columns that a total shares with its parts.
    values
        Columns that add up.
    """

    table: str
    column: str
    total: str
    key: tuple[str, ...]
    values: tuple[str, ...]

    def verdict(self, facts: Facts) -> Verdict:
        """Compare every total with its parts, where both are filled in."""
        table = facts.table(self.table)
        compared, found = 0, []
        for label, row in table.frame[table.frame[self.column] == self.total].iterrows():
            same = (table.frame[list(self.key)] == row[list(self.key)]).all(axis=1)
            parts = table.frame[same & (table.frame[self.column] != self.total)]
            for value in self.values:
                cells = parts[value].dropna()
                if pd.isna(row[value]) or cells.empty:
                    continue
                compared += 1
                if int(row[value]) != int(cells.sum()):
                    numbers = (format_number(int(number), "integer") for number in (row[value], cells.sum()))
                    found.append(f"{label}, cột {value}: tổng ghi {', các phần cộng lại '.join(numbers)}")
        if not compared:
            raise Untestable(f"bảng “{table.title}” không ghi cả tổng và các phần của cùng một nội dung")
        return listed(found, f"{compared} tổng của {table.file}")


@dataclass(frozen=True)
class KeysKnown(Check):
    """What one table speaks of, another table knows.

    Attributes
    ----------
    table, among
        The table that speaks, and the one that must know.
    columns
        Column of the first → column of the second. Two capital years together ("2022-2023") know each of the two.
    where
        Filter of the first table's rows.
    missing
        What a key without its match means, in Vietnamese.
    """

    table: str
    among: str
    columns: Mapping[str, str]
    missing: str
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def verdict(self, facts: Facts) -> Verdict:
        """List the keys that the other table does not know."""
        table, among = facts.table(self.table), facts.table(self.among)
        rows = filtered(table.frame, self.where)
        if rows.empty:
            raise Untestable(f"bảng “{table.title}” không có dòng nào để kiểm tra")
        known = {tuple(map(str, key)) for key in among.frame[list(self.columns.values())].itertuples(index=False)}
        found = []
        for label, row in rows.iterrows():
            key = tuple(str(row[column]) for column in self.columns)
            if not any(_known(key, other) for other in known):
                found.append(f"{label}: {', '.join(key)} {self.missing}")
        return listed(found, f"{len(rows)} dòng của {table.file} đối chiếu với {among.file}")


def _known(key: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return all(a == b or a in b.split("-") or b in a.split("-") for a, b in zip(key, other, strict=True))


TOLD_AS_WORDS = frozenset({"letterhead", "documents", "assessment", "published", "villages"})
"""Tables whose rows are told or compared, not computed from."""


@dataclass(frozen=True)
class UnusedRows(Check):
    """Every row of the tables goes into at least one figure: a row that no section asks for is left out silently."""

    def verdict(self, facts: Facts) -> Verdict:
        """List the rows that no figure was computed from; of the register only how many.

        A draft has sections that are still to come, for which some of its rows are there.
        """
        if facts.inputs.draft and facts.inputs.missing:
            raise Untestable(not_received(facts.inputs.missing))
        used: dict[str, set[str]] = {name: set() for name in facts.inputs.tables}
        for figure in facts.figures.values():
            for source in figure.sources:  # of this year: last year's rows stand in files of the same names
                used.get(source.table, set()).update(figure.rows)
        left_out: list[str] = []
        for name, table in facts.inputs.tables.items():
            unused = [str(row) for row in table.frame.index if row not in used[name]]
            if unused and name not in TOLD_AS_WORDS:
                left_out += [f"{name}: {len(unused)} dòng"] if name in WHOLE_REGISTERS else unused
        return listed(left_out, f"{len(set().union(*used.values()))} dòng")


def filtered(frame: pd.DataFrame, where: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """Return the rows whose columns have one of the accepted values."""
    for column, accepted in where.items():
        frame = frame[frame[column].isin(accepted)]
    return frame


def cell_words(inputs: Inputs, table: str, column: str, cell: object) -> str:
    """Name what a cell says: a commune by its name, a code by its Vietnamese words."""
    described = next(c for c in inputs[table].schema.all_columns if c.name == column)
    if described.type == "commune":
        return {u.code: u.full_name for u in inputs.communes(table)}.get(str(cell), str(cell))
    return inputs.reference.vocabulary.get(described.choices, {}).get(str(cell), str(cell))


# Names of places ------------------------------------------------------------------------------------------------------


_LEVELS = (("commune", COMMUNE_KINDS), ("district", DISTRICT_KINDS), ("province", PROVINCE_KINDS))


@dataclass(frozen=True)
class PlacesSpelled(Check):
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
        while line[-1].parent and (above := self._reference.unit(line[-1].parent, date)):
            line.append(above)
        family = [*line, *self._reference.within(self._unit, date)]
        communes = self._reference.communes(self._unit, date)
        return {
            level: frozenset(u.name for u in (*family, *communes) if u.level == level)
            for level in ("commune", "district", "province")
        }

    def spelling(self, place: PlaceName, within: PlaceName | None, date: dt.date) -> Spelling:
        """Tell how a place is spelled; `unknown` also when it lies elsewhere."""
        if date not in self._own:
            self._own[date] = self.own(date)
            self._near[date] = self._reference.neighbourhood(self._unit, date)
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
