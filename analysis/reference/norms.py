"""Policy norms: statutory amounts per person as dated rates, and the periods for which amounts are paid."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from analysis.reference.files import ReferenceFiles, Row, read_period
from analysis.reference.project import ProjectError

COLUMNS = {
    "base_salary": ("value_vnd", "document", "valid_from", "valid_to", "source", "mark"),
    "policy_periods": ("code", "label_vi", "first_month", "last_month", "months_max", "source", "mark"),
    "policy_norms": (
        "code", "label_vi", "basis", "value", "unit", "person_vi", "months_max", "document", "reservation_vi",
        "valid_from", "valid_to", "source", "mark",
    ),
}  # fmt: skip

MARKS = ("found", "own-high", "own-med", "own-low")
"""Certainty of a fact: read in a stored text; or general knowledge of high, medium or low certainty."""

_TERM = re.compile(r"(?P<year>\d{4})(-\d{4}(-(?P<half>HK[12]))?)?")


@dataclass(frozen=True)
class BaseSalary:
    """The base salary (lương cơ sở) in đồng a month, while in force."""

    value: int
    document: str
    valid_from: dt.date
    valid_to: dt.date
    mark: str


@dataclass(frozen=True)
class PolicyNorm:
    """Statutory amount per person, household or card and month (or once, where `months_max` is one), while in force.

    Attributes
    ----------
    code
        Several rows may have the same code, with consecutive dates.
    basis
        `amount`, the rate itself; or `base_salary`, a percentage of the base salary.
    value
        The amount or the percentage, exact.
    unit
        `đồng` or `kg`.
    person
        Beneficiary that it is paid per ("học sinh").
    months_max
        Maximum number of months per period for which it is paid.
    reservation
        Why amounts cannot be tested against it, in Vietnamese; empty where they can be.
    """

    code: str
    label: str
    basis: str
    value: Fraction
    unit: str
    person: str
    months_max: int
    document: str
    reservation: str
    valid_from: dt.date
    valid_to: dt.date
    mark: str


@dataclass(frozen=True)
class Rate:
    """Amount per person and month between two dates, exact.

    `salary` is the base salary that it is a percentage of, 0 for a fixed amount; `mark` the lower certainty of the two.
    """

    value: Fraction
    norm: PolicyNorm
    salary: int
    first: dt.date
    last: dt.date
    mark: str


@dataclass(frozen=True)
class Period:
    """Period that an amount is paid for: a year, a school year or a term."""

    label: str
    first: dt.date
    last: dt.date
    months_max: int


@dataclass(frozen=True)
class Norms:
    """Policy norms, base salaries and kinds of period."""

    rows: tuple[PolicyNorm, ...]
    salaries: tuple[BaseSalary, ...]
    periods: dict[str, Row]

    def rates(self, code: str, first: dt.date, last: dt.date) -> tuple[Rate, ...]:
        """Return the rates of a norm in force between two dates, in chronological order.

        A change of the base salary gives two rates. Empty when no rate is known for some of the days, because the
        amount to be paid is then unknown.
        """
        known = [rate for norm in self.rows if norm.code == code for rate in self._rates_of(norm)]
        found = [rate for rate in known if max(rate.first, first) <= min(rate.last, last)]
        found.sort(key=lambda rate: rate.first)
        return tuple(found) if _covers(found, first, last) else ()

    def _rates_of(self, norm: PolicyNorm) -> Iterator[Rate]:
        """Yield the amount of a norm, or its percentage of every base salary during its validity."""
        if norm.basis == "amount":
            yield Rate(norm.value, norm, 0, norm.valid_from, norm.valid_to, norm.mark)
            return
        for salary in self.salaries:
            first, last = max(norm.valid_from, salary.valid_from), min(norm.valid_to, salary.valid_to)
            if first <= last:
                mark = max(norm.mark, salary.mark, key=MARKS.index)
                yield Rate(norm.value * salary.value / 100, norm, salary.value, first, last, mark)

    def period(self, text: str) -> Period | None:
        """Parse a period ("2023", "2023-2024", "2023-2024-HK1"); `None` when the text is not a period."""
        match = _TERM.fullmatch(text)
        if match is None:
            return None
        kind = match["half"] or ("school_year" if "-" in text else "calendar_year")
        row = self.periods[kind]
        start, first, last = int(match["year"]), int(row["first_month"]), int(row["last_month"])
        # A term that starts before the first month of the school year lies in its second calendar year.
        begins = int(self.periods["school_year"]["first_month"]) if kind != "calendar_year" else 1
        year_first, year_last = (start + (month < begins) for month in (first, last))
        days = calendar.monthrange(year_last, last)[1]
        years = text.removesuffix(f"-{match['half']}")
        label = f"{row['label_vi']} năm học {years}" if match["half"] else f"{row['label_vi']} {years}"
        months = int(row["months_max"])
        return Period(label, dt.date(year_first, first, 1), dt.date(year_last, last, days), months)


def _covers(rates: Iterable[Rate], first: dt.date, last: dt.date) -> bool:
    """Whether rates sorted by date cover every day between two dates."""
    missing = first
    for rate in rates:
        if rate.first > missing:
            return False
        if rate.last >= last:
            return True
        missing = rate.last + dt.timedelta(days=1)
    return False


def read_norms(files: ReferenceFiles) -> Norms:
    """Read the norms.

    Raises
    ------
    ProjectError
        When a file cannot be read, a cell is invalid, or two rows of one norm (or two base salaries) are in force on
        the same day.
    """
    salaries = files.built("base_salary", _salary)
    rows = files.built("policy_norms", _norm)
    _refuse_overlaps(files, "base_salary", [("", s.valid_from, s.valid_to) for s in salaries])
    _refuse_overlaps(files, "policy_norms", [(n.code, n.valid_from, n.valid_to) for n in rows])
    return Norms(rows, salaries, dict(files.built("policy_periods", _period)))


def _salary(row: Row) -> BaseSalary:
    return BaseSalary(int(row["value_vnd"]), row["document"], *read_period(row), _mark(row))


def _period(row: Row) -> tuple[str, Row]:
    for month in ("first_month", "last_month", "months_max"):
        if not 1 <= int(row[month]) <= 12:
            raise ValueError(f"{month}: {row[month]}")
    _mark(row)
    return row["code"], row


def _norm(row: Row) -> PolicyNorm:
    if row["basis"] not in ("amount", "base_salary"):
        raise ValueError(f"basis: {row['basis']}")
    value = Fraction(row["value"])
    if value <= 0:
        raise ValueError(f"value: {row['value']}")
    if not 1 <= int(row["months_max"]) <= 12:
        raise ValueError(f"months_max: {row['months_max']}")
    return PolicyNorm(
        code=row["code"],
        label=row["label_vi"],
        basis=row["basis"],
        value=value,
        unit=row["unit"],
        person=row["person_vi"],
        months_max=int(row["months_max"]),
        document=row["document"],
        reservation=row["reservation_vi"],
        valid_from=read_period(row)[0],
        valid_to=read_period(row)[1],
        mark=_mark(row),
    )


def _mark(row: Row) -> str:
    if row["mark"] not in MARKS:
        raise ValueError(f"mark: {row['mark']!r}, phải là một trong {', '.join(MARKS)}")
    return row["mark"]


def _refuse_overlaps(files: ReferenceFiles, name: str, spans: Iterable[tuple[str, dt.date, dt.date]]) -> None:
    for one, other in combinations(spans, 2):
        if one[0] == other[0] and max(one[1], other[1]) <= min(one[2], other[2]):
            what = f"{one[0]}: " if one[0] else ""
            raise ProjectError(
                f"{files.shown(name)}: {what}hai dòng cùng hiệu lực ngày {max(one[1], other[1])}. "
                "Sửa valid_from, valid_to để mỗi ngày chỉ có một dòng."
            )
