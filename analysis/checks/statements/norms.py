"""Checks of amounts against the legal rate per person: `amount = people × rate × months`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from analysis.checks.norm_solutions import Explanation, explain
from analysis.checks.statements.check import Check, Facts, Severity, Untestable, Verdict
from analysis.checks.statements.rows import filtered
from analysis.figures.measures import count_of
from analysis.reference.norms import MARKS, Norms, Rate
from analysis.tables import Inputs

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
        norms = facts.inputs.reference.norms
        implied: dict[str, list[int]] = {}
        for check in self.amounts:
            found = [explanation.people for _, explanation in check.explanations(facts)]
            implied[check.norm] = [people for people in found if people is not None]
            if not found or len(implied[check.norm]) < len(found):
                raise Untestable(f"không suy ra được số người từ “{_label(norms, check.norm)}”")
        words = (f"{_label(norms, norm)}: {_people_words(norms, norm, numbers)}" for norm, numbers in implied.items())
        return Verdict(len(set(map(tuple, implied.values()))) == 1, "; ".join(words))


def _people_words(norms: Norms, code: str, numbers: list[int]) -> str:
    measure = count_of(next(norm.person for norm in norms.rows if norm.code == code))
    return ", ".join(measure.print(number) for number in numbers)
