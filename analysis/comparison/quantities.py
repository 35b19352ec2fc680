"""Find the numbers of a text that count or measure something, with unit and printed form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from analysis.comparison.letters import LOWER

_NUMBER = r"(?:\d{1,3}(?:[.\u00a0 ]\d{3})+(?!\d)(?:,\d+)?|\d+(?:[.,]\d+)*)"

_SCALES = {
    "nghìn tỷ": 10**12,
    "ngàn tỷ": 10**12,
    "triệu tỷ": 10**15,
    "": 1,
    "nghìn": 10**3,
    "ngàn": 10**3,
    "triệu": 10**6,
    "tr": 10**6,
    "tỷ": 10**9,
    "tỉ": 10**9,
}
_MONEY = (
    r"(?:(?P<scale>(?:nghìn|ngàn|triệu) t[ỷỉ]|nghìn|ngàn|triệu|tr|tỷ|tỉ)(?=đ|[^\w]"
    r"|$)\.?(?:[ .]*(?P<dong>đồng|đ\b|VNĐ|VND|vnđ))?|(?P<only>đồng|đ\b|VNĐ|VND|vnđ))"
)

PERSONS = (
    *("người", "lao động", "học sinh", "học viên", "nhân khẩu", "khẩu", "trẻ em", "trẻ", "cán bộ", "đối tượng", "cháu"),
    *("em", "hội viên", "đảng viên", "đại biểu", "phụ nữ", "người dân", "thành viên", "sinh viên", "cộng tác viên"),
    *("lượt người", "công chức", "viên chức", "thanh niên", "giáo viên"),
)
"""Nouns for people: as parts of one total they are one kind."""

_CLASSES = {
    "hộ": ("hộ", "hộ dân", "hộ gia đình"),
    "lượt hộ": ("lượt hộ",),
    "lượt": ("lượt",),
    "lượt người": ("lượt người", "lượt lao động", "lượt khách"),
    "người": tuple(p for p in PERSONS if p != "lượt người"),
    "xã": (
        "xã",
        "thị trấn",
        "phường",
        "xã, thị trấn",
        "xã, phường",
        "xã, phường, thị trấn",
        "địa phương",
        "xã/thị trấn",
    ),
    "huyện": ("huyện", "huyện, thành phố", "huyện, thị xã, thành phố"),
    "thôn": (
        "thôn",
        "bản",
        "thôn, bản",
        "thôn bản",
        "khu phố",
        "khu",
        "tổ dân phố",
        "ấp",
        "xóm",
        "buôn",
        "khối phố",
        "khối",
    ),
    "mô hình": ("mô hình", "dự án", "tiểu dự án"),
    "tổ": ("tổ",),
    "văn bản": (
        "văn bản",
        "kế hoạch",
        "quyết định",
        "hướng dẫn",
        "công văn",
        "tờ trình",
        "nghị quyết",
        "chỉ thị",
        "đề án",
        "thông báo",
    ),
    "lớp": ("lớp", "khóa", "khoá"),
    "nhà": ("nhà", "căn nhà", "căn", "ngôi nhà", "nhà ở"),
    "công trình": ("công trình", "hạng mục"),
    "thẻ": ("thẻ",),
    "trường": ("trường",),
}
_CLASS_OF = {noun: name for name, nouns in _CLASSES.items() for noun in nouns}
_NOUNS = "|".join(sorted(map(re.escape, _CLASS_OF), key=len, reverse=True))
_PLAIN_UNITS = (
    r"tạ/ha|tấn/ha|kg|tấn|tạ|ha|m2|m²|m3|km|con|cây|cuốn|quyển|tờ|bộ|chiếc|cái|suất|món|khoản|buổi"
    r"|cuộc|đợt|tin|bài|hồ sơ|cơ sở|doanh nghiệp|hợp tác xã|hộp|đài|trạm|điểm|cụm|phòng|máy|giếng|bể"
    r"|tuyến|cầu|tiêu chí|chỉ tiêu|pano|áp phích|nhóm|hợp đồng|sản phẩm|vụ|đơn|đồng chí|phần"
    r"|trường hợp|hồ sơ|thủ tục|phiếu|tháng|ngày|năm|tuần|giờ|lần"
)

_NO_NOUNS = (
    "và|đến|của|là|thì|với|trong|so|có|được|đã|ở|tại|theo|cho|hoặc|hay|bằng|tăng|giảm|đạt|chiếm|trở|trên|dưới|về|do|từ|nên|còn|mà|như|khi|để|sẽ|đang"
    "|tới|gồm|bao|trung|các|những|vào|thuộc|không|chưa|cùng|sau|trước|này|nay|đầu|cuối|ban|ngày|giờ|phút|tuổi"
)
"""Words that are never the noun of a number."""

_QUANTITY = re.compile(
    rf"(?<![\w/.,])(?P<fraction>(?P<done>{_NUMBER})(?:\s*(?:{_NOUNS}|{_PLAIN_UNITS}|(?:triệu"
    rf"|tỷ) đồng|đồng|đ))?\s*/\s*)?(?P<number>{_NUMBER})"
    rf"(?:\s*(?P<percent>%|phần trăm)|\s*(?P<points>điểm (?:%|phần trăm))"
    rf"|\s*{_MONEY}(?:\s+(?P<rest>\d{{1,3}}) (?P<restscale>nghìn|ngàn|triệu) đồng)?"
    rf"|\s*(?P<noun>{_NOUNS})(?!\w)|\s*(?P<plain>{_PLAIN_UNITS})(?!\w)"
    rf"|\s+(?!(?:{_NO_NOUNS})(?!\w))(?P<other>[{LOWER}]{{2,}})(?!\w))?",
    re.IGNORECASE,
)

_UNIT_FOLLOWS = (
    rf"\s*(?:%|phần\ trăm|(?:triệu|đồng|đ|tỷ|tỉ|nghìn|ngàn|tr|{_NOUNS}"
    rf"|{re.escape(_PLAIN_UNITS).replace(chr(92) + '|', '|')})(?!\w)|/\d)"
)

_NOT_QUANTITIES = re.compile(
    rf"""
    (?:ngày|hết|đến|từ|trước|sau|tới)?\s*\d{{1,2}}\s*[/.-]\s*\d{{1,2}}\s*[/.-]\s*\d{{4}}   # dates
    | (?<!\d)\d{{1,2}}/(?:19|20)\d{{2}}(?!\d)                                            # months
    | ngày\s+\d{{1,2}}(?:\s*[/-]\s*\d{{1,2}}|\s+tháng\s+\d{{1,2}}(?:\s+năm\s+\d{{4}})?)?
    | tháng\s+\d{{1,2}}(?!\s*(?:tháng|%))(?:\s*[/-]\s*\d{{4}}|\s+năm\s+\d{{4}})?
    | (?:năm\s+học|giai\s+đoạn|nhiệm\s+kỳ|niên\s+độ|thời\s+kỳ|các\s+năm|năm)\s+(?:19
      |20)\d{{2}}(?:\s*[-–,]\s*(?:19|20)?\d{{2,4}})*
    | (?<![\d.,])(?:19|20)\d{{2}}\s*[-–]\s*(?:19|20)\d{{2}}(?![\d.,]\d)
    | (?:số|Số)\s*:?\s*\d+(?:/\d{{4}})?\s*[-/]\s*[A-ZĐ][\w-]*(?:[-/][\w-]+)*           # numbers of documents
    | (?<![\w.,])\d+(?:/(?:19|20)\d{{2}})?\s*[-/]\s*[A-ZĐ]{{2}}[\w-]*(?:[-/][\w-]+)*
    | (?:Nghị\s+định|Thông\s+tư|Công\s+văn|Kế\s+hoạch|Hướng\s+dẫn|Thông\s+báo
      |Tờ\s+trình)\s+(?:số\s*:?\s*\d+(?:/\d+)?(?:/[\w-]+)?|\d+/[\w/-]+)
    | (?:Quyết\s+định|Nghị\s+quyết|Luật|Chỉ\s+thị
      |Chương\s+trình)\s+(?:số\s*:?\s*)?(?>\d+(?:/\d+)?(?:/[\w-]+)?)(?![.,]\d|{_UNIT_FOLLOWS})
    | (?:tiểu\s+dự\s+án|dự\s+án\s+thành\s+phần|dự\s+án|nội\s+dung|hợp\s+phần|TDA|DA|tiêu\s+chí|điều|khoản|điểm
      |mẫu|biểu|biểu\s+số|phụ\s+lục|bảng
        |quý|học\s+kỳ|khóa|khoá|kỳ\s+họp\s+thứ|lần\s+thứ|thứ|kỳ|đợt|khu\s+vực|vùng|loại|cấp|mục|chương|phần|trang|dòng|số|cột|mã|tổ|khu|thôn|bản|ấp|khối)
      \s+(?:số\s+)?(?>\d+(?:\.\d+)*)(?![.,]\d|{_UNIT_FOLLOWS})
    | (?:quốc\s+lộ|tỉnh\s+lộ|QL|TL|ĐT|ĐH)\.?\s*\d+\w*
    | (?:từ\s+)?\d+\s*(?:-|–|đến|đến\s+dưới)\s*\d+\s+tuổi | (?:dưới|trên|từ|đủ)?\s*\d+\s+tuổi
    | \d{{1,2}}\s*(?:h|giờ)\s*\d{{0,2}}(?!\w)
    | (?:ĐT|SĐT|điện\s+thoại|fax|hotline|tài\s+khoản|mã\s+số|MST)\s*:?\s*[\d. ()+-]{{6,}}
    | (?<![\d.])0\d{{2,3}}[ .]\d{{3}}[ .]\d{{3,4}}(?!\d)
    | \[\d+\] | \b(?:COVID|Covid|covid)-?19 | \b[A-ZĐ]+\d+\b | (?<=[A-Za-zđĐ])\d+
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LESSON = re.compile(r"\blớp\s+\d{1,2}(?!\d|\s*(?:người|học|lớp|/))", re.IGNORECASE)

