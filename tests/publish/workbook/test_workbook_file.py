"""The workbook as a file: sheets, formulas, links, marks; other programs read it, and texts in it stay texts."""

from __future__ import annotations

import dataclasses
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.formula import Tokenizer
from openpyxl.utils import range_boundaries
from workbook_values import Recalculate, values_of

from analysis.checks import CheckResult
from analysis.figures import Figure, FigureBook
from analysis.figures.figure import PUBLISHED, SIMULATED, VIETNAMESE
from analysis.publish.document import edition_settings
from analysis.publish.workbook import workbook_xlsx
from analysis.publish.workbook.formulas import stored
from analysis.publish.workbook.result_sheets import blank_sheet
from analysis.publish.workbook.sheets import CHECKS_SHEET, FIGURES_SHEET, GUIDE_SHEET, SECTION_TITLES, TABLE_SHEETS
from analysis.reference.project import program_version
from analysis.sections import SECTIONS, build_all
from analysis.tables import SCHEMAS, Inputs
from analysis.tables.loading import PREVIOUS

KNOWN = frozenset(
    [
        "AND",
        "COUNT",
        "COUNTIFS",
        "EXACT",
        "FIND",
        "IF",
        "IFERROR",
        "INDEX",
        "ISNUMBER",
        "LEN",
        "MATCH",
        "MAX",
        "MID",
        "N",
        "NA",
        "NOT",
        "OR",
        "REPT",
        "RIGHT",
        "ROUND",
        "SUBSTITUTE",
        "SUM",
        "SUMIFS",
        "SUMPRODUCT",
        "TRIM",
        "VALUE",
        "YEAR",
    ]
)
"""Functions of Excel 2007 and later, and of LibreOffice."""

FIRST = blank_sheet().first_row
HEADER = blank_sheet().header_row


@pytest.fixture(scope="module")
def book(workbook_file: Path) -> Any:
    return openpyxl.load_workbook(workbook_file)


@pytest.fixture(scope="module")
def rows(book) -> dict[str, dict[str, Any]]:
    """The rows of the sheet of figures: id → header → cell."""
    sheet = book[FIGURES_SHEET]
    headers = [cell.value for cell in sheet[HEADER]]
    cells = (dict(zip(headers, row, strict=True)) for row in sheet.iter_rows(min_row=FIRST))
    return {row["Mã số liệu"].value: row for row in cells}


def _formulas(book) -> Iterator[tuple[str, str, str]]:
    for sheet in book:
        for row in sheet.iter_rows():
            yield from ((sheet.title, cell.coordinate, cell.value) for cell in row if cell.data_type == "f")


def _references(formula: str, sheet: str) -> Iterator[tuple[str, str]]:
    """Yield the cells that a formula refers to: sheet and range."""
    for token in Tokenizer(formula).items:
        if token.type == "OPERAND" and token.subtype == "RANGE":
            name, _, cells = token.value.rpartition("!")
            yield name.strip("'").replace("''", "'") or sheet, cells.replace("$", "")


# Content -----------------------------------------------------------------------------------------------------------


def test_sheets_are_in_reading_order(book) -> None:
    tables = [TABLE_SHEETS.get(name, schema.title) for name, schema in SCHEMAS.items() if name != "villages"]
    assert book.sheetnames[:3] == [GUIDE_SHEET, FIGURES_SHEET, CHECKS_SHEET]
    assert book.sheetnames[3 : 3 + len(tables)] == tables
    assert book.active.title == GUIDE_SHEET
    listed = [row[0].value for row in book[GUIDE_SHEET].iter_rows() if row[0].hyperlink]
    assert listed == book.sheetnames[1:]
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_every_section_has_a_vietnamese_title() -> None:
    assert set(SECTIONS) < set(SECTION_TITLES)


def test_every_figure_has_its_row(rows, every_figure: Mapping[str, Figure]) -> None:
    assert list(rows) == list(every_figure)
    for id, figure in every_figure.items():
        row = rows[id]
        said = {header: row[header].value for header in ("Chỉ tiêu", "In trong báo cáo", "Cách tính", "Nguồn gốc")}
        assert said == {
            "Chỉ tiêu": figure.label,
            "In trong báo cáo": figure.printed,
            "Cách tính": figure.formula,
            "Nguồn gốc": VIETNAMESE[figure.provenance],
        }
        assert (row["Mô phỏng"].value == "†") is figure.simulated
        assert row["Mục"].value in SECTION_TITLES.values()


def test_numbers_have_the_form_of_their_unit(rows) -> None:
    forms = {id: (rows[id]["Giá trị"].number_format, rows[id]["Đơn vị"].value) for id in rows}
    assert forms["capital.plan_current"] == ("#,##0", "đồng")
    assert forms["capital.rate_current"] == ("0.00%", "%")
    assert forms["capital.forecast_rate"] == ("0%", "%")
    assert forms["poverty.poor"] == ("#,##0", "hộ")


