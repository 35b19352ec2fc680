"""Inline text as runs; footnotes as Word's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from analysis.narrative.blocks import Emphasis, FigureText, Inline, Note, Strong, Text
from analysis.publish.printed_text import DAGGER, clean_text, is_marked
from analysis.publish.word.elements import paragraph, run, w, xml

Look = frozenset[str]
"""Names of properties of a run: "b" bold, "i" italic."""

PLAIN: Look = frozenset()
BOLD: Look = frozenset("b")


class InlineWriter:
    """Writes the inline parts of one document, in reading order, and keeps its footnotes.

    Attributes
    ----------
    marked
        Whether a number in a sentence was marked as simulated since this was last set to False.
    """

    def __init__(self) -> None:
        self._notes: list[Element] = []
        self._in_note = False
        self.marked = False

    def runs(
        self, parts: Iterable[Inline], look: Look = PLAIN, marking: bool = True, cell: bool = False
    ) -> list[Element]:
        """Return inline parts as runs.

        Parameters
        ----------
        parts
            What to write.
        look
            Bold, italic.
        marking
            Put the mark on simulated figures.
        cell
            Of a table, under which its own mark is explained.
        """
        return [made for part in parts for made in self._part(part, look, marking, cell)]

    def text(self, text: str, look: Look = PLAIN) -> list[Element]:
        """Return plain text, cleaned, as runs."""
        cleaned = clean_text(text)
        return [run(cleaned, *_properties(look))] if cleaned else []

    def note(self, parts: Iterable[Inline]) -> list[Element]:
        """Return the call of a footnote and keep its text."""
        if self._in_note:
            # Word has no footnotes in footnotes.
            return [run(" ("), *self.runs(parts), run(")")]
        self._in_note = True
        number = len(self._notes) + 1
        own = w("r", w("rPr", w("rStyle", val="FootnoteReference")), w("footnoteRef"))
        body = paragraph("FootnoteText", [own, run(" "), *self.runs(parts)])
        self._notes.append(w("footnote", body, id=number))
        self._in_note = False
        return [w("r", w("rPr", w("rStyle", val="FootnoteReference")), w("footnoteReference", id=number))]

    def footnotes(self) -> bytes:
        """Return the part with all footnotes; Word asks for the two separators even where there are none."""
        separators = (
            w("footnote", paragraph("FootnoteText", [w("r", w(kind))]), type=kind, id=number)
            for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
        )
        return xml(w("footnotes", *separators, *self._notes))

    def _part(self, part: Inline, look: Look, marking: bool, cell: bool) -> Iterator[Element]:
        match part:
            case Text(text):
                yield from self.text(text, look)
            case FigureText(printed=printed):
                shown = marking and is_marked(part)
                self.marked = self.marked or (shown and not cell)
                yield from self.text(printed + DAGGER if shown else printed, look)
            case Strong(children):
                yield from self.runs(children, look | {"b"}, marking, cell)
            case Emphasis(children):
                yield from self.runs(children, look | {"i"}, marking, cell)
            case Note(children):
                yield from self.note(children)


def _properties(look: Look) -> list[Element]:
    return [w(name) for name in ("b", "i") if name in look]
