"""The tables of the closing annex: failed checks first, what amounts are made of, and the rest in few lines."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from analysis.checks import CheckResult, run_checks
from analysis.checks.catalogue import CHECKS, NORMS, SIMULATED_YEAR_BEFORE
from analysis.checks.statements.check import fill_in_parts
from analysis.narrative import Report
from analysis.narrative.blocks import FigureText, TableBlock, Text, plain_text
from analysis.narrative.fixed_parts import failures_block, norms_block, passed_block, untested_block
from analysis.sections import build_section


@pytest.fixture(scope="module")
def results(inputs, figures) -> list[CheckResult]:
    """What came of every check of the example."""
    return run_checks(inputs, figures)


def _cells(block: TableBlock) -> list[tuple[str, ...]]:
    return [tuple(plain_text(cell) for cell in row) for row in block.rows]


def test_every_check_stands_in_exactly_one_table(inputs, results: list[CheckResult]) -> None:
    """But digests, which tell a reader nothing, and the printed numbers, which have a table of their own."""
    blocks = (failures_block(results, {}), norms_block(results, {}), passed_block(results), untested_block(results))
    told = "; ".join(text for block in blocks for row in _cells(block) for text in row).split("; ")
    told = [text.removesuffix(f" {SIMULATED_YEAR_BEFORE}") for text in told]
    for check in CHECKS:
        statement = fill_in_parts(check.statement, inputs.parts)
        assert told.count(statement) == (check.id not in ("tables.sha256", "tables.handed_in")), statement
    assert not [r.message for r in results if r.id.startswith("published.") and r.message in told]


def test_figures_in_the_evidence_keep_their_ids(results: list[CheckResult], figures) -> None:
    (row,) = [r[2] for r in failures_block(results, figures).rows if plain_text(r[0]) == "lỗi"]
    figure = figures["capital.disbursed_current"]
    assert row[:2] == (
        Text(f"{figure.label}: "),
        FigureText(figure.id, figure.exact, "3.168 triệu đồng", figure.provenance),
    )
    assert all(isinstance(part, Text) for part in failures_block(results, {}).rows[0][2]), "not a figure of the report"


def test_errors_come_first(results: list[CheckResult]) -> None:
    assert [row[0] for row in _cells(failures_block(results, {}))] == ["lỗi", "cảnh báo", "cảnh báo"]


def test_what_amounts_are_made_of_is_told(results: list[CheckResult]) -> None:
    told = dict(_cells(norms_block(results, {})))
    assert len(told) == len(NORMS)
    assert "13.413.600.000 đồng = 2.070 học sinh × 720.000 đồng (40% × 1.800.000 đồng) × 9 tháng" in " ".join(
        told.values()
    )
    failed = [CheckResult(r.id, "warning", "failed", r.message, r.evidence) for r in results]
    assert not norms_block(failed, {}).rows, "what nothing explains stands among the failures"
    assert len(failures_block(failed, {}).rows) == len(CHECKS) - 1


def test_passed_checks_stand_under_their_subject(results: list[CheckResult]) -> None:
    block = passed_block(results)
    rows = [row[0] for row in _cells(block)]
    headings = [rows[n] for n in block.total_rows]
    assert headings[:2] == ["Vốn và giải ngân", "Dự kiến giải ngân"]
    assert "Định mức chính sách" not in headings
    assert "So với năm trước" in headings


def test_what_could_not_be_tested_stands_under_the_reason(results: list[CheckResult]) -> None:
    block = untested_block(results)
    rows = [row[0] for row in _cells(block)]
    assert "Hai kỳ rà soát theo hai chuẩn nghèo khác nhau" in [rows[n] for n in block.total_rows]
    assert all(len(row) < 500 for row in rows), "no row is as tall as a page"


def test_what_the_report_does_not_tell_stands_in_no_table_but_is_mentioned(inputs, figures) -> None:
    tables = {name: table for name, table in inputs.tables.items() if name not in ("education_support", "published")}
    kept = {id: figure for id, figure in figures.items() if not id.startswith("education.")}
    results = run_checks(replace(inputs, tables=tables), kept)
    untold = {r.message for r in results if not r.reported}
    assert "Kinh phí tiền ăn học sinh bán trú bằng số người hưởng × định mức × số tháng" in untold
    untested = untested_block(results)
    told = " ".join(text for block in (norms_block(results, {}), untested) for row in _cells(block) for text in row)
    assert not [statement for statement in untold if statement in told]
    assert untested.note.startswith("Không liệt kê những kiểm tra về nội dung mà đơn vị không báo cáo")
    assert not untested_block(run_checks(inputs, figures)).note, "the example reports everything"


def test_readers_of_the_annex_meet_no_name_of_a_file_or_column(results: list[CheckResult]) -> None:
    blocks = (norms_block(results, {}), passed_block(results), untested_block(results))
    told = " ".join(text for block in blocks for row in _cells(block) for text in row)
    assert not re.findall(r"[a-z]+_[a-z]+|\.(?:yml|csv)", told)


def test_an_empty_table_is_not_shown(inputs) -> None:
    workbook = Report(inputs, {"credit": build_section("credit", inputs)})
    workbook._checks = []
    assert [shown.blocks for shown in (workbook.failures(), workbook.norms(), workbook.untested_checks())] == [()] * 3


def test_a_section_that_is_added_has_the_checks_evaluated_anew(inputs) -> None:
    tables = {name: table for name, table in inputs.tables.items() if name != "published"}
    workbook = Report(replace(inputs, tables=tables), {"credit": build_section("credit", inputs)})
    before = {r.id: r.status for r in workbook.checks()}
    assert workbook.checks() is workbook.checks()
    workbook.add(build_section("capital", inputs))
    after = {r.id: r.status for r in workbook.checks()}
    assert (before["capital.sources_current"], after["capital.sources_current"]) == ("skipped", "passed")
