"""Typst source to PDF, in memory."""

from __future__ import annotations

from functools import cache
from typing import Any

import typst

from analysis.publish.errors import ExportError
from analysis.publish.fonts import undisplayed
from analysis.publish.typst_source import TypstSource


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
