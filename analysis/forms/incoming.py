"""Reading what offices send into grids of cells: XLSX, XLS, text of any encoding, legacy Vietnamese fonts."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from analysis.tables.schema import Problem
from analysis.tables.spreadsheets import Grid, Value
from analysis.tables.workbook_files import read_xls, read_xlsx

# Legacy fonts ---------------------------------------------------------------------------------------------------------


_TCVN3 = (
    "àb5 ảb6 ãb7 áb8 ạb9 ăa8 ằbb ẳbc ẵbd ắbe ặc6 âa9 ầc7 ẩc8 ẫc9 ấca ậcb đae ècc ẻce ẽcf éd0 ẹd1 êaa ềd2 "
    "ểd3 ễd4 ếd5 ệd6 ìd7 ỉd8 ĩdc ídd ịde òdf ỏe1 õe2 óe3 ọe4 ôab ồe5 ổe6 ỗe7 ốe8 ộe9 ơac ờea ởeb ỡec ớed "
    "ợee ùef ủf1 ũf2 úf3 ụf4 ưad ừf5 ửf6 ữf7 ứf8 ựf9 ỳfa ỷfb ỹfc ýfd ỵfe Ăa1 Âa2 Êa3 Ôa4 Ơa5 Ưa6 Đa7 "
)
"""Each letter and its byte, in hex: TCVN 5712:1993, third set.

Its capitals with a tone are small letters in a font of capitals.
"""

_VNI_SINGLE = {"đ": "ñ", "ơ": "ô", "ư": "ö", "í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î"}
_VNI_MARKS = {
    "\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï",
    "\u0302": "â", "\u0302\u0301": "á", "\u0302\u0300": "à", "\u0302\u0309": "å", "\u0302\u0303": "ã",
    "\u0302\u0323": "ä", "\u0306": "ê", "\u0306\u0301": "é", "\u0306\u0300": "è", "\u0306\u0309": "ú",
    "\u0306\u0303": "ü", "\u0306\u0323": "ë",
}  # fmt: skip
"""VNI writes a letter, and after it a letter for its marks."""

_TONES = "\u0301\u0300\u0309\u0303\u0323"
_LETTERS = "aăâeêioôơuưy"


def _vni_table() -> dict[str, str]:
    """Build what VNI writes for each letter with marks."""
    table = dict(_VNI_SINGLE)
    for letter in _LETTERS:
        for tone in ("", *_TONES):
            whole = unicodedata.normalize("NFC", letter + tone)
            if whole in table or whole.isascii():
                continue
            if letter in "ơư":
                table[whole] = _VNI_SINGLE[letter] + _VNI_MARKS[tone]
                continue
            spread = unicodedata.normalize("NFD", letter)
            table[whole] = spread[0] + _VNI_MARKS[spread[1:] + tone]
    return table | {letter.upper(): text.upper() for letter, text in table.items()}


_FROM_TCVN3 = {chr(int(pair[1:], 16)): pair[0] for pair in _TCVN3.split()}
_FROM_VNI = {text: letter for letter, text in _vni_table().items()}
_VNI_PIECE = re.compile("|".join(sorted(map(re.escape, _FROM_VNI), key=len, reverse=True)))


def from_tcvn3(text: str) -> str:
    """Read a text typed in a TCVN3 font.

    >>> from_tcvn3("Hé nghÌo")
    'Hộ nghèo'
    """
    return "".join(_FROM_TCVN3.get(letter, letter) for letter in text)


def from_vni(text: str) -> str:
    """Read a text typed in a VNI font.

    >>> from_vni("Hoä ngheøo")
    'Hộ nghèo'
    """
    return _VNI_PIECE.sub(lambda piece: _FROM_VNI[piece[0]], text)


# What Vietnamese syllables look like ---------------------------------------------------------------------------------

_ONSETS = "b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x|"
_OPEN = (
    "a|ai|ao|au|ay|âu|ây|e|eo|ê|êu|i|ia|iu|iêu|o|oa|oai|oao|oay|oe|oeo|oi|ô|ôi|ơ|ơi|u|ua|uây|ue|uê|ui|uơ|uôi|uy|uya|"
    "uyu|ư|ưa|ưi|ươi|ươu|ưu|y|ya|yêu"
)
_NASAL = (
    "a(?:m|n|ng|nh)|ă(?:m|n|ng)|â(?:m|n|ng)|e(?:m|n|ng)|ê(?:m|n|ng|nh)|i(?:m|n|nh)|iê(?:m|n|ng)|o(?:m|n|ng)|"
    "oa(?:m|n|ng|nh)|oă(?:m|n|ng)|oe(?:m|n)|oong|ô(?:m|n|ng)|ơ(?:m|n|ng)|u(?:m|n|ng)|uâ(?:n|ng)|uê(?:n|nh)|uô(?:m|n|ng)|"
    "uy(?:n|nh)|uyên|ư(?:m|n|ng)|ươ(?:m|n|ng)|yê(?:m|n|ng)|y(?:n|nh)"
)
_STOPPED = (
    "a(?:c|ch|p|t)|ă(?:c|k|p|t)|â(?:c|p|t)|e(?:c|p|t)|ê(?:ch|p|t)|i(?:ch|p|t)|iê(?:c|p|t)|o(?:c|p|t)|oa(?:c|ch|p|t)|"
    "oă(?:c|t)|oet|ooc|ô(?:c|p|t)|ơ(?:p|t)|u(?:c|p|t)|uât|uê(?:ch|t)|uô(?:c|p|t)|uy(?:ch|p|t)|uyêt|ư(?:c|t)|"
    "ươ(?:c|p|t)|yêt|y(?:ch|t)"
)
_FREE = re.compile(rf"(?:{_ONSETS})(?:{_OPEN}|{_NASAL})")
_HELD = re.compile(rf"(?:{_ONSETS})(?:{_STOPPED})")


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Whether a word can be a Vietnamese syllable.

    >>> is_syllable("nghèo"), is_syllable("Hộ"), is_syllable("nghÌo"), is_syllable("hoä")
    (True, True, False, False)
    """
    spread = unicodedata.normalize("NFD", word)
    tones = [c for c in spread if c in _TONES]
    bare = unicodedata.normalize("NFC", "".join(c for c in spread if c not in _TONES))
    if len(tones) > 1 or not (bare.islower() or bare.isupper() or bare.istitle()):
        return False
    bare = bare.lower()
    if _HELD.fullmatch(bare):
        return not tones or tones[0] in "\u0301\u0323"  # without a tone only where a mark was left out
    return bool(_FREE.fullmatch(bare))


