"""Find totals and their parts: within a sentence, or in the list after it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.comparison.blocks import Block
from analysis.comparison.mentions import Mention, Sentence
from analysis.comparison.text import Text

_SPLITS = re.compile(
    r"trong đó(?! có)"
    r"|(?<!đã )(?<!không )(?<!chưa )(?<!đã bao )(?<!không bao )(?<!chưa bao )(?:bao )?gồm(?: có)?(?=[\s:])"
    r"|chia ra|cụ thể(?: là| như sau)?(?=\s*:)|như sau(?=\s*:)|(?:trong )?số này"
    r"|phân theo[^:.;]{0,40}(?=:)|bằng các nguồn|từ các nguồn|chia theo[^:.;]{0,40}(?=:)",
    re.I,
)
"""Words that introduce the parts of a total."""


_PARTIAL = re.compile(
    r"trong đó có|chủ yếu|một số|tiêu biểu|điển hình|nhất là|v\.v|\.\.\.|…|riêng|ngoài ra|kể cả"
    r"|tính cả|lũy kế|luỹ kế|bình quân|mỗi|trung bình(?! \d)|còn lại là của"
    r"|cao nhất|thấp nhất|nhiều nhất|và các|nổi bật|đáng chú ý|so với|tăng|giảm"
    r"|còn lại(?=[^\d.;]*(?:[.;]|$))",
    re.I,
)
"""Words of an incomplete list."""


_CUMULATIVE = re.compile(r"l[ũu]y kế|giai đoạn|từ (?:đầu )?năm \d{4}", re.I)
"""Words of a total over several years, of which a text often names only the remaining ones."""


_OVERLAPPING = re.compile(
    r"dân tộc thiểu số|DTTS|(?<!\w)nữ(?!\w)|phụ nữ|khuyết tật|người có công|bảo trợ xã hội|BTXH"
    r"|người cao tuổi|trẻ em|đơn thân"
    r"|không có khả năng lao động|đảng viên|thanh niên|đặc biệt khó khăn|ĐBKK",
    re.I,
)
"""Attributes that are not exclusive: parts named so may overlap."""


PLACES = frozenset({"xã", "huyện", "thôn", "trường"})


_WHERE = re.compile(r"(?:tại|ở|trên địa bàn|thuộc|cho|của)(?: các| khoảng)?\s*$", re.I)
"""Places may occur in several parts, so they do not add up."""


@dataclass(frozen=True)
class Split:
    """A total and the candidates for each of its parts.

    Attributes
    ----------
    total
        The expected sum.
    parts
        For each part the candidate quantities, one of which counts.
    complete
        Whether the list looks complete.
    overlapping
        Whether parts may share members, or the list says that it is partial.
    others
        Other candidates for the total.
    exhaustive
        Whether the words say that the list is complete ("gồm", "chia ra", two opposites).
    """

    total: Mention
    parts: tuple[tuple[Mention, ...], ...]
    complete: bool
    overlapping: bool
    others: tuple[Mention, ...] = ()
    exhaustive: bool = False

    @property
    def alternatives(self) -> Iterator[Split]:
        """Yield the same parts with every candidate for the total."""
        yield self
        for total in self.others:
            yield Split(total, self.parts, self.complete, self.overlapping)


def find_splits(text: Text) -> Iterator[list[Split]]:
    """Yield the totals that are split into parts, sentence by sentence: one for each kind of quantity."""
    for block in text.blocks:
        sentences = text.sentences[block]
        for index, sentence in enumerate(sentences):
            yield from _inline(sentence, sentences[index - 1] if index else None, text)
        if block.children:
            yield _listed(block, text)


def _inline(sentence: Sentence, previous: Sentence | None, text: Text) -> Iterator[list[Split]]:
    """Find totals whose parts follow in the same sentence, or in the next one when it starts with "Trong đó"."""
    words = sentence.text
    marks = list(_SPLITS.finditer(words)) or _colons(sentence)
    for number, mark in enumerate(marks):
        at = sentence.start + mark.start()
        before = [m for m in sentence.mentions if m.quantity.end <= at]
        opening = mark.start() < 3
        if opening and not before and previous is not None:
            before = previous.mentions
        semicolon = -1 if opening else words.rfind(";", 0, mark.start())
        if semicolon >= 0 and number == 0:
            own = [m for m in before if m.quantity.start >= sentence.start + semicolon]
            before = own if words[semicolon + 1 : mark.start()].strip(" ,") else own or before
        stop = sentence.end
        if number + 1 < len(marks):
            # A split within a part is about that part; a later one of another total ends this list.
            stop = sentence.end
        inside = words[: mark.start()].rfind("(") > words[: mark.start()].rfind(")")
        if inside:
            close = words.find(")", mark.end())
            stop = sentence.start + close if close >= 0 else stop
        after = [m for m in sentence.mentions if sentence.start + mark.end() <= m.quantity.start < stop]
        if not before or not after:
            continue
        segments = _segments(sentence, sentence.start + mark.end(), stop, marks[number + 1 :])
        tail = sentence.block.text[sentence.start + mark.start() : stop]
        yield _of_each_kind(before, segments, mark.group().lower(), tail)


def _colons(sentence: Sentence) -> list[re.Match[str]]:
    """Return the colon after a total whose parts follow directly ("286 tổ: tốt 241 tổ, khá 22 tổ, …")."""
    for mark in re.finditer(r":", sentence.text):
        at = sentence.start + mark.start()
        before = [m for m in sentence.mentions if m.quantity.end <= at and at - m.quantity.end < _NEAR]
        after = [m for m in sentence.mentions if m.quantity.start > at]
        kinds = {m.quantity.kind for m in after}
        if (
            before
            and len(after) > 1
            and len(kinds) == 1
            and kinds == {before[-1].quantity.kind}
            and not _PARTIAL.search(sentence.text[mark.end() :])
        ):
            return [mark]
    return []


_NEAR = 70


def _segments(sentence: Sentence, start: int, stop: int, nested: Sequence[re.Match[str]]) -> list[list[Mention]]:
    """Split the rest into parts: at semicolons where there are any, else at each quantity."""
    text = sentence.block.text
    cuts = [i + 1 for i in range(start, stop) if text[i] == ";"]
    inner = [sentence.start + mark.start() for mark in nested]
    own = [m for m in sentence.mentions if start <= m.quantity.start < stop]
    if cuts:
        bounds = list(zip([start, *cuts], [*cuts, stop], strict=True))
        segments = []
        for a, b in bounds:
            limit = min([i for i in inner if a <= i < b], default=b)
            segments.append([m for m in own if a <= m.quantity.start < limit])
        return segments
    limit = min(inner, default=stop)
    return [[m] for m in own if m.quantity.start < limit]


def _of_each_kind(before: Sequence[Mention], segments: list[list[Mention]], mark: str, words: str) -> list[Split]:
    """Make a split for every kind of quantity that occurs both before the mark and in the parts."""
    segments = _of_one_role(segments)
    splits = []
    semicolons = any(len(s) > 1 for s in segments)
    for total in _last_of_each_kind(before):
        kind = total.quantity.kind
        parts = [
            tuple(m for m in s if m.quantity.kind == kind and m.quantity.of is None and not m.per_unit)
            for s in segments
        ]
        given = [p for p in parts if p]
        if len(given) == 1 and len(given[0]) > 1 and parts[0]:
            # The list is within one part; after the semicolon the sentence is about something else.
            parts = given = [(m,) for m in given[0]]
        if kind in PLACES and any(_WHERE.search(m.left) for p in given for m in p):
            continue
        whole = not semicolons or all(parts)
        if len(given) < 1:
            continue
        said = "gồm" in mark or "chia" in mark or "phân theo" in mark or "nguồn" in mark or _opposites(given)
        complete = whole and said
        partial = bool(_PARTIAL.search(words) or (_CUMULATIVE.search(total.left) and _by_year(given)))
        overlapping = any(_OVERLAPPING.search(m.left + m.right[:30]) for p in given for m in p)
        others = tuple(m for m in before if m.quantity.kind == kind and m is not total)
        splits.append(
            Split(
                total,
                tuple(given),
                complete and not partial,
                overlapping or partial or not whole,
                others,
                complete and not partial,
            )
        )
    return splits


def _last_of_each_kind(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the last quantity of each kind; rates and approximations have no parts."""
    kinds = [
        m
        for m in mentions
        if m.quantity.kind not in ("percent", "points", "", "tháng", "ngày", "năm")
        and not m.per_unit
        and not m.quantity.generic
    ]
    # Quantities in brackets ("đạt 100,4% kế hoạch (1.300 người)") are asides, unless there is nothing else.
    last = {m.quantity.kind: m for m in kinds if _bracketed(m)} | {
        m.quantity.kind: m for m in kinds if not _bracketed(m)
    }
    return [m for m in last.values() if m.quantity.of is None]


