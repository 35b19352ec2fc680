"""Names of places: finding them in text, and classifying their spelling as correct, variant, near miss or unknown.

Names are in NFC. Vietnamese has an old and a new position of the tone mark (`Hoà`, `Hòa`), which are variants of one
spelling. Any other difference may be a misspelling or another place, so a correction is only suggested, never applied.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from analysis.reference.units import Unit

_TONES = "\u0300\u0301\u0303\u0309\u0323"
"""The five tone marks: grave, acute, tilde, hook above, dot below."""

COMMUNE_KINDS = ("xã", "phường", "thị trấn", "đặc khu")
DISTRICT_KINDS = ("huyện", "quận", "thị xã", "thành phố")
PROVINCE_KINDS = ("tỉnh", "thành phố")
"""Kinds of unit by level; a city (thành phố) may be at the level of provinces or of districts."""

_LETTER = r"[^\W\d_][\u0300-\u036f]*"
_WORD = re.compile(rf"(?:{_LETTER})+")
_KINDS = sorted({*COMMUNE_KINDS, *DISTRICT_KINDS, *PROVINCE_KINDS}, key=len, reverse=True)
_KIND = re.compile(
    r"(?<!\w)(?<!tác )(?<!ta\u0301c )"
    f"({'|'.join(unicodedata.normalize(form, kind) for kind in _KINDS for form in ('NFC', 'NFD'))})"
    r"(?![\w\u0300-\u036f])",
    re.IGNORECASE,
)
"""A kind of unit as a separate word, except in "hợp tác xã" (co-operative)."""

_TO_NAME = re.compile(r":?[^\S\n]+")
_AND = r"v(?:à|a\u0300)\s+"
_TO_NEXT = re.compile(rf"\s*[,;]\s*(?:{_AND})?|\s+{_AND}")
_MAX_WORDS = 4
"""Maximum number of words of a name without a hyphen."""

_OFFICES = frozenset(
    map(str.casefold, ("Ban", "Sở", "Phòng", "Quỹ", "Trạm", "Hội", "Đoàn", "Trường", "Bộ", "Ủy", "Uỷ"))
)
"""First words of offices, which may follow a place in a list ("xã Bảo Lâm, Ban Quản lý …")."""

_NOT_NAMES = frozenset(("HỘI", "VIÊN", "NĂM", "VÀ", "CỦA", "VỀ", "GIAI", "THUỘC", "TỈNH", "HUYỆN", "XÃ"))
"""Words that are not part of a name in text in capitals ("THƯƠNG BINH VÀ XÃ HỘI")."""


class PlaceName(NamedTuple):
    """A place named in a text.

    Attributes
    ----------
    start, end
        Position of the name in the text, without its kind.
    kind
        Kind of unit in lower case ("xã"); every name of a list ("02 xã: A, B") has the same.
    """

    start: int
    end: int
    kind: str
    name: str


@dataclass(frozen=True)
class Spelling:
    """Spelling of a name compared with known names.

    Attributes
    ----------
    kind
        `exact`; `variant`, with the tone mark in its other position; `near_miss`, with other marks or one letter
        wrong, missing, added or swapped; `unknown`.
    of
        The known name; empty for `unknown`.
    """

    kind: Literal["exact", "variant", "near_miss", "unknown"]
    of: str = ""


def fold(text: str) -> str:
    """Normalise a name for comparison: lower case, without diacritics, single spaces.

    >>> fold("Hoà  Cư") == fold("Hòa Cư")
    True
    """
    spread = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in spread if not unicodedata.combining(c)).split())


def tidy(name: str) -> str:
    """Return a name in NFC with single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def _tone_free(name: str) -> tuple[tuple[str, str], ...]:
    """Key that is equal for two spellings that differ only in the position of the tone mark."""
    words = unicodedata.normalize("NFD", name.casefold()).split()
    return tuple(
        ("".join(c for c in word if c not in _TONES), "".join(c for c in word if c in _TONES)) for word in words
    )


# How a name is spelled ----------------------------------------------------------------------------------------------


def spelling_of(name: str, known: Iterable[str]) -> Spelling:
    """Compare a name, in whatever case, with the names that are known.

    >>> spelling_of("Hoà Cư", ["Hòa Cư", "Bình Trung"])
    Spelling(kind='variant', of='Hòa Cư')
    >>> spelling_of("Bình Trùng", ["Hòa Cư", "Bình Trung"])
    Spelling(kind='near_miss', of='Bình Trung')
    """
    names = list(dict.fromkeys(map(tidy, known)))
    wanted = tidy(name).casefold()
    for other in names:
        if other.casefold() == wanted:
            return Spelling("exact", other)
    for other in names:
        if _tone_free(other) == _tone_free(wanted):
            return Spelling("variant", other)
    bare = fold(wanted)
    near = [other for other in names if _almost(bare, fold(other))]
    if not near:
        return Spelling("unknown")

    def likeness(other: str) -> tuple[bool, float]:
        return fold(other) == bare, SequenceMatcher(None, wanted, other.casefold(), autojunk=False).ratio()

    return Spelling("near_miss", max(near, key=likeness))


