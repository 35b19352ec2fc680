"""Every check of the report; adding one is adding one entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import pandas as pd

from analysis.checks.statements import (
    Check,
    CheckResult,
    EveryRow,
    Figures,
    NoRateAbove,
    NotAbove,
    Severity,
    SumEquals,
    UnusedRows,
)
from analysis.figures.measures import DONG, MILLION_DONG
from analysis.tables import Inputs
from analysis.tables.schemas.households import DEPRIVATION_COLUMNS


@dataclass(frozen=True)
class ProgrammeWithin:
    """The programme's total of a capital year lies within what its components allow.

    Money that is only expected, or that an agency could not split by capital year, may belong to the total wholly,
    partly or not at all: the total must lie between the sum without it and the sum with it.

    Attributes
    ----------
    bounds
        Gives the two sums, in đồng.
    beside
        Gives further evidence; empty where there is none.
    """

    id: str
    statement: str
    total: str
    bounds: Callable[[Inputs], tuple[int, int]]
    beside: Callable[[Inputs], str] = lambda _: ""
    severity: Severity = "error"

    def evaluate(self, inputs: Inputs, figures: Figures) -> CheckResult:
        """Compare the total with the two sums."""
        if self.total not in figures:
            return CheckResult(self.id, self.severity, "skipped", self.statement)
        total = figures[self.total]
        low, high = self.bounds(inputs)
        evidence = f"{total.label}: {total.printed}; cộng các dự án, tiểu dự án: {_range(low, high)}"
        holds = low <= Fraction(total.value or 0) <= high
        status: Literal["passed", "failed"] = "passed" if holds else "failed"
        return CheckResult(self.id, self.severity, status, self.statement, evidence + self.beside(inputs))


def _range(low: int, high: int) -> str:
    return MILLION_DONG.print(low) if low == high else f"từ {MILLION_DONG.print(low)} đến {MILLION_DONG.print(high)}"


def _plan_of_components(inputs: Inputs) -> tuple[int, int]:
    frame = inputs["capital"].frame
    own = frame[frame["component"] != "programme"]
    sure = (own["capital_years"] == str(inputs.year)) & (own["kind"] == "plan")
    unsplit = own["capital_years"].str.endswith(f"-{inputs.year}")
    return int(own.loc[sure, "amount_vnd"].sum()), int(own.loc[sure | unsplit, "amount_vnd"].sum())


def _disbursed_of_components(inputs: Inputs) -> tuple[int, int]:
    frame = inputs["disbursements"].frame
    own = frame[frame["component"] != "programme"]
    of_year = own["capital_years"] == str(inputs.year)
    perhaps = of_year | own["capital_years"].str.endswith(f"-{inputs.year}")
    sure = of_year & (own["status"] == "actual")
    return int(own.loc[sure, "amount_vnd"].sum()), int(own.loc[perhaps, "amount_vnd"].sum())


def _with_carried_over(inputs: Inputs) -> str:
    """Tell what the components disbursed in the year of whatever money: a treasury total may mean that instead."""
    frame = inputs["disbursements"].frame
    in_year = frame["as_of_date"].map(lambda date: date.year) == inputs.year
    own = frame[(frame["component"] != "programme") & in_year]
    low = int(own.loc[own["status"] == "actual", "amount_vnd"].sum())
    return f"; kể cả vốn năm trước chuyển sang: {_range(low, int(own['amount_vnd'].sum()))}"


def _by_commune(inputs: Inputs, wrong: pd.DataFrame) -> list[str]:
    """Count faulty households by commune: a register's rows do not travel with a report."""
    names = {u.code: u.full_name for u in inputs.communes("households")}
    return [f"{names[str(code)]}: {len(rows)} hộ" for code, rows in wrong.groupby("commune")]


def _deprivation_scores(inputs: Inputs) -> list[str]:
    frame = inputs["households"].frame
    expected = frame[list(DEPRIVATION_COLUMNS)].sum(axis=1).astype("int64") * 10
    return _by_commune(inputs, frame[frame["score_b2"] != expected])


def _areas(inputs: Inputs) -> list[str]:
    frame = inputs["households"].frame
    areas = {u.code: u.area for u in inputs.communes("households")}
    return _by_commune(inputs, frame[frame["area"] != frame["commune"].map(areas)])


def _missing_communes(inputs: Inputs) -> list[str]:
    present = set(inputs["households"].frame["commune"])
    return [u.full_name for u in inputs.communes("households") if u.code not in present]


def _changed_files(inputs: Inputs) -> list[str]:
    return [
        f"{table.file}: sha256 nay là {table.sha256}"
        for table in inputs.tables.values()
        if table.sidecar.sha256 and table.sidecar.sha256 != table.sha256
    ]


def _subject(inputs: Inputs) -> list[str]:
    frame = inputs["letterhead"].frame
    subjects = frame.loc[frame["item"] == "subject", "value"]
    return [f"{label}: {text}" for label, text in subjects.items() if str(inputs.year) not in text]


