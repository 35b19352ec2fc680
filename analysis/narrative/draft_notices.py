"""What a draft says where tables are still to come: a box in each part that misses one, and a list at its start."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from analysis.narrative.blocks import Notice
from analysis.sections import SECTIONS, Section
from analysis.sections.section import missing_among
from analysis.tables import SCHEMAS, Inputs
from analysis.tables.missing import MissingTable

MISSING = "THIẾU SỐ LIỆU"
DRAFT = "DỰ THẢO"

_TOLD_BESIDE = ("assessment",)
"""Texts that a notebook shows beside the section that uses them: their own box stands there."""

_UNDER_THE_LIST = ("opening",)
"""Sections that stand right under the list of what is missing."""


def draft_words(inputs: Inputs) -> str:
    """Return the mark of a draft ("DỰ THẢO – THIẾU 3 BẢNG"); empty for a report that is none."""
    if not inputs.draft:
        return ""
    return f"{DRAFT} – THIẾU {len(inputs.missing)} BẢNG" if inputs.missing else DRAFT


def draft_notice(inputs: Inputs) -> Notice | None:
    """Return the list at the start of a draft: every table still to come; `None` for a report that is no draft."""
    if not inputs.draft:
        return None
    if not inputs.missing:
        only = "Đã có đủ các bảng số liệu; bản này để xem trước, không phải bản chính thức, không có giá trị ký."
        return Notice(draft_words(inputs), (only,))
    head = "Bản này không có giá trị ký, cho đến khi nhận đủ các bảng sau:"
    return Notice(draft_words(inputs), (head, *(f"{n}. {_capital(t)}." for n, t in enumerate(inputs.missing, 1))))


def section_notices(inputs: Inputs, built: Collection[str], left_out: Iterable[str]) -> dict[str, Notice]:
    """Return the box of each section that misses a table, by section.

    Parameters
    ----------
    inputs
        Of a draft; any other report has no boxes.
    built
        Sections that were computed, as far as their tables go.
    left_out
        Sections that were not.
    """
    found: dict[str, Notice] = {}
    for id in left_out:
        if id in SECTIONS and (awaited := SECTIONS[id].missing_required(inputs)):
            found[id] = _box(awaited, _nothing_told(inputs, SECTIONS[id]))
    for id in (id for id in built if id in SECTIONS and id not in _UNDER_THE_LIST):
        needed = SECTIONS[id].missing_required(inputs)
        lacked = [*needed, *(t for t in SECTIONS[id].missing_optional(inputs) if t.name not in _TOLD_BESIDE)]
        if lacked:
            found[id] = _box(lacked, "Mục này mới lập được một phần.")
    return found


def text_notice(inputs: Inputs, table: str) -> Notice | None:
    """Return the box in the place of the office's own text, when that is still to come."""
    awaited = missing_among(inputs, (table,))
    return _box(awaited, "Phần này chưa lập được.") if awaited else None


def _box(missing: Sequence[MissingTable], outcome: str) -> Notice:
    return Notice(MISSING, (*(f"Chưa nhận được {table}." for table in missing), outcome))


def _nothing_told(inputs: Inputs, section: Section) -> str:
    """Say that a section is not told, although some of its tables are there."""
    there = [f"“{SCHEMAS[name].title}”" for name in section.needs if name in inputs.tables]
    return f"Mục này chưa lập được, dù đã có bảng {', '.join(there)}." if there else "Mục này chưa lập được."


def _capital(table: MissingTable) -> str:
    words = str(table)
    return words[:1].upper() + words[1:]
