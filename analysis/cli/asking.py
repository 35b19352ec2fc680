"""What a typed FIGURE may mean: an id, the number of a part of the report, a printed number, the start of ids."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.figures.lineage import FigureRecord
    from analysis.publish.outline import Place

_PART = re.compile(r"(?:mục\s+)?((?:[ivx]+|\d{1,2})(?:\.(?:\d{1,2}|[a-zđ]))*|(?:phụ lục|pl)(?:\s+[ivx]+)?)[.)]?")
"""The number of a part as it is printed: "3.1", "II.3.1", "II.1.a", "Phụ lục I"."""

_NUMBER = re.compile(r"[+-]?\d[\d.,/]*\s?%?")


@dataclass(frozen=True)
class Listing:
    """Several figures among which to choose, under what they have in common."""

    title: str
    ids: Sequence[str]


def is_part(text: str) -> bool:
    """Whether a text may be the number of a part of the report.

    >>> is_part("3.1"), is_part("Mục II.1.a)"), is_part("poverty.poor"), is_part("1.644"), is_part("8,29%")
    (True, True, False, False, False)
    """
    return bool(_PART.fullmatch(_plain(text)))


def parts_named(text: str, places: Sequence[Place]) -> Iterator[Listing]:
    """Yield the parts that a number names, with those inside them; the end of a number is enough ("3.1")."""
    named = _PART.fullmatch(_plain(text))
    wanted = re.sub(r"^pl\b", "phụ lục", named[1]) if named else ""
    for place in places:
        number = place["number"].casefold()
        if number == wanted or number.endswith(f".{wanted}"):
            inside = [p for p in places if p is place or p["number"].startswith(f"{place['number']}.")]
            ids = dict.fromkeys(id for part in inside for id in part["figures"])
            name = place["number"] if place["number"].startswith("Phụ lục") else f"Mục {place['number']}"
            yield Listing(f"{name} {place['title']}", list(ids))


def printed_so(text: str, figures: Mapping[str, FigureRecord]) -> list[str]:
    """Return the figures that print as a text, with or without the unit and the separators of thousands.

    >>> printed_so("1644", {"a.b": {"id": "a.b", "printed": "1.644 hộ", "value": "1644"}})
    ['a.b']
    """
    wanted = _digits(text)
    if not _NUMBER.match(text.strip()):
        return []
    return [
        id
        for id, figure in figures.items()
        if wanted in (_digits(figure["printed"]), _digits(_number_of(figure["printed"])), figure["value"])
    ]


def beginning_with(text: str, figures: Mapping[str, FigureRecord]) -> list[str]:
    """Return the figures whose id begins with a text, up to a dot."""
    return [id for id in figures if id.startswith(text.strip().rstrip(".") + ".")]


def nearest(text: str, figures: Mapping[str, FigureRecord], most: int = 5) -> list[str]:
    """Return the figures that may have been meant: by a slip in the id, or by words of the label."""
    ids = get_close_matches(text.strip().lower(), figures, n=most, cutoff=0.6)
    words = _bare(text).split()
    labelled = [id for id, figure in figures.items() if words and all(word in _bare(figure["label"]) for word in words)]
    parts = [id for id in figures if text.strip() and text.strip().lower() in id]
    return list(dict.fromkeys([*ids, *labelled, *parts]))[:most]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _bare(text: str) -> str:
    """Reduce words to letters without marks, so that an officer may type without them."""
    spread = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(c for c in spread if not unicodedata.combining(c))


def _number_of(printed: str) -> str:
    number = _NUMBER.match(printed)
    return number[0] if number else printed


def _digits(text: str) -> str:
    """Leave out what people leave out: separators of thousands, blanks, a leading zero."""
    return re.sub(r"(?<=\d)\.(?=\d{3})", "", _plain(text)).replace(" ", "").removeprefix("0") or "0"
