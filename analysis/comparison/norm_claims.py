"""Claims of a text about a policy: a number of people, an amount, a period.

An item is recognised by its words or its decree. No claim is made where the words name several items at once, an item
without a norm, or more than one number of people or amount.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from analysis.comparison.findings import amount, quote_around
from analysis.comparison.mentions import Mention, Sentence
from analysis.comparison.text import Text

_SCHOOL = r"bán trú|116/2016|66/2025|học sinh"


@dataclass(frozen=True)
class Item:
    """An item of a policy as it is named in texts.

    Attributes
    ----------
    codes
        Codes of its norms in `policy_norms.csv`; empty for an item without a norm, which only separates its neighbours.
    words
        Regular expression for its name.
    context
        Regular expression that must also match in its block or heading.
    people
        Kinds of quantity that count the recipients.
    unit
        Kind of quantity of the amount: money, or a weight.
    doubtful
        Whether a mismatch is of severity `style`: the rate was not verified in the law, or other payments add to it.
    local
        Whether provinces set the rate: then only amounts far outside it are reported.
    alone
        Whether its words remove the reservation of the norm.
    """

    codes: tuple[str, ...]
    words: str
    context: str = ""
    people: tuple[str, ...] = ("người",)
    unit: str = "money"
    doubtful: bool = False
    local: bool = False
    alone: bool = False


ITEMS = (
    Item(("electricity",), r"tiền điện|190/2014", context=r"hộ nghèo", people=("hộ",), local=True),
    Item(
        ("health_insurance", "health_insurance_near_poor"),
        r"(?:cấp|mua)(?: \w+){0,3} thẻ|thẻ (?:bảo hiểm y tế|BHYT)|(?:đóng|mua|cấp) (?:bảo hiểm y tế|BHYT)",
        context=r"(?:bảo hiểm y tế|BHYT)(?s:.)*nghèo|nghèo(?s:.)*(?:bảo hiểm y tế|BHYT)",
        people=("người", "thẻ"),
        doubtful=True,
    ),
    Item(("boarding_meals",), r"tiền ăn(?! trưa)", context=r"bán trú|116/2016|66/2025"),
    Item(("boarding_housing",), r"tiền (?:nhà )?ở|tiền thuê nhà", context=r"bán trú|116/2016|66/2025"),
    Item(("boarding_rice",), r"gạo", context=r"bán trú|116/2016|66/2025", unit="kg"),
    Item(("boarding_sports",), r"dụng cụ (?:thể dục,? )?thể thao", context=_SCHOOL),
    Item(("boarding_medicine",), r"thuốc chữa bệnh|tủ thuốc", context=_SCHOOL),
    Item(("preschool_lunch",), r"ăn trưa|105/2020", context=r"mẫu giáo|mầm non|105/2020"),
    Item(("study_costs",), r"chi phí học tập", doubtful=True, alone=True),
    Item(
        (),
        r"học bổng|học phí|nấu ăn|đồ dùng|phương tiện|sách vở|sách giáo khoa|giáo viên|kỹ năng|khuyết tật"
        r"|trợ cấp|xăng dầu|cấp bù|đi lại|lãi suất|Tết|cứu đói|giáp hạt",
    ),
)
"""The items; those without a norm come last."""

_OTHERWISE = re.compile(
    r"nghị quyết|giai đoạn|lũy kế|luỹ kế|từ năm|các năm|\b0?[2-9] năm|truy lĩnh|cấp thêm|hỗ trợ thêm|\d+%\s*mức"
    r"|mức hỗ trợ \d+%|lượt",
    re.I,
)
"""Words for an amount that includes other rates or more than one period."""

_WEIGHTS = {"kg": 1, "tạ": 100, "tấn": 1000}
_CUT = re.compile(r"[;,.](?=\s)|\s(?=(?:và|còn)\s)")
_PARTS = re.compile(r"trong đó|bao gồm|\bgồm\b|chia ra", re.I)
_DATES = re.compile(r"ngày \d{1,2} tháng \d{1,2} năm \d{4}|\d{1,2}/\d{1,2}/\d{4}", re.I)
_PERIODS = (
    re.compile(r"học kỳ (?P<half>II|I|2|1)(?:,? (?:của )?năm học (?P<first>20\d\d)\s*[-–]\s*(?P<last>20\d\d))?", re.I),
    re.compile(r"năm học (?P<first>20\d\d)\s*[-–]\s*(?P<last>20\d\d)", re.I),
    re.compile(r"năm (?P<first>20\d\d)(?!\s*[-–]\s*20)", re.I),
)


@dataclass(frozen=True)
class Claim:
    """The amount that a text gives for a policy.

    Attributes
    ----------
    people
        Number of recipients; `None` where the text does not say.
    value, half
        The amount in đồng or kilograms, and half a unit of its last printed digit.
    period
        The period, as `Norms.period` reads it; empty where the text does not say.
    line, printed, quote
        Place and wording in the text.
    show
        Function that prints a value in the unit of the text.
    scope
        Key shared by claims about the same people.
    """

    item: Item
    people: int | None
    value: Fraction
    half: Fraction
    period: str
    line: int
    printed: str
    quote: str
    show: Callable[[Fraction], str]
    scope: object


def find_claims(text: Text) -> Iterator[Claim]:
    """Yield the claims of the sentences of a report.

    Parameters
    ----------
    text
        The report.
    """
    for block in text.blocks:
        for sentence in text.sentences[block]:
            yield from _with_meals(list(_claims(sentence)))


def _with_meals(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Use the number of pupils who get meals for rice without a number of pupils."""
    meals = [c.people for c in claims if "boarding_meals" in c.item.codes]
    for claim in claims:
        rice = "boarding_rice" in claim.item.codes and claim.people is None and len(meals) == 1
        yield replace(claim, people=meals[0]) if rice else claim