def test_stored_values_are_those_of_the_figures(workbook_file: Path, every_figure: Mapping[str, Figure]) -> None:
    assert values_of(workbook_file) == {id: stored(figure.value) for id, figure in every_figure.items()}


def test_simulated_values_can_be_seen(book, rows, every_figure: Mapping[str, Figure]) -> None:
    fills = {id: rows[id]["Giá trị"].fill.start_color.rgb for id in rows}
    by_grade = {
        f.provenance: {fills[g.id] for g in every_figure.values() if g.provenance == f.provenance}
        for f in every_figure.values()
    }
    assert all(len(colours) == 1 for colours in by_grade.values())
    assert len(set.union(*by_grade.values())) == 3
    assert by_grade[PUBLISHED] == {"00000000"} and by_grade[SIMULATED] != by_grade[PUBLISHED]
    legend = {row[5].value: row[5].fill.start_color.rgb for row in list(book[GUIDE_SHEET].iter_rows())[-3:]}
    assert legend == {VIETNAMESE[grade]: colours.pop() for grade, colours in by_grade.items()}


def test_properties_name_the_program_and_its_version(book) -> None:
    assert book.properties.description == f"baocao-giam-ngheo {program_version()}"


def test_sheets_keep_their_headers_in_view_and_in_print(book) -> None:
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.print_title_rows
        if sheet.title != GUIDE_SHEET:
            assert sheet.freeze_panes and sheet.auto_filter.ref, sheet.title


def test_links_lead_to_places_that_exist(book, rows, every_figure: Mapping[str, Figure]) -> None:
    links = [
        (sheet.title, cell.hyperlink) for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink
    ]
    assert len(links) > 450
    for sheet, link in links:
        target, _, cell = link.location.rpartition("!")
        assert target.strip("'").replace("''", "'") in book.sheetnames, (sheet, link.location)
        assert range_boundaries(cell)
    for id, figure in every_figure.items():
        link = rows[id]["Tính từ"].hyperlink.location
        if figure.sources:
            name = figure.sources[0].table.removeprefix(PREVIOUS)
            year = "2022 " if name != figure.sources[0].table else ""
            assert link.startswith(f"'{year}{TABLE_SHEETS.get(name, SCHEMAS[name].title)}'!"), id
        else:
            assert link == f"'{FIGURES_SHEET}'!C{rows[figure.parents[0]]['Giá trị'].row}", id


def test_names_lead_to_the_cells_of_figures(book, rows) -> None:
    names = {name: found.attr_text for name, found in book.defined_names.items()}
    assert len(names) == len(rows)
    assert names["poverty.poor_rate"] == f"'{FIGURES_SHEET}'!$C${rows['poverty.poor_rate']['Giá trị'].row}"
    assert names["livelihood.project.da2_2022_01.households"]


# Formulas -----------------------------------------------------------------------------------------------------------


def test_every_value_is_a_formula_that_leads_down_to_inputs(book, rows) -> None:
    """Follow references as "trace precedents" does: every figure depends on at least one input cell."""
    given: dict[tuple[str, str], bool] = {}

    def reaches_input(sheet: str, cells: str, depth: int = 0) -> bool:
        assert depth < 12, "a circle"
        first_column, first, last_column, last = range_boundaries(cells)
        for row in book[sheet].iter_rows(first, last, first_column, last_column):
            for cell in row:
                key = (sheet, cell.coordinate)
                if key not in given:
                    given[key] = cell.value is not None and (
                        cell.data_type != "f"
                        or any(reaches_input(*found, depth + 1) for found in _references(cell.value, sheet))
                    )
                if given[key]:
                    return True
        return False

    for id, row in rows.items():
        cell = row["Giá trị"]
        assert cell.data_type == "f", f"{id} is a constant"
        found = list(_references(cell.value, FIGURES_SHEET))
        assert found, f"{id} refers to nothing"
        assert any(reaches_input(*reference) for reference in found), id


def test_figures_over_figures_refer_to_exactly_their_parents(rows, every_figure: Mapping[str, Figure]) -> None:
    cells = {rows[id]["Giá trị"].coordinate: id for id in rows}
    for id, figure in every_figure.items():
        if not figure.parents or figure.expression.operation == "count_figures":
            continue
        found = {
            cells[place]
            for sheet, place in _references(rows[id]["Giá trị"].value, FIGURES_SHEET)
            if sheet == FIGURES_SHEET
        }
        assert found == set(figure.parents), id


