"""Percentages against the amounts around them: "giải ngân A, đạt p% kế hoạch", "chiếm p% tổng số"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from analysis.comparison.findings import Finding, finding_at, percent
from analysis.comparison.mentions import Mention
from analysis.comparison.share_bases import bases_of
from analysis.comparison.share_parts import part_of
from analysis.comparison.text import Text

_ENOUGH = 4


_FAR_OFF = 6


_MUCH_MORE = 150
"""In percent: an amount this far above a base must have another base, unless the printed share is as large."""


_OTHER_BASE = re.compile(r"^\s*(?:số|tổng|của|trong|so|trên|diện tích|dân số|hồ sơ|nhu cầu|GDP|GRDP)", re.I)


def find_share_contradictions(text: Text) -> Iterator[Finding]:
    """Compare every percentage with its amount and its base."""
    for mention in text.mentions:
        if mention.quantity.kind != "percent" or mention.quantity.approximate:
            continue
        yield from _judge(mention, text)


def _judge(share: Mention, text: Text) -> Iterator[Finding]:
    part = part_of(share, text)
    if part is None or (share.forecast and not part.forecast and part.quantity.end < share.clause_start):
        return
    if part.quantity.of is not None:
        if not _fits(share, part.quantity.value, part.quantity.half, part.quantity.of, Fraction(0)):
            yield _finding(share, part, part.quantity.of, part.quantity.printed, "certain")
        return
    bases = bases_of(share, part, text)
    if any(_is_exact(share, part, base) for base, _ in bases):
        return
    fitting = [base for base, _ in bases if _fits_mention(share, part, base)]
    if fitting:
        yield from _inexact(share, part, fitting, bases, text)
    elif not _explained(share, part, bases, text):
        yield from _contradicted(share, part, bases, text)


def _explained(share: Mention, part: Mention, bases: Sequence[tuple[Mention, str]], text: Text) -> bool:
    """Whether a table or another amount of the sentence explains the share."""
    if share.quantity.digits and _in_a_table(share, part, text):
        return True
    return any(_fits_mention(share, other, base) for other in _other_parts(share, part) for base, _ in bases)


def _contradicted(share: Mention, part: Mention, bases: Sequence[tuple[Mention, str]], text: Text) -> Iterator[Finding]:
    """Report a share that no reading explains; the severity follows from the certainty of its base."""
    by_strength = {s: [base for base, strength in bases if strength == s] for s in ("strong", "group", "near")}
    if by_strength["strong"]:
        base = by_strength["strong"][0]
        if not _shared_base(share, part, base, text) and _plausible(share, part, base):
            yield _finding(share, part, base.quantity.value, base.quantity.printed, "certain")
    elif by_strength["group"]:
        base = by_strength["group"][0]
        yield _finding(share, part, base.quantity.value, base.quantity.printed, "probable")
    else:
        near = [base for base in by_strength["near"] if _nearly(share, part, base) and base.block is share.block]
        near = [base for base in near if base.years in (frozenset(), part.years)]
        if near and not _OTHER_BASE.match(share.right) and not _shared_base(share, part, near[0], text):
            yield _finding(share, part, near[0].quantity.value, near[0].quantity.printed, "probable")


def _plausible(share: Mention, part: Mention, base: Mention) -> bool:
    """Whether the base is possible: the share has the right magnitude, and neither amount is approximate or a rate."""
    right = part.quantity.value / base.quantity.value * 100
    if (right > _MUCH_MORE and share.quantity.value <= 100) or part.per_unit:
        return False
    if share.quantity.value and not Fraction(1, _FAR_OFF) < right / share.quantity.value < _FAR_OFF:
        return False
    return not part.quantity.approximate and not base.quantity.approximate


def _inexact(
    share: Mention, part: Mention, fitting: Sequence[Mention], bases: Sequence[tuple[Mention, str]], text: Text
) -> Iterator[Finding]:
    """Report a share that only rounding of the amounts explains, in a report that computes from printed amounts."""
    if not computes_from_printed(text):
        return
    strong = [base for base, strength in bases if strength == "strong"]
    if strong and strong[0] in fitting and not part.quantity.approximate:
        yield _finding(share, part, strong[0].quantity.value, strong[0].quantity.printed, "probable")


def shares_of(text: Text) -> Iterator[tuple[Mention, Mention, Mention]]:
    """Yield every percentage with its amount and its unambiguous base."""
    for share in text.mentions:
        if share.quantity.kind != "percent" or share.quantity.approximate:
            continue
        part = part_of(share, text)
        if part is None or part.quantity.of is not None:
            continue
        strong = [base for base, strength in bases_of(share, part, text) if strength == "strong"]
        if strong:
            yield share, part, strong[0]


def computes_from_printed(text: Text) -> bool:
    """Whether the shares of the report follow from its printed amounts, so that a wrong last digit is significant."""
    judged = [(_is_exact(*found), _fits_mention(*found)) for found in shares_of(text)]
    exact = sum(exact for exact, _ in judged)
    return exact >= _ENOUGH and sum(fits and not exact for exact, fits in judged) <= 1


def _is_exact(share: Mention, part: Mention, base: Mention) -> bool:
    """Whether the share follows from the printed amounts, rounded or truncated at its last digit."""
    right = part.quantity.value / base.quantity.value * 100
    return right - 2 * share.quantity.half <= share.quantity.value <= right + share.quantity.half


def _finding(share: Mention, part: Mention, whole: Fraction, named: str, severity: str) -> Finding:
    right = part.quantity.value / whole * 100
    shown = percent(right, share.quantity.digits)
    message = f"Ghi {share.quantity.printed}, nhưng {part.quantity.printed} trên {named} là {shown}."
    return finding_at(share, "share", severity, shown, message)


def _fits_mention(share: Mention, part: Mention, base: Mention) -> bool:
    return _fits(share, part.quantity.value, part.quantity.half, base.quantity.value, base.quantity.half)


def _fits(share: Mention, part: Fraction, part_half: Fraction, whole: Fraction, whole_half: Fraction) -> bool:
    """Whether the share follows from the amounts at the printed precision of all three."""
    if whole - whole_half <= 0:
        return False
    low = (part - part_half) / (whole + whole_half) * 100
    high = (part + part_half) / (whole - whole_half) * 100
    half = share.quantity.half
    # Truncating instead of rounding the last digit is common and is no contradiction.
    return low - 2 * half <= share.quantity.value <= high + half


def _shared_base(share: Mention, part: Mention, base: Mention, text: Text) -> bool:
    """Whether another share of the paragraph implies the same base, one that is not printed."""
    if not share.quantity.value:
        return False
    for other in text.of(share.block):
        if other is share or other.quantity.kind != "percent" or not other.quantity.value or other.quantity.approximate:
            continue
        amount = part_of(other, text)
        if (
            amount is None
            or amount is part
            or amount.quantity.kind != part.quantity.kind
            or amount.quantity.of is not None
        ):
            continue
        low, high = _implied(part, share)
        other_low, other_high = _implied(amount, other)
        if other_low <= base.quantity.value <= other_high:
            continue
        if low <= other_high and other_low <= high and high - low < low / 10:
            return True
    return False


def _implied(part: Mention, share: Mention) -> tuple[Fraction, Fraction]:
    """Return the bounds of the base that an amount and its share imply."""
    low, high = share.quantity.value - share.quantity.half, share.quantity.value + share.quantity.half
    return part.quantity.value / high * 100, part.quantity.value / low * 100 if low > 0 else part.quantity.value * 10**6


def _in_a_table(share: Mention, part: Mention, text: Text) -> bool:
    """Whether a table contains a number, in any unit, of which the part is that share."""
    scales = (Fraction(1), Fraction(10**6), Fraction(10**9)) if part.quantity.kind == "money" else (Fraction(1),)
    return any(
        cell.value and _fits(share, part.quantity.value, part.quantity.half, cell.value * scale, cell.half * scale)
        for cell in text.cells
        for scale in scales
    )


def _nearly(share: Mention, part: Mention, base: Mention) -> bool:
    """Whether the share is so close to the printed one that this must be the base."""
    right = part.quantity.value / base.quantity.value * 100
    return share.quantity.digits >= 1 and abs(right - share.quantity.value) <= max(
        share.quantity.value / 50, Fraction(1, 5)
    )


def _other_parts(share: Mention, part: Mention) -> list[Mention]:
    """Return other quantities of the sentence that may be the part."""
    return [
        m
        for m in share.sentence.mentions
        if m is not part and m.quantity.kind == part.quantity.kind and m.quantity.end <= share.quantity.start
    ]