APPROXIMATE = re.compile(
    r"(khoảng|gần|hơn|trên|dưới|xấp xỉ|tối thiểu|ít nhất|không quá|tối đa|cỡ|ngót|quá|chừng|từ|đến|tới|≥|≤|>|<|~)\s*$",
    re.I,
)
"""Words before a number that make it a bound or an approximation."""


@dataclass(frozen=True, eq=False)
class Quantity:
    """A number of a text with its unit.

    Attributes
    ----------
    start, end
        Position in its block, unit included.
    printed
        As printed, with its unit.
    value
        Exact value: money in đồng, a percentage as the number before the sign.
    half
        Half a unit of the last printed digit: the largest rounding error of `value`.
    kind
        `money`, `percent`, `points` or the class of the noun ("hộ", "xã"); empty where no unit is printed.
    noun
        The word of the unit.
    approximate
        Whether a word before it ("khoảng", "trên", "từ … đến") makes it a bound or an approximation.
    of
        For "09/11 mô hình": the 11; the value is then 9.
    digits
        Number of printed decimals.
    number
        The number as printed, without unit.
    generic
        Whether the noun is only the first syllable after the number, of unknown kind.
    """

    start: int
    end: int
    printed: str
    value: Fraction
    half: Fraction
    kind: str
    noun: str = ""
    approximate: bool = False
    of: Fraction | None = None
    digits: int = 0
    number: str = field(default="", repr=False)
    generic: bool = False


