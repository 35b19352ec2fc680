"""Errors put into consistent reports made from random numbers: how many are caught, and no other alarm."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from made_reports import made_report

from analysis.comparison import compare_text, read_text

LEAST_CAUGHT = {"sum": 0.95, "share": 0.95, "count": 0.95, "table": 0.95, "remainder": 0.9}
"""Measured on 200 reports: sum 97 %, share 100 %, count 100 %, table 100 %, remainder 96 %; see docs/compare.md.

What is missed are last digits of amounts in millions, which rounding may have moved.
"""
REPORTS = 60


@settings(max_examples=40, deadline=None)
@given(st.integers(min_value=0, max_value=10**9))
def test_a_consistent_report_raises_no_alarm(seed: int) -> None:
    report = made_report(random.Random(seed))
    assert compare_text(read_text(report.lines)) == []


def test_most_single_wrong_numbers_are_caught() -> None:
    caught: Counter[str] = Counter()
    for seed in range(REPORTS):
        rnd = random.Random(seed)
        report = made_report(rnd)
        for kind in LEAST_CAUGHT:
            wrong = report.with_error(kind, rnd)
            assert wrong is not None
            assert wrong != report.lines
            caught[kind] += bool(compare_text(read_text(wrong)))
    assert {k: caught[k] / REPORTS for k in caught if caught[k] / REPORTS < LEAST_CAUGHT[k]} == {}
