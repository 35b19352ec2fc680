"""Counts against the names that follow them: "tại 08 xã: Lộc Yên, Xuân Long, …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.comparison.findings import Finding, finding_at
from analysis.comparison.letters import LOWER, UPPER
from analysis.comparison.mentions import Mention
from analysis.comparison.text import Text

_MOST_NAMES = 999
_PLACES = frozenset({"xã", "huyện", "thôn"})
_WORD = rf"[{UPPER}][\w'’-]*"
_NAME = (
    rf"(?:(?:và |các )?(?:xã|thị trấn|phường|thị xã|thành phố|huyện|thôn|bản|buôn|làng|xóm|ấp|khu|tổ"
    rf"|TT\.?|TP\.?|TX\.?)\s+)?{_WORD}(?:(?: | - |-)(?:{_WORD}|\d{{1,2}}|[IVX]+))*"
)
_LIST = re.compile(
    rf"^(?:\s*(?:điểm|nghèo|đặc biệt khó khăn|ĐBKK|vùng cao|biên giới|khu vực [IVX\d]+))?\s*(?::"
    rf"|là:?|gồm:?|bao gồm:?|\(|\(gồm:?|như sau:|,? ?cụ thể:?|đó là:?)?\s*"
    rf"(?P<names>{_NAME}(?:\s*(?:\([^)]*\))?(?:,\s*và|,|;|\s+và|\s*&)\s+{_NAME})+)(?P<after>.{{0,14}})",
)
_AFTER_WORDS = re.compile(rf"^[ {LOWER}\d%,()-]{{4,80}}?(?:(?: là|, ?gồm:?|:) | ?\()(?=[{UPPER}])")
_GOES_ON = re.compile(rf"\s*[,;]\s*(?:và |các )?(?:[{UPPER}]|xã |huyện |thôn |bản |buôn |ấp |thị trấn |phường )")
_VILLAGES = frozenset({"thôn", "bản", "buôn", "làng", "xóm", "ấp", "khu", "tổ"})
_SEPARATOR = re.compile(r"\s*(?:\([^)]*\))?(?:,\s*và|,|;|\s+và|\s*&)\s+")
_OWN_NUMBER = re.compile(rf"(?<=[{LOWER}]) \d[\d.]*(?:,\d+)?\s?(?:%|hộ|người|nhà)(?=\s*[,;.]|\s*$)")
"""A value given for each place of a list: "Suối Trầm 17,60%, Lũng Vài 20,43%"."""
_MORE = re.compile(r"^\s*[,;]?\s*(?:\.\.\.|…|v\.v|vv|và (?:các|một số|những|\d)|,? ?các xã|và (?:xã|thị trấn))", re.I)


def find_count_contradictions(text: Text) -> Iterator[Finding]:
    """Count the names after every number of places."""
    for mention in text.mentions:
        quantity = mention.quantity
        if quantity.kind not in _PLACES or quantity.approximate or quantity.value > _MOST_NAMES:
            continue
        names = listed_names(mention)
        if not names or len(names) == quantity.value:
            continue
        announced = quantity.of is not None or bool(re.match(r"\s*[:(]", mention.block.text[quantity.end :]))
        if not announced and abs(len(names) - quantity.value) > max(3, quantity.value // 2):
            continue
        shown = f"{len(names):02d} {quantity.noun}"
        message = f"Ghi {quantity.printed}, nhưng danh sách đi kèm có {len(names)} tên: {', '.join(names)}."
        severity = "certain" if announced or not _AFTER_WORDS.match(mention.block.text[quantity.end :]) else "probable"
        yield finding_at(mention, "count", severity, shown, message)


def listed_names(mention: Mention) -> list[str]:
    """Return the names directly after a number of places; empty where the list may continue."""
    tail = _OWN_NUMBER.sub("", mention.block.text[mention.quantity.end : mention.sentence.end])
    found = _LIST.match(tail)
    if not found:
        words = _AFTER_WORDS.match(tail)
        if not words or re.search(r"\d (?:xã|huyện|thôn|thị trấn)", words.group()):
            return []
        tail = tail[words.end() :]
        found = _LIST.match(tail)
    if not found:
        return []
    rest = tail[found.end("names") :]
    if _MORE.match(rest) or _GOES_ON.match(rest) or (re.match(r"\s*\(", rest) and "(" not in found.group()[:6]):
        return []
    if _larger_unit(found["names"], mention):
        return []
    names = [re.sub(r"^(?:và |các )", "", name).strip() for name in _SEPARATOR.split(found["names"]) if name.strip()]
    return _of_one_kind(names, mention.quantity.noun, mention.quantity.kind == "thôn")


def _of_one_kind(names: list[str], noun: str, villages: bool) -> list[str]:
    """End the list where it continues with units of another kind ("6 huyện: …, Châu Thành, thị xã Cà Mau")."""
    kinds = [
        re.match(r"(?:xã|thị trấn|phường|thị xã|thành phố|huyện|thôn|bản|buôn|làng|xóm|ấp|khu|tổ)(?= )", name)
        for name in names
    ]
    kept = []
    for name, kind in zip(names, kinds, strict=True):
        village = villages and kind and kind.group() in _VILLAGES
        if kind and kind.group() not in noun and noun != "địa phương" and not village:
            continue
        if kind and not kinds[0] and "," not in noun and "thị trấn" not in noun and kind.group() in noun:
            break
        kept.append(name)
    return kept


def _larger_unit(names: str, mention: Mention) -> bool:
    """Whether the list continues with a unit of another kind ("…, Yên Trung; huyện Quốc Oai 02 xã")."""
    return mention.quantity.kind != "huyện" and bool(re.search(r"\b(?:huyện|thị xã|thành phố|tỉnh)\s", names))
