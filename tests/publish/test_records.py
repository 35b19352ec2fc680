"""CSV files that are opened in a spreadsheet, and the manifest."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict

import pytest

from analysis.checks import CheckResult
from analysis.figures import Source
from analysis.publish.records import FIGURE_COLUMNS, checks_csv, figures_csv, inert


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+cmd", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\u00a0=1", "＝1", "-1+1", "+1-1", "-"],
)
def test_what_a_spreadsheet_would_compute_becomes_text(text: str) -> None:
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "12", "-12", "+7", "-12,5%", "-1.234,56", "-1/3", "20%", "a=b", "Tiểu dự án 1 - xã", "08 xã"]
)
def test_numbers_and_words_stay_as_they_are(text: str) -> None:
    assert inert(text) == text


def test_excel_reads_the_accents_and_every_cell() -> None:
    record = dict.fromkeys(FIGURE_COLUMNS, "") | {"id": "a.b", "label": "Hộ nghèo, cận nghèo", "value": "-5"}
    source = Source("capital", "data/capital.xlsx", "amount_vnd", "kind = plan", 2, 3, 5, "0f", sheet="Vốn, 2023")
    content = figures_csv([{**record, "parents": ["a.c", "a.d"], "sources": [asdict(source)]}])
    assert content.startswith(b"\xef\xbb\xbfid,label,value,")
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    where = "data/capital.xlsx (trang tính Vốn, 2023).amount_vnd [kind = plan]: 2 dòng (dòng 3–5; 0f)"
    assert row == {**record, "parents": "a.c; a.d", "sources": where}


def test_checks_have_their_columns() -> None:
    content = checks_csv([CheckResult("a", "error", "failed", "=m", ("x; y",))]).decode("utf-8-sig")
    assert content == "id,severity,status,message,evidence\na,error,failed,'=m,x; y\n"
