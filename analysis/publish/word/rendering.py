"""A document as a Word file, and what surrounds its text.

That is letterhead, signature, annex headings, table of contents, page headers and footers. The table of contents has a
page number field on each line, which Word and LibreOffice compute when they open the file. One field for the whole
table would show no page numbers in LibreOffice, which does not compute that field by itself.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from importlib.resources import files
from xml.etree.ElementTree import Element

from analysis.narrative.blocks import Heading, Letterhead, Signature, Text
from analysis.publish.document import Document
from analysis.publish.outline import Entry, annex_label, contents, numbered
from analysis.publish.printed_text import (
    DAGGER,
    IN_A_SENTENCE,
    MOTTO,
    NATION,
    addressee_lines,
    clean_text,
    generator,
    kind_in_sentence,
    upper_lines,
)
from analysis.publish.table_layout import text_em
from analysis.publish.word.blocks import BlockWriter, Bookmarks
from analysis.publish.word.text import (
    MM,
    TEXT_WIDTH,
    InlineWriter,
    Numbering,
    R,
    field,
    keep_next,
    layout_row,
    layout_table,
    paragraph,
    pictures,
    run,
    w,
    xml,
)

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest date of a zip entry; the date of the document is in its properties."""

_UNDATED = datetime(1980, 1, 1)

_HEADER, _FIRST, _EXPLAINED, _EMPTY = "header", "first", "explained", "empty"
"""Ids of the document's relations to its header and footer parts."""

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


def render_docx(document: Document) -> bytes:
    """Return the Word file of a document; the same document gives the same bytes.

    Raises
    ------
    ExportError
        When a chart cannot be drawn.
    """
    from docx.opc.constants import CONTENT_TYPE as CT  # noqa: PLC0415 - heavy, needed only for this format
    from docx.opc.constants import RELATIONSHIP_TYPE as RT  # noqa: PLC0415
    from docx.opc.packuri import PackURI  # noqa: PLC0415
    from docx.opc.part import Part  # noqa: PLC0415
    from docx.package import Package  # noqa: PLC0415

    whole = numbered(document)
    writer, lists, drawn, bookmarks = InlineWriter(), Numbering(), pictures(whole), Bookmarks(whole)
    body = w("body", *_parts(whole, writer, BlockWriter(writer, bookmarks, lists, drawn), bookmarks))
    package = Package()
    main = Part(PackURI("/word/document.xml"), CT.WML_DOCUMENT_MAIN, xml(w("document", body)), package)
    package.relate_to(main, RT.OFFICE_DOCUMENT)
    placed = [
        ("styles", RT.STYLES, CT.WML_STYLES, "styles.xml", _template("word-styles.xml")),
        ("settings", RT.SETTINGS, CT.WML_SETTINGS, "settings.xml", _template("word-settings.xml")),
        ("numbering", RT.NUMBERING, CT.WML_NUMBERING, "numbering.xml", lists.part()),
        ("footnotes", RT.FOOTNOTES, CT.WML_FOOTNOTES, "footnotes.xml", writer.footnotes()),
        (_HEADER, RT.HEADER, CT.WML_HEADER, "header1.xml", _page_header(whole.mark)),
        (_FIRST, RT.HEADER, CT.WML_HEADER, "header2.xml", _first_page_header(whole.marking)),
        (_EXPLAINED, RT.FOOTER, CT.WML_FOOTER, "footer1.xml", _page_footer(explained=True)),
        (_EMPTY, RT.FOOTER, CT.WML_FOOTER, "footer2.xml", _page_footer(explained=False)),
    ]
    placed += [(p.relation, RT.IMAGE, CT.PNG, f"media/{p.relation}.png", p.png) for p in drawn.values()]
    for relation, kind, content_type, name, content in placed:
        main.load_rel(kind, Part(PackURI(f"/word/{name}"), content_type, content, package), relation)
    _describe(package.core_properties, whole)
    written = io.BytesIO()
    package.save(written)
    return _undated(written)


def _parts(whole: Document, writer: InlineWriter, blocks: BlockWriter, bookmarks: Bookmarks) -> Iterator[Element]:
    """Yield the body and each annex, each with its section properties at the end."""
    yield from _head(whole, writer)
    yield from blocks.blocks(whole.body, tie_last=whole.signature is not None)
    if whole.signature is not None:
        yield from _signature(whole.signature, writer)
    yield from _contents_page(whole, bookmarks, writer)
    for part in whole.annexes:
        # An invisibly small paragraph ends a part; section properties cannot follow a table directly.
        yield paragraph("PartEnd", (), _section_properties(_explained(writer)))
        lines = [*writer.text(annex_label(part.heading)), w("r", w("br")), *writer.text(part.heading.title.upper())]
        yield paragraph("AnnexTitle", bookmarks.around(part.heading.anchor, lines))
        yield from _annex_head(whole, writer)
        yield from blocks.blocks(part.blocks, above=1)
    yield paragraph("PartEnd")
    yield _section_properties(_explained(writer))


def _head(whole: Document, writer: InlineWriter) -> Iterator[Element]:
    if (head := whole.letterhead) is None:
        yield from _headline(whole.title, "", writer)
        return
    yield from _letterhead(head, whole.mark, writer)
    yield from _headline(head.document_kind.upper(), head.subject, writer)
    yield from _recipients(head, writer)


