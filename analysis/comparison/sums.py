"""Totals against their parts: "… trong đó …", "… gồm: …", and lists after a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product
from math import prod

from analysis.comparison.findings import Finding, amount, finding_at
from analysis.comparison.mentions import Mention
from analysis.comparison.splits import Split, find_splits
from analysis.comparison.text import Text

_CHANGE = re.compile(r"(?:tăng|giảm|vượt|hụt|chênh lệch)(?: thêm)?\s*$", re.I)
"""Words before an amount that is a change: its breakdown may have both signs."""


def find_sum_contradictions(text: Text) -> Iterator[Finding]:
    """Compare every total with its parts in the text."""
    for splits in find_splits(text):
        proven = any(_sums(s) and len(s.parts) > 1 for s in splits)
        for split in splits:
            found = _judge(split, proven)
            if found is not None:
                yield found


def _ways(split: Split) -> Iterator[tuple[Fraction, Fraction]]:
    """Yield every possible sum of the candidates, with its largest rounding error."""
    choices = [_values(part) for part in split.parts]
    if prod(len(c) for c in choices) > 5000:
        choices = [c[:1] for c in choices]
    for way in product(*choices):
        yield sum((v for v, _ in way), Fraction()), sum((h for _, h in way), Fraction())


def _values(part: Sequence[Mention]) -> list[tuple[Fraction, Fraction]]:
    """Return the possible values of a part: as printed, or implied by "… đạt 50% kế hoạch"."""
    values = [(m.quantity.value, m.quantity.half) for m in part]
    values += [implied for m in part if (implied := _implied_plan(m)) is not None]
    if len(part) > 1:
        values.append(
            (sum((v for v, _ in values[: len(part)]), Fraction()), sum((h for _, h in values[: len(part)]), Fraction()))
        )
    return values


def _implied_plan(mention: Mention) -> tuple[Fraction, Fraction] | None:
    """Compute the plan from an amount and its share of the plan."""
    if not re.match(r"[\s,(]*(?:đã )?(?:đạt|bằng|chiếm)\s*$", mention.right):
        return None
    following = [m for m in mention.sentence.mentions if m.quantity.start >= mention.quantity.end]
    if not following or following[0].quantity.kind != "percent" or not following[0].quantity.value:
        return None
    share = following[0].quantity
    if not re.match(r"\s*(?:so với )?(?:kế hoạch|dự toán|vốn|chỉ tiêu)", following[0].right):
        return None
    value = mention.quantity.value / (share.value / 100)
    return value, value * share.half / share.value + mention.quantity.half / (share.value / 100)


def _sums(split: Split) -> bool:
    """Whether a reading of the parts adds up to the total at the printed precision."""
    total = split.total.quantity
    return any(abs(value - total.value) <= half + total.half for value, half in _ways(split))


def _judge(split: Split, proven: bool) -> Finding | None:
    """Return a finding when the parts contradict their total."""
    total = split.total.quantity
    if any(_sums(other) for other in split.alternatives) or total.value == 0 or sum(len(p) for p in split.parts) < 2:
        return _judge_single(split)
    if _sums_some(split) or _nested(split) or _CHANGE.search(split.total.left):
        return None
    likely, words = _likely(split)
    best = min(
        split.alternatives, key=lambda s: abs(1 - likely / s.total.quantity.value) if s.total.quantity.value else 99
    )
    if best.total is not split.total:
        split, total = (
            Split(best.total, split.parts, split.complete, split.overlapping, (), split.exhaustive),
            best.total.quantity,
        )
    ratio = likely / total.value
    rough = total.approximate and (total.value % 10 == 0 or total.kind == "money")
    if rough or any(m.quantity.approximate for p in split.parts for m in p):
        return None
    if split.overlapping and not proven:
        return None
    severity = _severity(split, ratio, proven)
    if severity is None and split.complete:
        near = min((value for value, _ in _ways(split)), key=lambda v: abs(v - total.value))
        if 20 * abs(near - total.value) <= total.value:
            severity, likely, words = "probable", near, " + ".join(m.quantity.printed for p in split.parts for m in p)
    if severity is None:
        return None
    if total.approximate:
        severity = "probable"
    shown = amount(likely, split.total)
    message = f"Tổng ghi {split.total.quantity.printed}, nhưng các phần nêu ra ({words}) cho {shown}."
    return finding_at(split.total, "sum", severity, amount(likely, split.total), message)


def _severity(split: Split, ratio: Fraction, proven: bool) -> str | None:
    """Return the severity for parts that do not add up to their total.

    Parts above the total are wrong unless they overlap. Parts below it may be an incomplete list: often for money,
    rarely for people.
    """
    sure = split.complete or proven
    given = sum(len(p) for p in split.parts)
    money = split.total.quantity.kind == "money"
    if ratio > 1:
        if ratio > 20:
            return None
        return "certain" if sure or ratio < 2 else "probable"
    if proven or (split.exhaustive and ratio >= Fraction(1, 2)):
        return "certain"
    if split.exhaustive:
        return "probable"
    if sure and ratio >= Fraction(9, 10):
        return "certain"
    if given >= 3 and ratio >= (Fraction(97, 100) if money else Fraction(9, 10)):
        return "probable" if money else "certain"
    return "probable" if not money and ratio >= Fraction(4, 5) else None


def _likely(split: Split) -> tuple[Fraction, str]:
    """Return the most likely sum (an implied plan, or all quantities of a part) and the words for what was added."""
    value, words = Fraction(), []
    listed = len(split.parts) > 1 and all(len(part) > 1 for part in split.parts)
    for part in split.parts:
        first = part[0].quantity
        implied = _implied_plan(part[0])
        if implied is not None and split.total.role == "plan":
            value += implied[0]
            words.append(f"{first.printed} : {_following_share(part[0])}")
        elif listed or any(m.role != part[0].role or _implied_plan(m) is not None for m in part):
            value += first.value
            words.append(first.printed)
        else:
            value += sum((m.quantity.value for m in part), Fraction())
            words += [m.quantity.printed for m in part]
    return value, " + ".join(words)


def _following_share(mention: Mention) -> str:
    return next(m.quantity.printed for m in mention.sentence.mentions if m.quantity.start >= mention.quantity.end)


def _judge_single(split: Split) -> Finding | None:
    """Check a total with a single part: the part cannot be larger."""
    if len(split.parts) != 1 or split.overlapping:
        return None
    part, total = split.parts[0][0], split.total
    if part.quantity.kind not in ("hộ", "người", "money") or part.sentence is not total.sentence:
        return None
    if _sums(split) or part.quantity.value <= total.quantity.value + total.quantity.half + part.quantity.half:
        return None
    if part.quantity.value > 20 * total.quantity.value or part.quantity.noun != total.quantity.noun:
        return None
    message = f"Phần “{part.quantity.printed}” lớn hơn tổng “{total.quantity.printed}” mà nó thuộc về."
    return finding_at(part, "sum", "probable", f"không quá {total.quantity.printed}", message)


def _nested(split: Split) -> bool:
    """Whether a part is itself the sum of later parts: the breakdown of the whole is then ambiguous."""
    values = [p[0].quantity.value for p in split.parts]
    ends = range(3, len(values) + 1)
    return any(values[i] == sum(values[i + 1 : j]) for i in range(len(values)) for j in ends if j >= i + 3)


def _sums_some(split: Split) -> bool:
    """Whether some of the parts add up to the total: the others are then asides, or parts of parts."""
    if len(split.parts) > _MOST_PARTS:
        return False
    for total in split.alternatives:
        values = [p[0].quantity.value for p in split.parts]
        half = total.total.quantity.half
        for size in range(1, len(values)):
            slack = half + sum((p[0].quantity.half for p in split.parts), Fraction())
            if any(
                abs(sum(some, Fraction()) - total.total.quantity.value) <= slack for some in combinations(values, size)
            ):
                return True
    return False


_MOST_PARTS = 12
