"""Names of places that a report spells in two ways."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from analysis.comparison.findings import Finding
from analysis.comparison.letters import CAPITALISED
from analysis.comparison.text import Text

_WORD = CAPITALISED
_NAME = re.compile(rf"\b{_WORD}(?: {_WORD}){{1,2}}\b")
_PLACE = re.compile(rf"\b(?i:xã|thị trấn|phường|thôn|bản|xóm|ấp|huyện|buôn|tỉnh|làng|khu) ({_WORD}(?: {_WORD}){{0,2}})")
_LINK = re.compile(r", (?:và )?(?:(?:xã|thôn|buôn|bản|thị trấn|huyện) )?| và |; ")
_CHAIN = re.compile(rf"{_WORD}(?: {_WORD}){{0,2}}(?:(?:, (?:và )?| và |; ){_WORD}(?: {_WORD}){{0,2}})+")
_WITH_NUMBER = re.compile(rf"(?:^|[:;,] )({_WORD}(?: {_WORD}){{1,2}}) \d[\d.,]*\s?(?:hộ|người|nhà|%)(?=[;,.])")
"""A name in a list that gives a number for each place."""
_CONFUSED = (("ch", "tr"), ("s", "x"), ("d", "gi"), ("r", "gi"), ("d", "r"))
"""Initial letters that are confused in some dialects."""
_OFTEN = 2


def find_name_contradictions(text: Text) -> Iterator[Finding]:
    """Find a place named once that differs by a tone mark or an initial from one named often."""
    known = _after_a_kind(text)
    counted = Counter(name for words in _texts(text) for name in _NAME.findall(words) if name in known)
    for name in [n for n, times in counted.items() if times == 1]:
        likely = [o for o, times in counted.items() if times >= _OFTEN and one_slip(name, o)]
        if len(likely) != 1 or name in _listed_with(text, likely[0]):
            continue
        place = next(((b, b.text.index(name)) for b in text.blocks if name in b.text), None)
        if place is None:
            continue
        block, start = place
        quote = block.text[max(0, start - 40) : start + len(name) + 30].strip()
        message = f"“{name}” chỉ viết một lần, trong khi “{likely[0]}” viết {counted[likely[0]]} lần; có lẽ là một nơi."
        yield Finding("name", "probable", quote, block.line(start), name, likely[0], message)


def _after_a_kind(text: Text) -> set[str]:
    """Return the names after "xã", "thôn" and so on, or in a list of names."""
    known: set[str] = set()
    for words in _texts(text):
        known.update(found[1] for found in _PLACE.finditer(words))
        for found in _CHAIN.finditer(words):
            known.update(_LINK.split(found.group()))
        with_numbers = _WITH_NUMBER.findall(words)
        known.update(with_numbers if len(with_numbers) >= _OFTEN else ())
    return known


def _texts(text: Text) -> Iterator[str]:
    for block in text.blocks:
        yield block.text
        for row in block.rows:
            yield from row


def _listed_with(text: Text, name: str) -> set[str]:
    """Return the names that occur in one list with `name`: they are different places."""
    beside: set[str] = set()
    for words in _texts(text):
        for found in _CHAIN.finditer(words):
            names = _LINK.split(found.group())
            if name in names:
                beside.update(names)
    return beside


def one_slip(first: str, second: str) -> bool:
    """Whether two names differ in one tone mark or one letter of one syllable.

    >>> one_slip("Bình Trùng", "Bình Trung"), one_slip("Lộc Yên", "Xuân Long")
    (True, False)
    """
    ones, others = first.split(), second.split()
    if len(ones) != len(others):
        return False
    different = [(a, b) for a, b in zip(ones, others, strict=True) if a != b]
    if len(different) != 1:
        return False
    a, b = (unicodedata.normalize("NFD", word.lower()) for word in different[0])
    bare = ["".join(c for c in word if not unicodedata.combining(c)) for word in (a, b)]
    if bare[0] == bare[1]:
        # The position of the tone mark (Hoà, Hòa) is a matter of style.
        return sorted(a) != sorted(b)
    return any(
        re.sub(f"^{x}", y, bare[i]) == bare[1 - i] for x, y in _CONFUSED for i in (0, 1) if bare[i].startswith(x)
    )
