"""One quantity stated twice with different numbers, in one section or in two."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.comparison.findings import Finding, finding_at
from analysis.comparison.letters import UPPER
from analysis.comparison.mentions import Mention
from analysis.comparison.text import Text


@dataclass(frozen=True)
class Concept:
    """A quantity that reports state, recognised by the words around its number.

    Attributes
    ----------
    name
        Its Vietnamese name.
    kinds
        Kinds of quantity in which it can be stated.
    before, after
        Regular expressions for the words directly before and after the number; an empty one matches anything.
    """

    name: str
    kinds: tuple[str, ...]
    before: str
    after: str = ""


_END = (
    r"(?:\s*(?:của|toàn|trên địa bàn)?\s*(?:toàn )?(?:huyện|tỉnh|xã|thị xã|thành phố"
    r"|địa bàn)?)?[\w\s]{0,18}?(?:\s*(?:là|có|còn|:|đạt|chiếm|ở mức|năm \d{4}|\([^)]*\)|hiện nay"
    r"|hiện|,|đến|cuối|đầu|tính))*\s*:?\s*$"
)

CONCEPTS = (
    Concept("số hộ nghèo", ("hộ",), r"(?:tổng số|số|còn|có)\s*hộ nghèo" + _END),
    Concept("số hộ nghèo", ("hộ",), r"(?:tổng số|còn|có|là)\s*:?\s*$", (
        r"^\s*(?:hộ )?nghèo(?! và| hoặc|,? cận|/| về| theo| thiếu| dân| là| do| không| có| phát"
        r"| được| thuộc)"
    )),
    Concept("số hộ cận nghèo", ("hộ",), r"(?:tổng số|số|còn|có)\s*hộ cận nghèo" + _END),
    Concept("số hộ cận nghèo", ("hộ",), r"(?:tổng số|còn|có|là|và)\s*:?\s*$", r"^\s*(?:hộ )?cận nghèo"),
    Concept("tổng số hộ", ("hộ",), (
        r"tổng số hộ(?: dân| gia đình| dân cư| thực tế)?"
    ) + _END, r"^(?!\s*(?:nghèo|cận|vay|thoát))"),
    Concept("tỷ lệ hộ nghèo", ("percent",), r"(?:tỷ|tỉ) lệ (?:hộ )?nghèo(?: đa chiều)?" + _END),
    Concept("tỷ lệ hộ cận nghèo", ("percent",), r"(?:tỷ|tỉ) lệ (?:hộ )?cận nghèo" + _END),
    Concept("số lao động được giải quyết việc làm", ("người",), (
        r"(?:giải quyết việc làm|tạo việc làm(?: mới)?)(?: mới)?(?: được)?(?: cho)?(?: tổng số)?\s*$"
    )),
    Concept("số người được đào tạo nghề", ("người",), r"đào tạo nghề(?: được)?(?: cho)?\s*$"),
    Concept("số lao động đi làm việc ở nước ngoài", ("người",), (
        r"(?:(?:đi )?làm việc ở nước ngoài[\w\s]{0,16}|xuất khẩu lao động[\w\s]{0,12}?)(?:là|:|cho"
        r"|được|có)?\s*$"
    )),
    Concept("số thẻ bảo hiểm y tế", ("thẻ",), r"(?:cấp|tổng số|được)(?: phát)?(?: được)?\s*:?\s*$", (
        r"^\s*(?:thẻ )?(?:BHYT|bảo hiểm y tế)(?! cho (?:người|trẻ|hộ|học))"
    )),
    Concept("tổng dư nợ", ("money",), (
        r"tổng (?:số )?dư nợ(?: tín dụng| cho vay| các chương trình| tín dụng chính sách)*"
    ) + _END),
    Concept("tổng kế hoạch vốn", ("money",), (
        r"(?:tổng (?:kế hoạch vốn|nguồn vốn|kế hoạch|vốn|kinh phí|dự toán)"
        r"|kế hoạch vốn)(?: [\w\s]{0,40}?)?(?:được giao|giao|phân bổ|bố trí"
        r"|thực hiện chương trình)[\w\s,]{0,30}?(?:là|:|đạt)?\s*$"
    )),
    Concept("dân số", ("người",), r"(?:dân số|nhân khẩu)" + _END),
    Concept("số hộ được hỗ trợ nhà ở", ("hộ",), (
        r"(?:hỗ trợ (?:về )?nhà ở|xóa nhà (?:tạm|dột nát)[\w\s,]{0,12}?)(?: cho)?(?: được)?\s*$"
    )),
    Concept("số hộ được hỗ trợ tiền điện", ("hộ",), r"hỗ trợ tiền điện[\w\s]{0,16}(?:cho|là|:)?\s*$"),
    Concept("số hộ thoát nghèo", ("hộ",), r"(?:số hộ thoát nghèo|thoát nghèo)" + _END),
)  # fmt: skip

_QUALIFIERS = re.compile(
    r"dân tộc thiểu số|DTTS|nông thôn|thành thị|đô thị|(?<!\w)nữ(?!\w)|trung ương|địa phương"
    r"|đối ứng|đầu tư|sự nghiệp|lũy kế|luỹ kế|giai đoạn|tái|phát sinh"
    r"|cùng kỳ|trước|kế hoạch|chỉ tiêu|mục tiêu|phấn đấu|dự kiến|ước|giảm|tăng|đầu năm|đầu kỳ"
    r"|cuối năm|cuối kỳ|quý [IVX\d]+|tháng \d+|\d+ tháng|chuyển|vay|tín dụng"
    r"|từ (?:vốn|nguồn|quỹ|chương trình)|thông qua|hằng năm|bình quân|(?<!\w)khu vực|hỗ trợ"
    r"|(?<!\w)giao(?!\w)|phụ nữ|người có công|bảo trợ|trẻ em|xuống|lên"
    r"|đến (?:ngày )?\d{1,2}/\d{1,2}(?:/\d{4})? mới",
    re.I,
)
_END_OF_YEAR = frozenset({"cuối năm", "cuối kỳ", "hiện"})
"""A number without a date is of the end of the year."""
_PROPER = re.compile(
    rf"(?i:xã|thị trấn|phường|thôn|bản|ấp|xóm|huyện|tỉnh|thành phố|dự án|tiểu dự án|nghị định số"
    rf"|hội|đoàn)\s+(?:[{UPPER}\d][\w/-]*\s?)+"
)
_GROUP_HEAD = re.compile(r"((?:hộ|người)(?: mới)?(?: nghèo| cận nghèo| thoát nghèo)[^:\d]{0,20}):", re.I)
"""The group at the start of a list item ("Hộ cận nghèo: …"): its amounts are of that group."""


def find_repeated_contradictions(text: Text) -> Iterator[Finding]:
    """Compare the values of every concept that is stated more than once for the same year and scope."""
    yield from _same_phrase(text)
    year = _main_year(text)
    stated: dict[tuple[str, str, frozenset[str]], list[Mention]] = {}
    for mention in text.mentions:
        concept = _concept(mention)
        if concept is None or mention.quantity.approximate or mention.forecast:
            continue
        key = (concept.name, mention.quantity.kind, _scope(mention, year))
        stated.setdefault(key, []).append(mention)
    for (name, _, _), mentions in stated.items():
        yield from _differing(name, mentions)


def _concept(mention: Mention) -> Concept | None:
    words = mention.left[-110:]
    if re.search(r"nghèo(?: và|,) (?:hộ )?cận nghèo", words + mention.right[:30], re.I):
        return None
    for concept in CONCEPTS:
        if mention.quantity.kind not in concept.kinds or not re.search(concept.before, words, re.I):
            continue
        if concept.after and not re.match(concept.after, mention.right, re.I):
            continue
        return concept
    return None


def _scope(mention: Mention, year: str) -> frozenset[str]:
    """Return what limits the statement: years, areas, sources, names of places and the like."""
    clause = mention.clause_before[-160:] + " " + mention.right[:40]
    found = {q.lower() for q in _QUALIFIERS.findall(clause)} - _END_OF_YEAR
    found |= {p.strip().lower() for p in _PROPER.findall(clause)}
    found |= {str(y) for y in (mention.years or _years_above(mention))} or {year}
    if mention.quantity.kind == "money" and (head := _GROUP_HEAD.match(mention.block.text)):
        found.add(head[1].lower())
    heading = mention.block.heading
    if heading is not None:
        found |= {p.strip().lower() for p in _PROPER.findall(heading.text)}
    if mention.block.parent is not None and mention.block.parent.kind != "heading":
        found |= {q.lower() for q in _QUALIFIERS.findall(mention.block.parent.text[-80:])}
        found |= {p.strip().lower() for p in _PROPER.findall(mention.block.parent.text[-80:])}
    return frozenset(found)


def _years_above(mention: Mention) -> frozenset[int]:
    sentence = [m.years for m in mention.sentence.mentions if m.quantity.end <= mention.quantity.start and m.years]
    return sentence[-1] if sentence else frozenset()


def _differing(name: str, mentions: list[Mention]) -> Iterator[Finding]:
    """Report every statement that differs from the first, or from the most frequent one."""
    if len(mentions) < 2:
        return
    groups: list[list[Mention]] = []
    for mention in mentions:
        for group in groups:
            first = group[0].quantity
            if abs(first.value - mention.quantity.value) <= first.half + mention.quantity.half:
                group.append(mention)
                break
        else:
            groups.append([mention])
    if len(groups) != 2:
        return
    groups.sort(key=len, reverse=True)
    common, other = groups
    if common[0].sentence is other[0].sentence:
        return
    for mention in other:
        reference = common[0]
        ratio = mention.quantity.value / reference.quantity.value if reference.quantity.value else 0
        if not ratio or not 0.2 < ratio < 5:
            continue
        message = (
            f"Cùng là {name} nhưng dòng {reference.line} ghi {reference.quantity.printed}, "
            f"dòng {mention.line} ghi {mention.quantity.printed}."
        )
        yield finding_at(mention, "cross_section", "certain", reference.quantity.printed, message)


def _main_year(text: Text) -> str:
    """Return the year named most often: numbers without a year are of that year."""
    years = Counter(year for line in text.lines for year in re.findall(r"năm (20\d{2})", line))
    return years.most_common(1)[0][0] if years else ""


_GENERIC = frozenset(
    [
        "tổng",
        "kinh",
        "phí",
        "vốn",
        "với",
        "ngân",
        "sách",
        "quyết",
        "định",
        "điều",
        "khoản",
        "này",
        "được",
        "loại",
        "hình",
    ]
)
"""Words of common phrases that say nothing about the subject."""
_NARROWING = frozenset(["cận", "tái", "mới", "chưa", "không"])
"""Words that change the meaning of the phrase after them."""
_RUN = 5
"""Length of a common run of words in two sentences about the same quantity."""


def _same_phrase(text: Text) -> Iterator[Finding]:
    """Find two numbers of one kind before the same long run of words, in different sections."""
    seen: dict[tuple[str, ...], Mention] = {}
    for mention in text.mentions:
        if (
            mention.quantity.kind in ("percent", "points", "money", "", "tháng", "ngày", "năm", "khoản", "điểm")
            or mention.quantity.approximate
        ):
            continue
        for run in _runs(mention):
            first = seen.setdefault((mention.quantity.noun, *run), mention)
            if first is not mention and _says_otherwise(first, mention):
                message = (
                    f"Cùng cụm từ “{' '.join(run[-_RUN:])}” nhưng dòng {first.line} ghi "
                    f"{first.quantity.printed}, dòng {mention.line} ghi {mention.quantity.printed}."
                )
                yield finding_at(mention, "cross_section", "probable", first.quantity.printed, message)
                break


def _runs(mention: Mention) -> Iterator[tuple[str, ...]]:
    after = mention.block.text[mention.quantity.end : min(mention.sentence.end, mention.quantity.end + 90)]
    words = re.findall(r"[^\W\d_]+", re.split(r"[;:.]", after)[0].lower())[:14]
    for start in range(max(len(words) - _RUN + 1, 0)):
        run = tuple(words[start : start + _RUN])
        if not _GENERIC & set(run):
            yield (*sorted(_NARROWING & set(words[:start])), *run)


def _says_otherwise(first: Mention, second: Mention) -> bool:
    if first.block.heading is second.block.heading or first.quantity.of is not None or second.quantity.of is not None:
        return False
    if first.years and second.years and first.years != second.years:
        return False
    one, other = first.quantity.value, second.quantity.value
    near = one and other and one != other and 4 * abs(one - other) <= max(one, other)
    scopes = [
        {q.lower() for q in _QUALIFIERS.findall(m.clause_before)} | set(_PROPER.findall(m.clause_before))
        for m in (first, second)
    ]
    return bool(near) and scopes[0] == scopes[1] and not first.forecast and not second.forecast
