"""The report against that of the year before: closing is opening, and nothing jumps unnoticed."""

from __future__ import annotations

from fractions import Fraction

from analysis.checks.statements import Check, EveryRow, Facts, NoJump, SinceLastYear, Untestable
from analysis.figures.measures import MILLION_DONG, count_of
from analysis.sections.money import component_words

TITLE = "So với năm trước"


def _carried_over(facts: Facts) -> list[str]:
    """Hold what came over into this year against what was left of last year's plan when it was reported.

    Equal when the year was over then; less when money was spent until its end, never more.
    """
    before = facts.previous.inputs
    plans, spent = before["capital"].frame, before["disbursements"].frame
    closed = before["disbursements"].sidecar.as_of
    over = (closed.month, closed.day) == (12, 31) or closed.year > before.year
    own = facts.inputs["capital"].frame
    own = own[(own["kind"] == "carried_over") & (own["capital_years"] == str(before.year))]
    found, compared = [], 0
    for component, rows in own.groupby("component"):
        mine = (plans["component"] == component) & (plans["capital_years"] == str(before.year))
        planned = plans[mine & (plans["kind"] == "plan")]
        if planned.empty:
            continue
        compared += 1
        done = spent[(spent["component"] == component) & (spent["capital_years"] == str(before.year))]
        left = int(planned["amount_vnd"].sum()) - int(done["amount_vnd"].sum())
        came = int(rows["amount_vnd"].sum())
        if came > left or (over and came != left):
            words = f"chuyển sang {MILLION_DONG.print(came)}, báo cáo năm {before.year} còn {MILLION_DONG.print(left)}"
            found.append(f"{component_words(facts.inputs, str(component))}: {words}")
    if not compared:
        raise Untestable(f"báo cáo năm {before.year} không có kế hoạch của dự án, tiểu dự án nào có vốn chuyển sang")
    return found


def _formerly_poor(facts: Facts) -> list[str]:
    """Hold the households that the register calls poor last year against last year's review: some moved or died."""
    now, found = facts.inputs["households"].frame["status_last_year"], []
    for kind, words in (("poor", "hộ nghèo"), ("near_poor", "hộ cận nghèo")):
        then = facts.previous.figure(f"poverty.{kind}")
        opening = int((now == kind).sum())
        if opening > Fraction(then.value or 0):
            year = facts.previous.inputs.year
            number = count_of(words).print(opening)
            found.append(f"{number} theo tình trạng năm trước, báo cáo năm {year}: {then.printed}")
    return found


_SOURCES = ("", "_central", "_local")
_PROJECTS = tuple(
    f"{prefix}.{name}" for prefix in ("livelihood", "production") for name in ("projects", "households", "budget")
)

CHECKS: tuple[Check, ...] = (
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
        severity="warning",
    ),
    NoJump(
        "years.poor_of_communes",
        "Số hộ nghèo, hộ cận nghèo của mỗi {part} không thay đổi bất thường so với năm trước",
        ("poverty.poor", "poverty.near_poor", "poverty.commune.*.poor", "poverty.commune.*.near_poor"),
        Fraction(3),
        30,
        same_standard=True,
        severity="warning",
    ),
    NoJump(
        "years.money",
        "Kế hoạch vốn không thay đổi bất thường so với năm trước",
        ("capital.plan_current", "capital.component.*.plan", "vocational_education.plan_current"),
        Fraction(5),
        500_000_000,
        severity="warning",
    ),
    NoJump(
        "years.credit",
        "Dư nợ và tiền cho vay không thay đổi bất thường so với năm trước",
        ("credit.*.balance", "credit.*.lent", "employment.fund_balance", "employment.fund_lent"),
        Fraction(2),
        1_000_000_000,
        severity="warning",
    ),
    NoJump(
        "years.policy_amounts",
        "Kinh phí các chính sách không thay đổi bất thường so với năm trước",
        ("electricity.amount", "health_insurance.amount", "education.*_amount", "housing.amount"),
        Fraction(3),
        100_000_000,
        severity="warning",
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
        severity="warning",
    ),
)
