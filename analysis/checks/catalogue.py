"""Every check of the report; adding one is adding one entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from analysis.checks.statements import (
    Check,
    CheckResult,
    EveryRow,
    Figures,
    NoRateAbove,
    NotAbove,
    Severity,
    SumEquals,
)
from analysis.figures.measures import DONG
from analysis.tables import Inputs
from analysis.tables.schemas.households import DEPRIVATION_COLUMNS


@dataclass(frozen=True)
class ProgrammeWithin:
    """The programme's total lies within what its components allow.

    Components whose money is not split by capital year may belong wholly, partly or not at all to the year: the
    total must lie between the sum without them and the sum with them.
    """

    id: str
    statement: str
    total: str
    column: Callable[[Inputs], tuple[int, int]]
    severity: Severity = "error"

    def evaluate(self, inputs: Inputs, figures: Figures) -> CheckResult:
        """Compare the total with the two sums."""
        if self.total not in figures:
            return CheckResult(self.id, self.severity, "skipped", self.statement)
        total = figures[self.total]
        low, high = self.column(inputs)
        print_ = total.measure.print
        between = print_(low) if low == high else f"từ {print_(low)} đến {print_(high)}"
        evidence = f"{total.label}: {total.printed}; cộng các dự án, tiểu dự án: {between}"
        holds = low <= Fraction(total.value or 0) <= high
        return CheckResult(self.id, self.severity, "passed" if holds else "failed", self.statement, evidence)


def _plan_of_components(inputs: Inputs) -> tuple[int, int]:
    frame = inputs["capital"].frame
    own = frame[frame["component"] != "programme"]
    sure = int(own.loc[(own["capital_years"] == str(inputs.year)) & (own["kind"] == "plan"), "amount_vnd"].sum())
    unsplit = int(own.loc[own["capital_years"].str.endswith(f"-{inputs.year}"), "amount_vnd"].sum())
    return sure, sure + unsplit


def _disbursed_of_components(inputs: Inputs) -> tuple[int, int]:
    frame = inputs["disbursements"].frame
    own = frame[frame["component"] != "programme"]
    sure = int(own.loc[own["capital_years"] == str(inputs.year), "amount_vnd"].sum())
    unsplit = int(own.loc[own["capital_years"].str.endswith(f"-{inputs.year}"), "amount_vnd"].sum())
    return sure, sure + unsplit


def _deprivation_scores(inputs: Inputs) -> list[str]:
    frame = inputs["households"].frame
    frame = frame.assign(expected=frame[list(DEPRIVATION_COLUMNS)].sum(axis=1).astype("int64") * 10)
    wrong = frame[frame["score_b2"] != frame["expected"]]
    return [f"{label}: ghi {row['score_b2']}, tính lại {row['expected']}" for label, row in wrong.iterrows()]


def _areas(inputs: Inputs) -> list[str]:
    frame = inputs["households"].frame
    areas = {u.code: u.area for u in inputs.communes("households")}
    wrong = frame[frame["area"] != frame["commune"].map(areas)]
    return [f"{label}: xã {row['commune']} ghi khu vực {row['area']}" for label, row in wrong.iterrows()]


def _missing_communes(inputs: Inputs) -> list[str]:
    present = set(inputs["households"].frame["commune"])
    return [u.full_name for u in inputs.communes("households") if u.code not in present]


def _changed_files(inputs: Inputs) -> list[str]:
    return [
        f"{table.file}: sha256 nay là {table.sha256}"
        for table in inputs.tables.values()
        if table.sidecar.sha256 and table.sidecar.sha256 != table.sha256
    ]


def _corrections(inputs: Inputs) -> list[str]:
    return [str(correction) for table in inputs.tables.values() for correction in table.corrections]


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
        "livelihood.steps",
        "Các mô hình vốn trong năm theo tiến độ cộng lại bằng số dự án (dự án 2)",
        "livelihood.projects_current",
        (
            "livelihood.implemented",
            "livelihood.in_bidding",
            "livelihood.approved",
            "livelihood.awaiting_approval",
        ),
    ),
    SumEquals(
        "production.steps",
        "Các mô hình vốn trong năm theo tiến độ cộng lại bằng số dự án (tiểu dự án 3.1)",
        "production.projects_current",
        (
            "production.implemented",
            "production.in_bidding",
            "production.approved",
            "production.awaiting_approval",
        ),
    ),
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
    SumEquals(
        "capital.remainder",
        "Giải ngân năm trước và vốn chuyển nguồn cộng lại bằng kế hoạch vốn năm trước",
        "capital.plan_previous",
        ("capital.disbursed_previous", "capital.carried_over"),
    ),
    ProgrammeWithin(
        "capital.plan_against_components",
        "Kế hoạch vốn trong năm của toàn chương trình khớp với các dự án, tiểu dự án",
        "capital.plan_current",
        _plan_of_components,
    ),
    ProgrammeWithin(
        "capital.disbursed_against_components",
        "Giải ngân vốn trong năm của toàn chương trình khớp với các dự án, tiểu dự án",
        "capital.disbursed_current",
        _disbursed_of_components,
    ),
    NotAbove(
        "capital.disbursed_in_year",
        "Các dự án giải ngân trong năm (kể cả vốn chuyển sang) không vượt số giải ngân toàn chương trình",
        "capital.components.disbursed",
        "capital.disbursed_current",
    ),
    NoRateAbove("capital.rates", "Không dự án nào giải ngân quá kế hoạch", "capital.component."),
    SumEquals(
        "poverty.areas",
        "Hộ nghèo nông thôn và thị trấn cộng lại bằng tổng số hộ nghèo",
        "poverty.poor",
        ("poverty.poor_rural", "poverty.poor_urban"),
    ),
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
