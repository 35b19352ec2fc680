"""Words that every section may use: the unit, the years, the laws and the components it speaks of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from analysis.figures import FigureBook
from analysis.reference import LegalDocument, Unit
from analysis.tables import Inputs


def open_book(section: str, inputs: Inputs) -> FigureBook:
    """Open a section's book with the common phrases in it.

    Phrases: `unit.name` ("huyện Cao Lộc"), `unit.kind`, `year.current`, `year.previous`, `law.<id>` for every legal
    document and `component.<code>` for every component of the programme.
    """
    book = FigureBook(section)
    book.phrase("unit.name", inputs.unit.full_name)
    book.phrase("unit.kind", inputs.unit.kind)
    book.phrase("year.current", str(inputs.year))
    book.phrase("year.previous", str(inputs.year - 1))
    for document in inputs.reference.documents.values():
        book.phrase(f"law.{document.id}", document.citation)
        book.phrase(f"law.{document.id}.full", _full_citation(document))
    for code, row in inputs.components.items():
        number = code.rpartition(".")[2]
        book.phrase(f"component.{code}", f"{row['kind_vi']} {number}: {row['name_vi']}")
    return book


def _full_citation(document: LegalDocument) -> str:
    date = f" ngày {vietnamese_date(document.date)}" if document.date else ""
    return f"{document.citation}{date} của {document.issuer} {document.subject}"


def vietnamese_date(date: dt.date) -> str:
    """Write a date as documents do ("27/02/2023", "06/3/2023"): days, and months one and two, are padded."""
    month = f"{date.month:02d}" if date.month < 3 else str(date.month)
    return f"{date.day:02d}/{month}/{date.year}"


def short_name(commune: Unit) -> str:
    """Name a commune in a list of communes: towns and wards with their kind, for they may share a name with others."""
    return commune.name if commune.kind == "xã" else sentence_case(commune.full_name)


def sentence_case(words: str) -> str:
    """Begin words with a capital, leaving the others as they are ("vay vốn Quỹ quốc gia" → "Vay vốn Quỹ quốc gia")."""
    return words[:1].upper() + words[1:]


def join_words(words: Iterable[str]) -> str:
    """Join words into a list for a sentence."""
    return ", ".join(dict.fromkeys(words))