# Which texts are legacy texts ---------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\s\x00-\x40\[\\\]^_`{|}~–—…“”‘’•′″‑]+")
_CONVERTERS: dict[str, Callable[[str], str]] = {"TCVN3": from_tcvn3, "VNI": from_vni}
_ENOUGH = 0.8
"""Share of the words with marks that must be syllables in a text that is what it seems: names are not."""


_NEVER_WRITTEN = re.compile(r"[^\x00-\x7fàáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ]|[a-zà-ÿ][À-Ý]")
"""Characters that Unicode text does not contain; one word that is not a syllable may be a name or a typing error."""


def _convert(text: str, encoding: str) -> str:
    return _WORD.sub(lambda word: _convert_word(word[0], encoding), text)


@lru_cache(maxsize=8192)
def _convert_word(word: str, encoding: str) -> str:
    """Convert a word; one whose plain letters are capitals was set in a font of capitals."""
    converted = _CONVERTERS[encoding](word)
    plain = [c for c in word if c.isascii() and c.isalpha()]
    return converted.upper() if len(plain) > 1 and all(c.isupper() for c in plain) else converted


def _may_be_legacy(text: str) -> bool:
    """Whether a text has only characters of legacy fonts, which had 256 of them."""
    return not text.isascii() and not any(ord(c) > 0xFF and c.isalpha() for c in text)


def _fits(texts: Iterable[str]) -> dict[str, float]:
    """Return the share of the words with marks that are syllables, unconverted (`""`) and converted."""
    words = [w for text in texts for w in _WORD.findall(unicodedata.normalize("NFC", text)) if not w.isascii()]
    readings = [{"": w, **{name: _convert_word(w, name) for name in _CONVERTERS}} for w in words]
    known = [r for r in readings if any(map(is_syllable, r.values()))]  # abbreviations are no evidence
    return {name: sum(is_syllable(r[name]) for r in known) / max(1, len(known)) for name in ("", *_CONVERTERS)}


def reads_well(texts: Iterable[str]) -> bool:
    r"""Whether texts are Vietnamese in Unicode.

    >>> reads_well(["Hộ nghèo", "Dư nợ"]), reads_well(["Hé nghÌo", "D\xad nî"])
    (True, False)
    """
    return _fits(texts)[""] >= _ENOUGH


def encoding_of(texts: Iterable[str]) -> str:
    """Return the legacy encoding of all texts of a sheet; empty when they are, or may be, Unicode."""
    marked = [text for text in texts if not text.isascii()]
    if not marked or not all(map(_may_be_legacy, marked)):
        return ""
    fits = _fits(marked)
    best = max(_CONVERTERS, key=lambda name: fits[name])
    return best if fits[best] >= _ENOUGH and fits[best] > fits[""] else ""


def readings(text: str) -> tuple[str, ...]:
    """Return every conversion of a text that may be legacy; the caller chooses by a list of names."""
    return tuple(_convert(text, name) for name in _CONVERTERS) if _may_be_legacy(text) else ()


def decoded(text: str, encoding: str = "") -> tuple[str, str]:
    """Convert a text typed in a legacy font; return it with its encoding, which is empty when nothing was converted.

    `encoding` is that of the whole sheet, where it is known; otherwise it is detected from the text.
    """
    if not _may_be_legacy(text):
        return text, ""
    if not encoding:
        fits = _fits([text])
        fitting = [name for name in _CONVERTERS if fits[name] >= _ENOUGH > fits[""] and _NEVER_WRITTEN.search(text)]
        encoding = fitting[0] if len(fitting) == 1 else ""
    return (_convert(text, encoding), encoding) if encoding else (text, "")


