"""Classification of households as poor, near-poor or not poor, by the standard in force at the date of the review."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import numpy as np

from analysis.reference import PovertyStandard, Reference
from analysis.tables import InputProblems, Inputs, Problem, Table
from analysis.tables.schema import AddedColumn

POOR, NEAR_POOR, NOT_POOR = "poor", "near_poor", "not_poor"
CLASS_WORDS = {POOR: "hộ nghèo", NEAR_POOR: "hộ cận nghèo"}
AREA_WORDS = {"urban": "Thành thị", "rural": "Nông thôn"}


def standard_of(inputs: Inputs) -> PovertyStandard:
    """Return the poverty standard in force at the as-of date of the household register.

    Raises
    ------
    InputProblems
        When the reference data have no standard for that date, or not its score thresholds.
    """
    table = inputs["households"]
    standard = standard_at(inputs.reference, table.sidecar.as_of, table.file, "as_of trong households.meta.yml")
    if isinstance(standard, Problem):
        raise InputProblems([standard])
    return standard


def standard_at(reference: Reference, date: dt.date, file: str, dated_in: str) -> PovertyStandard | Problem:
    """Return the poverty standard in force on the date of a review, or the problem when there is no usable one.

    For the problem, `file` is the register and `dated_in` the place of its date, in Vietnamese.
    """
    standard = reference.standards.standard_on(date)
    if standard is None:
        return Problem(
            file,
            f"không có chuẩn nghèo nào áp dụng vào ngày {date:%d/%m/%Y}",
            "ngày rà soát nằm trong thời hạn của một chuẩn ở data/reference/poverty_standards.csv",
            f"sửa {dated_in}, hoặc bổ sung chuẩn nghèo",
        )
    if not standard.classifies:
        cited = reference.documents[standard.document].citation
        return Problem(
            file,
            f"chưa biết điểm B1 của chuẩn nghèo theo {cited}, áp dụng vào ngày {date:%d/%m/%Y}",
            "rural_score_max, urban_score_max của chuẩn này trong data/reference/poverty_standards.csv",
            "ghi điểm theo phiếu rà soát mới ban hành",
        )
    return standard


def classify(table: Table, standard: PovertyStandard) -> Table:
    """Add the column `poverty_class` to the household register.

    Below the income line (B1 at most the maximum of the area) a household is poor when its deprivation score B2
    reaches the minimum, near-poor otherwise; above the line it is not poor (Nghị định 07/2021/NĐ-CP; Thông tư
    07/2021/TT-BLĐTBXH, phiếu B). A standard may have a second, lower line, below which a household is poor regardless
    of its deprivations (Quyết định 59/2015/QĐ-TTg; Thông tư 17/2016/TT-BLĐTBXH). B2 is ten points for each of the
    twelve indicators, which the check `households.score_b2` verifies.
    """
    frame = table.frame
    urban, income = frame["area"] == "urban", frame["score_b1"].to_numpy(dtype="int64")
    town, country = lines(standard, "urban"), lines(standard, "rural")
    below = income <= np.where(urban, town.income, country.income)
    deprived = frame["score_b2"].to_numpy(dtype="int64") >= standard.poor_deprivation_score_min
    poorest = income <= np.where(urban, town.poorest, country.poorest)
    classes = np.where(poorest | (below & deprived), POOR, np.where(below, NEAR_POOR, NOT_POOR))
    return table.with_columns(_class_column(standard), poverty_class=classes.astype(object))


class Lines(NamedTuple):
    """Highest scores B1 below the two lines of a standard in one area; −1 where the standard has no such line."""

    income: int
    poorest: int


def lines(standard: PovertyStandard, area: str) -> Lines:
    """Return the lines of a standard in an area: the income line, and the one below which every household is poor."""
    urban = area == "urban"
    income = standard.urban_score_max if urban else standard.rural_score_max
    poorest = standard.urban_score_poor_max if urban else standard.rural_score_poor_max
    return Lines(*(-1 if score is None else score for score in (income, poorest)))


def _class_column(standard: PovertyStandard) -> AddedColumn:
    """Define the column, with an explanation of the classification for readers."""
    line = f"B1 không quá {standard.rural_score_max} (nông thôn) hoặc {standard.urban_score_max} (thành thị)"
    least = standard.poor_deprivation_score_min
    poorest = ""
    if standard.rural_score_poor_max is not None:
        lower = f"{standard.rural_score_poor_max} (nông thôn) hoặc {standard.urban_score_poor_max} (thành thị)"
        poorest = f"điểm B1 không quá {lower}, hoặc có "
    meaning = (
        f"hộ nghèo có {poorest}điểm {line} và điểm B2 từ {least} trở lên; "
        f"hộ cận nghèo có điểm {line} và B2 dưới {least}."
    )
    scores = ("area", "score_b1", "score_b2")
    return AddedColumn("poverty_class", "Kết quả phân loại", meaning, choices="poverty_class", of=scores)
