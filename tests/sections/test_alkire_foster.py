"""The Alkire–Foster measures: a published example, another implementation, and properties of any population."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpitb.core import MPIToolbox

from analysis.sections.alkire_foster import AlkireFoster, alkire_foster
from analysis.tables import Inputs
from analysis.tables.schemas.households import DEPRIVATION_COLUMNS

Population = tuple[pd.DataFrame, pd.Series, pd.Series, dict[str, int], Fraction]


@pytest.fixture
def published() -> pd.DataFrame:
    """Four people, four dimensions: the example of Alkire and Foster's working paper and of OPHI's courses.

    S. Alkire and J. Foster (2007), "Counting and multidimensional poverty measurement", OPHI Working Paper 7 (matrix,
    cut-offs, scores, H, A and M0 quoted from memory). Achievements y, dimension cut-offs z; deprived is who is below.
    """
    y = np.array([[13.1, 14, 4, 1], [15.2, 7, 5, 0], [12.5, 10, 1, 0], [20.0, 11, 3, 1]])
    z = np.array([13, 12, 3, 1])
    return pd.DataFrame((y < z).astype(int), columns=["income", "schooling", "health", "access"])


def test_the_published_example(published: pd.DataFrame) -> None:
    poverty = alkire_foster(published, cutoff=Fraction(2, 4))
    assert poverty.score.tolist() == [0, 2, 4, 1]
    assert poverty.poor.tolist() == [False, True, True, False]
    assert poverty.headcount_ratio == Fraction(1, 2)
    assert poverty.intensity == Fraction(3, 4)
    assert poverty.adjusted_headcount_ratio == Fraction(3, 8)


def test_the_published_example_by_indicator(published: pd.DataFrame) -> None:
    found = alkire_foster(published, cutoff=Fraction(2, 4)).by_indicator()
    assert found["uncensored_headcount"].tolist() == [0.25, 0.75, 0.25, 0.5]
    assert found["censored_headcount"].tolist() == [0.25, 0.5, 0.25, 0.5]
    assert found["contribution"].tolist() == pytest.approx([1 / 6, 1 / 3, 1 / 6, 1 / 3])


def test_weights_of_the_published_example(published: pd.DataFrame) -> None:
    """With weights 2, 1, 1/2, 1/2 the scores are 0, 1.5, 4 and 1 of four; only the third person reaches two."""
    weights: dict[str, Any] = {"income": 2, "schooling": 1, "health": 0.5, "access": 0.5}
    poverty = alkire_foster(published, cutoff=Fraction(2, 4), weights=weights)
    assert [Fraction(int(c), poverty.scale) * 4 for c in poverty.score] == [0, Fraction(3, 2), 4, 1]
    assert (poverty.headcount_ratio, poverty.intensity) == (Fraction(1, 4), Fraction(1))


@pytest.fixture(scope="session")
def register(inputs: Inputs) -> pd.DataFrame:
    return inputs["households"].frame


@pytest.mark.parametrize(("steps", "percent"), [(1, 5), (3, 20), (4, 30), (6, 45)])
@pytest.mark.parametrize("members", [False, True])
def test_the_register_as_mpitb_has_it(register: pd.DataFrame, steps: int, percent: int, members: bool) -> None:
    """The PyPI package `mpitb` (after Suppa's Stata command) gives the same result, in total and by commune and area.

    It compares floats with its cut-off in percent, so that its cut-offs lie between two possible scores.
    """
    columns = list(DEPRIVATION_COLUMNS)
    data = register[[*columns, "commune", "area", "members"]].astype(dict.fromkeys([*columns, "members"], "int64"))
    peer = MPIToolbox()
    peer.set(name="all", dimensions=[([column], column) for column in columns])
    if members:
        peer.svyset(weight="members")
    records = pd.DataFrame(
        peer.est(data.copy(), "all", klist=[percent], svy=members, over=["commune", "area"]),
    )
    own = alkire_foster(data[columns], Fraction(steps, 12), population=data["members"] if members else None)
    total = records[(records["loa"] == "nat") & records["indicator"].isna()].set_index("measure")["b"]
    assert float(own.headcount_ratio or 0) == pytest.approx(total["H"], rel=1e-12)
    assert float(own.intensity or 0) == pytest.approx(total["A"], rel=1e-12)
    assert float(own.adjusted_headcount_ratio or 0) == pytest.approx(total["M0"], rel=1e-12)
    for of in ("commune", "area"):
        _same_groups(own, data[of], records[records["loa"] == of])
    _same_indicators(own, records[(records["loa"] == "nat") & records["indicator"].notna()])


def _same_groups(own: AlkireFoster, groups: pd.Series, records: pd.DataFrame) -> None:
    theirs = records[records["indicator"].isna()].pivot_table(index="subg", columns="measure", values="b")
    ours = own.by_group(groups).fillna({"intensity": 0})
    names = {"headcount_ratio": "H", "intensity": "A", "adjusted_headcount_ratio": "M0"}
    pd.testing.assert_frame_equal(
        ours[list(names)].rename(columns=names), theirs[list(names.values())], check_names=False, rtol=1e-12
    )
    censored = records[records["measure"] == "hdk"].pivot_table(index="subg", columns="indicator", values="b")
    found = own.by_group_and_indicator(groups)
    pd.testing.assert_frame_equal(found, censored[list(found)], check_names=False, rtol=1e-12)


def _same_indicators(own: AlkireFoster, records: pd.DataFrame) -> None:
    theirs = records.pivot_table(index="indicator", columns="measure", values="b")
    names = {"uncensored_headcount": "hd", "censored_headcount": "hdk", "contribution": "pctb"}
    ours = own.by_indicator().rename(columns=names).loc[theirs.index, list(names.values())]
    pd.testing.assert_frame_equal(ours, theirs[list(names.values())], check_names=False, rtol=1e-12)


@st.composite
def populations(draw: st.DrawFn) -> Population:
    rows, columns = draw(st.integers(1, 12)), draw(st.integers(1, 5))
    names = [f"i{n}" for n in range(columns)]
    flags = [draw(st.lists(st.integers(0, 1), min_size=columns, max_size=columns)) for _ in range(rows)]
    people = draw(st.lists(st.integers(1, 9), min_size=rows, max_size=rows))
    groups = draw(st.lists(st.sampled_from(["a", "b", "c"]), min_size=rows, max_size=rows))
    weights = {name: draw(st.integers(1, 6)) for name in names}
    whole = sum(weights.values())
    cutoff = Fraction(draw(st.integers(1, whole)), whole)
    return pd.DataFrame(flags, columns=names), pd.Series(people), pd.Series(groups), weights, cutoff


def _by_hand(
    flags: pd.DataFrame, people: pd.Series, weights: dict[str, int], cutoff: Fraction
) -> tuple[Fraction, Fraction]:
    """H and M0 computed from their definitions, person by person."""
    poor = suffered = Fraction()
    for (_, row), number in zip(flags.iterrows(), people, strict=True):
        score = Fraction(sum(weights[str(j)] * int(g) for j, g in row.items()), sum(weights.values()))
        if score >= cutoff:
            poor, suffered = poor + number, suffered + number * score
    return poor / int(people.sum()), suffered / int(people.sum())


@given(populations())
@settings(max_examples=150, deadline=None)
def test_definitions_and_decompositions_hold_for_any_population(population: Population) -> None:
    """The definitions; M0 = H · A; the parts of both decompositions add up to the whole."""
    flags, people, groups, weights, cutoff = population
    poverty = alkire_foster(flags, cutoff, weights, people)
    m0 = poverty.adjusted_headcount_ratio
    assert m0 is not None
    assert (poverty.headcount_ratio, m0) == _by_hand(flags, people, weights, cutoff)
    assert m0 == poverty.headcount_ratio * (poverty.intensity or 0)
    by_group, by_indicator = poverty.by_group(groups), poverty.by_indicator()
    shares = by_group["population_share"] * by_group["adjusted_headcount_ratio"]
    assert shares.sum() == pytest.approx(float(m0))
    assert (by_indicator["weight"] * by_indicator["censored_headcount"]).sum() == pytest.approx(float(m0))
    for parts in (by_group["contribution"], by_indicator["contribution"]):
        assert parts.sum() == pytest.approx(1) if m0 else parts.isna().all()
    cells = poverty.by_group_and_indicator(groups).to_numpy() @ by_indicator["weight"].to_numpy()
    assert cells == pytest.approx(by_group["adjusted_headcount_ratio"].to_numpy())


@given(populations(), st.randoms())
@settings(max_examples=60, deadline=None)
def test_order_and_doubling_change_nothing(population: Population, random: Any) -> None:
    """Anonymity and replication: neither the order of rows nor duplicating the population matters."""
    flags, people, groups, weights, cutoff = population
    poverty = alkire_foster(flags, cutoff, weights, people)
    order = random.sample(range(len(flags)), len(flags))
    shuffled = alkire_foster(flags.iloc[order], cutoff, weights, people.iloc[order])
    pd.testing.assert_frame_equal(shuffled.by_group(groups.iloc[order]), poverty.by_group(groups))
    pd.testing.assert_frame_equal(shuffled.by_indicator(), poverty.by_indicator())
    twice = alkire_foster(pd.concat([flags, flags], ignore_index=True), cutoff, weights, _twice(people))
    assert twice.adjusted_headcount_ratio == poverty.adjusted_headcount_ratio
    assert twice.headcount_ratio == poverty.headcount_ratio


def _twice(column: pd.Series) -> pd.Series:
    return pd.concat([column, column], ignore_index=True)


@given(populations(), st.data())
@settings(max_examples=60, deadline=None)
def test_monotonicity(population: Population, data: st.DataObject) -> None:
    """One deprivation more of a poor person raises M0 (dimensional monotonicity); of anyone, it never lowers M0."""
    flags, people, _, weights, cutoff = population
    row = data.draw(st.integers(0, len(flags) - 1))
    free = [column for column in flags if not flags.loc[row, column]]
    if not free:
        return
    worse = flags.copy()
    worse.loc[row, data.draw(st.sampled_from(free))] = 1
    before, after = (alkire_foster(f, cutoff, weights, people) for f in (flags, worse))
    assert before.adjusted_headcount_ratio is not None and after.adjusted_headcount_ratio is not None
    if before.poor[row]:
        assert after.adjusted_headcount_ratio > before.adjusted_headcount_ratio
    else:
        assert after.adjusted_headcount_ratio >= before.adjusted_headcount_ratio


@given(populations())
@settings(max_examples=60, deadline=None)
def test_union_intersection_and_between(population: Population) -> None:
    flags, people, _, weights, cutoff = population
    least = Fraction(min(weights.values()), sum(weights.values()))
    union, middle, both = (alkire_foster(flags, k, weights, people) for k in (least, cutoff, 1))
    assert union.poor.tolist() == flags.any(axis=1).tolist()
    assert both.poor.tolist() == flags.all(axis=1).tolist()
    assert both.intensity in (None, 1)
    assert union.by_indicator()["censored_headcount"].equals(union.by_indicator()["uncensored_headcount"])
    if cutoff >= least:
        assert not (middle.poor & ~union.poor).any()
    assert not (both.poor & ~middle.poor).any()


def test_a_float_cutoff_means_the_fraction() -> None:
    """Three of twelve, one of three, seven of ten: as a float none of the scores falls short by the last bit."""
    for reached, of in ((3, 12), (1, 3), (7, 10), (5, 6)):
        flags = pd.DataFrame([[1] * reached + [0] * (of - reached)], columns=[f"i{n}" for n in range(of)])
        assert alkire_foster(flags, reached / of).poor.all(), (reached, of)
        assert not alkire_foster(flags, (reached + 1) / of).poor.any(), (reached, of)


def test_measures_are_undefined_without_poor_or_population(published: pd.DataFrame) -> None:
    none = alkire_foster(published.iloc[[0]], Fraction(1, 4))
    assert (none.headcount_ratio, none.intensity, none.adjusted_headcount_ratio) == (0, None, 0)
    assert none.by_indicator()["contribution"].isna().all()
    empty = alkire_foster(published.iloc[:0], Fraction(1, 4))
    assert (empty.headcount_ratio, empty.intensity, empty.adjusted_headcount_ratio) == (None, None, None)


def _flags() -> pd.DataFrame:
    return pd.DataFrame({"x": [0, 1], "y": [1, 1]})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"cutoff": 0}, "cut-off k"),
        ({"cutoff": 1.5}, "cut-off k"),
        ({"cutoff": 0.5, "weights": {"x": 1}}, "do not fit the indicators"),
        ({"cutoff": 0.5, "weights": {"x": 1, "y": 0}}, "a weight is above 0"),
        ({"cutoff": 0.5, "population": pd.Series([1])}, "other rows"),
        ({"cutoff": 0.5, "population": pd.Series([1, 0])}, "whole number of people"),
        ({"cutoff": 0.5, "population": pd.Series([1.5, 1])}, "whole number of people"),
    ],
)
def test_invalid_arguments_are_rejected(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        alkire_foster(_flags(), **arguments)


@pytest.mark.parametrize("cell", [2, None, 0.5])
def test_an_unknown_deprivation_is_rejected(cell: float | None) -> None:
    with pytest.raises(ValueError, match="0 or 1"):
        alkire_foster(pd.DataFrame({"x": [0, cell]}), 0.5)


def test_rows_without_a_group_are_rejected() -> None:
    poverty = alkire_foster(_flags(), 0.5)
    with pytest.raises(ValueError, match="without a group"):
        poverty.by_group(pd.Series(["a", None]))
    with pytest.raises(ValueError, match="other rows"):
        poverty.by_group_and_indicator(pd.Series(["a"]))
