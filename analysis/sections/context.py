"""Phrases common to all sections (unit, years, laws, components) and small functions on names and dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from analysis.figures import FigureBook
from analysis.reference import LegalDocument, Unit
from analysis.reference.units import kind_words, main_kind
from analysis.tables import Inputs
from analysis.tables.inputs import last_day


def open_book(section: str, inputs: Inputs) -> FigureBook:
    """Create the book of a section with the common phrases.

    Phrases: `unit.name` ("huyện Cao Lộc"), `unit.kind`, `parts.kinds` ("xã, thị trấn"; of a commune "thôn"),
    `parts.kind`, the main one of them, `year.current`, `year.previous`, `programme.name`, `law.<id>` for every legal
    document, `basis.<policy>` for the document that a policy is based on at the end of the year, where it is known, and
    `component.<code>` for every component of the programme.
    """
    book = FigureBook(section)
    book.phrase("unit.name", inputs.unit.full_name)
    book.phrase("unit.kind", inputs.unit.kind)
    parts = inputs.parts
    book.phrase("parts.kinds", kind_words(parts))
    book.phrase("parts.kind", main_kind(parts))
    book.phrase("year.current", str(inputs.year))
    book.phrase("year.previous", str(inputs.year - 1))
    for document in inputs.reference.documents.values():
        book.phrase(f"law.{document.id}", document.citation)
        book.phrase(f"law.{document.id}.full", _full_citation(document))
    for policy, id in inputs.reference.documents.policy_bases_on(last_day(inputs.unit, inputs.year)).items():
        book.phrase(f"basis.{policy}", inputs.reference.documents[id].citation)
        book.phrase(f"basis.{policy}.full", _full_citation(inputs.reference.documents[id]))
    if "programme" in inputs.components:
        book.phrase("programme.name", inputs.components["programme"]["name_vi"])
    for code, row in inputs.components.items():
        number = code.rpartition(".")[2]
        book.phrase(f"component.{code}", f"{row['kind_vi']} {number}: {row['name_vi']}")
    return book


def in_use(inputs: Inputs, component: str) -> bool:
    """Whether the programme has a component and the unit has money or results for it."""
    if component not in inputs.components:
        return False
    return any(component in set(t.frame["component"]) for t in inputs.tables.values() if "component" in t.frame)


def has_rows(inputs: Inputs, table: str, **where: str) -> bool:
    """Whether a table was submitted and contains each of the given codes."""
    if table not in inputs.tables:
        return False
    frame = inputs[table].frame
    return bool(len(frame) and all((frame[column] == value).any() for column, value in where.items()))


def _full_citation(document: LegalDocument) -> str:
    date = f" ngày {vietnamese_date(document.date)}" if document.date else ""
    return f"{document.citation}{date} của {document.issuer} {document.subject}"


def vietnamese_date(date: dt.date) -> str:
    """Format a date as official documents do: days and the months 1 and 2 are padded ("27/02/2023", "06/3/2023")."""
    month = f"{date.month:02d}" if date.month < 3 else str(date.month)
    return f"{date.day:02d}/{month}/{date.year}"


def short_name(commune: Unit) -> str:
    """Return the name of a commune for lists; towns and wards with their kind, as a commune may share the name."""
    return commune.name if commune.kind == "xã" else sentence_case(commune.full_name)


def sentence_case(words: str) -> str:
    """Capitalise the first letter only ("vay vốn Quỹ quốc gia" → "Vay vốn Quỹ quốc gia")."""
    return words[:1].upper() + words[1:]


def join_words(words: Iterable[str]) -> str:
    """Join distinct words with commas, in order of appearance."""
    return ", ".join(dict.fromkeys(words))