def _claims(sentence: Sentence) -> Iterator[Claim]:
    if _OTHERWISE.search(sentence.text):
        return
    around = _around(sentence)
    for item, start, end in _regions(sentence, around):
        own = [m for m in sentence.mentions if start <= m.quantity.start < end]
        stop = _PARTS.search(sentence.block.text, own[0].quantity.end, end) if own else None
        own = [m for m in own if stop is None or m.quantity.start < stop.start()]
        claim = _claim(item, own, _period(sentence, start, end))
        if claim is not None:
            yield claim


def _around(sentence: Sentence) -> str:
    block = sentence.block
    above = " ".join(b.text for b in block.ancestors)
    return f"{block.text} {above}"


def named_items(text: str, around: str) -> list[tuple[Item, int, int]]:
    """Return the items named in a text, in order, each with its position."""
    found = []
    for item in ITEMS:
        if item.context and not re.search(item.context, around, re.I):
            continue
        found += [(item, m.start(), m.end()) for m in re.finditer(item.words, text, re.I)]
    return sorted(found, key=lambda f: f[1:])


def _regions(sentence: Sentence, around: str) -> Iterator[tuple[Item, int, int]]:
    """Yield the items of a sentence, each with the part of the sentence that contains its numbers.

    Items with no number between them share their numbers: they are yielded as one.
    """
    text, begin = sentence.block.text, sentence.start
    groups: list[tuple[set[Item], int, int]] = []
    for item, start, end in named_items(sentence.text, around):
        between = groups and any(groups[-1][2] <= m.quantity.start < begin + start for m in sentence.mentions)
        if groups and not between:
            groups[-1] = (groups[-1][0] | {item}, groups[-1][1], begin + end)
        else:
            groups.append(({item}, begin + start, begin + end))
    opens = begin
    for number, (items, _, end) in enumerate(groups):
        closes = sentence.end
        if number + 1 < len(groups):
            after = groups[number + 1][1]
            cuts = [c.start() for c in _CUT.finditer(text, end, after)]
            closes = cuts[-1] if cuts else after
        if len(items) == 1 and next(iter(items)).codes:
            yield next(iter(items)), opens, closes
        opens = closes


def _claim(item: Item, own: Sequence[Mention], period: str | None) -> Claim | None:
    people = [m for m in own if m.quantity.kind in item.people]
    kinds = ("money",) if item.unit == "money" else tuple(_WEIGHTS)
    amounts = [m for m in own if m.quantity.kind in kinds and not m.per_unit]
    counts = {m.quantity.value for m in people}
    vague = any(m.quantity.approximate or m.quantity.of is not None or m.forecast for m in (*people, *amounts))
    if len(amounts) != 1 or len(counts) > 1 or vague or period is None or amounts[0].role == "rest":
        return None
    (stated,) = amounts
    scale = _WEIGHTS.get(stated.quantity.kind, 1)
    half = stated.quantity.half or (Fraction(1, 2) if scale > 1 else Fraction(0))
    return Claim(
        item=item,
        people=int(counts.pop()) if counts else None,
        value=stated.quantity.value * scale,
        half=half * scale,
        period=period,
        line=stated.line,
        printed=stated.quantity.printed,
        quote=quote_around(stated),
        show=lambda value: amount(value / scale, stated),
        scope=stated.sentence,
    )


def _period(sentence: Sentence, start: int, end: int) -> str | None:
    """Return the period of the amount; empty where none is named, `None` where it is ambiguous."""
    before = sentence.block.text[sentence.start : end]
    for words in (before, sentence.block.text[: sentence.start]):
        found = period_of(words)
        if found != "":
            return found
    return ""


def period_of(words: str) -> str | None:
    """Read the last period named in a text.

    Returns
    -------
    str or None
        As `Norms.period` reads it; empty when there is none, `None` when it is a term without a school year, or when
        there are several years.

    >>> period_of("học kỳ I năm học 2023-2024"), period_of("năm 2023"), period_of("học kỳ II")
    ('2023-2024-HK1', '2023', None)
    """
    words = _DATES.sub("", words)
    for pattern in _PERIODS:
        found = {match.groups(): match for match in pattern.finditer(words)}
        if not found:
            continue
        if len(found) > 1:
            return None
        (match,) = found.values()
        parts = match.groupdict()
        if not parts["first"]:
            return None
        text = "-".join(filter(None, (parts["first"], parts.get("last"))))
        half = {"I": "HK1", "1": "HK1", "II": "HK2", "2": "HK2"}.get((parts.get("half") or "").upper(), "")
        return f"{text}-{half}" if half else text
    return ""
