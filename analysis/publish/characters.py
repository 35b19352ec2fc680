"""Which characters may reach a document."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_DROPPED = frozenset({"Cc", "Cf", "Cs", "Cn"})
"""Controls, invisible formatting (which can reverse or hide text), lone surrogates, unassigned codes."""


@lru_cache(maxsize=1 << 14)  # tables repeat their words
def clean_text(text: str, keep_lines: bool = False) -> str:
    r"""Return `text` as one line of visible characters, composed (NFC).

    Parameters
    ----------
    text
        Anything.
    keep_lines
        Keep line feeds instead of turning them into spaces.

    Examples
    --------
    >>> clean_text("Cao\tLộc\x00\u202e\n2023")
    'Cao Lộc 2023'
    """
    line_end = "\n" if keep_lines else " "
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = text.replace("\t", " ").replace("\v", " ").replace("\f", " ").replace("\n", line_end)
    kept = (c for c in text if c == "\n" or unicodedata.category(c) not in _DROPPED)
    return unicodedata.normalize("NFC", "".join(kept))


def used_characters(texts: Iterable[str]) -> str:
    """Return every distinct character of `texts` that needs a glyph, in code order."""
    return "".join(sorted({c for text in texts for c in text if not c.isspace()}))
