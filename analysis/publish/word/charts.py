"""Charts: the very drawing of the HTML and the PDF, as a picture at print resolution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

import typst

from analysis.narrative.blocks import ChartBlock
from analysis.publish.document import Document
from analysis.publish.drawings import size
from analysis.publish.printed_text import DAGGER, ExportError, clean_text, explanation, is_marked
from analysis.publish.typst_literals import call, quoted
from analysis.publish.typst_source import caption, drawings, notes, shown_size
from analysis.publish.word.elements import R, keep_next, paragraph, w
from analysis.publish.word.inline import BOLD, InlineWriter

_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_EMU_PER_POINT = 12700
_DOTS_PER_INCH = 300

for _prefix, _address in (("wp", _WP), ("a", _A), ("pic", _PIC)):
    ElementTree.register_namespace(_prefix, _address)


@dataclass(frozen=True)
class Picture:
    """A chart as a part of the package.

    Attributes
    ----------
    position
        Counted from one; distinguishes it in the document.
    png
        The picture.
    """

    position: int
    png: bytes

    @property
    def relation(self) -> str:
        """How the document refers to the part."""
        return f"chart{self.position}"


def pictures(document: Document) -> dict[str, Picture]:
    """Return the picture of every chart of a numbered document, by the chart's number.

    Raises
    ------
    ExportError
        When a drawing cannot be read or drawn.
    """
    drawn = list(drawings(document))
    if not drawn:
        return {}
    try:
        # Letters stand in drawings as paths, so no fonts are looked for.
        none = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
        compiler = typst.Compiler(_pages([svg for _, svg in drawn]).encode(), font_paths=none)
        made = compiler.compile(format="png", ppi=_DOTS_PER_INCH)
    except typst.TypstError as error:
        raise ExportError(f"a chart cannot be drawn: {error.message}") from error
    pngs = [png for png in (made if isinstance(made, list) else [made]) if png is not None]
    paired = zip(drawn, pngs, strict=True)
    return {name: Picture(position, png) for position, ((name, _), png) in enumerate(paired, start=1)}


def chart(block: ChartBlock, drawn: Mapping[str, Picture], writer: InlineWriter) -> list[Element]:
    """Return a chart, its caption, and what stands under it, together on one page."""
    picture = drawn[block.number]
    marks = (f"{DAGGER} {explanation(block)}",) if is_marked(block) else ()
    lines = [("ChartCaption", caption(block), BOLD)]
    lines += [("ChartNote", line, frozenset[str]()) for line in (*marks, *notes(block))]
    below = [
        paragraph(style, writer.text(words, look), *((keep_next(),) if i < len(lines) else ()))
        for i, (style, words, look) in enumerate(lines, start=1)
    ]
    return [paragraph("Chart", [w("r", _drawing(block, picture))]), *below]


def _pages(svgs: Sequence[str]) -> str:
    """Return a page for each drawing, just as large as it is shown."""
    pages = []
    for svg in svgs:
        width, height = shown_size(size(svg))
        image = f'image(bytes({quoted(svg)}), format: "svg", width: {width:.2f}pt, height: {height:.2f}pt)'
        pages.append(call("page", image, width=f"{width:.2f}pt", height=f"{height:.2f}pt", margin="0pt"))
    return "\n".join(pages)


def _drawing(block: ChartBlock, picture: Picture) -> Element:
    width, height = (str(round(side * _EMU_PER_POINT)) for side in shown_size(size(block.svg)))
    name, alt = clean_text(block.number), clean_text(block.alt)
    drawing = w("drawing")
    inline = SubElement(drawing, f"{{{_WP}}}inline", dict.fromkeys(("distT", "distB", "distL", "distR"), "0"))
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
    return drawing
