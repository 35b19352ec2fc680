"""Elements of WordprocessingML: every word of data goes through `run`, and is a text node, never markup."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

MM = 1440 / 25.4
"""Twips (twentieths of a point) in a millimetre."""

TEXT_WIDTH = round(165 * MM)
"""Between the margins, in twips."""

for _prefix, _address in (("w", W), ("r", R)):
    ElementTree.register_namespace(_prefix, _address)


def w(tag: str, *children: Element | None, **attributes: str | int) -> Element:
    """Return an element of WordprocessingML.

    Parameters
    ----------
    tag
        Name without its prefix.
    children
        In the order that the standard asks for; None is left out.
    attributes
        Attributes of the same namespace.
    """
    element = Element(f"{{{W}}}{tag}", {f"{{{W}}}{name}": str(value) for name, value in attributes.items()})
    element.extend([child for child in children if child is not None])
    return element


def run(text: str, *properties: Element) -> Element:
    """Return a run of clean text; line feeds in it become line breaks."""
    made = w("r", w("rPr", *properties) if properties else None)
    for position, line in enumerate(text.split("\n")):
        if position:
            made.append(w("br"))
        words = w("t")
        words.set(_SPACE, "preserve")
        words.text = line
        made.append(words)
    return made


def paragraph(style: str, runs: Iterable[Element] = (), *properties: Element) -> Element:
    """Return a paragraph of a named style; `properties` deviate from the style, in the standard's order."""
    return w("p", w("pPr", w("pStyle", val=style), *properties), *runs)


def keep_next() -> Element:
    """Return the property that keeps a paragraph on the page of the next one."""
    return w("keepNext")


def field(instruction: str) -> list[Element]:
    """Return a field of Word's own, such as the page number, which is computed when the document opens."""
    code = w("instrText")
    code.set(_SPACE, "preserve")
    code.text = f" {instruction} "
    opened = w("fldChar", fldCharType="begin", dirty="true")
    pieces = [opened, code, w("fldChar", fldCharType="separate")]
    return [*(w("r", piece) for piece in pieces), run(""), w("r", w("fldChar", fldCharType="end"))]


def xml(root: Element) -> bytes:
    """Return a whole part."""
    return ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)


def layout_table(widths: tuple[int, ...], *rows: Element) -> Element:
    """Return a table without borders, for what stands side by side.

    Parameters
    ----------
    widths
        Of the columns, in twips.
    rows
        Made by `layout_row`.
    """
    properties = w(
        "tblPr",
        w("tblStyle", val="FormGrid"),
        w("tblW", w=sum(widths), type="dxa"),
        w("jc", val="center"),
        w("tblLayout", type="fixed"),
    )
    return w("tbl", properties, w("tblGrid", *(w("gridCol", w=width) for width in widths)), *rows)


def layout_row(widths: tuple[int, ...], *cells: list[Element]) -> Element:
    """Return a row of such a table, which never splits over two pages."""
    made = (
        w("tc", w("tcPr", w("tcW", w=width, type="dxa")), *(content or [paragraph("FormLine")]))
        for width, content in zip(widths, cells, strict=True)
    )
    return w("tr", w("trPr", w("cantSplit")), *made)