def find_quantities(text: str) -> list[Quantity]:
    """Find every number of a text that counts or measures something, in order.

    Dates, numbers of documents, ordinals ("Dự án 2"), ages and years are not quantities.

    >>> [q.printed for q in find_quantities("Kế hoạch số 89/KH-UBND: 09/11 mô hình tại 02 xã, 2.095 triệu đồng")]
    ['09/11 mô hình', '02 xã', '2.095 triệu đồng']
    """
    covered = [found.span() for pattern in (_NOT_QUANTITIES, _LESSON) for found in pattern.finditer(text)]
    found = []
    for match in _QUANTITY.finditer(text):
        if any(start < match.end("number") and match.start() < end for start, end in covered):
            continue
        quantity = _quantity(text, match)
        if quantity is not None:
            found.append(quantity)
    return found


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    scale = _scale(match)
    kind, noun = _kind(match)
    whole = kind not in ("money", "percent", "points") and match["plain"] is None
    read = _read(match["number"], whole)
    if read is None:
        return None
    value, digits = read
    if whole and not kind and 1900 <= value <= 2100 and "." not in match["number"]:
        return None  # a year without the word
    half = (
        Fraction(1, 2 * 10**digits) * scale if (digits or scale > 1 or kind in ("percent", "points")) else Fraction(0)
    )
    exact = Fraction(value) * scale
    if match["rest"]:
        exact += int(match["rest"]) * _SCALES[match["restscale"].lower()]
        half = Fraction(_SCALES[match["restscale"].lower()], 2)
    of = None
    start = match.start()
    if match["fraction"]:
        done = _read(match["done"], whole)
        if done is None or ((kind == "số" or match["other"]) and not _is_fraction(text, match, done[0], value)):
            return None
        if done is None or kind in ("percent", "points"):
            start = match.start("number")
        else:
            of, exact = exact, Fraction(done[0]) * scale
    before = text[max(0, start - 14) : start]
    approximate = bool(APPROXIMATE.search(before)) or bool(
        re.match(r"\s*(?:trở lên|trở xuống|đến|-|–)\s*\d", text[match.end() :])
    )
    return Quantity(
        start=start,
        end=match.end(),
        printed=text[start : match.end()].strip(),
        value=exact,
        half=half,
        kind=kind,
        noun=noun,
        approximate=approximate,
        of=of,
        digits=digits,
        number=match["number"],
        generic=match["other"] is not None or (match["scale"] is not None and kind != "money"),
    )