def _corrections(inputs: Inputs) -> list[str]:
    """Tell every correction; of the register only how many, for its cells are those of households."""
    told = []
    for name, table in inputs.tables.items():
        own = [str(correction) for correction in table.corrections]
        told += [f"{name}: {len(own)} đính chính"] if name == "households" and own else own
    return told


def _expected_as_done(inputs: Inputs) -> list[str]:
    frame = inputs["disbursements"].frame
    expected = frame[frame["status"] == "expected"]
    return [
        f"{label}: tiểu dự án {row['component']}, {DONG.print(int(row['amount_vnd']))}"
        for label, row in expected.iterrows()
    ]


def _budget_against_carried_over(inputs: Inputs) -> list[str]:
    projects, capital = inputs["livelihood_projects"].frame, inputs["capital"].frame
    found = []
    for component, rows in projects[projects["capital_year"] == inputs.year - 1].groupby("component"):
        carried = capital.loc[
            (capital["component"] == component) & (capital["kind"] == "carried_over"), "amount_vnd"
        ].sum()
        if carried and rows["budget_vnd"].sum() < carried:
            found.append(f"{component}: kinh phí dự án nhỏ hơn vốn chuyển sang")
    return found


def _both(prefix: str, names: tuple[str, ...]) -> tuple[SumEquals, ...]:
    return tuple(
        SumEquals(
            f"{prefix}.{name}_by_year",
            f"{label} của hai năm vốn cộng lại bằng tổng số",
            f"{prefix}.{name}",
            (f"{prefix}.{name}_previous", f"{prefix}.{name}_current"),
        )
        for name, label in (("projects", "Số dự án"), ("households", "Số hộ"), ("budget", "Kinh phí"))
        if name in names
    )


_ALL = ("projects", "households", "budget")

CHECKS: tuple[Check, ...] = (
    *_both("livelihood", _ALL),
    *_both("production", _ALL),
    SumEquals(
        "production.nutrition_activities",
        "Giải ngân theo nội dung cộng lại bằng giải ngân tiểu dự án 3.2",
        "production.nutrition_disbursed",
        ("production.nutrition_growth_survey", "production.nutrition_health_worker_training"),
    ),
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
    ProgrammeWithin(
        "capital.plan_against_components",
        "Kế hoạch vốn trong năm của toàn chương trình khớp với các dự án, tiểu dự án",
        "capital.plan_current",
        _plan_of_components,
    ),
    ProgrammeWithin(
        "capital.disbursed_against_components",
        "Giải ngân vốn trong năm của toàn chương trình khớp với giải ngân cùng nguồn vốn của các dự án, tiểu dự án",
        "capital.disbursed_current",
        _disbursed_of_components,
        _with_carried_over,
    ),
    NoRateAbove("capital.rates", "Không dự án nào giải ngân quá kế hoạch", "capital.component."),
    EveryRow("households.score_b2", "Điểm B2 bằng mười lần số chỉ số thiếu hụt", "households", _deprivation_scores),
    EveryRow("households.area", "Khu vực của hộ đúng với loại xã, thị trấn", "households", _areas),
    EveryRow("households.communes", "Mọi xã, thị trấn đều có trong danh sách hộ", "households", _missing_communes),
    NotAbove(
        "electricity.households",
        "Số hộ được hỗ trợ tiền điện không vượt số hộ nghèo",
        "electricity.households",
        "poverty.poor",
        "warning",
    ),
    NotAbove(
        "employment.vocational",
        "Số người học nghề của tiểu dự án 4.1 trong năm không vượt tổng số người học nghề ngắn hạn",
        "vocational_education.learners_current",
        "employment.short_course_learners",
    ),
    EveryRow(
        "disbursements.expected",
        "Số giải ngân báo cáo là số đã thực hiện, không phải dự kiến",
        "disbursements",
        _expected_as_done,
        "warning",
    ),
    EveryRow(
        "projects.carried_over",
        "Kinh phí các dự án vốn năm trước không nhỏ hơn vốn chuyển sang",
        "livelihood_projects",
        _budget_against_carried_over,
    ),
    EveryRow("letterhead.subject", "Trích yếu của báo cáo nêu đúng năm báo cáo", "letterhead", _subject),
    UnusedRows("tables.unused_rows", "Mọi dòng của các bảng số liệu đều được dùng để tính ít nhất một số liệu"),
    EveryRow(
        "tables.corrections",
        "Bảng số liệu được dùng đúng như cơ quan gửi, không qua đính chính (corrections.yml)",
        "letterhead",
        _corrections,
        "warning",
    ),
    EveryRow(
        "tables.sha256",
        "Tệp số liệu không thay đổi từ khi được bàn giao (sha256 trong .meta.yml)",
        "letterhead",
        _changed_files,
        "warning",
    ),
)
"""In the order in which the annex lists them."""
