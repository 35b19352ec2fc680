"""From Markdown to blocks: the narrative's own text, with figures inserted as `{poverty.poor_rate}`.

Markup is parsed before figures and phrases are inserted, so text from data can never become markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

import mistune

from analysis.narrative.blocks import Block, BulletList, Emphasis, Heading, Inline, ListItem, Paragraph, Strong, Text

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_.-]*)(?::([a-z0-9]+))?\}")
"""`{id}` or `{id:form}`: a figure or a phrase, to be inserted."""

Resolve = Callable[[str, str], Sequence[Inline]]
"""Gives the inline parts of a placeholder's id and form."""


def parse_prose(source: str) -> tuple[Block, ...]:
    """Read the office's own text: headings become paragraphs, for they would renumber the report."""
    blocks = parse_markdown(source)
    return tuple(Paragraph(block.children) if isinstance(block, Heading) else block for block in blocks)


def parse_markdown(source: str, resolve: Resolve | None = None) -> tuple[Block, ...]:
    """Read Markdown with headings, paragraphs, lists and emphasis; everything else stays literal text.

    Without `resolve`, which gives the parts that replace a placeholder, placeholders stay literal.
    """
    tokens = mistune.create_markdown(renderer=None)(source)
    return tuple(_blocks(tokens, resolve)) if isinstance(tokens, list) else ()


def _blocks(tokens: Sequence[dict[str, Any]], resolve: Resolve | None) -> list[Block]:
    blocks: list[Block] = []
    for token in tokens:
        match token["type"]:
            case "heading":
                blocks.append(Heading(token["attrs"]["level"], _inline(token["children"], resolve)))
            case "paragraph" | "block_text":
                blocks.append(Paragraph(_inline(token["children"], resolve)))
            case "list":
                items = tuple(ListItem(tuple(_blocks(i["children"], resolve))) for i in token["children"])
                blocks.append(BulletList(items, bool(token["attrs"]["ordered"])))
            case "block_quote":
                blocks.extend(_blocks(token["children"], resolve))
            case "blank_line" | "thematic_break":
                pass
            case _:
                blocks.append(Paragraph(_insert(str(token.get("raw", "")).strip(), resolve)))
    return blocks


def _inline(tokens: Sequence[dict[str, Any]], resolve: Resolve | None) -> tuple[Inline, ...]:
    parts: list[Inline] = []
    for has_children, group in groupby(tokens, key=lambda token: "children" in token):
        if not has_children:
            parts.extend(_insert("".join(_plain(token) for token in group), resolve))
            continue
        for token in group:
            children = _inline(token["children"], resolve)
            match token["type"]:
                case "strong":
                    parts.append(Strong(children))
                case "emphasis":
                    parts.append(Emphasis(children))
                case _:
                    parts.extend(children)
    return tuple(parts)


def _plain(token: dict[str, Any]) -> str:
    return " " if token["type"] in ("softbreak", "linebreak") else str(token.get("raw", ""))


def _insert(text: str, resolve: Resolve | None) -> tuple[Inline, ...]:
    """Replace the placeholders of a piece of plain text."""
    if resolve is None:
        return (Text(text),) if text else ()
    parts: list[Inline] = []
    position = 0
    for match in PLACEHOLDER.finditer(text):
        parts += [Text(text[position : match.start()]), *resolve(match[1], match[2] or "")]
        position = match.end()
    parts.append(Text(text[position:]))
    return tuple(p for p in parts if p != Text(""))
