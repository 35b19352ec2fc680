"""The catalogue of checks: results for the example, and a failing and a passing case for every check."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from failing_cases import FAILING, PASSING, Example

from analysis.checks import run_checks
from analysis.checks.catalogue import CHECKS, GROUPS
from analysis.checks.statements.check import Check, Facts, FigureReference
from analysis.figures import Figure
from analysis.reference import Project, ProjectError, find_project
from analysis.sections import build_all
from analysis.sections.registry import all_figures
from analysis.tables import SCHEMAS, load_inputs

FAILED_ON_EXAMPLE = {
    "capital.disbursed_against_components",
    "capital.remainders",
    "disbursements.expected",
}
"""Contradictions of the published report other than single printed numbers."""

SKIPPED_ON_EXAMPLE = {
    "households.movement",
    "outputs.counts_are_lists",
    "employment.fund_loans",
    "employment.channels",
    "education.levels",
    "norms.study_costs",
}
"""Checks whose second number is missing in the example."""

AGAINST_YEAR_BEFORE = {check.id for check in CHECKS if check.id.startswith("years.")}

every_check = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)


# The example --------------------------------------------------------------------------------------------------------


def test_exactly_the_known_contradictions_of_the_example_fail(inputs, figures) -> None:
    failed = {r.id: r.evidence_text for r in run_checks(inputs, figures) if r.status == "failed"}
    assert set(failed) == FAILED_ON_EXAMPLE | {
        "published.vocational_education.plan",
        "published.credit.near_poor.borrowers.2",
        "published.credit.near_poor.balance.2",
        "published.education.tuition_pupils",
    }
    evidence = failed["capital.disbursed_against_components"]
    assert "3.168 triệu đồng; cộng các dự án, tiểu dự án: từ 564,04 triệu đồng đến 1.556,04 triệu đồng" in evidence
    assert "kể cả vốn năm trước chuyển sang: từ 2.717,04 triệu đồng đến 3.709,04 triệu đồng" in evidence
    assert "disbursements.csv:10: tiểu dự án 6.1, 500.000.000 đồng" in failed["disbursements.expected"]
    assert "đã in 9.185 học sinh; tính lại 9.131 học sinh" in failed["published.education.tuition_pupils"]


def test_skipped_checks_of_the_example_give_a_reason(inputs, figures) -> None:
    skipped = {r.id: r.evidence_text for r in run_checks(inputs, figures) if r.status == "skipped"}
    assert set(skipped) == SKIPPED_ON_EXAMPLE | {"years.poor_of_communes"}
    assert all(evidence.startswith("không kiểm được: ") for evidence in skipped.values())
    assert skipped["years.poor_of_communes"] == "không kiểm được: hai kỳ rà soát theo hai chuẩn nghèo khác nhau"


def test_checks_against_the_year_before_are_skipped_without_it(inputs, figures) -> None:
    first = run_checks(replace(inputs, project=None), figures)
    skipped = {r.id: r.evidence_text for r in first if r.id in AGAINST_YEAR_BEFORE}
    assert set(skipped) == AGAINST_YEAR_BEFORE
    assert set(skipped.values()) == {"không kiểm được: không có số liệu năm 2022"}


def test_checks_against_a_simulated_year_say_so(project, inputs, figures) -> None:
    """All tables of 2022 are simulated, those of 2023 are not."""
    messages = {r.id: r.message for r in run_checks(inputs, figures)}
    assert all(
        ("(năm trước là số liệu mô phỏng)" in text) == (id in AGAINST_YEAR_BEFORE) for id, text in messages.items()
    )
    after = load_inputs(project, "183", 2024)
    assert not [r for r in run_checks(after, all_figures(build_all(after))) if "mô phỏng" in r.message]


def test_ids_are_unique_and_every_result_gives_evidence(inputs, figures) -> None:
    results = run_checks(inputs, figures)
    assert len({r.id for r in results}) == len(results) == len(CHECKS) + len(inputs["published"].frame)
    assert all(r.evidence_text and r.message for r in results)


def test_statements_and_titles_are_unique() -> None:
    """The annex lists them without their ids."""
    assert len({check.statement for check in CHECKS}) == len(CHECKS)
    assert len({group.title for group in GROUPS}) == len(GROUPS)


def test_figures_of_a_check_exist(inputs, figures) -> None:
    """Also those of `about`: every pattern must match a figure."""
    results = run_checks(inputs, figures)
    assert {id for r in results for id in r.figures} <= set(figures)
    about = {r.id: r.figures for r in results}
    assert {check.id for check in CHECKS if check.about and not about[check.id]} == set()
    assert "capital.plan_current" in about["capital.plan_against_components"]
    assert about["norms.boarding_meals"] == ("education.meals_pupils", "education.meals_amount")


# Every check can fail, and can pass ---------------------------------------------------------------------------------


def test_every_check_has_a_failing_case() -> None:
    ids = [check.id for check in CHECKS]
    assert sorted(ids) == sorted(FAILING), "every check needs a failing case, and every case a check"
    assert set(PASSING) == FAILED_ON_EXAMPLE | SKIPPED_ON_EXAMPLE | AGAINST_YEAR_BEFORE


@every_check
def test_a_check_fails_on_changed_data_and_names_the_place(check: Check, inputs, figures) -> None:
    case = FAILING[check.id]
    result = check.evaluate(case.change(Example(inputs, figures)).facts())
    assert result.status == "failed", result.evidence_text
    assert case.evidence in result.evidence_text


@every_check
def test_a_check_passes_on_the_example_or_its_passing_case(check: Check, inputs, figures) -> None:
    example = Example(inputs, figures)
    if check.id in PASSING:
        assert check.evaluate(example.facts()).status != "passed"
        example = PASSING[check.id].change(example)
    result = check.evaluate(example.facts())
    assert result.status == "passed", result.evidence_text


@every_check
def test_a_check_without_its_data_is_skipped(check: Check, inputs, figures) -> None:
    """Without tables nothing is compared; only the check of unused rows passes."""
    empty = Example(inputs, {})
    empty.inputs = type(inputs)(inputs.unit, inputs.year, inputs.reference)
    status = "passed" if check.id == "tables.unused_rows" else "skipped"
    assert check.evaluate(empty.facts()).status == status


def test_a_wrong_row_fails_its_check_end_to_end(data) -> None:
    """From the file through row and figure to the checks of that figure only."""
    data.add_household_register()
    data.replace("credit.csv", "employment_fund,,12065000000,,43300000000", "employment_fund,,12065000000,,1")
    changed = load_inputs(data.project, "183", 2023)
    results = {r.id: r.status for r in run_checks(changed, all_figures(build_all(changed)))}
    assert results["published.employment.fund_balance"] == "failed"
    assert results["credit.employment_fund.lent"] == "failed"
    assert results["tables.sha256"] == "failed"
    assert results["published.employment.fund_lent"] == "passed"


def test_money_spent_without_a_plan_fails(inputs, figures) -> None:
    removed = Example(inputs, figures).edit("capital", lambda frame: frame[frame["component"] != "7.2"]).facts()
    results = {check.id: check.evaluate(removed) for check in CHECKS}
    assert results["capital.rates"].status == "passed", "a component without any row of capital is not listed"
    assert results["disbursements.planned"].status == "failed"
    zero = Example(inputs, figures).set("capital", "amount_vnd", 0, component="7.2").facts()
    results = {check.id: check.evaluate(zero) for check in CHECKS}
    assert results["capital.rates"].status == "failed"
    assert "122 triệu đồng, không có kế hoạch" in results["capital.rates"].evidence_text


def test_evidence_contains_no_row_of_the_register(inputs, figures) -> None:
    """Evidence is published; households are published as counts only."""
    broken = Example(inputs, figures).edit("households", lambda f: f.assign(score_b2=110, area="rural", members=30))
    facts = broken.facts()
    evidence = " ".join(check.evaluate(facts).evidence_text for check in CHECKS)
    assert "households.csv:" not in evidence
    assert not re.search(r"\b0\d{4}\b", evidence)


# The year before ----------------------------------------------------------------------------------------------------


def _earlier(text: str) -> str:
    """Replace every year from 2022 on by the year before."""
    return re.sub(r"\b20(2[2-4])\b", lambda found: f"20{int(found[1]) - 1}", text)


@pytest.fixture
def two_years(project: Project, tmp_path: Path) -> Project:
    """A project with the example's year, and the same data one year earlier.

    The register keeps its date, since no poverty standard is known before 2022.
    """
    root = tmp_path / "project"
    left_out = shutil.ignore_patterns("simulation", "*.md", "2022", "2024")
    shutil.copytree(project.data, root / "data", ignore=left_out)
    shutil.copy(project.root / "baocao.toml", root)
    now, before = (root / "data" / "183-cao-loc" / year for year in ("2023", "2022"))
    before.mkdir()
    for path in now.glob("*.*"):
        text = path.read_text(encoding="utf-8")
        (before / path.name).write_text(text if "households" in path.name else _earlier(text), encoding="utf-8")
    return Project(root.resolve(), "183", 2023)


def _years(project: Project) -> dict[str, tuple[str, str]]:
    inputs = load_inputs(project, "183", 2023)
    results = run_checks(inputs, all_figures(build_all(inputs)))
    return {r.id: (r.status, r.evidence_text) for r in results if r.id.startswith("years.")}


def test_the_year_before_is_read_from_its_folder(two_years: Project) -> None:
    """The same data a year earlier: differences between the years are reported, equal values pass."""
    found = _years(two_years)
    assert set(found) == AGAINST_YEAR_BEFORE
    assert found["years.plan"] == (
        "failed",
        "Kế hoạch vốn năm 2022: 5.589 triệu đồng, phải bằng 13.392 triệu đồng của báo cáo năm 2022; "
        "Kế hoạch vốn năm 2022, ngân sách trung ương: 5.589 triệu đồng, phải bằng 13.164 triệu đồng của báo cáo "
        "năm 2022",
    )
    assert found["years.disbursed"][0] == "failed", "less than was disbursed by November"
    assert found["years.carried_over"][0] == "passed", "less than was left in November"
    assert found["years.vocational_training"][0] == "passed"
    for id in ("households_of_communes", "poor_of_communes", "credit", "policy_amounts", "beneficiaries", "money"):
        assert found[f"years.{id}"][0] == "passed", found[f"years.{id}"]


def test_more_carried_over_than_was_left(two_years: Project) -> None:
    path = two_years.table_folder("183", 2022) / "capital.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2,2022,unsplit,plan,5436000000", "2,2022,unsplit,plan,1"))
    status, evidence = _years(two_years)["years.carried_over"]
    assert status == "failed"
    assert evidence == "dự án 2: chuyển sang 2.000 triệu đồng, báo cáo năm 2022 còn 0 triệu đồng"


def test_a_faulty_year_before_is_skipped_with_the_reason(two_years: Project) -> None:
    (two_years.table_folder("183", 2022) / "credit.csv").unlink()
    assert set(_years(two_years).values()) == {
        ("skipped", "không kiểm được: số liệu năm 2022 có 1 chỗ không dùng được (baocao check --year 2022)")
    }


def test_a_unit_that_did_not_exist_a_year_ago_is_not_compared(two_years: Project) -> None:
    path = two_years.reference / "units.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("183,Cao Lộc,huyện,district,20,,,", "183,Cao Lộc,huyện,district,20,,2023-01-01,"))
    assert set(_years(two_years).values()) == {("skipped", "không kiểm được: đơn vị không có trong danh mục năm 2022")}


def test_reviews_under_different_standards_are_not_compared(two_years: Project) -> None:
    sidecar = two_years.table_folder("183", 2022) / "households.meta.yml"
    sidecar.write_text(sidecar.read_text(encoding="utf-8").replace("2022-12-31", "2021-12-31"), encoding="utf-8")
    found = _years(two_years)
    assert found["years.poor_of_communes"] == (
        "skipped",
        "không kiểm được: hai kỳ rà soát theo hai chuẩn nghèo khác nhau",
    )
    assert found["years.households_of_communes"][0] == "passed"


def test_a_folder_elsewhere_finds_the_year_before_beside_it(two_years: Project, monkeypatch) -> None:
    """`baocao check FOLDER` must not use the folder itself as the year before."""
    from analysis.cli.check import _in_folder  # noqa: PLC0415

    monkeypatch.setenv("BAOCAO_PROJECT", str(find_project().root))
    project, unit, year = _in_folder(two_years.table_folder("183", 2023))
    assert (unit, year, project.has_tables(unit, 2022), project.has_tables(unit, 2021)) == ("183", 2023, True, False)
    with pytest.raises(ProjectError, match="Không có thư mục"):
        project.table_folder(unit, 2021)


# Odd data -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", [name for name in SCHEMAS if name != "villages"])
def test_no_check_raises_for_a_table_without_rows(table: str, inputs, figures) -> None:
    """Checks of an empty table must not raise; errors of a table are reported when it is read."""
    empty = replace(inputs[table], frame=inputs[table].frame.iloc[:0])
    facts = Facts(replace(inputs, tables=inputs.tables | {table: empty}), figures)
    assert {check.evaluate(facts).status for check in CHECKS} <= {"passed", "failed", "skipped"}


@pytest.mark.parametrize("table", [name for name in SCHEMAS if name != "villages"])
def test_no_check_raises_for_empty_optional_cells(table: str, inputs, figures) -> None:
    frame = inputs[table].frame.copy()
    for column in inputs[table].schema.columns:
        if not column.required and column.name in frame:
            frame[column.name] = pd.NA if str(frame[column.name].dtype) == "Int64" else ""
    facts = Facts(replace(inputs, tables=inputs.tables | {table: replace(inputs[table], frame=frame)}), figures)
    assert {check.evaluate(facts).status for check in CHECKS} <= {"passed", "failed", "skipped"}


# References to figures in the evidence ------------------------------------------------------------------------------


def _labelled_values(text: str, figures: Mapping[str, Figure], ids: Iterable[str]) -> list[str]:
    """Return the printed values that follow the labels of figures in a text, in reading order."""
    values = {f"{figures[id].label}: {figures[id].printed}": figures[id].printed for id in ids if id in figures}
    longest_first = "|".join(map(re.escape, sorted(values, key=len, reverse=True)))
    return [values[found[0]] for found in re.finditer(rf"(?:{longest_first})(?!\d|[.,]\d)", text)] if values else []


@every_check
def test_evidence_refers_to_every_figure_that_it_labels(check: Check, inputs, figures) -> None:
    facts = FAILING[check.id].change(Example(inputs, figures)).facts()
    result = check.evaluate(facts)
    shown = [part for part in result.evidence if isinstance(part, FigureReference)]
    assert all(part.printed == facts.figures[part.id].printed for part in shown)
    expected = _labelled_values(result.evidence_text, facts.figures, result.figures)
    assert Counter(part.printed for part in shown) >= Counter(expected)


REFERENCES = {
    "capital.sources_current": [
        "capital.plan_current_central",
        "capital.plan_current_local",
        "capital.plan_current",
    ],
    "capital.disbursed_against_components": ["capital.disbursed_current"],
    "capital.rates": ["capital.component.7.2.rate"],
    "credit.poor.lent": ["credit.poor.lent", "credit.poor.balance"],
    "years.money": ["capital.component.4.1.plan"],
    "years.plan": ["capital.plan_previous", "capital.plan_previous_central"],
    "projects.households_of_communes": ["poverty.commune.06241.households"],
    "capital.remainders": [],
}
"""The figures that the evidence of a failed check shows, one check of each kind."""


@pytest.mark.parametrize("check", [c for c in CHECKS if c.id in REFERENCES], ids=lambda check: check.id)
def test_evidence_refers_to_the_figures_compared(check: Check, inputs, figures) -> None:
    result = check.evaluate(FAILING[check.id].change(Example(inputs, figures)).facts())
    assert [part.id for part in result.evidence if isinstance(part, FigureReference)] == REFERENCES[check.id]


def test_amounts_without_a_plan_are_references(inputs, figures) -> None:
    zero = Example(inputs, figures).set("capital", "amount_vnd", 0, component="7.2").facts()
    (rates,) = (check for check in CHECKS if check.id == "capital.rates")
    assert FigureReference("capital.component.7.2.disbursed", "122 triệu đồng") in rates.evaluate(zero).evidence


def test_published_numbers_refer_to_the_recomputed_figure(inputs, figures) -> None:
    results = {r.id: r for r in run_checks(inputs, figures)}
    evidence = results["published.education.tuition_pupils"].evidence
    assert evidence[:2] == (
        "đã in 9.185 học sinh; tính lại ",
        FigureReference("education.tuition_pupils", "9.131 học sinh"),
    )


def test_a_record_holds_the_evidence_as_text(inputs, figures) -> None:
    result = next(r for r in run_checks(inputs, figures) if r.id == "capital.sources_current")
    assert result.as_record() == {
        "id": "capital.sources_current",
        "severity": "error",
        "status": "passed",
        "message": "Vốn trung ương và địa phương trong năm cộng lại bằng kế hoạch vốn",
        "evidence": "13.164 triệu đồng + 228 triệu đồng = 13.392 triệu đồng; Kế hoạch vốn năm 2023: 13.392 triệu đồng",
        "figures": ["capital.plan_current", "capital.plan_current_central", "capital.plan_current_local"],
        "reported": True,
    }
