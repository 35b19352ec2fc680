"""The counts of a register, aggregated from communes to districts, provinces and the country; tables of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import pandas as pd

from analysis.figures.formatting import Number, format_number
from analysis.reference import PovertyStandard, Reference, Unit
from analysis.reference.units import LEVELS
from analysis.sections.classification import NEAR_POOR, NOT_POOR, POOR
from analysis.sections.small_counts import suppressed_under
from analysis.tables import InputProblems, Problem
from analysis.tables.schemas.households import DEPRIVATION_COLUMNS, INDICATORS

COUNTRY = "country"
CLASSES = (POOR, NEAR_POOR, NOT_POOR)
KEYS = ("commune", "area", "poverty_class")
COUNTS = ("households", "members", "ethnic_minority", *DEPRIVATION_COLUMNS)


@dataclass(frozen=True)
class UnitHierarchy:
    """The units of the country on a date, and for each commune: level → code of the unit it belongs to, or itself.

    Districts without communes (islands) are treated as communes.
    """

    units: Mapping[str, Unit]
    parents: Mapping[str, Mapping[str, str]]

    @property
    def levels(self) -> tuple[str, ...]:
        """Existing levels, from the country down; no districts since 2025-07-01."""
        return (COUNTRY, *(level for level in LEVELS if any(unit.level == level for unit in self.units.values())))


def hierarchy_on(reference: Reference, date: dt.date) -> UnitHierarchy:
    """Return the units of the country on a date with their hierarchy."""
    units = {unit.code: unit for unit in reference.units if unit.valid_on(date)}
    parents = {unit.code: _above(unit, units) for unit in units.values() if unit.level == "commune"}
    parted = {above.get("district") for above in parents.values()}
    whole = (unit for unit in units.values() if unit.level == "district" and unit.code not in parted)
    return UnitHierarchy(units, parents | {unit.code: _above(unit, units) | {"commune": unit.code} for unit in whole})


def _above(commune: Unit, units: Mapping[str, Unit]) -> dict[str, str]:
    found, unit = {COUNTRY: ""}, commune
    while True:
        found[unit.level] = unit.code
        above = units.get(unit.parent)
        if above is None:
            return found
        unit = above


@dataclass(frozen=True)
class RegisterCounts:
    """A register as counts.

    Attributes
    ----------
    frame
        One row per commune, area and class with households: `households`, `members` (people), `ethnic_minority`
        (households), and the households deprived in each indicator (`deprived_…`).
    """

    frame: pd.DataFrame = field(repr=False)
    hierarchy: UnitHierarchy = field(repr=False)
    standard: PovertyStandard
    as_of: dt.date

    def at(self, level: str, *, by_area: bool = False) -> pd.DataFrame:
        """Aggregate the counts at a level.

        Returns
        -------
        pandas.DataFrame
            Indexed by `code` (empty for the country), `area` if `by_area`, and `poverty_class`: all classes of every
            unit with households, including zero counts.

        Raises
        ------
        InputProblems
            When the level does not exist on the date.
        """
        if level not in self.hierarchy.levels:
            levels = ", ".join(self.hierarchy.levels)
            message = f"không có cấp này vào ngày {self.as_of:%d/%m/%Y}"
            raise InputProblems([Problem("level", message, f"một trong: {levels}", "sửa level", value=level)])
        codes = self.frame["commune"].map({code: above[level] for code, above in self.hierarchy.parents.items()})
        kept = [codes.rename("code"), *([self.frame["area"]] if by_area else []), self.frame["poverty_class"]]
        sums = self.frame[list(COUNTS)].groupby(kept, sort=True).sum()
        groups = dict.fromkeys(key[:-1] for key in sums.index)
        every = [(*group, poverty_class) for group in groups for poverty_class in CLASSES]
        return sums.reindex(pd.MultiIndex.from_tuples(every, names=sums.index.names), fill_value=0)

    def of_class(self, poverty_class: str, level: str) -> pd.DataFrame:
        """Return the counts of one class at a level, by `code`; zero where a unit has none."""
        return self.at(level).loc[pd.IndexSlice[:, poverty_class], :].droplevel("poverty_class")

    def incidence(self, level: str) -> pd.DataFrame:
        """Return poverty incidence at a level as exact fractions.

        Returns
        -------
        pandas.DataFrame
            By `code`: `communes`, the communes of the unit, and `communes_counted`, those with households in the
            register; `households`, `members`, `poor`, `near_poor` (households), `poor_members` (people); `poor_rate`
            and `near_poor_rate`, households of the class ÷ households; `intensity`, the mean share of the twelve
            indicators in which poor households are deprived (`None` without poor households), and `adjusted_rate`,
            `poor_rate` × `intensity`: after Alkire and Foster (2011), but for the legal definition of poor.
        """
        poor, near_poor = (self.of_class(name, level) for name in (POOR, NEAR_POOR))
        whole = self.at(level).groupby("code").sum()
        lacking = poor[list(DEPRIVATION_COLUMNS)].sum(axis=1)
        rows = zip(poor["households"], near_poor["households"], whole["households"], lacking, strict=True)
        names = ["poor_rate", "near_poor_rate", "intensity", "adjusted_rate"]
        shares = pd.DataFrame([_shares(*map(int, row)) for row in rows], whole.index, names, dtype=object)
        sums = whole[["households", "members"]].assign(
            poor=poor["households"], near_poor=near_poor["households"], poor_members=poor["members"]
        )
        return pd.concat([self._coverage(level).reindex(whole.index, fill_value=0), sums, shares], axis=1)

    def _coverage(self, level: str) -> pd.DataFrame:
        """Count the communes of each unit: all, and those with households in the register."""
        units, parents = self.hierarchy.units, self.hierarchy.parents
        communes = {code: above[level] for code, above in parents.items() if units[code].level == "commune"}
        codes = pd.Series(communes, name="code", dtype=object)
        here = codes[codes.index.isin(self.frame["commune"].unique())]
        counted = {"communes": codes.value_counts(), "communes_counted": here.value_counts()}
        return pd.DataFrame(counted).fillna(0).astype("int64")


def _shares(poor: int, near_poor: int, households: int, lacking: int) -> list[Fraction | None]:
    possible = households * len(INDICATORS)
    intensity = Fraction(lacking, poor * len(INDICATORS)) if poor else None
    return [Fraction(poor, households), Fraction(near_poor, households), intensity, Fraction(lacking, possible)]


# Formatted tables ---------------------------------------------------------------------------------------------------

SUPPRESSED = "…"
"""Printed in place of a suppressed count; a note beside the table explains it."""

_INCIDENCE = {
    "communes": ("Số xã", "integer"),
    "communes_counted": ("Số xã có trong danh sách", "integer"),
    "households": ("Số hộ", "integer"),
    "members": ("Số nhân khẩu", "integer"),
    "poor": ("Hộ nghèo", "integer"),
    "poor_rate": ("Tỷ lệ hộ nghèo", "percent2"),
    "near_poor": ("Hộ cận nghèo", "integer"),
    "near_poor_rate": ("Tỷ lệ hộ cận nghèo", "percent2"),
}


def incidence_table(counts: RegisterCounts, level: str) -> pd.DataFrame:
    """Format poverty incidence at a level, with the whole register in the last row."""
    frames = [counts.incidence(level)] if level == COUNTRY else [counts.incidence(each) for each in (level, COUNTRY)]
    frame = pd.concat([_named(counts, each) for each in frames])
    return pd.DataFrame(
        {header: [_printed(value, form) for value in frame[name]] for name, (header, form) in _INCIDENCE.items()},
        index=frame.index,
    )


def deprivation_table(counts: RegisterCounts, level: str, poverty_class: str) -> pd.DataFrame:
    """Format the deprived households of a class by indicator at a level, with the whole register in the last row.

    A count below five households, or whose complement in the class of the unit is below five, is suppressed, and so are
    further counts from which it could be derived with the totals of the levels above.
    """
    return pd.concat([_deprivations(counts, each, poverty_class) for each in dict.fromkeys((level, COUNTRY))])


def _deprivations(counts: RegisterCounts, level: str, poverty_class: str) -> pd.DataFrame:
    frame = counts.of_class(poverty_class, level)
    households = frame["households"].to_dict()
    columns = {"Số hộ": [format_number(int(number), "integer") for number in households.values()]}
    totals = _totals(counts, level, frame)
    for code, indicator in INDICATORS.items():
        numbers = frame[f"deprived_{code}"].to_dict()
        suppressed = suppressed_under(totals, numbers, households)
        columns[indicator] = [
            SUPPRESSED if unit in suppressed else format_number(int(number), "integer")
            for unit, number in numbers.items()
        ]
    return pd.DataFrame(columns, index=_named(counts, frame).index)


def _totals(counts: RegisterCounts, level: str, frame: pd.DataFrame) -> list[list[Hashable]]:
    """Return the groups of units with a published total: those of each district, each province and the country."""
    levels = counts.hierarchy.levels
    above = levels[: levels.index(level)][::-1] or (COUNTRY,)
    parents = counts.hierarchy.parents.values()
    groups = []
    for each in above:
        of = {parent[level]: parent[each] for parent in parents}
        groups += [list(part.index) for _, part in frame.groupby(frame.index.map(of))]
    return groups


def _named(counts: RegisterCounts, frame: pd.DataFrame) -> pd.DataFrame:
    units = counts.hierarchy.units
    names = [f"{units[code].full_name} ({code})" if code else "Toàn danh sách" for code in frame.index]
    return frame.set_axis(pd.Index(names, name=""))


def _printed(value: Number | None, form: str) -> str:
    return "" if value is None else format_number(value if form.startswith("percent") else int(value), form)
