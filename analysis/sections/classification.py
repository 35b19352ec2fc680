"""Who is poor: households classified by the standard in force at the date of the review."""

from __future__ import annotations

import numpy as np

from analysis.reference import PovertyStandard
from analysis.tables import InputProblems, Inputs, Problem, Table
from analysis.tables.schema import AddedColumn

POOR, NEAR_POOR, NOT_POOR = "poor", "near_poor", "not_poor"


def standard_of(inputs: Inputs) -> PovertyStandard:
    """Return the poverty standard in force at the as-of date of the household register.

    Raises
    ------
    InputProblems
        When the reference data know no standard of that date.
    """
    table = inputs["households"]
    standard = inputs.reference.standard_on(table.sidecar.as_of)
    if standard is None:
        raise InputProblems(
            [
                Problem(
                    table.file,
                    f"không có chuẩn nghèo nào áp dụng vào ngày {table.sidecar.as_of:%d/%m/%Y}",
                    "ngày rà soát nằm trong thời hạn của một chuẩn ở data/reference/poverty_standards.csv",
                    "sửa as_of trong households.meta.yml, hoặc bổ sung chuẩn nghèo",
                )
            ]
        )
    return standard


def classify(table: Table, standard: PovertyStandard) -> Table:
    """Add the column `poverty_class` to the household register.

    Below the income line (B1 at most the maximum of the area) a household is poor when its deprivation score B2
    reaches the minimum, near-poor otherwise; above the line it is not poor (Nghị định 07/2021/NĐ-CP; Thông tư
    07/2021/TT-BLĐTBXH, phiếu B). B2 is ten points for each of the twelve indicators; the check `households.score_b2`
    holds the register to that.

    Parameters
    ----------
    table
        The register, with `area`, `score_b1` and `score_b2`.
    standard
        The standard in force at the review.
    """
    frame = table.frame
    line = np.where(frame["area"] == "urban", standard.urban_score_max, standard.rural_score_max)
    below = frame["score_b1"].to_numpy(dtype="int64") <= line
    deprived = frame["score_b2"].to_numpy(dtype="int64") >= standard.poor_deprivation_score_min
    classes = np.where(below & deprived, POOR, np.where(below, NEAR_POOR, NOT_POOR))
    return table.with_columns(_class_column(standard), poverty_class=classes.astype(object))


def _class_column(standard: PovertyStandard) -> AddedColumn:
    """Tell a reader how a household's class follows from its scores."""
    line = f"B1 không quá {standard.rural_score_max} (nông thôn) hoặc {standard.urban_score_max} (thành thị)"
    least = standard.poor_deprivation_score_min
    meaning = f"hộ nghèo có điểm {line} và điểm B2 từ {least} trở lên; hộ cận nghèo có điểm {line} và B2 dưới {least}."
    scores = ("area", "score_b1", "score_b2")
    return AddedColumn("poverty_class", "Kết quả phân loại", meaning, choices="poverty_class", of=scores)
