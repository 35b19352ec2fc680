"""What can be followed over years: each indicator with the figure that it is, in all and by group.

An indicator is no new number: its value in a year is a figure of that year's report, or, where the report has none,
one of `trends.groups`, computed the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from analysis.figures import FigureBook
from analysis.sections import capital, employment, poverty
from analysis.sections.credit import GROUPS as BORROWER_GROUPS
from analysis.sections.registry import SECTIONS, build_section
from analysis.sections.trends import groups
from analysis.tables import Inputs

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
"""Ways of grouping, in Vietnamese."""


@dataclass(frozen=True)
class Indicator:
    """Something that has a value every year.

    Attributes
    ----------
    code
        Name in code.
    label
        What it is, in Vietnamese.
    tables
        The raw tables without which a year has no value.
    section
        The section of the report whose figures it takes; empty where the report has none.
    figures
        Id of its figure by grouping; `{}` stands for the code of a group.
    build
        Computes these figures from a year's inputs, for a grouping.
    under_standard
        Whether it says who is poor: then it is never compared across a change of the poverty standard.
    less_is_better
        Whether a fall is an improvement; `None` where neither is.
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
        """The ways in which it can be grouped."""
        return tuple(self.figures)

    def whole(self, grouping: str) -> str:
        """Return the id of the whole unit's figure, in the book that holds the groups of a grouping."""
        own = self.figures[grouping].startswith("trends.")
        return f"trends.{WHOLE}.{self.code}" if own else self.figures[WHOLE]

    def source(self, grouping: str) -> str:
        """Return the section of the report that holds its figures of a grouping; empty where none does."""
        return self.section if self.figures[grouping].startswith(f"{self.section}.") else ""


def _of_section(section: str, inputs: Inputs, _: str) -> FigureBook:
    return build_section(section, inputs)


def _incidence(inputs: Inputs, grouping: str) -> FigureBook:
    return poverty.incidence(inputs) if grouping in (WHOLE, "commune") else groups.incidence(inputs, grouping)


def _poverty(code: str, label: str) -> Indicator:
    by_group = {name: f"trends.{name}.{{}}.{code}" for name in ("area", "ethnicity")}
    figures = {WHOLE: f"poverty.{code}", "commune": f"poverty.commune.{{}}.{code}"} | by_group
    return Indicator(code, label, ("households",), "poverty", figures, _incidence, True, True)


def _measure(code: str, label: str) -> Indicator:
    figures = {WHOLE: f"trends.whole.{code}"}
    figures |= {name: f"trends.{name}.{{}}.{code}" for name in ("commune", "area", "ethnicity")}
    return Indicator(code, label, ("households",), "", figures, groups.multidimensional, True, True)


def _reported(
    code: str, label: str, section: str, figures: Mapping[str, str], better: bool | None = None, *more: str
) -> Indicator:
    tables = (*SECTIONS[section].needs, *more)
    return Indicator(code, label, tables, section, figures, partial(_of_section, section), False, better)


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
"""By code, in the order in which they are offered."""


def group_labels(inputs: Inputs, grouping: str) -> dict[str, str]:
    """Return the groups that a unit has in a year, by code, with their Vietnamese labels, in their own order."""
    words = inputs.reference.vocabulary
    if grouping == "component":
        return {code: _component_label(inputs, code) for code in capital.components_of(inputs["capital"], inputs)}
    if grouping == "borrower_group":
        return {code: words["borrower_group"][code] for code in BORROWER_GROUPS}
    if grouping == "channel":
        return {code: words["employment_channel"][code] for code in employment.CHANNELS}
    return {code: label for code, (label, _) in groups.groups_of(inputs, grouping).items()}


def _component_label(inputs: Inputs, code: str) -> str:
    return f"{inputs.components[code]['kind_vi']} {code}"
