"""A register as counts: every figure is their sum, and no household can be derived from them."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.figures import Figure, FigureBook
from analysis.figures.figure import PUBLISHED, SIMULATED
from analysis.figures.measures import count_of
from analysis.publish.workbook.addresses import NoFormulaError
from analysis.publish.workbook.register import BASE, Count, count_register, counted_by
from analysis.sections.small_counts import MIN_HOUSEHOLDS

HOUSEHOLDS = count_of("hộ")
COMMUNES, CLASSES = ("06184", "06187", "06190", "06193"), ("poor", "near_poor", "not_poor")
ROWS = st.lists(
    st.tuples(
        st.sampled_from(COMMUNES), st.sampled_from(CLASSES), st.booleans(), st.one_of(st.none(), st.integers(1, 9))
    ),
    min_size=1,
    max_size=60,
)


def _register(make_table, rows, **sidecar):
    commune, poverty_class, water, members = zip(*rows, strict=True)
    return make_table(
        "households",
        {
            "commune": list(commune),
            "area": ["urban" if c == COMMUNES[0] else "rural" for c in commune],
            "poverty_class": list(poverty_class),
            "deprived_water": list(water),
            "members": list(members),
        },
        **sidecar,
    )


def _figures(register) -> list[Figure]:
    book = FigureBook("t")
    book.count("t.all", "x", HOUSEHOLDS, register)
    book.count("t.poor", "x", HOUSEHOLDS, register, poverty_class="poor")
    book.count("t.either", "x", HOUSEHOLDS, register, poverty_class=("poor", "near_poor"), area="rural")
    book.count("t.one", "x", HOUSEHOLDS, register, commune=COMMUNES[1], poverty_class="poor")
    book.count("t.water", "x", HOUSEHOLDS, register, deprived_water=True, poverty_class="poor")
    book.count("t.dry", "x", HOUSEHOLDS, register, deprived_water=False)
    book.count("t.crossed", "x", HOUSEHOLDS, register, deprived_water=True, members=(1, 2, 3))
    book.total("t.people", "x", HOUSEHOLDS, register, "members")
    book.total("t.poor_people", "x", HOUSEHOLDS, register, "members", area="urban", deprived_water=True)
    return list(book.figures.values())


def _sum_of_counts(figure: Figure, counts: list[Count]) -> int | None:
    """Return the result of SUMIFS over the counts."""
    counted, base = counted_by(figure)
    numbers = [
        c.number
        for c in counts
        if c.counted == counted
        and all(c.keys[BASE.index(column)] in values for column, values in base)
        and c.number is not None
    ]
    return sum(numbers) if numbers or figure.expression.operation == "count" else None


@settings(deadline=None)
@given(ROWS)
def test_every_figure_is_the_sum_of_counts(make_table, rows) -> None:
    figures = _figures(_register(make_table, rows))
    counts = count_register(figures, _register(make_table, rows))
    assert {f.id: _sum_of_counts(f, counts) for f in figures} == {f.id: f.value for f in figures}


@settings(deadline=None)
@given(ROWS)
def test_small_counts_are_shown_separately_only_if_the_report_prints_them(make_table, rows) -> None:
    register = _register(make_table, rows)
    counts = count_register(_figures(register), register)
    communes = Counter((c.counted.code, c.keys[1:]) for c in counts)
    for count in counts:
        assert count.small == (count.rows < MIN_HOUSEHOLDS or 0 < count.rest < MIN_HOUSEHOLDS)
        if count.counted.code == "rows" or not count.small:
            continue
        # Too few in the whole unit to be combined with: then it is the number that the report prints.
        assert communes[count.counted.code, count.keys[1:]] == 1, count


def test_small_counts_are_combined_with_the_next_larger(make_table) -> None:
    sizes = dict(zip(COMMUNES, (2, 5, 9, 7), strict=True))
    rows = [(commune, "poor", True, 3) for commune, size in sizes.items() for _ in range(size)]
    register = _register(make_table, rows)
    figure = FigureBook("t").count("t.w", "x", HOUSEHOLDS, register, deprived_water=True, poverty_class="poor")
    counts = count_register([figure], register)
    assert [(c.keys, c.number, c.together) for c in counts] == [
        (("06190", "", "poor"), 9, 1),
        (("06193", "", "poor"), 7, 1),
        (("", "", "poor"), 7, 2),
    ]


def test_only_counts_that_figures_need_are_made(make_table) -> None:
    rows = [(c, k, True, 3) for c in COMMUNES for k in CLASSES for _ in range(6)]
    register = _register(make_table, rows)
    figure = FigureBook("t").count("t.w", "x", HOUSEHOLDS, register, deprived_water=True, poverty_class="poor")
    counts = count_register([figure], register)
    assert {c.keys[2] for c in counts} == {"poor"} and {c.counted.code for c in counts} == {"deprived_water"}


def test_a_count_has_the_weakest_provenance_of_its_rows(make_table) -> None:
    register = _register(make_table, [("06184", "poor", True, 3)] * 6)
    grades = [PUBLISHED] * 5 + [SIMULATED]
    graded = register.with_columns(provenance=grades)
    (count,) = count_register([FigureBook("t").count("t.n", "x", HOUSEHOLDS, graded)], graded)
    assert count.grade == SIMULATED


def test_a_criterion_that_the_register_lacks_is_an_error(make_table) -> None:
    register = _register(make_table, [("06184", "poor", True, 3)])
    figure = FigureBook("t").count("t.n", "x", HOUSEHOLDS, register.with_columns(hidden=[1]), hidden=1)
    with pytest.raises(NoFormulaError, match="hidden"):
        count_register([figure], register)


def test_small_complements_are_protected_like_small_counts(make_table) -> None:
    """Nine of ten poor households of a commune without clean water: the tenth has it."""
    rows = [(c, "poor", True, 3) for c in COMMUNES for _ in range(9)] + [(COMMUNES[2], "poor", False, 3)]
    register = _register(make_table, rows)
    figure = FigureBook("t").count("t.w", "x", HOUSEHOLDS, register, deprived_water=True, poverty_class="poor")
    counts = count_register([figure], register)
    assert COMMUNES[2] not in {c.keys[0] for c in counts}
    assert sum(c.number or 0 for c in counts) == figure.value == 36


def test_crossed_criteria_are_not_given_by_commune(make_table) -> None:
    rows = [(c, "poor", True, 3) for c in COMMUNES for _ in range(9)]
    register = _register(make_table, rows)
    figure = FigureBook("t").count("t.x", "x", HOUSEHOLDS, register, deprived_water=True, members=3)
    assert [(c.keys, c.number) for c in count_register([figure], register)] == [(("", "", ""), 36)]
