"""Letterhead and signature block, from the table `letterhead`."""

from __future__ import annotations

from dataclasses import replace

from analysis.narrative.blocks import Letterhead, Signature
from analysis.sections.texts import letterhead_lines
from analysis.tables import Inputs
from analysis.tables.inputs import last_day

UNSIGNED = "(DỰ THẢO – KHÔNG KÝ)"
"""Printed in a draft in place of the name of the signatory."""


def letterhead_block(inputs: Inputs) -> Letterhead:
    """Return the head of the document; blank items of the table, and number and day of a draft, stay blank."""
    if "letterhead" not in inputs.tables:
        return _provisional(inputs)
    head = _letterhead(inputs)
    return replace(head, number="", day="") if inputs.draft else head


def _provisional(inputs: Inputs) -> Letterhead:
    """Return the head of a draft without the table `letterhead`, from the unit's name and the year."""
    return Letterhead(
        parent_body=(),
        issuing_body=("ỦY BAN NHÂN DÂN", inputs.unit.full_name.upper()),
        number="",
        symbol="…",
        place=inputs.unit.name,
        day="",
        month="",
        year=str(last_day(inputs.unit, inputs.year).year),
        document_kind="BÁO CÁO",
        subject=f"Kết quả giảm nghèo bền vững năm {inputs.year} trên địa bàn {inputs.unit.full_name}",
        recipients=(),
    )


def _letterhead(inputs: Inputs) -> Letterhead:
    return Letterhead(
        parent_body=letterhead_lines(inputs, "parent_body"),
        issuing_body=letterhead_lines(inputs, "issuing_body"),
        number=_one(inputs, "number"),
        symbol=_one(inputs, "symbol"),
        place=_one(inputs, "place"),
        day=_one(inputs, "day"),
        month=_one(inputs, "month"),
        year=_one(inputs, "year"),
        document_kind=_one(inputs, "document_kind"),
        subject=_one(inputs, "subject"),
        recipients=letterhead_lines(inputs, "recipient"),
        recipient_basis=_one(inputs, "recipient_basis"),
    )


def signature_block(inputs: Inputs) -> Signature:
    """Return the signature block and the list of addressees; a draft is not signed."""
    if "letterhead" not in inputs.tables:
        return Signature((), "", UNSIGNED, ())
    return Signature(
        authority=letterhead_lines(inputs, "signing_authority"),
        title=_one(inputs, "signatory_title"),
        name=UNSIGNED if inputs.draft else _one(inputs, "signatory_name"),
        addressees=letterhead_lines(inputs, "addressee"),
    )


def _one(inputs: Inputs, item: str) -> str:
    return " ".join(letterhead_lines(inputs, item))
