"""Checks of the rows of tables, and of the names of places in their texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from analysis.checks.statements.check import Check, Evidence, Facts, Severity, Untestable, Verdict, listed, not_received
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
from analysis.tables import Inputs

# Rows -----------------------------------------------------------------------------------------------------------------


WHOLE_REGISTERS = frozenset({"households"})
"""Tables of people, whose rows are never published: faulty rows are counted, not listed."""


@dataclass(frozen=True)
class EveryRow(Check):
    """A statement about rows of tables that must be available.

    `exceptions` lists the exceptions, each with its row; it raises `Untestable` when no row can be tested.
    """

    tables: tuple[str, ...]
    exceptions: Callable[[Facts], Sequence[str | Evidence]]

    def verdict(self, facts: Facts) -> Verdict:
        """List the exceptions."""
        tables = [facts.table(name) for name in self.tables]
        return listed(self.exceptions(facts), ", ".join(table.file for table in tables))


@dataclass(frozen=True)
class OnceEach(Check):
    """Rows are unique in some columns; rows with an empty cell in one of them are ignored.

    `where` filters the rows: column → accepted values.
    """

    table: str
    columns: tuple[str, ...]
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def verdict(self, facts: Facts) -> Verdict:
        """List the rows that repeat an earlier key."""
        table = facts.table(self.table)
        rows = filtered(table.frame, self.where)
        rows = rows[(rows[list(self.columns)] != "").all(axis=1)]
        if rows.empty:
            raise Untestable(f"không có dòng nào của bảng “{table.title}” nói đến điều này")
        repeated = rows[rows.duplicated(list(self.columns))]
        found = []
        for label, row in repeated.iterrows():
            cells = (_cell_words(facts.inputs, self.table, column, row[column]) for column in self.columns)
            found.append(f"{label}: {', '.join(cells)}")
        return listed(found, f"{len(rows)} dòng của {table.file}")


@dataclass(frozen=True)
class TotalRow(Check):
    """A total row equals the sum of the rows of its parts, where a table has both.

    `column` distinguishes the parts, and has the value `total` in total rows. A total has the same `key` as its parts;
    the columns `values` add up.
    """

    table: str
    column: str
    total: str
    key: tuple[str, ...]
    values: tuple[str, ...]

    def verdict(self, facts: Facts) -> Verdict:
        """Compare every total with its parts, where both have values."""
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
    """Keys of one table exist in another (a foreign key).

    `columns` maps columns of `table` to those of `among`. Two capital years together ("2022-2023") match each of the
    two. `missing` is the Vietnamese text for a key without a match.
    """

    table: str
    among: str
    columns: Mapping[str, str]
    missing: str

    def verdict(self, facts: Facts) -> Verdict:
        """List the keys without a match."""
        table, among = facts.table(self.table), facts.table(self.among)
        if table.frame.empty:
            raise Untestable(f"bảng “{table.title}” không có dòng nào để kiểm tra")
        known = {tuple(map(str, key)) for key in among.frame[list(self.columns.values())].itertuples(index=False)}
        found = []
        for label, row in table.frame.iterrows():
            key = tuple(str(row[column]) for column in self.columns)
            if not any(_known(key, other) for other in known):
                found.append(f"{label}: {', '.join(key)} {self.missing}")
        return listed(found, f"{len(table.frame)} dòng của {table.file} đối chiếu với {among.file}")


def _known(key: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return all(a == b or a in b.split("-") or b in a.split("-") for a, b in zip(key, other, strict=True))


NOT_COMPUTED_FROM = frozenset({"letterhead", "documents", "assessment", "published", "villages"})
"""Tables that no figures are computed from: texts, and numbers for comparison."""


@dataclass(frozen=True)
class UnusedRows(Check):
    """Every row of the tables is used in at least one figure, so that no row is ignored silently."""

    def verdict(self, facts: Facts) -> Verdict:
        """List the unused rows; of the register only their number.

        A draft with missing tables is not tested: rows may belong to sections that are not yet computed.
        """
        if facts.inputs.draft and facts.inputs.missing:
            raise Untestable(not_received(facts.inputs.missing))
        used: dict[str, set[str]] = {name: set() for name in facts.inputs.tables}
        for figure in facts.figures.values():
            for source in figure.sources:  # of this year: files of last year have the same names
                used.get(source.table, set()).update(figure.rows)
        left_out: list[str] = []
        for name, table in facts.inputs.tables.items():
            unused = [str(row) for row in table.frame.index if row not in used[name]]
            if unused and name not in NOT_COMPUTED_FROM:
                left_out += [f"{name}: {len(unused)} dòng"] if name in WHOLE_REGISTERS else unused
        return listed(left_out, f"{len(set().union(*used.values()))} dòng")


def filtered(frame: pd.DataFrame, where: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """Return the rows whose columns have one of the accepted values."""
    for column, accepted in where.items():
        frame = frame[frame[column].isin(accepted)]
    return frame


def _cell_words(inputs: Inputs, table: str, column: str, cell: object) -> str:
    """Return the content of a cell for readers: the name of a commune, the Vietnamese words of a code."""
    described = next(c for c in inputs[table].schema.all_columns if c.name == column)
    if described.type == "commune":
        return {u.code: u.full_name for u in inputs.communes(table)}.get(str(cell), str(cell))
    return inputs.reference.vocabulary.get(described.choices, {}).get(str(cell), str(cell))


# Names of places ------------------------------------------------------------------------------------------------------


Names = Mapping[str, frozenset[str]]
"""Names of units by level."""

_KINDS = {"commune": COMMUNE_KINDS, "district": DISTRICT_KINDS, "province": PROVINCE_KINDS}
"""Words for the units of each level."""


@dataclass(frozen=True)
class PlacesSpelled(Check):
    """Names of places in texts are spelled as in the reference data.

    `wrong` is what is reported: probable misspellings (`near_miss`), or tone marks in another position (`variant`).
    Places outside the unit are not reported, however similar their names are to one of the unit; nor are names similar
    to none.
    """

    wrong: Literal["near_miss", "variant"]
    severity: Severity = field(default="warning", kw_only=True)

    def verdict(self, facts: Facts) -> Verdict:
        """List the misspelled names, each with the probable correct name."""
        known, found, read = KnownPlaces(facts.inputs.reference, facts.inputs.unit), [], 0
        for where, place, spelling in _mentions(facts.inputs, known):
            read += 1
            if spelling.kind == self.wrong:
                found.append(f"{where}: “{place.kind} {place.name}”, có phải “{place.kind} {spelling.of}”?")
        if not read:
            raise Untestable("không văn bản nào trong các bảng nêu tên đơn vị hành chính")
        return listed(found, f"{read} tên đơn vị hành chính trong các bảng")


class KnownPlaces:
    """Names of places that texts of a unit may use: of the unit, of those above and below it, and of other places."""

    def __init__(self, reference: Reference, unit: Unit) -> None:
        self._reference = reference
        self._unit = unit
        self._on: dict[dt.date, tuple[Names, Names]] = {}

    def own(self, date: dt.date) -> Names:
        """Return the names of the unit, of the units above it and of its parts, by level."""
        line = [self._unit]
        while line[-1].parent and (above := self._reference.units.unit_on(line[-1].parent, date)):
            line.append(above)
        family = [*line, *self._reference.units.within(self._unit, date)]
        communes = self._reference.units.communes(self._unit, date)
        return {level: frozenset(u.name for u in (*family, *communes) if u.level == level) for level in _KINDS}

    def spelling(self, place: PlaceName, within: PlaceName | None, date: dt.date) -> Spelling:
        """Compare the spelling of a place with the known names; `unknown` also for places elsewhere."""
        if date not in self._on:
            self._on[date] = self.own(date), self._reference.units.neighbourhood(self._unit, date)
        own, elsewhere = self._on[date]
        levels = [level for level, kinds in _KINDS.items() if place.kind in kinds]
        names = {name for level in levels for name in own[level]}
        spelling = spelling_of(place.name, sorted(names))
        others = {name for level in levels for name in elsewhere.get(level, ())}
        if spelling.kind != "exact" and spelling_of(place.name, others).kind == "exact":
            return Spelling("unknown")
        outside = within is not None and self.spelling(within, None, date).kind == "unknown"
        return Spelling("unknown") if outside and spelling.kind == "near_miss" else spelling


def _mentions(inputs: Inputs, known: KnownPlaces) -> Iterator[tuple[str, PlaceName, Spelling]]:
    """Yield every place named in a text, with the position of the text."""
    for name, table in inputs.tables.items():
        if name in WHOLE_REGISTERS:
            continue
        columns = [c.name for c in table.schema.all_columns if c.type == "text" and not c.choices and not c.pattern]
        for column in (column for column in columns if column in table.frame):
            for label, text in table.frame[column].items():
                places = find_place_names(str(text))
                for place, within in zip(places, places_within(str(text), places), strict=True):
                    yield f"{label}, cột {column}", place, known.spelling(place, within, table.sidecar.as_of)
