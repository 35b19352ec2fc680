"""Changes of the example's data that make each check fail, and changes that make it pass where it does not.

The test suite fails for a check without a case here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis.checks.statements.check import Facts
from analysis.figures import Figure
from analysis.reference import Reference
from analysis.sections import SECTIONS
from analysis.sections.movement import movement_register
from analysis.tables import Inputs


class Example:
    """The example with changed tables; the sections that read them are recomputed.

    Parameters
    ----------
    inputs, figures
        Of the example.
    """

    def __init__(self, inputs: Inputs, figures: dict[str, Figure]) -> None:
        self.inputs = inputs
        self._figures = figures
        self._changed: set[str] = set()
        self._before: Callable[[], Facts] | None = None

    def facts(self) -> Facts:
        """Return the data for the checks."""
        figures = dict(self._figures)
        for section in SECTIONS.values():
            if self._changed & set(section.tables):
                own = section.build(self.inputs).figures
                figures = {id: f for id, f in figures.items() if not id.startswith(f"{section.id}.")} | own
        return Facts(self.inputs, figures, self._before)

    def edit(self, table: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Example:
        """Change the rows of a table."""
        changed = replace(self.inputs[table], frame=change(self.inputs[table].frame.copy()))
        return self._with(table, changed)

    def set(self, table: str, column: str, value: Any, **where: Any) -> Example:
        """Set a value in the rows that pass the filter (in the fourth row without one)."""
        frame = self.inputs[table].frame.copy()
        rows = _rows(frame, where)
        assert len(rows), f"no row of {table} with {where}"
        for label in rows:
            frame.at[label, column] = value
        return self.edit(table, lambda _: frame)

    def add(self, table: str, **cells: Any) -> Example:
        """Append a copy of a table's first row with other cells."""
        frame = self.inputs[table].frame
        row = pd.DataFrame([frame.iloc[0].to_dict() | cells], index=[f"{table}.csv:{len(frame) + 2}"])
        return self.edit(table, lambda _: pd.concat([frame, row.astype(frame.dtypes)]))

    def of_table(self, table: str, **parts: Any) -> Example:
        """Change attributes of a table other than its rows."""
        return self._with(table, replace(self.inputs[table], **parts))

    def without(self, table: str) -> Example:
        """Remove a table."""
        self.inputs = replace(self.inputs, tables={n: t for n, t in self.inputs.tables.items() if n != table})
        return self

    def multiply(self, figure: str, factor: int) -> Example:
        """Multiply the value of a figure."""
        value = self._figures[figure].value
        self._figures = self._figures | {figure: replace(self._figures[figure], value=value * factor)}
        return self

    def without_reservations(self) -> Example:
        """Remove the reservations of norms, so that each is tested."""
        reference = Reference(self.inputs.reference.folder)
        norms = self.inputs.reference.norms
        reference.__dict__["norms"] = replace(norms, rows=tuple(replace(n, reservation="") for n in norms.rows))
        self.inputs = replace(self.inputs, reference=reference)
        return self

    def after(self, before: Example) -> Example:
        """Use another example as the year before."""
        self._before = before.facts
        return self

    def _with(self, name: str, table: Any) -> Example:
        self.inputs = replace(self.inputs, tables=self.inputs.tables | {name: table})
        self._changed.add(name)
        return self


def _rows(frame: pd.DataFrame, where: dict[str, Any]) -> list[Any]:
    if not where:
        return [frame.index[3]]
    for column, value in where.items():
        frame = frame[frame[column] == value]
    return list(frame.index)


@dataclass(frozen=True)
class Case:
    """A change of the example, and a text that the evidence must contain."""

    change: Callable[[Example], Example]
    evidence: str = ""


def movements_noted(example: Example) -> Example:
    """Fill in how every household became poor or near-poor: all of them for the first time."""
    classes = movement_register(example.inputs).frame["poverty_class"]
    risen = (classes != "not_poor") & (example.inputs["households"].frame["status_last_year"] == "not_poor")
    noted = {"newly_arisen": risen.astype("boolean"), "fallen_back": False, "other_increase": False}
    return example.edit("households", lambda frame: frame.assign(**noted))


