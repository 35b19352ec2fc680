"""Reading the reference data: units, programme structure, poverty standards, legal documents, vocabulary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from analysis.reference.agencies import COLUMNS as AGENCY_COLUMNS
from analysis.reference.agencies import Agency, read_table_agencies
from analysis.reference.files import OPEN_END, ReferenceFiles, read_date, read_period
from analysis.reference.norms import COLUMNS as NORM_COLUMNS
from analysis.reference.norms import Norms, read_norms
from analysis.reference.project import ProjectError

_COLUMNS = {
    "units": ("code", "name", "kind", "level", "parent_code", "area", "valid_from", "valid_to"),
    "programme": ("code", "parent_code", "kind_vi", "name_vi", "valid_from", "valid_to"),
    "poverty_standards": (
        "code",
        "document",
        "rural_score_max",
        "urban_score_max",
        "poor_deprivation_score_min",
        "valid_from",
        "valid_to",
        "source",
    ),
    "poverty_bands": ("code", "label_vi", "lower_pct", "upper_pct"),
    "legal_documents": ("id", "kind_vi", "number", "date", "issuer_vi", "subject_vi"),
    "vocabulary": ("domain", "code", "label_vi"),
    "places_elsewhere": ("code", "name", "kind", "level", "parent_code", "source"),
    **NORM_COLUMNS,
    **AGENCY_COLUMNS,
}
"""Columns that each file of reference data must have."""


@dataclass(frozen=True)
class Unit:
    """An administrative unit, valid between two dates.

    Attributes
    ----------
    code
        Code of the General Statistics Office.
    name
        Name without the kind of unit ("Cao Lộc").
    kind
        Kind in Vietnamese ("huyện", "xã", "thị trấn").
    level
        `province`, `district` or `commune`.
    parent
        Code of the unit it belongs to; empty for a province.
    area
        `urban` or `rural` for communes; empty otherwise. It decides the income threshold of the poverty standard.
    """

    code: str
    name: str
    kind: str
    level: str
    parent: str
    area: str
    valid_from: dt.date
    valid_to: dt.date

    @property
    def full_name(self) -> str:
        """Kind and name ("huyện Cao Lộc")."""
        return f"{self.kind} {self.name}"

    def valid_on(self, date: dt.date) -> bool:
        """Whether the unit existed on `date`."""
        return self.valid_from <= date <= self.valid_to


@dataclass(frozen=True)
class PovertyStandard:
    """A multidimensional poverty standard: whom a review at a date counts as poor or near-poor.

    Attributes
    ----------
    code
        Short name ("nd-07-2021").
    document
        Id of the legal document.
    rural_score_max, urban_score_max
        Highest income score B1 at which a household is at or below the income line.
    poor_deprivation_score_min
        Lowest deprivation score B2 (ten for each deprived indicator) of a poor household.
    """

    code: str
    document: str
    rural_score_max: int
    urban_score_max: int
    poor_deprivation_score_min: int
    valid_from: dt.date
    valid_to: dt.date
    source: str


@dataclass(frozen=True)
class LegalDocument:
    """A law, decree, circular or decision that the report cites."""

    id: str
    kind: str
    number: str
    date: dt.date | None
    issuer: str
    subject: str

    @property
    def citation(self) -> str:
        """How a sentence names it ("Nghị định số 81/2021/NĐ-CP")."""
        return f"{self.kind} số {self.number}"


@dataclass(frozen=True)
class Band:
    """A band of poverty incidence: above `lower` percent, up to `upper` percent."""

    code: str
    label: str
    lower_pct: int
    upper_pct: int


class Reference:
    """The reference data of a project, read from its folder on first use.

    Parameters
    ----------
    folder
        Folder with the files that `data/reference/README.md` lists. A file that is missing, lacks a column or holds
        a value that cannot be read is a `ProjectError` when it is first used.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = ReferenceFiles(folder, _COLUMNS)

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """Every known unit; a code may stand more than once, with different dates."""
        return self.files.built(
            "units",
            lambda row: Unit(
                row["code"],
                row["name"],
                row["kind"],
                row["level"],
                row["parent_code"],
                row["area"],
                *read_period(row),
            ),
        )

    def unit(self, code: str, date: dt.date) -> Unit | None:
        """Return the unit that had `code` on `date`, if any."""
        return next((u for u in self.units if u.code == code and u.valid_on(date)), None)

    def unit_in_year(self, code: str, year: int) -> Unit | None:
        """Return the unit that had `code` at any time of a year; the latest when there were two."""
        first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
        found = [u for u in self.units if u.code == code and u.valid_from <= last and u.valid_to >= first]
        return max(found, key=lambda u: u.valid_from, default=None)

    def communes(self, unit: Unit, date: dt.date) -> tuple[Unit, ...]:
        """Return the communes of a unit on a date, in the order of their codes; a commune is its own."""
        if unit.level == "commune":
            return (unit,)
        inside = {unit.code}
        if unit.level == "province":
            inside |= {u.code for u in self.units if u.parent == unit.code}
        found = [u for u in self.units if u.level == "commune" and u.parent in inside and u.valid_on(date)]
        return tuple(sorted(found, key=lambda u: u.code))

    def agencies(self, unit: Unit, date: dt.date) -> Mapping[str, Agency]:
        """Return who hands in each table to a unit, by table; a unit that ended before the date has its last."""
        return read_table_agencies(self.files, unit.level, min(date, unit.valid_to))

    @cached_property
    def components(self) -> dict[str, dict[str, str]]:
        """Components of the programme by code ("3.1"), with `name_vi`, `kind_vi`, dates and source."""
        return {row["code"]: row for row, _ in self._dated_components}

    @cached_property
    def _dated_components(self) -> tuple[tuple[dict[str, str], tuple[dt.date, dt.date]], ...]:
        return self.files.built("programme", lambda row: (row, read_period(row)))

    def components_on(self, date: dt.date) -> dict[str, dict[str, str]]:
        """Return the components of the programme that is in force on a date, by code.

        Raises
        ------
        ProjectError
            When two rows of one code are in force on the date.
        """
        found: dict[str, dict[str, str]] = {}
        for row, (first, last) in self._dated_components:
            if not first <= date <= last:
                continue
            if row["code"] in found:
                raise ProjectError(
                    f"{self.files.shown('programme')}: mã {row['code']} có hai dòng cùng hiệu lực ngày {date}. "
                    "Sửa valid_from, valid_to để mỗi ngày chỉ có một dòng."
                )
            found[row["code"]] = row
        return found

    @cached_property
    def standards(self) -> tuple[PovertyStandard, ...]:
        """Poverty standards in the order of their dates."""
        return self.files.built(
            "poverty_standards",
            lambda row: PovertyStandard(
                code=row["code"],
                document=row["document"],
                rural_score_max=int(row["rural_score_max"]),
                urban_score_max=int(row["urban_score_max"]),
                poor_deprivation_score_min=int(row["poor_deprivation_score_min"]),
                valid_from=read_date(row["valid_from"], dt.date.min),
                valid_to=read_date(row["valid_to"], OPEN_END),
                source=row["source"],
            ),
        )

    def standard_on(self, date: dt.date) -> PovertyStandard | None:
        """Return the poverty standard in force on the as-of date of a review.

        Raises
        ------
        ProjectError
            When two standards are in force on the date.
        """
        found = [s for s in self.standards if s.valid_from <= date <= s.valid_to]
        if len(found) > 1:
            raise ProjectError(
                f"{self.files.shown('poverty_standards')}: các chuẩn {', '.join(s.code for s in found)} cùng hiệu lực "
                f"ngày {date}. Sửa valid_from, valid_to để mỗi ngày chỉ có một chuẩn."
            )
        return found[0] if found else None

    @cached_property
    def bands(self) -> tuple[Band, ...]:
        """Bands of poverty incidence, from the poorest."""
        return self.files.built(
            "poverty_bands",
            lambda row: Band(row["code"], row["label_vi"], int(row["lower_pct"]), int(row["upper_pct"])),
        )

    @cached_property
    def documents(self) -> dict[str, LegalDocument]:
        """Laws, decrees, circulars and decisions by id."""
        documents = self.files.built(
            "legal_documents",
            lambda row: LegalDocument(
                id=row["id"],
                kind=row["kind_vi"],
                number=row["number"],
                date=dt.date.fromisoformat(row["date"]) if row["date"] else None,
                issuer=row["issuer_vi"],
                subject=row["subject_vi"],
            ),
        )
        return {document.id: document for document in documents}

    @cached_property
    def elsewhere(self) -> dict[str, frozenset[str]]:
        """Names of places that do not report but may be named in a text, by level."""
        rows = self.files.rows("places_elsewhere")
        return {
            level: frozenset(r["name"] for r in rows if r["level"] == level) for level in {r["level"] for r in rows}
        }

    @cached_property
    def norms(self) -> Norms:
        """What one person gets by law, the base salary, and the periods for which amounts are paid."""
        return read_norms(self.files)

    @cached_property
    def vocabulary(self) -> dict[str, dict[str, str]]:
        """Vietnamese words of codes: domain → code → words, in the order of the forms."""
        words: dict[str, dict[str, str]] = {}
        for row in self.files.rows("vocabulary"):
            words.setdefault(row["domain"], {})[row["code"]] = row["label_vi"]
        return words

    def words(self, domain: str, code: str) -> str:
        """Return the Vietnamese words of a code."""
        return self.vocabulary[domain][code]


@lru_cache(maxsize=8)
def load_reference(folder: Path) -> Reference:
    """Return the reference data of a folder, read once a process."""
    return Reference(folder)