_ANOTHER_MATTER = re.compile(
    r"^[\s,;]*(?:và |đã |đến nay |số )*(?:giải ngân|còn lại|tiền còn lại|vốn còn lại|thực hiện|thanh toán|lũy kế|đạt)",
    re.I,
)


def _of_one_role(segments: list[list[Mention]]) -> list[list[Mention]]:
    """End the list of parts where the sentence continues with what was spent or is left of the whole."""
    for index, segment in enumerate(segments):
        if (
            index
            and segment
            and _ANOTHER_MATTER.match(segment[0].left)
            and not _ANOTHER_MATTER.match(segments[0][0].left if segments[0] else "")
        ):
            return segments[:index]
    return segments


def _bracketed(mention: Mention) -> bool:
    before = mention.block.text[mention.sentence.start : mention.quantity.start]
    return before.rfind("(") > before.rfind(")")


_OPPOSITES = (
    (r"trung ương|TW|NSTW", r"địa phương|NSĐP|tỉnh|huyện"),
    (r"nông thôn", r"thành thị|thị trấn|đô thị"),
    (r"vốn đầu tư|đầu tư phát triển", r"sự nghiệp"),
    (r"(?<!\w)nam(?!\w)", r"(?<!\w)nữ(?!\w)"),
    (r"xây mới|làm mới|mới", r"sửa chữa|nâng cấp"),
)
"""Pairs of words that cover all cases."""


