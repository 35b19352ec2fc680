"""Checks of policies: numbers of two agencies, parts and totals, and amounts against norms."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.checks.statements.check import Check, Facts, Untestable
from analysis.checks.statements.figures import NotAbove
from analysis.checks.statements.norms import FollowsNorm, SamePeople
from analysis.checks.statements.rows import EveryRow, TotalRow
from analysis.figures.measures import count_of
from analysis.reference.units import main_kind
from analysis.sections.classification import NOT_POOR, classify, standard_of
from analysis.sections.social_policies import BORROWER_GROUPS

# Policies -------------------------------------------------------------------------------------------------------------


_GROUPS_VI = {"poor": "hộ nghèo", "near_poor": "hộ cận nghèo", "newly_escaped": "hộ mới thoát nghèo"}


def _fund_loans(facts: Facts) -> list[str]:
    """Compare loans of the employment fund with the jobs created: at least one per loan."""
    credit, jobs = facts.inputs["credit"].frame, facts.inputs["employment"].frame
    loans = credit.loc[credit["borrower_group"] == "employment_fund", "loans_granted"].dropna()
    workers = jobs.loc[(jobs["measure"] == "result") & (jobs["channel"] == "employment_fund"), "workers"]
    if loans.empty:
        raise Untestable("bảng “Tín dụng ưu đãi” không ghi số lượt vay giải quyết việc làm")
    if workers.empty:
        raise Untestable("bảng “Giải quyết việc làm” không ghi số lao động có việc từ vốn vay")
    granted, made = int(loans.sum()), int(workers.sum())
    one, other = count_of("lượt vay").print(granted), count_of("lao động").print(made)
    return [f"{loans.index[0]}: {one}; {workers.index[0]}: {other}"] if granted > made else []


def _cards_of_others(facts: Facts) -> list[str]:
    """Compare the cards for the poor and near-poor with the members of their households."""
    table = facts.inputs["households"]
    classes = classify(table, standard_of(facts.inputs)).frame
    members = int(classes.loc[classes["poverty_class"] != NOT_POOR, "members"].sum())
    cards = facts.inputs["health_insurance"].frame
    own = cards[cards["beneficiary_group"] == "poor_and_near_poor"]
    if own.empty:
        raise Untestable("không có thẻ của người nghèo, người cận nghèo")
    given, allowed = int(own["cards"].sum()), f"hộ nghèo và hộ cận nghèo có {count_of('người').print(members)}"
    return [f"{own.index[0]}: {count_of('người').print(given)}, {allowed}"] if given > members else []


def _houses(facts: Facts) -> list[str]:
    """Compare the houses supported in a commune with its poor and near-poor households."""
    frame = facts.inputs["housing_support"].frame
    rows = frame[frame["commune"] != ""]
    if rows.empty:
        raise Untestable(f"hỗ trợ nhà ở không ghi theo {main_kind(facts.inputs.parts)}")
    names = {u.code: u.full_name for u in facts.inputs.communes("housing_support")}
    found = []
    for code, own in rows.groupby("commune"):
        figures = [facts.figures.get(f"poverty.commune.{code}.{kind}") for kind in ("poor", "near_poor")]
        living = sum(int(f.value or 0) for f in figures if f is not None)
        if own["households"].sum() > living:
            supported, poor = (count_of("hộ").print(int(number)) for number in (own["households"].sum(), living))
            found.append(f"{names.get(str(code), code)}: {supported} được hỗ trợ, có {poor} nghèo, cận nghèo")
    return found


def _empty_classes(facts: Facts) -> list[str]:
    frame = facts.inputs["vocational_training"].frame
    return [
        f"{label}: {count_of('lớp').print(int(row['classes']))}, {count_of('người').print(int(row['learners']))}"
        for label, row in frame.iterrows()
        if row["learners"] < row["classes"]
    ]


def _amounts_without_recipients(facts: Facts) -> list[str]:
    """List rows with an amount but no recipients, or the reverse."""
    found = []
    for name, people, amount in (
        ("health_insurance", "cards", "amount_vnd"),
        ("electricity_support", "households", "amount_vnd"),
        ("education_support", "pupils", "amount_vnd"),
        ("housing_support", "households", "amount_vnd"),
        ("credit", "loans_granted", "amount_lent_vnd"),
        ("credit", "borrowers_outstanding", "outstanding_balance_vnd"),
    ):
        frame = facts.inputs[name].frame
        both = frame[frame[people].notna() & frame[amount].notna()]
        wrong = both[(both[people] == 0) != (both[amount] == 0)]
        found += [f"{label}: {people} = {row[people]}, {amount} = {row[amount]}" for label, row in wrong.iterrows()]
    return found


def _periods(facts: Facts) -> list[str]:
    """List rows whose year or school year is not the report's."""
    year, found = facts.inputs.year, []
    for name, column in (("electricity_support", "period"), ("education_support", "term")):
        for label, text in facts.inputs[name].frame[column].items():
            years = [int(part) for part in str(text).split("-")[:2]]
            if year not in years or (len(years) == 2 and years[1] != years[0] + 1):
                found.append(f"{label}: {text}")
    return found


