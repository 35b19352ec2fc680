"""The deprivation profile by commune and area, against plain pandas and the report's own profile."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from analysis.figures import Figure, FigureBook
from analysis.sections import deprivation
from analysis.sections.classification import classify, standard_of
from analysis.tables import Inputs
from analysis.tables.schemas.households import DEPRIVATION_COLUMNS, INDICATORS

KINDS = ("poor", "near_poor")


@pytest.fixture(scope="module")
def book(inputs: Inputs) -> FigureBook:
    return deprivation.build(inputs)


def _numbers(row: tuple[Any, ...]) -> list[Any]:
    return [cell.value for cell in row[1:]]


@pytest.mark.parametrize("kind", KINDS)
def test_the_whole_unit_is_the_reports_profile(book: FigureBook, figures: dict[str, Figure], kind: str) -> None:
    for code in INDICATORS:
        reported = figures[f"poverty.deprived.{code}.{kind}"].value
        assert book.figures[f"deprivation.{kind}.{code}"].value == reported


@pytest.mark.parametrize("kind", KINDS)
def test_communes_are_counted_as_pandas_counts_them(book: FigureBook, inputs: Inputs, kind: str) -> None:
    frame = classify(inputs["households"], standard_of(inputs)).frame
    counted = frame[frame["poverty_class"] == kind].groupby("commune")[list(DEPRIVATION_COLUMNS)].sum()
    for commune in inputs.communes("households"):
        own = [book.figures[f"deprivation.commune.{commune.code}.{kind}.{code}"].value for code in INDICATORS]
        assert own == counted.loc[commune.code].tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_rows_add_up_and_rates_follow(book: FigureBook, kind: str) -> None:
    """Areas and communes each add up to the whole; no indicator exceeds the households; three per poor one."""
    rows = [_numbers(row) for row in book.tables[f"{kind}_numbers"].rows]
    areas, communes, whole = rows[:2], rows[2:-1], rows[-1]
    for parts in (areas, communes):
        assert [sum(column) for column in zip(*parts, strict=True)] == whole
    for households, total, *each in rows:
        assert total == sum(each) and max(each) <= households
        assert total >= 3 * households if kind == "poor" else total <= 2 * households
    for numbers, row in zip(rows, book.tables[f"{kind}_rates"].rows, strict=True):
        households, *rates = _numbers(row)
        assert rates == [Fraction(n, households) for n in numbers[2:]]
