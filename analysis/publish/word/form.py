"""What surrounds the text: letterhead, signature, annex headings, table of contents, page headers and footers.

The table of contents has a page number field on each line, which Word and LibreOffice compute when they open the file.
One field for the whole table would show no page numbers in LibreOffice, which does not compute that field by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element

from analysis.narrative.blocks import Heading, Letterhead, Signature, Text
from analysis.publish.document import AnnexPart, Document
from analysis.publish.outline import Entry, annex_label, contents
from analysis.publish.printed_text import (
    DAGGER,
    IN_A_SENTENCE,
    MOTTO,
    NATION,
    addressee_lines,
    kind_in_sentence,
    upper_lines,
)
from analysis.publish.table_layout import text_em
from analysis.publish.word.text import (
    MM,
    TEXT_WIDTH,
    InlineWriter,
    R,
    field,
    keep_next,
    layout_row,
    layout_table,
    paragraph,
    run,
    w,
    xml,
)

_LETTERHEAD_WIDTHS = (round(64 * MM), TEXT_WIDTH - round(64 * MM))
_SIGNATURE_WIDTHS = (TEXT_WIDTH // 2, TEXT_WIDTH - TEXT_WIDTH // 2)
_RECIPIENT_WIDTHS = (round(24 * MM), round(110 * MM))
_MOTTO_RULE = round(11.65 * 13.5 * 20)
"""Length of the motto in twips: 11.65 em of bold Times New Roman at 13.5 points."""

_RULE_SHARE = 0.4
"""Length of a rule as a share of the line above it; the decree (30/2020/NĐ-CP) prescribes a third to a half."""

_LONGEST_RULE = round(60 * MM)
_NO_NUMBER, _NO_DAY = "\u00a0" * 9, "\u00a0" * 6
"""Blanks in which number and day are written by hand."""


def letterhead(head: Letterhead, mark: str, writer: InlineWriter) -> list[Element]:
    """Return the letterhead: issuing body and nation, then number and date, side by side; a draft's mark below."""
    issuing = upper_lines(head.issuing_body)
    issuer = [paragraph("ParentBody", writer.text(line)) for line in upper_lines(head.parent_body)]
    issuer += [paragraph("IssuingBody", writer.text(line)) for line in issuing]
    issuer.append(_rule(_LETTERHEAD_WIDTHS[0], _rule_length(issuing[-1:], 13)))
    nation = [paragraph("Nation", writer.text(NATION)), paragraph("Motto", writer.text(MOTTO))]
    nation.append(_rule(_LETTERHEAD_WIDTHS[1], _MOTTO_RULE))
    number = f"Số: {head.number or _NO_NUMBER}/{head.symbol}"
    dated = f"{head.place}, ngày {head.day or _NO_DAY} tháng {head.month or _NO_DAY} năm {head.year}"
    rows = [
        layout_row(_LETTERHEAD_WIDTHS, issuer, nation),
        layout_row(
            _LETTERHEAD_WIDTHS, [paragraph("Symbol", writer.text(number))], [paragraph("PlaceDate", writer.text(dated))]
        ),
    ]
    if mark:
        box = w("bdr", val="single", sz=6, space=2, color="auto")
        rows.append(layout_row(_LETTERHEAD_WIDTHS, [paragraph("Draft", [run(f"\u00a0{mark}\u00a0", box)])], []))
    return [layout_table(_LETTERHEAD_WIDTHS, *rows), paragraph("FormGap")]


def headline(kind: str, subject: str, writer: InlineWriter) -> list[Element]:
    """Return kind and subject of the document with the rule below."""
    lines = [paragraph("Title", writer.text(kind))]
    lines += [paragraph("Subtitle", writer.text(subject))] if subject else []
    return [*lines, _rule(TEXT_WIDTH, min(_rule_length((kind, subject), 14), _LONGEST_RULE)), paragraph("FormGap")]


def recipients(head: Letterhead, writer: InlineWriter) -> list[Element]:
    """Return "Kính gửi": a single recipient on the same line, several one below the other."""
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
    return [layout_table(_RECIPIENT_WIDTHS, layout_row(_RECIPIENT_WIDTHS, label, lines)), paragraph("FormGap")]


def signature(block: Signature, writer: InlineWriter) -> list[Element]:
    """Return "Nơi nhận" and the signature, side by side."""
    addressed = [paragraph("AddresseesLabel", writer.text("Nơi nhận:"))] if block.addressees else []
    addressed += [paragraph("Addressee", writer.text(line)) for line in addressee_lines(block)]
    authority = [*upper_lines(block.authority), block.title.upper()]
    signed = [paragraph("Signatory", writer.text(line), keep_next()) for line in authority]
    signed.append(paragraph("SignatoryName", writer.text(block.name)))
    return [
        paragraph("FormGap", (), keep_next()),
        layout_table(_SIGNATURE_WIDTHS, layout_row(_SIGNATURE_WIDTHS, addressed, signed)),
    ]


def annex_head(document: Document, writer: InlineWriter) -> list[Element]:
    """Return the reference to the report that follows the heading of an annex."""
    if (head := document.letterhead) is None:
        return []
    own = f" của {document.author}" if document.author else ""
    words = (
        f"(Kèm theo {kind_in_sentence(head)} số {head.number or _NO_NUMBER}/{head.symbol} "
        f"ngày {head.day or _NO_DAY} tháng {head.month or _NO_DAY} năm {head.year}{own})"
    )
    return [paragraph("AnnexReference", writer.text(words))]