_LOANS = (
    ("lent", "balance", "Tiền cho {} vay trong năm không vượt dư nợ của nhóm"),
    ("loans", "borrowers", "Lượt {} vay trong năm không vượt số hộ còn dư nợ của nhóm"),
)
"""Loans of a year are part of the balance, and their borrowers among the borrowers of the balance."""

POLICIES: tuple[Check, ...] = (
    *(
        NotAbove(
            f"credit.{group}.{figure}",
            statement.format(_GROUPS_VI[group]),
            f"credit.{group}.{figure}",
            f"credit.{group}.{limit}",
            severity="warning",
        )
        for group in BORROWER_GROUPS
        for figure, limit, statement in _LOANS
    ),
    *(
        NotAbove(
            f"credit.{group}.households",
            f"Lượt {_GROUPS_VI[group]} vay trong năm không vượt số {_GROUPS_VI[group]} qua rà soát",
            f"credit.{group}.loans",
            f"poverty.{group}",
            severity="warning",
        )
        for group in ("poor", "near_poor")
    ),
    NotAbove(
        "credit.employment_fund.lent",
        "Tiền cho vay giải quyết việc làm trong năm không vượt dư nợ",
        "employment.fund_lent",
        "employment.fund_balance",
        severity="warning",
    ),
    EveryRow(
        "employment.fund_loans",
        "Lượt vay giải quyết việc làm (bảng tín dụng) không vượt số lao động có việc từ vốn vay (bảng việc làm)",
        ("credit", "employment"),
        _fund_loans,
        severity="warning",
        about=("employment.employment_fund",),
    ),
    NotAbove(
        "employment.self_employment",
        "Số lao động tự tạo việc làm từ học nghề không vượt số người được đào tạo nghề",
        "employment.self_employment",
        "employment.learners",
        severity="warning",
    ),
    TotalRow(
        "employment.channels",
        "Kế hoạch, kết quả việc làm chung bằng tổng các kênh",
        "employment",
        "channel",
        "all",
        ("measure",),
        ("workers",),
        about=("employment.new_jobs", "employment.plan"),
    ),
    NotAbove(
        "employment.vocational",
        "Số người học nghề của tiểu dự án 4.1 trong năm không vượt tổng số người học nghề ngắn hạn",
        "vocational_education.learners_current",
        "employment.short_course_learners",
    ),
    NotAbove(
        "employment.vocational_classes",
        "Số lớp dạy nghề của tiểu dự án 4.1 trong năm không vượt tổng số lớp ngắn hạn",
        "vocational_education.classes_current",
        "employment.short_course_classes",
    ),
    EveryRow(
        "employment.classes",
        "Lớp đào tạo nghề nào cũng có người học",
        ("vocational_training",),
        _empty_classes,
        about=("employment.*_classes", "employment.*_learners"),
    ),
    NotAbove(
        "health_insurance.population",
        "Số thẻ bảo hiểm y tế cấp cho người nghèo, cận nghèo không vượt dân số",
        "health_insurance.cards",
        "health_insurance.population",
    ),
    EveryRow(
        "health_insurance.members",
        "Số thẻ bảo hiểm y tế không vượt số nhân khẩu của hộ nghèo và hộ cận nghèo",
        ("health_insurance", "households"),
        _cards_of_others,
        severity="warning",
        about=("health_insurance.cards",),
    ),
    NotAbove(
        "electricity.households",
        "Số hộ được hỗ trợ tiền điện không vượt số hộ nghèo",
        "electricity.households",
        "poverty.poor",
        severity="warning",
    ),
    TotalRow(
        "education.levels",
        "Số chung của một khoản hỗ trợ giáo dục bằng tổng các cấp học",
        "education_support",
        "level",
        "all",
        ("decree", "item", "term"),
        ("pupils", "amount_vnd", "rice_kg"),
        about=("education.tuition_*",),
    ),
    EveryRow(
        "housing.communes",
        "Số hộ được hỗ trợ nhà ở tại mỗi {part} không vượt số hộ nghèo, hộ cận nghèo của {part}",
        ("housing_support", "households"),
        _houses,
        severity="warning",
        about=("housing.*_households",),
    ),
    EveryRow(
        "policies.nobody_but_money",
        "Có người hưởng thì có kinh phí, có kinh phí thì có người hưởng",
        ("health_insurance", "electricity_support", "education_support", "housing_support", "credit"),
        _amounts_without_recipients,
        severity="warning",
        about=("health_insurance.*", "electricity.*", "education.*", "housing.*", "credit.*"),
    ),
    EveryRow(
        "policies.periods",
        "Khoản hỗ trợ nào cũng thuộc năm báo cáo, hoặc năm học có trong năm báo cáo",
        ("electricity_support", "education_support"),
        _periods,
        about=("electricity.*", "education.*"),
    ),
)


