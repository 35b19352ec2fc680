"""Indicators over years, each mapped to the ids of its figures for the unit and by group.

The value of an indicator in a year is a figure of that year's report or, where the report has none, a figure computed
here in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.figures import FigureBook
from analysis.figures.measures import count_of
from analysis.sections import poverty
from analysis.sections.capital import components_of
from analysis.sections.classification import AREA_WORDS, CLASS_WORDS, classify, standard_of
from analysis.sections.context import short_name
from analysis.sections.employment import CHANNELS
from analysis.sections.registry import SECTIONS, build_section
from analysis.sections.social_policies import BORROWER_GROUPS
from analysis.tables import Inputs, Table
from analysis.tables.schema import AddedColumn
from analysis.tables.schemas.households import DEPRIVATION_COLUMNS

HOUSEHOLDS, PEOPLE, DEPRIVATIONS = count_of("hộ"), count_of("người"), count_of("thiếu hụt")
MIN_DEPRIVATIONS = 3
"""Cut-off: deprivations, of twelve, that make a household multidimensionally poor; the legal threshold, B2 of 30."""

Groups = dict[str, tuple[str, dict[str, Any]]]
"""Label and filter of each group, by its code."""

WHOLE = "whole"
GROUPINGS = {
    WHOLE: "Toàn đơn vị",
    "commune": "Theo xã, thị trấn",
    "area": "Theo khu vực",
    "ethnicity": "Theo dân tộc của chủ hộ",
    "component": "Theo dự án, tiểu dự án",
    "borrower_group": "Theo nhóm hộ vay",
    "channel": "Theo kênh tạo việc làm",
}
"""Groupings, with their Vietnamese names."""


# Poverty of groups of households ------------------------------------------------------------------------------------


def groups_of(inputs: Inputs, grouping: str) -> Groups:
    """Return the groups of a grouping of households (`commune`, `area` or `ethnicity`); empty for any other."""
    if grouping == "commune":
        return {u.code: (short_name(u), {"commune": u.code}) for u in inputs.communes("households")}
    if grouping == "area":
        here = set(inputs["households"].frame["area"])
        return {area: (AREA_WORDS[area], {"area": area}) for area in ("rural", "urban") if area in here}
    if grouping == "ethnicity":
        kinds = (("minority", "Dân tộc thiểu số", True), ("majority", "Dân tộc Kinh", False))
        return {code: (label, {"ethnic_minority": flag}) for code, label, flag in kinds}
    return {}


def incidence_by_group(inputs: Inputs, grouping: str) -> FigureBook:
    """Compute poverty incidence in total and by group.

    Figures: `trends.<grouping>.<group>.households`, `.poor`, `.near_poor`, `.poor_rate`, `.near_poor_rate`, and
    the same under `trends.whole.`. A rate is households of the class ÷ all households of the group.
    """
    book = FigureBook("trends")
    register = classify(inputs["households"], standard_of(inputs))
    for id, label, where in _whole_and_groups(inputs, grouping):
        households = book.count(f"{id}.households", f"Tổng số hộ ({label})", HOUSEHOLDS, register, **where)
        for kind, words in CLASS_WORDS.items():
            meant = where | {"poverty_class": kind}
            number = book.count(f"{id}.{kind}", f"Số {words} ({label})", HOUSEHOLDS, register, **meant)
            book.share(f"{id}.{kind}_rate", f"Tỷ lệ {words} ({label})", number, households)
    return book


def multidimensional(inputs: Inputs, grouping: str) -> FigureBook:
    """Compute the Alkire–Foster measures of persons in total and by group: equal weights, a cut-off of 3 of 12.

    Figures: `….headcount` (H = people in households deprived in at least three indicators ÷ all people) and `….m0`
    (M0 = deprivations of those people ÷ possible deprivations of all people), ids as in `incidence_by_group`. Equal to
    the measures of `sections.alkire_foster`; see there for the source.
    """
    book = FigureBook("trends")
    register = _with_deprivations(inputs["households"])
    for id, label, where in _whole_and_groups(inputs, grouping):
        poor = where | {"multidimensionally_poor": True}
        people = book.total(f"{id}.people", f"Số người ({label})", PEOPLE, register, "members", **where)
        headcount = f"Số người trong hộ thiếu hụt từ ba chỉ số ({label})"
        number = book.total(f"{id}.deprived_people", headcount, PEOPLE, register, "members", **poor)
        book.share(f"{id}.headcount", f"Tỷ lệ nghèo đa chiều H ({label})", number, people)
        suffered = f"Số thiếu hụt của họ ({label})"
        lacking = book.total(f"{id}.suffered", suffered, DEPRIVATIONS, register, "deprivations", **poor)
        every = f"Số thiếu hụt có thể có ({label})"
        possible = book.total(f"{id}.possible", every, DEPRIVATIONS, register, "possible_deprivations", **where)
        book.share(f"{id}.m0", f"Chỉ số nghèo đa chiều M0 ({label})", lacking, possible)
    return book


def _whole_and_groups(inputs: Inputs, grouping: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Return id, label and filter of the whole unit and of each group."""
    groups = groups_of(inputs, grouping).items()
    whole = ("trends.whole", f"toàn {inputs.unit.kind}", dict[str, Any]())
    return [whole, *((f"trends.{grouping}.{code}", label, where) for code, (label, where) in groups)]


