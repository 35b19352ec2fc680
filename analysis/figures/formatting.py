"""Formatting numbers as Vietnamese text, and parsing them; no other module formats numbers.

Thousands are separated by "." and decimals by ","; shares stay exact until here and are rounded half-up.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from fractions import Fraction

Number = int | Decimal | Fraction

MILLION = 1_000_000

FORMS = {
    "integer": "số nguyên, phân cách hàng nghìn bằng dấu chấm",
    "padded": "số nguyên, số nhỏ hơn mười viết thêm số không ở đầu",
    "million": "triệu đồng, tối đa ba chữ số thập phân",
    "percent0": "phần trăm, làm tròn đến hàng đơn vị",
    "percent1": "phần trăm, một chữ số thập phân",
    "percent2": "phần trăm, hai chữ số thập phân; phần trăm tròn thì không viết phần thập phân",
    "points0": "điểm phần trăm, làm tròn đến hàng đơn vị",
    "points1": "điểm phần trăm, một chữ số thập phân",
    "points2": "điểm phần trăm, hai chữ số thập phân",
    "plain": "chữ số liền, không phân cách (năm)",
    "decimal": "số thập phân, viết đủ chữ số có nghĩa",
}
"""Printed forms of numbers, each with its description for readers."""

_VIETNAMESE_NUMBER = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")


def round_half_up(value: Number, digits: int) -> Decimal:
    """Round half away from zero, as administrative forms require; the result has exactly `digits` decimals."""
    exact = Fraction(value)
    whole = math.floor(abs(exact) * 10**digits + Fraction(1, 2))
    return Decimal(-whole if exact < 0 else whole).scaleb(-digits)


def group_thousands(value: Decimal | int) -> str:
    """Print a decimal with Vietnamese separators, keeping its decimals.

    >>> group_thousands(Decimal("1338216000"))
    '1.338.216.000'
    >>> group_thousands(Decimal("-1234.50"))
    '-1.234,50'
    """
    return f"{Decimal(value):,f}".translate(str.maketrans(",.", ".,"))


def _trimmed(value: Number, most_digits: int) -> str:
    text = group_thousands(round_half_up(value, most_digits))
    return text.rstrip("0").rstrip(",") if "," in text else text


def format_number(value: Number, form: str) -> str:
    """Print a number in one of `FORMS`, without its unit of measure (a percentage keeps its sign).

    Parameters
    ----------
    value
        Exact; money in đồng, a share as a fraction of one.

    Raises
    ------
    KeyError
        When the form is not one of `FORMS`.

    >>> format_number(8, "padded"), format_number(Fraction(1644, 19820), "percent2")
    ('08', '8,29%')
    """
    if form not in FORMS:
        raise KeyError(form)
    if form.startswith(("percent", "points")):
        hundredths = Fraction(value) * 100
        digits = 0 if hundredths.denominator == 1 else int(form[-1])
        return group_thousands(round_half_up(hundredths, digits)) + ("%" if form.startswith("percent") else "")
    if form == "million":
        return _trimmed(Fraction(value) / MILLION, 3)
    if form == "decimal":
        return _trimmed(value, 6)
    whole = int(round_half_up(value, 0))
    if form == "integer":
        return group_thousands(whole)
    if form == "padded":
        return f"{whole:02d}" if 0 <= whole < 10 else group_thousands(whole)
    return str(whole)


def format_change(value: Number, form: str) -> str:
    """Print a difference with its sign.

    >>> format_change(Fraction(-3, 200), "points2"), format_change(1250, "integer"), format_change(0, "integer")
    ('−1,50', '+1.250', '0')
    """
    printed = format_number(abs(Fraction(value)), form)
    if not printed.strip("0,."):
        return "0"
    return f"{'−' if value < 0 else '+'}{printed}"


def parse_number(text: str) -> Decimal:
    """Read a number printed the Vietnamese way; a trailing "%" is not part of it. `ValueError` for any other text.

    >>> parse_number("1.338.216.000"), parse_number("552,476"), parse_number("08")
    (Decimal('1338216000'), Decimal('552.476'), Decimal('8'))
    """
    bare = text.strip().removesuffix("%").strip()
    if not _VIETNAMESE_NUMBER.fullmatch(bare):
        raise ValueError(f"not a Vietnamese number: {text!r}")
    return Decimal(bare.replace(".", "").replace(",", "."))
