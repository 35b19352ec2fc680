"""PDF through Typst, in memory: neither LaTeX nor a browser is needed."""

from __future__ import annotations

from functools import cache
from typing import Any

import typst

from analysis.publish.document import Document
from analysis.publish.fonts import chosen_font, undisplayed
from analysis.publish.outline import numbered
from analysis.publish.printed_text import ExportError
from analysis.publish.typst_source import TypstSource, typst_source


def render_pdf(document: Document, font: str | None = None) -> bytes:
    """Return the PDF of a document; the same document and font give the same bytes.

    Parameters
    ----------
    document
        As `read_document` returns it.
    font
        An installed family; else chosen by `chosen_font`.

    Raises
    ------
    ExportError
        When the font lacks a character, or Typst has anything to object.
    """
    family = font or chosen_font(document.fonts)
    source = typst_source(numbered(document), family)
    try:
        return typeset(source, archivable=document.date is not None)
    except ExportError as error:
        raise ExportError(f"PDF in {family}: {error}") from error


def typeset(source: TypstSource, archivable: bool = True) -> bytes:
    """Return the PDF of a source; the same source gives the same bytes.

    Parameters
    ----------
    source
        As `typst_source` writes it.
    archivable
        PDF/A besides PDF/UA, which needs a document with a date.

    Raises
    ------
    ExportError
        When the font lacks a character, or Typst has anything to object.
    """
    standards: Any = ["a-3a", "ua-1"] if archivable else ["ua-1"]
    try:
        compiler = typst.Compiler(source.whole().encode(), font_paths=_fonts())
        pdf, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=standards)
    except typst.TypstError as error:
        raise ExportError(_explained(error)) from error
    if warnings:
        raise ExportError("Typst warns: " + "; ".join(str(warning.message) for warning in warnings))
    if not isinstance(pdf, bytes):
        raise ExportError("Typst gave no PDF")
    return pdf


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()


def _explained(error: typst.TypstError) -> str:
    if missing := undisplayed(str(error.diagnostic)):
        named = ", ".join(f"“{character}” (U+{ord(character):04X})" for character in missing)
        return f"the font lacks these characters: {named}"
    return f"Typst cannot set the document: {error.message} {' '.join(error.hints)}".strip()