def _is_fraction(text: str, match: re.Match[str], done: Decimal, whole: Decimal) -> bool:
    """Whether "7/9" without a noun is a fraction, not a day and a month."""
    if done <= _DAYS and whole <= _MONTHS:
        return False
    return bool(match["other"]) or bool(re.match(r"\s*(?:=|\(|,?\s*(?:đạt|bằng|chiếm))\s*\d", text[match.end() :]))


_DAYS, _MONTHS = 31, 12


def _scale(match: re.Match[str]) -> int:
    word = (match["scale"] or "").lower().rstrip(".").replace(" tỉ", " tỷ")
    return _SCALES[word]


def _kind(match: re.Match[str]) -> tuple[str, str]:
    if match["percent"]:
        return "percent", "%"
    if match["points"]:
        return "points", "điểm %"
    if match["dong"] or match["only"] or match["rest"]:
        return "money", "đồng"
    if match["scale"]:
        # "150 tỷ" alone is money; "427 nghìn tấn" and "2 triệu lượt" are not.
        said = re.match(r"\s+([^\W\d_]+)", match.string[match.end() :])
        if not said or said[1].lower() in _NO_NOUNS.split("|") or said[1][0].isupper():
            return ("", "") if match["scale"].lower() in ("nghìn", "ngàn") else ("money", "đồng")
        return f"{match['scale'].lower()} {said[1].lower()}", said[1].lower()
    if match["noun"]:
        noun = match["noun"].lower()
        return _CLASS_OF[noun], noun
    if match["plain"]:
        return match["plain"].lower(), match["plain"].lower()
    if match["other"]:
        return match["other"].lower(), match["other"].lower()
    return ("số", "") if match["fraction"] else ("", "")


def _read(text: str, whole: bool) -> tuple[Decimal, int] | None:
    """Read a number and its number of decimals; counts have no decimals, whatever separates their thousands.

    >>> _read("1.338.216.000", True), _read("8,29", False), _read("1,305", True), _read("8.5", False)
    ((Decimal('1338216000'), 0), (Decimal('8.29'), 2), (Decimal('1305'), 0), (Decimal('8.5'), 1))
    """
    bare = re.sub(r"[\u00a0 ]", ".", text)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?", bare):
        if whole and re.fullmatch(r"\d{1,3},\d{3}", bare):
            return Decimal(bare.replace(",", "")), 0
        number = bare.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", bare):
        number = bare.replace(",", "")
    elif re.fullmatch(r"\d+\.\d+", bare):
        number = bare
    else:
        return None
    value = Decimal(number)
    return value, len(number.partition(".")[2])


def unit_of(kind: str) -> Iterator[str]:
    """Yield the nouns of a kind."""
    yield from _CLASSES.get(kind, (kind,))


@dataclass(frozen=True)
class Cell:
    """A number in a table: its value, half a unit of its last place, its decimals and how it is printed."""

    value: Fraction
    half: Fraction
    digits: int
    printed: str


def read_cell(text: str) -> Cell | None:
    """Read a table cell that contains only a number.

    >>> read_cell(" 1.644 ").value, read_cell("8,29%").digits, read_cell("xã Lộc Yên")
    (Fraction(1644, 1), 2, None)
    """
    bare = re.sub(r"\s*(?:%|đồng|đ|triệu đồng|hộ|người)$", "", text.strip().strip("*"))
    if not re.fullmatch(r"-?" + _NUMBER, bare):
        return None
    read = _read(bare.lstrip("-"), False)
    if read is None:
        return None
    value, digits = Fraction(read[0]), read[1]
    half = Fraction(1, 2 * 10**digits) if digits else Fraction(0)
    return Cell(-value if bare.startswith("-") else value, half, digits, text.strip())


def kind_of_noun(noun: str) -> str:
    """Return the kind of a noun.

    >>> kind_of_noun("học sinh"), kind_of_noun("kg")
    ('người', 'kg')
    """
    return _CLASS_OF.get(noun.lower(), noun.lower())