def test_bands_count_the_rates_of_communes_within_bounds_of_a_sheet(book, rows, figures: Mapping[str, Figure]) -> None:
    formula = rows["poverty.communes_above_30"]["Giá trị"].value
    assert formula == "=COUNTIFS('Nhóm đếm'!$D$6:$D$27,\">\"&'Ngưỡng'!$C$7,'Nhóm đếm'!$D$6:$D$27,\"<=\"&'Ngưỡng'!$D$7)"
    assert (book["Ngưỡng"]["C7"].value, book["Ngưỡng"]["D7"].value) == (0.3, 0.5)
    rates = [rows[id]["Giá trị"].coordinate for id in figures["poverty.communes_above_30"].parents]
    assert [book["Nhóm đếm"][f"D{n}"].value.replace("$", "") for n in range(6, 28)] == [
        f"='{FIGURES_SHEET}'!{r}" for r in rates
    ]


def test_formulas_use_only_what_every_spreadsheet_knows(book) -> None:
    count = 0
    for sheet, cell, formula in _formulas(book):
        count += 1
        tokens = Tokenizer(formula).items
        functions = {t.value.rstrip("(").upper() for t in tokens if t.type == "FUNC" and t.subtype == "OPEN"}
        assert functions <= KNOWN, (sheet, cell, functions - KNOWN)
        assert len(formula) < 8192 and not set(formula) & set("{};#@"[:3]) - {";"}, (sheet, cell)
        assert all(len(t.value) <= 257 for t in tokens if t.subtype == "TEXT"), (sheet, cell)
        for name, cells in _references(formula, sheet):
            assert name in book.sheetnames and range_boundaries(cells), (sheet, cell, name)
    assert count > 2000


# Other readers ------------------------------------------------------------------------------------------------------


def test_pandas_reads_tables_and_figures(content: bytes, inputs: Inputs) -> None:
    figures = pd.read_excel(io.BytesIO(content), sheet_name=FIGURES_SHEET, header=HEADER - 1, index_col="Mã số liệu")
    assert figures.loc["capital.plan_current", "Giá trị"] == 13_392_000_000
    capital = pd.read_excel(io.BytesIO(content), sheet_name="Kế hoạch vốn", header=5)
    assert list(capital["Số tiền (đồng)"]) == list(inputs["capital"].frame["amount_vnd"])
    assert list(capital["Dòng"]) == list(range(2, 2 + len(capital)))


def test_tables_hold_every_cell_that_was_handed_in(book, inputs: Inputs) -> None:
    """Under the column names, in the order of the file; the register has only counts."""
    for name, table in inputs.tables.items():
        if name == "households":
            continue
        sheet = book[TABLE_SHEETS.get(name, table.schema.title)]
        header = next(row for row in range(4, 12) if sheet.cell(row, 1).value == "Dòng")
        names = {cell.value: cell.column for cell in sheet[header - 1] if cell.value}
        for column in table.schema.columns:
            if column.optional and column.name not in names:
                assert not any(table.frame[column.name])
                continue
            for n, value in enumerate(table.frame[column.name], header + 1):
                found = sheet.cell(n, names[column.name]).value
                if column.type == "communes":
                    assert tuple(found.split("; ")) == value
                elif column.type == "date":
                    assert found.date() == value
                else:
                    wanted = None if pd.isna(value) or value == "" else str(value)
                    assert (found if found is None else str(found)) == wanted, (name, n)


def test_the_same_inputs_give_the_same_bytes(
    content: bytes, inputs: Inputs, books: dict[str, FigureBook], checks: list[CheckResult]
) -> None:
    assert workbook_xlsx(inputs, books, checks, edition_settings(inputs)) == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert re.findall(r">(\d{4}-\d\d-\d\dT[\d:]+Z)<", core) == ["2023-11-15T00:00:00Z"] * 2


def test_the_workbook_has_no_household_row(content: bytes, inputs: Inputs) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = "\n".join(archive.read(name).decode() for name in archive.namelist())
    for word in ("household_id", "score_b1"):
        assert word not in text
    assert not re.search(r"households\.csv:\d", text)
    register = inputs["households"]
    assert register.sha256 in text and f"{len(register.frame)} dòng" in text


# Hostile texts ------------------------------------------------------------------------------------------------------

HOSTILE = (
    "=1+1",
    "+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    "http://example.org",
    "{=1}",
    "0123",
    "1e3",
)


