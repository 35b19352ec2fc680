"""Text as WordprocessingML: paragraphs, runs, footnotes, fields and lists.

All text from data goes through `run` and becomes a text node, never markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from analysis.narrative.blocks import Emphasis, FigureText, Inline, Note, Strong, Text
from analysis.publish.printed_text import DAGGER, clean_text, is_marked

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

MM = 1440 / 25.4
"""Twips (twentieths of a point) in a millimetre."""

TEXT_WIDTH = round(165 * MM)
"""Width of the text between the page margins, in twips."""

for _prefix, _address in (("w", W), ("r", R)):
    ElementTree.register_namespace(_prefix, _address)


def w(tag: str, *children: Element | None, **attributes: str | int) -> Element:
    """Return an element of WordprocessingML.

    Parameters
    ----------
    tag
        Name without the prefix `w:`.
    children
        Child elements in the order of the schema, which Word enforces; None is left out.
    attributes
        Attributes with the prefix `w:`.
    """
    element = Element(f"{{{W}}}{tag}", {f"{{{W}}}{name}": str(value) for name, value in attributes.items()})
    element.extend([child for child in children if child is not None])
    return element


def run(text: str, *properties: Element) -> Element:
    """Return a run of cleaned text; line feeds become line breaks."""
    element = w("r", w("rPr", *properties) if properties else None)
    for position, line in enumerate(text.split("\n")):
        if position:
            element.append(w("br"))
        words = w("t")
        words.set(_SPACE, "preserve")  # else Word drops spaces at both ends
        words.text = line
        element.append(words)
    return element


def paragraph(style: str, runs: Iterable[Element] = (), *properties: Element) -> Element:
    """Return a paragraph of a named style; `properties` override the style, in the order of the schema."""
    return w("p", w("pPr", w("pStyle", val=style), *properties), *runs)


def keep_next() -> Element:
    """Return the property that keeps a paragraph on the same page as the next one."""
    return w("keepNext")


def field(instruction: str) -> list[Element]:
    """Return a Word field, such as the page number, which is computed when the document opens."""
    code = w("instrText")
    code.set(_SPACE, "preserve")
    code.text = f" {instruction} "
    begin = w("fldChar", fldCharType="begin", dirty="true")  # dirty: computed on opening
    pieces = [begin, code, w("fldChar", fldCharType="separate")]
    return [*(w("r", piece) for piece in pieces), run(""), w("r", w("fldChar", fldCharType="end"))]


def xml(root: Element) -> bytes:
    """Return a part of the Word package: XML with its declaration."""
    return ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)


def layout_table(widths: tuple[int, ...], *rows: Element) -> Element:
    """Return a table without borders that places content side by side; `widths` of columns in twips."""
    properties = w(
        "tblPr",
        w("tblStyle", val="FormGrid"),
        w("tblW", w=sum(widths), type="dxa"),
        w("jc", val="center"),
        w("tblLayout", type="fixed"),
    )
    return w("tbl", properties, w("tblGrid", *(w("gridCol", w=width) for width in widths)), *rows)


def layout_row(widths: tuple[int, ...], *cells: list[Element]) -> Element:
    """Return a row of a `layout_table`; it is kept on one page."""
    made = (
        w("tc", w("tcPr", w("tcW", w=width, type="dxa")), *(content or [paragraph("FormLine")]))
        for width, content in zip(widths, cells, strict=True)
    )
    return w("tr", w("trPr", w("cantSplit")), *made)


Emphases = frozenset[str]
"""Names of run properties: "b" bold, "i" italic."""

PLAIN: Emphases = frozenset()
BOLD: Emphases = frozenset("b")
ITALIC: Emphases = frozenset("i")


class InlineWriter:
    """Writes the inline parts of one document, in reading order, and collects its footnotes.

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
        self, parts: Iterable[Inline], emphases: Emphases = PLAIN, marking: bool = True, cell: bool = False
    ) -> list[Element]:
        """Return inline parts as runs.

        Parameters
        ----------
        parts
            Inline parts of a block.
        emphases
            Bold, italic.
        marking
            Whether simulated figures get their mark.
        cell
            Whether they are a cell of a table: its mark is explained under the table, its numbers keep their units.
        """
        return [made for part in parts for made in self._part(part, emphases, marking, cell)]

    def text(self, text: str, emphases: Emphases = PLAIN) -> list[Element]:
        """Return plain text, cleaned, as runs."""
        cleaned = clean_text(text)
        return [run(cleaned, *_properties(emphases))] if cleaned else []

    def note(self, parts: Iterable[Inline]) -> list[Element]:
        """Return the reference to a footnote and store its text."""
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
        """Return the part with all footnotes; Word requires the two separators also where there are no footnotes."""
        separators = (
            w("footnote", paragraph("FootnoteText", [w("r", w(kind))]), type=kind, id=number)
            for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
        )
        return xml(w("footnotes", *separators, *self._notes))

    def _part(self, part: Inline, emphases: Emphases, marking: bool, cell: bool) -> Iterator[Element]:
        match part:
            case Text(text):
                yield from self.text(text, emphases)
            case FigureText(printed=printed):
                shown = marking and is_marked(part)
                self.marked = self.marked or (shown and not cell)
                words = unbroken(printed) if cell else printed
                yield from self.text(words + DAGGER if shown else words, emphases)
            case Strong(children):
                yield from self.runs(children, emphases | {"b"}, marking, cell)
            case Emphasis(children):
                yield from self.runs(children, emphases | {"i"}, marking, cell)
            case Note(children):
                yield from self.note(children)


