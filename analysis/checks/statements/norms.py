"""Checks of amounts against the legal rate per person, solved in whole numbers: `amount = people × rate × months`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations, product
from math import ceil, floor, gcd, lcm
from typing import Any, Literal

import pandas as pd

from analysis.checks.statements.check import Check, Facts, Severity, Untestable, Verdict
from analysis.checks.statements.rows import filtered
from analysis.figures.formatting import MILLION, format_number, round_half_up
from analysis.figures.measures import DONG, KILOGRAM, Measure, count_of
from analysis.reference.norms import MARKS, Norms, Rate
from analysis.sections.context import vietnamese_date
from analysis.tables import Inputs

# Solutions ------------------------------------------------------------------------------------------------------------


Grade = Literal["exact", "explained", "unexplained", "untestable"]

_MEASURES = {"đồng": DONG, "kg": KILOGRAM}
_ROUNDING_SHOWS = 10
"""A rounded amount is only compared with norms whose smallest step is this many times the rounding unit."""
_SHOWN = 3
"""Number of solutions listed; further ones are only counted."""


@dataclass(frozen=True)
class Explanation:
    """How an amount follows from a norm.

    Attributes
    ----------
    grade
        `exact`: one rate and the same number of whole months for all people. `explained`: a solution in whole numbers
        exists but needs confirmation (months split between rates, unequal months, number of people derived from the
        amount, rounded amount). `unexplained`: no solution within the largest number of months. `untestable`.
    people
        Number of people implied by the amount, where it differs from the number counted.
    rates
        The rates of the solution; of an unexplained amount, all candidates.
    nearest
        The nearest amount that has a solution, for an unexplained amount of counted people.
    """

    grade: Grade
    words: str
    people: int | None = None
    rates: tuple[Rate, ...] = ()
    nearest: Fraction | None = None


def explain(amount: int, people: int | None, rates: Sequence[Rate], months_max: int) -> Explanation:
    """Explain an amount by people, rate and months.

    Parameters
    ----------
    amount
        In đồng or kilograms.
    people
        Number of recipients; `None` when not counted.
    rates
        Monthly amounts per person in force; the most likely first.
    months_max
        Largest number of months; one for a single payment.
    """
    distinct: dict[Fraction, Rate] = {}
    for rate in rates:
        distinct.setdefault(rate.value, rate)  # a change of law may leave a rate as it was
    equation = _Equation(amount, people, tuple(distinct.values()), months_max)
    if people == 0 or amount == 0:
        return equation.of_nothing()
    found = equation.same_months() or equation.single_rate() or equation.rounded() or equation.two_rates()
    return found or equation.nearest()


@dataclass(frozen=True)
class _Equation:
    """One amount with its candidate rates."""

    amount: int
    people: int | None
    rates: tuple[Rate, ...]
    months_max: int

    def of_nothing(self) -> Explanation:
        """Explain an amount of zero, or an amount for zero people."""
        if self.amount == 0 and not self.people:
            return Explanation("exact", f"không có {self._person} nào được hưởng và không có kinh phí")
        who = f"{self._persons(self.people)} được hưởng" if self.people is not None else "không rõ số người hưởng"
        return Explanation("unexplained", f"{who} nhưng kinh phí là {self._print(self.amount)}")

    def same_months(self) -> Explanation | None:
        """Solve with equal months for all people: at one rate, or split between rates."""
        if not self.people:
            return None
        each = Fraction(self.amount, self.people)
        fitting = [months for months in self._months() if self._paid(months) == each]
        single = [months for months in fitting if sum(map(bool, months)) == 1]
        if single:
            words = f"{self._print(self.amount)} = {self._sum_words(single[0])}"
            return Explanation("exact", words, rates=self._used(single[0]))
        if not fitting:
            return None
        solutions = [f"{self._print(self.amount)} = {self._sum_words(months)}" for months in fitting[:_SHOWN]]
        unique = "cách chia tháng duy nhất" if len(fitting) == 1 else f"{len(fitting)} cách chia tháng"
        evenly = each / self.months_max
        if evenly.denominator == 1:
            unique += f"; bằng mức bình quân {self._print(evenly)} trong {self.months_max} tháng"
        return Explanation("explained", f"{' hoặc '.join(solutions)} ({unique})", rates=self._used(fitting[0]))

    def single_rate(self) -> Explanation | None:
        """Solve with a whole number of people, or of person-months, at one rate."""
        for rate in self.rates:
            number = self.amount / rate.value
            if number.denominator == 1 and number <= self._most():
                return self._at_one_rate(int(number), rate)
        return None

    def _at_one_rate(self, number: int, rate: Rate) -> Explanation:
        if self.months_max == 1:
            words = f"{self._print(self.amount)} = {self._persons(number)} × {self._rate_words(rate)}"
            if self.people is None:
                return Explanation("explained", f"{words} (số {self._person} suy ra từ kinh phí)", number, (rate,))
            fewer = self._persons(self.people - number)
            return Explanation("explained", f"{words}; ít hơn {fewer} so với số đã ghi", number, (rate,))
        unit = f"{self._person}-tháng"
        words = f"{self._print(self.amount)} = {count_of(unit).print(number)} × {self._rate_words(rate)}"
        if not self.people:
            return Explanation("explained", words, rates=(rate,))
        months = max(1, ceil(Fraction(number, self.people)))
        missing = months * self.people - number
        average = format_number(round_half_up(Fraction(number, self.people), 3), "decimal")
        return Explanation(
            "explained",
            f"{words}; bình quân {average} tháng, ít hơn {count_of(unit).print(missing)} so với "
            f"{self._persons(self.people)} × {months} tháng",
            rates=(rate,),
        )

    def rounded(self) -> Explanation | None:
        """Solve with equal months for an amount rounded to whole millions."""
        if self._measure is not DONG or self.amount % MILLION or not self.people:
            return None
        if self.people * min(rate.value for rate in self.rates) < _ROUNDING_SHOWS * MILLION:
            return None
        for months in self._months():
            exact = self.people * self._paid(months)
            if 2 * abs(exact - self.amount) <= MILLION:
                words = f"{self._sum_words(months)} = {self._print(exact)}, đã làm tròn đến triệu đồng"
                return Explanation("explained", words, rates=self._used(months))
        return None

    def two_rates(self) -> Explanation | None:
        """Solve with person-months at two rates, for different people."""
        if self.months_max == 1:
            return None
        for one, other in combinations(self.rates, 2):
            pairs = self._pairs(one.value, other.value)
            if pairs is None:
                continue
            first, how_many = pairs
            unit = count_of(f"{self._person}-tháng")
            solution = zip(first, (one, other), strict=True)
            terms = (f"{unit.print(number)} × {self._rate_words(rate)}" for number, rate in solution)
            more = f" (một trong {format_number(how_many, 'integer')} cách chia)" if how_many > 1 else ""
            words = f"{self._print(self.amount)} = {' + '.join(terms)}{more}"
            return Explanation("explained", words, rates=(one, other))
        return None

    def _pairs(self, one: Fraction, other: Fraction) -> tuple[tuple[int, int], int] | None:
        """Return a solution of `a × one + b × other = amount` in positive integers, and the number of solutions."""
        scale = lcm(one.denominator, other.denominator)
        p, q, wanted = int(one * scale), int(other * scale), self.amount * scale
        common = gcd(p, q)
        if wanted % common:
            return None
        p, q, wanted = p // common, q // common, wanted // common
        start = wanted * pow(p, -1, q) % q if q > 1 else 0  # the smallest a ≥ 0; other solutions are q apart
        # a = start + k·q and b = (wanted − p·a) : q, both at least 1, their sum at most self._most()
        lowest = ceil(Fraction(1 - start, q))
        highest = floor(Fraction(wanted - q - p * start, p * q))
        together = Fraction(wanted - p * start, q) + start  # a + b at k = 0; each k adds q − p
        if p < q:
            highest = min(highest, floor((self._most() - together) / (q - p)))
        else:
            lowest = max(lowest, ceil((together - self._most()) / (p - q)))
        if lowest > highest:
            return None
        a = start + lowest * q
        return (a, (wanted - p * a) // q), highest - lowest + 1

    def nearest(self) -> Explanation:
        """Name the nearest amount with a solution."""
        if not self.people:
            words = f"{self._print(self.amount)} không phải bội số của {self._rate_words(self.rates[0])}"
            return Explanation("unexplained", words, rates=self.rates)
        each = Fraction(self.amount, self.people)
        months = min(self._months(), key=lambda months: abs(self._paid(months) - each))
        nearest = self.people * self._paid(months)
        more = "nhiều hơn" if self.amount > nearest else "ít hơn"
        words = (
            f"{self._print(self.amount)} : {self._persons(self.people)} = {self._print(each)}; gần nhất là "
            f"{self._sum_words(months)} = {self._print(nearest)}, số đã ghi {more} "
            f"{self._print(abs(self.amount - nearest))}"
        )
        return Explanation("unexplained", words, rates=self.rates, nearest=nearest)

    def _months(self) -> Iterator[tuple[int, ...]]:
        """Yield every combination of whole months at the rates within the largest number; the most months first."""
        ranges = [range(self.months_max, -1, -1)] * len(self.rates)
        return (months for months in product(*ranges) if 0 < sum(months) <= self.months_max)

    def _used(self, months: Sequence[int]) -> tuple[Rate, ...]:
        return tuple(rate for number, rate in zip(months, self.rates, strict=True) if number)

    def _paid(self, months: Sequence[int]) -> Fraction:
        return sum((number * rate.value for number, rate in zip(months, self.rates, strict=True)), Fraction())

    def _most(self) -> int:
        """Return the largest number of person-months."""
        return self.people * self.months_max if self.people else self.amount

    @property
    def _person(self) -> str:
        return self.rates[0].norm.person

    @property
    def _measure(self) -> Measure:
        return _MEASURES[self.rates[0].norm.unit]

    def _print(self, value: int | Fraction) -> str:
        exact = Fraction(value)
        if exact.denominator == 1:
            return self._measure.print(exact)
        return f"{format_number(round_half_up(exact, 3), 'decimal')} {self._measure.unit}"

    def _persons(self, number: int) -> str:
        return count_of(self._person).print(number)

    def _rate_words(self, rate: Rate) -> str:
        percent = format_number(rate.norm.value, "decimal")
        how = [f"{percent}% × {self._print(rate.salary)}"] if rate.salary else []
        if len(self.rates) > 1:
            earliest = rate.first == min(other.first for other in self.rates)
            how.append(f"đến {vietnamese_date(rate.last)}" if earliest else f"từ {vietnamese_date(rate.first)}")
        return self._print(rate.value) + (f" ({', '.join(how)})" if how else "")

    def _sum_words(self, months: Sequence[int]) -> str:
        assert self.people is not None  # only called where people were counted
        used = [(number, rate) for number, rate in zip(months, self.rates, strict=True) if number]
        if len(used) > 1:
            terms = " + ".join(f"{number} tháng × {self._rate_words(rate)}" for number, rate in used)
            return f"{self._persons(self.people)} × ({terms})"
        (number, rate), *_ = used
        times = f" × {number} tháng" if self.months_max > 1 else ""
        return f"{self._persons(self.people)} × {self._rate_words(rate)}{times}"


# Checks ---------------------------------------------------------------------------------------------------------------


_GRADE_VI = {"exact": "đúng định mức", "explained": "giải thích được", "unexplained": "chưa giải thích được"}


@dataclass(frozen=True)
class FollowsNorm(Check):
    """Every amount of a kind follows from people, a rate in force at the time, and whole months.

    Attributes
    ----------
    norm
        Code of the norm in `policy_norms.csv`.
    where
        Filter of the rows: column → accepted values.
    amount, people
        Columns of the amount and of the number of people; the latter is empty where people are not counted.
    period
        Column of the period paid for; without one, the year of the report.
    people_of
        Filter for the row of the same period with the number of people, used where a row has none.
    alternatives
        Codes of further norms that may apply to some of the people.
    """

    norm: str
    table: str
    amount: str
    people: str = ""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    period: str = ""
    people_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    alternatives: tuple[str, ...] = ()
    severity: Severity = field(default="warning", kw_only=True)

    def verdict(self, facts: Facts) -> Verdict:
        """Explain every amount; amounts that cannot be tested are ignored unless there are no others."""
        explained = list(self.explanations(facts))
        if not explained:
            raise Untestable(f"bảng “{facts.table(self.table).title}” không có khoản này")
        tested = [(where, found) for where, found in explained if found.grade != "untestable"]
        if not tested:
            raise Untestable("; ".join(dict.fromkeys(found.words for _, found in explained)))
        words = [f"{where}{_GRADE_VI[found.grade]}: {found.words}" for where, found in tested]
        return Verdict(all(found.grade != "unexplained" for _, found in tested), "; ".join(words))

    def explanations(self, facts: Facts) -> Iterator[tuple[str, Explanation]]:
        """Yield the explanation of each amount, with its row where there are several."""
        frame = facts.table(self.table).frame
        rows = filtered(frame, self.where)
        rows = rows[rows[self.amount].notna()]
        for label, row in rows.iterrows():
            where = f"{label}, {row[self.period]}: " if len(rows) > 1 and self.period else ""
            yield where, self._explain(facts.inputs, frame, row)

    def _explain(self, inputs: Inputs, frame: pd.DataFrame, row: Any) -> Explanation:
        norms = inputs.reference.norms
        text = str(row[self.period]) if self.period else str(inputs.year)
        period = norms.period(text)
        if period is None:
            return Explanation("untestable", f"không rõ “{text}” là thời gian nào")
        codes = (self.norm, *self.alternatives)
        rates = [rate for code in codes for rate in norms.rates(code, period.first, period.last)]
        if not rates:
            return Explanation("untestable", f"chưa có định mức “{_label(norms, self.norm)}” cho {period.label}")
        reservation = next((rate.norm.reservation for rate in rates if rate.norm.reservation), "")
        if reservation:
            return Explanation("untestable", reservation)
        people = self._people(frame, row)
        months = min(rates[0].norm.months_max, period.months_max)
        found = explain(int(row[self.amount]), people, rates, months)
        return replace(found, words=found.words + _certainty_remark(inputs, found.rates))

    def _people(self, frame: pd.DataFrame, row: Any) -> int | None:
        """Return the number of people of a row; `None` when not counted."""
        if not self.people:
            return None
        if not pd.isna(row[self.people]):
            return int(row[self.people])
        if not self.people_of or not self.period:
            return None
        same = filtered(frame, {**self.people_of, self.period: (row[self.period],)})[self.people].dropna()
        return int(same.iloc[0]) if len(same) == 1 else None


def _certainty_remark(inputs: Inputs, rates: Sequence[Rate]) -> str:
    """Return a remark when a rate was not verified in the law, which makes the result less certain."""
    weakest = max((rate.mark for rate in rates), key=MARKS.index, default=MARKS[0])
    return f"; định mức {inputs.reference.vocabulary.words('certainty', weakest)}" if weakest != MARKS[0] else ""


def _label(norms: Norms, code: str) -> str:
    return next((norm.label for norm in norms.rows if norm.code == code), code)


@dataclass(frozen=True)
class SamePeople(Check):
    """Amounts paid for the same people, whose number is not counted, imply the same number of people."""

    amounts: tuple[FollowsNorm, ...]
    severity: Severity = field(default="warning", kw_only=True)

    def verdict(self, facts: Facts) -> Verdict:
        """Compare the implied numbers."""
        norms, words, implied = facts.inputs.reference.norms, [], set()
        for check in self.amounts:
            label = _label(norms, check.norm)
            found = [explanation.people for _, explanation in check.explanations(facts)]
            people = tuple(number for number in found if number is not None)
            if not found or len(people) < len(found):
                raise Untestable(f"không suy ra được số người từ “{label}”")
            measure = count_of(next(norm.person for norm in norms.rows if norm.code == check.norm))
            words.append(f"{label}: {', '.join(map(measure.print, people))}")
            implied.add(people)
        return Verdict(len(implied) == 1, "; ".join(words))
