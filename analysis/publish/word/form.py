"""What the decree asks for around the text: head, name, recipients, signature."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from analysis.narrative.blocks import Letterhead, Signature, Text
from analysis.publish.document import AnnexPart, Document
from analysis.publish.outline import annex_label
from analysis.publish.printed_text import MOTTO, NATION, addressee_lines, kind_in_sentence, upper_lines
from analysis.publish.table_layout import text_em
from analysis.publish.word.elements import MM, TEXT_WIDTH, keep_next, layout_row, layout_table, paragraph, run, w
from analysis.publish.word.inline import InlineWriter

_HEAD = (round(64 * MM), TEXT_WIDTH - round(64 * MM))
_SIGNED = (TEXT_WIDTH // 2, TEXT_WIDTH - TEXT_WIDTH // 2)
_RECIPIENTS = (round(24 * MM), round(110 * MM))
_MOTTO_RULE = round(11.65 * 13.5 * 20)
"""As long as the motto: 11,65 em of bold Times New Roman at 13,5 points."""

_RULE_SHARE = 0.4
"""Of the line above; the decree asks for a third to a half."""

_LONGEST_RULE = round(60 * MM)
_NO_NUMBER, _NO_DAY = "\u00a0" * 9, "\u00a0" * 6
"""What stays blank until the document is numbered and dated by hand."""


def letterhead(head: Letterhead, mark: str, writer: InlineWriter) -> list[Element]:
    """Return the head: issuing body and nation, number and date, side by side; under it what marks a draft."""
    issuing = upper_lines(head.issuing_body)
    issuer = [paragraph("ParentBody", writer.text(line)) for line in upper_lines(head.parent_body)]
    issuer += [paragraph("IssuingBody", writer.text(line)) for line in issuing]
    issuer.append(_rule(_HEAD[0], _length(issuing[-1:], 13)))
    nation = [paragraph("Nation", writer.text(NATION)), paragraph("Motto", writer.text(MOTTO))]
    nation.append(_rule(_HEAD[1], _MOTTO_RULE))
    number = f"Số: {head.number or _NO_NUMBER}/{head.symbol}"
    dated = f"{head.place}, ngày {head.day or _NO_DAY} tháng {head.month or _NO_DAY} năm {head.year}"
    rows = [
        layout_row(_HEAD, issuer, nation),
        layout_row(_HEAD, [paragraph("Symbol", writer.text(number))], [paragraph("PlaceDate", writer.text(dated))]),
    ]
    if mark:
        box = w("bdr", val="single", sz=6, space=2, color="auto")
        rows.append(layout_row(_HEAD, [paragraph("Draft", [run(f"\u00a0{mark}\u00a0", box)])], []))
    return [layout_table(_HEAD, *rows), paragraph("FormGap")]


def headline(kind: str, subject: str, writer: InlineWriter) -> list[Element]:
    """Return the name of the document with the rule under it."""
    lines = [paragraph("Title", writer.text(kind))]
    lines += [paragraph("Subtitle", writer.text(subject))] if subject else []
    return [*lines, _rule(TEXT_WIDTH, min(_length((kind, subject), 14), _LONGEST_RULE)), paragraph("FormGap")]


def recipients(head: Letterhead, writer: InlineWriter) -> list[Element]:
    """Return "Kính gửi": one recipient in the same line, several below each other."""
    if not head.recipients:
        return []
    basis = writer.note((Text(head.recipient_basis),)) if head.recipient_basis else []
    names = head.recipients
    if len(names) == 1:
        return [paragraph("Recipients", [*writer.text(f"Kính gửi: {names[0]}"), *basis])]
    lines = [
        paragraph("RecipientLine", [*writer.text(f"- {name}{'.' if last else ';'}"), *(basis if last else [])])
        for name, last in ((name, i == len(names)) for i, name in enumerate(names, start=1))
    ]
    label = [paragraph("RecipientLine", writer.text("Kính gửi:"))]
    return [layout_table(_RECIPIENTS, layout_row(_RECIPIENTS, label, lines)), paragraph("FormGap")]


def signature(block: Signature, writer: InlineWriter) -> list[Element]:
    """Return "Nơi nhận" and the signature, side by side."""
    addressed = [paragraph("AddresseesLabel", writer.text("Nơi nhận:"))] if block.addressees else []
    addressed += [paragraph("Addressee", writer.text(line)) for line in addressee_lines(block)]
    authority = [*upper_lines(block.authority), block.title.upper()]
    signed = [paragraph("Signatory", writer.text(line), keep_next()) for line in authority]
    signed.append(paragraph("SignatoryName", writer.text(block.name)))
    return [paragraph("FormGap", (), keep_next()), layout_table(_SIGNED, layout_row(_SIGNED, addressed, signed))]


def annex_head(document: Document, writer: InlineWriter) -> list[Element]:
    """Return what stands above an annex, besides its heading's bookmark."""
    if (head := document.letterhead) is None:
        return []
    own = f" của {document.author}" if document.author else ""
    words = (
        f"(Kèm theo {kind_in_sentence(head)} số {head.number or _NO_NUMBER}/{head.symbol} "
        f"ngày {head.day or _NO_DAY} tháng {head.month or _NO_DAY} năm {head.year}{own})"
    )
    return [paragraph("AnnexReference", writer.text(words))]


def annex_title(part: AnnexPart, writer: InlineWriter) -> list[Element]:
    """Return the runs of an annex's heading, on two lines."""
    title = writer.text(part.heading.title.upper())
    return [*writer.text(annex_label(part.heading)), w("r", w("br")), *title]


def _rule(width: int, length: int) -> Element:
    """Return a solid rule in the middle of a column: the border of a paragraph without text."""
    side = max((width - length) // 2, 0)
    return paragraph("Rule", (), w("ind", left=side, right=width - length - side if width > length else 0))


def _length(lines: Iterable[str], size: float) -> int:
    """Return the length of the rule under lines of bold type, in twips."""
    return round(_RULE_SHARE * max((text_em(line) for line in lines), default=0.0) * size * 20)
