"""An indicator of a unit over years: tables and figures of each year, values by group, breaks in comparability."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from analysis.figures import Figure, FigureBook
from analysis.figures.formatting import format_change
from analysis.figures.measures import measure_of_change
from analysis.reference import Project, ProjectError, Unit
from analysis.reference.units import kind_words
from analysis.sections.capital import PROGRAMME
from analysis.sections.poverty import INCIDENCE_COLUMNS
from analysis.sections.registry import build_section
from analysis.sections.trends.indicators import GROUPINGS, INDICATORS, WHOLE, Indicator, group_labels
from analysis.tables import InputProblems, Inputs, load_inputs
from analysis.tables.loading import year_before
from analysis.tables.schemas import SCHEMAS

_STANDARD, _PLACES, _PROGRAMME = "đổi chuẩn nghèo", "thay đổi đơn vị hành chính", "đổi chương trình"


class Years:
    """The years of a unit.

    Parameters
    ----------
    until
        Last year to include; `None` for all.
    own
        Inputs of one year that have been read already, and the sections computed from them.
    """

    def __init__(
        self,
        project: Project,
        unit: str,
        until: int | None = None,
        own: tuple[Inputs, Mapping[str, FigureBook]] | None = None,
    ) -> None:
        self.project, self.unit = project, unit
        self.numbers = tuple(year for year in project.years_of(unit) if until is None or year <= until)
        self._read: dict[tuple[int, tuple[str, ...], bool], Inputs] = {}
        self._books: dict[tuple[int, str, str], FigureBook] = {}
        self._own = own

    def inputs(self, year: int, indicator: Indicator, grouping: str) -> Inputs:
        """Return the tables of a year that an indicator needs.

        Raises
        ------
        ProjectError, InputProblems
            When they exist but are invalid, or the unit did not exist.
        """
        near = self._near(year, indicator)
        if near is not None:
            return near
        # `poverty.incidence` uses only these columns of the register.
        columns = {"households": INCIDENCE_COLUMNS} if indicator.source(grouping) == "poverty" else {}
        key = (year, indicator.tables, bool(columns))
        if key not in self._read:
            self._read[key] = load_inputs(self.project, self.unit, year, indicator.tables, columns)
        return self._read[key]

    def book(self, year: int, indicator: Indicator, grouping: str) -> FigureBook:
        """Return the figures of a year that contain those of an indicator.

        Raises
        ------
        ProjectError, InputProblems
            As `inputs`, and when rows that the figures need are missing from the tables.
        """
        source = indicator.source(grouping)
        if self._own and self._own[0].year == year and source in self._own[1]:
            return self._own[1][source]
        kind = (year, f"{source or indicator.build}", grouping if not source else WHOLE)
        if kind not in self._books:
            near = self._near(year, indicator)
            if near is not None and source:
                self._books[kind] = build_section(source, near)
            else:
                self._books[kind] = indicator.build(self.inputs(year, indicator, grouping), grouping)
        return self._books[kind]

    def _near(self, year: int, indicator: Indicator) -> Inputs | None:
        """Return the inputs of the report or of the year before it if they cover a year; else `None`."""
        if self._own is None or not self._own[0].year - 1 <= year <= self._own[0].year:
            return None
        own = self._own[0]
        found = own if year == own.year else year_before(own, indicator.tables)
        return found if found is not None and set(indicator.tables) <= set(found.tables) else None


@dataclass(frozen=True)
class Year:
    """Metadata of the values of a year.

    Attributes
    ----------
    as_of
        As-of date of the first table that the values were read from; for the register, the date of the review.
    standard, citation
        Code and citation of the poverty standard used; empty where the indicator does not depend on it.
    identities
        Start of validity of each group, and of the whole under "": after a merger or in the next programme, the same
        code denotes another commune or component.
    """

    number: int
    unit: Unit
    as_of: dt.date
    standard: str = ""
    citation: str = ""
    identities: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Series:
    """The values of one group, or of the whole unit, by year; years without a value are omitted."""

    code: str
    label: str
    figures: dict[int, Figure]


@dataclass(frozen=True)
class Break:
    """A change between two years, `after` the one and `before` the other, that makes them incomparable; in words."""

    after: int
    before: int
    words: str


@dataclass(frozen=True)
class Change:
    """The difference from the year before, with the two values as parents; or `None`, and the reason."""

    figure: Figure | None
    reason: str = ""

    @property
    def number(self) -> str:
        """The difference with its sign ("−1,72"); a dash for none."""
        if self.figure is None or self.figure.value is None:
            return "–"
        return format_change(self.figure.value, self.figure.measure.form)

    @property
    def printed(self) -> str:
        """The difference with sign and unit ("−1,72 điểm phần trăm")."""
        if self.figure is None:
            return self.number
        return f"{self.number} {self.figure.measure.printed_unit()}".strip()


@dataclass(frozen=True)
class Trend:
    """An indicator of one unit over its years.

    Attributes
    ----------
    unit
        The unit, in the last year with values.
    years
        The years with values, by number.
    left_out
        Years of the project without values, with the reason in Vietnamese.
    grouping_label
        Vietnamese name of the grouping for this unit ("Theo xã, thị trấn").
    """

    indicator: Indicator
    grouping: str
    unit: Unit | None
    years: dict[int, Year]
    whole: Series
    series: tuple[Series, ...]
    left_out: dict[int, str]
    grouping_label: str = ""

    @property
    def span(self) -> tuple[int, ...]:
        """Every year from the first to the last, including those without a value."""
        return tuple(range(min(self.years), max(self.years) + 1)) if self.years else ()

    @property
    def breaks(self) -> tuple[Break, ...]:
        """Breaks between consecutive values of the whole unit, also across missing years."""
        found = ((a, b, self._between(a, b, "")) for a, b in pairwise(sorted(self.whole.figures)))
        return tuple(Break(a, b, words) for a, b, words in found if words)

    def runs(self, series: Series) -> list[list[int]]:
        """Return the runs of years that a line may connect: consecutive and comparable."""
        runs: list[list[int]] = []
        for year in sorted(series.figures):
            if runs and runs[-1][-1] == year - 1 and not self._between(year - 1, year, series.code):
                runs[-1].append(year)
            else:
                runs.append([year])
        return runs

    def change(self, series: Series, year: int) -> Change:
        """Return the difference between a year and the year before, or the reason why there is none."""
        now, before = series.figures.get(year), series.figures.get(year - 1)
        if now is None or before is None:
            return Change(None, f"không có số liệu năm {year if now is None else year - 1}")
        words = self._between(year - 1, year, series.code)
        if words:
            return Change(None, words)
        book = FigureBook("trends")
        parents = [
            replace(f, id=f"{f.id}@{y}", label=f"{f.label}, năm {y}") for f, y in ((now, year), (before, year - 1))
        ]
        label = f"{now.label}: năm {year} so với năm {year - 1}"
        return Change(book.subtract(f"trends.change.{now.id}", label, *parents, measure=measure_of_change(now.measure)))

    def _between(self, first: int, last: int, code: str) -> str:
        """Return what changed between two years for a group; empty when they are comparable."""
        a, b = self.years[first], self.years[last]
        if a.standard != b.standard:
            return f"{_STANDARD}: {b.citation}"
        if a.unit.valid_from != b.unit.valid_from:
            return _PLACES
        then, now = a.identities.get(code), b.identities.get(code)
        changed = then and now and then != now
        return (_PROGRAMME if self.indicator.section == "capital" else _PLACES) if changed else ""


def trend_of(years: Years, indicator: str, grouping: str = WHOLE) -> Trend:
    """Compute an indicator of a unit over its years.

    Raises
    ------
    ValueError
        When the indicator does not support the grouping.
    """
    what = INDICATORS[indicator]
    if grouping not in what.groupings:
        raise ValueError(f"{indicator} has no grouping {grouping!r}: {', '.join(what.groupings)}")
    found: dict[int, Year] = {}
    left_out: dict[int, str] = {}
    values: dict[str, dict[int, Figure]] = {"": {}}
    labels: dict[str, str] = {}
    kinds = ""
    for number in years.numbers:
        try:
            inputs = years.inputs(number, what, grouping)
            missing = [name for name in what.tables if name not in inputs.tables]
            if missing:
                left_out[number] = "không có bảng " + ", ".join(f"“{SCHEMAS[name].title}”" for name in missing)
                continue
            figures = years.book(number, what, grouping).figures
        except InputProblems as faulty:
            left_out[number] = f"số liệu có {len(faulty.problems)} chỗ không dùng được (baocao check --year {number})"
            continue
        except ProjectError as error:
            left_out[number] = str(error)
            continue
        kinds = kind_words(inputs.parts)
        found[number] = _year(inputs, what, grouping)
        _keep(values[""], number, figures.get(what.whole(grouping)))
        if grouping != WHOLE:
            own = group_labels(inputs, grouping)
            labels |= own
            for code in own:
                _keep(values.setdefault(code, {}), number, figures.get(what.figures[grouping].format(code)))
    last = found[max(found)].unit if found else None
    series = tuple(Series(code, label, values[code]) for code, label in labels.items() if values[code])
    words = f"Theo {kinds}" if grouping == "commune" and kinds else GROUPINGS[grouping]
    kind = f"Toàn {last.kind}" if last else GROUPINGS[WHOLE]
    return Trend(what, grouping, last, found, Series("", kind, values[""]), series, left_out, words)


def _keep(values: dict[int, Figure], year: int, figure: Figure | None) -> None:
    if figure is not None and figure.value is not None:
        values[year] = figure


def _year(inputs: Inputs, indicator: Indicator, grouping: str) -> Year:
    as_of = inputs[indicator.tables[0]].sidecar.as_of
    since = _identities(inputs, indicator, grouping)
    standard = inputs.reference.standards.standard_on(as_of) if indicator.under_standard else None
    if standard is None:
        return Year(inputs.year, inputs.unit, as_of, identities=since)
    citation = inputs.reference.documents[standard.document].citation
    return Year(inputs.year, inputs.unit, as_of, standard.code, citation, since)


def _identities(inputs: Inputs, indicator: Indicator, grouping: str) -> dict[str, str]:
    if grouping == "commune":
        return {unit.code: unit.valid_from.isoformat() for unit in inputs.communes("households")}
    if indicator.section != "capital":
        return {}
    since = {code: row["valid_from"] for code, row in inputs.components.items()}
    return since | {"": since.get(PROGRAMME, "")}


def ranked(series: Sequence[Series], year: int) -> list[Series]:
    """Return the series with a value in a year, in descending order of value, then by label."""
    having = [s for s in series if year in s.figures]
    return sorted(having, key=lambda s: (-(s.figures[year].value or 0), s.label, s.code))
