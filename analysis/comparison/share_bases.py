"""Candidates for the base of a percentage, and how certain each is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.comparison.letters import UPPER
from analysis.comparison.mentions import Mention
from analysis.comparison.share_parts import RATE_OF_HOUSEHOLDS, beside_its_plan
from analysis.comparison.text import Text

_AMONG = re.compile(r"^\s*(?:\(?\s*(?:trong|so với|trên|của|tính trên))?\s*(?:tổng|dân số|số)", re.I)


_OF_PLAN = re.compile(
    r"^\s*(?:so với |so )?(?:với )?(?:kế hoạch|KH|dự toán|chỉ tiêu|nhiệm vụ|vốn (?:giao|kế hoạch"
    r"|được|phân bổ)|tổng (?:vốn|kế hoạch|dự toán|nguồn|kinh phí)|mục tiêu|số vốn|kinh phí)",
    re.I,
)


_OF_EARLIER = re.compile(
    r"^\s*(?:so với |so )?(?:với )?(?:cùng kỳ|năm trước|năm \d{4}|đầu năm|tháng trước|quý trước|cuối năm)", re.I
)


_CARRIED = re.compile(r"chuyển (?:sang|nguồn|tiếp)|kéo dài", re.I)


_TOTAL_NAMED = re.compile(r"^\s*(?:trong |so với |trên |của )?(tổng (?:số )?[^\W\d]+ [^\W\d]+)", re.I)


def _named_total(share: Mention, part: Mention, text: Text) -> list[Mention]:
    """For "chiếm 0,18% tổng dư nợ": the total of that name, where the report gives only one value for it."""
    named = _TOTAL_NAMED.match(share.right)
    if not named:
        return []
    words = named[1].lower()
    found = [
        m
        for m in text.mentions
        if m.quantity.kind == part.quantity.kind
        and words in m.left.lower()[-60:]
        and m is not part
        and not _AFTER_SPLIT.search(m.left)
        and not m.forecast
        and not re.search(r"tăng|giảm|phấn đấu|kế hoạch|đầu năm", m.left[-60:], re.I)
    ]
    return found if len({m.quantity.value for m in found}) == 1 else []


_GROUP_NAMED = re.compile(r"^[\s(]*(?:trong |so với |trên |của )?tổng số hộ (cận nghèo|nghèo)(?! và)", re.I)


def _largest_of_group(share: Mention, part: Mention, text: Text) -> list[Mention]:
    """For "chiếm 96,23% tổng số hộ nghèo": the largest number of poor households in the report."""
    named = _GROUP_NAMED.match(share.right) or _follows_named(share)
    if not named or part.quantity.kind != "hộ":
        return []
    group = "near_poor" if named[1].lower().startswith("cận") else "poor"
    known = [
        m for m in text.mentions if m.quantity.kind == "hộ" and m.group == group and m.years <= part.years | share.years
    ]
    return [max(known, key=lambda m: m.quantity.value)] if known else []


def _follows_named(share: Mention) -> re.Match[str] | None:
    """Return the base named by the previous share of the sentence, where this one continues with "; …, chiếm 3,77%"."""
    earlier = [
        m for m in share.sentence.mentions if m.quantity.kind == "percent" and m.quantity.end <= share.quantity.start
    ]
    bare = re.match(r"\s*[.,;)]|\s*$", share.right) and re.search(r"chiếm\s*$", share.left, re.I)
    return _GROUP_NAMED.match(earlier[-1].right) if earlier and bare else None


_AFTER_SPLIT = re.compile(r"trong đó|gồm", re.I)


def _is_household_rate(share: Mention, part: Mention) -> bool:
    """Whether it is the share of poor or near-poor households among all households, a base that reports often omit."""
    if part.quantity.kind != "hộ" or part.group not in ("poor", "near_poor"):
        return False
    gap = share.block.text[part.quantity.end : share.quantity.start]
    plain = re.fullmatch(
        r"(?: hộ)? ?(?:cận )?(?:nghèo)?(?: đa chiều)?[,;]? ?"
        r"(?:\(|(?:chiếm )?(?:tỷ|tỉ) lệ(?: hộ)?(?: cận)?(?: nghèo)?(?: đa chiều)?(?: là)?:? )",
        gap,
        re.I,
    )
    return bool(plain) and not re.match(r"\s*(?:so|trong|trên|số|tổng)", share.right)


_OF_THE_UNIT = re.compile(rf"(?:huyện|xã|tỉnh|thị xã|thành phố|phường|thị trấn)(?: [{UPPER}]\w+)* (?:hiện )?có\s*$")


def _is_all_households(mention: Mention) -> bool:
    """Whether a number counts all households of the unit."""
    if mention.quantity.kind != "hộ" or mention.group or mention.quantity.approximate:
        return False
    if re.match(r"\s*(?:nghèo|cận|mới|thoát|vay|được|có|tham|dân tộc|gia đình chính|đạt|DTTS)", mention.right):
        return False
    return bool(
        _OF_THE_UNIT.search(mention.left)
        or re.search(
            r"(?:tổng số hộ|tổng số|toàn (?:huyện|xã|tỉnh|thị xã|thành phố) (?:hiện )?có|dân số"
            r"|nhân khẩu|thôn|ấp|bản|khu|người)[^.;]{0,30}$",
            mention.left,
            re.I,
        )
    )


def bases_of(share: Mention, part: Mention, text: Text) -> list[tuple[Mention, str]]:
    """List the candidates for the base of a percentage, with the certainty of each.

    Parameters
    ----------
    share
        The percentage.
    part
        The amount that it is about.
    text
        The report.

    Returns
    -------
    list of tuple
        The quantity and `strong` (explicit), `group` (the total of the group named), `near` (close by) or `far`
        (elsewhere in the report).
    """
    bases = _around(share, part, text)
    if _is_household_rate(share, part):
        bases += [(m, "strong") for m in text.mentions if _is_all_households(m) and m.years <= part.years | share.years]
    bases += [(m, "strong") for m in _named_total(share, part, text)]
    bases += [(m, "group") for m in _largest_of_group(share, part, text)]
    return bases


def _around(share: Mention, part: Mention, text: Text) -> list[tuple[Mention, str]]:
    """List the quantities around a percentage, the nearest first."""
    kind = part.quantity.kind
    found: list[tuple[Mention, str]] = []
    same_block = [m for m in text.of(share.block) if m.quantity.kind == kind and m is not part]
    before = [m for m in same_block if m.quantity.end <= part.quantity.start]
    after = [m for m in same_block if m.quantity.start >= share.quantity.end and m.sentence is share.sentence]
    earlier = [m for m in share.sentence.mentions if m.quantity.end <= share.quantity.start]
    if beside_its_plan(earlier) is part:
        return [(earlier[-1], "strong")]
    named = _named_after(share, after)
    if named:
        found.append((named, "strong"))
    found += [(m, "strong" if _is_base(m, share, part) and not named else "near") for m in reversed(before)]
    found += [(m, "near") for m in after]
    for depth, block in enumerate(share.block.ancestors):
        sure = depth == 0 and block.kind != "heading"
        others = [m for m in text.of(block) if m.quantity.kind == kind]
        found += [(m, "strong" if sure and _is_base(m, share, part) else "near") for m in reversed(others)]
    for distance, block in enumerate(reversed(share.block.siblings_before[-6:])):
        others = [m for m in text.of(block) if m.quantity.kind == kind]
        planned = [m for m in others if m.role == "plan"]
        next_to = (
            distance == 0
            and block.kind != "heading"
            and len(planned) == len(text.of(block)) == 1
            and not planned[0].forecast
        )
        found += [
            (m, "strong" if next_to and m is planned[0] and _is_base(m, share, part) else "near")
            for m in reversed(others)
        ]
    if share.quantity.digits >= 1:
        seen = {id(m) for m, _ in found}
        found += [(m, "far") for m in text.mentions if m.quantity.kind == kind and id(m) not in seen and m is not part]
    return [(m, s) for m, s in found if m.quantity.value]


def _named_after(share: Mention, after: Sequence[Mention]) -> Mention | None:
    """For "đạt 95% kế hoạch (1.200 người)": the base follows directly."""
    for mention in after[:1]:
        gap = share.block.text[share.quantity.end : mention.quantity.start]
        if (
            len(gap) < 60
            and not re.search(r"[;,]", gap)
            and re.search(r"(?:kế hoạch|tổng số|chỉ tiêu|dự toán|KH)[^;,.]{0,40}\(?[^;,.]{0,12}$", gap, re.I)
        ):
            return mention
    return None


def _is_base(base: Mention, share: Mention, part: Mention) -> bool:
    """Whether the words make `base` unambiguously the base of the share."""
    if base.years != part.years and ((base.years and part.years) or base.block is not part.block):
        return False
    if re.search(r"(?:hai|ba|các|nhiều) năm|giai đoạn", base.sentence.text, re.I) and part.years:
        return False
    tail = share.right
    between = (
        share.block.text[base.quantity.end : part.quantity.start] if base.block is share.block else part.clause_before
    )
    words = " ".join((between, part.right, share.left, re.split(r"[,.;]", share.right)[0]))
    if _CARRIED.search(words) and not _CARRIED.search(base.clause):
        return False
    if _OF_EARLIER.match(tail):
        return False
    within = base.sentence is part.sentence or base.block is not part.block
    split = re.search(r"trong đó|bao gồm|gồm", between, re.I) if within else None
    if not within and _inside_split(base):
        return False
    if RATE_OF_HOUSEHOLDS.search(share.left):
        return base.group == "" and bool(re.search(r"tổng số hộ|toàn (?:huyện|xã|tỉnh) có|số hộ dân", base.left, re.I))
    of_whole = re.search(r"chiếm[^,;%]{0,30}$", share.left, re.I)
    if of_whole or (_AMONG.match(tail) and not _OF_PLAN.match(tail)):
        return _is_whole_of(base, share, part, split is not None)
    if _OF_PLAN.match(tail) or re.search(r"(?:giải ngân|đạt|bằng)[^,;%]{0,20}$", share.left, re.I):
        if split and not re.match(
            r"(?: có)?\s*:?\s*(?:đã |số (?:đã )?)?(?:giải ngân|thực hiện|chi|thanh toán)", between[split.end() :], re.I
        ):
            return False
        if part.role == "done" and base.role in ("", "plan") and _only_one_before(base, part):
            return True
        if base.role != "plan" or (part.role == "plan" and base.sentence is not part.sentence):
            return False
        if part.forecast != share.forecast and share.forecast:
            return False
        return _only_plan(base, part)
    return False


def _only_one_before(base: Mention, part: Mention) -> bool:
    """For "Giảm nghèo: 500 triệu đồng, giải ngân 300 triệu đồng, đạt 60%": there is no other candidate."""
    before = [
        m
        for m in part.sentence.mentions
        if m.quantity.kind == part.quantity.kind and m.quantity.end <= part.quantity.start
    ]
    return before == [base] and base.quantity.value >= part.quantity.value / 2


def _only_plan(base: Mention, part: Mention) -> bool:
    """Whether there is no other planned amount of the kind between the base and the part."""
    mentions = [m for m in base.sentence.mentions if m.quantity.kind == base.quantity.kind]
    if base.block is part.block:
        inner = [
            m
            for s in [base.sentence, part.sentence]
            for m in s.mentions
            if m.quantity.kind == base.quantity.kind
            and base.quantity.end <= m.quantity.start
            and m.quantity.end <= part.quantity.start
        ]
        return not [
            m for m in inner if m.role == "plan" and m.quantity.value != base.quantity.value and not _inside_split(m)
        ]
    return len([m for m in mentions if m.role == "plan"]) == 1


def _inside_split(mention: Mention) -> bool:
    before = mention.block.text[mention.sentence.start : mention.quantity.start]
    return bool(re.search(r"trong đó|gồm", before, re.I))


def _is_whole_of(base: Mention, share: Mention, part: Mention, split: bool) -> bool:
    """Whether `base` is the total of "chiếm p%"."""
    named = re.match(
        r"[\s(]*(?:trong |so với |trên |của )?(?:tổng )?(?:số )?(hộ nghèo|hộ cận nghèo|hộ dân|hộ)\b", share.right, re.I
    )
    if named:
        wanted = {"hộ nghèo": "poor", "hộ cận nghèo": "near_poor"}.get(named[1].lower(), "")
        return base.group == wanted and bool(re.search(r"tổng|toàn|số hộ|hộ nghèo", base.left + base.right[:12], re.I))
    if base.quantity.value < part.quantity.value:
        return False
    tail = re.match(
        r"[\s(]*(?:trong |so với |trên |của )*(?:tổng|dân số|số)\s*(?:số)?\s*([\w ]{0,20})", share.right, re.I
    )
    if tail:
        same = base.quantity.noun.split(" ")[0] in tail[1].lower().split() or re.search(
            r"tổng (?:đàn|diện tích|vốn|dư nợ|chi|thu)", share.right[:20], re.I
        )
        return bool(same and (split or re.search(r"tổng|toàn|đàn|dân số|diện tích", base.left, re.I)))
    if re.match(r"[\s(]*(?:trong|so với|trên|của)", share.right, re.I):
        return False
    if base.sentence is part.sentence and re.search(r"dân số|tổng|toàn", base.left, re.I):
        return True
    return split or bool(re.search(r"tổng", base.left, re.I))
