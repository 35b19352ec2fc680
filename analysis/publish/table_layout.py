"""How wide the columns of a table are on paper: no word is cut, and every line is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.narrative.blocks import TableBlock, plain_text
from analysis.publish.characters import clean_text

SIZES = (12.0, 11.5, 11.0, 10.5, 10.0, 9.0, 8.0, 7.0)
"""Type sizes in points, the first that fits is taken; the form asks for 11 to 12."""

_INSETS_PT = 8.0
_NARROW = frozenset(".,:;'|!()[]/-ijlítịĩỉIf ")
_WIDE = frozenset("mwMW%—")
_LONGEST_LINE_EM = 26.0
"""A text column longer than this is better broken into lines."""


@dataclass(frozen=True)
class Columns:
    """Type size and column widths of a table.

    Attributes
    ----------
    size
        In points.
    shares
        Widths, in parts of the whole.
    """

    size: float
    shares: tuple[float, ...]


def fit_columns(table: TableBlock, width_pt: float) -> Columns:
    """Choose the largest type at which the longest word of every column fits.

    Parameters
    ----------
    table
        The table.
    width_pt
        What it must fit into, in points.
    """
    texts = _columns(table)
    least = [max((_em(word) for text in column for word in text.split()), default=1.0) for column in texts]
    whole = [max(map(_em, column), default=1.0) for column in texts]
    for column, align in enumerate(table.align):
        if align == "r":
            # Numbers never break; their heading may.
            least[column] = max([least[column], *(_em(text) for text in texts[column][1:])])
    size = next((s for s in SIZES if _total(least, s) <= width_pt), SIZES[-1])
    return Columns(size, _shares(least, whole, size, width_pt))


def _columns(table: TableBlock) -> list[list[str]]:
    columns = [[clean_text(words)] for words in table.header]
    for row in table.rows:
        for column, cell in zip(columns, row, strict=True):
            column.append(clean_text(plain_text(cell)))
    return columns


def _shares(least: Sequence[float], whole: Sequence[float], size: float, width_pt: float) -> tuple[float, ...]:
    """Give every column its least width, and what is left to those whose lines are longer."""
    base = [em * size + _INSETS_PT for em in least]
    left = max(width_pt - sum(base), 0.0)
    wishes = [max(min(w, _LONGEST_LINE_EM) - n, 0.0) * size for w, n in zip(whole, least, strict=True)]
    wished = sum(wishes)
    granted = min(left, wished)
    spare = (left - granted) / len(base)
    widths = [b + (granted * w / wished if wished else 0.0) + spare for b, w in zip(base, wishes, strict=True)]
    return tuple(round(width, 2) for width in widths)


def _total(least: Sequence[float], size: float) -> float:
    return sum(em * size + _INSETS_PT for em in least)


def _em(text: str) -> float:
    """Estimate the width of bold Times-like type, rather too wide than too narrow."""
    return sum(_character_em(c) for c in text)


def _character_em(character: str) -> float:
    if character in _NARROW:
        return 0.36
    if character in _WIDE or (not character.isascii() and character.isupper()):
        return 0.95 if character in _WIDE else 0.8
    return 0.76 if character.isupper() else 0.54
