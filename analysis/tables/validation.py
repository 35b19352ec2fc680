"""Converting text cells to a typed frame, with every fault: single cells, then whole tables."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import get_close_matches
from operator import itemgetter
from typing import Any, TypeVar

import pandas as pd

from analysis.reference.catalogue import Reference
from analysis.reference.place_names import AmbiguousCommune, fold, match_commune
from analysis.reference.units import Unit, kind_words, main_kind
from analysis.tables.schema import Column, Problem, TableSchema
from analysis.tables.spreadsheets import CellFault, RawTable

# Cells ----------------------------------------------------------------------------------------------------------------


N = TypeVar("N", int, Decimal)

_INTEGER = re.compile(r"[+-]?\d+")
_DECIMAL = re.compile(r"[+-]?\d+([.,]\d+)?")
_GROUPED = re.compile(r"\d{1,3}([.,\s]\d{3})+")
_DATES = ("%Y-%m-%d", "%d/%m/%Y")
_LARGEST = 10**15
"""Larger than any count or amount in đồng of a table; sums of such numbers fit 64 bits."""


class CellError(ValueError):
    """The text of a cell is not valid in its column; it carries the parts of a `Problem`."""

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
    raise CellError("không phải số nguyên", f"số nguyên {column.bounds}, viết liền", remedy)


def _read_decimal(text: str, column: Column) -> Decimal:
    if not _DECIMAL.fullmatch(text):
        raise CellError("không phải số", f"số {column.bounds}, ví dụ 65.1", "chỉ ghi số, không kèm đơn vị")
    return _bounded(Decimal(text.replace(",", ".")), column)


def _bounded(number: N, column: Column) -> N:
    if column.minimum is not None and number < column.minimum:
        kind = "số âm" if number < 0 else "nhỏ hơn mức cho phép"
        raise CellError(f"là {kind}", f"số {column.bounds}", "kiểm tra lại số liệu gốc và ghi đúng số")
    if number > _LARGEST:
        raise CellError("lớn hơn mức cho phép", "số có tối đa 15 chữ số", "kiểm tra lại số liệu gốc và đơn vị tính")
    if column.maximum is not None and number > column.maximum:
        raise CellError("lớn hơn mức cho phép", f"số {column.bounds}", "kiểm tra lại số liệu gốc và đơn vị tính")
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


# Tables ---------------------------------------------------------------------------------------------------------------


def validate(raw: RawTable, schema: TableSchema, reader: CellReader) -> tuple[pd.DataFrame, list[Problem]]:
    """Type the cells of a table and collect every fault.

    Returns
    -------
    frame : pandas.DataFrame
        Columns of the schema, typed; the index is "file:row". Only meaningful when there are no problems.
    problems : list of Problem
        All faults, row by row, in a row in the order of the schema.
    """
    positions, problems = find_columns(raw, schema)
    width = len(raw.header)
    remedy = 'đặt nội dung có dấu phẩy trong dấu nháy kép (")'
    problems += [
        _problem(raw, "dòng có nhiều ô hơn tiêu đề", f"{width} ô", remedy, number, value=row[width])
        for number, row in raw.rows
        if any(row[width:])
    ]
    if not raw.rows and not schema.may_be_empty:
        expected = f"ít nhất một dòng ({schema.row_is})"
        problems.append(_problem(raw, "bảng không có dòng số liệu nào", expected, "điền số liệu vào bảng", 2))
    data: dict[str, Any] = {}
    columns = _columns(raw)
    for column in schema.all_columns:
        position = positions.get(column.name)
        cells = [""] * len(raw.rows) if position is None or not raw.rows else columns[position]
        values, faults = _read_column(raw, column, cells, reader, position)
        data[column.name] = _series(values, column)
        problems += faults
    name = raw.file.rsplit("/", 1)[-1]
    frame = pd.DataFrame(data)
    frame.index = pd.Index([f"{name}:{n}" for n, _ in raw.rows], name="row", dtype=object)
    if not problems:
        problems += _duplicates(raw, schema, frame)
    return frame, sorted(problems, key=lambda p: p.row or 0)


def only_columns(raw: RawTable, schema: TableSchema, names: Collection[str]) -> tuple[RawTable, TableSchema]:
    """Drop columns of the table that are not needed; its key and its provenance are kept.

    Columns that are not in the schema are kept too, so that they are reported.
    """
    wanted = {*names, *schema.key}
    columns = tuple(column for column in schema.columns if column.name in wanted)
    left_out = {fold(key) for c in schema.columns if c.name not in wanted for key in (c.name, c.header)}
    kept = [position for position, header in enumerate(raw.header) if fold(header) not in left_out]
    if not kept or any(len(row) != len(raw.header) for _, row in raw.rows):  # validation reports the faults
        return raw, schema
    pick = itemgetter(*kept) if len(kept) > 1 else (lambda row: (row[kept[0]],))
    rows = tuple((number, pick(row)) for number, row in raw.rows)
    unusable = {(row, kept.index(place)): fault for (row, place), fault in raw.faults.items() if place in kept}
    return replace(raw, header=pick(raw.header), rows=rows, faults=unusable), replace(schema, columns=columns)


def _columns(raw: RawTable) -> list[Sequence[str]]:
    """Return the cells column by column, as many as the header has; rows that are too short end in blanks."""
    width = len(raw.header)
    whole = (row if len(row) == width else [*row[:width], *[""] * (width - len(row))] for _, row in raw.rows)
    return list(zip(*whole, strict=True))


def find_columns(raw: RawTable, schema: TableSchema) -> tuple[dict[str, int], list[Problem]]:
    """Find each column of the schema by its name or its Vietnamese header."""
    known = {fold(key): c.name for c in schema.all_columns for key in (c.name, c.header)}
    positions: dict[str, int] = {}
    problems = []
    for position, header in enumerate(raw.header):
        name = known.get(fold(header))
        listed = ", ".join(c.title for c in schema.columns)
        if name is None:
            if header or any(any(row[position : position + 1]) for _, row in raw.rows):
                shown = header or f"thứ {position + 1} (không có tiêu đề)"
                problems.append(
                    _problem(raw, "cột không có trong mẫu", f"các cột: {listed}", "bỏ hoặc đổi tên cột", 1, shown)
                )
        elif name in positions:
            problems.append(_problem(raw, "cột bị lặp", "mỗi cột một lần", "bỏ bớt một cột", 1, header))
        else:
            positions[name] = position
    for column in schema.columns:
        if column.name not in positions and not column.optional:
            expected = f"cột {column.title}: {column.meaning.rstrip('.')}"
            problems.append(_problem(raw, "thiếu cột", expected, "thêm cột này vào tệp", 1, column.title))
    return positions, problems


def _read_column(
    raw: RawTable, column: Column, cells: Sequence[str], reader: CellReader, position: int | None
) -> tuple[list[Any], list[Problem]]:
    """Read one column; equal texts are read once, which keeps registers of many rows quick."""
    convert = reader.converter(column)
    values: dict[str, Any] = {}
    faults: dict[str, CellError] = {}
    for text in dict.fromkeys(cells):
        try:
            values[text] = convert(text) if text else None
        except CellError as error:
            faults[text] = error
    problems = []
    unusable = {row: fault for (row, column_), fault in raw.faults.items() if column_ == position}
    if faults or unusable or (position is not None and column.required and "" in values):
        for (number, _), text in zip(raw.rows, cells, strict=True):
            fault = unusable.get(number) or faults.get(text)
            if fault is None and not text and column.required:
                fault = CellFault("ô bỏ trống", column.meaning.rstrip("."), "điền ô này")
            if fault is not None:
                value = fault.value if isinstance(fault, CellFault) else text
                problems.append(_problem(raw, fault.message, fault.expected, fault.remedy, number, column.title, value))
    return list(map(values.get, cells)), problems


def _series(values: list[Any], column: Column) -> pd.Series[Any]:
    if column.type == "integer" and not column.choices:
        return pd.Series(values, dtype="Int64")
    if column.type == "flag":
        return pd.Series(values, dtype="boolean")
    if column.type in ("text", "commune") or column.choices:
        return pd.Series([value or "" for value in values], dtype=object)
    return pd.Series(values, dtype=object)


def _duplicates(raw: RawTable, schema: TableSchema, frame: pd.DataFrame) -> list[Problem]:
    """Find rows that share a key, and entirely repeated rows of a table without one."""
    key = list(schema.key) or [c.name for c in schema.columns]
    titles = " + ".join(c.title for c in schema.columns if c.name in key)
    expected = f"mỗi dòng là {schema.row_is}, không lặp lại"
    first: dict[tuple[str, ...], int] = {}
    problems = []
    values = zip(*(map(str, frame[name]) for name in key), strict=True)
    for (number, _), value in zip(raw.rows, values, strict=True):
        if value not in first:
            first[value] = number
            continue
        message, remedy = f"dòng trùng với dòng {first[value]}", "bỏ dòng thừa, hoặc sửa ô bị ghi nhầm"
        problems.append(_problem(raw, message, expected, remedy, number, titles, ", ".join(value)))
    return problems


def _problem(
    raw: RawTable, message: str, expected: str, remedy: str, row: int, column: str = "", value: str | None = None
) -> Problem:
    return Problem(raw.file, message, expected, remedy, row, column, value, raw.sheet)