def year_before(example: Example) -> Example:
    """Return a consistent year before: its figures equal those of the example for the year before.

    Figures that are the same every year are kept; the tables are those of the example, one year earlier.
    """
    year = example.inputs.year - 1
    before = Example(replace(example.inputs, year=year), _of_last_year(example.facts().figures))
    capital = before.inputs["capital"].frame.copy()
    capital["kind"] = capital["kind"].mask(capital["capital_years"] == str(year), "plan")
    before.inputs = replace(
        before.inputs,
        tables=before.inputs.tables
        | {
            "capital": replace(before.inputs["capital"], frame=capital),
            "disbursements": replace(
                before.inputs["disbursements"],
                frame=before.inputs["disbursements"].frame.iloc[:0],
                sidecar=replace(before.inputs["disbursements"].sidecar, as_of=dt.date(year, 12, 31)),
            ),
        },
    )
    return before


def _of_last_year(figures: Mapping[str, Figure]) -> dict[str, Figure]:
    shifted = {"poverty.poor": replace(figures["poverty.poor"], value=1_901)}  # as many as in the register
    for id, figure in figures.items():
        if "_previous" in id:
            other = id.replace("_previous", "_current")
            shifted[other] = replace(figure, id=other)
    return dict(figures) | shifted


def _norm(table: str, **where: Any) -> Case:
    """Add one đồng (or kilogram) to an amount, so that no norm explains it."""
    column = "rice_kg" if where.get("item") == "rice" else "amount_vnd"

    def change(example: Example) -> Example:
        frame = example.inputs[table].frame
        (label,) = _rows(frame, where)
        return example.set(table, column, int(frame.at[label, column]) + 1, **where)

    return Case(change, "chưa giải thích được")


def _project(**where: Any) -> Case:
    """Move a project to a capital year outside the report."""
    return Case(lambda e: e.set("livelihood_projects", "capital_year", e.inputs.year - 2, **where), " = ")


def _jump(figure: str, factor: int, evidence: str) -> Case:
    """Multiply a number of the year before."""
    return Case(lambda e: e.after(year_before(e).multiply(figure, factor)), evidence)


_RADIO = {"component": "6.1", "capital_year": 2023, "output": "radio_station_new"}