@pytest.fixture(scope="module")
def hostile(inputs: Inputs) -> Inputs:
    """The example with texts that spreadsheets may take for formulas, and ids that look alike."""
    frames = {name: table.frame.copy() for name, table in inputs.tables.items()}
    ids = [
        "=1+1",
        "*",
        "?",
        "~*",
        "2",
        "02",
        "2.0",
        "TRUE",
        'nói "có"',
        "MAP(1)",
        "x" * 300,
        "y\x01",
        "y",
        "y\u200b",
        "é",
    ]
    frames["livelihood_projects"].loc[frames["livelihood_projects"].index[: len(ids)], "project_id"] = ids
    for name, column in (
        ("documents", "subject"),
        ("assessment", "text"),
        ("letterhead", "value"),
        ("published", "label"),
    ):
        frame = frames[name]
        frame.loc[frame.index[:5], column] = [f"{text}\x00\x1b\u202e" for text in HOSTILE[:5]]
    frames["documents"].loc[frames["documents"].index[:5], "issuer"] = HOSTILE[5:]
    tables = {n: dataclasses.replace(table, frame=frames[n]) for n, table in inputs.tables.items()}
    sidecar = dataclasses.replace(tables["credit"].sidecar, agency='=HYPERLINK("http://x")', note="=A1")
    tables["credit"] = dataclasses.replace(tables["credit"], sidecar=sidecar)
    return dataclasses.replace(inputs, tables=tables)


def test_hostile_texts_stay_texts_and_figures_right(hostile: Inputs, recalculate: Recalculate, tmp_path: Path) -> None:
    books = build_all(hostile)
    path = tmp_path / "hostile.xlsx"
    path.write_bytes(workbook_xlsx(hostile, books, [], edition_settings(hostile)))
    book = openpyxl.load_workbook(path)
    subjects = [cell.value for row in book["Văn bản chỉ đạo, điều hành"].iter_rows(min_row=6) for cell in row]
    assert {"=1+1", "+1", "@SUM(A1)", "＝1+1", "http://example.org", "{=1}", "0123", "1e3"} <= set(subjects)
    given = [c for sheet in book for row in sheet.iter_rows() for c in row if isinstance(c.value, str)]
    assert all(
        cell.data_type == "f"
        for cell in given
        if cell.value.startswith("=") and "(" in cell.value and "!" in cell.value
    )
    assert all(cell.data_type == "s" for cell in given if cell.value in HOSTILE)
    assert not any(re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\u200b\u202e]|_x00", cell.value) for cell in given)
    assert not any(cell.hyperlink and cell.hyperlink.target for cell in given), "no address leads out"
    sheet = openpyxl.load_workbook(recalculate([path])[0], data_only=True)[FIGURES_SHEET]
    found = [row[2] for row in sheet.iter_rows(min_row=FIRST, values_only=True)]
    expected = {f.id: f for b in books.values() for f in b.figures.values() if f.id.startswith("livelihood.")}
    assert dict(zip(expected, found[3 : 3 + len(expected)], strict=True)) == {
        id: pytest.approx(stored(f.value), rel=1e-14) if f.value is not None else "–" for id, f in expected.items()
    }


def test_empty_tables_have_formulas_too(inputs: Inputs, recalculate: Recalculate, tmp_path: Path) -> None:
    """A year without projects, houses, outputs or a published report."""
    emptied = {
        name: dataclasses.replace(table, frame=table.frame.iloc[:0]) if table.schema.may_be_empty else table
        for name, table in inputs.tables.items()
    }
    without = dataclasses.replace(inputs, tables=emptied)
    books = build_all(without)
    path = tmp_path / "empty.xlsx"
    path.write_bytes(workbook_xlsx(without, books, [], edition_settings(without)))
    found = values_of(recalculate([path])[0])
    for figure in (f for book in books.values() for f in book.figures.values()):
        assert found[figure.id] == (pytest.approx(stored(figure.value), rel=1e-14) if figure.value is not None else "–")
    assert (found["livelihood.projects"], found["livelihood.communes"], found["livelihood.budget"]) == (0, 0, "–")
    assert (found["housing.households"], found["reconciliation.compared"]) == ("–", 0)


def test_the_clock_and_the_hash_seed_change_nothing(content: bytes, tmp_path: Path) -> None:
    script = (
        "import sys; from analysis.reference import find_project; from analysis.tables import load_inputs\n"
        "from analysis.sections import build_all; from analysis.sections.registry import all_figures\n"
        "from analysis.checks import run_checks; from analysis.publish.document import edition_settings\n"
        "from analysis.publish.workbook import workbook_xlsx\n"
        "inputs = load_inputs(find_project(), '183', 2023); books = build_all(inputs)\n"
        "checks = run_checks(inputs, all_figures(books))\n"
        "open(sys.argv[1], 'wb').write(workbook_xlsx(inputs, books, checks, edition_settings(inputs)))\n"
    )
    path = tmp_path / "again.xlsx"
    subprocess.run(
        [sys.executable, "-c", script, path],
        check=True,
        env={"PYTHONHASHSEED": "4242", "TZ": "Asia/Tokyo"},
        timeout=120,
    )
    assert path.read_bytes() == content
