"""Known errors of a source are corrected on reading, visibly, and only while they exist."""

from __future__ import annotations

import pytest

from analysis.checks.catalogue import CHECKS
from analysis.checks.statements.check import Facts

ENTRY = """
- table: capital
  where: {component: "3.1", capital_years: "2022"}
  column: amount_vnd
  printed: "350900000"
  corrected: "351000000"
  reason: "cộng sót một khoản"
  authority: "Phòng Tài chính - Kế hoạch"
"""


def test_the_cell_is_corrected_and_the_file_is_not(data) -> None:
    before = (data.folder / "capital.csv").read_bytes()
    data.write("corrections.yml", ENTRY)
    table = data.load("capital")["capital"]
    rows = table.frame[(table.frame["component"] == "3.1") & (table.frame["capital_years"] == "2022")]
    assert rows["amount_vnd"].tolist() == [351_000_000]
    assert (data.folder / "capital.csv").read_bytes() == before
    assert [c.authority for c in table.corrections] == ["Phòng Tài chính - Kế hoạch"]


def test_a_check_lists_corrections(data) -> None:
    data.write("corrections.yml", ENTRY)
    check = next(c for c in CHECKS if c.id == "tables.corrections")
    result = check.evaluate(Facts(data.load("letterhead", "capital"), {}))
    assert (result.status, result.severity) == ("failed", "warning")
    assert '"350900000" thành "351000000"; cộng sót một khoản (Phòng Tài chính - Kế hoạch)' in result.evidence_text
    (data.folder / "corrections.yml").unlink()
    assert check.evaluate(Facts(data.load("letterhead", "capital"), {})).status == "passed"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"350900000"', '"350000000"', 'ô hiện ghi "350900000"'),
        ('"3.1"', '"9.9"', "tìm thấy 0 dòng"),
        ('component: "3.1", ', "", "tìm thấy 4 dòng"),
        ("column: amount_vnd", "column: amount", "đính chính không còn khớp"),
    ],
)
def test_a_correction_that_no_longer_fits_is_a_fault(data, old: str, new: str, said: str) -> None:
    data.write("corrections.yml", ENTRY.replace(old, new))
    problem = data.problem("capital")
    assert problem.file.endswith("corrections.yml")
    assert said in str(problem)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("- [", "không đọc được YAML"),
        ("table: capital", "không phải danh sách"),
        (ENTRY.replace('  reason: "cộng sót một khoản"\n', ""), "mục thứ 1: thiếu khóa reason"),
        (ENTRY.replace("table: capital", "table: capitol"), 'không có bảng "capitol"'),
        (ENTRY.replace('{component: "3.1", capital_years: "2022"}', '"3.1"'), "khóa where"),
        ("- x", "mục thứ 1"),
    ],
)
def test_a_faulty_list_is_a_fault_of_the_inputs(data, content: str, said: str) -> None:
    data.write("corrections.yml", content)
    assert said in str(data.problem("capital"))


def test_what_is_put_in_is_validated_like_any_other_cell(data) -> None:
    data.write("corrections.yml", ENTRY.replace('"351000000"', '"351 triệu"'))
    problem = data.problem("capital")
    assert (problem.value, problem.row) == ("351 triệu", 7)
