"""Poverty of groups of households: incidence by area and ethnicity, the multidimensional measures also by commune.

What the sections of the report do not hold, for those who look at years; incidence by commune is `sections.poverty`'s.
"""

from __future__ import annotations

from typing import Any

from analysis.figures import FigureBook
from analysis.figures.measures import PERCENT_2, count_of
from analysis.sections.classification import NEAR_POOR, POOR, classify, standard_of
from analysis.sections.context import short_name
from analysis.tables import Inputs, Table
from analysis.tables.schema import AddedColumn
from analysis.tables.schemas.households import DEPRIVATION_COLUMNS, INDICATORS

HOUSEHOLDS, PEOPLE, DEPRIVATIONS = count_of("hộ"), count_of("người"), count_of("thiếu hụt")
LEAST_DEPRIVATIONS = 3
"""Deprivations of twelve from which a household counts as multidimensionally poor: the law's own cut-off, B2 of 30."""

Groups = dict[str, tuple[str, dict[str, Any]]]
"""Label and filter of each group, by its code."""


def groups_of(inputs: Inputs, grouping: str) -> Groups:
    """Return the groups of households of a grouping: `commune`, `area` or `ethnicity`; none of any other."""
    if grouping == "commune":
        return {u.code: (short_name(u), {"commune": u.code}) for u in inputs.communes("households")}
    if grouping == "area":
        here = set(inputs["households"].frame["area"])
        words = {"rural": "Nông thôn", "urban": "Thành thị"}
        return {area: (label, {"area": area}) for area, label in words.items() if area in here}
    if grouping == "ethnicity":
        kinds = (("minority", "Dân tộc thiểu số", True), ("majority", "Dân tộc Kinh", False))
        return {code: (label, {"ethnic_minority": flag}) for code, label, flag in kinds}
    return {}


def incidence(inputs: Inputs, grouping: str) -> FigureBook:
    """Compute poverty incidence in all and of each group.

    Figures: `trends.<grouping>.<group>.households`, `.poor`, `.near_poor`, `.poor_rate`, `.near_poor_rate`, and
    the same under `trends.whole.`. A rate is households of the class ÷ all households of the group.

    Raises
    ------
    InputProblems
        When no known standard tells the households apart.
    """
    book = FigureBook("trends")
    register = classify(inputs["households"], standard_of(inputs))
    for id, label, where in _places(inputs, grouping):
        households = book.count(f"{id}.households", f"Tổng số hộ ({label})", HOUSEHOLDS, register, **where)
        for kind, words in ((POOR, "hộ nghèo"), (NEAR_POOR, "hộ cận nghèo")):
            meant = where | {"poverty_class": kind}
            number = book.count(f"{id}.{kind}", f"Số {words} ({label})", HOUSEHOLDS, register, **meant)
            book.share(f"{id}.{kind}_rate", f"Tỷ lệ {words} ({label})", number, households)
    return book


def multidimensional(inputs: Inputs, grouping: str) -> FigureBook:
    """Compute the Alkire–Foster measures of persons in all and of each group: equal weights, a cut-off of 3 of 12.

    Figures: `….headcount` (H = people in households deprived in at least three indicators ÷ all people) and `….m0`
    (M0 = the deprivations of those people ÷ all that all people could have), ids as in `incidence`. Source: S. Alkire
    and J. Foster (2011), as `sections.alkire_foster`, whose measures these equal.
    """
    book = FigureBook("trends")
    register = _counted(inputs["households"])
    for id, label, where in _places(inputs, grouping):
        poor = where | {"multidimensionally_poor": True}
        people = book.total(f"{id}.people", f"Số người ({label})", PEOPLE, register, "members", **where)
        headcount = f"Số người trong hộ thiếu hụt từ ba chỉ số ({label})"
        number = book.total(f"{id}.deprived_people", headcount, PEOPLE, register, "members", **poor)
        book.share(f"{id}.headcount", f"Tỷ lệ nghèo đa chiều H ({label})", number, people)
        suffered = f"Số thiếu hụt của họ ({label})"
        lacking = book.total(f"{id}.suffered", suffered, DEPRIVATIONS, register, "deprivations", **poor)
        every = f"Số thiếu hụt có thể có ({label})"
        possible = book.total(f"{id}.possible", every, DEPRIVATIONS, register, "possible_deprivations", **where)
        book.share(f"{id}.m0", f"Chỉ số nghèo đa chiều M0 ({label})", lacking, possible, PERCENT_2)
    return book


def _places(inputs: Inputs, grouping: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Return the whole unit and the groups: id, label and filter."""
    groups = groups_of(inputs, grouping).items()
    whole = ("trends.whole", f"toàn {inputs.unit.kind}", dict[str, Any]())
    return [whole, *((f"trends.{grouping}.{code}", label, where) for code, (label, where) in groups)]


def _counted(register: Table) -> Table:
    """Add the deprivations of each household, times its members."""
    frame = register.frame
    number = frame[list(DEPRIVATION_COLUMNS)].fillna(False).astype("int64").sum(axis=1)
    members = frame["members"]
    flags = DEPRIVATION_COLUMNS
    return register.with_columns(
        AddedColumn(
            "multidimensionally_poor", "Nghèo đa chiều", f"1 nếu hộ thiếu hụt từ {LEAST_DEPRIVATIONS} chỉ số.", of=flags
        ),
        AddedColumn(
            "deprivations", "Số thiếu hụt", "số chỉ số thiếu hụt × số nhân khẩu.", "integer", of=(*flags, "members")
        ),
        AddedColumn(
            "possible_deprivations", "Số thiếu hụt có thể có", f"{len(INDICATORS)} × số nhân khẩu.", "integer",
            of=("members",),
        ),
        multidimensionally_poor=number >= LEAST_DEPRIVATIONS,
        deprivations=number * members,
        possible_deprivations=len(INDICATORS) * members,
    )  # fmt: skip
