"""A document as the parts of a Word file."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from analysis.publish.document import Document
from analysis.publish.outline import numbered
from analysis.publish.word import form, pages
from analysis.publish.word.blocks import BlockWriter
from analysis.publish.word.charts import pictures
from analysis.publish.word.contents import Bookmarks, contents_page
from analysis.publish.word.elements import paragraph, w, xml
from analysis.publish.word.inline import InlineWriter
from analysis.publish.word.numbering import Numbering
from analysis.publish.word.package import Parts, packed


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
        header=pages.header(whole.mark),
        first=pages.first_header(whole.marking),
        explained=pages.footer(explained=True),
        empty=pages.footer(explained=False),
        pictures=tuple(drawn.values()),
    )
    return packed(parts, whole)


def _parts(whole: Document, writer: InlineWriter, blocks: BlockWriter, bookmarks: Bookmarks) -> Iterator[Element]:
    """Yield the body and each annex, every one with its page properties at its end."""
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
    yield pages.section(_explained(writer))


def _head(whole: Document, writer: InlineWriter) -> Iterator[Element]:
    if (head := whole.letterhead) is None:
        yield from form.headline(whole.title, "", writer)
        return
    yield from form.letterhead(head, whole.mark, writer)
    yield from form.headline(head.document_kind.upper(), head.subject, writer)
    yield from form.recipients(head, writer)


def _section_end(writer: InlineWriter) -> Element:
    """Return the paragraph, too small to be seen, that ends a part; a table cannot."""
    return paragraph("PartEnd", (), pages.section(_explained(writer)))


def _explained(writer: InlineWriter) -> bool:
    """Whether the part that ends here has marks to explain."""
    marked, writer.marked = writer.marked, False
    return marked
