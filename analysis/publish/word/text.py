"""Elements of WordprocessingML: paragraphs, runs, footnotes, fields, lists, pictures.

All text from data goes through `run` and becomes a text node, never markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

import typst

from analysis.narrative.blocks import ChartBlock, Emphasis, FigureText, Inline, Note, Strong, Text
from analysis.publish.document import Document
from analysis.publish.drawings import drawings, shown_size, size
from analysis.publish.pdf import call, quoted
from analysis.publish.printed_text import DAGGER, ExportError, clean_text, is_marked

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_EMU_PER_POINT = 12700
_DOTS_PER_INCH = 300
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

MM = 1440 / 25.4
"""Twips (twentieths of a point) in a millimetre."""

TEXT_WIDTH = round(165 * MM)
"""Width of the text between the page margins, in twips."""

for _prefix, _address in (("w", W), ("r", R), ("wp", _WP), ("a", _A), ("pic", _PIC)):
    ElementTree.register_namespace(_prefix, _address)


def w(tag: str, *children: Element | None, **attributes: str | int) -> Element:
    """Return an element of WordprocessingML; names of elements and attributes are without the prefix `w:`.

    Children are in the order of the schema, which Word enforces; None is left out.
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


def keep_next(kept: bool = True) -> tuple[Element, ...]:
    """Return the property that keeps a paragraph on the same page as the next one, if it is to be kept."""
    return (w("keepNext"),) if kept else ()


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

    `marked` says whether a number in a sentence was marked as simulated since it was last set to False.
    """

    def __init__(self) -> None:
        self._notes: list[Element] = []
        self._in_note = False
        self.marked = False

    def runs(
        self, parts: Iterable[Inline], emphases: Emphases = PLAIN, marking: bool = True, cell: bool = False
    ) -> list[Element]:
        """Return inline parts as runs; `marking` puts the mark on simulated figures.

        The mark in a `cell` of a table is explained under the table, and its numbers keep their units.
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


# Charts as pictures ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Picture:
    """A chart as a part of the Word package; `position` counts the charts of the document from 1."""

    position: int
    png: bytes

    @property
    def relation(self) -> str:
        """Id of the document's relation to the part."""
        return f"chart{self.position}"


def pictures(document: Document) -> dict[str, Picture]:
    """Return the pictures of all charts of a numbered document, by chart number, at print resolution.

    Raises
    ------
    ExportError
        When a drawing cannot be read or rendered.
    """
    drawn = list(drawings(document))
    if not drawn:
        return {}
    try:
        # Letters in drawings are paths, so Typst need not load fonts.
        no_fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
        compiler = typst.Compiler(_pages([svg for _, svg in drawn]).encode(), font_paths=no_fonts)
        made = compiler.compile(format="png", ppi=_DOTS_PER_INCH)
    except typst.TypstError as error:
        raise ExportError(f"a chart cannot be drawn: {error.message}") from error
    pngs = [png for png in (made if isinstance(made, list) else [made]) if png is not None]
    paired = zip(drawn, pngs, strict=True)
    return {name: Picture(position, png) for position, ((name, _), png) in enumerate(paired, start=1)}


def _pages(svgs: Sequence[str]) -> str:
    """Return Typst source with one page for each drawing, of the size it has in the document."""
    pages = []
    for svg in svgs:
        width, height = shown_size(size(svg))
        image = f'image(bytes({quoted(svg)}), format: "svg", width: {width:.2f}pt, height: {height:.2f}pt)'
        pages.append(call("page", image, width=f"{width:.2f}pt", height=f"{height:.2f}pt", margin="0pt"))
    return "\n".join(pages)


def drawing(block: ChartBlock, picture: Picture) -> Element:
    """Return the element that shows a picture in a run."""
    width, height = (str(round(side * _EMU_PER_POINT)) for side in shown_size(size(block.svg)))
    name, alt = clean_text(block.number), clean_text(block.alt)
    shown = w("drawing")
    inline = SubElement(shown, f"{{{_WP}}}inline", dict.fromkeys(("distT", "distB", "distL", "distR"), "0"))
    SubElement(inline, f"{{{_WP}}}extent", cx=width, cy=height)
    SubElement(inline, f"{{{_WP}}}docPr", id=str(picture.position), name=name, descr=alt)
    frame = SubElement(inline, f"{{{_WP}}}cNvGraphicFramePr")
    SubElement(frame, f"{{{_A}}}graphicFrameLocks", noChangeAspect="1")
    data = SubElement(SubElement(inline, f"{{{_A}}}graphic"), f"{{{_A}}}graphicData", uri=_PIC)
    pic = SubElement(data, f"{{{_PIC}}}pic")
    own = SubElement(pic, f"{{{_PIC}}}nvPicPr")
    SubElement(own, f"{{{_PIC}}}cNvPr", id=str(picture.position), name=name, descr=alt)
    SubElement(own, f"{{{_PIC}}}cNvPicPr")
    fill = SubElement(pic, f"{{{_PIC}}}blipFill")
    SubElement(fill, f"{{{_A}}}blip", {f"{{{R}}}embed": picture.relation})
    SubElement(SubElement(fill, f"{{{_A}}}stretch"), f"{{{_A}}}fillRect")
    shape = SubElement(pic, f"{{{_PIC}}}spPr")
    placed = SubElement(shape, f"{{{_A}}}xfrm")
    SubElement(placed, f"{{{_A}}}off", x="0", y="0")
    SubElement(placed, f"{{{_A}}}ext", cx=width, cy=height)
    SubElement(SubElement(shape, f"{{{_A}}}prstGeom", prst="rect"), f"{{{_A}}}avLst")
    return shown