def _with_deprivations(register: Table) -> Table:
    """Add columns for the deprivations of each household times its members."""
    frame = register.frame
    number = frame[list(DEPRIVATION_COLUMNS)].fillna(False).astype("int64").sum(axis=1)
    members = frame["members"]
    flags = DEPRIVATION_COLUMNS
    return register.with_columns(
        AddedColumn(
            "multidimensionally_poor", "Nghèo đa chiều", f"1 nếu hộ thiếu hụt từ {MIN_DEPRIVATIONS} chỉ số.", of=flags
        ),
        AddedColumn(
            "deprivations", "Số thiếu hụt", "số chỉ số thiếu hụt × số nhân khẩu.", "integer", of=(*flags, "members")
        ),
        AddedColumn(
            "possible_deprivations", "Số thiếu hụt có thể có", f"{len(DEPRIVATION_COLUMNS)} × số nhân khẩu.", "integer",
            of=("members",),
        ),
        multidimensionally_poor=number >= MIN_DEPRIVATIONS,
        deprivations=number * members,
        possible_deprivations=len(DEPRIVATION_COLUMNS) * members,
    )  # fmt: skip


# Indicators ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Indicator:
    """A quantity with one value per year.

    Attributes
    ----------
    section
        The section of the report that computes its figures; empty for none.
    figures
        Id of its figure by grouping; `{}` is replaced by the code of a group.
    build
        Computes these figures from a year's inputs, for a grouping.
    under_standard
        Whether it depends on the poverty standard; it is then never compared across a change of the standard.
    less_is_better
        Whether a decrease is an improvement; `None` where neither direction is.
    """

    code: str
    label: str
    tables: tuple[str, ...]
    section: str
    figures: Mapping[str, str]
    build: Callable[[Inputs, str], FigureBook]
    under_standard: bool = False
    less_is_better: bool | None = None

    @property
    def groupings(self) -> tuple[str, ...]:
        """The groupings that it supports."""
        return tuple(self.figures)

    def whole(self, grouping: str) -> str:
        """Return the id of the figure of the whole unit, in the book with the groups of a grouping."""
        own = self.figures[grouping].startswith("trends.")
        return f"trends.{WHOLE}.{self.code}" if own else self.figures[WHOLE]

    def source(self, grouping: str) -> str:
        """Return the section of the report that contains its figures for a grouping; empty for none."""
        return self.section if self.figures[grouping].startswith(f"{self.section}.") else ""


