"""Interpreting cells: numbers, dates and choices as people write them, converted to the text of a table's file.

Nothing is guessed: an ambiguous text stays as it is and becomes a problem.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation

from analysis.forms.content import code_of
from analysis.forms.incoming import readings
from analysis.reference.place_names import AmbiguousCommune, fold, match_commune
from analysis.tables.schema import Column
from analysis.tables.spreadsheets import Value, text_of_value
from analysis.tables.validation import CellReader

_DASHES = re.compile(r"[-–—‒―−_.…·\s]+|n/?a|kh[oô]ng c[oó]", re.IGNORECASE)
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u2060\ufeff]+")
_GROUPS = re.compile(r"([+-]?)(\d{1,3})((?:\.\d{3})+|(?: \d{3})+|(?:,\d{3})+|(?:'\d{3})+)(?:([.,])(\d+))?")
_PLAIN = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_DATE = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})")
_WORDED_DATE = re.compile(r"(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
_FIRST_SERIAL, _LAST_SERIAL = 32_874, 55_153
"""Serial numbers of 1990 and 2050, counted from 1900: other numbers in a column of dates are no dates."""
_YEARS = range(1945, 2100)
_YES = frozenset({"x", "co", "dung", "yes", "true", "✓", "✔", "v"})
_NO = frozenset({"khong", "sai", "no", "false"})


def tidy_text(text: str) -> str:
    """Return a text without invisible and repeated blanks; line breaks are kept."""
    lines = (_SPACES.sub(" ", line).strip() for line in text.replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def is_blank(value: Value) -> bool:
    """Whether a cell counts as empty: no text, blanks, dashes or dots.

    >>> is_blank(None), is_blank(" – "), is_blank("..."), is_blank(0), is_blank("0")
    (True, True, True, False, False)
    """
    return value is None or (isinstance(value, str) and (not value.strip() or bool(_DASHES.fullmatch(value.strip()))))


def parse_number(text: str) -> Decimal | None:
    """Parse a number as written in Vietnam; `None` when it is not a number, or ambiguous.

    Points, blanks or apostrophes separate thousands, a comma the decimals; commas separate thousands where there
    are several, or a point follows.

    >>> [str(parse_number(t)) for t in ("1.644", "7.531,5", "1 250", "1,234,567", "1,234.5", "65,1", "12.5", "-3")]
    ['1644', '7531.5', '1250', '1234567', '1234.5', '65.1', '12.5', '-3']
    >>> parse_number("1,644"), parse_number("12 hộ"), parse_number("1.64.4")
    (None, None, None)
    """
    text = _SPACES.sub(" ", text).strip()
    grouped = _GROUPS.fullmatch(text)
    if grouped:
        sign, head, groups, point, decimals = grouped.groups()
        if point == groups[0] or (groups[0] == "," and groups.count(",") == 1 and not point):
            return None  # "1,644": a thousand or one and a half; "1.234.5": neither
        return Decimal(sign + head + re.sub(r"\D", "", groups) + ("." + decimals if decimals else ""))
    if _PLAIN.fullmatch(text):
        try:
            return Decimal(text.replace(",", "."))
        except InvalidOperation:
            return None
    return None


def plain_cell(value: Value, column: Column, reader: CellReader, *, epoch_1904: bool = False) -> str:
    """Return the text of a cell in a table's file; text that cannot be interpreted is returned unchanged.

    `epoch_1904` says that serial numbers of dates count from 1904.
    """
    if is_blank(value):
        return ""
    if column.type == "date":
        return _date_text(value, epoch_1904=epoch_1904)
    text = tidy_text(text_of_value(value))
    if column.choices or column.type == "flag":
        return _choice(text, column, reader)
    if column.type == "commune":
        return _commune(text, reader)
    if column.type == "communes":
        parts = re.split(r"[;\n]" if ";" in text or "\n" in text else r",", text)
        return "; ".join(_commune(part.strip(), reader) for part in parts if part.strip())
    if column.type in ("integer", "decimal"):
        return _number_text(text, column) if isinstance(value, str) else text
    return text


def _number_text(text: str, column: Column) -> str:
    text = _SPACES.sub(" ", text)
    if column.name.endswith("_pct"):
        text = text.removesuffix("%").strip()
    if column.type == "decimal" and re.fullmatch(r"\d{1,3}[.,]\d{3}", text):
        return _unambiguous(text, column)
    if column.type == "integer" and re.fullmatch(r"[+-]?\d{1,3},\d{3}", text):
        return text.replace(",", "")  # a count has no fraction
    number = parse_number(text)
    return text if number is None else f"{number.normalize():f}"


def _unambiguous(text: str, column: Column) -> str:
    """Read "1.644" in a column with decimals: by its bounds, when only one of the two numbers is within them."""
    small, large = Decimal(text.replace(",", ".")), Decimal(re.sub(r"\D", "", text))
    low = Decimal("-Infinity") if column.minimum is None else Decimal(column.minimum)
    high = Decimal("Infinity") if column.maximum is None else Decimal(column.maximum)
    within = [number for number in (small, large) if low <= number <= high]
    return f"{within[0].normalize():f}" if len(within) == 1 else f"{text} (1 nghìn hay số lẻ?)"


def _date_text(value: Value, *, epoch_1904: bool) -> str:
    if isinstance(value, dt.date):
        # A small number typed into a date cell becomes a day around 1900.
        return value.isoformat() + ("" if value.year in _YEARS else " (năm không thể có)")
    text = tidy_text(text_of_value(value))
    written = _DATE.fullmatch(text) or _WORDED_DATE.fullmatch(text)
    if written:
        day, month, year = map(int, written.groups())
        try:
            return dt.date(year, month, day).isoformat()
        except ValueError:
            return text
    serial = parse_number(text) if re.fullmatch(r"\d{5}([.,]\d+)?", text) else None
    if serial is None:
        return text
    counted = int(serial) + (1462 if epoch_1904 else 0)
    if not _FIRST_SERIAL <= counted <= _LAST_SERIAL:
        return text
    return (dt.date(1899, 12, 30) + dt.timedelta(days=counted)).isoformat()


def _choice(text: str, column: Column, reader: CellReader) -> str:
    if column.type == "flag" and not column.choices:
        word = fold(text)
        return "1" if word in _YES else "0" if word in _NO else text
    code = code_of(reader, column, text)
    if code != text or text in reader.choices(column.choices):
        return code
    for reading in readings(text):
        code = code_of(reader, column, reading)
        if code != reading:
            return code
    return text


def _commune(text: str, reader: CellReader) -> str:
    text = re.sub(r"^x[.\s]\s*(?=\w)", "xã ", text, flags=re.IGNORECASE)
    text = re.sub(r"^tt[.\s]\s*(?=\w)", "thị trấn ", text, flags=re.IGNORECASE)
    for reading in (text, *readings(text)):
        try:
            found = match_commune(reading, reader.communes)
        except AmbiguousCommune:
            return text
        if found is not None:
            return found.code
    return text
