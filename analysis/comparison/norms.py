"""Amounts of policies against the legal rates: people × rate in force × whole months.

A rate does not account for people who joined or left during the year: an amount that does not follow from it is
`probable`, never `certain`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil, gcd, lcm

from analysis.checks.statements.norms import explain
from analysis.comparison.findings import Finding
from analysis.comparison.knowledge import Knowledge
from analysis.comparison.norm_claims import Claim, find_claims
from analysis.comparison.norm_rows import find_row_claims
from analysis.comparison.text import Text
from analysis.reference.norms import Norms, Rate

_LOCAL_SLACK = Fraction(5, 4)
"""Largest factor between the known rate and one set by a province."""


def find_norm_contradictions(text: Text, known: Knowledge) -> Iterator[Finding]:
    """Report the amounts that no whole number of months at the rates in force gives.

    Parameters
    ----------
    text
        The report.
    known
        The reference data and the year of the report; without a year nothing is reported.
    """
    claims = [*find_claims(text), *find_row_claims(text)]
    for claim in claims:
        period = claim.period or (str(known.year) if known.year else "")
        rates, months = _rates(known.reference.norms, claim, period)
        if rates:
            yield from _judged(claim, rates, months)
    if known.year:
        yield from _different_people(claims, known)


def _rates(norms: Norms, claim: Claim, period: str) -> tuple[tuple[Rate, ...], int]:
    """Return the rates in force in the period of a claim, and the largest number of months paid."""
    when = norms.period(period)
    if when is None:
        return (), 0
    rates = tuple(rate for code in claim.item.codes for rate in norms.rates(code, when.first, when.last))
    if any(rate.norm.reservation for rate in rates) and not claim.item.alone:
        return (), 0
    return rates, min((rates[0].norm.months_max, when.months_max)) if rates else 0


def _judged(claim: Claim, rates: Sequence[Rate], months: int) -> Iterator[Finding]:
    low, high = claim.value - _slack(claim), claim.value + _slack(claim)
    if claim.people is None:
        once = months == 1 or claim.item.unit == "kg"
        if once and not _has_multiple(low, high, rates):
            words = explain(int(claim.value), None, rates, months).words
            yield _finding(claim, "style", f"bội số của {claim.show(rates[0].value)}", words)
        return
    if not claim.people or not claim.value:
        return
    least = claim.people * min(rate.value for rate in rates)
    most = claim.people * max(rate.value for rate in rates) * months
    if claim.item.local:
        least, most = least / _LOCAL_SLACK, most * _LOCAL_SLACK
    outside = low > most or high < least
    if not outside and (claim.item.local or _is_made(claim, low, high, rates, months)):
        return
    found = explain(int(claim.value), claim.people, rates, months)
    nearest = found.nearest or least
    words = found.words
    if found.grade != "unexplained":
        words = f"chưa đủ một tháng cho mỗi {rates[0].norm.person}: {words}"
    yield _finding(claim, "style" if claim.item.doubtful and not outside else "probable", claim.show(nearest), words)


def _is_made(claim: Claim, low: Fraction, high: Fraction, rates: Sequence[Rate], months: int) -> bool:
    if low == high:
        return explain(int(claim.value), claim.people, rates, months).grade != "unexplained"
    return _has_multiple(low, high, rates)


def _slack(claim: Claim) -> Fraction:
    """Return the largest rounding error of the printed amount: trailing zeros may come from rounding."""
    value, kilograms = claim.value, claim.item.unit == "kg"
    zeros = 0 if kilograms or value.denominator > 1 else next((n for n in (6, 3) if value % 10**n == 0), 0)
    return max(claim.half, Fraction(10**zeros, 2) if zeros else Fraction(0))


def _has_multiple(low: Fraction, high: Fraction, rates: Sequence[Rate]) -> bool:
    """Whether whole numbers of person-months at the rates can give an amount between `low` and `high`."""
    scale = lcm(*(rate.value.denominator for rate in rates))
    step = Fraction(gcd(*(int(rate.value * scale) for rate in rates)), scale)
    return ceil(low / step) * step <= high


def _different_people(claims: Sequence[Claim], known: Knowledge) -> Iterator[Finding]:
    """Compare the numbers of pupils implied by two amounts, each paid once per pupil, in one sentence or table."""
    implied: dict[object, tuple[Claim, Rate, Fraction]] = {}
    for claim in claims:
        rates, months = _rates(known.reference.norms, claim, claim.period or str(known.year))
        if len(rates) != 1 or months != 1 or claim.half:
            continue
        number = claim.value / rates[0].value
        first = implied.setdefault(claim.scope, (claim, rates[0], number))
        if number.denominator > 1 or first[2].denominator > 1 or number == first[2]:
            continue
        one = f"{first[0].printed} là của {_people(first[1], first[2])}"
        other = f"{claim.printed} là của {_people(rates[0], number)}"
        message = f"{one} ({first[1].norm.label}), {other} ({rates[0].norm.label})"
        yield _finding(claim, "probable", claim.show(first[2] * rates[0].value), message)


def _people(rate: Rate, number: Fraction) -> str:
    from analysis.figures.measures import count_of  # noqa: PLC0415

    return count_of(rate.norm.person).print(int(number))


def _finding(claim: Claim, severity: str, right: str, words: str) -> Finding:
    message = f"Không khớp định mức: {words}."
    return Finding("norm", severity, claim.quote, claim.line, claim.printed, right, message)
