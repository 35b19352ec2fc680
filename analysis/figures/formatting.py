"""Formatting numbers as Vietnamese text, and parsing them; no other module formats numbers.

Thousands are separated by "." and decimals by ","; shares stay exact until here and are rounded half-up.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
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

_PERCENT_DIGITS = {"percent0": 0, "percent1": 1, "percent2": 2}
_POINT_DIGITS = {"points0": 0, "points1": 1, "points2": 2}
_VIETNAMESE_NUMBER = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")


def round_half_up(value: Number, digits: int) -> Decimal:
    """Round half away from zero, as administrative forms require.

    Returns
    -------
    Decimal
        `value` with exactly `digits` decimals.
    """
    exact = Fraction(value)
    scaled = abs(exact) * 10**digits
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    if 2 * rest >= scaled.denominator:
        whole += 1
    sign = -1 if exact < 0 else 1
    return Decimal(sign * whole).scaleb(-digits).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


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
    form
        A key of `FORMS`.

    Raises
    ------
    KeyError
        When the form is not one of `FORMS`.

    >>> format_number(8, "padded"), format_number(Fraction(1644, 19820), "percent2")
    ('08', '8,29%')
    """
    if form in _PERCENT_DIGITS:
        return _format_percent(value, _PERCENT_DIGITS[form]) + "%"
    if form in _POINT_DIGITS:
        return _format_percent(value, _POINT_DIGITS[form])
    if form == "million":
        return _trimmed(Fraction(value) / MILLION, 3)
    if form == "decimal":
        return _trimmed(value, 6)
    whole = int(round_half_up(value, 0))
    if form == "integer":
        return group_thousands(whole)
    if form == "padded":
        return f"{whole:02d}" if 0 <= whole < 10 else group_thousands(whole)
    if form == "plain":
        return str(whole)
    raise KeyError(form)


def format_change(value: Number, form: str) -> str:
    """Print a difference with its sign.

    >>> format_change(Fraction(-3, 200), "points2"), format_change(1250, "integer"), format_change(0, "integer")
    ('−1,50', '+1.250', '0')
    """
    printed = format_number(abs(Fraction(value)), form)
    if not printed.strip("0,."):
        return "0"
    return f"{'−' if value < 0 else '+'}{printed}"


def _format_percent(value: Number, digits: int) -> str:
    hundredths = Fraction(value) * 100
    whole = hundredths.denominator == 1
    return group_thousands(round_half_up(hundredths, 0 if whole else digits))


def parse_number(text: str) -> Decimal:
    """Read a number printed the Vietnamese way; a trailing "%" is not part of it.

    Raises
    ------
    ValueError
        When the text is not such a number.

    >>> parse_number("1.338.216.000"), parse_number("552,476"), parse_number("08")
    (Decimal('1338216000'), Decimal('552.476'), Decimal('8'))
    """
    bare = text.strip().removesuffix("%").strip()
    if not _VIETNAMESE_NUMBER.fullmatch(bare):
        raise ValueError(f"not a Vietnamese number: {text!r}")
    return Decimal(bare.replace(".", "").replace(",", "."))
