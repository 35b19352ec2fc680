"""Remainders and differences: "còn lại …", "từ … xuống còn …, giảm …", 9 of 11 and the remaining 2."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, pairwise

from analysis.comparison.findings import Finding, amount, finding_at
from analysis.comparison.mentions import Mention
from analysis.comparison.text import Text

_REST = re.compile(
    r"(?:số (?:tiền|vốn|kinh phí|còn)?\s*)?(?:còn lại|chưa (?:giải ngân|thực hiện|sử dụng"
    r"|phân bổ|thanh toán)|còn dư|kết dư|còn (?:là )?(?=$|\d))"
    r"[^,.;:%]{0,40}[:]?\s*$|(?:^|[\s,;])(?:đang|còn đang) (?:giải quyết|xem xét|xử lý|thực hiện)\s*$",
    re.I,
)
_FROM_TO = re.compile(r"(?<!\w)từ\s+(?:mức\s+)?$", re.I)
_TO = re.compile(r"(?:xuống|lên|còn|đến|tới|thành)\s*(?:còn\s*|đến\s*|tới\s*|mức\s*)*(?:là\s*)?$", re.I)
_DIRECTED = re.compile(r"xuống|lên|còn|thành", re.I)
_TOGETHER = re.compile(r"[^;.:%]{0,12}")
_CHANGED = re.compile(r"(?:tăng|giảm)\s*(?:thêm|được|đi|tương ứng|:|là|bình quân)*\s*$", re.I)


def _fractions(mentions: list[Mention]) -> Iterator[Finding]:
    """For "06/10 mô hình, 04/10 mô hình": two shares of the same ten, together at most ten."""
    fractions = [m for m in mentions if m.quantity.of is not None]
    for first, second in pairwise(fractions):
        between = first.block.text[first.quantity.end : second.quantity.start]
        if (
            first.quantity.noun != second.quantity.noun
            or first.quantity.kind == "money"
            or not _TOGETHER.fullmatch(between)
        ):
            continue
        whole = first.quantity.of or Fraction()
        if second.quantity.of != whole and first.quantity.kind == "mô hình":
            message = f"Cùng một câu ghi {first.quantity.printed} và {second.quantity.printed}: hai tổng số khác nhau."
            yield finding_at(second, "count", "probable", f"…/{amount(whole, second)}", message)
    for mention in fractions:
        counted = {
            m.quantity.value
            for m in mentions
            if m.quantity.of is None and m.quantity.kind == "mô hình" and m.quantity.end <= mention.quantity.start
        }
        if mention.quantity.kind == "mô hình" and len(counted) == 1 and mention.quantity.of not in counted:
            whole = counted.pop()
            message = f"Nêu {amount(whole, mention)} nhưng sau đó ghi {mention.quantity.printed}."
            yield finding_at(mention, "count", "probable", f"…/{amount(whole, mention)}", message)
        # A plan can be exceeded; a number of projects cannot.
        if (
            mention.quantity.of is not None
            and mention.quantity.kind == "mô hình"
            and mention.quantity.value > mention.quantity.of
        ):
            message = f"{mention.quantity.printed}: phần lớn hơn tổng số."
            yield finding_at(mention, "count", "probable", f"không quá {amount(mention.quantity.of, mention)}", message)


def find_remainder_contradictions(text: Text) -> Iterator[Finding]:
    """Recompute remainders and differences from the amounts near them."""
    for block in text.blocks:
        for mention in text.of(block):
            if _REST.search(mention.left):
                yield from _remainder(mention, text)
        for sentence in text.sentences[block]:
            yield from _changes(sentence.mentions)
        yield from _fractions(text.of(block))


def _remainder(rest: Mention, text: Text) -> Iterator[Finding]:
    if rest.quantity.kind in ("percent", "points", "", "tháng", "ngày", "năm", "thôn") or rest.quantity.approximate:
        return
    earlier = [m for m in text.of(rest.block) if m.quantity.end <= rest.quantity.start]
    same = [m for m in earlier if m.quantity.kind == rest.quantity.kind]
    yield from _rest_of_fraction(rest, same)
    same = [m for m in same if m.quantity.of is None]
    if len(same) < 2:
        above = rest.block.parent
        if above is None or not same:
            return
        before = rest.block.siblings_before[-2:] if above.kind == "heading" else [above]
        listed = [
            m
            for block in before
            for m in text.of(block)
            if m.quantity.kind == rest.quantity.kind and m.quantity.of is None
        ]
        same = [m for m in listed if above.kind != "heading" or m.role == "plan"] + same
    if len(same) < 2 or _explained(rest, same):
        return
    in_sentence = [m for m in same if m.sentence is rest.sentence]
    near = in_sentence if len(in_sentence) >= 2 else same[-3:]
    wholes = [
        m for m in near if m.role == "plan" or re.search(r"tổng|kế hoạch|được giao|tiếp nhận|(?<!\w)nhận", m.left, re.I)
    ]
    parts = [
        m
        for m in near
        if (m.role in ("done", "lent") or re.search(r"đã (?:giải quyết|xử lý|xét)", m.left, re.I)) and m not in wholes
    ]
    wholes = list({m.quantity.value: m for m in wholes}.values())
    if len(wholes) != 1 or len(parts) != 1 or parts[0].quantity.value > wholes[0].quantity.value:
        return
    if (
        re.search(r"trong đó", rest.block.text[wholes[0].quantity.end : parts[0].quantity.start], re.I)
        and parts[0].years != wholes[0].years
    ):
        return
    whole, part = wholes[0], parts[0]
    if (
        whole.quantity.approximate
        or part.quantity.approximate
        or (whole.years and part.years and whole.years != part.years)
    ):
        return
    right = whole.quantity.value - part.quantity.value
    message = (
        f"{whole.quantity.printed} trừ {part.quantity.printed} còn {amount(right, rest)}, không phải "
        f"{rest.quantity.printed}."
    )
    yield finding_at(rest, "remainder", "certain", amount(right, rest), message)


def _explained(rest: Mention, same: list[Mention]) -> bool:
    """Whether some whole minus one or more parts gives the remainder, at the printed precision."""
    for whole in same:
        others = [m for m in same if m is not whole]
        for size in range(1, min(len(others), 5) + 1):
            for parts in combinations(others, size):
                value = whole.quantity.value - sum((p.quantity.value for p in parts), Fraction())
                half = whole.quantity.half + sum((p.quantity.half for p in parts), Fraction()) + rest.quantity.half
                if abs(value - rest.quantity.value) <= half:
                    return True
    return False


def _rest_of_fraction(rest: Mention, same: list[Mention]) -> Iterator[Finding]:
    """For "được 09/11 mô hình, còn 02 mô hình": nine and two are eleven."""
    fractions = [m for m in same if m.quantity.of is not None]
    if (
        fractions
        and rest.sentence is not fractions[-1].sentence
        and not re.match(r"\s*(?:còn|còn lại)\s*$", rest.left, re.I)
    ):
        return
    if not fractions or fractions[-1].quantity.noun != rest.quantity.noun or rest.quantity.of is not None:
        return
    last = fractions[-1].quantity
    left = (last.of or Fraction()) - last.value
    done = sum((m.quantity.value for m in fractions), Fraction())
    if rest.quantity.value in (left, (last.of or Fraction()) - done) or left < 0:
        return
    if any(m.quantity.of is None for m in same if fractions[-1].quantity.end <= m.quantity.start):
        return
    message = f"{last.printed} nghĩa là còn {amount(left, rest)}, không phải {rest.quantity.printed}."
    yield finding_at(rest, "count", "certain", amount(left, rest), message)


def _changes(mentions: list[Mention]) -> Iterator[Finding]:
    """For "từ X xuống còn Y, giảm Z": Z is the difference, or the rate of change."""
    for first, second in pairwise(mentions):
        if (
            not _FROM_TO.search(first.left)
            or not _TO.search(second.left)
            or first.quantity.kind != second.quantity.kind
        ):
            continue
        if first.quantity.kind in ("percent", "points") and not _DIRECTED.search(second.left):
            continue  # "từ 0,6% đến 13,6%" is a range
        at = mentions.index(first)
        around = mentions[max(at - 1, 0) : at] + mentions[at + 2 : at + 4]
        yield from _changed_by(
            first,
            second,
            [
                m
                for m in around
                if _CHANGED.search(m.left) and m.clause_start == first.clause_start and _beside(m, first)
            ],
        )


def _beside(change: Mention, first: Mention) -> bool:
    """Whether a change given before "từ X xuống Y" is directly before it."""
    return change.quantity.start > first.quantity.start or len(first.left) < _CLOSE


_CLOSE = 25


def _changed_by(first: Mention, second: Mention, changes: list[Mention]) -> Iterator[Finding]:
    before, after = first.quantity, second.quantity
    difference = abs(after.value - before.value)
    half = before.half + after.half
    for mention in changes[:1]:
        quantity = mention.quantity
        same_kind = quantity.kind == before.kind or {quantity.kind, before.kind} <= {"percent", "points"}
        fits = same_kind and abs(quantity.value - difference) <= half + quantity.half
        if quantity.kind == "percent" and before.value:
            rate = difference / before.value * 100
            fits = fits or abs(rate - quantity.value) <= 2 * quantity.half + half / before.value * 100
        if fits or quantity.approximate or not (same_kind or quantity.kind == "percent"):
            continue
        if re.search(r"bình quân|mỗi năm|hằng năm|hàng năm|trung bình", mention.left + mention.right, re.I):
            continue
        shown = amount(difference if same_kind else difference / before.value * 100, mention)
        message = f"Từ {before.printed} đến {after.printed} là thay đổi {shown}, không phải {quantity.printed}."
        yield finding_at(mention, "remainder", "certain", shown, message)
