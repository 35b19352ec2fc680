"""The numbers of the year-on-year sentences, counted anew from the raw files with pandas alone: none of our code."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd

LINES = {  # score B1: poor whatever a household lacks, and the income line; by area
    "59/2015": {"rural": (120, 150), "urban": (140, 175)},
    "07/2021": {"rural": (-1, 140), "urban": (-1, 175)},
}
STANDARDS = {2022: "59/2015", 2023: "07/2021", 2024: "07/2021"}
GROUPS = ("poor", "near_poor", "newly_escaped")


class Year:
    """What the raw files of a year say."""

    def __init__(self, folder: Path, year: int) -> None:
        self.folder, self.year = folder / str(year), year

    def read(self, table: str) -> pd.DataFrame:
        """Read a table as texts."""
        return pd.read_csv(self.folder / f"{table}.csv", dtype=str, keep_default_na=False)

    def classes(self) -> dict[str, int]:
        """Count poor, near-poor and all households by the standard of the review."""
        frame = self.read("households")
        lower, upper = (frame["area"].map({a: s[n] for a, s in LINES[STANDARDS[self.year]].items()}) for n in (0, 1))
        score, lacking = frame["score_b1"].astype(int), frame["score_b2"].astype(int)
        poor = (score <= lower) | ((score <= upper) & (lacking >= 30))
        near = (score <= upper) & ~poor
        return {"poor": int(poor.sum()), "near_poor": int(near.sum()), "households": len(frame)}

    def amount(self, table: str, column: str, **where: str) -> int:
        """Add up a column of the rows that have certain texts."""
        frame = self.read(table)
        for name, text in where.items():
            frame = frame[frame[name] == text]
        return sum(int(cell) for cell in frame[column] if cell)

    def numbers(self) -> dict[str, int | Fraction]:
        """Return every number that the sentences compare."""
        found: dict[str, int | Fraction] = dict(self.classes())
        every = found.pop("households")
        found["both"] = found["poor"] + found["near_poor"]
        found |= {f"{name}_rate": Fraction(found[name], every) for name in ("poor", "near_poor", "both")}
        own = {"component": "programme", "capital_years": str(self.year)}
        found["plan"] = self.amount("capital", "amount_vnd", kind="plan", **own)
        found["spent_rate"] = Fraction(self.amount("disbursements", "amount_vnd", **own), found["plan"])
        for name, column in (("balance", "outstanding_balance_vnd"), ("lent", "amount_lent_vnd")):
            found[name] = sum(self.amount("credit", column, borrower_group=group) for group in GROUPS)
        found["cards"] = self.amount("health_insurance", "cards")
        found["electricity"] = self.amount("electricity_support", "households")
        found["tuition"] = self.amount("education_support", "pupils", decree="decree-81-2021")
        found["meals"] = self.amount("education_support", "pupils", item="meals")
        found["jobs"] = self.amount("employment", "workers", measure="result")
        found["learners"] = self.amount("vocational_training", "learners")
        found["trained"] = Fraction(self.read("labour_indicators")["value_pct"][0]) / 100
        found["houses"] = self.amount("housing_support", "households")
        return found


def whole(number: int | Fraction) -> str:
    """Write a whole number."""
    assert number.denominator == 1
    return f"{int(number):,}".replace(",", ".")


def hundredths(share: int | Fraction, digits: int) -> str:
    """Write a share as a number of hundredths."""
    exact = Decimal(100 * share.numerator) / Decimal(share.denominator)
    return str(exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)).replace(".", ",")
