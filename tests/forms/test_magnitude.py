"""A value of ten times or a tenth of last year's is a warning with its cell, in every table and every kind of file."""

from __future__ import annotations

from decimal import Decimal

import pytest
from form_project import LAST, UNIT, YEAR, FormProject, rows_of
from returned_forms import OWN, ReturnedForms, as_text, headed

from analysis.forms.headers import FoundTable, find_table
from analysis.forms.prefill import year_later
from analysis.forms.rows import _differs, compared_columns, magnitude_warnings
from analysis.reference import find_project
from analysis.tables import SCHEMAS, load_inputs
from analysis.tables.schema import Column
from analysis.tables.spreadsheets import Grid, cell_name

TABLES = [name for name in SCHEMAS if compared_columns(SCHEMAS[name])]


def test_these_tables_are_compared() -> None:
    assert set(TABLES) == {
        "capital", "disbursements", "forecasts", "livelihood_projects", "component_outputs", "credit",
        "health_insurance",
        "electricity_support", "education_support", "employment", "vocational_training", "labour_indicators",
        "housing_support",
    }  # fmt: skip


def _this_year(name: str) -> list[dict[str, str]]:
    """Return last year's rows as this year would have them, with the same numbers."""
    schema = SCHEMAS[name]
    carried = schema.carried_columns if schema.moves_on else ()
    return [{c: year_later(text, YEAR) if c in carried else text for c, text in row.items()} for row in rows_of(name)]


def _found(name: str, rows: list[dict[str, str]]) -> FoundTable:
    found = find_table(Grid("tep.xlsx", "Bảng", [list(row) for row in headed(name, rows)]), name)
    assert found is not None
    return found


def _warnings(name: str, rows: list[dict[str, str]]) -> list[str]:
    found = _found(name, rows)
    last = load_inputs(find_project(), UNIT, LAST, [name])[name]
    return magnitude_warnings(found, rows, range(2, len(rows) + 2), last, YEAR)


@pytest.mark.parametrize("name", TABLES)
def test_each_column_of_numbers_of_every_table(name: str) -> None:
    rows = _this_year(name)
    assert _warnings(name, rows) == []
    found = _found(name, rows)
    checked = 0
    for column in compared_columns(SCHEMAS[name]):
        for number, row in enumerate(rows):
            value = row.get(column.name, "")
            if not value or float(value) < (10 if column.type == "decimal" else 100):
                continue
            text = f"{float(value) * 10:.2f}" if column.type == "decimal" else f"{value}0"
            (warning,) = _warnings(name, [r | {column.name: text} if r is row else r for r in rows]) or ("",)
            if not warning:  # a key that several rows share
                continue
            cell = cell_name(number + 1, found.columns[column.name])
            assert f'tep.xlsx, trang tính "Bảng", ô {cell}, cột {column.title}: ' in warning
            assert f"gấp 10 lần số của dòng này năm {LAST}" in warning
            checked += 1
            break
    assert checked, "no column of the table was checked"


@pytest.mark.parametrize(("now", "said"), [
    ("82400000000", "82.400.000.000 gấp 10 lần số của dòng này năm 2023 (8.240.000.000)"),
    ("824000000", "824.000.000 chỉ bằng 1/10 số của dòng này năm 2023 (8.240.000.000)"),
    ("8240", "8.240 chỉ bằng 1/1.000.000"), ("1", "chỉ bằng"),
    ("82399999999", ""), ("824000001", ""), ("0", ""), ("", ""),
])  # fmt: skip
def test_limits(now: str, said: str) -> None:
    rows = _this_year("credit")
    assert rows[0]["amount_lent_vnd"] == "8240000000"
    warnings = _warnings("credit", [rows[0] | {"amount_lent_vnd": now}, *rows[1:]])
    assert len(warnings) == bool(said)
    assert all(said in warning for warning in warnings)


def test_small_counts_and_rates_may_grow_tenfold() -> None:

    count = Column("households", "Số hộ", "Số hộ.", "integer")
    rate = Column("value_pct", "Tỷ lệ", "Tỷ lệ.", "decimal")
    money = Column("amount_vnd", "Tiền", "Tiền.", "integer")
    assert not _differs(Decimal(25), Decimal(2), count) and _differs(Decimal(250), Decimal(25), count)
    assert not _differs(Decimal("3.5"), Decimal("0.3"), rate) and _differs(Decimal("0.651"), Decimal("65.1"), rate)
    assert _differs(Decimal(5), Decimal(5_000_000), money) and not _differs(Decimal(0), Decimal(5), money)


def test_many_warnings_of_a_column_are_counted() -> None:
    rows = _this_year("livelihood_projects")
    grown = [row | {"budget_vnd": row["budget_vnd"] + "0"} for row in rows]
    warnings = _warnings("livelihood_projects", grown)
    assert len(rows) > 21 and len(warnings) == 21
    assert f"{len(rows) - 20} ô nữa" in warnings[-1]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_import_gives_the_warnings(form_project: FormProject, kind: str) -> None:
    returned = ReturnedForms(form_project)
    rows = headed("credit")
    rows[1][4] = int(rows[1][4]) * 1000
    paths = returned.workbook("tin-dung.xlsx", rows) if kind == "xlsx" else returned.text("tin-dung.csv", as_text(rows))
    (warning,) = form_project.import_files(*paths, **OWN).warnings
    assert warning.startswith('tin-dung.xlsx, trang tính "Sheet1", ô E2' if kind == "xlsx" else "tin-dung.csv, ô E2")
    assert "gấp 1.000 lần số của dòng này năm 2023" in warning


def test_a_faulty_table_of_last_year_is_noted(form_project: FormProject) -> None:
    path = form_project.folder.parent / str(LAST) / "credit.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("8240000000", "tám tỷ"), encoding="utf-8")
    done = form_project.import_files(*ReturnedForms(form_project).workbook("a.xlsx", headed("credit")), **OWN)
    assert done.warnings == []
    assert any("không so được độ lớn với năm 2023: bảng “Tín dụng ưu đãi”" in note for note in done.notes)
