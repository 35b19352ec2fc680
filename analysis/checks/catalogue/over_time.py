"""Comparisons over time: forecasts to the end of the year, and the year before."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from analysis.checks.statements.check import Check, Facts, Untestable
from analysis.checks.statements.figures import NoJump, SinceLastYear, range_words
from analysis.checks.statements.rows import EveryRow, KeysKnown
from analysis.figures.measures import MILLION_DONG, PERCENT_2, count_of
from analysis.sections.capital import PROGRAMME, component_words
from analysis.tables import Inputs

# Forecasts of disbursement --------------------------------------------------------------------------------------------


_PLANS = ("plan", "plan_and_carried_over")
_TABLES = ("forecasts", "capital", "disbursements")


def _forecasts(inputs: Inputs) -> Iterator[tuple[str, str, str, Fraction, int, int]]:
    """Yield row, component, capital years, expected share, plan and spending of each forecast."""
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
    """List the capital of this year without a forecast."""
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
    """Compare the forecast of the programme with those of its components.

    Money that is not split by capital year, or not reported by components, may be included or not.
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


FORECASTS: tuple[Check, ...] = (
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


# The year before ------------------------------------------------------------------------------------------------------


def _carried_over(facts: Facts) -> list[str]:
    """Compare the amount carried over with the rest of last year's plan when it was reported.

    Equal if the year was complete by then; else it may be less, since money was spent until the end of the year.
    """
    before = facts.previous.inputs
    plans, spent = before["capital"].frame, before["disbursements"].frame
    closed = before["disbursements"].sidecar.as_of
    over = (closed.month, closed.day) == (12, 31) or closed.year > before.year
    own = facts.inputs["capital"].frame
    own = own[(own["kind"] == "carried_over") & (own["capital_years"] == str(before.year))]
    found, compared = [], 0
    plans = plans[(plans["kind"] == "plan") & (plans["capital_years"] == str(before.year))]
    spent = spent[spent["capital_years"] == str(before.year)]
    for component, rows in own.groupby("component"):
        planned = plans.loc[plans["component"] == component, "amount_vnd"]
        if planned.empty:
            continue
        compared += 1
        left = int(planned.sum()) - int(spent.loc[spent["component"] == component, "amount_vnd"].sum())
        came = int(rows["amount_vnd"].sum())
        if came > left or (over and came != left):
            words = f"chuyển sang {MILLION_DONG.print(came)}, báo cáo năm {before.year} còn {MILLION_DONG.print(left)}"
            found.append(f"{component_words(facts.inputs, str(component))}: {words}")
    if not compared:
        raise Untestable(f"báo cáo năm {before.year} không có kế hoạch của dự án, tiểu dự án nào có vốn chuyển sang")
    return found


def _formerly_poor(facts: Facts) -> list[str]:
    """Compare the households that were poor last year according to the register with last year's review.

    There may be fewer, since some moved or died.
    """
    now, found = facts.inputs["households"].frame["status_last_year"], []
    for kind, words in (("poor", "hộ nghèo"), ("near_poor", "hộ cận nghèo")):
        then = facts.previous.figure(f"poverty.{kind}")
        opening = int((now == kind).sum())
        if opening > Fraction(then.value or 0):
            number, year = count_of(words).print(opening), facts.previous.inputs.year
            found.append(f"{number} theo tình trạng năm trước, báo cáo năm {year}: {then.printed}")
    return found


_SOURCES = ("", "_central", "_local")
_PROJECTS = tuple(
    f"{prefix}.{name}" for prefix in ("livelihood", "production") for name in ("projects", "households", "budget")
)

YEAR_BEFORE: tuple[Check, ...] = (
    SinceLastYear(
        "years.plan",
        "Kế hoạch vốn năm trước đúng như báo cáo năm trước",
        tuple((f"capital.plan_previous{source}", f"capital.plan_current{source}") for source in _SOURCES),
        severity="warning",
    ),
    SinceLastYear(
        "years.disbursed",
        "Giải ngân năm trước nối tiếp số của báo cáo năm trước",
        (
            ("capital.disbursed_previous", "capital.disbursed_current"),
            ("vocational_education.disbursed_previous", "vocational_education.disbursed_current"),
        ),
        "at_least",
        "disbursements",
    ),
    EveryRow(
        "years.carried_over",
        "Vốn chuyển sang của từng dự án, tiểu dự án là số còn lại cuối năm trước",
        ("capital", "disbursements"),
        _carried_over,
        severity="warning",
        about=("capital.component.*.carried_over",),
    ),
    SinceLastYear(
        "years.projects",
        "Dự án vốn năm trước đúng như báo cáo năm trước",
        tuple((f"{name}_previous", f"{name}_current") for name in _PROJECTS),
        severity="warning",
    ),
    SinceLastYear(
        "years.vocational_training",
        "Lớp và người học nghề năm trước nối tiếp số của báo cáo năm trước",
        tuple(
            (f"vocational_education.{name}_previous", f"vocational_education.{name}_current")
            for name in ("classes", "learners")
        ),
        "at_least",
        "component_outputs",
    ),
    EveryRow(
        "years.poor",
        "Số hộ nghèo, hộ cận nghèo đầu kỳ không vượt số cuối kỳ của báo cáo năm trước",
        ("households",),
        _formerly_poor,
        severity="warning",
        about=("poverty.poor", "poverty.near_poor"),
    ),
    NoJump(
        "years.households_of_communes",
        "Số hộ của mỗi {part} không thay đổi bất thường so với năm trước",
        ("poverty.households", "poverty.commune.*.households"),
        Fraction(5, 4),
        50,
    ),
    NoJump(
        "years.poor_of_communes",
        "Số hộ nghèo, hộ cận nghèo của mỗi {part} không thay đổi bất thường so với năm trước",
        ("poverty.poor", "poverty.near_poor", "poverty.commune.*.poor", "poverty.commune.*.near_poor"),
        Fraction(3),
        30,
        same_standard=True,
    ),
    NoJump(
        "years.money",
        "Kế hoạch vốn không thay đổi bất thường so với năm trước",
        ("capital.plan_current", "capital.component.*.plan", "vocational_education.plan_current"),
        Fraction(5),
        500_000_000,
    ),
    NoJump(
        "years.credit",
        "Dư nợ và tiền cho vay không thay đổi bất thường so với năm trước",
        ("credit.*.balance", "credit.*.lent", "employment.fund_balance", "employment.fund_lent"),
        Fraction(2),
        1_000_000_000,
    ),
    NoJump(
        "years.policy_amounts",
        "Kinh phí các chính sách không thay đổi bất thường so với năm trước",
        ("electricity.amount", "health_insurance.amount", "education.*_amount", "housing.amount"),
        Fraction(3),
        100_000_000,
    ),
    NoJump(
        "years.beneficiaries",
        "Số người, số hộ hưởng chính sách không thay đổi bất thường so với năm trước",
        (
            "electricity.households",
            "health_insurance.cards",
            "education.*_pupils",
            "employment.new_jobs",
            "employment.learners",
            "credit.*.borrowers",
        ),
        Fraction(3),
        100,
    ),
)
