"""What all formats share: characters that may be printed, fixed words, the mark of simulated values, the error."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from analysis.figures.figure import EXPLANATION, PUBLISHED, SIMULATED
from analysis.narrative.blocks import (
    ChartBlock,
    Emphasis,
    FigureText,
    Inline,
    Letterhead,
    Note,
    Signature,
    Strong,
    TableBlock,
    Text,
)
from analysis.reference.project import DISTRIBUTION, program_version


def generator() -> str:
    """Return name and version of the program, as the properties of every document give them."""
    return f"{DISTRIBUTION} {program_version()}"


class ExportError(Exception):
    """A notebook cannot become a document; the message names the cell and the reason."""


# Characters -----------------------------------------------------------------------------------------------------------

_DROPPED = frozenset({"Cc", "Cf", "Cs", "Cn"})
"""Controls, invisible formatting (which can reverse or hide text), lone surrogates, unassigned codes."""


@lru_cache(maxsize=1 << 14)  # tables repeat their words
def clean_text(text: str, keep_lines: bool = False) -> str:
    r"""Return `text` as visible characters, composed (NFC), on one line unless line feeds are kept.

    Examples
    --------
    >>> clean_text("Cao\tLộc\x00\u202e\n2023")
    'Cao Lộc 2023'
    """
    if text.isprintable():  # no line end, control or invisible character in it
        return unicodedata.normalize("NFC", text)
    line_end = "\n" if keep_lines else " "
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = text.replace("\t", " ").replace("\v", " ").replace("\f", " ").replace("\n", line_end)
    kept = (c for c in text if c == "\n" or unicodedata.category(c) not in _DROPPED)
    return unicodedata.normalize("NFC", "".join(kept))


# Fixed words of the administrative form -------------------------------------------------------------------------------

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
DRAFT = "DỰ THẢO"


def addressee_lines(block: Signature) -> tuple[str, ...]:
    """Return the lines under "Nơi nhận", each with its dash and its end as the form asks."""
    names = [_bare(name) for name in block.addressees]
    return tuple(f"- {name}{'.' if i == len(names) else ';'}" for i, name in enumerate(names, start=1))


def kind_in_sentence(head: Letterhead) -> str:
    """Return "Báo cáo" for "BÁO CÁO"."""
    return head.document_kind.capitalize()


def upper_lines(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the lines in capitals."""
    return tuple(line.upper() for line in lines)


def capitals(parts: Iterable[Inline]) -> tuple[Inline, ...]:
    """Return the parts in capitals, footnotes as they are."""
    return tuple(_capital(part) for part in parts)


def _capital(part: Inline) -> Inline:
    match part:
        case Text(text):
            return Text(text.upper())
        case FigureText():
            return replace(part, printed=part.printed.upper())
        case Strong(children) | Emphasis(children):
            return replace(part, children=capitals(children))
        case Note():
            return part


def _bare(line: str) -> str:
    return clean_text(line).strip().removeprefix("-").strip().rstrip(";.")


# The mark of simulated values -----------------------------------------------------------------------------------------

DAGGER = "†"

IN_A_SENTENCE = EXPLANATION[SIMULATED]
"""Explanation of the mark in a sentence, where only simulated numbers carry it."""


def is_marked(part: FigureText | TableBlock | ChartBlock) -> bool:
    """Whether the part carries the mark.

    In a sentence, a figure of grade `published total` is the published number itself; a table or chart of such figures
    shows their simulated rows.
    """
    if isinstance(part, FigureText):
        return part.provenance == SIMULATED
    return part.provenance != PUBLISHED


def explanation(block: TableBlock | ChartBlock) -> str:
    """Return the sentence under a marked table or chart."""
    return EXPLANATION.get(block.provenance, IN_A_SENTENCE)


def caption(block: TableBlock | ChartBlock) -> str:
    """Return number and caption, with the mark of simulated values."""
    return f"{block.number}. {block.caption}{DAGGER if is_marked(block) else ''}"


def lines_under(block: TableBlock | ChartBlock) -> list[str]:
    """Return the lines under a table or chart: the explanation of the mark, and its own note."""
    marks = [f"{DAGGER} {explanation(block)}"] if is_marked(block) else []
    return [*marks, block.note] if block.note else marks


def marks_cells(table: TableBlock) -> bool:
    """Whether cells are marked one by one: in tables in which less than half of the figures are simulated."""
    figures = [f for row in table.rows for cell in row for f in figures_in(cell)]
    return 2 * sum(is_marked(figure) for figure in figures) < len(figures)


def figures_in(parts: Iterable[Inline]) -> Iterator[FigureText]:
    """Yield the figures of inline parts, footnotes included."""
    for part in parts:
        match part:
            case FigureText():
                yield part
            case Strong(children) | Emphasis(children) | Note(children):
                yield from figures_in(children)