FAILING: dict[str, Case] = {
    # Vốn và giải ngân
    "capital.sources_previous": Case(
        lambda e: e.set("capital", "source", "unsplit", component="programme", capital_years="2022"),
        "Kế hoạch vốn năm 2022: 5.589 triệu đồng",
    ),
    "capital.sources_current": Case(
        lambda e: e.set("capital", "source", "unsplit", component="programme", source="local"), "13.392 triệu đồng"
    ),
    "capital.plan_against_components": Case(
        lambda e: e.set("capital", "amount_vnd", 10**9, component="programme", capital_years="2023"),
        "từ 11.578 triệu đồng đến 13.819 triệu đồng",
    ),
    "capital.previous_plan_against_components": Case(
        lambda e: e.set("capital", "amount_vnd", 10**9, component="programme", capital_years="2022"),
        "ít nhất 3.452,8 triệu đồng",
    ),
    "capital.disbursed_against_components": Case(lambda e: e, "từ 564,04 triệu đồng đến 1.556,04 triệu đồng"),
    "capital.previous_disbursed_against_components": Case(
        lambda e: e.set("disbursements", "amount_vnd", 2 * 10**9, component="4.1", capital_years="2022"),
        "ít nhất 2.000 triệu đồng",
    ),
    "capital.carried_over_against_components": Case(
        lambda e: e.set("capital", "amount_vnd", 5 * 10**9, component="2", capital_years="2022"), "5.350,9 triệu đồng"
    ),
    "capital.sources_of_components": Case(
        lambda e: e.set("capital", "amount_vnd", 6 * 10**9, component="2", source="central"),
        "vốn năm 2022, ngân sách trung ương: các dự án, tiểu dự án 6.000 triệu đồng",
    ),
    "capital.remainders": Case(lambda e: e, "tiểu dự án 4.1: kế hoạch 1.101,9 triệu đồng trừ giải ngân 552,476"),
    "capital.rates": Case(
        lambda e: e.set("disbursements", "amount_vnd", 300_000_000, component="7.2"), "tiểu dự án 7.2: 107,91%"
    ),
    "capital.rates_of_sections": Case(
        lambda e: e.set("disbursements", "amount_vnd", 300_000_000, component="7.2"), "vốn năm 2023: 107,91%"
    ),
    "disbursements.planned": Case(
        lambda e: e.set("disbursements", "component", "4.2", component="7.2"), "4.2, 2023 không có trong kế hoạch vốn"
    ),
    "disbursements.expected": Case(lambda e: e, "disbursements.csv:10: tiểu dự án 6.1, 500.000.000 đồng"),
    # Dự kiến giải ngân
    "forecasts.rates": Case(
        lambda e: e.set("forecasts", "expected_rate_pct", Decimal(101), component="3.2"), "tiểu dự án 3.2, vốn năm 2023"
    ),
    "forecasts.not_below_reached": Case(
        lambda e: e.set("forecasts", "expected_rate_pct", Decimal(70), component="6.2"), "dự kiến 70%, đã đạt 74,14%"
    ),
    "forecasts.future": Case(
        lambda e: e.set("forecasts", "target_date", dt.date(2023, 10, 31), component="6.2"), "dự kiến đến 31/10/2023"
    ),
    "forecasts.complete": Case(
        lambda e: e.set("capital", "component", "4.2", component="3.2"), "tiểu dự án 4.2, vốn năm 2023"
    ),
    "forecasts.planned": Case(
        lambda e: e.add("forecasts", component="4.3"), "4.3, 2023 không có trong kế hoạch vốn"
    ),
    "forecasts.programme_against_components": Case(
        lambda e: e.set("forecasts", "expected_rate_pct", Decimal(10), component="programme"),
        "toàn chương trình dự kiến 1.339,2 triệu đồng",
    ),
    # Dự án, mô hình
    **{f"livelihood.{part}_by_year": _project(component="2") for part in ("projects", "households", "budget")},
    **{f"production.{part}_by_year": _project(component="3.1") for part in ("projects", "households", "budget")},
    "production.nutrition_activities": Case(
        lambda e: e.set("disbursements", "activity", "", activity="growth_survey"), "= 28.000.000 đồng"
    ),
    "projects.planned": Case(
        lambda e: e.set("capital", "capital_years", "2021", component="3.1", capital_years="2023"),
        "3.1, 2023 không có trong kế hoạch vốn",
    ),
    "projects.within_plan": Case(
        lambda e: e.set("livelihood_projects", "budget_vnd", 10**10, project_id="DA2-2023-01"),
        "dự án 2, vốn năm 2023: kinh phí các dự án 14.880 triệu đồng, kế hoạch vốn 5.436 triệu đồng",
    ),
    "projects.carried_over": Case(
        lambda e: e.edit("livelihood_projects", lambda frame: frame.assign(budget_vnd=1)),
        "dự án 2: kinh phí dự án nhỏ hơn vốn chuyển sang; tiểu dự án 3.1: kinh phí",
    ),
    "projects.spent": Case(
        lambda e: e.set("livelihood_projects", "procurement_step", "approved", component="2", capital_year=2022),
        "dự án 2, vốn năm 2022: đã giải ngân, chưa dự án nào triển khai",
    ),
    "projects.expected_approval": Case(
        lambda e: e.set("livelihood_projects", "expected_approval", "10/2023", project_id="DA2-2023-10").set(
            "livelihood_projects", "procurement_step", "approved", project_id="DA2-2023-11"
        ),
        "dự kiến phê duyệt 10/2023, đến 15/11/2023 vẫn đã họp tổ giúp việc, chờ phê duyệt; livelihood_projects.csv:16: "
        "đã có quyết định phê duyệt, vẫn ghi dự kiến phê duyệt 11/2023",
    ),
    "projects.households_of_communes": Case(
        lambda e: e.set("livelihood_projects", "households", 5_000, project_id="DA2-2023-03"),
        "dự án 2, xã Xuân Long: 5.014 hộ tham gia",
    ),
    "outputs.once_each": Case(
        lambda e: e.set("component_outputs", "commune", "06217", commune="06211"),
        "component_outputs.csv:7: 6.1, 2023, đài truyền thanh thiết lập mới, xã Bình Trung",
    ),
    "outputs.radio_stations": Case(
        lambda e: e.set("component_outputs", "commune", "06217", commune="06214"), "xã Bình Trung"
    ),
    "outputs.counts_are_lists": Case(
        lambda e: e.add("component_outputs", **_RADIO, quantity=5),
        "tiểu dự án 6.1, năm 2023, đài truyền thanh thiết lập mới: ghi 5, danh sách có 4 xã",
    ),
    "outputs.communes": Case(
        lambda e: e.set("component_outputs", "quantity", 23, output="inspected_commune"),
        "23 xã, đơn vị có 22 xã, thị trấn",
    ),
    "vocational_education.classes_previous": Case(
        lambda e: e.set("component_outputs", "quantity", 200, output="vocational_class", capital_year=2022), "200 lớp"
    ),
    "vocational_education.classes_current": Case(
        lambda e: e.set("component_outputs", "quantity", 200, output="vocational_class", capital_year=2023), "200 lớp"
    ),
    "capacity.training_classes": Case(
        lambda e: e.set("component_outputs", "quantity", 5, output="trainee", component="7.1"), "06 lớp"
    ),
    # Rà soát hộ nghèo
    "households.score_b2": Case(lambda e: e.set("households", "score_b2", 110), "thị trấn Đồng Đăng: 1 hộ"),
    "households.area": Case(lambda e: e.set("households", "area", "rural"), "thị trấn Đồng Đăng: 1 hộ"),
    "households.communes": Case(
        lambda e: e.edit("households", lambda frame: frame[frame["commune"] != "06190"]), "xã Bảo Lâm"
    ),
    "households.movement": Case(
        lambda e: movements_noted(e).edit("households", lambda frame: frame.assign(newly_arisen=True)),
        "thị trấn Đồng Đăng: 27 hộ nghèo cuối kỳ, theo diễn biến 53 hộ",
    ),
    # Các chính sách
    **{
        f"credit.{group}.lent": Case(
            lambda e, group=group: e.set("credit", "amount_lent_vnd", 10**12, borrower_group=group),
            "1.000.000 triệu đồng",
        )
        for group in ("poor", "near_poor", "newly_escaped")
    },
    **{
        f"credit.{group}.loans": Case(
            lambda e, group=group: e.set("credit", "loans_granted", 5_000, borrower_group=group), "5.000 lượt hộ"
        )
        for group in ("poor", "near_poor", "newly_escaped")
    },
    **{
        f"credit.{group}.households": Case(
            lambda e, group=group: e.set("credit", "loans_granted", 5_000, borrower_group=group), "5.000 lượt hộ"
        )
        for group in ("poor", "near_poor")
    },
    "credit.employment_fund.lent": Case(
        lambda e: e.set("credit", "outstanding_balance_vnd", 1, borrower_group="employment_fund"), ": 1 đồng"
    ),
    "employment.fund_loans": Case(
        lambda e: e.set("credit", "loans_granted", 205, borrower_group="employment_fund"),
        "credit.csv:5: 205 lượt vay; employment.csv:3: 204 lao động",
    ),
    "employment.self_employment": Case(
        lambda e: e.set("employment", "workers", 771, channel="self_employment"), "771 lao động"
    ),
    "employment.channels": Case(
        lambda e: e.add("employment", measure="result", workers=1_306),
        "employment.csv:7, cột workers: tổng ghi 1.306, các phần cộng lại 1.305",
    ),
    "employment.vocational": Case(
        lambda e: e.set("component_outputs", "quantity", 594, output="vocational_learner", capital_year=2023), "594"
    ),
    "employment.vocational_classes": Case(
        lambda e: e.set("component_outputs", "quantity", 18, output="vocational_class", capital_year=2023), "18 lớp"
    ),
    "employment.classes": Case(
        lambda e: e.set("vocational_training", "learners", 7, level="intermediate"),
        "vocational_training.csv:3: 8 lớp, 7 người",
    ),
    "health_insurance.population": Case(
        lambda e: e.edit("health_insurance", lambda f: f.assign(cards=82_000)), "82.000 người"
    ),
    "health_insurance.members": Case(
        lambda e: e.edit("health_insurance", lambda f: f.assign(cards=50_000)), "health_insurance.csv:2: 50.000 người"
    ),
    "electricity.households": Case(
        lambda e: e.edit("electricity_support", lambda f: f.assign(households=1_645)), "1.645 hộ"
    ),
    "education.levels": Case(
        lambda e: e.set("education_support", "pupils", 9_185, level="all", decree="decree-81-2021"),
        "cột pupils: tổng ghi 9.185, các phần cộng lại 9.131",
    ),
    "housing.communes": Case(
        lambda e: e.set("housing_support", "households", 5_000, commune="06190"),
        "xã Bảo Lâm: 5.000 hộ được hỗ trợ",
    ),
    "policies.nobody_but_money": Case(
        lambda e: e.set("housing_support", "households", 0, commune="06190"), "housing_support.csv:3"
    ),
    "policies.periods": Case(
        lambda e: e.set("education_support", "term", "2021-2022", item="meals"), "education_support.csv:6: 2021-2022"
    ),
    # Định mức chính sách
    "norms.health_insurance": _norm("health_insurance", beneficiary_group="poor_and_near_poor"),
    "norms.electricity": _norm("electricity_support", period="2023"),
    "norms.study_costs": Case(lambda e: e.without_reservations(), "5.147.000.000 đồng không phải bội số của 150.000"),
    "norms.boarding_meals": _norm("education_support", item="meals"),
    "norms.boarding_housing": _norm("education_support", item="housing"),
    "norms.boarding_rice": _norm("education_support", item="rice"),
    "norms.boarding_sports": _norm("education_support", item="sports_equipment"),
    "norms.boarding_medicine": _norm("education_support", item="medicine"),
    "norms.boarding_pupils": Case(
        lambda e: e.set("education_support", "amount_vnd", 90_000_000, item="medicine"),
        "1.799 học sinh; tủ thuốc dùng chung: 1.800 học sinh",
    ),
    "norms.preschool_lunch": _norm("education_support", item="preschool_lunch"),
    # So với năm trước
    "years.plan": Case(
        lambda e: e.after(year_before(e)).set("capital", "amount_vnd", 1, component="programme", capital_years="2022"),
        "phải bằng 5.589 triệu đồng của báo cáo năm 2022",
    ),
    "years.disbursed": Case(
        lambda e: e.after(year_before(e)).set(
            "disbursements", "amount_vnd", 10**9, component="programme", capital_years="2022"
        ),
        "phải bằng 1.338.216.000 đồng của báo cáo năm 2022",
    ),
    "years.carried_over": Case(
        lambda e: e.after(year_before(e)).set("capital", "amount_vnd", 1_999_000_000, component="2", source="central"),
        "dự án 2: chuyển sang 1.999 triệu đồng, báo cáo năm 2022 còn 2.000 triệu đồng",
    ),
    "years.projects": Case(
        lambda e: e.after(year_before(e)).set("livelihood_projects", "households", 17, project_id="DA2-2022-01"),
        "61 hộ, phải bằng 60 hộ của báo cáo năm 2022",
    ),
    "years.vocational_training": Case(
        lambda e: e.after(year_before(e)).set(
            "component_outputs", "quantity", 198, output="vocational_learner", capital_year=2022
        ),
        "198 người, phải bằng 199 người",
    ),
    "years.poor": Case(
        lambda e: e.after(year_before(e)).edit("households", lambda frame: frame.assign(status_last_year="poor")),
        "19.820 hộ nghèo theo tình trạng năm trước, báo cáo năm 2022: 1.901 hộ",
    ),
    "years.households_of_communes": Case(
        lambda e: e.after(year_before(e)).edit("households", lambda f: f[f["commune"] != "06184"]),
        "Tổng số hộ thị trấn Đồng Đăng: 0 hộ",
    ),
    "years.poor_of_communes": Case(
        lambda e: e.after(year_before(e)).edit("households", lambda frame: frame.assign(score_b1=100, score_b2=30)),
        "Số hộ nghèo: 19.820 hộ, năm 2022 là 1.901 hộ",
    ),
    "years.money": _jump("capital.component.4.1.plan", 6, "tiểu dự án 4.1: 2.148 triệu đồng, năm 2022 là 12.888"),
    "years.credit": _jump("credit.poor.balance", 3, "Tổng dư nợ, hộ nghèo: 39.656 triệu đồng, năm 2022 là 118.968"),
    "years.policy_amounts": _jump("health_insurance.amount", 4, "Kinh phí cấp thẻ bảo hiểm y tế: 754.044.300 đồng"),
    "years.beneficiaries": _jump("health_insurance.cards", 4, "3.753 người, năm 2022 là 15.012 người"),
    # Văn bản và số liệu đã in
    "letterhead.subject": Case(lambda e: e.set("letterhead", "value", "năm 2022", item="subject"), "năm 2022"),
    "letterhead.unit": Case(
        lambda e: e.set("letterhead", "value", "HUYỆN VĂN LÃNG", order=2, item="issuing_body"),
        "“ỦY BAN NHÂN DÂN HUYỆN VĂN LÃNG” không nêu huyện Cao Lộc",
    ),
    "documents.dates": Case(
        lambda e: e.set("documents", "issue_date", dt.date(2023, 12, 1), number="89"),
        "documents.csv:2: văn bản số 89/KH-UBND ngày 01/12/2023",
    ),
    "documents.year": Case(
        lambda e: e.set("documents", "issue_date", dt.date(2022, 2, 27), number="89"),
        "documents.csv:2: văn bản số 89/KH-UBND ngày 27/02/2022",
    ),
    "documents.symbols": Case(
        lambda e: e.set("documents", "symbol", "QĐ-UBND", number="89"),
        "documents.csv:2: Kế hoạch mang ký hiệu QĐ-UBND",
    ),
    "printed.shares": Case(
        lambda e: e.set("published", "printed", "24,94%", figure="capital.rate_previous"),
        "đã in 24,94%, từ hai số đã in cùng báo cáo là 23,94%",
    ),
    # Tên đơn vị hành chính
    "names.places": Case(
        lambda e: e.set("documents", "subject", "về 02 mô hình tại xã Bình Trùng, Thanh Lò", number="89"),
        "documents.csv:2, cột subject: “xã Bình Trùng”, có phải “xã Bình Trung”?; "
        "documents.csv:2, cột subject: “xã Thanh Lò”, có phải “xã Thanh Lòa”?",
    ),
    "names.tone_marks": Case(
        lambda e: e.set("assessment", "text", "Tại xã Hoà Cư, việc giải ngân chậm."),
        "assessment.csv:5, cột text: “xã Hoà Cư”, có phải “xã Hòa Cư”?",
    ),
    # Tệp số liệu
    "tables.unused_rows": Case(
        lambda e: e.set("capital", "capital_years", "2019", component="3.2"), "capital.csv:9"
    ),
    "tables.dates": Case(
        lambda e: e.set("capital", "as_of_date", dt.date(2023, 12, 1), component="3.2"),
        "capital.csv:9: 01/12/2023, bảng chốt ngày 15/11/2023",
    ),
    "tables.corrections": Case(lambda e: e.of_table("credit", corrections=("sửa số",)), "sửa số"),
    "tables.handed_in": Case(
        lambda e: e.without("credit"), "credit (Tín dụng ưu đãi): không có mục credit"
    ),
    "tables.sha256": Case(
        lambda e: e.of_table("credit", sha256="0f"), "data/183-cao-loc/2023/credit.csv: sha256 nay là 0f"
    ),
}  # fmt: skip
"""For every check, a change that makes it fail, and the evidence."""


