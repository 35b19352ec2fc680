"""A new year: the folder, what it opens with, the forms."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from fill_forms import columns_of, first_row, table_sheets
from form_project import SLUG, UNIT, YEAR, FormProject
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from analysis.forms.content import GUIDE, MARKS, shown_choices
from analysis.forms.new_year import FORMS, new_year
from analysis.forms.prefill import carried_rows
from analysis.forms.writing import CODES_ROW, HEADER_ROW, LAST
from analysis.reference import Project, ProjectError, load_reference
from analysis.tables import SCHEMAS, load_inputs
from analysis.tables.schema import Column


def sheet_of(form_project: FormProject, table: str) -> Worksheet:
    return table_sheets(load_workbook(form_project.form(table)))[table]


def rows(sheet: Worksheet) -> list[dict[str, object]]:
    columns = columns_of(sheet)
    found = []
    for number in range(first_row(sheet), sheet.max_row + 1):
        row = {name: sheet.cell(number, place).value for name, place in columns.items()}
        if any(value is not None for value in row.values()):
            found.append(row)
    return found


def test_every_table_is_asked_for_once(form_project_template: FormProject) -> None:
    asked = [t.schema.name for form in form_project_template.made.forms.values() for t in form.tables]
    assert sorted(asked) == sorted(set(SCHEMAS) - {"villages"})  # of communes only
    assert {p.name for p in (form_project_template.folder / FORMS).iterdir()} == set(form_project_template.made.forms)


def test_a_form_has_the_columns_of_its_schema_and_no_other(
    form_project_template: FormProject,
) -> None:
    for form in form_project_template.made.forms.values():
        for table in form.tables:
            sheet = sheet_of(form_project_template, table.schema.name)
            headers = {sheet.cell(HEADER_ROW + 1, place).value: name for name, place in columns_of(sheet).items()}
            assert headers == {c.header: c.name for c in (*table.schema.columns, table.columns[-1])}


DAYS = [dt.date(2022, 12, 31), dt.date(2024, 12, 31), dt.date(2025, 6, 30), dt.date(2026, 12, 31)]
LAST_OF_DISTRICTS = dt.date(2025, 6, 30)


@pytest.mark.parametrize(
    ("level", "day"),
    [
        (level, day)
        for level in ("province", "district", "commune")
        for day in DAYS
        if level != "district" or day <= LAST_OF_DISTRICTS
    ],
)
def test_every_table_has_an_agency_at_every_level(project: Project, level: str, day: dt.date) -> None:
    found = load_reference(project.reference).agencies.at_level(level, day)
    assert set(SCHEMAS) <= set(found)
    assert all(agency.name for agency in found.values())


def test_capital_that_is_left_is_carried_over(form_project_template: FormProject) -> None:
    """Written from the tables of 2023 by hand: plan − disbursed, by component and capital year."""
    carried = {
        (str(row["component"]).split(" – ")[0], row["capital_years"]): row["amount_vnd"]
        for row in rows(sheet_of(form_project_template, "capital"))
        if row["kind"] == "vốn năm trước chuyển sang"
    }
    assert carried == {
        ("2", "2023"): 5_436_000_000,
        ("3.1", "2022"): 197_900_000,
        ("3.1", "2023"): 2_398_000_000,
        ("3.2", "2023"): 488_960_000,
        ("4.1", "2022"): 549_424_000,
        ("4.1", "2023"): 1_783_000_000,
        ("6.1", "2022-2023"): 1_741_000_000,
        ("6.2", "2023"): 60_000_000,
        ("7.1", "2023"): 200_000_000,
        ("7.2", "2023"): 156_000_000,
    }


def test_plans_of_the_year_that_is_over_are_there_already(form_project_template: FormProject) -> None:
    found = {
        (row["capital_years"], row["source"]): row["amount_vnd"]
        for row in rows(sheet_of(form_project_template, "capital"))
        if str(row["component"]).startswith("Chương trình") and row["kind"] == "kế hoạch giao trong năm"
    }
    assert found[("2023", "ngân sách trung ương")] == 13_164_000_000
    assert found[("2024", "ngân sách trung ương")] is None


def test_opening_balances_are_a_file_with_formulas(template_with_register: FormProject) -> None:
    with (template_with_register.folder / "opening_balances.csv").open(encoding="utf-8", newline="") as file:
        found = {row["figure"]: row for row in csv.DictReader(file)}
    assert found["opening.capital.programme.2023.carried_over"]["value"] == str(13_392_000_000 - 3_168_000_000)
    assert found["opening.credit.poor.balance"]["value"] == "39656000000"
    assert found["opening.poor"]["value"] == "1644"
    assert all(row["formula"] for row in found.values())


def test_last_years_value_stands_beside_the_cell(form_project_template: FormProject) -> None:
    sheet = sheet_of(form_project_template, "credit")
    columns = columns_of(sheet)
    place = columns["outstanding_balance_vnd"] + 1
    assert sheet.cell(CODES_ROW + 1, place).value == f"{LAST}outstanding_balance_vnd"
    assert sheet.cell(HEADER_ROW + 1, place).value == "Dư nợ (đồng) – năm 2023"
    top = first_row(sheet)
    assert [sheet.cell(row, columns["borrower_group"]).value for row in range(top, top + 3)] == [
        "hộ nghèo", "hộ cận nghèo", "hộ mới thoát nghèo",
    ]  # fmt: skip
    assert sheet.cell(top, place).value == 39_656_000_000
    assert sheet.cell(top, columns["outstanding_balance_vnd"]).value is None


def test_the_register_opens_with_last_years_result(template_with_register: FormProject) -> None:
    last = load_inputs(template_with_register.project, UNIT, YEAR - 1, ["households"])
    sheet = sheet_of(template_with_register, "households")
    statuses = [row["status_last_year"] for row in rows(sheet)]
    assert len(statuses) == len(last["households"].frame)
    assert (statuses.count("hộ nghèo"), statuses.count("hộ cận nghèo")) == (1644, 2_023)


def test_cells_take_only_what_the_schema_allows(form_project_template: FormProject) -> None:
    for form in form_project_template.made.forms.values():
        for table in form.tables:
            sheet = sheet_of(form_project_template, table.schema.name)
            columns, top = columns_of(sheet), first_row(sheet)
            for column in table.columns:
                cell = sheet.cell(top, columns[column.name]).coordinate
                rule = next(r for r in sheet.data_validations.dataValidation if cell in r.sqref)
                assert rule.error and rule.prompt and column.header.startswith(rule.promptTitle[:20])
                _assert_rule(rule, column)
                assert not sheet[cell].protection.locked


def _assert_rule(rule: object, column: Column) -> None:
    kind = getattr(rule, "type")  # noqa: B009 - openpyxl is untyped
    if column.choices:
        assert (kind, getattr(rule, "formula1")) == ("list", f"dm_{column.choices}")  # noqa: B009
    elif column.type == "integer":
        assert kind == "whole"
        if column.minimum is not None:
            assert float(getattr(rule, "formula1")) == column.minimum  # noqa: B009
    elif column.type == "date":
        assert kind == "date"


def test_totals_are_locked_formulas(form_project_template: FormProject) -> None:
    sheet = sheet_of(form_project_template, "credit")
    row = HEADER_ROW + 2
    for name in SCHEMAS["credit"].totals:
        cell = sheet.cell(row, columns_of(sheet)[name])
        assert str(cell.value).startswith("=SUM(")
        assert cell.protection.locked
    assert sheet.protection.sheet
    last = sheet.cell(first_row(sheet), columns_of(sheet)["amount_lent_vnd"] + 1)
    assert last.protection.locked


def test_headers_stay_in_view_and_on_every_page(form_project_template: FormProject) -> None:
    sheet = sheet_of(form_project_template, "capital")
    assert sheet.freeze_panes == f"C{HEADER_ROW + 2}"
    assert sheet.print_title_rows == f"${HEADER_ROW + 1}:${HEADER_ROW + 1}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.row_dimensions[CODES_ROW + 1].hidden


def test_instructions_explain_every_column_and_marks_are_hidden(form_project_template: FormProject) -> None:
    for name, form in form_project_template.made.forms.items():
        book = load_workbook(form_project_template.folder / FORMS / name)
        text = "\n".join(str(cell.value) for cell in book[GUIDE]["A"])
        assert all(column.meaning in text for table in form.tables for column in table.columns)
        assert book[MARKS].sheet_state == "veryHidden"


def test_drop_downs_offer_what_is_read_again(form_project_template: FormProject) -> None:
    for form in form_project_template.made.forms.values():
        for table in form.tables:
            for column in table.columns:
                shown = shown_choices(form.reader, column)
                assert len(set(shown.values())) == len(shown), column.name


def test_the_same_forms_twice(form_project_template: FormProject, tmp_path: Path) -> None:
    project = Project(tmp_path, UNIT, YEAR - 1)
    import shutil  # noqa: PLC0415

    shutil.copytree(form_project_template.project.data, tmp_path / "data", ignore=shutil.ignore_patterns(str(YEAR)))
    again = new_year(project, UNIT, YEAR)
    for name in again.forms:
        assert (again.folder / FORMS / name).read_bytes() == (form_project_template.folder / FORMS / name).read_bytes()


def test_an_existing_year_is_never_touched(form_project: FormProject) -> None:
    before = form_project.state()
    with pytest.raises(ProjectError, match=f"Đã có thư mục data/{SLUG}/{YEAR}"):
        new_year(form_project.project, UNIT, YEAR)
    assert form_project.state() == before


def test_an_unknown_unit_leaves_nothing(form_project: FormProject) -> None:
    before = sorted(p.name for p in form_project.project.data.iterdir())
    with pytest.raises(ProjectError, match='Mã đơn vị "99999"'):
        new_year(form_project.project, "99999", YEAR)
    assert sorted(p.name for p in form_project.project.data.iterdir()) == before


def test_a_first_year_has_empty_forms(form_project: FormProject) -> None:
    made = new_year(form_project.project, UNIT, 2020)
    assert made.opening is None
    assert not any(table.rows for form in made.forms.values() for table in form.tables)


def test_no_half_made_year_is_left(form_project: FormProject, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise OSError("no space left")

    before = form_project.state()
    monkeypatch.setattr("analysis.forms.new_year.write_form", fail)
    with pytest.raises(OSError, match="no space"):
        new_year(form_project.project, UNIT, 2021)
    assert form_project.state() == before


def test_rows_of_older_years_stay_behind(form_project: FormProject) -> None:
    last = load_inputs(form_project.project, UNIT, YEAR - 1, ["livelihood_projects"])
    carried = carried_rows(last["livelihood_projects"], YEAR)
    assert {row.cells["capital_year"] for row in carried} == {"2023"}
    assert len(carried) == 21