def unbroken(printed: str) -> str:
    """Return a printed figure with a no-break space between its number and its unit."""
    return re.sub(r"(?<=\d) ", "\u00a0", printed)


def _properties(emphases: Emphases) -> list[Element]:
    return [w(name) for name in ("b", "i") if name in emphases]


_SIGNS = ("-", "+", "•")
_SIGNED, _COUNTED = 1, 2


class Numbering:
    """The lists of one document: "-", "+", "•" by level, or numbers that restart in each list."""

    deepest = len(_SIGNS) - 1
    """Lists on lower levels have the sign of this level."""

    def __init__(self) -> None:
        self._ordered = 0

    def start(self, ordered: bool) -> int:
        """Return the `numId` that the items of a new list refer to."""
        if not ordered:
            return _SIGNED
        self._ordered += 1
        return _SIGNED + self._ordered

    def part(self) -> bytes:
        """Return the definitions of all lists."""
        signed = (_level(level, "bullet", sign) for level, sign in enumerate(_SIGNS))
        counted = (_level(level, "decimal", f"%{level + 1}.") for level in range(len(_SIGNS)))
        definitions = [
            w("abstractNum", w("multiLevelType", val="hybridMultilevel"), *signed, abstractNumId=_SIGNED),
            w("abstractNum", w("multiLevelType", val="hybridMultilevel"), *counted, abstractNumId=_COUNTED),
        ]
        lists = [w("num", w("abstractNumId", val=_SIGNED), numId=_SIGNED)]
        lists += [_restarted(_SIGNED + position) for position in range(1, self._ordered + 1)]
        return xml(w("numbering", *definitions, *lists))


def _level(level: int, form: str, text: str) -> Element:
    return w(
        "lvl",
        w("start", val=1),
        w("numFmt", val=form),
        w("suff", val="space"),
        w("lvlText", val=text),
        w("lvlJc", val="left"),
        w("pPr", w("ind", left=0, firstLine=567)),
        ilvl=level,
    )


def _restarted(number: int) -> Element:
    restarts = (w("lvlOverride", w("startOverride", val=1), ilvl=level) for level in range(len(_SIGNS)))
    return w("num", w("abstractNumId", val=_COUNTED), *restarts, numId=number)