def _explained(writer: InlineWriter) -> bool:
    """Whether the part that ends here has marks in its sentences; resets the state for the next part."""
    marked, writer.marked = writer.marked, False
    return marked


def _describe(properties: object, document: Document) -> None:
    day = datetime.combine(document.date, time()) if document.date else _UNDATED
    known = {
        "title": clean_text(document.title)[:255],
        "author": clean_text(document.author)[:255],
        "last_modified_by": clean_text(document.author)[:255],
        "comments": generator(),
        "language": "vi-VN",
        "created": day,
        "modified": day,
        "revision": 1,
    }
    for name, value in known.items():
        setattr(properties, name, value)


def _undated(written: io.BytesIO) -> bytes:
    """Return the package with fixed dates of its entries, so that equal documents have equal bytes."""
    again = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return again.getvalue()


def _template(name: str) -> bytes:
    return files("analysis.publish").joinpath("templates", name).read_bytes()


def _letterhead(head: Letterhead, mark: str, writer: InlineWriter) -> list[Element]:
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


def _headline(kind: str, subject: str, writer: InlineWriter) -> list[Element]:
    """Return kind and subject of the document with the rule below."""
    lines = [paragraph("Title", writer.text(kind))]
    lines += [paragraph("Subtitle", writer.text(subject))] if subject else []
    return [*lines, _rule(TEXT_WIDTH, min(_rule_length((kind, subject), 14), _LONGEST_RULE)), paragraph("FormGap")]


def _recipients(head: Letterhead, writer: InlineWriter) -> list[Element]:
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


def _signature(block: Signature, writer: InlineWriter) -> list[Element]:
    """Return "Nơi nhận" and the signature, side by side."""
    addressed = [paragraph("AddresseesLabel", writer.text("Nơi nhận:"))] if block.addressees else []
    addressed += [paragraph("Addressee", writer.text(line)) for line in addressee_lines(block)]
    authority = [*upper_lines(block.authority), block.title.upper()]
    signed = [paragraph("Signatory", writer.text(line), *keep_next()) for line in authority]
    signed.append(paragraph("SignatoryName", writer.text(block.name)))
    return [
        paragraph("FormGap", (), *keep_next()),
        layout_table(_SIGNATURE_WIDTHS, layout_row(_SIGNATURE_WIDTHS, addressed, signed)),
    ]


def _annex_head(document: Document, writer: InlineWriter) -> list[Element]:
    """Return the reference to the report that follows the heading of an annex."""
    if (head := document.letterhead) is None:
        return []
    own = f" của {document.author}" if document.author else ""
    words = (
        f"(Kèm theo {kind_in_sentence(head)} số {head.number or _NO_NUMBER}/{head.symbol} "
        f"ngày {head.day or _NO_DAY} tháng {head.month or _NO_DAY} năm {head.year}{own})"
    )
    return [paragraph("AnnexReference", writer.text(words))]


def _rule(width: int, length: int) -> Element:
    """Return a centred rule: the border of a paragraph without text."""
    side = max((width - length) // 2, 0)
    return paragraph("Rule", (), w("ind", left=side, right=width - length - side if width > length else 0))


def _rule_length(lines: Iterable[str], size: float) -> int:
    """Return the length of the rule below lines of bold type, in twips."""
    return round(_RULE_SHARE * max((text_em(line) for line in lines), default=0.0) * size * 20)


_DEEPEST_CONTENTS_LEVEL = 4


def _contents_page(document: Document, bookmarks: Bookmarks, writer: InlineWriter) -> list[Element]:
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


def _page_header(mark: str) -> bytes:
    """Return the header: page number centred in the top margin, a draft's mark on the right."""
    return xml(w("hdr", paragraph("Header", [w("r", w("tab")), *field("PAGE"), *_marked(mark)])))


def _first_page_header(mark: str) -> bytes:
    """Return the header of the first page of a part, which has no page number."""
    return xml(w("hdr", paragraph("Header", [w("r", w("tab")), *_marked(mark)] if mark else [])))


def _marked(mark: str) -> list[Element]:
    return [w("r", w("tab")), run(mark, w("b"), w("sz", val=20))] if mark else []


def _page_footer(explained: bool) -> bytes:
    """Return the footer of a part: what the mark of simulated values means, if its sentences have such marks."""
    return xml(w("ftr", paragraph("Footer", [run(f"{DAGGER} {IN_A_SENTENCE}")] if explained else [])))


def _section_properties(explained: bool) -> Element:
    """Return the properties of a part of the document, which starts on a new page with page number 1.

    Margins are those of the decree: 20 mm top and bottom, 30 mm left, 15 mm right.
    """
    foot = _EXPLAINED if explained else _EMPTY
    millimetres = {"top": 20, "right": 15, "bottom": 20, "left": 30, "header": 9, "footer": 9, "gutter": 0}
    return w(
        "sectPr",
        _reference("headerReference", _HEADER, "default"),
        _reference("headerReference", _FIRST, "first"),
        _reference("footerReference", foot, "default"),
        _reference("footerReference", foot, "first"),
        w("type", val="nextPage"),
        w("pgSz", w=round(210 * MM), h=round(297 * MM)),
        w("pgMar", **{name: round(length * MM) for name, length in millimetres.items()}),
        w("pgNumType", start=1),
        w("titlePg"),
    )


def _reference(tag: str, relation: str, kind: str) -> Element:
    element = w(tag, type=kind)
    element.set(f"{{{R}}}id", relation)
    return element
