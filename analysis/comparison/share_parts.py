"""Find the amount that a percentage is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.comparison.mentions import Mention
from analysis.comparison.text import Text

_JOINS = re.compile(
    r"^[\s,;:(*–-]*(?:tổng|số)?\s*(?:và |nên |, )?(?:đã )?(?:(?:đạt|bằng|chiếm|tương ứng"
    r"|tương đương|ứng với|=|hoàn thành|vượt|hoàn thành và)\s*)?"
    r"(?:với\s*)?(?:tỷ lệ|tỉ lệ|tỷ trọng)?\s*(?:giải ngân|hộ nghèo|hộ cận nghèo)?\s*(?:là|:|đạt|chiếm|bằng|=)?\s*$",
    re.I,
)


_CHANGE = re.compile(
    r"(?:tăng|giảm|thêm|cao hơn|thấp hơn|vượt|bình quân|lãi suất|hao hụt|dưới mức|chênh lệch"
    r"|mức hỗ trợ|hỗ trợ|tăng trưởng|miễn giảm)[^,.;()]{0,40}$",
    re.I,
)


_RIGHT_BEHIND = re.compile(
    r"(?:(?!\bvà\b)[\s\w]){0,30}[,;(]?\s*(?:đạt|bằng|chiếm|tương ứng|=)?(?: tỷ lệ| tỉ lệ)?\s*", re.I
)


RATE_OF_HOUSEHOLDS = re.compile(r"(?:tỷ|tỉ) lệ (?:hộ )?(?:nghèo|cận nghèo|nghèo đa chiều)[^,;%]{0,60}$", re.I)


def part_of(share: Mention, text: Text) -> Mention | None:
    """Find the amount that a percentage is about; `None` where the words do not say."""
    sentence = share.sentence
    before = [m for m in sentence.mentions if m.quantity.end <= share.quantity.start]
    if _CHANGE.search(share.left):
        return None
    if before:
        last = before[-1]
        planned = beside_its_plan(before)
        if planned is not None and _JOINS.match(share.block.text[last.quantity.end : share.quantity.start]):
            return planned
        gap = share.block.text[last.quantity.end : share.quantity.start]
        if last.quantity.of is not None and not _RIGHT_BEHIND.fullmatch(gap):
            return None
        if last.quantity.generic:
            return None
        if last.quantity.kind not in ("percent", "points", "", "năm", "tháng", "ngày", "lần") and (
            _JOINS.match(_without_noun(gap)) or _close(gap)
        ):
            return last
    if RATE_OF_HOUSEHOLDS.search(share.block.text[: share.quantity.start]):
        return _latest_of_group(share, text)
    return None


_ITS_PLAN = re.compile(r"\s*(?:/\s*|\(|so với )(?:kế hoạch|KH|chỉ tiêu|dự toán)(?: là)?:?\s*", re.I)


def beside_its_plan(before: Sequence[Mention]) -> Mention | None:
    """For "34.715 người/kế hoạch 32.000 người, đạt …": the amount is the one before its plan."""
    if len(before) < 2 or before[-1].quantity.kind != before[-2].quantity.kind:
        return None
    between = before[-1].block.text[before[-2].quantity.end : before[-1].quantity.start]
    return before[-2] if _ITS_PLAN.fullmatch(between) else None


def _without_noun(gap: str) -> str:
    """Remove the words that belong to the previous number: "1.644 hộ nghèo, chiếm"."""
    return re.sub(r"^[\s\w/-]{0,60}?(?=[,(;:]|\s(?:đạt|bằng|chiếm|tương ứng|tương đương|=))", "", gap, count=1)


def _close(gap: str) -> bool:
    words = re.sub(r"[,;]?\s*(?:đã )?(?:đạt|bằng|chiếm|tương ứng|tương đương)[^,;]*$", "", gap)
    return (
        len(gap) < 90
        and not re.search(r"[,;:]| là ", words)
        and bool(re.search(r"(?:đạt|bằng|chiếm|tương ứng|tương đương)(?: tỷ lệ| tỉ lệ)?(?: là)?\s*$", gap, re.I))
        and "trong đó" not in gap.lower()
    )


def _latest_of_group(share: Mention, text: Text) -> Mention | None:
    """For "Tỷ lệ hộ nghèo là p%": find the latest number of households of that group."""
    group = "near_poor" if re.search(r"cận nghèo[^,;%]{0,60}$", share.left, re.I) else "poor"
    earlier = [
        m
        for m in text.mentions
        if m.quantity.kind == "hộ" and m.block is share.block and m.quantity.end <= share.quantity.start
    ]
    earlier = [m for m in earlier if m.group == group and (not m.years or not share.years or m.years == share.years)]
    if re.search(r"dân tộc|DTTS|nông thôn|thành thị|năm \d{4}", share.left, re.I):
        return None
    return earlier[-1] if earlier else None
