"""Parallel items that repeat the label of one group where the next group is expected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis.comparison.blocks import Block
from analysis.comparison.findings import Finding, finding_at
from analysis.comparison.mentions import Mention
from analysis.comparison.text import Text

_LABEL = re.compile(
    r"(?P<near_poor>(?:hộ )?cận nghèo)|(?P<escaped>(?:mới|vừa) thoát nghèo)"
    r"|(?P<other>thoát nghèo)|(?P<poor>(?:hộ )?nghèo)",
    re.I,
)
_MOVEMENT = re.compile(r"phát sinh|tái nghèo|tái cận|giảm|tăng|chuyển|trở thành|thoát nghèo(?! được)", re.I)
"""Words for the yearly movement of households between groups."""

WORDS = {"poor": "hộ nghèo", "near_poor": "hộ cận nghèo", "escaped": "hộ mới thoát nghèo"}


def find_repeated_labels(text: Text) -> Iterator[Finding]:
    """Compare the groups named by parallel items, item by item and position by position."""
    for items in _parallel(text.blocks):
        labelled = [_labels(text, item) for item in items]
        for index, (item, labels) in enumerate(zip(items, labelled, strict=True)):
            del item
            if not labels:
                continue
            own = labels[0][1]
            others = [t for i, t in enumerate(labelled) if i != index and t]
            for mention, group in labels[1:]:
                if group == own or not _elsewhere(own, group, others):
                    continue
                message = (
                    f"Mục này nói về {WORDS[own]} nhưng số {mention.quantity.printed} lại ghi là của {WORDS[group]}, "
                    "nhóm đã có số liệu ở mục khác; có lẽ nhãn bị lặp lại."
                )
                yield finding_at(mention, "label", "certain", f"{WORDS[own]}: {mention.quantity.printed}", message)


def _parallel(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Yield the items of each list."""
    seen: set[int] = set()
    for block in blocks:
        parent = block.parent
        if parent is None or id(parent) in seen:
            continue
        seen.add(id(parent))
        for marker in {c.marker for c in parent.children if c.marker}:
            items = [c for c in parent.children if c.marker == marker]
            if len(items) > 1:
                yield items
        plain = [c for c in parent.children if c.kind == "paragraph"]
        if len(plain) > 1:
            yield plain


def _labels(text: Text, item: Block) -> list[tuple[Mention, str]]:
    """Return the numbers of an item whose own words name a group, and the group."""
    labels = []
    for mention in text.of(item):
        found = {m.lastgroup or "" for m in _LABEL.finditer(mention.left)}
        after = re.match(r"\s*(?:hộ )?(cận nghèo|nghèo|mới thoát nghèo)(?! phát)", mention.right)
        if after:
            found = {"near_poor" if "cận" in after[1] else "escaped" if "thoát" in after[1] else "poor"}
        moving = _MOVEMENT.search(re.sub(r"(?:mới|vừa) thoát nghèo", "", mention.left + mention.right[:25], flags=re.I))
        if moving or "other" in found:
            continue
        if len(found) == 1 and mention.quantity.kind not in ("percent", "points"):
            labels.append((mention, found.pop()))
    return labels


def _elsewhere(own: str, group: str, others: Sequence[Sequence[tuple[Mention, str]]]) -> bool:
    """Whether other items name one group each, and one of them names the group that is repeated here."""
    faithful = [labels for labels in others if len({g for _, g in labels}) == 1]
    about = {labels[0][1] for labels in faithful if len(labels) > 1}
    return group in about and own not in about


def find_borrowed_labels(text: Text) -> Iterator[Finding]:
    """Find items that start with one name and continue with that of the item before, where others repeat their own."""
    for items in _parallel(text.blocks):
        heads = [_head(item) for item in items]
        faithful = [h for h, item in zip(heads, items, strict=True) if h and h in item.text[len(h) :].lower()]
        for previous, item, own in zip(heads, items[1:], heads[1:], strict=False):
            if not previous or not own or previous not in faithful or previous == own:
                continue
            body = item.text[len(own) :].lower()
            if own in body or previous not in body or previous in own:
                continue
            at = len(own) + body.index(previous)
            mention = next((m for m in text.of(item) if m.quantity.start > at), None)
            if mention is not None:
                message = f"Mục “{own}” lại ghi “{previous}”, tên của mục trước; có lẽ nhãn bị lặp lại."
                found = finding_at(mention, "label", "certain", f"{own}: {mention.quantity.printed}", message)
                yield replace(found, line=item.line(at))


def _head(item: Block) -> str:
    """Return the name with which an item begins, before its colon."""
    head, colon, _ = item.text.partition(":")
    return head.strip().lower() if colon and 1 < len(head.split()) <= _LONGEST_HEAD else ""


_LONGEST_HEAD = 6
