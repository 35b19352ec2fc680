"""The font of the PDF: one family that has every character of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import typst

FAMILIES = ("Times New Roman", "TeX Gyre Termes", "Libertinus Serif")
"""In order of preference; the last is embedded in Typst and therefore always available."""

_UNDISPLAYED = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPE = re.compile(r"\\u\{([0-9a-fA-F]+)\}|\\(.)")


def chosen_font(preferred: Sequence[str] = ()) -> str:
    """Return the first family that is installed: of `preferred`, else of `FAMILIES`."""
    installed = {family.casefold(): family for family in installed_families()}
    return next(installed[f.casefold()] for f in (*preferred, *FAMILIES) if f.casefold() in installed)


@cache
def installed_families() -> tuple[str, ...]:
    """Return the font families that Typst finds on this machine, including its embedded ones."""
    return tuple(typst.Fonts().families())


def undisplayed(diagnostic: str) -> str:
    """Return the distinct characters that a Typst error reports as missing from the font."""
    found = "".join(_ESCAPE.sub(_unescaped, match) for match in _UNDISPLAYED.findall(diagnostic))
    return "".join(sorted(set(found)))


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else match[2]
