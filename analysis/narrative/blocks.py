"""The parts of a document as plain data: what a notebook's outputs carry, and what every exporter renders.

A block travels in a notebook output under the MIME type `BLOCKS_MIME`, as JSON, beside a text or HTML form for
readers of the notebook. Text in blocks is data: exporters escape it, and nothing in it is ever markup.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

BLOCKS_MIME = "application/vnd.baocao.blocks+json"
"""Outputs of the report: `{"blocks": [...]}`."""

FIGURES_MIME = "application/vnd.baocao.figures+json"
"""The figures a notebook computed and the tables they were read from, as `figures.lineage` records them:
`{"figures": [...], "tables": {...}}`; never part of the text."""


# Inline parts ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """Plain text."""

    text: str


@dataclass(frozen=True)
class FigureText:
    """A printed figure, which keeps its id so that a reader can ask where it comes from.

    Attributes
    ----------
    value
        Exact value as text (an integer or `numerator/denominator`); empty when it could not be computed.
    provenance
        One of `figures.figure.GRADES`.
    """

    id: str
    value: str
    printed: str
    provenance: str


@dataclass(frozen=True)
class Strong:
    """Strongly emphasised parts."""

    children: tuple[Inline, ...]


@dataclass(frozen=True)
class Emphasis:
    """Emphasised parts."""

    children: tuple[Inline, ...]


@dataclass(frozen=True)
class Note:
    """A footnote, called at its position in the text."""

    children: tuple[Inline, ...]


Inline = Text | FigureText | Strong | Emphasis | Note


# Blocks ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Heading:
    """A heading; `number` is filled in when the edition is put together.

    Attributes
    ----------
    level
        1 "I.", 2 "1.", 3 "3.1.", 4 "a)", 5 without a number ("- Tiểu dự án 1: …").
    """

    level: int
    children: tuple[Inline, ...]
    number: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    children: tuple[Inline, ...]


@dataclass(frozen=True)
class ListItem:
    """One item of a list."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class BulletList:
    """A list; administrative reports use dashes."""

    items: tuple[ListItem, ...]
    ordered: bool = False


@dataclass(frozen=True)
class TableBlock:
    """A table.

    Attributes
    ----------
    align
        One of "l", "r", "c" for each column.
    rows
        Cells, each a sequence of inline parts.
    total_rows
        Rows printed in bold.
    note
        A sentence under the table.
    provenance
        Weakest grade of the figures in it; a simulated table carries its mark on the page.
    number
        "Bảng 1", filled in when the edition is put together.
    """

    caption: str
    header: tuple[str, ...]
    align: tuple[str, ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    total_rows: tuple[int, ...] = ()
    note: str = ""
    provenance: str = "published"
    number: str = ""


@dataclass(frozen=True)
class ChartBlock:
    """A chart; its drawing is the SVG of the same output.

    Attributes
    ----------
    alt
        What the chart shows, in words, for those who do not see it.
    svg
        The drawing; filled in from the output's `image/svg+xml` when the notebook is read.
    number
        "Hình 1", filled in when the edition is put together.
    """

    caption: str
    alt: str
    provenance: str = "published"
    note: str = ""
    svg: str = ""
    number: str = ""


@dataclass(frozen=True)
class Notice:
    """A conspicuous box with the missing tables of a draft."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Letterhead:
    """The head of an administrative document (Nghị định 30/2020/NĐ-CP, Phụ lục I).

    Attributes
    ----------
    parent_body, issuing_body
        Lines in capitals; the first may be empty.
    number, symbol
        "Số: <number>/<symbol>"; an empty number stays blank and makes the document a draft.
    place, day, month, year
        "<place>, ngày <day> tháng <month> năm <year>"; an empty day stays blank.
    recipients
        "Kính gửi"; empty where there is none.
    recipient_basis
        How the recipient was inferred, if it was; printed as a footnote.
    """

    parent_body: tuple[str, ...]
    issuing_body: tuple[str, ...]
    number: str
    symbol: str
    place: str
    day: str
    month: str
    year: str
    document_kind: str
    subject: str
    recipients: tuple[str, ...]
    recipient_basis: str = ""

    @property
    def draft(self) -> bool:
        """Whether the document still lacks its number or day."""
        return not (self.number and self.day)


@dataclass(frozen=True)
class Signature:
    """The signature block and the list of addressees, side by side at the end of the text."""

    authority: tuple[str, ...]
    title: str
    name: str
    addressees: tuple[str, ...]


@dataclass(frozen=True)
class Annex:
    """The start of an annex, on a page of its own; `number` ("I") is filled in when the edition is put together."""

    title: str
    number: str = ""
    anchor: str = ""


Block = Heading | Paragraph | BulletList | TableBlock | ChartBlock | Notice | Letterhead | Signature | Annex

_KINDS: dict[str, type] = {
    "text": Text,
    "figure": FigureText,
    "strong": Strong,
    "emphasis": Emphasis,
    "note": Note,
    "heading": Heading,
    "paragraph": Paragraph,
    "list": BulletList,
    "item": ListItem,
    "table": TableBlock,
    "chart": ChartBlock,
    "notice": Notice,
    "letterhead": Letterhead,
    "signature": Signature,
    "annex": Annex,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def to_json(part: Any) -> Any:
    """Turn a block, or anything inside one, into JSON values."""
    if dataclasses.is_dataclass(part):
        fields = {f.name: to_json(getattr(part, f.name)) for f in dataclasses.fields(part)}
        return {"kind": _NAMES[type(part)], **fields}
    if isinstance(part, tuple):
        return [to_json(item) for item in part]
    return part


def from_json(value: Any) -> Any:
    """Turn what `to_json` made back into a block.

    Raises
    ------
    KeyError, TypeError
        When the value is not of that form.
    """
    if isinstance(value, dict):
        fields = {name: from_json(item) for name, item in value.items() if name != "kind"}
        return _KINDS[value["kind"]](**fields)
    if isinstance(value, list):
        return tuple(from_json(item) for item in value)
    return value


def plain_text(parts: Iterable[Inline]) -> str:
    """Return the words of inline parts, footnotes left out."""
    return "".join(_plain(part) for part in parts)


def _plain(part: Inline) -> str:
    match part:
        case Text(text=text):
            return text
        case FigureText(printed=printed):
            return printed
        case Note():
            return ""
        case Strong(children=children) | Emphasis(children=children):
            return plain_text(children)


def blocks_bundle(blocks: Sequence[Block]) -> dict[str, Any]:
    """Return the entry of an output's data that carries `blocks`."""
    return {BLOCKS_MIME: {"blocks": [to_json(block) for block in blocks]}}
