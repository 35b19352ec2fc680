"""Values and inline text as Typst code, in which every word is a string literal and nothing is markup."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from analysis.narrative.blocks import Emphasis, FigureText, Inline, Note, Strong, Text
from analysis.publish.printed_text import clean_text, is_marked


def call(function: str, /, *arguments: str, **named: str) -> str:
    """Return a line that calls a function of the template; arguments are Typst code."""
    listed = [*arguments, *(f"{key.replace('_', '-')}: {value}" for key, value in named.items())]
    return f"#{function}({', '.join(listed)})"


def string(text: str, keep_lines: bool = False) -> str:
    """Return data as a string literal, cleaned of what has no glyph."""
    return quoted(clean_text(text, keep_lines))


def quoted(text: str) -> str:
    """Return `text`, every character of it, as a string literal."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def strings(texts: Iterable[str]) -> str:
    """Return an array of string literals."""
    return array(string(text) for text in texts)


def array(items: Iterable[str]) -> str:
    """Return an array of Typst expressions."""
    return "(" + "".join(f"{item}, " for item in items) + ")"


def flag(value: bool) -> str:
    """Return a truth value."""
    return "true" if value else "false"


def inline(parts: Iterable[Inline], marking: str = "simulated") -> str:
    """Return inline parts as one code block.

    Parameters
    ----------
    parts
        What to set.
    marking
        Function of the template that marks simulated figures; "" leaves them unmarked.
    """
    pieces = [_part(part, marking) for part in parts]
    return "{" + "; ".join(pieces) + "}"


def _part(part: Inline, marking: str) -> str:
    match part:
        case Text(text):
            return string(text)
        case FigureText(printed=printed):
            return f"{marking}({string(printed)})" if marking and is_marked(part) else string(printed)
        case Strong(children):
            return f"strong({inline(children, marking)})"
        case Emphasis(children):
            return f"emph({inline(children, marking)})"
        case Note(children):
            return f"footnote({inline(children, marking)})"


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