PASSING: dict[str, Case] = {
    "capital.disbursed_against_components": Case(
        lambda e: e.set("disbursements", "amount_vnd", 1_100_000_000, component="programme", capital_years="2023")
    ),
    "capital.remainders": Case(
        lambda e: e.add("capital", component="4.1", kind="carried_over", source="unsplit", amount_vnd=549_424_000)
    ),
    "disbursements.expected": Case(lambda e: e.edit("disbursements", lambda frame: frame.assign(status="actual"))),
    "households.movement": Case(movements_noted),
    "outputs.counts_are_lists": Case(
        lambda e: e.add("component_outputs", **_RADIO, quantity=4)
    ),
    "employment.fund_loans": Case(lambda e: e.set("credit", "loans_granted", 204, borrower_group="employment_fund")),
    "employment.channels": Case(lambda e: e.add("employment", measure="result", workers=1_305)),
    "education.levels": Case(
        lambda e: e.set("education_support", "pupils", 9_131, level="all", decree="decree-81-2021")
    ),
    "norms.study_costs": Case(
        lambda e: e.without_reservations().set(
            "education_support", "amount_vnd", 5_146_950_000, level="all", decree="decree-81-2021"
        )
    ),
    **{
        id: Case(lambda e: e.after(year_before(e)))
        for id in FAILING
        if id.startswith("years.")
    },
}  # fmt: skip
"""For every check that fails or is skipped on the example, a change that makes it pass."""
