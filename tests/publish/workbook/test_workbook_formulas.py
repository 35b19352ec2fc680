"""Formulas of figures, from their expressions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from analysis.figures import Bounds, Figure, FigureBook
from analysis.figures.measures import DONG, PERCENT_0, PERCENT_2, count_of
from analysis.publish.workbook.addresses import (
    CellAddresses,
    Condition,
    NoFormulaError,
    RangeCountCells,
    TableSheet,
    add_up,
    count_filled,
    count_rows,
    is_plain,
)
from analysis.publish.workbook.formulas import formula_of
from analysis.publish.workbook.register import counted_by
from analysis.publish.workbook.sheets import Column, Row, Sheet, joined, sheet_name, text_literal

NUMBER = count_of("dòng")
NAMES = ("row", "component", "kind", "capital_years", "amount_vnd", "as_of_date")
SHEET = Sheet("Vốn", "Vốn", tuple(Column(n, n) for n in NAMES), (Row((None,) * len(NAMES)),) * 3, ("ghi chú",))
TEXTS = {"kind": {"plan": "plan", "carried_over": "carried_over"}, "component": {"2": "2", "3.1": "3.1"}}
ADDRESSES = CellAddresses({"capital": TableSheet(SHEET, TEXTS)}, {"t.a": "$C7", "t.b": "$C8", "t.c": "$C9"})


@pytest.fixture
def book() -> FigureBook:
    return FigureBook("t")


@pytest.fixture
def table(make_table):
    return make_table(
        "capital",
        {
            "component": ["2", "2", "3.1"],
            "kind": ["plan", "carried_over", "plan"],
            "capital_years": ["2022", "2023", "2023"],
            "amount_vnd": [1, 2, None],
            "as_of_date": [dt.date(2023, 11, 15)] * 3,
        },
    )


def test_rows_are_counted_and_added_up_over_the_ranges_of_the_sheet(book, table) -> None:
    plan = book.total("t.p", "p", DONG, table, "amount_vnd", kind="plan")
    assert formula_of(plan, ADDRESSES) == (
        '=IF(COUNTIFS(\'Vốn\'!$C$6:$C$8,"plan",\'Vốn\'!$E$6:$E$8,"<>")=0,"–",'
        "SUMIFS('Vốn'!$E$6:$E$8,'Vốn'!$C$6:$C$8,\"plan\"))"
    )
    assert formula_of(book.count("t.n", "n", NUMBER, table), ADDRESSES) == "=COUNT('Vốn'!$A$6:$A$8)"
    assert formula_of(book.total("t.s", "s", DONG, table, "amount_vnd"), ADDRESSES) == (
        "=IF(COUNT('Vốn'!$E$6:$E$8)=0,\"–\",SUM('Vốn'!$E$6:$E$8))"
    )


def test_codes_that_look_like_numbers_are_compared_as_text(book, table) -> None:
    """COUNTIFS would take "3.1" for a number or a date, and find "2" in "02"."""
    figure = book.count("t.n", "n", NUMBER, table, component="3.1", kind="plan")
    assert formula_of(figure, ADDRESSES) == (
        "=SUMPRODUCT(1*EXACT('Vốn'!$B$6:$B$8,\"3.1\")*EXACT('Vốn'!$C$6:$C$8,\"plan\"))"
    )


def test_several_accepted_values_are_added(book, table) -> None:
    figure = book.count("t.n", "n", NUMBER, table, kind=("plan", "carried_over"))
    assert formula_of(figure, ADDRESSES) == (
        "=COUNTIFS('Vốn'!$C$6:$C$8,\"plan\")+COUNTIFS('Vốn'!$C$6:$C$8,\"carried_over\")"
    )


def test_a_single_value_is_an_error_when_there_are_several(book, table) -> None:
    rates = table.with_columns(amount_vnd=[Decimal(80), Decimal(90), None])
    for measure, end in ((PERCENT_0, ")/100,NA())"), (DONG, "),NA())")):
        figure = book.value(f"t.{measure.form}", "v", measure, rates, "amount_vnd", component="2", kind="plan")
        formula = formula_of(figure, ADDRESSES)
        assert formula.startswith("=IF(SUMPRODUCT(") and ")=1,(" in formula and formula.endswith(end)


def test_figures_over_figures_refer_to_their_cells(book, table) -> None:
    a = book.total("t.a", "a", DONG, table, "amount_vnd", kind="plan")
    b = book.total("t.b", "b", DONG, table, "amount_vnd", kind="carried_over")
    c = book.total("t.c", "c", DONG, table, "amount_vnd")
    assert formula_of(book.add("t.1", "1", a, b), ADDRESSES) == '=IF(COUNT($C7,$C8)=0,"–",SUM($C7,$C8))'
    assert formula_of(book.subtract("t.2", "2", c, a, b), ADDRESSES) == '=IF(ISNUMBER($C9),$C9-SUM($C7,$C8),"–")'
    share = book.share("t.3", "3", a, c, PERCENT_2)
    assert formula_of(share, ADDRESSES) == '=IF(AND(ISNUMBER($C7),N($C9)<>0),$C7/$C9,"–")'
    assert formula_of(book.largest("t.4", "4", [a, b]), ADDRESSES) == '=IF(COUNT($C7,$C8)=0,"–",MAX($C7,$C8))'


@pytest.mark.parametrize(
    ("place", "formula"),
    [
        (
            RangeCountCells("G!$D$6:$D$7", "N!$C$6", "N!$D$6"),
            '=COUNTIFS(G!$D$6:$D$7,">"&N!$C$6,G!$D$6:$D$7,"<="&N!$D$6)',
        ),
        (RangeCountCells("G!$D$6:$D$7", "", "N!$D$6"), '=COUNTIFS(G!$D$6:$D$7,"<="&N!$D$6)'),
        (RangeCountCells("G!$D$6:$D$7"), "=COUNT(G!$D$6:$D$7)"),
    ],
)
def test_counts_of_figures_take_their_bounds_from_cells(book, table, place: RangeCountCells, formula: str) -> None:
    a = book.total("t.a", "a", DONG, table, "amount_vnd", kind="plan")
    figure = book.count_figures("t.k", "k", NUMBER, [a], "trên 0", Bounds(above=Fraction(0)))
    assert (
        formula_of(figure, CellAddresses(ADDRESSES.tables, ADDRESSES.figures, range_counts={"t.k": place})) == formula
    )


def test_undeclared_columns_and_operations_have_no_formula(book, table) -> None:
    """A derived column without declaration, an unknown operation, a value that cells cannot store."""
    undeclared = table.with_columns(hidden=[1, 2, 3])
    with pytest.raises(NoFormulaError, match="hidden"):
        formula_of(book.count("t.h", "h", NUMBER, undeclared, hidden=1), ADDRESSES)
    with pytest.raises(NoFormulaError, match="None"):
        formula_of(book.count("t.i", "i", NUMBER, table, kind=None), ADDRESSES)
    a = book.total("t.a", "a", DONG, table, "amount_vnd")
    median = Figure("t.m", "m", 1, DONG, "", type(a.expression)("median"), ("t.a",))
    with pytest.raises(NoFormulaError, match="median"):
        formula_of(median, ADDRESSES)
    strange = Figure("t.x", "x", 1, DONG, "", type(a.expression)("median", "amount_vnd"), (), a.sources)
    with pytest.raises(NoFormulaError, match="median"):
        formula_of(strange, ADDRESSES)


def test_a_formula_that_spreadsheets_refuse_is_not_written(book, table) -> None:
    parts = [book.total(f"t.{n}", "p", DONG, table, "amount_vnd", kind="plan") for n in range(900)]
    cells = {part.id: f"$C{n + 1000}" for n, part in enumerate(parts)}
    with pytest.raises(NoFormulaError, match="ký tự"):
        formula_of(book.add("t.all", "all", *parts), CellAddresses(ADDRESSES.tables, cells))


def test_more_parts_than_a_function_takes_are_nested() -> None:
    formula = joined("SUM", [f"A{n}" for n in range(600)])
    assert formula.count("SUM(") == 4 and formula.count("A") == 600


@pytest.mark.parametrize("value", ["2", "3.1", "a*", "?", "~", "", ">1", "=x", "TRUE", "False", "nước", "a1", "1e2"])
def test_texts_that_countifs_interprets_are_not_plain(value: str) -> None:
    assert not is_plain(value)


def test_conditions_in_countifs_and_sumproduct() -> None:
    plain, text = Condition("K", "poor", plain=True), Condition("C", "06193", plain=False)
    zero, day = Condition("F", 0, plain=False), Condition("D", dt.date(2023, 1, 2), plain=False)
    assert count_rows([plain], "A") == 'COUNTIFS(K,"poor")'
    assert count_rows([plain, text], "A") == 'SUMPRODUCT(1*EXACT(K,"poor")*EXACT(C,"06193"))'
    assert add_up([text], "N") == 'SUMPRODUCT(1*EXACT(C,"06193"),N)'
    assert count_filled([text], "N") == 'SUMPRODUCT(1*EXACT(C,"06193")*ISNUMBER(N))'
    assert zero.compared == "ISNUMBER(F)*(F=0)", "a blank cell equals zero in a comparison and must not count"
    assert day.compared == "(D=DATE(2023,1,2))"


def test_texts_within_formulas() -> None:
    assert text_literal('nói "có"') == '"nói ""có"""'
    assert text_literal("x" * 300) == f'"{"x" * 255}"&"{"x" * 45}"'
    assert text_literal("MAP(1)") == '"MAP"&"(1)"', "XlsxWriter would take it for a function"


def test_names_of_sheets_are_legal_and_different() -> None:
    taken: list[str] = []
    for title in ("a/b:c*?[d]\\e", "A b c d e", "'trích'", "", "x" * 40, "X" * 40, "Vốn\x00"):
        name = sheet_name(title, taken)
        assert 0 < len(name) <= 31 and not set(name) & set("[]:*?/\\\x00") and name.strip("'") == name
        assert name.casefold() not in {other.casefold() for other in taken}
        taken.append(name)


def test_a_register_is_only_counted_and_added_up(book, make_table) -> None:
    register = make_table("households", {"commune": ["06193"], "members": [4]})
    with pytest.raises(NoFormulaError, match="đếm và cộng"):
        counted_by(book.value("t.v", "v", NUMBER, register, "members"))
    with pytest.raises(NoFormulaError, match="đếm và cộng"):
        counted_by(book.distinct("t.d", "d", NUMBER, register, "commune"))