def _incidence(inputs: Inputs, grouping: str) -> FigureBook:
    return poverty.incidence(inputs) if grouping in (WHOLE, "commune") else incidence_by_group(inputs, grouping)


def _poverty(code: str, label: str) -> Indicator:
    by_group = {name: f"trends.{name}.{{}}.{code}" for name in ("area", "ethnicity")}
    figures = {WHOLE: f"poverty.{code}", "commune": f"poverty.commune.{{}}.{code}"} | by_group
    return Indicator(code, label, ("households",), "poverty", figures, _incidence, True, True)


def _measure(code: str, label: str) -> Indicator:
    figures = {WHOLE: f"trends.whole.{code}"}
    figures |= {name: f"trends.{name}.{{}}.{code}" for name in ("commune", "area", "ethnicity")}
    return Indicator(code, label, ("households",), "", figures, multidimensional, True, True)


def _reported(
    code: str, label: str, section: str, figures: Mapping[str, str], better: bool | None = None, *more: str
) -> Indicator:
    def build(inputs: Inputs, _: str) -> FigureBook:
        return build_section(section, inputs)

    return Indicator(code, label, (*SECTIONS[section].needs, *more), section, figures, build, False, better)


def _component(code: str, label: str, name: str) -> Indicator:
    figures = {WHOLE: f"capital.components.{name}", "component": f"capital.component.{{}}.{name}"}
    return _reported(code, label, "capital", figures, False)


def _credit(name: str, label: str) -> Indicator:
    figures = {WHOLE: f"credit.total.{name}", "borrower_group": f"credit.{{}}.{name}"}
    return _reported(f"credit_{name}", label, "credit", figures)


_RATE = {WHOLE: "capital.rate_current"}
_CARDS = {WHOLE: "health_insurance.share"}
_JOBS = {WHOLE: "employment.new_jobs", "channel": "employment.{}"}

INDICATORS: dict[str, Indicator] = {
    indicator.code: indicator
    for indicator in (
        _poverty("poor_rate", "Tỷ lệ hộ nghèo"),
        _poverty("near_poor_rate", "Tỷ lệ hộ cận nghèo"),
        _poverty("poor", "Số hộ nghèo"),
        _poverty("near_poor", "Số hộ cận nghèo"),
        _measure("headcount", "Tỷ lệ người thiếu hụt từ ba chỉ số (H)"),
        _measure("m0", "Chỉ số nghèo đa chiều (M0)"),
        _reported("disbursement_rate", "Tỷ lệ giải ngân kế hoạch vốn được giao", "capital", _RATE, False),
        _component("component_rate", "Tỷ lệ giải ngân trong năm của các dự án", "rate"),
        _component("component_disbursed", "Giải ngân trong năm của các dự án", "disbursed"),
        _credit("balance", "Dư nợ tín dụng ưu đãi"),
        _credit("lent", "Tiền cho vay trong năm"),
        _reported("insured", "Tỷ lệ người được cấp thẻ bảo hiểm y tế", "health_insurance", _CARDS, None, "households"),
        _reported("new_jobs", "Số người có việc làm mới", "employment", _JOBS, False),
    )
}
"""Indicators by code, in the order of the selection list."""


def group_labels(inputs: Inputs, grouping: str) -> dict[str, str]:
    """Return the Vietnamese labels of the groups that a unit has in a year, by code."""
    words = inputs.reference.vocabulary
    if grouping == "component":
        codes = components_of(inputs["capital"], inputs)
        return {code: f"{inputs.components[code]['kind_vi']} {code}" for code in codes}
    if grouping == "borrower_group":
        return {code: words["borrower_group"][code] for code in BORROWER_GROUPS}
    if grouping == "channel":
        return {code: words["employment_channel"][code] for code in CHANNELS}
    return {code: label for code, (label, _) in groups_of(inputs, grouping).items()}
