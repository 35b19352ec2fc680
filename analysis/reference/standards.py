"""Poverty standards with their dates of validity, and the bands of poverty incidence used by the report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from analysis.reference.files import OPEN_END, ReferenceFiles, read_date
from analysis.reference.project import ProjectError

COLUMNS = {
    "poverty_standards": (
        "code", "document", "rural_income_vnd", "urban_income_vnd", "rural_score_max", "urban_score_max",
        "rural_score_poor_max", "urban_score_poor_max", "poor_deprivation_score_min",
        "valid_from", "valid_to", "source", "mark",
    ),
    "poverty_bands": ("code", "label_vi", "lower_pct", "upper_pct"),
}  # fmt: skip


@dataclass(frozen=True)
class PovertyStandard:
    """A multidimensional poverty standard: which households a review counts as poor or near-poor.

    Attributes
    ----------
    rural_income_vnd, urban_income_vnd
        Income line, đồng per person and month.
    rural_score_max, urban_score_max
        Highest income score B1 at which a household is at or below the income line; `None` where the form of the
        review was not found.
    rural_score_poor_max, urban_score_poor_max
        Highest score B1 at which a household is poor regardless of its deprivations; `None` where the standard has no
        such line.
    poor_deprivation_score_min
        Lowest deprivation score B2 (ten for each deprived indicator) of a poor household below the income line.
    mark
        Certainty of the row, one of `norms.MARKS`.
    """

    code: str
    document: str
    rural_income_vnd: int
    urban_income_vnd: int
    rural_score_max: int | None
    urban_score_max: int | None
    rural_score_poor_max: int | None
    urban_score_poor_max: int | None
    poor_deprivation_score_min: int
    valid_from: dt.date
    valid_to: dt.date
    source: str
    mark: str

    @property
    def classifies(self) -> bool:
        """Whether the score thresholds needed to classify households are known."""
        return self.rural_score_max is not None and self.urban_score_max is not None


@dataclass(frozen=True)
class Band:
    """A band of poverty incidence: above `lower_pct` percent, up to and including `upper_pct` percent."""

    code: str
    label: str
    lower_pct: int
    upper_pct: int


class PovertyStandards:
    """The poverty standards of the country; iterates over them in the order of the file."""

    def __init__(self, files: ReferenceFiles) -> None:
        self.files = files
        self._standards = files.built("poverty_standards", _standard)

    def __iter__(self) -> Iterator[PovertyStandard]:
        return iter(self._standards)

    def standard_on(self, date: dt.date) -> PovertyStandard | None:
        """Return the poverty standard in force on the as-of date of a review.

        Raises
        ------
        ProjectError
            When two standards are in force on the date.
        """
        found = [s for s in self if s.valid_from <= date <= s.valid_to]
        if len(found) > 1:
            raise ProjectError(
                f"{self.files.shown('poverty_standards')}: các chuẩn {', '.join(s.code for s in found)} cùng hiệu lực "
                f"ngày {date}. Sửa valid_from, valid_to để mỗi ngày chỉ có một chuẩn."
            )
        return found[0] if found else None

    def same_standard(self, *dates: dt.date) -> bool:
        """Whether one known standard was in force on all dates; otherwise rates must not be subtracted."""
        standards = {self.standard_on(date) for date in dates}
        return len(standards) == 1 and None not in standards

    @cached_property
    def bands(self) -> tuple[Band, ...]:
        """Bands of poverty incidence, highest incidence first."""
        return self.files.built(
            "poverty_bands",
            lambda row: Band(row["code"], row["label_vi"], int(row["lower_pct"]), int(row["upper_pct"])),
        )


def _standard(row: dict[str, str]) -> PovertyStandard:
    return PovertyStandard(
        code=row["code"],
        document=row["document"],
        rural_income_vnd=int(row["rural_income_vnd"]),
        urban_income_vnd=int(row["urban_income_vnd"]),
        rural_score_max=_optional(row["rural_score_max"]),
        urban_score_max=_optional(row["urban_score_max"]),
        rural_score_poor_max=_optional(row["rural_score_poor_max"]),
        urban_score_poor_max=_optional(row["urban_score_poor_max"]),
        poor_deprivation_score_min=int(row["poor_deprivation_score_min"]),
        valid_from=read_date(row["valid_from"], dt.date.min),
        valid_to=read_date(row["valid_to"], OPEN_END),
        source=row["source"],
        mark=row["mark"],
    )


def _optional(text: str) -> int | None:
    return int(text) if text else None
