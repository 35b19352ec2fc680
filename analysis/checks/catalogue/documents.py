"""Letterhead, documents, printed shares, names of places, and the table files."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import pandas as pd

from analysis.checks.statements.check import Check, Facts, Untestable
from analysis.checks.statements.rows import WHOLE_REGISTERS, EveryRow, PlacesSpelled, UnusedRows
from analysis.figures import Figure, parse_number
from analysis.figures.formatting import MILLION
from analysis.figures.measures import PERCENT_2
from analysis.reference.place_names import find_place_names, spelling_of
from analysis.sections import SECTIONS
from analysis.sections.texts import letterhead_lines
from analysis.tables import SCHEMAS
from analysis.tables.inputs import VILLAGES

# Letterhead, documents and printed shares -----------------------------------------------------------------------------


def _subject(facts: Facts) -> list[str]:
    frame = facts.inputs["letterhead"].frame
    subjects = frame.loc[frame["item"] == "subject", "value"]
    return [f"{label}: {text}" for label, text in subjects.items() if str(facts.inputs.year) not in text]


def _another_unit(facts: Facts) -> list[str]:
    """Report a letterhead that names another unit of the same kind, for example one copied from elsewhere."""
    unit = facts.inputs.unit
    lines = [letterhead_lines(facts.inputs, item) for item in ("parent_body", "issuing_body")]
    text = " ".join(line for item in lines for line in item)
    named = [place for place in find_place_names(text) if place.kind == unit.kind]
    if not named:
        raise Untestable(f"thể thức không nêu tên {unit.kind} nào")
    if any(spelling_of(place.name, [unit.name]).kind in ("exact", "variant") for place in named):
        return []
    return [f"{facts.inputs['letterhead'].file}: “{text}” không nêu {unit.full_name}"]


def _date_of_report(facts: Facts) -> dt.date:
    """Return the latest possible date of signature according to the letterhead."""
    day, month, year = ("".join(letterhead_lines(facts.inputs, item)) for item in ("day", "month", "year"))
    if not (month.isdigit() and year.isdigit()):
        raise Untestable("thể thức chưa ghi tháng, năm của báo cáo")
    last = calendar.monthrange(int(year), int(month))[1]
    return dt.date(int(year), int(month), int(day) if day.isdigit() else last)


def _later_documents(facts: Facts) -> list[str]:
    signed = _date_of_report(facts)
    return _dated(facts.inputs["documents"].frame, lambda date: date > signed)


def _directives_of_other_years(facts: Facts) -> list[str]:
    frame = facts.inputs["documents"].frame
    return _dated(frame[frame["role"] == "directive"], lambda date: date.year != facts.inputs.year)


def _dated(documents: pd.DataFrame, wrong: Callable[[dt.date], bool]) -> list[str]:
    """List the documents with a wrong date of issue."""
    return [
        f"{label}: văn bản số {row['number']}/{row['symbol']} ngày {row['issue_date']:%d/%m/%Y}"
        for label, row in documents[documents["issue_date"].map(wrong).astype(bool)].iterrows()
    ]


def _symbols(facts: Facts) -> list[str]:
    """List documents whose symbol does not start as required for their kind (Nghị định 30/2020/NĐ-CP, Phụ lục III)."""
    reference, found = facts.inputs.reference, []
    for label, row in facts.inputs["documents"].frame.iterrows():
        begins = reference.vocabulary["document_symbol"].get(row["kind"], "")
        if not row["symbol"].startswith(begins):
            found.append(
                f"{label}: {reference.vocabulary.words('document_kind', row['kind'])} mang ký hiệu {row['symbol']}"
            )
    return found


def _range(row: Any) -> tuple[Fraction, Fraction]:
    """Return the interval of values that are printed as this number, in đồng or as a share of one."""
    number = parse_number(row["printed"])
    half = Fraction(1, 2) / 10 ** max(0, -int(number.as_tuple().exponent))
    scale = Fraction(MILLION) if row["unit"] == "triệu đồng" else Fraction(1)
    if row["printed"].endswith("%"):
        scale = Fraction(1, 100)
    wide = half if row["unit"] in ("", "triệu đồng") else 0  # đồng and counts are printed exactly
    return (Fraction(number) - wide) * scale, (Fraction(number) + wide) * scale


def _printed_shares(facts: Facts) -> Iterator[tuple[str, Any, Figure, list[tuple[Fraction, Fraction]]]]:
    """Yield the printed shares whose part and whole were printed too, with the intervals of the two."""
    frame = facts.inputs["published"].frame
    ranges = {row["figure"]: _range(row) for _, row in frame[::-1].iterrows()}
    for label, row in frame.iterrows():
        figure = facts.figures.get(row["figure"])
        if figure is None or figure.expression.operation != "share" or not row["printed"].endswith("%"):
            continue
        parts = [ranges[parent] for parent in figure.parents if parent in ranges]
        if len(parts) == 2:
            yield str(label), row, figure, parts


def _contradicting_shares(facts: Facts) -> list[str]:
    """List printed shares that do not follow from the printed part and whole, allowing for their rounding."""
    found, compared = [], 0
    for label, row, figure, ((least, most), (smallest, largest)) in _printed_shares(facts):
        if smallest <= 0:
            continue
        compared += 1
        low, high = _range(row)
        if most / smallest < low or least / largest > high:
            shown = PERCENT_2.print((least + most) / (smallest + largest))
            found.append(f"{label}: {figure.label} đã in {row['printed']}, từ hai số đã in cùng báo cáo là {shown}")
    if not compared:
        raise Untestable("không tỷ lệ đã in nào có cả tử số và mẫu số đã in")
    return found


DOCUMENTS: tuple[Check, ...] = (
    EveryRow("letterhead.subject", "Trích yếu của báo cáo nêu đúng năm báo cáo", ("letterhead",), _subject),
    EveryRow("letterhead.unit", "Thể thức của báo cáo nêu đúng đơn vị báo cáo", ("letterhead",), _another_unit),
    EveryRow(
        "documents.dates",
        "Không văn bản nào được dẫn ban hành sau báo cáo",
        ("documents", "letterhead"),
        _later_documents,
        about=("directives.*",),
    ),
    EveryRow(
        "documents.year",
        "Văn bản chỉ đạo được dẫn ban hành trong năm báo cáo",
        ("documents",),
        _directives_of_other_years,
        severity="warning",
        about=("directives.*",),
    ),
    EveryRow(
        "documents.symbols", "Ký hiệu của văn bản đúng với loại văn bản", ("documents",), _symbols, severity="warning"
    ),
    EveryRow(
        "printed.shares",
        "Tỷ lệ đã in đúng với tử số và mẫu số đã in cùng báo cáo",
        ("published",),
        _contradicting_shares,
        severity="warning",
    ),
)


# Names of places ------------------------------------------------------------------------------------------------------


PLACE_NAMES: tuple[Check, ...] = (
    PlacesSpelled(
        "names.places",
        "Tên đơn vị hành chính trong các văn bản viết đúng như danh mục",
        "near_miss",
    ),
    PlacesSpelled(
        "names.tone_marks",
        "Dấu thanh trong tên đơn vị hành chính đặt như danh mục (Hòa, không phải Hoà)",
        "variant",
    ),
)


# Table files ----------------------------------------------------------------------------------------------------------


_DATED = ("capital", "disbursements", "labour_indicators")
"""Tables with a date in each row."""


def _changed_files(facts: Facts) -> list[str]:
    return [
        f"{table.file}: sha256 nay là {table.sha256}"
        for table in facts.inputs.tables.values()
        if table.sidecar.sha256 and table.sidecar.sha256 != table.sha256
    ]


def _corrections(facts: Facts) -> list[str]:
    """List the corrections; of a register only their number, since its cells are about households."""
    found = []
    for name, table in facts.inputs.tables.items():
        own = [str(correction) for correction in table.corrections]
        found += [f"{name}: {len(own)} đính chính"] if name in WHOLE_REGISTERS and own else own
    return found


def _later_than_the_table(facts: Facts) -> list[str]:
    """List rows dated after their table."""
    return [
        f"{label}: {row['as_of_date']:%d/%m/%Y}, bảng chốt ngày {table.sidecar.as_of:%d/%m/%Y}"
        for table in map(facts.inputs.__getitem__, _DATED)
        for label, row in table.frame.iterrows()
        if row["as_of_date"] > table.sidecar.as_of
    ]


def _not_handed_in(facts: Facts) -> list[str]:
    """List the missing tables without a reason in absent.yml, with the sections that are left out."""
    inputs = facts.inputs
    left_out = []
    for name, schema in SCHEMAS.items():
        if name in inputs.tables or name in inputs.absent or (name == VILLAGES and inputs.unit.level != "commune"):
            continue
        without = [section.id for section in SECTIONS.values() if name in section.needs]
        left_out.append(f"{name} ({schema.title})" + (f": không có mục {', '.join(without)}" if without else ""))
    return ["; ".join(left_out)] if left_out else []  # one exception, so that every table is listed


TABLES: tuple[Check, ...] = (
    EveryRow(
        "tables.handed_in",
        "Mọi bảng số liệu đã có, hoặc có lý do trong absent.yml",
        ("letterhead",),
        _not_handed_in,
        severity="warning",
    ),
    UnusedRows("tables.unused_rows", "Mọi dòng của các bảng số liệu đều được dùng để tính ít nhất một số liệu"),
    EveryRow("tables.dates", "Không dòng nào chốt sau ngày chốt của bảng", _DATED, _later_than_the_table),
    EveryRow(
        "tables.corrections",
        "Bảng số liệu được dùng đúng như cơ quan gửi, không qua đính chính",
        ("letterhead",),
        _corrections,
        severity="warning",
    ),
    EveryRow(
        "tables.sha256",
        "Tệp số liệu không thay đổi từ khi được bàn giao (sha256 trong .meta.yml)",
        ("letterhead",),
        _changed_files,
        severity="warning",
    ),
)
