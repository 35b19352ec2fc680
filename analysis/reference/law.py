"""Legal documents, the policies based on them, and the components of the programme, each with dates of validity."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from analysis.reference.files import ReferenceFiles, Row, read_period
from analysis.reference.project import ProjectError

COLUMNS = {
    "programme": ("code", "parent_code", "kind_vi", "name_vi", "valid_from", "valid_to", "source", "mark"),
    "legal_documents": ("id", "kind_vi", "number", "date", "issuer_vi", "subject_vi"),
    "policy_bases": ("policy", "document", "valid_from", "valid_to", "source", "mark"),
}


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
        """Citation within a sentence ("Nghị định số 81/2021/NĐ-CP")."""
        return f"{self.kind} số {self.number}"


class LegalDocuments(dict[str, LegalDocument]):
    """Laws, decrees, circulars and decisions by id."""

    def __init__(self, files: ReferenceFiles) -> None:
        self.files = files
        super().__init__((document.id, document) for document in files.built("legal_documents", _document))

    @cached_property
    def _policy_bases(self) -> tuple[tuple[str, str, tuple[dt.date, dt.date]], ...]:
        return self.files.built("policy_bases", lambda row: (row["policy"], row["document"], read_period(row)))

    def policy_bases_on(self, date: dt.date) -> dict[str, str]:
        """Return the id of the document that each policy is based on at a date, where it is known."""
        return {policy: id for policy, id, (first, last) in self._policy_bases if first <= date <= last}


def _document(row: Row) -> LegalDocument:
    return LegalDocument(
        id=row["id"],
        kind=row["kind_vi"],
        number=row["number"],
        date=dt.date.fromisoformat(row["date"]) if row["date"] else None,
        issuer=row["issuer_vi"],
        subject=row["subject_vi"],
    )


class Programme:
    """The national target programmes with their projects and sub-projects."""

    def __init__(self, files: ReferenceFiles) -> None:
        self.files = files
        self._components = files.built("programme", lambda row: (row, read_period(row)))

    def components_on(self, date: dt.date) -> dict[str, Row]:
        """Return the components of the programme in force on a date, by code.

        Raises
        ------
        ProjectError
            When two rows of one code are in force on the date.
        """
        found: dict[str, Row] = {}
        for row, (first, last) in self._components:
            if not first <= date <= last:
                continue
            if row["code"] in found:
                raise ProjectError(
                    f"{self.files.shown('programme')}: mã {row['code']} có hai dòng cùng hiệu lực ngày {date}. "
                    "Sửa valid_from, valid_to để mỗi ngày chỉ có một dòng."
                )
            found[row["code"]] = row
        return found