def annex_title(part: AnnexPart, writer: InlineWriter) -> list[Element]:
    """Return the runs of an annex heading, on two lines."""
    title = writer.text(part.heading.title.upper())
    return [*writer.text(annex_label(part.heading)), w("r", w("br")), *title]


def _rule(width: int, length: int) -> Element:
    """Return a centred rule: the border of a paragraph without text."""
    side = max((width - length) // 2, 0)
    return paragraph("Rule", (), w("ind", left=side, right=width - length - side if width > length else 0))


def _rule_length(lines: Iterable[str], size: float) -> int:
    """Return the length of the rule below lines of bold type, in twips."""
    return round(_RULE_SHARE * max((text_em(line) for line in lines), default=0.0) * size * 20)


_DEEPEST_CONTENTS_LEVEL = 4


class Bookmarks:
    """Word bookmarks of the headings of a numbered document, by anchor."""

    def __init__(self, document: Document) -> None:
        anchors = [entry.anchor for entry in contents(document, deepest=5)]
        self._positions: Mapping[str, int] = {anchor: i for i, anchor in enumerate(anchors, start=1)}

    def name(self, anchor: str) -> str:
        """Return the name of a bookmark, in the form that Word gives to targets of its tables of contents."""
        return f"_Toc{self._positions[anchor]:08d}"

    def around(self, anchor: str, runs: list[Element]) -> list[Element]:
        """Return the runs with the start and the end of their bookmark."""
        own = self._positions[anchor]
        return [w("bookmarkStart", id=own, name=self.name(anchor)), *runs, w("bookmarkEnd", id=own)]


def contents_page(document: Document, bookmarks: Bookmarks, writer: InlineWriter) -> list[Element]:
    """Return "Mục lục" on its own page, without the headings inside annexes; nothing for a single section."""
    body = {block.anchor for block in document.body if isinstance(block, Heading)}
    entries = [e for e in contents(document, _DEEPEST_CONTENTS_LEVEL) if e.annex or e.anchor in body]
    if document.letterhead is None or not body:
        return []
    lines = [_line(entry, bookmarks, writer) for entry in entries]
    return [paragraph("TOCHeading", [run("MỤC LỤC")]), *lines]


def _line(entry: Entry, bookmarks: Bookmarks, writer: InlineWriter) -> Element:
    words = f"{entry.number}. {entry.text}" if entry.annex else f"{entry.number} {entry.text}"
    runs = writer.text(words)
    if not entry.annex:
        # Pages of annexes are numbered from 1 again, so their numbers would mislead.
        runs += [w("r", w("tab")), *field(f"PAGEREF {bookmarks.name(entry.anchor)} \\h")]
    link = w("hyperlink", *runs, anchor=bookmarks.name(entry.anchor), history=1)
    return paragraph(f"TOC{min(entry.depth, _DEEPEST_CONTENTS_LEVEL)}", [link])


HEADER, FIRST, EXPLAINED, EMPTY = "header", "first", "explained", "empty"
"""Ids of the document's relations to its header and footer parts."""


def page_header(mark: str) -> bytes:
    """Return the header: page number centred in the top margin, a draft's mark on the right."""
    return xml(w("hdr", paragraph("Header", [w("r", w("tab")), *field("PAGE"), *_marked(mark)])))


def first_page_header(mark: str) -> bytes:
    """Return the header of the first page of a part, which has no page number."""
    return xml(w("hdr", paragraph("Header", [w("r", w("tab")), *_marked(mark)] if mark else [])))


def _marked(mark: str) -> list[Element]:
    return [w("r", w("tab")), run(mark, w("b"), w("sz", val=20))] if mark else []


def page_footer(explained: bool) -> bytes:
    """Return the footer of a part: what the mark of simulated values means, if its sentences have such marks."""
    return xml(w("ftr", paragraph("Footer", [run(f"{DAGGER} {IN_A_SENTENCE}")] if explained else [])))


def section_properties(explained: bool) -> Element:
    """Return the properties of a part of the document, which starts on a new page with page number 1.

    Margins are those of the decree: 20 mm top and bottom, 30 mm left, 15 mm right.
    """
    foot = EXPLAINED if explained else EMPTY
    return w(
        "sectPr",
        _reference("headerReference", HEADER, "default"),
        _reference("headerReference", FIRST, "first"),
        _reference("footerReference", foot, "default"),
        _reference("footerReference", foot, "first"),
        w("type", val="nextPage"),
        w("pgSz", w=round(210 * MM), h=round(297 * MM)),
        w(
            "pgMar",
            top=round(20 * MM),
            right=round(15 * MM),
            bottom=round(20 * MM),
            left=round(30 * MM),
            header=round(9 * MM),
            footer=round(9 * MM),
            gutter=0,
        ),
        w("pgNumType", start=1),
        w("titlePg"),
    )


def _reference(tag: str, relation: str, kind: str) -> Element:
    element = w(tag, type=kind)
    element.set(f"{{{R}}}id", relation)
    return element
