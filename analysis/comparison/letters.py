"""Vietnamese capital and small letters, for patterns: `re` has no character class for capitals."""

from __future__ import annotations

_LATIN = [chr(code) for code in (*range(0x41, 0x250), *range(0x1EA0, 0x1EFA)) if chr(code).isalpha()]

UPPER = "".join(letter for letter in _LATIN if letter.isupper())
LOWER = "".join(letter for letter in _LATIN if letter.islower())

CAPITALISED = f"[{UPPER}][{LOWER}]+"
"""A word written with a capital ("Lộc")."""
