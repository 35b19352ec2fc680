"""Quantities in their sentences: the words before and after, the year, the group, planned or achieved."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from analysis.comparison.blocks import Block
from analysis.comparison.letters import UPPER
from analysis.comparison.quantities import Quantity, find_quantities

_SENTENCE_END = re.compile(rf"(?<=[.!?…])[\"”’)\]]*\s+(?=[\"“(]?[{UPPER}])|(?<=[.!?])\s+(?=\d+\s)")
_ABBREVIATION = re.compile(r"(?:\b(?:TP|TX|TT|Th|Tr|tr|ĐC|STT|NXB|PGS|TS|Ths|GS|BS)|\b[A-ZĐ])\.$")

_YEAR = re.compile(r"(?<![\d.,/-])(20\d{2}|19\d{2})(?![\d.,]\d|[-–]\d)")

ROLES = {
    "rest": r"còn lại|chưa (?:giải ngân|thực hiện|phân bổ|sử dụng)|còn (?:thiếu|phải|chưa)|hủy|tồn",
    "balance": r"dư nợ",
    "lent": r"cho vay|doanh số|vay vốn|giải quyết vay",
    "done": (
        r"giải ngân|thực hiện|đã (?:chi|hỗ trợ|cấp|tổ chức|thanh toán)|thanh toán|quyết toán|kết quả"
        r"|hoàn thành|đạt|thu được"
    ),
    "plan": (
        r"kế hoạch(?! số| của)|(?:được|vốn|kinh phí|tỉnh|huyện|trung ương|cấp trên) (?:giao|cấp"
        r"|phân bổ|bố trí)|được giao|được cấp|dự toán|chỉ tiêu|phân bổ|mục tiêu|tổng (?:kinh phí|vốn"
        r"|nguồn vốn|số vốn|nguồn|mức đầu tư)(?: thực hiện)?|với kinh phí|kinh phí(?: thực hiện)?"
    ),
}
"""Words for the role of an amount; the last one before the amount counts."""

_ROLE = re.compile("|".join(f"(?P<{name}>{words})" for name, words in ROLES.items()), re.I)
_FORECAST = re.compile(
    r"dự kiến|ước (?:đạt|thực hiện|giải ngân|cả năm|tính|đến|hết|tới)|phấn đấu|\bsẽ\b|mục tiêu|dự ước", re.I
)

GROUPS = {
    "near_poor": r"(?:hộ )?cận nghèo",
    "escaped": r"(?:mới )?thoát (?:nghèo|cận nghèo)",
    "poor": r"(?:hộ )?nghèo",
}
_GROUP = re.compile("|".join(f"(?P<{name}>{words})" for name, words in GROUPS.items()), re.I)


_ALL_HOUSEHOLDS = re.compile(
    r"(?:tổng số|số|toàn \w+ có) hộ(?! (?:nghèo|cận|mới|thoát))(?: dân| dân cư| gia đình"
    r"| thực tế| toàn \w+)?\W*(?:\w+\W*){0,2}$",
    re.I,
)


@dataclass(frozen=True, eq=False)
class Sentence:
    """A sentence of a block and the quantities in it."""

    block: Block
    start: int
    end: int
    mentions: list[Mention] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text of the sentence."""
        return self.block.text[self.start : self.end]


@dataclass(frozen=True, eq=False)
class Mention:
    """A quantity in its sentence.

    Attributes
    ----------
    left
        Words between it and the previous quantity, semicolon or sentence boundary.
    right
        Words after it up to the next quantity or boundary.
    clause
        Words of its clause, from one semicolon or sentence boundary to the next.
    """

    quantity: Quantity
    sentence: Sentence
    left: str
    right: str
    clause_start: int
    clause_end: int

    @property
    def block(self) -> Block:
        """The block that contains it."""
        return self.sentence.block

    @property
    def line(self) -> int:
        """The line of the text that contains it."""
        return self.block.line(self.quantity.start)

    @property
    def clause(self) -> str:
        """Words of the clause."""
        return self.block.text[self.clause_start : self.clause_end]

    @property
    def clause_before(self) -> str:
        """Words of the clause before the quantity."""
        return self.block.text[self.clause_start : self.quantity.start]

    @property
    def per_unit(self) -> bool:
        """Whether it is a rate ("55.000 đồng/hộ/tháng", "mỗi phần 400.000 đồng")."""
        return bool(
            re.match(r"\s*/\s*(?!kế|KH|chỉ|dự|tổng)[^\d\s]", self.right)
            or re.search(r"(?:mỗi|bình quân|mức|định mức)(?: \w+){0,3}\s*$", self.left, re.I)
        )

    @cached_property
    def role(self) -> str:
        """The role of the amount: a key of `ROLES`, or empty."""
        found = list(_ROLE.finditer(self.left)) or list(_ROLE.finditer(self.clause_before))
        return found[-1].lastgroup or "" if found else ""

    @cached_property
    def forecast(self) -> bool:
        """Whether the text calls it expected, not achieved."""
        return bool(_FORECAST.search(self.left))

    @cached_property
    def years(self) -> frozenset[int]:
        """Years named before it in its clause, else those of its sentence."""
        here = [int(y) for y in _YEAR.findall(self.clause_before)]
        if here:
            return frozenset(here[-1:])
        after = [int(y) for y in _YEAR.findall(self.right[:60])]
        if after:
            return frozenset(after[:1])
        return frozenset()

    @cached_property
    def group(self) -> str:
        """The group of households named nearest to it; empty for households in general."""
        near = (
            list(_GROUP.finditer(self.right[:24]))
            if re.match(r"\s*(?:hộ |người )?(?:nghèo|cận|mới|thoát)", self.right)
            else []
        )
        if near:
            return near[0].lastgroup or ""
        words = re.split(r"[,;()]", self.left)[-1]
        if _ALL_HOUSEHOLDS.search(words):
            return ""
        before = list(_GROUP.finditer(words)) or list(_GROUP.finditer(self.left))
        return before[-1].lastgroup or "" if before else ""


def read_sentences(block: Block) -> list[Sentence]:
    """Split a block into sentences with their quantities."""
    text = block.text
    cuts = [0]
    for found in _SENTENCE_END.finditer(text):
        if not _ABBREVIATION.search(text[: found.start()]):
            cuts.append(found.end())
    cuts.append(len(text))
    quantities = find_quantities(text)
    return [_sentence(block, a, b, quantities) for a, b in itertools.pairwise(cuts) if b > a]


def _sentence(block: Block, start: int, end: int, quantities: Sequence[Quantity]) -> Sentence:
    own = [q for q in quantities if start <= q.start < end]
    sentence = Sentence(block, start, end)
    text = block.text
    for index, quantity in enumerate(own):
        clause_start = max(text.rfind(";", start, quantity.start) + 1, start)
        clause_end = text.find(";", quantity.end, end)
        clause_end = end if clause_end < 0 else clause_end
        left_start = max(clause_start, own[index - 1].end if index else start)
        right_end = min(clause_end, own[index + 1].start if index + 1 < len(own) else end)
        sentence.mentions.append(
            Mention(
                quantity,
                sentence,
                text[left_start : quantity.start],
                text[quantity.end : right_end],
                clause_start,
                clause_end,
            )
        )
    return sentence