def _opposites(parts: Sequence[Sequence[Mention]]) -> bool:
    """Whether the parts are named by two opposites."""
    if len(parts) != 2:
        return False
    first, second = (p[0].left + " " + p[0].right[:40] for p in parts)
    if any(
        re.search(a, x, re.I) and re.search(b, y, re.I)
        for a, b in _OPPOSITES
        for x, y in ((first, second), (second, first))
    ):
        return True
    years = [p[0].years for p in parts]
    return all(years) and years[0] != years[1]


def _by_year(parts: Sequence[Sequence[Mention]]) -> bool:
    return all(part[0].years for part in parts)


def _listed(block: Block, text: Text) -> list[Split]:
    """Find totals whose parts are the items of the list that a sentence introduces."""
    sentences = text.sentences[block]
    if not sentences or block.kind == "table":
        return []
    last = sentences[-1]
    if not re.search(r"[:;,]\s*$", last.text) and not _SPLITS.search(last.text[-25:]):
        return []
    items = [child for child in block.children if child.kind in ("item", "heading", "paragraph")]
    items = [c for c in items if c.marker == items[0].marker and c.marker] if items else []
    if len(items) < 2:
        return []
    mark = _SPLITS.search(last.text)
    segments = []
    for item in items:
        first = text.sentences[item][0] if text.sentences[item] else None
        mentions = [m for s in text.sentences[item][:1] for m in s.mentions]
        nested = _SPLITS.search(first.text) if first else None
        if nested and first:
            mentions = [m for m in mentions if m.quantity.start < first.start + nested.start()] or mentions
        segments.append(mentions)
    before = last.mentions
    if mark:
        before = [m for m in before if m.quantity.end <= last.start + mark.start()] or before
    kinds = {m.quantity.kind for m in before}
    before = [m for s in sentences[:-1] for m in s.mentions if m.quantity.kind not in kinds] + before
    word = mark.group().lower() if mark else ""
    words = last.text[mark.start() :] if mark else last.text[-30:]
    items_words = " ".join(child.text[:40] for child in items)
    splits = []
    for total in _last_of_each_kind(before):
        parts = [
            tuple(m for m in s if m.quantity.kind == total.quantity.kind and m.quantity.of is None) for s in segments
        ]
        given = [p for p in parts if p]
        if len(given) < 2 or (total.quantity.kind in PLACES and any(_WHERE.search(m.left) for p in given for m in p)):
            continue
        partial = bool(_PARTIAL.search(words) or re.search(r"riêng|ngoài ra", items_words, re.I))
        overlapping = any(_OVERLAPPING.search(p[0].left + p[0].right[:30]) for p in given)
        whole = all(parts)
        others = tuple(m for m in before if m.quantity.kind == total.quantity.kind and m is not total)
        complete = whole and not partial and bool(word)
        said = complete and ("gồm" in word or "chia" in word or _opposites(given))
        splits.append(Split(total, tuple(given), complete, overlapping or partial or not whole, others, said))
    return splits
