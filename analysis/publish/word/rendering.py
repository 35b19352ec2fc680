"""A document as a Word file; the same document gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from importlib.resources import files
from xml.etree.ElementTree import Element

from analysis.publish.document import Document
from analysis.publish.outline import numbered
from analysis.publish.printed_text import clean_text, generator
from analysis.publish.word import form
from analysis.publish.word.blocks import BlockWriter, Picture, pictures
from analysis.publish.word.form import EMPTY, EXPLAINED, FIRST, HEADER, Bookmarks, contents_page
from analysis.publish.word.text import InlineWriter, Numbering, paragraph, w, xml

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest date of a zip entry; the date of the document is in its properties."""

_UNDATED = datetime(1980, 1, 1)


@dataclass(frozen=True)
class Parts:
    """The parts of the package that depend on the document; headers and footers by their relation in `form`."""

    document: bytes
    footnotes: bytes
    numbering: bytes
    header: bytes
    first: bytes
    explained: bytes
    empty: bytes
    pictures: tuple[Picture, ...] = ()


def packed(parts: Parts, document: Document) -> bytes:
    """Return the Word file made of `parts`; its properties (title, author, date) are those of the document."""
    from docx.opc.constants import CONTENT_TYPE as CT  # noqa: PLC0415 - heavy, needed only for this format
    from docx.opc.constants import RELATIONSHIP_TYPE as RT  # noqa: PLC0415
    from docx.opc.packuri import PackURI  # noqa: PLC0415
    from docx.opc.part import Part  # noqa: PLC0415
    from docx.package import Package  # noqa: PLC0415

    package = Package()
    main = Part(PackURI("/word/document.xml"), CT.WML_DOCUMENT_MAIN, parts.document, package)
    package.relate_to(main, RT.OFFICE_DOCUMENT)
    placed = [
        ("styles", RT.STYLES, CT.WML_STYLES, "styles.xml", _template("word-styles.xml")),
        ("settings", RT.SETTINGS, CT.WML_SETTINGS, "settings.xml", _template("word-settings.xml")),
        ("numbering", RT.NUMBERING, CT.WML_NUMBERING, "numbering.xml", parts.numbering),
        ("footnotes", RT.FOOTNOTES, CT.WML_FOOTNOTES, "footnotes.xml", parts.footnotes),
        (HEADER, RT.HEADER, CT.WML_HEADER, "header1.xml", parts.header),
        (FIRST, RT.HEADER, CT.WML_HEADER, "header2.xml", parts.first),
        (EXPLAINED, RT.FOOTER, CT.WML_FOOTER, "footer1.xml", parts.explained),
        (EMPTY, RT.FOOTER, CT.WML_FOOTER, "footer2.xml", parts.empty),
    ]
    placed += [(p.relation, RT.IMAGE, CT.PNG, f"media/{p.relation}.png", p.png) for p in parts.pictures]
    for relation, kind, content_type, name, content in placed:
        main.load_rel(kind, Part(PackURI(f"/word/{name}"), content_type, content, package), relation)
    _describe(package.core_properties, document)
    written = io.BytesIO()
    package.save(written)
    return _undated(written)


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


def render_docx(document: Document) -> bytes:
    """Return the Word file of a document; the same document gives the same bytes.

    Parameters
    ----------
    document
        As `read_document` returns it.

    Raises
    ------
    ExportError
        When a chart cannot be drawn.
    """
    whole = numbered(document)
    writer, lists, drawn = InlineWriter(), Numbering(), pictures(whole)
    bookmarks = Bookmarks(whole)
    blocks = BlockWriter(writer, bookmarks, lists, drawn)
    body = w("body", *_parts(whole, writer, blocks, bookmarks))
    parts = Parts(
        document=xml(w("document", body)),
        footnotes=writer.footnotes(),
        numbering=lists.part(),
        header=form.page_header(whole.mark),
        first=form.first_page_header(whole.marking),
        explained=form.page_footer(explained=True),
        empty=form.page_footer(explained=False),
        pictures=tuple(drawn.values()),
    )
    return packed(parts, whole)


def _parts(whole: Document, writer: InlineWriter, blocks: BlockWriter, bookmarks: Bookmarks) -> Iterator[Element]:
    """Yield the body and each annex, each with its section properties at the end."""
    yield from _head(whole, writer)
    yield from blocks.blocks(whole.body, tie_last=whole.signature is not None)
    if whole.signature is not None:
        yield from form.signature(whole.signature, writer)
    yield from contents_page(whole, bookmarks, writer)
    for part in whole.annexes:
        yield _section_end(writer)
        title = bookmarks.around(part.heading.anchor, form.annex_title(part, writer))
        yield paragraph("AnnexTitle", title)
        yield from form.annex_head(whole, writer)
        yield from blocks.blocks(part.blocks, above=1)
    yield paragraph("PartEnd")
    yield form.section_properties(_explained(writer))


def _head(whole: Document, writer: InlineWriter) -> Iterator[Element]:
    if (head := whole.letterhead) is None:
        yield from form.headline(whole.title, "", writer)
        return
    yield from form.letterhead(head, whole.mark, writer)
    yield from form.headline(head.document_kind.upper(), head.subject, writer)
    yield from form.recipients(head, writer)


def _section_end(writer: InlineWriter) -> Element:
    """Return an invisibly small paragraph that ends a part; section properties cannot follow a table directly."""
    return paragraph("PartEnd", (), form.section_properties(_explained(writer)))


def _explained(writer: InlineWriter) -> bool:
    """Whether the part that ends here has marks in its sentences; resets the state for the next part."""
    marked, writer.marked = writer.marked, False
    return marked
