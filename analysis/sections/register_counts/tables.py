"""Formatted tables of the counts of a register: Vietnamese headers, printed numbers, small counts suppressed."""

from __future__ import annotations

from collections.abc import Hashable

import pandas as pd

from analysis.figures.formatting import Number, format_number
from analysis.sections.register_counts.rollup import COUNTRY, RegisterCounts
from analysis.sections.small_counts import suppressed_under
from analysis.tables.schemas.households import INDICATORS

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
    """Format poverty incidence at a level, with the whole register in the last row.

    Raises
    ------
    InputProblems
        When the level does not exist on the date.
    """
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

    Raises
    ------
    InputProblems
        When the level does not exist on the date.
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
