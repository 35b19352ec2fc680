"""Golden case: every number of the published report follows from the raw tables or is a known contradiction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from analysis.checks import compare_published
from analysis.figures import Figure
from analysis.tables import Inputs

KNOWN_CONTRADICTIONS = {
    ("II.1.c", "vocational_education.plan", "3.750 triệu đồng"),
    ("II.3.1", "credit.near_poor.borrowers", "1.324 hộ"),
    ("II.3.1", "credit.near_poor.balance", "88.373 triệu đồng"),
    ("II.3.4", "education.tuition_pupils", "9.185 học sinh"),
}
"""Contradictions within the published report: section, figure, printed number."""

NUMBERS_BY_SECTION = {
    "II.1.a": 18,
    "II.1.b": 23,
    "II.1.c": 11,
    "II.1.d": 13,
    "II.1.e": 12,
    "II.2": 11,
    "II.3.1": 25,
    "II.3.2": 3,
    "II.3.3": 2,
    "II.3.4": 14,
    "II.3.5": 15,
    "II.3.6": 4,
}
"""Count of published numbers by section; sections I and III print no quantities."""


def test_every_published_number_follows_from_the_tables(inputs: Inputs, figures: Mapping[str, Figure]) -> None:
    """All differences are collected before the assertion, so that one run shows all of them."""
    rows = compare_published(inputs, figures)
    differing = {(row.section, row.figure, row.printed): row.recomputed for row in rows if not row.agrees}
    unknown = {key: value for key, value in differing.items() if key not in KNOWN_CONTRADICTIONS}
    assert not unknown, "printed but not recomputed:\n" + "\n".join(f"{k}: {v}" for k, v in unknown.items())
    assert set(differing) == KNOWN_CONTRADICTIONS, "a known contradiction has gone"


def test_no_published_number_is_left_out(inputs: Inputs) -> None:
    assert Counter(inputs["published"].frame["section"]) == NUMBERS_BY_SECTION


def test_rows_stand_in_the_order_of_the_report(inputs: Inputs) -> None:
    sections = inputs["published"].frame["section"]
    assert list(dict.fromkeys(sections)) == list(NUMBERS_BY_SECTION)
    assert sections.is_monotonic_increasing


def test_exactly_the_contradictions_give_a_reason(inputs: Inputs, figures: Mapping[str, Figure]) -> None:
    """Rows that differ have a reason, rows that agree have none."""
    for row in compare_published(inputs, figures):
        assert bool(row.reason) is not row.agrees, f"{row.section} {row.label}: {row.reason!r}"


def test_the_default_printed_form_is_the_published_one(inputs: Inputs, figures: Mapping[str, Figure]) -> None:
    """The narrative uses the default format; an equal value in another format would differ from the published text."""
    other_forms = {"1305"}  # the published report separates thousands everywhere else
    differing = []
    for row in compare_published(inputs, figures):
        number = row.printed.split()[0]
        figure = figures[row.figure]
        printed = {figure.print(with_unit=False), *(figure.print(f, with_unit=False) for f in ("million", "integer"))}
        if row.agrees and number not in printed | other_forms:
            differing.append(f"{row.section} {row.label}: {row.printed}, now {figure.printed}")
    assert not differing, "\n".join(differing)
