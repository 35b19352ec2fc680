"""Records of figures and tables: complete, consistent, and without data of single households."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

import openpyxl
import pytest

from analysis.figures import Figure, FigureBook
from analysis.figures.lineage import figure_record, table_record
from analysis.sections import build_section
from analysis.tables import Inputs
from analysis.tables.loading import tables_behind

CORRECTION = """
- table: capital
  where: {component: "3.1", capital_years: "2022"}
  column: amount_vnd
  printed: "350900000"
  corrected: "351000000"
  reason: "cộng sót một khoản"
  authority: "Phòng Tài chính - Kế hoạch"
"""
REGISTER_CORRECTION = """
- table: households
  where: {household_id: "00001"}
  column: score_b1
  printed: "230"
  corrected: "225"
  reason: "ghi nhầm phiếu của hộ 00001"
  authority: "Ban rà soát"
"""


def _records(inputs: Inputs, books: Mapping[str, FigureBook]) -> dict[str, dict]:
    return {
        id: dict(figure_record(figure, section, inputs.tables))
        for section, book in books.items()
        for id, figure in book.figures.items()
    }


def test_every_figure_follows_from_its_parents_by_its_operation(figures: Mapping[str, Figure]) -> None:
    """Applying the recorded operation to the values of the parents gives the value of the figure."""
    by_operation = {
        "add": lambda values: sum(v for v in values if v is not None) if any(v is not None for v in values) else None,
        "subtract": lambda values: values[0] - sum(v or 0 for v in values[1:]),
        "share": lambda values: values[0] / values[1] if values[0] is not None and values[1] else None,
        "max": lambda values: max(v for v in values if v is not None),
    }
    compared = 0
    for figure in figures.values():
        if figure.expression.operation not in by_operation:
            continue
        values = [None if figures[p].value is None else Fraction(figures[p].value) for p in figure.parents]
        value = None if figure.value is None else Fraction(figure.value)
        assert by_operation[figure.expression.operation](values) == value, figure.id
        compared += 1
    assert compared > 100


def test_every_source_counts_the_rows_of_the_figure(figures: Mapping[str, Figure], inputs: Inputs) -> None:
    tables = tables_behind(inputs, (source.table for figure in figures.values() for source in figure.sources))
    assert len(tables) > len(inputs.tables), "last year's are among them"
    for figure in figures.values():
        for source in figure.sources:
            assert source.rows == len(figure.rows)
            assert set(figure.rows) <= set(tables[source.table].frame.index)
            numbers = [int(row.rpartition(":")[2]) for row in figure.rows]
            if not tables[source.table].schema.register and numbers:
                assert (source.first_row, source.last_row) == (min(numbers), max(numbers))


def test_records_are_plain_json(inputs: Inputs, books: Mapping[str, FigureBook]) -> None:
    records = _records(inputs, books)
    assert json.loads(json.dumps(records)) == records
    rate = records["poverty.poor_rate"]
    assert (rate["printed"], rate["value"]) == ("8,29%", str(Fraction(1644, 19820)))
    assert rate["parents"] == ["poverty.poor", "poverty.households"]
    assert math.isclose(float(Fraction(rate["value"])), 0.0829, abs_tol=1e-4)
    (source,) = records["capital.plan_current"]["sources"]
    assert (source["file"], source["extent"]) == ("data/183-cao-loc/2023/capital.csv", "2 dòng (dòng 3–4)")
    assert source["filter"][2] == "“Loại” là kế hoạch giao trong năm"


def test_the_record_of_a_table_contains_its_sidecar(inputs: Inputs) -> None:
    record = table_record(inputs["households"])
    assert (record["agency"], record["as_of"]) == ("Ủy ban nhân dân huyện Cao Lộc", "31/12/2022")
    assert record["grade"] == "tổng đã công bố, chi tiết mô phỏng"
    assert record["register"] is True


def test_the_sheet_of_a_workbook_is_recorded(data) -> None:
    _as_workbook(data, "forecasts", "Dự kiến năm")
    inputs = data.load("livelihood_projects", "capital", "disbursements", "forecasts")
    figure = build_section("livelihood", inputs).figures["livelihood.forecast_rate"]
    (source,) = figure.sources
    assert source.sheet == "Dự kiến năm"
    assert str(source).startswith("data/183-cao-loc/2023/forecasts.xlsx (trang tính Dự kiến năm).expected_rate_pct [")
    assert table_record(inputs["forecasts"])["sheet"] == "Dự kiến năm"


def _as_workbook(data, name: str, sheet: str) -> None:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in csv.reader(io.StringIO(data.read(f"{name}.csv"))):
        book.active.append(row)
    book.save(data.folder / f"{name}.xlsx")
    (data.folder / f"{name}.csv").unlink()


# Corrections --------------------------------------------------------------------------------------------------------


def _touched(data, section: str, *tables: str) -> dict[str, Sequence[str]]:
    inputs = data.load(*tables)
    records = _records(inputs, {section: build_section(section, inputs)})
    return {id: record["corrections"] for id, record in records.items() if record["corrections"]}


def test_a_correction_is_recorded_at_the_figures_it_affects(data) -> None:
    data.write("corrections.yml", CORRECTION)
    touched = _touched(data, "production", "livelihood_projects", "capital", "disbursements", "forecasts")
    assert list(touched) == ["production.plan_carried_over"]
    assert '"350900000" thành "351000000"; cộng sót một khoản' in touched["production.plan_carried_over"][0]


def test_a_corrected_filter_column_also_affects_figures_that_lost_the_row(data) -> None:
    mended = CORRECTION.replace("column: amount_vnd", "column: component").replace("350900000", "3.1")
    data.write("corrections.yml", mended.replace("351000000", "3.2"))
    touched = _touched(data, "production", "livelihood_projects", "capital", "disbursements", "forecasts")
    assert {"production.plan_carried_over", "production.nutrition_plan"} <= set(touched)


@pytest.mark.parametrize(
    ("column", "printed", "corrected", "touched"), [("score_b1", "230", "225", True), ("members", "2", "3", False)]
)
def test_of_a_register_corrections_are_counted(data, column: str, printed: str, corrected: str, touched: bool) -> None:
    data.add_household_register()
    entry = REGISTER_CORRECTION.replace("score_b1", column).replace('"230"', f'"{printed}"')
    data.write("corrections.yml", entry.replace('"225"', f'"{corrected}"'))
    found = _touched(data, "poverty", "households")
    assert ("poverty.poor" in found) is touched
    assert all(words == ["households: 1 đính chính"] for words in found.values())
    assert "poverty.households" not in found, "how many households there are does not depend on a cell"


def test_records_contain_no_household(inputs: Inputs, books: Mapping[str, FigureBook]) -> None:
    for record in _records(inputs, books).values():
        for source in record["sources"]:
            if source["table"] == "households":
                text = json.dumps(source, ensure_ascii=False)
                assert (source["first_row"], source["last_row"]) == (0, 0)
                assert not re.search(r"household_id|households\.csv:\d|dòng \d+–\d+", text)
