"""What people write, and what is read: numbers of every notation, nothing guessed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.forms.meaning import is_blank, parse_number, plain_cell
from analysis.reference import find_project, load_reference
from analysis.tables.formula_functions import FormulaError
from analysis.tables.formulas import FormulaEvaluator
from analysis.tables.schema import Column
from analysis.tables.spreadsheets import cell_name, text_of_value
from analysis.tables.validation import CellError, CellReader

REFERENCE = load_reference(find_project().reference)
READER = CellReader(REFERENCE, ())
INTEGER = Column("amount_vnd", "Số tiền (đồng)", "Số tiền.", "integer", minimum=0)
SHARE = Column("value_pct", "Tỷ lệ (%)", "Tỷ lệ.", "decimal", minimum=0, maximum=100)
DATE = Column("day", "Ngày", "Ngày.", "date")
WHOLE = st.integers(min_value=0, max_value=10**14)


@given(WHOLE, st.sampled_from([".", " ", "\u00a0", "\u202f", "'", ""]))
def test_whole_numbers_in_every_grouping(number: int, mark: str) -> None:
    text = plain_cell(f"{number:,}".replace(",", mark), INTEGER, READER)
    assert READER.converter(INTEGER)(text) == number


@given(WHOLE)
def test_commas_group_in_a_column_of_whole_numbers(number: int) -> None:
    assert READER.converter(INTEGER)(plain_cell(f"{number:,}", INTEGER, READER)) == number


@given(WHOLE)
def test_numbers_of_cells(number: int) -> None:
    assert plain_cell(number, INTEGER, READER) == str(number)
    if number < 2**52:
        assert plain_cell(float(number), INTEGER, READER) == str(number)


@given(st.decimals(min_value=0, max_value=100, places=2))
def test_shares_with_a_comma_or_a_point(number: Decimal) -> None:
    for text in (str(number), str(number).replace(".", ","), f"{number} %".replace(".", ",")):
        assert READER.converter(SHARE)(plain_cell(text, SHARE, READER)) == number


@given(st.decimals(min_value=1000, max_value=10**9, places=2))
def test_vietnamese_decimals(number: Decimal) -> None:
    shown = f"{number:,}".replace(",", " ").replace(".", ",").replace(" ", ".")
    assert parse_number(shown) == number


@given(st.text(max_size=12))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    """No text stops the program, and what is read as a number has no other digits than were typed."""
    number = parse_number(text)
    if number is not None:
        typed = "".join(str(int(c)) for c in text if c.isdigit())
        assert "".join(c for c in str(number) if c.isdigit()).lstrip("0") in typed
    try:
        READER.converter(INTEGER)(plain_cell(text, INTEGER, READER) or "0")
    except CellError as error:
        assert error.expected and error.remedy


@pytest.mark.parametrize("text", ["1.000", "1,000"])
def test_a_number_that_may_be_two_is_none(text: str) -> None:
    wide = Column("rate_pct", "Tỷ lệ", "Tỷ lệ.", "decimal", minimum=0, maximum=1000)
    with pytest.raises(CellError, match="không phải số"):
        READER.converter(wide)(plain_cell(text, wide, READER))
    assert plain_cell(text, SHARE, READER) == "1"  # a thousand is no share of a hundred


@given(st.dates(min_value=dt.date(1990, 1, 1), max_value=dt.date(2049, 12, 31)))
def test_dates_in_every_form(day: dt.date) -> None:
    serial = (day - dt.date(1899, 12, 30)).days
    written = [day, f"{day:%d/%m/%Y}", f"{day.day}-{day.month}-{day.year}", day.isoformat(), serial, float(serial)]
    assert {plain_cell(value, DATE, READER) for value in written} == {day.isoformat()}
    assert plain_cell(serial - 1462, DATE, READER, epoch_1904=True) == day.isoformat()


def test_blanks() -> None:
    assert all(is_blank(v) for v in (None, "", " ", "-", "–", "—", "...", "…", "\u00a0", "n/a"))
    assert not any(is_blank(v) for v in (0, "0", "-5", "x"))


@given(st.integers(min_value=0, max_value=16_383), st.integers(min_value=0, max_value=10**6))
def test_cells_are_named_as_spreadsheets_name_them(column: int, row: int) -> None:
    from openpyxl.utils import coordinate_to_tuple  # noqa: PLC0415

    assert coordinate_to_tuple(cell_name(row, column)) == (row + 1, column + 1)


@given(st.lists(st.integers(min_value=-(10**12), max_value=10**12), min_size=1, max_size=20))
def test_sums_are_exact(numbers: list[int]) -> None:
    rows = [[n, f"=SUM(A1:A{i})"] for i, n in enumerate(numbers, 1)]
    book = FormulaEvaluator({"S": rows}, {("S", i, 1) for i in range(len(rows))})
    assert book.value("S", len(rows) - 1, 1) == sum(numbers)


@pytest.mark.parametrize(("formula", "value"), [
    ("=1+2*3", 7), ("=(1+2)*3", 9), ("=-2^2", 4), ("=10%*50", 5), ("=2^3^2", 64), ("=7-2-1", 4), ("=8/4/2", 1),
    ("=ROUND(2.5,0)", 3), ("=SUM(1,2;3)", 6), ("=IF(1<2,5,6)", 5), ("=SUBTOTAL(109,A1:A3)", 6),
    ("=SUM(A:A)", None), ("=A1&A2", None), ("=SUM(A1:A3", None), ("=MAX(A1:A3)-MIN(A1:A3)", 2), ("='T x'!B2", 9),
])  # fmt: skip
def test_formulas(formula: str, value: int | None) -> None:
    """Results as every spreadsheet gives them (-2^2 is 4, 2^3^2 is 64); what is not understood is refused."""
    book = FormulaEvaluator({"S": [[1], [2], [3], [formula]], "T x": [[None], [None, 9]]}, {("S", 3, 0)})
    if value is None:
        with pytest.raises(FormulaError):
            book.value("S", 3, 0)
    else:
        assert book.value("S", 3, 0) == value


def test_what_a_sum_of_fractions_misses_is_no_data() -> None:
    assert text_of_value(0.1 + 0.2 + 0.7) == "1"
    assert text_of_value(65.1) == "65.1"
