"""Letterhead and signature block, from the table `letterhead`."""

from __future__ import annotations

from analysis.narrative.blocks import Letterhead, Signature
from analysis.sections.opening import letterhead_lines
from analysis.tables import Inputs


def letterhead_block(inputs: Inputs) -> Letterhead:
    """Return the head of the document; what the table leaves blank stays blank."""
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
    """Return the signature block and the list of addressees."""
    return Signature(
        authority=letterhead_lines(inputs, "signing_authority"),
        title=_one(inputs, "signatory_title"),
        name=_one(inputs, "signatory_name"),
        addressees=letterhead_lines(inputs, "addressee"),
    )


def _one(inputs: Inputs, item: str) -> str:
    return " ".join(letterhead_lines(inputs, item))
