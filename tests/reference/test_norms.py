"""Policy norms: dated rates, the base salary they depend on, and the periods for which amounts are paid."""

from __future__ import annotations

import datetime as dt
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from analysis.reference import Project, ProjectError, Reference, load_reference
from analysis.reference.norms import MARKS, Norms

Y2023 = (dt.date(2023, 1, 1), dt.date(2023, 12, 31))


@pytest.fixture(scope="module")
def reference(project: Project) -> Reference:
    """The project's reference data."""
    return load_reference(project.reference)


@pytest.fixture(scope="module")
def norms(reference: Reference) -> Norms:
    """Its norms."""
    return reference.norms


def _values(norms: Norms, code: str, first: dt.date, last: dt.date) -> list[Fraction]:
    return [rate.value for rate in norms.rates(code, first, last)]


def test_a_percentage_follows_the_base_salary_of_the_day(norms: Norms) -> None:
    """4,5% of 1.490.000 and, from the first of July, of 1.800.000."""
    assert _values(norms, "health_insurance", *Y2023) == [67_050, 81_000]
    assert _values(norms, "health_insurance", Y2023[0], dt.date(2023, 6, 30)) == [67_050]
    assert _values(norms, "health_insurance", dt.date(2023, 7, 1), Y2023[1]) == [81_000]
    assert _values(norms, "boarding_meals", dt.date(2023, 9, 1), dt.date(2024, 5, 31)) == [720_000]
    assert _values(norms, "boarding_meals", dt.date(2022, 9, 1), dt.date(2023, 5, 31)) == [596_000]


def test_a_fixed_amount_changes_with_its_row(norms: Norms) -> None:
    rates = norms.rates("electricity", *Y2023)
    assert [(r.value, r.salary, r.first, r.last) for r in rates] == [
        (55_000, 0, dt.date(2019, 3, 20), dt.date(2023, 5, 3)),
        (57_000, 0, dt.date(2023, 5, 4), dt.date(2023, 12, 31)),
    ]


def test_a_fixed_amount_no_longer_depends_on_the_base_salary(norms: Norms) -> None:
    """Nghị định 66/2025: 936.000 đồng, which does not grow with the salary of 2026."""
    assert _values(norms, "boarding_meals", dt.date(2026, 9, 1), dt.date(2027, 5, 31)) == [936_000]
    assert _values(norms, "boarding_meals", dt.date(2024, 9, 1), dt.date(2025, 5, 31)) == [936_000, 936_000]


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("electricity", dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
        ("electricity", dt.date(2023, 7, 1), dt.date(2024, 6, 30)),
        ("electricity", dt.date(2018, 1, 1), dt.date(2019, 12, 31)),
        ("boarding_meals", dt.date(2018, 9, 1), dt.date(2019, 5, 31)),
        ("study_costs", dt.date(2025, 9, 1), dt.date(2026, 5, 31)),
        ("no_such_norm", *Y2023),
    ],
)
def test_without_a_rate_for_every_day_there_is_none(norms: Norms, code: str, first: dt.date, last: dt.date) -> None:
    assert norms.rates(code, first, last) == ()


@pytest.mark.parametrize(
    ("text", "label", "first", "last", "months"),
    [
        ("2023", "năm 2023", dt.date(2023, 1, 1), dt.date(2023, 12, 31), 12),
        ("2023-2024", "năm học 2023-2024", dt.date(2023, 9, 1), dt.date(2024, 5, 31), 9),
        ("2023-2024-HK1", "học kỳ I năm học 2023-2024", dt.date(2023, 9, 1), dt.date(2024, 1, 31), 5),
        ("2023-2024-HK2", "học kỳ II năm học 2023-2024", dt.date(2024, 1, 1), dt.date(2024, 5, 31), 5),
    ],
)
def test_periods_are_read(norms: Norms, text: str, label: str, first: dt.date, last: dt.date, months: int) -> None:
    period = norms.period(text)
    assert (period.label, period.first, period.last, period.months_max) == (label, first, last, months)


@pytest.mark.parametrize("text", ["", "23", "2023-HK1", "năm 2023", "2023-2024-HK3"])
def test_other_texts_are_no_period(norms: Norms, text: str) -> None:
    assert norms.period(text) is None


def test_every_norm_has_a_known_document_and_a_certainty(reference: Reference, norms: Norms) -> None:
    rows = (*norms.rows, *norms.salaries)
    assert {row.document for row in rows} <= set(reference.documents)
    assert {row.mark for row in rows} <= set(MARKS) == set(reference.vocabulary["certainty"])


# Faulty files -------------------------------------------------------------------------------------------------------


@pytest.fixture
def broken(project: Project, tmp_path: Path) -> Reference:
    """A copy of the reference data to break."""
    shutil.copytree(project.reference, tmp_path / "data" / "reference")
    return Reference(tmp_path / "data" / "reference")


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("base_salary", "1800000", "1,8 triệu", r"base_salary.csv, dòng 3: số ô"),
        ("base_salary", "1800000", "nhiều", r"base_salary.csv, dòng 3: .*'nhiều'"),
        ("base_salary", ",found", ",chắc", r"base_salary.csv, dòng 2: .*mark: 'chắc'"),
        ("base_salary", "2023-07-01", "2023-06-30", r"base_salary.csv: hai dòng cùng hiệu lực ngày 2023-06-30"),
        ("policy_norms", ",amount,55000", ",giá điện,55000", r"policy_norms.csv, dòng 2: .*basis: giá điện"),
        ("policy_norms", ",amount,55000", ",amount,-1", r"policy_norms.csv, dòng 2: .*value: -1"),
        ("policy_norms", "hộ,12,", "hộ,13,", r"policy_norms.csv, dòng 2: .*months_max: 13"),
        ("policy_norms", "2023-05-04", "2023-05-03", r"electricity: hai dòng cùng hiệu lực ngày 2023-05-03"),
        ("policy_periods", ",9,5,9,", ",9,15,9,", r"policy_periods.csv, dòng 3: .*last_month: 15"),
    ],
)
def test_an_invalid_row_is_reported(broken: Reference, name: str, old: str, new: str, message: str) -> None:
    path = broken.folder / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ProjectError, match=message):
        _ = broken.norms
