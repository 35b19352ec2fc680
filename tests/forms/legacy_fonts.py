"""Texts as legacy fonts need them: the inverse of what `analysis.forms.incoming` reads."""

from __future__ import annotations

import unicodedata

from analysis.forms.incoming import _FROM_TCVN3, _FROM_VNI

_TO_TCVN3 = {letter: text for text, letter in _FROM_TCVN3.items()}
_TO_VNI = {letter: text for text, letter in _FROM_VNI.items()}


def to_tcvn3(text: str) -> str:
    """Write a text as a TCVN3 font needs it; capitals that the set lacks become small."""
    return "".join(_TO_TCVN3.get(c) or _TO_TCVN3.get(c.lower(), c) for c in unicodedata.normalize("NFC", text))


def to_vni(text: str) -> str:
    """Write a text as a VNI font needs it."""
    return "".join(_TO_VNI.get(c, c) for c in unicodedata.normalize("NFC", text))