# Amounts against norms ------------------------------------------------------------------------------------------------


def _of_pupils(
    norm: str,
    words: str,
    item: str,
    figures: tuple[str, ...],
    amount: str = "amount_vnd",
    people: str = "pupils",
    people_of: Mapping[str, tuple[str, ...]] | None = None,
) -> FollowsNorm:
    """Return the check that an item of the education support follows its norm."""
    return FollowsNorm(
        f"norms.{norm}",
        f"{words} bằng số người hưởng × định mức × số tháng",
        norm,
        "education_support",
        amount,
        people,
        {"item": (item,)},
        "term",
        people_of or {},
        about=tuple(f"education.{figure}" for figure in figures),
    )


_SPORTS = _of_pupils("boarding_sports", "Kinh phí dụng cụ thể thao, văn hóa", "sports_equipment", ("sports_amount",))
_MEDICINE = _of_pupils("boarding_medicine", "Kinh phí thuốc chữa bệnh", "medicine", ("medicine_amount",))

NORMS: tuple[Check, ...] = (
    FollowsNorm(
        "norms.health_insurance",
        "Kinh phí cấp thẻ bảo hiểm y tế bằng số thẻ × mức đóng × số tháng",
        "health_insurance",
        "health_insurance",
        "amount_vnd",
        "cards",
        {"beneficiary_group": ("poor_and_near_poor",)},
        alternatives=("health_insurance_near_poor",),
        about=("health_insurance.amount", "health_insurance.cards"),
    ),
    FollowsNorm(
        "norms.electricity",
        "Kinh phí hỗ trợ tiền điện bằng số hộ × định mức × số tháng",
        "electricity",
        "electricity_support",
        "amount_vnd",
        "households",
        period="period",
        about=("electricity.*",),
    ),
    _of_pupils(
        "study_costs",
        "Kinh phí hỗ trợ chi phí học tập",
        "tuition_and_study_costs",
        ("tuition_amount", "tuition_pupils"),
    ),
    _of_pupils("boarding_meals", "Kinh phí tiền ăn học sinh bán trú", "meals", ("meals_amount", "meals_pupils")),
    _of_pupils(
        "boarding_housing", "Kinh phí tiền nhà ở học sinh bán trú", "housing", ("housing_amount", "housing_pupils")
    ),
    _of_pupils(
        "boarding_rice",
        "Số gạo hỗ trợ học sinh bán trú",
        "rice",
        ("rice", "meals_pupils"),
        amount="rice_kg",
        people_of={"item": ("meals",)},
    ),
    _SPORTS,
    _MEDICINE,
    SamePeople(
        "norms.boarding_pupils",
        "Tiền dụng cụ thể thao và tiền thuốc là của cùng một số học sinh bán trú",
        (_SPORTS, _MEDICINE),
        about=("education.sports_amount", "education.medicine_amount"),
    ),
    _of_pupils("preschool_lunch", "Kinh phí ăn trưa trẻ mẫu giáo", "preschool_lunch", ("lunch_amount", "lunch_pupils")),
)
