"""The table of contents, and the bookmarks it leads to.

Its lines are those of the PDF, each with a field for the page, which Word and LibreOffice compute when they open the
file. One field for the whole table would show no page at all in LibreOffice, which never computes that one by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from analysis.narrative.blocks import Heading
from analysis.publish.document import Document
from analysis.publish.outline import Entry, contents
from analysis.publish.word.elements import field, paragraph, run, w
from analysis.publish.word.inline import InlineWriter

_DEEPEST = 4


class Bookmarks:
    """Names of Word's own form for the headings of a document, by their anchors.

    Parameters
    ----------
    document
        Numbered.
    """

    def __init__(self, document: Document) -> None:
        anchors = [entry.anchor for entry in contents(document, deepest=5)]
        self._positions: Mapping[str, int] = {anchor: i for i, anchor in enumerate(anchors, start=1)}

    def name(self, anchor: str) -> str:
        """Return the bookmark's name."""
        return f"_Toc{self._positions[anchor]:08d}"

    def around(self, anchor: str, runs: list[Element]) -> list[Element]:
        """Return the runs between the two ends of their bookmark."""
        own = self._positions[anchor]
        return [w("bookmarkStart", id=own, name=self.name(anchor)), *runs, w("bookmarkEnd", id=own)]


def contents_page(document: Document, bookmarks: Bookmarks, writer: InlineWriter) -> list[Element]:
    """Return "Mục lục" on a page of its own, where there are headings; those within annexes are left out."""
    body = {block.anchor for block in document.body if isinstance(block, Heading)}
    entries = [e for e in contents(document, _DEEPEST) if e.annex or e.anchor in body]
    if document.letterhead is None or not body:
        return []
    lines = [_line(entry, bookmarks, writer) for entry in entries]
    return [paragraph("TOCHeading", [run("MỤC LỤC")]), *lines]


def _line(entry: Entry, bookmarks: Bookmarks, writer: InlineWriter) -> Element:
    words = f"{entry.number}. {entry.text}" if entry.annex else f"{entry.number} {entry.text}"
    runs = writer.text(words)
    if not entry.annex:
        # Annexes have page numbers of their own and follow in order.
        runs += [w("r", w("tab")), *field(f"PAGEREF {bookmarks.name(entry.anchor)} \\h")]
    link = w("hyperlink", *runs, anchor=bookmarks.name(entry.anchor), history=1)
    return paragraph(f"TOC{min(entry.depth, _DEEPEST)}", [link])