_DESCRIPTIONS = {
    "TCVN3": "viết bằng phông TCVN3 (.VnTime)",
    "VNI": "viết bằng phông VNI",
    "NFD": "viết bằng Unicode tổ hợp",
}


def repair_text(grid: Grid) -> list[str]:
    """Convert the texts of a sheet in place: decomposed Unicode, and legacy fonts; return what was converted.

    The encoding of the whole sheet is detected first: a single word may be ambiguous.
    """
    texts = {cell for row in grid.rows for cell in row if isinstance(cell, str) and not cell.isascii()}
    encoding = encoding_of(texts)
    replacements: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for text in texts:
        whole = unicodedata.normalize("NFC", text)
        converted, kind = decoded(whole, encoding)
        if converted != text:
            replacements[text] = unicodedata.normalize("NFC", converted)
            kinds[text] = kind or "NFD"
    if not replacements:
        return []
    counts: Counter[str] = Counter()
    for row in grid.rows:
        for place, cell in enumerate(row):
            if isinstance(cell, str) and cell in replacements:
                row[place] = replacements[cell]
                counts[kinds[cell]] += 1
    return [f"{count} ô {_DESCRIPTIONS[kind]} đã được chuyển sang Unicode dựng sẵn" for kind, count in counts.items()]


# Files ----------------------------------------------------------------------------------------------------------------


_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SEPARATORS = ";\t,|"
KINDS = (".xlsx", ".xlsm", ".xls", ".csv", ".txt", ".tsv")
"""Suffixes of readable files; the kind is detected by the first bytes, not by the name."""


def read_grids(path: Path, shown: str) -> list[Grid] | Problem:
    """Read every sheet of a file; return a problem when nothing of it can be read."""
    try:
        content = path.read_bytes()
    except OSError as error:
        return Problem(shown, f"không đọc được tệp ({error.strerror})", "một tệp biểu mẫu", "kiểm tra đường dẫn")
    if not content.strip(b"\x00 \r\n\t"):
        return Problem(shown, "tệp trống", "biểu mẫu đã điền", "xin gửi lại tệp")
    try:
        if content.startswith(_ZIP):
            return read_xlsx(content, shown)
        if content.startswith(_OLE):
            return _broken(shown, ValueError()) if _ENCRYPTED in content else read_xls(content, shown)
    except Exception as error:  # libraries raise any exception on a broken file
        return _broken(shown, error)
    head = content[:512].lstrip().lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"%pdf", b"{\\rtf")):
        return Problem(
            shown,
            "tên tệp là bảng tính nhưng nội dung không phải (trang web, PDF hoặc văn bản)",
            "tệp .xlsx, .xls hoặc .csv",
            "mở bằng Excel, chọn Lưu thành .xlsx rồi nộp lại",
        )
    return _read_text(content, shown)


def _broken(shown: str, error: Exception) -> Problem:
    return Problem(
        shown,
        f"không mở được tệp ({type(error).__name__})",
        "một tệp bảng tính còn nguyên vẹn, không đặt mật khẩu",
        "mở tệp bằng Excel, bỏ mật khẩu nếu có, lưu lại rồi chạy lại",
    )


# Text ---------------------------------------------------------------------------------------------------------------


def _read_text(content: bytes, shown: str) -> list[Grid] | Problem:
    text = _decode(content)
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[Value]] = []
    try:
        for row in reader:
            rows.append([cell.strip() or None for cell in row])
    except csv.Error:
        return Problem(
            shown,
            'có dấu nháy kép (") không đóng, hoặc đóng sai chỗ',
            'dấu nháy kép mở và đóng quanh cả ô; dấu nháy trong ô viết hai lần ("")',
            f"mở tệp bằng Notepad, xem từ dòng {len(rows) + 1}, bỏ hoặc đóng dấu nháy kép",
            row=len(rows) + 1,
        )
    return [Grid(shown, "", rows)]


def _decode(content: bytes) -> str:
    """Decode text: as Unicode where it is valid, else in the code page of Vietnamese Windows or of legacy fonts."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if content[1:2] == b"\0" and content[3:4] == b"\0":
        return content.decode("utf-16-le", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    plain, windows = content.decode("latin-1"), content.decode("cp1258", errors="replace")
    if reads_well(re.split(r"[;,\t\n|]", windows)) or not encoding_of(re.split(r"[;,\t\n|]", plain)):
        return unicodedata.normalize("NFC", windows)
    return plain


def _separator(text: str) -> str:
    """Return the separator: the character that lines contain most evenly, outside quotation marks."""
    lines = [re.sub(r'"[^"]*"', "", line) for line in text.splitlines() if line.strip()][:30]
    counts = {mark: sorted(line.count(mark) for line in lines) for mark in _SEPARATORS}
    return max(_SEPARATORS, key=lambda mark: (counts[mark][len(lines) // 2], counts[mark][-1]))
