"""Random tables, filters and figures: formulas recomputed by LibreOffice give the values that the book computed.

Texts include those that spreadsheets interpret: patterns, numbers, dates, both cases, signs. One call of LibreOffice
computes all workbooks.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from fractions import Fraction
from typing import Any

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from workbook_values import LARGE, Recalculate, add_probes, column_of, probed

from analysis.figures import Bounds, Figure, FigureBook
from analysis.figures.measures import DONG, PERCENT_2, count_of
from analysis.publish.workbook.assembling import workbook_sheets
from analysis.publish.workbook.writing import write_workbook
from analysis.tables import Inputs, Table

TEXTS = (
    *("2", "02", "2.0", "3.1", "1/2", "1-2", "1e2", "100", "TRUE", "true", "0", "-1", "50%"),
    *("a", "A", "ă", "a*", "*", "?", "~a", "a~*", "<>", ">1", "=a", '"', "'a", "", "a b", "MAP(1)", "n" * 300),
)
COMMUNES = ("06184", "06187", "06190")
NUMBER = count_of("dòng")
CASES = 25

projects = st.lists(
    st.tuples(
        st.sampled_from(TEXTS),
        st.sampled_from(TEXTS),
        st.sampled_from((0, 1, 2022, 2023)),
        st.one_of(st.none(), st.integers(-(10**12), 10**13)),
        st.lists(st.sampled_from(COMMUNES), unique=True, max_size=3).map(tuple),
    ),
    min_size=0,
    max_size=9,
)
filters = st.fixed_dictionaries(
    {},
    optional={
        "project_id": st.sampled_from(TEXTS),
        "product": st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3).map(tuple),
        "capital_year": st.one_of(st.sampled_from((0, 1, 2022)), st.just((2022, 2023))),
    },
)
households = st.lists(
    st.tuples(
        st.sampled_from(COMMUNES),
        st.integers(100, 200),
        st.sampled_from((10, 30)),
        st.booleans(),
        st.one_of(st.none(), st.integers(1, 9)),
    ),
    min_size=1,
    max_size=40,
)
register_filters = st.fixed_dictionaries(
    {},
    optional={
        "commune": st.sampled_from(COMMUNES),
        "area": st.sampled_from(("urban", "rural")),
        "poverty_class": st.one_of(st.sampled_from(("poor", "near_poor")), st.just(("poor", "not_poor"))),
        "deprived_water": st.booleans(),
    },
)
case = st.fixed_dictionaries(
    {
        "projects": projects,
        "dates": st.lists(st.dates(dt.date(2021, 1, 1), dt.date(2024, 12, 31)), min_size=1, max_size=6),
        "households": households,
        "filters": st.lists(filters, min_size=1, max_size=4),
        "register": st.lists(register_filters, min_size=1, max_size=4),
        "bounds": st.tuples(st.integers(-5, 50), st.integers(-5, 100)),
    }
)


def _tables(make_table, drawn: dict[str, Any]) -> dict[str, Table]:
    ids, products, years, budgets, communes = zip(*drawn["projects"], strict=True) if drawn["projects"] else [()] * 5
    homes, incomes, deprivations, water, members = zip(*drawn["households"], strict=True)
    days = drawn["dates"]
    return {
        "livelihood_projects": make_table(
            "livelihood_projects",
            {
                "project_id": list(ids),
                "product": list(products),
                "capital_year": list(years),
                "budget_vnd": list(budgets),
                "communes": list(communes),
            },
        ),
        "disbursements": make_table("disbursements", {"as_of_date": days, "amount_vnd": list(range(len(days)))}),
        "households": make_table(
            "households",
            {
                "commune": list(homes),
                "area": ["urban" if home == COMMUNES[0] else "rural" for home in homes],
                "score_b1": list(incomes),
                "score_b2": list(deprivations),
                "deprived_water": list(water),
                "members": list(members),
            },
        ),
    }


def _figures(inputs: Inputs, drawn: dict[str, Any]) -> list[Figure]:
    """Compute figures of every kind, also with filters that no row passes."""
    from analysis.sections.classification import classify, standard_of  # noqa: PLC0415 - beside its only use

    book = FigureBook("t")
    table = inputs["livelihood_projects"]
    sums, counts = [], []
    for n, where in enumerate(drawn["filters"]):
        sums.append(book.total(f"t.sum{n}", "tổng", DONG, table, "budget_vnd", **where))
        counts.append(book.count(f"t.count{n}", "đếm", NUMBER, table, **where))
        book.distinct(f"t.communes{n}", "xã", NUMBER, table, "communes", **where)
        book.distinct(f"t.products{n}", "loại", NUMBER, table, "product", **where)
    dated = inputs["disbursements"].with_year("paid", "Năm", of="as_of_date")
    sums.append(book.total("t.paid", "chi", DONG, dated, "amount_vnd", paid=(2022, 2023)))
    register = classify(inputs["households"], standard_of(inputs))
    for n, where in enumerate(drawn["register"]):
        counts.append(book.count(f"t.homes{n}", "hộ", NUMBER, register, **where))
        sums.append(book.total(f"t.people{n}", "người", NUMBER, register, "members", **where))
    whole = book.count("t.whole", "tất cả", NUMBER, register)
    shares = [book.share(f"t.share{n}", "tỷ lệ", count, whole, PERCENT_2) for n, count in enumerate(counts)]
    shares.append(book.share("t.ratio", "tỷ lệ", sums[0], counts[0], DONG))
    book.add("t.add", "cộng", *sums)
    book.subtract("t.subtract", "trừ", sums[0], *sums[1:])
    book.largest("t.max", "lớn nhất", shares)
    low, high = (Fraction(bound, 100) for bound in drawn["bounds"])
    for id, bounds in (("t.in", Bounds(low, high)), ("t.above", Bounds(above=low)), ("t.upto", Bounds(at_most=high))):
        book.count_figures(id, "đếm", NUMBER, shares, "trong khoảng", bounds)
    return list(book.figures.values())


def _right(figure: Figure, found: Any, exact: float | None) -> bool:
    """Compare integers exactly, other numbers up to the neighbouring 53-bit number, large ones to 15 digits."""
    if figure.value is None:
        return bool(found == "–")
    value = Fraction(figure.value)
    if value.denominator == 1:
        return bool(found == int(value))
    if abs(value) >= LARGE:
        return bool(found == pytest.approx(float(value), rel=1e-14, abs=0))
    return bool(exact == pytest.approx(float(value), rel=2**-52, abs=0))


def _drawn() -> list[dict[str, Any]]:
    """Draw all cases first, to compute them by one call of LibreOffice."""
    cases: list[dict[str, Any]] = []

    @settings(max_examples=CASES, deadline=None, phases=[Phase.generate], database=None)
    @given(case)
    def draw(drawn: dict[str, Any]) -> None:
        cases.append(drawn)

    draw()
    return cases


def test_formulas_give_the_values_of_the_book(
    inputs: Inputs, make_table, recalculate: Recalculate, tmp_path_factory: pytest.TempPathFactory
) -> None:
    cases = _drawn()
    assert len(cases) == CASES
    folder = tmp_path_factory.mktemp("random")
    paths, figures, written = [], [], []
    for number, drawn in enumerate(cases):
        own = dataclasses.replace(inputs, tables=_tables(make_table, drawn))
        computed = _figures(own, drawn)
        sheets, _ = workbook_sheets(own, [("t", figure) for figure in computed], [], "thử")
        path = folder / f"{number}.xlsx"
        path.write_bytes(write_workbook(sheets, {}, "thử", "thử", dt.date(2023, 1, 1)))
        bare = openpyxl.load_workbook(path)
        written.append(column_of(bare))
        add_probes(bare, [figure.id for figure in computed])
        bare.save(path)
        paths.append(path)
        figures.append(computed)
    wrong = []
    for drawn, formulas, made, computed in zip(cases, written, recalculate(paths), figures, strict=True):
        book = openpyxl.load_workbook(made, data_only=True)
        found, exact = column_of(book), probed(book)
        wrong += [
            f"{f.id} = {f.value}, not {found[f.id]}: {formulas[f.id]}\n    over {drawn}"
            for f in computed
            if not _right(f, found[f.id], exact[f.id])
        ]
    assert not wrong, "\n".join(wrong)
