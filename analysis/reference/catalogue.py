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
from analysis.reference.units import COLUMNS as UNIT_COLUMNS
from analysis.reference.units import LEVELS, Unit, UnitList, existed_in

_COLUMNS = {
    "programme": ("code", "parent_code", "kind_vi", "name_vi", "valid_from", "valid_to", "source", "mark"),
    "poverty_standards": (
        "code",
        "document",
        "rural_income_vnd",
        "urban_income_vnd",
        "rural_score_max",
        "urban_score_max",
        "rural_score_poor_max",
        "urban_score_poor_max",
        "poor_deprivation_score_min",
        "valid_from",
        "valid_to",
        "source",
        "mark",
    ),
    "policy_bases": ("policy", "document", "valid_from", "valid_to", "source", "mark"),
    "poverty_bands": ("code", "label_vi", "lower_pct", "upper_pct"),
    "legal_documents": ("id", "kind_vi", "number", "date", "issuer_vi", "subject_vi"),
    "vocabulary": ("domain", "code", "label_vi"),
    **UNIT_COLUMNS,
    **NORM_COLUMNS,
    **AGENCY_COLUMNS,
}
"""Columns that each file of reference data must have."""


@dataclass(frozen=True)
class PovertyStandard:
    """A multidimensional poverty standard: whom a review at a date counts as poor or near-poor.

    Attributes
    ----------
    code
        Short name ("nd-07-2021").
    document
        Id of the legal document.
    rural_income_vnd, urban_income_vnd
        Income line, đồng a person and month.
    rural_score_max, urban_score_max
        Highest income score B1 at which a household is at or below the income line; `None` where the form of the
        review was not found.
    rural_score_poor_max, urban_score_poor_max
        Highest score B1 at which a household is poor whatever it lacks; `None` where the standard has no such line.
    poor_deprivation_score_min
        Lowest deprivation score B2 (ten for each deprived indicator) of a poor household below the income line.
    mark
        How sure the row is.
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
        """Whether it is known by which scores households are told apart."""
        return self.rural_score_max is not None and self.urban_score_max is not None


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
    def unit_list(self) -> UnitList:
        """Every unit of the country, past and present."""
        return UnitList(self.files)

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """Every unit at once; a code may stand more than once, with different dates."""
        return tuple(self.unit_list)

    def unit(self, code: str, date: dt.date) -> Unit | None:
        """Return the unit that had `code` on `date`, if any."""
        return next((u for u in self.unit_list.of_code(code) if u.valid_on(date)), None)

    def unit_in_year(self, code: str, year: int) -> Unit | None:
        """Return the unit that had `code` at any time of a year; the latest when there were several."""
        found = [u for u in self.unit_list.of_code(code) if existed_in(u, year)]
        return max(found, key=lambda u: u.valid_from, default=None)

    def within(self, unit: Unit, date: dt.date) -> tuple[Unit, ...]:
        """Return the units that belonged directly to a unit on a date, in the order of their codes."""
        found = [u for u in self.unit_list.inside(unit.code) if u.valid_on(date)]
        return tuple(sorted(found, key=lambda u: u.code))

    def communes(self, unit: Unit, date: dt.date) -> tuple[Unit, ...]:
        """Return the communes of a unit on a date, in the order of their codes; a commune is its own."""
        if unit.level == "commune":
            return (unit,)
        inside = self.within(unit, date)
        below = [commune for part in inside if part.level == "district" for commune in self.within(part, date)]
        return tuple(sorted((u for u in (*inside, *below) if u.level == "commune"), key=lambda u: u.code))

    def neighbourhood(self, unit: Unit, date: dt.date) -> dict[str, frozenset[str]]:
        """Return names of places that a text may mean though they are none of the unit's, by level.

        All provinces, and the districts and communes of the unit's province on the date.
        """
        province = unit
        while province.parent and (above := self.unit(province.parent, date)):
            province = above
        provinces = [u for u in self.unit_list.inside("") if u.valid_on(date)]
        districts = [u for u in self.within(province, date) if u.level == "district"]
        places = (*provinces, *districts, *self.communes(province, date))
        return {level: frozenset(u.name for u in places if u.level == level) for level in LEVELS}

    def agencies(self, unit: Unit, date: dt.date) -> Mapping[str, Agency]:
        """Return who hands in each table to a unit, by table; a unit that ended before the date has its last."""
        return read_table_agencies(self.files, unit.level, min(date, unit.valid_to))

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
                rural_income_vnd=int(row["rural_income_vnd"]),
                urban_income_vnd=int(row["urban_income_vnd"]),
                rural_score_max=_known(row["rural_score_max"]),
                urban_score_max=_known(row["urban_score_max"]),
                rural_score_poor_max=_known(row["rural_score_poor_max"]),
                urban_score_poor_max=_known(row["urban_score_poor_max"]),
                poor_deprivation_score_min=int(row["poor_deprivation_score_min"]),
                valid_from=read_date(row["valid_from"], dt.date.min),
                valid_to=read_date(row["valid_to"], OPEN_END),
                source=row["source"],
                mark=row["mark"],
            ),
        )

    def same_standard(self, *dates: dt.date) -> bool:
        """Whether reviews of several dates were made under one known standard: else their rates are never subtracted.

        Raises
        ------
        ProjectError
            As `standard_on`.
        """
        standards = {self.standard_on(date) for date in dates}
        return len(standards) == 1 and None not in standards

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
    def _policy_bases(self) -> tuple[tuple[str, str, tuple[dt.date, dt.date]], ...]:
        return self.files.built("policy_bases", lambda row: (row["policy"], row["document"], read_period(row)))

    def policy_bases_on(self, date: dt.date) -> dict[str, str]:
        """Return the document that each policy rests on at a date, where it is known: policy → id."""
        return {policy: id for policy, id, (first, last) in self._policy_bases if first <= date <= last}

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


def _known(text: str) -> int | None:
    return int(text) if text else None


@lru_cache(maxsize=8)
def load_reference(folder: Path) -> Reference:
    """Return the reference data of a folder, read once a process."""
    return Reference(folder)
