"""Numbers of headings, tables, charts and annexes, and the table of contents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

from analysis.narrative.blocks import (
    Annex,
    BulletList,
    ChartBlock,
    FigureText,
    Heading,
    Inline,
    ListItem,
    Paragraph,
    Strong,
    TableBlock,
    plain_text,
)
from analysis.publish.document import AnnexPart, Content, Document
from analysis.publish.printed_text import figures_in

LETTERS = "abcdđeghiklmnopqrstuvxy"
"""The letters that number điểm, in administrative order."""

DASH = "-"
"""Printed before headings of level 5, which have no number."""

_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """A line of a table of contents; `depth` is the depth in the structure, without the gaps of `level`."""

    anchor: str
    number: str
    text: str
    level: int
    depth: int
    annex: bool = False


def numbered(document: Document) -> Document:
    """Return the document with numbers and anchors on headings, tables, charts and annexes."""
    counters = _Counters()
    body = tuple(counters.number(document.body))
    annexes = []
    for position, part in enumerate(document.annexes, start=1):
        number = roman(position) if len(document.annexes) > 1 else ""
        heading = replace(part.heading, number=number, anchor=counters.anchor("phu-luc", number))
        counters.start(heading.anchor)
        annexes.append(AnnexPart(heading, tuple(counters.number(part.blocks))))
    return replace(document, body=body, annexes=tuple(annexes))


def contents(document: Document, deepest: int = 4) -> tuple[Entry, ...]:
    """Return the table of contents of a numbered document, headings deeper than level `deepest` left out."""
    entries = list(_entries(document.body, deepest, above=0))
    for part in document.annexes:
        entries.append(Entry(part.heading.anchor, annex_label(part.heading), part.heading.title, 1, 1, True))
        entries.extend(_entries(part.blocks, deepest, above=1))
    return tuple(entries)


def annex_label(annex: Annex) -> str:
    """Return "Phụ lục I", or "Phụ lục" for the only one."""
    return f"Phụ lục {annex.number}".strip()


def depths(levels: Iterable[int]) -> list[int]:
    """Return each heading's depth in the structure: skipped levels do not count.

    Examples
    --------
    >>> depths([1, 2, 4, 5, 4, 2, 3])
    [1, 2, 3, 4, 3, 2, 3]
    """
    found: list[int] = []
    open_levels: list[int] = []
    for level in levels:
        while open_levels and open_levels[-1] >= level:
            open_levels.pop()
        open_levels.append(level)
        found.append(len(open_levels))
    return found


def heading_depths(blocks: Sequence[Content]) -> dict[str, int]:
    """Return the depth of each heading among `blocks`, by anchor."""
    headings = [block for block in blocks if isinstance(block, Heading)]
    return dict(zip((h.anchor for h in headings), depths(h.level for h in headings), strict=True))


def roman(number: int) -> str:
    """Return a Roman numeral."""
    digits = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        digits += sign * count
    return digits


def letter(number: int) -> str:
    """Return "a" for 1, "đ" for 5, "aa" after "y"."""
    label = ""
    while number:
        number, position = divmod(number - 1, len(LETTERS))
        label = LETTERS[position] + label
    return label


def _entries(blocks: Sequence[Content], deepest: int, above: int) -> Iterator[Entry]:
    depth = heading_depths(blocks)
    for block in blocks:
        if isinstance(block, Heading) and block.level <= deepest:
            text = plain_text(block.children).strip()
            yield Entry(block.anchor, block.number, text, block.level, depth[block.anchor] + above)


class _Counters:
    """The state of numbering while a document is traversed."""

    def __init__(self) -> None:
        self._tables = self._charts = 0
        self._anchors: set[str] = set()
        self.start("muc")

    def start(self, prefix: str) -> None:
        """Start a part whose headings are numbered from one."""
        self._prefix = prefix
        self._at = [0] * 6

    def number(self, blocks: Iterable[Content]) -> Iterator[Content]:
        for block in blocks:
            match block:
                case Heading():
                    yield self._heading(block)
                case TableBlock():
                    self._tables += 1
                    yield replace(block, number=f"Bảng {self._tables}")
                case ChartBlock():
                    self._charts += 1
                    yield replace(block, number=f"Hình {self._charts}")
                case BulletList():
                    yield replace(block, items=tuple(self._item(item) for item in block.items))
                case _:
                    yield block

    def anchor(self, *parts: str) -> str:
        """Return an anchor made of `parts` that is unique in the document."""
        wanted = "-".join(slug for slug in map(_slug, parts) if slug)
        anchor, repeat = wanted, 1
        while anchor in self._anchors:
            repeat += 1
            anchor = f"{wanted}-{repeat}"
        self._anchors.add(anchor)
        return anchor

    def _item(self, item: ListItem) -> ListItem:
        # A heading inside a list is not part of the outline.
        plain = (Paragraph((Strong(b.children),)) if isinstance(b, Heading) else b for b in item.blocks)
        return ListItem(tuple(self.number(plain)))  # type: ignore[arg-type]  # items hold blocks only

    def _heading(self, heading: Heading) -> Heading:
        level = min(heading.level, 5)
        at = self._at
        at[level] += 1
        at[level + 1 :] = [0] * (5 - level)
        path = [roman(at[1]), str(at[2] or ""), str(at[3] or ""), letter(at[4]), str(at[5] or "")][:level]
        return replace(heading, level=level, number=_number(level, at), anchor=self.anchor(self._prefix, *path))


def _number(level: int, at: Sequence[int]) -> str:
    match level:
        case 1:
            return f"{roman(at[1])}."
        case 2:
            return f"{at[2]}."
        case 3:
            return f"{at[2]}.{at[3]}." if at[2] else f"{at[3]}."
        case 4:
            return f"{letter(at[4])})"
        case _:
            return DASH


def _slug(text: str) -> str:
    # "đ" must not become "d", which numbers another item.
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "dd"))
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")


# Figures by the part that prints them ---------------------------------------------------------------------------------


class Place(TypedDict):
    """A numbered part of the report: "II.3.1", its title, and the figures in it, each once, in reading order."""

    number: str
    title: str
    figures: list[str]


def figure_places(document: Document) -> list[Place]:
    """Return the parts of a document in order; figures of a subpart are listed there only."""
    whole = numbered(document)
    places = _parts(whole.body, Place(number="", title="", figures=[]))
    for annex in whole.annexes:
        title = annex.heading.title
        places += _parts(annex.blocks, Place(number=annex_label(annex.heading), title=title, figures=[]))
    return places


def _parts(blocks: Sequence[Content], first: Place) -> list[Place]:
    places, path = [first], dict[int, str]()
    top = first["number"]
    for block in blocks:
        if isinstance(block, Heading) and block.level < 5:
            path = {level: number for level, number in path.items() if level < block.level}
            path[block.level] = block.number.rstrip(".)").rpartition(".")[2]  # "1" of "3.1.", "a" of "a)"
            number = ".".join([*([top] if top else []), *path.values()])
            places.append(Place(number=number, title=plain_text(block.children).strip(), figures=[]))
        place = places[-1]
        place["figures"] = list(dict.fromkeys([*place["figures"], *(part.id for part in figures_in_block(block))]))
    return places


def figures_in_block(block: Content) -> Iterable[FigureText]:
    """Yield the figures that a block prints, footnotes included."""
    return (part for part in figures_in(_inlines(block)) if part.id)


def _inlines(block: Content) -> tuple[Inline, ...]:
    match block:
        case Heading(children=children) | Paragraph(children=children):
            return children
        case BulletList(items=items):
            return tuple(part for item in items for inner in item.blocks for part in _inlines(inner))
        case TableBlock(rows=rows):
            return tuple(part for row in rows for cell in row for part in cell)
        case _:
            return ()
