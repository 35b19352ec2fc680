"""Amounts against policy norms; the rates stand in `data/reference/policy_norms.csv`."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.checks.statements import Check, FollowsNorm, SamePeople

TITLE = "Định mức chính sách"


def _of_pupils(
    norm: str,
    words: str,
    item: str,
    figures: tuple[str, ...],
    amount: str = "amount_vnd",
    people: str = "pupils",
    people_of: Mapping[str, tuple[str, ...]] | None = None,
) -> FollowsNorm:
    """Say that an item of the support for education follows its norm."""
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

CHECKS: tuple[Check, ...] = (
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
