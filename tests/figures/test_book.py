"""Figures of a book: their values and their lineage."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.figures import Bounds, Figure, FigureBook
from analysis.figures.figure import GRADES, PUBLISHED, PUBLISHED_TOTAL, SIMULATED, weakest
from analysis.figures.measures import DONG, PERCENT_1, PERCENT_2, count_of
from analysis.tables import InputProblems
from analysis.tables.schema import DerivedColumn

HOUSEHOLDS = count_of("hộ")
AMOUNTS = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c"]), st.integers(min_value=0, max_value=10**12)), min_size=1, max_size=12
)


def _projects(make_table, amounts: list[tuple[str, int]]):
    return make_table(
        "livelihood_projects",
        {
            "product": [product for product, _ in amounts],
            "budget_vnd": [amount for _, amount in amounts],
            "communes": [("06190", "06193")[: 1 + n % 2] for n in range(len(amounts))],
        },
    )


# Values -------------------------------------------------------------------------------------------------------------


@given(AMOUNTS)
def test_totals_and_counts_are_those_of_the_matching_rows(make_table, amounts: list[tuple[str, int]]) -> None:
    table, book = _projects(make_table, amounts), FigureBook("t")
    chosen = [amount for product, amount in amounts if product in ("a", "b")]
    assert book.total("t.sum", "x", DONG, table, "budget_vnd", product=("a", "b")).value == (
        sum(chosen) if chosen else None
    )
    assert book.count("t.count", "x", HOUSEHOLDS, table, product=("a", "b")).value == len(chosen)
    assert book.distinct("t.kinds", "x", HOUSEHOLDS, table, "product").value == len({p for p, _ in amounts})
    assert book.distinct("t.communes", "x", HOUSEHOLDS, table, "communes").value == min(2, len(amounts))


@given(AMOUNTS)
def test_parts_add_up_and_shares_are_exact(make_table, amounts: list[tuple[str, int]]) -> None:
    table, book = _projects(make_table, amounts), FigureBook("t")
    parts = [book.total(f"t.{p}", p, DONG, table, "budget_vnd", product=p) for p in "abc"]
    whole = book.total("t.whole", "whole", DONG, table, "budget_vnd")
    assert book.add("t.added", "x", *parts).value == whole.value
    assert book.subtract("t.rest", "x", whole, *parts).value == (0 if amounts else None)
    shares = [book.share(f"t.{p}_share", p, part, whole) for p, part in zip("abc", parts, strict=True)]
    if whole.value:
        assert sum(Fraction(share.value or 0) for share in shares) == 1
        assert [share.value is None for share in shares] == [part.value is None for part in parts]
    else:
        assert [share.value for share in shares] == [None] * 3


def test_a_share_of_zero_prints_as_a_dash(make_table) -> None:
    table, book = _projects(make_table, [("a", 0)]), FigureBook("t")
    nothing = book.total("t.sum", "x", DONG, table, "budget_vnd")
    share = book.share("t.share", "y", nothing, nothing)
    assert (share.value, share.printed, share.exact) == (None, "–", "")


def test_a_missing_number_is_not_zero(make_table) -> None:
    figure = FigureBook("t").total("t.s", "x", DONG, _projects(make_table, [("a", 5)]), "budget_vnd", product="z")
    assert (figure.value, figure.printed) == (None, "–")
    assert figure.sources[0].rows == figure.sources[0].first_row == 0


def test_empty_cells_do_not_count_in_a_total(make_table) -> None:
    table = make_table("credit", {"loans_granted": [5, None, 7]})
    assert FigureBook("t").total("t.s", "x", HOUSEHOLDS, table, "loans_granted").value == 12


def test_a_percentage_read_from_a_cell_is_a_fraction_of_one(make_table) -> None:
    table = make_table("labour_indicators", {"indicator": ["i"], "value_pct": [Decimal("65.1")]})
    figure = FigureBook("t").value("t.v", "x", PERCENT_1, table, "value_pct", indicator="i")
    assert (figure.value, figure.printed) == (Decimal("0.651"), "65,1%")


@pytest.mark.parametrize(
    ("cells", "found", "remedy"),
    [(["z"], 0, "bổ sung dòng còn thiếu"), (["a", "a"], 2, "gộp hoặc bỏ dòng thừa")],
)
def test_a_value_needs_exactly_one_row(make_table, cells: list[str], found: int, remedy: str) -> None:
    table = _projects(make_table, [(cell, 1) for cell in cells])
    with pytest.raises(InputProblems) as caught:
        FigureBook("t").value("t.v", "Kinh phí", DONG, table, "budget_vnd", product="a")
    (problem,) = caught.value.problems
    assert problem.message == f'cần đúng một dòng có số liệu cho "Kinh phí" (product = a), nhưng có {found}'
    assert problem.remedy == remedy


def test_an_id_is_computed_once(make_table) -> None:
    table, book = _projects(make_table, [("a", 1)]), FigureBook("t")
    book.count("t.n", "x", HOUSEHOLDS, table)
    with pytest.raises(ValueError, match=r"t\.n"):
        book.count("t.n", "x", HOUSEHOLDS, table)


def test_counting_figures_keeps_all_candidates_as_parents(make_table) -> None:
    table, book = _projects(make_table, [("a", 1), ("b", 5)]), FigureBook("t")
    among = [book.total(f"t.{p}", p, DONG, table, "budget_vnd", product=p) for p in "ab"]
    figure = book.count_figures("t.large", "x", HOUSEHOLDS, among, "trên 2", Bounds(above=Fraction(2)))
    assert (figure.value, figure.parents) == (1, ("t.a", "t.b"))
    assert figure.expression.bounds == Bounds(above=Fraction(2))


@pytest.mark.parametrize(
    ("value", "inside"), [(None, False), (2, False), (Fraction(21, 10), True), (3, True), (4, False)]
)
def test_bounds_exclude_the_lower_and_include_the_upper(value, inside: bool) -> None:
    assert Bounds(Fraction(2), Fraction(3)).contains(value) is inside
    assert Bounds().contains(value) is (value is not None)


def test_a_derived_column_in_a_filter_has_its_definition(make_table) -> None:
    dates = [dt.date(2022, 12, 31), dt.date(2023, 1, 1)]
    table = make_table("disbursements", {"as_of_date": dates, "amount_vnd": [1, 2]})
    dated, book = table.with_year("year", "Năm", of="as_of_date"), FigureBook("t")
    figure = book.total("t.y", "y", DONG, dated, "amount_vnd", year=2023)
    assert (figure.value, figure.expression.derived) == (2, (DerivedColumn("year", "Năm", "year", "as_of_date"),))
    assert book.total("t.all", "all", DONG, dated, "amount_vnd").expression.derived == ()


# Lineage ------------------------------------------------------------------------------------------------------------


def _total(make_table, amounts: list[tuple[str, int]], **where: str) -> Figure:
    return FigureBook("t").total("t.s", "x", DONG, _projects(make_table, amounts), "budget_vnd", **where)


def test_lineage_describes_table_filter_and_rows_without_their_contents(make_table) -> None:
    (source,) = _total(make_table, [("b", 4), ("a", 5), ("b", 6), ("a", 7)], product="a").sources
    assert (source.table, source.file) == ("livelihood_projects", "data/livelihood_projects.csv")
    assert (source.column, source.condition) == ("budget_vnd", "product = a")
    assert (source.rows, source.first_row, source.last_row) == (2, 3, 5)
    assert len(source.digest) == 16


@given(AMOUNTS, st.data())
def test_the_digest_changes_when_a_row_changes(make_table, amounts: list[tuple[str, int]], data: st.DataObject) -> None:
    before = _total(make_table, amounts).sources[0].digest
    assert _total(make_table, list(amounts)).sources[0].digest == before
    place = data.draw(st.integers(min_value=0, max_value=len(amounts) - 1))
    changed = list(amounts)
    changed[place] = (amounts[place][0], amounts[place][1] + 1)
    assert _total(make_table, changed).sources[0].digest != before
    assert _total(make_table, [*amounts, ("a", 0)]).sources[0].digest != before


def test_the_digest_does_not_depend_on_rows_that_do_not_match(make_table) -> None:
    first = _total(make_table, [("a", 1), ("b", 2)], product="a")
    second = _total(make_table, [("a", 1), ("b", 3)], product="a")
    assert first.sources == second.sources


def test_formula_describes_the_computation_in_words(make_table) -> None:
    table, book = _projects(make_table, [("a", 1)]), FigureBook("t")
    part = book.total("t.part", "Phần", DONG, table, "budget_vnd", product="a")
    whole = book.total("t.whole", "Tổng", DONG, table, "budget_vnd")
    rows = "tổng cột “Kinh phí (đồng)” của bảng “Dự án, mô hình hỗ trợ sản xuất”"
    assert (part.formula, whole.formula) == (f"{rows}, lấy dòng có “Sản phẩm” là a", rows)
    assert book.share("t.rate", "Tỷ lệ", part, whole).formula == "Phần : Tổng"
    assert book.subtract("t.rest", "Còn lại", whole, part).formula == "Tổng − Phần"
    assert book.figures["t.rate"].parents == ("t.part", "t.whole")


# Provenance ---------------------------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(GRADES), min_size=1))
def test_a_figure_has_the_weakest_provenance_of_its_rows(make_table, grades: list[str]) -> None:
    table = make_table("credit", {"loans_granted": [1] * len(grades), "provenance": grades})
    figure = FigureBook("t").total("t.s", "x", HOUSEHOLDS, table, "loans_granted")
    assert figure.provenance == weakest(grades) == max(grades, key=GRADES.index)


@pytest.mark.parametrize(
    ("where", "column", "grade"),
    [
        ({}, "", PUBLISHED_TOTAL),
        ({"area": "rural"}, "", PUBLISHED_TOTAL),
        ({"area": "rural"}, "members", PUBLISHED_TOTAL),
        ({"commune": "06190"}, "", SIMULATED),
        ({"area": "rural", "commune": "06190"}, "", SIMULATED),
        ({}, "score_b1", SIMULATED),
    ],
)
def test_finer_than_published_totals_is_simulated(make_table, where: dict[str, str], column: str, grade: str) -> None:
    """Of a simulated register with published totals, only those totals are published."""
    table = make_table(
        "households",
        {"area": ["rural"], "commune": ["06190"], "members": [4], "score_b1": [100]},
        provenance=PUBLISHED_TOTAL,
        published_filters=frozenset({"area"}),
        published_values=frozenset({"rows", "members"}),
    )
    book = FigureBook("t")
    figure = (
        book.total("t.f", "x", HOUSEHOLDS, table, column, **where)
        if column
        else book.count("t.f", "x", HOUSEHOLDS, table, **where)
    )
    assert figure.provenance == grade
    assert figure.simulated is (grade == SIMULATED)


def test_one_simulated_parent_makes_a_simulated_share(make_table) -> None:
    book = FigureBook("t")
    columns = {"loans_granted": [4], "borrowers_outstanding": [8]}
    firm = book.total("t.a", "a", HOUSEHOLDS, make_table("credit", columns), "loans_granted")
    table = make_table("credit", columns, provenance=SIMULATED)
    made_up = book.total("t.b", "b", HOUSEHOLDS, table, "borrowers_outstanding")
    assert firm.provenance == PUBLISHED
    assert book.share("t.c", "c", firm, made_up, PERCENT_2).provenance == SIMULATED


# The example --------------------------------------------------------------------------------------------------------


def test_every_figure_of_the_example_leads_down_to_rows(figures) -> None:
    for figure in figures.values():
        assert bool(figure.sources) is not bool(figure.parents), figure.id
        assert set(figure.parents) <= set(figures), figure.id


def test_figures_by_commune_are_marked_as_simulated(figures) -> None:
    """The register is simulated, so figures of a single commune must be marked."""
    by_commune = [f for f in figures.values() if f.id.startswith("poverty.commune.")]
    assert len(by_commune) == 22 * 5
    assert all(f.simulated for f in by_commune)
    assert not any(figures[f"poverty.{name}"].simulated for name in ("poor", "poor_rate", "communes_above_50"))


def test_lineage_contains_no_household(figures) -> None:
    """Registers enter a report as counts; household numbers must not be part of it."""
    said = "\n".join(f"{f.formula} {s}" for f in figures.values() for s in f.sources)
    assert "households.csv: 19820 dòng" in said
    assert not re.search(r"household_id|households\.csv:\d", said)
