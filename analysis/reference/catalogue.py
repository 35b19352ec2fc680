"""The reference data of a project: one object with an attribute per subject, each read on first use."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path

from analysis.reference import agencies, law, norms, standards, units
from analysis.reference.agencies import TableAgencies
from analysis.reference.files import ReferenceFiles
from analysis.reference.law import LegalDocuments, Programme
from analysis.reference.norms import Norms, read_norms
from analysis.reference.standards import PovertyStandards
from analysis.reference.units import UnitRegister

_COLUMNS = {
    **units.COLUMNS,
    **law.COLUMNS,
    **standards.COLUMNS,
    **norms.COLUMNS,
    **agencies.COLUMNS,
    "vocabulary": ("domain", "code", "label_vi"),
}
"""Columns that each file of reference data must have."""


class Vocabulary(dict[str, dict[str, str]]):
    """Vietnamese words of codes: domain → code → words, in the order of the forms.

    Parameters
    ----------
    files
        The reference data, with `vocabulary.csv`.

    Raises
    ------
    ProjectError
        When the file cannot be read.
    """

    def __init__(self, files: ReferenceFiles) -> None:
        super().__init__()
        for row in files.rows("vocabulary"):
            self.setdefault(row["domain"], {})[row["code"]] = row["label_vi"]

    def words(self, domain: str, code: str) -> str:
        """Return the Vietnamese words of a code.

        Raises
        ------
        KeyError
            When there is no such domain or code.
        """
        return self[domain][code]


class Reference:
    """The reference data of a project, read from its folder on first use.

    Parameters
    ----------
    folder
        Folder with the files listed in `data/reference/README.md`. A file that is missing, lacks a column or holds
        an invalid value raises a `ProjectError` on first use.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = ReferenceFiles(folder, _COLUMNS)

    @cached_property
    def units(self) -> UnitRegister:
        """Administrative units of the whole country, past and present."""
        return UnitRegister(self.files)

    @cached_property
    def programme(self) -> Programme:
        """The national target programmes and their components."""
        return Programme(self.files)

    @cached_property
    def standards(self) -> PovertyStandards:
        """Poverty standards and bands of poverty incidence."""
        return PovertyStandards(self.files)

    @cached_property
    def documents(self) -> LegalDocuments:
        """Laws, decrees, circulars and decisions by id, and the policies based on them."""
        return LegalDocuments(self.files)

    @cached_property
    def norms(self) -> Norms:
        """Statutory amounts per person, the base salary, and the periods for which amounts are paid."""
        return read_norms(self.files)

    @cached_property
    def agencies(self) -> TableAgencies:
        """The agency that submits each table."""
        return TableAgencies(self.files)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Vietnamese words of codes: domain → code → words."""
        return Vocabulary(self.files)


@lru_cache(maxsize=8)
def load_reference(folder: Path) -> Reference:
    """Return the reference data of a folder, read once per process."""
    return Reference(folder)
