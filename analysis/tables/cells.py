"""Converting the text of a cell to its value, or to an error with the expected content."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, TypeVar

from analysis.reference.catalogue import Reference
from analysis.reference.place_names import AmbiguousCommune, fold, match_commune
from analysis.reference.units import Unit, kind_words, main_kind
from analysis.tables.schema import Column

N = TypeVar("N", int, Decimal)

_INTEGER = re.compile(r"[+-]?\d+")
_DECIMAL = re.compile(r"[+-]?\d+([.,]\d+)?")
_GROUPED = re.compile(r"\d{1,3}([.,\s]\d{3})+")
_DATES = ("%Y-%m-%d", "%d/%m/%Y")
_LARGEST = 10**15
"""Larger than any count or amount in đồng of a table; sums of such numbers fit 64 bits."""


class CellError(ValueError):
    """The text of a cell is not valid in its column.

    Attributes
    ----------
    message, expected, remedy
        Parts of a `Problem`.
    """

    def __init__(self, message: str, expected: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.expected, self.remedy = message, expected, remedy


@dataclass(frozen=True)
class CellReader:
    """Reads cells of one unit's tables.

    Attributes
    ----------
    communes
        Communes of the unit on the day of the table; of a commune its villages.
    components
        Components of the programme in force in the year, by code.
    """

    reference: Reference
    communes: tuple[Unit, ...]
    components: dict[str, dict[str, str]] = field(default_factory=dict)

    def converter(self, column: Column) -> Callable[[str], Any]:
        """Return the function that reads a filled-in cell of `column`; it raises `CellError`."""
        readers: dict[str, Callable[[str], Any]] = {
            "integer": lambda text: _read_integer(text, column),
            "decimal": lambda text: _read_decimal(text, column),
            "date": _read_date,
            "flag": _read_flag,
            "commune": self._read_commune,
            "communes": self._read_communes,
        }
        if column.choices:
            words = self.choices(column.choices)
            return lambda text: _read_choice(text, words)
        return readers.get(column.type, lambda text: _read_text(text, column))

    def choices(self, domain: str) -> dict[str, str]:
        """Return the codes that are valid in a column of a domain, with their words."""
        if domain == "component":
            rows = self.components
            parents = {row["parent_code"] for row in rows.values()}
            # Money and outputs are given for a component without parts, or for the whole programme.
            counted = (code for code, row in rows.items() if code not in parents or not row["parent_code"])
            return {code: rows[code]["name_vi"] for code in counted}
        return self.reference.vocabulary[domain]

    def _read_commune(self, text: str) -> str:
        try:
            unit = match_commune(text, self.communes)
        except AmbiguousCommune as error:
            meant = ", ".join(f"{u.full_name} ({u.code})" for u in error.candidates)
            raise CellError(
                f"là tên của {len(error.candidates)} đơn vị", f"một trong: {meant}", "ghi mã, hoặc tên kèm loại đơn vị"
            ) from None
        if unit is not None:
            return unit.code
        names = {fold(u.name): u.full_name for u in self.communes}
        near = get_close_matches(fold(text), names, n=1, cutoff=0.6)
        listed = ", ".join(u.name for u in self.communes)
        kinds = kind_words(self.communes) or "xã, thị trấn"
        raise CellError(
            f"không phải {kinds} của đơn vị",
            f"mã hoặc tên một trong {len(self.communes)} {kinds}: {listed}",
            f'có phải "{names[near[0]]}"? Sửa theo danh mục' if near else "sửa theo danh mục",
        )

    def _read_communes(self, text: str) -> tuple[str, ...]:
        codes = tuple(self._read_commune(part) for part in text.split(";") if part.strip())
        if len(set(codes)) != len(codes):
            kind = main_kind(self.communes)
            raise CellError(f"một {kind} được ghi hai lần", f"mỗi {kind} một lần", f"bỏ tên {kind} bị lặp")
        return codes


def _read_text(text: str, column: Column) -> str:
    if column.pattern and not re.fullmatch(column.pattern, text):
        raise CellError("không đúng dạng", column.meaning.rstrip("."), "sửa ô này theo mẫu")
    return text


def _read_integer(text: str, column: Column) -> int:
    if _INTEGER.fullmatch(text):
        return _bounded(int(text), column)
    digits = re.sub(r"\D", "", text)
    remedy = f"viết liền: {digits}" if _GROUPED.fullmatch(text) else "chỉ ghi chữ số, không kèm chữ hay đơn vị"
    raise CellError("không phải số nguyên", f"số nguyên {_bounds(column)}, viết liền", remedy)


def _read_decimal(text: str, column: Column) -> Decimal:
    if not _DECIMAL.fullmatch(text):
        raise CellError("không phải số", f"số {_bounds(column)}, ví dụ 65.1", "chỉ ghi số, không kèm đơn vị")
    return _bounded(Decimal(text.replace(",", ".")), column)


def _bounds(column: Column) -> str:
    if column.minimum is not None and column.maximum is not None:
        return f"từ {column.minimum} đến {column.maximum}"
    return f"từ {column.minimum} trở lên" if column.minimum is not None else ""


def _bounded(number: N, column: Column) -> N:
    if column.minimum is not None and number < column.minimum:
        kind = "số âm" if number < 0 else "nhỏ hơn mức cho phép"
        raise CellError(f"là {kind}", f"số {_bounds(column)}", "kiểm tra lại số liệu gốc và ghi đúng số")
    if number > _LARGEST:
        raise CellError("lớn hơn mức cho phép", "số có tối đa 15 chữ số", "kiểm tra lại số liệu gốc và đơn vị tính")
    if column.maximum is not None and number > column.maximum:
        raise CellError("lớn hơn mức cho phép", f"số {_bounds(column)}", "kiểm tra lại số liệu gốc và đơn vị tính")
    return number


def _read_date(text: str) -> dt.date:
    for pattern in _DATES:
        try:
            return dt.datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    raise CellError("không phải ngày", "ngày dạng 2024-11-15 hoặc 15/11/2024", "ghi lại ngày theo dạng đó")


def _read_flag(text: str) -> bool:
    if text not in ("0", "1"):
        raise CellError("không phải 0 hay 1", "1 (có) hoặc 0 (không)", "ghi 1 hoặc 0")
    return text == "1"


def _read_choice(text: str, words: dict[str, str]) -> str:
    if text in words:
        return text
    codes = {fold(label): code for code, label in words.items()}
    code = codes.get(fold(text))
    if code is not None:
        return code
    near = get_close_matches(fold(text), [*words, *codes], n=1, cutoff=0.6)
    listed = "; ".join(f"{code} ({label})" for code, label in words.items())
    meant = codes.get(near[0], near[0]) if near else ""
    remedy = f'có phải "{meant}" ({words[meant]})? Sửa theo danh mục' if meant else "chọn một mã trong danh mục"
    raise CellError("không có trong danh mục", f"một trong: {listed}", remedy)
