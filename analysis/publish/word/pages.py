"""Pages: margins of the decree, numbers at the top from the second page of each part on, the foot's explanation."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from analysis.publish.printed_text import DAGGER, IN_A_SENTENCE
from analysis.publish.word.elements import MM, R, field, paragraph, run, w, xml

HEADER, FIRST, EXPLAINED, EMPTY = "header", "first", "explained", "empty"
"""Relations of the document to the parts that its sections have at their head and foot."""


def header(mark: str) -> bytes:
    """Return the page number, centred in the top margin, with what marks a draft beside it."""
    return xml(w("hdr", paragraph("Header", [w("r", w("tab")), *field("PAGE"), *_marked(mark)])))


def first_header(mark: str) -> bytes:
    """Return the head of the first page of a part, which has no number."""
    return xml(w("hdr", paragraph("Header", [w("r", w("tab")), *_marked(mark)] if mark else [])))


def _marked(mark: str) -> list[Element]:
    return [w("r", w("tab")), run(mark, w("b"), w("sz", val=20))] if mark else []


def footer(explained: bool) -> bytes:
    """Return the foot of a part: what the mark in sentences means, if the part has such marks."""
    return xml(w("ftr", paragraph("Footer", [run(f"{DAGGER} {IN_A_SENTENCE}")] if explained else [])))


def section(explained: bool) -> Element:
    """Return the properties of a part of the document, which begins on a new page with number one."""
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
    made = w(tag, type=kind)
    made.set(f"{{{R}}}id", relation)
    return made
