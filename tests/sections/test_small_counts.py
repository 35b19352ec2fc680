"""Counts of few households are suppressed and cannot be derived by subtracting the others from the total."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sections.small_counts import MIN_HOUSEHOLDS, suppressed, too_few

UNITS = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=2), st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=9
)


@given(UNITS, st.sets(st.sampled_from("abcdefgh")))
def test_suppressed_counts_cannot_be_derived(units: dict[str, tuple[int, int]], already: set[str]) -> None:
    numbers = {unit: number for unit, (number, _) in units.items()}
    wholes = {unit: number + rest for unit, (number, rest) in units.items()}
    chosen = suppressed(numbers, wholes, already)
    assert chosen <= set(units)
    for unit, number in numbers.items():
        if unit not in chosen:
            assert unit not in already and not too_few(number, wholes[unit])
    if not chosen:
        return
    together = sum(numbers[unit] for unit in chosen), sum(wholes[unit] for unit in chosen)
    everything_that_helps = {unit for unit, number in numbers.items() if number}
    assert (len(chosen) > 1 and not too_few(*together)) or everything_that_helps <= chosen


@pytest.mark.parametrize(
    ("number", "whole", "expected"),
    [
        (0, 100, False),
        (1, 100, True),
        (MIN_HOUSEHOLDS - 1, 100, True),
        (MIN_HOUSEHOLDS, 100, False),
        (100, 100, False),
        (97, 100, True),
    ],
)
def test_none_and_all_need_no_suppression(number: int, whole: int, expected: bool) -> None:
    assert too_few(number, whole) is expected


def test_no_more_is_suppressed_than_needed() -> None:
    numbers = {"a": 2, "b": 40, "c": 9, "d": 20}
    assert suppressed(numbers, dict.fromkeys(numbers, 100)) == {"a", "c"}
    assert suppressed({"b": 40, "d": 20}, {"b": 100, "d": 100}) == set()
