"""Column widths of a table on paper: no word is broken, and the full width is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from analysis.narrative.blocks import TableBlock, plain_text
from analysis.publish.printed_text import clean_text

_LARGE = 12.0
_SIZES = (11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
"""Type sizes in points; the form asks for 11 to 12, very wide tables need less."""

_INSETS_PT = 8.0
_LINE_EM = 1.25
_SHORT_EM = 9.5
"""Names and amounts up to this width stay on one line where there is room."""

_READABLE_EM = 7.0
_READABLE_LONG_EM = 13.0
"""Text set narrower than this becomes a pillar of single words; a long one sooner."""

_LONG_EM = 40.0

_LONGEST_TEXT_EM = 60.0
"""Longer texts ask for no more than this."""

_NARROW = frozenset(" .,:;'|!()[]/-ijltfrIịĩỉíì")
_WIDE = frozenset("mwMW%—")


@dataclass(frozen=True)
class Columns:
    """Type size of a table in points, and its column widths in parts of the whole."""

    size: float
    shares: tuple[float, ...]


def fit_columns(table: TableBlock, width_pt: float) -> Columns:
    """Choose type and widths so that the longest word of every column fits into a table of a width in points."""
    headings = [clean_text(words) for words in table.header]
    cells = [[clean_text(plain_text(row[i])) for row in table.rows] for i in range(len(headings))]
    bodies = [min(max(map(text_em, column), default=0.0), _LONGEST_TEXT_EM) for column in cells]
    words = [_longest_word([heading, *column]) for heading, column in zip(headings, cells, strict=True)]
    least = [max(word, min(body, _readable(body))) for word, body in zip(words, bodies, strict=True)]
    size = _size(least, bodies, width_pt)
    # Short cells on one line come first, then long texts by length, then headings; the rest is shared evenly.
    short = [body if body <= _SHORT_EM else 0.0 for body in bodies]
    widths = _points(least, size)
    for wished in (short, bodies, [text_em(heading) for heading in headings]):
        widths = _widened(widths, _points(wished, size), width_pt)
    spare = max(width_pt - sum(widths), 0.0) / len(widths)
    return Columns(size, tuple(round(width + spare, 2) for width in widths))


def row_heights(table: TableBlock, columns: Columns) -> tuple[float, ...]:
    """Estimate the height of each row in points, rather too high than too low."""

    def lines(text: str, width: float) -> int:
        return max(1, ceil(text_em(clean_text(text)) * columns.size / (width - _INSETS_PT)))

    texts = (map(plain_text, row) for row in table.rows)
    return tuple(max(map(lines, row, columns.shares)) * columns.size * _LINE_EM + _INSETS_PT for row in texts)


def _readable(body: float) -> float:
    return _READABLE_LONG_EM if body > _LONG_EM else _READABLE_EM


def _size(least: Sequence[float], bodies: Sequence[float], width_pt: float) -> float:
    """Take the larger type where no cell needs a second line, else the smaller that the form allows."""
    if sum(_points([max(pair) for pair in zip(least, bodies, strict=True)], _LARGE)) <= width_pt:
        return _LARGE
    return next((size for size in _SIZES if sum(_points(least, size)) <= width_pt), _SIZES[-1])


def _widened(widths: Sequence[float], wished: Sequence[float], whole: float) -> list[float]:
    """Share what is left of `whole` among the columns that wish to be wider, in proportion."""
    wishes = [max(wish - width, 0.0) for wish, width in zip(wished, widths, strict=True)]
    left = max(whole - sum(widths), 0.0)
    granted = min(1.0, left / sum(wishes)) if any(wishes) else 0.0
    return [width + wish * granted for width, wish in zip(widths, wishes, strict=True)]


def _longest_word(texts: Sequence[str]) -> float:
    return max((text_em(word) for text in texts for word in text.split()), default=1.0)


def _points(ems: Sequence[float], size: float) -> list[float]:
    return [em * size + _INSETS_PT for em in ems]


def text_em(text: str) -> float:
    """Estimate the width of bold Times-like type, rather too wide than too narrow."""
    return sum(map(_character_em, text))


def _character_em(character: str) -> float:
    if character in _NARROW:
        return 0.36
    if character in _WIDE:
        return 1.0
    if character.isdigit():
        return 0.51
    return 0.78 if character.isupper() else 0.56