def _almost(name: str, other: str) -> bool:
    """Whether two names without marks are equal but for one letter wrong, missing, too many, or two swapped."""
    if abs(len(name) - len(other)) > 1 or len(min(name, other, key=len)) < 3:
        return name == other
    if len(name) > len(other):
        name, other = other, name
    if len(name) < len(other):
        return any(other[:place] + other[place + 1 :] == name for place in range(len(other)))
    wrong = [place for place, (a, b) in enumerate(zip(name, other, strict=True)) if a != b]
    if len(wrong) == 2:
        first, second = wrong
        return second == first + 1 and name[first] == other[second] and name[second] == other[first]
    return len(wrong) < 2


# Finding names in text ----------------------------------------------------------------------------------------------


def find_place_names(text: str) -> list[PlaceName]:
    """Find names of places that follow the kind of unit, also in lists ("02 xã: Lộc Yên, Công Sơn").

    The text may be in any Unicode normal form; positions refer to it as given.

    >>> [tuple(place) for place in find_place_names("tại xã Bảo Lâm với 09 hộ")]
    [(7, 14, 'xã', 'Bảo Lâm')]
    """
    found: list[PlaceName] = []
    for kind in _KIND.finditer(text):
        gap = _TO_NAME.match(text, kind.end())
        end = _name_end(text, gap.end(), capitals=kind[0].isupper()) if gap else 0
        while gap and end:
            found.append(PlaceName(gap.end(), end, tidy(kind[0]).casefold(), tidy(text[gap.end() : end])))
            gap = _TO_NEXT.match(text, end)
            end = _next_end(text, gap.end(), kind[0]) if gap else 0
    return found


def _name_end(text: str, start: int, *, capitals: bool) -> int:
    """Return the end of the name that starts at `start`; 0 when there is none."""
    end = 0
    words = 0
    match = _WORD.match(text, start)
    while match and words < _MAX_WORDS and _in_name(match[0], capitals):
        end, words = match.end(), words + 1
        match = _WORD.match(text, end + 1) if text[end : end + 1] in (" ", "\u00a0") else None
    return end


def _in_name(word: str, capitals: bool) -> bool:
    letters = unicodedata.normalize("NFC", word)
    if capitals:
        return letters.isupper() and letters not in _NOT_NAMES
    return letters[:1].isupper() and (letters[1:].islower() or len(letters) == 1)


def _next_end(text: str, start: int, kind: str) -> int:
    """Return the end of the next name of a list of communes; 0 when something else follows."""
    first = _WORD.match(text, start)
    if first is None or tidy(kind).casefold() not in COMMUNE_KINDS or tidy(first[0]).casefold() in _OFFICES:
        return 0
    end = _name_end(text, start, capitals=False)
    one_word = end == first.end()
    return 0 if one_word or _KIND.match(text, start) else end


def places_within(text: str, places: Sequence[PlaceName]) -> list[PlaceName | None]:
    """Return for every place of a text the larger place it is said to lie in ("xã Tân Thanh, huyện Văn Lãng").

    It is named directly after the place, or after the list of places that this one belongs to.
    """
    within: list[PlaceName | None] = [None] * len(places)
    for number in range(len(places) - 2, -1, -1):
        place, after = places[number], places[number + 1]
        between = tidy(text[place.end : after.start]).casefold()
        if after.kind == place.kind and _TO_NEXT.fullmatch(f"{between} "):
            within[number] = within[number + 1]
        elif re.fullmatch(rf"[,(–-]?\s*(?:thuộc|của)?\s*{after.kind}", between) and _larger(after.kind, place.kind):
            within[number] = after
    return within


def _larger(kind: str, than: str) -> bool:
    return kind not in COMMUNE_KINDS if than in COMMUNE_KINDS else kind in PROVINCE_KINDS


# Communes of tables -------------------------------------------------------------------------------------------------


class AmbiguousCommune(ValueError):  # noqa: N818 - named after the situation
    """Several communes, the `candidates`, have the given name."""

    def __init__(self, text: str, candidates: tuple[Unit, ...]) -> None:
        super().__init__(text)
        self.candidates = candidates


def match_commune(text: str, communes: Iterable[Unit]) -> Unit | None:
    """Find a commune by code ("06199", "6199") or by name, with or without its kind.

    The spelling must be that of the reference data except for case, spacing and the old tone position (`Hoà`).

    Raises
    ------
    AmbiguousCommune
        When several communes have the name ("Bảo Lâm": a commune and a town).
    """
    communes = tuple(communes)
    wanted = " ".join(text.split())
    if wanted.isdigit():
        return next((u for u in communes if u.code == wanted.zfill(len(u.code))), None)
    key = _tone_free(wanted)
    found = [u for u in communes if key == _tone_free(u.full_name)]
    found = found or [u for u in communes if key == _tone_free(u.name)]
    if len(found) > 1:
        raise AmbiguousCommune(text, tuple(found))
    return found[0] if found else None
