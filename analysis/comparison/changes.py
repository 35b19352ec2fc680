"""Changes and movements: "5 vụ, giảm 3 vụ so với năm trước (8 vụ)"; households and loans over a year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from analysis.comparison.blocks import Block
from analysis.comparison.findings import Finding, amount, finding_at, percent
from analysis.comparison.mentions import Mention
from analysis.comparison.text import Text

_CHANGE = re.compile(r"(?P<sign>tăng|giảm)(?: thêm| được)?\s*:?\s*$", re.I)
_EARLIER = re.compile(r"so với|cùng kỳ|năm trước|đầu năm|năm \d{4}", re.I)
_IN_PLACE = re.compile(
    r"[\w ]{0,24}(?:\([^()]*\))? ?,? ?so (?:với )?[^.;,()]{0,40}(?:\(|:|là )[^.;,()]{0,16}$"
    r"|[\w ]{0,24}\((?:cùng kỳ|năm trước|năm \d{4})[^.;,()]{0,24}$",
    re.I,
)


@dataclass(frozen=True)
class Flow:
    """A stock with its inflow and outflow, recognised by the words around the numbers.

    Attributes
    ----------
    kind
        Kind of quantity.
    opening, closing, outward, inward
        Regular expressions for those words.
    """

    kind: str
    opening: re.Pattern[str]
    closing: re.Pattern[str]
    outward: re.Pattern[str]
    inward: re.Pattern[str]


HOUSEHOLDS = Flow(
    "hộ",
    re.compile(r"đầu (?:năm|kỳ)|số dư đầu|cuối năm trước|thời điểm đầu", re.I),
    re.compile(r"cuối (?:năm|kỳ)(?! trước)|còn lại cuối|hiện còn|thời điểm cuối", re.I),
    re.compile(
        r"thoát (?:cận )?nghèo|vượt chuẩn|giảm khác|chuyển đi|trở thành hộ cận|ra khỏi"
        r"|số hộ giảm|giảm trong (?:năm|kỳ)",
        re.I,
    ),
    re.compile(
        r"phát sinh|tái (?:cận )?nghèo|tăng khác|chuyển đến|rơi xuống|số hộ tăng"
        r"|tăng trong (?:năm|kỳ)|cận nghèo (?:trở thành|thành) hộ nghèo",
        re.I,
    ),
)
"""The yearly movement of poor households (Thông tư 07/2021/TT-BLĐTBXH)."""

LOANS = Flow(
    "money",
    re.compile(r"dư nợ (?:cho vay )?(?:đầu (?:năm|kỳ)|đến (?:ngày )?31/12|cuối năm trước)", re.I),
    re.compile(r"dư nợ [\w ]{0,20}(?:đến|cuối|tại)", re.I),
    re.compile(r"thu nợ|xóa nợ|xoá nợ|thu hồi nợ", re.I),
    re.compile(r"cho vay|giải ngân", re.I),
)
"""Loans: opening balance, lent, repaid, closing balance."""


def is_change(mention: Mention) -> bool:
    """Whether a number is the size of a rise or fall, not an amount."""
    return bool(_CHANGE.search(mention.left))


def find_change_contradictions(text: Text) -> Iterator[Finding]:
    """Recompute changes against an earlier number, and the closing number of a movement."""
    for block in text.blocks:
        for sentence in text.sentences[block]:
            yield from _against_earlier(sentence.mentions)
        mentions = _with_items(block, text)
        yield from _movement(mentions, HOUSEHOLDS)
        yield from _movement(mentions, LOANS)


def _against_earlier(mentions: Sequence[Mention]) -> Iterator[Finding]:
    for index, change in enumerate(mentions):
        sign = _CHANGE.search(change.left)
        if not sign or change.quantity.approximate or change.quantity.kind in ("tháng", "năm", "ngày", ""):
            continue
        kind = "percent" if change.quantity.kind == "points" else change.quantity.kind
        now = next((m for m in reversed(mentions[:index]) if m.quantity.kind == kind and not is_change(m)), None)
        after = mentions[index + 1 : index + 4]
        earlier = next((m for m in after if m.quantity.kind == kind and _is_earlier_value(change, m)), None)
        if (
            now is None
            or earlier is None
            or change.quantity.kind == "percent"
            or now.quantity.approximate
            or earlier.quantity.approximate
        ):
            continue
        up = sign["sign"].lower() == "tăng"
        right = (now.quantity.value - earlier.quantity.value) * (1 if up else -1)
        slack = now.quantity.half + earlier.quantity.half + change.quantity.half
        if abs(right - change.quantity.value) > slack:
            shown = amount(abs(right), change)
            words = (
                f"{now.quantity.printed} so với {earlier.quantity.printed} là "
                f"{'tăng' if (right > 0) == up else 'giảm'} {shown}"
            )
            yield finding_at(change, "remainder", "certain", shown, f"{words}, không phải {change.quantity.printed}.")
            continue
        yield from _rate_of_change(change, earlier, [m for m in after if m.quantity.kind == "percent"])


def _is_earlier_value(change: Mention, earlier: Mention) -> bool:
    between = change.block.text[change.quantity.end : earlier.quantity.start]
    return bool(_EARLIER.search(between) and _IN_PLACE.search(between))


def _rate_of_change(change: Mention, earlier: Mention, rates: Sequence[Mention]) -> Iterator[Finding]:
    if not earlier.quantity.value or change.quantity.kind in ("percent", "points"):
        return
    right = change.quantity.value / earlier.quantity.value * 100
    slack = (change.quantity.half + earlier.quantity.half) / earlier.quantity.value * 100
    for rate in rates[:1]:
        between = rate.block.text[change.quantity.end : rate.quantity.start]
        said = re.search(r"(?:tương ứng|tương đương|bằng|hay|\()\s*(?:tăng|giảm)?\s*$", between, re.I)
        if said and not rate.quantity.approximate and abs(right - rate.quantity.value) > 2 * rate.quantity.half + slack:
            shown = percent(right, rate.quantity.digits)
            message = (
                f"{change.quantity.printed} trên {earlier.quantity.printed} là {shown}, không phải "
                f"{rate.quantity.printed}."
            )
            yield finding_at(rate, "share", "certain", shown, message)


def _with_items(block: Block, text: Text) -> list[Mention]:
    """Return the quantities of a block and of the short items it introduces."""
    mentions = list(text.of(block))
    if block.kind != "heading":
        for child in block.children:
            if child.kind == "item":
                mentions += text.of(child)
    return mentions


def _movement(mentions: Sequence[Mention], flow: Flow) -> Iterator[Finding]:
    """For "đầu năm A hộ; B thoát nghèo, C phát sinh; cuối năm còn D hộ": D is A − B + C."""
    opening = closing = None
    out: list[Mention] = []
    into: list[Mention] = []
    for mention in mentions:
        if mention.quantity.kind != flow.kind or mention.quantity.approximate:
            continue
        words = mention.left[-70:] + (" " + mention.right[:34] if flow is HOUSEHOLDS else "")
        if opening is None:
            opening = mention if flow.opening.search(mention.left) else None
        elif flow.closing.search(mention.left):
            closing = mention
            break
        elif re.search(r"trong đó|gồm", mention.left, re.I):
            continue
        elif flow.inward.search(words):
            into.append(mention)
        elif flow.outward.search(words):
            out.append(mention)
        else:
            return
    if (
        opening is None
        or closing is None
        or not out
        or not into
        or (closing.group != opening.group and opening.group and closing.group)
    ):
        return
    value = opening.quantity.value - _sum(out) + _sum(into)
    if abs(value - closing.quantity.value) <= sum(
        (m.quantity.half for m in (opening, closing, *out, *into)), Fraction()
    ):
        return
    words = "".join(
        [
            opening.quantity.printed,
            *(f" − {m.quantity.printed}" for m in out),
            *(f" + {m.quantity.printed}" for m in into),
        ]
    )
    shown = amount(value, closing)
    yield finding_at(
        closing, "remainder", "certain", shown, f"{words} = {shown}, không phải {closing.quantity.printed}."
    )


def _sum(mentions: Sequence[Mention]) -> Fraction:
    return sum((m.quantity.value for m in mentions), Fraction())
