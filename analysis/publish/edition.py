"""Title, date, author and mark of an edition, as they follow from its tables."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from analysis.narrative.draft_notices import draft_words
from analysis.narrative.fixed_parts import letterhead_block
from analysis.tables import Inputs
from analysis.tables.inputs import last_day


@dataclass(frozen=True)
class EditionSettings:
    """Whose an edition is, and the properties of its documents.

    Attributes
    ----------
    unit, unit_name, year
        Whose it is.
    title, date, author
        Of the document; they follow from the inputs, never from the clock.
    draft
        What marks every page of a draft ("DỰ THẢO – THIẾU 3 BẢNG"); empty for a report that is none.
    """

    unit: str
    unit_name: str
    year: int
    title: str
    date: dt.date
    author: str
    draft: str = ""


def edition_settings(inputs: Inputs) -> EditionSettings:
    """Return what follows from the inputs: the title from the letterhead, the date from it or from the tables."""
    letterhead = letterhead_block(inputs)
    issuing = " ".join(letterhead.issuing_body)
    unit = inputs.unit
    # Names of places keep their capitals; the rest of a line in capitals does not.
    author = re.sub(re.escape(unit.full_name), unit.full_name, issuing.capitalize(), flags=re.IGNORECASE)
    return EditionSettings(
        unit=unit.code,
        unit_name=unit.full_name,
        year=inputs.year,
        title=f"{letterhead.document_kind.capitalize()} {letterhead.subject}".strip(),
        date=document_date(inputs),
        author=author or unit.full_name,
        draft=draft_words(inputs),
    )


def document_date(inputs: Inputs) -> dt.date:
    """Return the day the letterhead gives, else the latest day on which a table was closed."""
    head = letterhead_block(inputs)
    try:
        return dt.date(int(head.year), int(head.month), int(head.day))
    except ValueError:
        days = (table.sidecar.as_of for table in inputs.tables.values())
        return max(days, default=last_day(inputs.unit, inputs.year))
