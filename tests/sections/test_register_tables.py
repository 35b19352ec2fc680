"""The tables of a register: formatted numbers and suppressed counts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.figures import Figure
from analysis.figures.formatting import parse_number
from analysis.sections.register_counts import (
    RegisterCounts,
    count_inputs,
    deprivation_table,
    incidence_table,
)
from analysis.sections.register_counts.rollup import COUNTS, SUPPRESSED, UnitHierarchy, hierarchy_on
from analysis.sections.small_counts import too_few
from analysis.tables import InputProblems, Inputs

COMMUNES = ("00001", "00004", "06184", "06187", "06190", "05977", "05980")
"""Of three districts in two provinces."""

REGISTERS = st.dictionaries(
    st.sampled_from(COMMUNES), st.tuples(st.integers(0, 12), st.integers(0, 30)), min_size=1
).filter(lambda register: any(lacking + rest for lacking, rest in register.values()))


@pytest.fixture(scope="module")
def hierarchy(inputs: Inputs) -> UnitHierarchy:
    """The units of the end of 2023."""
    return hierarchy_on(inputs.reference, dt.date(2023, 12, 31))


@pytest.fixture(scope="module")
def counted(inputs: Inputs) -> RegisterCounts:
    """The register of the example."""
    return count_inputs(inputs)


def _counts(counted: RegisterCounts, hierarchy: UnitHierarchy, register: dict[str, tuple[int, int]]) -> RegisterCounts:
    """Make counts of poor households of which some lack clean water, and nothing else."""
    rows = [
        {"commune": code, "area": "rural", "poverty_class": "poor"}
        | dict.fromkeys(COUNTS, 0)
        | {"households": lacking + rest, "deprived_water": lacking}
        for code, (lacking, rest) in register.items()
        if lacking + rest
    ]
    return replace(counted, frame=pd.DataFrame(rows), hierarchy=hierarchy)


@settings(deadline=None)
@example({"00004": (1, 0), "06184": (5, 0), "06187": (5, 0)}, "commune")
@given(REGISTERS, st.sampled_from(["country", "province", "district", "commune"]))
def test_small_counts_are_suppressed_and_cannot_be_derived_from_totals(
    counted: RegisterCounts, hierarchy: UnitHierarchy, register: dict[str, tuple[int, int]], level: str
) -> None:
    counts = _counts(counted, hierarchy, register)
    true = counts.of_class("poor", level)
    shown = deprivation_table(counts, level, "poor")["Nguồn nước sinh hoạt"]
    printed_counts = dict(zip(true.index, shown, strict=False))
    numbers, wholes = true["deprived_water"].to_dict(), true["households"].to_dict()
    for code, printed in printed_counts.items():
        if printed == SUPPRESSED:
            continue
        assert parse_number(printed) == numbers[code]
        assert not too_few(numbers[code], wholes[code])
    for above in hierarchy.levels[: hierarchy.levels.index(level)]:
        parent = {parents[level]: parents[above] for parents in hierarchy.parents.values()}
        for group in set(map(parent.__getitem__, printed_counts)):
            secret = [code for code in printed_counts if parent[code] == group and printed_counts[code] == SUPPRESSED]
            if not secret:
                continue
            together = sum(numbers[code] for code in secret), sum(wholes[code] for code in secret)
            above_zero = [code for code in printed_counts if parent[code] == group and numbers[code]]
            nothing_left = all(printed_counts[code] == SUPPRESSED for code in above_zero)
            assert (len(secret) > 1 and not too_few(*together)) or nothing_left


def test_the_incidence_of_the_example_is_printed_as_the_report_prints(
    counted: RegisterCounts, figures: dict[str, Figure]
) -> None:
    table = incidence_table(counted, "district")
    assert list(table.index) == ["huyện Cao Lộc (183)", "Toàn danh sách"]
    row = table.loc["huyện Cao Lộc (183)"]
    assert (row["Số xã"], row["Số xã có trong danh sách"]) == ("22", "22")
    assert row["Số hộ"] == figures["poverty.households"].print(with_unit=False)
    assert row["Tỷ lệ hộ nghèo"] == figures["poverty.poor_rate"].printed
    assert table.loc["Toàn danh sách", "Số xã"] == "10.599"


def test_the_country_has_one_row(counted: RegisterCounts) -> None:
    assert list(incidence_table(counted, "country").index) == ["Toàn danh sách"]
    assert list(deprivation_table(counted, "country", "poor").index) == ["Toàn danh sách"]


def test_every_commune_of_the_example_is_in_the_tables(counted: RegisterCounts) -> None:
    for table in (incidence_table(counted, "commune"), deprivation_table(counted, "commune", "near_poor")):
        assert len(table) == 23
        assert "thị trấn Đồng Đăng (06184)" in table.index


def test_a_level_that_does_not_exist_is_reported(counted: RegisterCounts) -> None:
    with pytest.raises(InputProblems, match=r"level: \"village\" không có cấp này .* country, province, district"):
        incidence_table(counted, "village")
