"""Section I: the plans and guidance that the unit issued to direct the programme."""

from __future__ import annotations

from typing import Any

from analysis.figures import FigureBook
from analysis.figures.measures import padded_count_of
from analysis.sections.context import open_book, vietnamese_date
from analysis.tables import Inputs

NEEDS = ("documents",)
USES = ("assessment",)


def build(inputs: Inputs) -> FigureBook:
    """Count the directing documents by kind and cite them in one note."""
    book = open_book("directives", inputs)
    table = inputs["documents"]
    measure = padded_count_of("văn bản")
    book.count("directives.documents", "Số văn bản chỉ đạo", measure, table, role="directive")
    for kind in ("plan", "guidance"):
        words = inputs.reference.vocabulary.words("document_kind", kind).lower()
        book.count(f"directives.{kind}s", f"Số {words}", padded_count_of(words), table, role="directive", kind=kind)
    issued = table.frame[table.frame["role"] == "directive"].sort_values("issue_date", kind="stable")
    cited = [f"{citation(inputs, row)} {row['subject']}" for _, row in issued.iterrows()]
    book.phrase("directives.note", "", note="; ".join(cited) + ".")
    return book


def citation(inputs: Inputs, row: Any) -> str:
    """Cite a document as administrative texts do ("Kế hoạch số 89/KH-UBND ngày 27/02/2023")."""
    kind = inputs.reference.vocabulary.words("document_kind", row["kind"])
    number = row["number"].zfill(2)
    return f"{kind} số {number}/{row['symbol']} ngày {vietnamese_date(row['issue_date'])}"
