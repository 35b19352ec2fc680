"""Forecasts of disbursement to the end of the year: against plans, what was reached, and each other."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from analysis.checks.statements import Check, EveryRow, Facts, KeysKnown, Untestable
from analysis.checks.statements.comparing import range_words
from analysis.figures.measures import MILLION_DONG, PERCENT_2
from analysis.sections.capital import PROGRAMME
from analysis.sections.money import component_words
from analysis.tables import Inputs

TITLE = "Dự kiến giải ngân"

_PLANS = ("plan", "plan_and_carried_over")
_TABLES = ("forecasts", "capital", "disbursements")


def _forecasts(inputs: Inputs) -> Iterator[tuple[str, str, str, Fraction, int, int]]:
    """Yield each forecast's row, component, capital years, expected share, and the plan and spending of that money."""
    capital, spent = inputs["capital"].frame, inputs["disbursements"].frame
    for label, row in inputs["forecasts"].frame.iterrows():
        component, years = row["component"], row["capital_years"]
        same = (capital["component"] == component) & (capital["capital_years"] == years) & capital["kind"].isin(_PLANS)
        done = spent[(spent["component"] == component) & (spent["capital_years"] == years)]
        share = Fraction(row["expected_rate_pct"]) / 100
        plan = int(capital.loc[same, "amount_vnd"].sum())
        yield str(label), component, years, share, plan, int(done["amount_vnd"].sum())


def _forecasts_above(facts: Facts) -> list[str]:
    return [
        f"{label}: {component_words(facts.inputs, component)}, vốn năm {years}, dự kiến {PERCENT_2.print(share)}"
        for label, component, years, share, _, _ in _forecasts(facts.inputs)
        if share > 1
    ]


def _forecasts_below_reached(facts: Facts) -> list[str]:
    found = []
    for label, component, years, share, plan, spent in _forecasts(facts.inputs):
        if plan and Fraction(spent, plan) > share:
            reached = PERCENT_2.print(Fraction(spent, plan))
            name = component_words(facts.inputs, component)
            found.append(f"{label}: {name}, vốn năm {years}, dự kiến {PERCENT_2.print(share)}, đã đạt {reached}")
    return found


def _forecasts_past(facts: Facts) -> list[str]:
    table = facts.inputs["forecasts"]
    closed = table.sidecar.as_of
    found = []
    for label, row in table.frame[table.frame["target_date"] < closed].iterrows():
        name = component_words(facts.inputs, row["component"])
        found.append(f"{label}: {name}, dự kiến đến {row['target_date']:%d/%m/%Y}, số liệu chốt {closed:%d/%m/%Y}")
    return found


def _without_forecast(facts: Facts) -> list[str]:
    """List the money of this year for which nobody forecasts anything."""
    capital = facts.inputs["capital"].frame
    years = capital["capital_years"].str.split("-").str[-1]
    due = capital[(years == str(facts.inputs.year)) & capital["kind"].isin(_PLANS)]
    known = set(zip(*(facts.inputs["forecasts"].frame[c] for c in ("component", "capital_years")), strict=True))
    missing = due[[key not in known for key in zip(due["component"], due["capital_years"], strict=True)]]
    return [
        f"{label}: {component_words(facts.inputs, row['component'])}, vốn năm {row['capital_years']}"
        for label, row in missing.drop_duplicates(["component", "capital_years"]).iterrows()
    ]


def _programme_forecast(facts: Facts) -> list[str]:
    """Compare what the programme expects to spend with what its components expect.

    Money not split by capital year may count or not, and so may what components do not report.
    """
    rows = list(_forecasts(facts.inputs))
    programme = [(share, plan) for _, component, _, share, plan, _ in rows if component == PROGRAMME]
    if len(programme) != 1 or not programme[0][1]:
        raise Untestable("không có dự kiến của toàn chương trình")
    share, plan = programme[0]
    own = [row for row in rows if row[1] != PROGRAMME]
    low = sum(s * p for _, _, years, s, p, _ in own if "-" not in years)
    high = sum(s * p for _, _, _, s, p, _ in own) + max(0, plan - sum(row[4] for row in own))
    if low <= share * plan <= high:
        return []
    words = range_words(int(low), int(high))
    return [f"toàn chương trình dự kiến {MILLION_DONG.print(share * plan)}, các dự án, tiểu dự án dự kiến {words}"]


CHECKS: tuple[Check, ...] = (
    EveryRow(
        "forecasts.rates",
        "Không dự kiến giải ngân nào vượt 100% kế hoạch",
        _TABLES,
        _forecasts_above,
        about=("*forecast_rate",),
    ),
    EveryRow(
        "forecasts.not_below_reached",
        "Tỷ lệ giải ngân dự kiến cả năm không thấp hơn tỷ lệ đã đạt",
        _TABLES,
        _forecasts_below_reached,
        about=("*forecast_rate",),
    ),
    EveryRow(
        "forecasts.future",
        "Dự kiến là của thời gian còn lại, không phải của thời gian đã qua",
        ("forecasts",),
        _forecasts_past,
        severity="warning",
        about=("*forecast_rate",),
    ),
    EveryRow(
        "forecasts.complete",
        "Vốn trong năm của dự án, tiểu dự án nào cũng có dự kiến giải ngân",
        ("forecasts", "capital"),
        _without_forecast,
        severity="warning",
        about=("*forecast_rate",),
    ),
    KeysKnown(
        "forecasts.planned",
        "Dự kiến nào cũng thuộc dự án, tiểu dự án có vốn của cùng năm vốn",
        "forecasts",
        "capital",
        {"component": "component", "capital_years": "capital_years"},
        "không có trong kế hoạch vốn",
    ),
    EveryRow(
        "forecasts.programme_against_components",
        "Dự kiến giải ngân của toàn chương trình khớp với dự kiến của các dự án, tiểu dự án",
        _TABLES,
        _programme_forecast,
        severity="warning",
        about=("*forecast_rate",),
    ),
)
