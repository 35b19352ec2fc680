"""Checks of capital and disbursement: sources, capital years, components against the programme."""

from __future__ import annotations

import pandas as pd

from analysis.checks.statements.check import Check, Facts, Untestable
from analysis.checks.statements.figures import NoRateAbove, SumEquals, Within, range_words
from analysis.checks.statements.rows import EveryRow, KeysKnown
from analysis.figures.measures import DONG, MILLION_DONG
from analysis.sections.capital import PROGRAMME, component_words
from analysis.tables import Inputs


def _components(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["component"] != PROGRAMME]


def _all_components(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of components; without any, the programme cannot be compared with its parts."""
    own = _components(frame)
    if own.empty:
        raise Untestable("vốn không ghi theo dự án, tiểu dự án")
    return own


def _amount(rows: pd.DataFrame) -> int:
    return int(rows["amount_vnd"].sum())


def _plan_of_components(inputs: Inputs) -> tuple[int, int]:
    own = _all_components(inputs["capital"].frame)
    sure = (own["capital_years"] == str(inputs.year)) & (own["kind"] == "plan")
    unsplit = own["capital_years"].str.endswith(f"-{inputs.year}")
    return _amount(own[sure]), _amount(own[sure | unsplit])


def _disbursed_of_components(inputs: Inputs) -> tuple[int, int]:
    own = _all_components(inputs["disbursements"].frame)
    of_year = own["capital_years"] == str(inputs.year)
    perhaps = of_year | own["capital_years"].str.endswith(f"-{inputs.year}")
    return _amount(own[of_year & (own["status"] == "actual")]), _amount(own[perhaps])


def _with_carried_over(inputs: Inputs) -> str:
    """Return what the components disbursed in the year from any capital year: a treasury total may include that."""
    own = _components(inputs["disbursements"].frame)
    own = own[own["as_of_date"].map(lambda date: date.year) == inputs.year]
    words = range_words(_amount(own[own["status"] == "actual"]), _amount(own))
    return f"; kể cả vốn năm trước chuyển sang: {words}"


def _of_last_year(inputs: Inputs, source: str | None = None) -> int:
    """Return the components' money of the previous capital year: the plan of each, else the amount carried over."""
    frame = _components(inputs["capital"].frame)
    frame = frame[frame["capital_years"] == str(inputs.year - 1)]
    if source:
        frame = frame[frame["source"] == source]
    of_component = frame.groupby("component")
    return sum(_amount(rows[rows["kind"] == "plan"]) or _amount(rows) for _, rows in of_component)


def _spent_last_year(inputs: Inputs, component: str | None = None) -> int:
    """Return what components spent of the previous capital year before that year ended."""
    own = _components(inputs["disbursements"].frame)
    own = own[own["component"] == component] if component else own
    in_time = own["as_of_date"].map(lambda date: date.year) < inputs.year
    return _amount(own[(own["capital_years"] == str(inputs.year - 1)) & in_time & (own["status"] == "actual")])


def _carried_over(inputs: Inputs) -> int:
    own = _components(inputs["capital"].frame)
    return _amount(own[own["kind"] == "carried_over"])


def _sources(facts: Facts) -> list[str]:
    """List the sources of a capital year in which components have more than the whole programme."""
    inputs = facts.inputs
    frame = inputs["capital"].frame
    found, compared = [], 0
    for year in (inputs.year - 1, inputs.year):
        for source in ("central", "local"):
            of_year = frame[(frame["capital_years"] == str(year)) & (frame["source"] == source)]
            programme = _amount(of_year[(of_year["component"] == PROGRAMME) & (of_year["kind"] == "plan")])
            own = _of_last_year(inputs, source) if year < inputs.year else _amount(_components(of_year))
            compared += bool(own)
            if own > programme:
                words = inputs.reference.vocabulary.words("capital_source", source)
                parts, whole = MILLION_DONG.print(own), MILLION_DONG.print(programme)
                found.append(f"vốn năm {year}, {words}: các dự án, tiểu dự án {parts}, toàn chương trình {whole}")
    if not compared:
        raise Untestable("vốn của các dự án, tiểu dự án chưa tách theo nguồn")
    return found


def _remainders(facts: Facts) -> list[str]:
    """List the components whose plan of last year is not the amount spent plus the amount carried over."""
    inputs = facts.inputs
    frame = _components(inputs["capital"].frame)
    of_last = frame[frame["capital_years"] == str(inputs.year - 1)]
    planned = of_last[of_last["kind"] == "plan"].groupby("component")["amount_vnd"].sum()
    if planned.empty:
        raise Untestable(f"không dự án, tiểu dự án nào có kế hoạch vốn năm {inputs.year - 1}")
    found = []
    for component, plan in planned.items():
        rows = frame[frame["component"] == component]
        if rows["capital_years"].str.contains("-").any():
            continue  # the agency could not split the amount by year
        spent = _spent_last_year(inputs, str(component))
        carried = _amount(rows[rows["kind"] == "carried_over"])
        if int(plan) - spent != carried:
            whole, done, left = map(MILLION_DONG.print, (int(plan), spent, int(plan) - spent))
            over = MILLION_DONG.print(carried) if carried else "không ghi"
            name = component_words(inputs, str(component))
            found.append(f"{name}: kế hoạch {whole} trừ giải ngân {done} còn {left}; vốn chuyển sang: {over}")
    return found


def _expected_as_done(facts: Facts) -> list[str]:
    frame = facts.inputs["disbursements"].frame
    expected = frame[frame["status"] == "expected"]
    return [
        f"{label}: {component_words(facts.inputs, row['component'])}, {DONG.print(int(row['amount_vnd']))}"
        for label, row in expected.iterrows()
    ]


_RATES_OF_SECTIONS = ("livelihood.*", "production.*", "vocational_education.*", "communication.*", "capacity.*")

CAPITAL: tuple[Check, ...] = (
    SumEquals(
        "capital.sources_previous",
        "Vốn trung ương và địa phương năm trước cộng lại bằng kế hoạch vốn",
        "capital.plan_previous",
        ("capital.plan_previous_central", "capital.plan_previous_local"),
    ),
    SumEquals(
        "capital.sources_current",
        "Vốn trung ương và địa phương trong năm cộng lại bằng kế hoạch vốn",
        "capital.plan_current",
        ("capital.plan_current_central", "capital.plan_current_local"),
    ),
    Within(
        "capital.plan_against_components",
        "Kế hoạch vốn trong năm của toàn chương trình khớp với các dự án, tiểu dự án",
        "capital.plan_current",
        _plan_of_components,
    ),
    Within(
        "capital.previous_plan_against_components",
        "Vốn năm trước của các dự án, tiểu dự án không vượt kế hoạch năm trước của toàn chương trình",
        "capital.plan_previous",
        lambda inputs: (_of_last_year(inputs), None),
    ),
    Within(
        "capital.disbursed_against_components",
        "Giải ngân vốn trong năm của toàn chương trình khớp với giải ngân cùng nguồn vốn của các dự án, tiểu dự án",
        "capital.disbursed_current",
        _disbursed_of_components,
        beside=_with_carried_over,
        about=("capital.component.*.disbursed", "capital.components.disbursed"),
    ),
    Within(
        "capital.previous_disbursed_against_components",
        "Giải ngân năm trước của các dự án, tiểu dự án không vượt giải ngân năm trước của toàn chương trình",
        "capital.disbursed_previous",
        lambda inputs: (_spent_last_year(inputs), None),
    ),
    Within(
        "capital.carried_over_against_components",
        "Vốn chuyển sang của các dự án, tiểu dự án không vượt vốn chuyển nguồn của toàn chương trình",
        "capital.carried_over",
        lambda inputs: (_carried_over(inputs), None),
        about=("capital.component.*.carried_over",),
    ),
    EveryRow(
        "capital.sources_of_components",
        "Từng nguồn vốn của các dự án, tiểu dự án không vượt nguồn vốn đó của toàn chương trình",
        ("capital",),
        _sources,
        about=("capital.plan_*_central", "capital.plan_*_local"),
    ),
    EveryRow(
        "capital.remainders",
        "Kế hoạch vốn năm trước của từng dự án, tiểu dự án bằng số đã giải ngân cộng số chuyển sang",
        ("capital", "disbursements"),
        _remainders,
        severity="warning",
        about=("capital.component.*.carried_over", "vocational_education.plan_previous"),
    ),
    NoRateAbove("capital.rates", "Không dự án nào giải ngân quá kế hoạch", ("capital.component.*", "capital.rate_*")),
    NoRateAbove(
        "capital.rates_of_sections", "Không tỷ lệ giải ngân nào nêu trong các mục vượt 100%", _RATES_OF_SECTIONS
    ),
    KeysKnown(
        "disbursements.planned",
        "Khoản giải ngân nào cũng thuộc dự án, tiểu dự án có vốn của cùng năm vốn",
        "disbursements",
        "capital",
        {"component": "component", "capital_years": "capital_years"},
        "không có trong kế hoạch vốn",
    ),
    EveryRow(
        "disbursements.expected",
        "Số giải ngân báo cáo là số đã thực hiện, không phải dự kiến",
        ("disbursements",),
        _expected_as_done,
        severity="warning",
        about=("communication.*_disbursed", "capacity.*_disbursed", "capital.component.*.disbursed"),
    ),
)
