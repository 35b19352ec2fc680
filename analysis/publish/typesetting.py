"""Typst source to PDF, in memory; charts that do not fit go over to the next page."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import typst

from analysis.publish.errors import ExportError
from analysis.publish.fonts import undisplayed
from analysis.publish.typst_source import TypstSource

_PASSES = 12
"""Enough for the charts of a long report; each pass settles at least the next one."""


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
        compiler = _compiler(source.whole(), _floating_charts(source.up_to_last_chart()))
        pdf, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=standards)
    except typst.TypstError as error:
        raise ExportError(_explained(error)) from error
    if warnings:
        raise ExportError("Typst warns: " + "; ".join(str(warning.message) for warning in warnings))
    if not isinstance(pdf, bytes):
        raise ExportError("Typst gave no PDF")
    return pdf


def _floating_charts(source: str) -> frozenset[str]:
    """Choose the charts that leave their place.

    Whether one fits depends only on those before it, so every pass settles one more; usually two will do.
    Typst could decide by itself, but gives up after five rounds.
    """
    floating: frozenset[str] = frozenset()
    for _ in range(_PASSES if source else 0):
        rooms = json.loads(_compiler(source, floating).query("<chart-room>", field="value"))
        wanted = frozenset(str(room["name"]) for room in rooms if room["left"] < room["needed"])
        if wanted == floating:
            break
        floating = wanted
    return floating


def _compiler(source: str, floating: frozenset[str]) -> typst.Compiler:
    return typst.Compiler(source.encode(), font_paths=_fonts(), sys_inputs={"floating": "|".join(sorted(floating))})


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()


def _explained(error: typst.TypstError) -> str:
    if missing := undisplayed(str(error.diagnostic)):
        named = ", ".join(f"“{character}” (U+{ord(character):04X})" for character in missing)
        return f"the font lacks these characters: {named}"
    return f"Typst cannot set the document: {error.message} {' '.join(error.hints)}".strip()
