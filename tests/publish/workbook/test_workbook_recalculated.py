"""The workbook recomputed by LibreOffice: every figure to the last đồng, before and after its inputs change."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from workbook_values import Recalculate, add_probes, probed, values_of

from analysis.checks import CheckResult, build_reconciliation, run_checks
from analysis.figures import Figure
from analysis.publish.document import edition_settings
from analysis.publish.workbook import workbook_xlsx
from analysis.publish.workbook.sheets import CHECKS_SHEET, STATUS, TABLE_SHEETS
from analysis.sections import build_all
from analysis.sections.registry import all_figures
from analysis.tables import SCHEMAS, Inputs

DASH = "–"


def _expected(figure: Figure) -> int | float | str:
    if figure.value is None:
        return DASH
    exact = Fraction(figure.value)
    return int(exact) if exact.denominator == 1 else float(exact)


def _differing(path: Path, figures: Mapping[str, Figure]) -> dict[str, tuple[Any, Any]]:
    """Compare every figure: whole numbers and shares to the last bit.

    A percentage in a table is divided by 100: 65.1/100 is the neighbour of 0.651 among 53-bit numbers, and no larger
    deviation is allowed. A difference of two shares may have the rounding errors of both.
    """
    found, exact = values_of(path), probed(openpyxl.load_workbook(path, data_only=True))
    assert list(found) == list(figures)
    wrong = {}
    for id, figure in figures.items():
        expected = _expected(figure)
        value = exact[id] if isinstance(expected, float) else found[id]
        allowed: set[Any] = {expected}
        if figure.expression.operation == "value" and isinstance(expected, float):
            allowed |= {math.nextafter(expected, 0), math.nextafter(expected, 2)}
        near = figure.expression.operation == "subtract" and isinstance(expected, float)
        if value not in allowed and not (near and math.isclose(value, expected, rel_tol=0, abs_tol=2**-53)):
            wrong[id] = (value, expected)
    return wrong


@pytest.fixture(scope="module")
def recalculated(workbook_file: Path, every_figure: Mapping[str, Figure], recalculate: Recalculate, tmp_path_factory):
    """The workbook recomputed; openpyxl stores formulas without values, so no stored value remains."""
    book = openpyxl.load_workbook(workbook_file)
    add_probes(book, list(every_figure))
    path = tmp_path_factory.mktemp("bare") / "bare.xlsx"
    book.save(path)
    assert not any(value for value in values_of(path).values()), "the copy must hold no stored value"
    (made,) = recalculate([path])
    return made


def test_every_figure_is_what_was_computed(recalculated: Path, every_figure: Mapping[str, Figure]) -> None:
    """Whole numbers to the last đồng; shares to the last of their 53 bits."""
    wrong = _differing(recalculated, every_figure)
    assert not wrong, wrong


def test_no_cell_is_an_error(recalculated: Path) -> None:
    book = openpyxl.load_workbook(recalculated, data_only=True)
    errors = [
        f"{sheet.title}!{cell.coordinate}: {cell.value}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "e"
    ]
    assert not errors, errors


def test_stored_values_are_those_that_formulas_give(workbook_file: Path, recalculated: Path) -> None:
    """Programs that do not compute show the same values; LibreOffice writes numbers with 15 digits."""
    stored = openpyxl.load_workbook(workbook_file, data_only=True)
    computed = openpyxl.load_workbook(recalculated, data_only=True)
    formulas = openpyxl.load_workbook(workbook_file)
    compared, different = 0, []
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                compared += 1
                first, second = (book[sheet.title][cell.coordinate].value for book in (stored, computed))
                same = (first or "") == (second or "") or (
                    isinstance(first, int | float) and first == pytest.approx(second, rel=1e-14, abs=0)
                )
                if not same and first != second:
                    different.append((sheet.title, cell.coordinate, first, second))
    assert compared > 2000
    assert not different, different


def test_live_checks_say_what_the_report_says(recalculated: Path, checks: list[CheckResult]) -> None:
    rows = {
        r[0]: r for r in openpyxl.load_workbook(recalculated, data_only=True)[CHECKS_SHEET].iter_rows(values_only=True)
    }
    live = {check.id: rows[check.id][4] for check in checks if rows[check.id][4]}
    assert len(live) > 150
    assert {"capital.sources_current", "electricity.households", "published.education.tuition_pupils"} <= set(live)
    assert live == {check.id: STATUS[check.status] for check in checks if check.id in live}
    assert set(live.values()) == {"đạt", "không đạt"}


# Other inputs -------------------------------------------------------------------------------------------------------


def _changed(inputs: Inputs) -> Inputs:
    """Change inputs of every kind: an amount, a date, a code, a list, a printed number, a household, a blank."""
    frames = {name: table.frame.copy() for name, table in inputs.tables.items()}

    def change(table: str, row: int, column: str, value: Any) -> None:
        frames[table].at[frames[table].index[row], column] = value

    change("capital", 1, "amount_vnd", 13_164_000_001)
    change("capital", 5, "capital_years", "2023")
    change("disbursements", 3, "as_of_date", dt.date(2022, 12, 31))
    change("disbursements", 6, "component", "2")
    change("livelihood_projects", 4, "communes", ("06211", "06250"))
    change("livelihood_projects", 9, "procurement_step", "approved")
    change("livelihood_projects", 20, "budget_vnd", 1)
    change("component_outputs", 0, "quantity", 70)
    change("credit", 1, "loans_granted", 0)
    change("education_support", 0, "pupils", None)
    change("labour_indicators", 0, "value_pct", "65.3")
    change("employment", 1, "workers", 205)
    change("published", 0, "printed", "16")
    change("published", 5, "unit", "hộ dân")
    poor = frames["households"].query("commune == '06193' and score_b2 >= 30 and score_b1 <= 140").index[:60]
    frames["households"].loc[poor, "score_b1"] = 300
    tables = {name: dataclasses.replace(table, frame=frames[name]) for name, table in inputs.tables.items()}
    return dataclasses.replace(inputs, tables=tables)


def _given_cells(path: Path) -> dict[str, dict[str, Any]]:
    """Return the cells of raw tables that are not formulas."""
    book = openpyxl.load_workbook(path)
    names = [TABLE_SHEETS.get(name, schema.title) for name, schema in SCHEMAS.items() if name != "villages"]
    return {
        name: {c.coordinate: c.value for row in book[name].iter_rows() for c in row if c.data_type != "f"}
        for name in names
    }


@pytest.fixture(scope="module")
def moved(
    inputs: Inputs,
    workbook_file: Path,
    every_figure: Mapping[str, Figure],
    recalculate: Recalculate,
    tmp_path_factory: pytest.TempPathFactory,
):
    """The example's formulas recomputed over changed inputs, and the figures of those inputs.

    Figures that only the changed inputs have (more printed numbers differ) are left out.
    """
    changed = _changed(inputs)
    books = build_all(changed)
    figures = all_figures(books)
    folder = tmp_path_factory.mktemp("changed")
    (folder / "other.xlsx").write_bytes(
        workbook_xlsx(changed, books, run_checks(changed, figures), edition_settings(changed))
    )
    before, after = _given_cells(workbook_file), _given_cells(folder / "other.xlsx")
    book = openpyxl.load_workbook(workbook_file)
    for name, cells in after.items():
        for place in cells.keys() | before[name].keys():  # fewer counts leave fewer rows
            if before[name].get(place) != cells.get(place):
                book[name][place] = cells.get(place)
    every = {**figures, **build_reconciliation(changed, figures).figures}
    expected = {id: figure for id, figure in every.items() if id in every_figure}
    add_probes(book, list(expected))
    book.save(folder / "moved.xlsx")
    (made,) = recalculate([folder / "moved.xlsx"])
    return made, expected


def test_formulas_follow_changed_inputs(moved, every_figure: Mapping[str, Figure]) -> None:
    """No figure is a constant: over other inputs, the same formulas give the figures of those inputs."""
    path, figures = moved
    wrong = _differing(path, figures)
    assert not wrong, wrong
    different = {id for id, figure in figures.items() if figure.value != every_figure[id].value}
    assert len(different) > 60
    assert {
        "capital.plan_current",
        "capital.components.disbursed",
        "livelihood.communes",
        "livelihood.approved",
        "poverty.poor_rate",
        "poverty.communes_above_30",
        "poverty.deprived.water.poor",
        "reconciliation.agreeing",
    } <= different


def test_a_list_longer_than_its_places_gives_an_error_value(
    workbook_file: Path, recalculate: Recalculate, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(workbook_file)
    sheet = book["Dự án, mô hình hỗ trợ sản xuất"]
    header = {cell.value: cell.column for cell in sheet[5]}
    assert sheet.cell(7, header["communes"]).value == "06199"
    sheet.cell(7, header["communes"]).value = "06199; 06250; 06184; 06187"
    book.save(tmp_path / "long.xlsx")
    found = values_of(recalculate([tmp_path / "long.xlsx"])[0])
    assert found["livelihood.communes"] == "#N/A"
    assert found["livelihood.households"] == 236


def test_a_printed_number_is_read_and_rounded_by_formulas(
    workbook_file: Path, recalculate: Recalculate, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(workbook_file)
    sheet = book[TABLE_SHEETS["published"]]
    columns = {cell.value: cell.column for row in sheet.iter_rows(max_row=7) for cell in row}
    rows = {sheet.cell(n, columns["figure"]).value: n for n in range(sheet.max_row, 6, -1)}
    printed = {"poverty.poor_rate": "8,3%", "capital.plan_current": "13.392,0", "capital.carried_over": "4.250.784.001"}
    for id, text in printed.items():
        sheet.cell(rows[id], columns["printed"]).value = text
    book.save(tmp_path / "printed.xlsx")
    made = openpyxl.load_workbook(recalculate([tmp_path / "printed.xlsx"])[0], data_only=True)[sheet.title]
    found = {
        id: tuple(
            made.cell(rows[id], columns[c]).value
            for c in ("digits", "printed_number", "number", "rounded", "difference", "agrees")
        )
        for id in printed
    }
    assert found == {
        "poverty.poor_rate": (1, 8.3, 0.083, 8.3, 0, 1),
        "capital.plan_current": (1, 13392, 13392000000, 13392, 0, 1),
        "capital.carried_over": (0, 4250784001, 4250784001, 4250784000, 1, 0),
    }
