"""Notices of missing tables in a draft: one in each part that needs them, and a list at the start."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from analysis.narrative.blocks import Notice
from analysis.sections import SECTIONS, Section
from analysis.sections.section import missing_among
from analysis.tables import SCHEMAS, Inputs
from analysis.tables.metadata import MissingTable

MISSING = "THIẾU SỐ LIỆU"
DRAFT = "DỰ THẢO"

_OWN_NOTICE = ("assessment",)
"""Tables of texts that a notebook shows itself, with a notice of their own."""

_AFTER_LIST = ("opening",)
"""Sections directly after the list of missing tables, which need no notice."""


def draft_words(inputs: Inputs) -> str:
    """Return the mark of a draft ("DỰ THẢO – THIẾU 3 BẢNG"); empty for a final report."""
    if not inputs.draft:
        return ""
    return f"{DRAFT} – THIẾU {len(inputs.missing)} BẢNG" if inputs.missing else DRAFT


def draft_notice(inputs: Inputs) -> Notice | None:
    """Return the list of missing tables at the start of a draft; `None` for a final report."""
    if not inputs.draft:
        return None
    if not inputs.missing:
        only = "Đã có đủ các bảng số liệu; bản này để xem trước, không phải bản chính thức, không có giá trị ký."
        return Notice(draft_words(inputs), (only,))
    head = "Bản này không có giá trị ký, cho đến khi nhận đủ các bảng sau:"
    names = map(str, inputs.missing)
    return Notice(draft_words(inputs), (head, *(f"{n}. {t[:1].upper()}{t[1:]}." for n, t in enumerate(names, 1))))


def section_notices(inputs: Inputs, built: Collection[str], left_out: Iterable[str]) -> dict[str, Notice]:
    """Return the notice of each section that lacks a table, by section; `built` ones may be computed in part."""
    found: dict[str, Notice] = {}
    for id in left_out:
        if id in SECTIONS and (awaited := SECTIONS[id].missing_required(inputs)):
            found[id] = _notice(awaited, _not_computed(inputs, SECTIONS[id]))
    for id in (id for id in built if id in SECTIONS and id not in _AFTER_LIST):
        needed = SECTIONS[id].missing_required(inputs)
        lacked = [*needed, *(t for t in SECTIONS[id].missing_optional(inputs) if t.name not in _OWN_NOTICE)]
        if lacked:
            found[id] = _notice(lacked, "Mục này mới lập được một phần.")
    return found


def text_notice(inputs: Inputs, table: str) -> Notice | None:
    """Return the notice in place of the office's own text, if its table is missing."""
    awaited = missing_among(inputs, (table,))
    return _notice(awaited, "Phần này chưa lập được.") if awaited else None


def _notice(missing: Sequence[MissingTable], outcome: str) -> Notice:
    return Notice(MISSING, (*(f"Chưa nhận được {table}." for table in missing), outcome))


def _not_computed(inputs: Inputs, section: Section) -> str:
    """Say that a section could not be made, and which of its tables are present."""
    present = [f"“{SCHEMAS[name].title}”" for name in section.needs if name in inputs.tables]
    return f"Mục này chưa lập được, dù đã có bảng {', '.join(present)}." if present else "Mục này chưa lập được."
