"""A register of people as counts: by commune and by what figures ask for, never its rows.

Nothing finer than a figure of the report leaves the register, with one exception: a count that the report gives for the
whole unit is also given by commune, so that an auditor can follow it down, and there no count below five households
stands alone (the usual least cell of official statistics), nor one that leaves fewer than five of its commune out:
small ones are put together in one row. What crosses two criteria is not given by commune at all.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.figures import Figure
from analysis.figures.provenance import GRADES, VIETNAMESE, weakest
from analysis.publish.workbook.addresses import Condition, NoFormulaError, TableSheet, Where
from analysis.publish.workbook.raw_sheets import CodeList, notes_of
from analysis.publish.workbook.sheets import WORDS, Cell, Column, Row, Sheet, mark
from analysis.sections.small_counts import LEAST
from analysis.tables import Table
from analysis.tables.year_before import PREVIOUS

REGISTERS = ("households",)
"""Tables whose rows are people."""


def is_register(name: str) -> bool:
    """Whether a table of this year or the year before is one of people."""
    return name.removeprefix(PREVIOUS) in REGISTERS


BASE = ("commune", "area", "poverty_class")
"""The columns that counts are broken down by; any other criterion is part of what is counted."""

COUNTED, NUMBER = "counted", "number"
"""The columns that say what is counted, and how many."""

ROWS = "rows"


@dataclass(frozen=True)
class Counted:
    """What is counted: rows, or the total of a column, of those rows that meet further criteria.

    Attributes
    ----------
    column
        The column added up; empty where rows are counted.
    criteria
        The criteria beyond `BASE`.
    """

    column: str
    criteria: Where

    @property
    def code(self) -> str:
        """A name for it: `rows`, `members`, `deprived_water`."""
        criteria = [c if v == (True,) else f"{c}={'|'.join(map(_plain, v))}" for c, v in self.criteria]
        return "&".join([*([self.column] if self.column else []), *criteria]) or ROWS


@dataclass(frozen=True)
class Count:
    """One count.

    Attributes
    ----------
    counted
        What is counted.
    keys
        The values of `BASE`, blank where it is not broken down by it.
    number
        How many; `None` for a total of no filled-in cell.
    grade
        The weakest provenance of the rows counted.
    rows
        How many rows.
    together
        How many communes stand in it, where small counts were put together.
    rest
        How many rows of the same place and class do not meet the further criteria.
    """

    counted: Counted
    keys: tuple[str, ...]
    number: int | None
    grade: str
    rows: int
    together: int = 1
    rest: int = 0

    @property
    def small(self) -> bool:
        """Whether it, or what it leaves out, is too few households to stand alone."""
        return self.rows < LEAST or 0 < self.rest < LEAST


def _plain(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def counted_by(figure: Figure) -> tuple[Counted, Where]:
    """Return what a figure of a register counts, and the rest of its filter.

    Raises
    ------
    NoFormulaError
        When it does anything but count rows or add up a column: a single value would be that of one household.
    """
    expression = figure.expression
    if expression.operation not in ("count", "sum"):
        raise NoFormulaError(f"Số liệu {figure.id}: danh sách hộ chỉ được dùng để đếm và cộng.")
    criteria = tuple(sorted((c, v) for c, v in expression.where if c not in BASE))
    base = tuple((c, v) for c, v in expression.where if c in BASE)
    return Counted(expression.column, criteria), base


def register_conditions(figure: Figure, register: TableSheet) -> list[list[Condition]]:
    """Return the conditions by which counts are chosen, as `TableSheet.alternatives` does."""
    counted, base = counted_by(figure)
    return register.alternatives(((COUNTED, (counted.code,)), *base))


def count_register(figures: Iterable[Figure], table: Table) -> list[Count]:
    """Count a register the way its figures need.

    Parameters
    ----------
    figures
        The figures that were computed from it.
    table
        The register, with the columns that were derived for them.

    Returns
    -------
    list of Count
        In the order of the figures, then of the communes; groups without a row are left out.

    Raises
    ------
    NoFormulaError
        When a figure filters by a column that the register does not have, or asks for more than counts.
    """
    asked: dict[Counted, list[Where]] = {}
    for figure in figures:
        counted, base = counted_by(figure)
        asked.setdefault(counted, []).append(base)
    return [count for counted, filters in asked.items() for count in _count(counted, filters, table.frame)]


def _count(counted: Counted, filters: Sequence[Where], frame: pd.DataFrame) -> list[Count]:
    asked_by = {column for where in filters for column, _ in where}
    unknown = (asked_by | {column for column, _ in counted.criteria}) - set(frame.columns)
    if unknown:
        raise NoFormulaError(f"Danh sách hộ không có cột {', '.join(sorted(unknown))} để đếm theo.")
    by = asked_by if len(counted.criteria) > 1 else asked_by | {"commune"}
    keys = [column for column in BASE if column in by]
    grouped = keys or (lambda _: "")
    everybody = frame.groupby(grouped).size()
    for column, values in counted.criteria:
        frame = frame[frame[column].isin(values)]
    grades = frame["provenance"].map(GRADES.index).astype("int64")
    groups = frame.assign(_grade=grades).groupby(grouped, sort=True)
    found = groups.agg(rows=("_grade", "size"), grade=("_grade", "max"))
    found["number"] = groups[counted.column].sum(min_count=1) if counted.column else found["rows"]
    found["rest"] = everybody.reindex(found.index) - found["rows"]
    counts = [_one(counted, group) for group in found.reset_index().to_dict("records")]
    wanted = [count for count in counts if any(_passes(count, where) for where in filters)]
    return wanted if "commune" in asked_by else _without_small(wanted)


def _one(counted: Counted, group: Mapping[Any, Any]) -> Count:
    number = None if pd.isna(group["number"]) else int(group["number"])
    keys = tuple(str(group.get(column, "")) for column in BASE)
    return Count(counted, keys, number, GRADES[group["grade"]], group["rows"], rest=group["rest"])


def _passes(count: Count, where: Where) -> bool:
    return all(count.keys[BASE.index(column)] in accepted for column, accepted in where)


def _without_small(counts: Sequence[Count]) -> list[Count]:
    """Put the small counts of communes together, group by group of what else they are broken down by."""
    told: list[Count] = []
    for _, same in itertools.groupby(sorted(counts, key=lambda c: (c.keys[1:], c.keys)), lambda c: c.keys[1:]):
        group = list(same)
        small = [count for count in group if count.small]
        # One small count alone would follow from the total: its next larger neighbours join it.
        others = sorted((count for count in group if not count.small), key=lambda c: (c.rows, c.keys))
        while small and others and (len(small) < 2 or _together(small).small):
            small.append(others.pop(0))
        told += [count for count in group if count not in small]
        told += [_together(small)] if len(small) > 1 else small
    return told


def _together(counts: Sequence[Count]) -> Count:
    first = counts[0]
    known = [count.number for count in counts if count.number is not None]
    return Count(
        first.counted,
        ("", *first.keys[1:]),
        sum(known) if known else None,
        weakest(count.grade for count in counts),
        sum(count.rows for count in counts),
        len(counts),
        sum(count.rest for count in counts),
    )


_KEYS = {"area": "Khu vực", "poverty_class": "Phân loại hộ"}


def register_sheet(table: Table, name: str, counts: Sequence[Count], codes: CodeList, standard: str) -> TableSheet:
    """Lay the counts of a register out.

    Parameters
    ----------
    table
        The register; of its rows only their number and the digest of its file are told.
    name
        Of the sheet.
    counts
        The counts.
    codes
        Where the words of codes stand.
    standard
        The rule by which its rows were classified, in words.
    """
    columns = [Column(COUNTED, "Nội dung đếm (mã)", 26), Column(COUNTED + WORDS, "Nội dung đếm", 44)]
    headers = {column.name: column.header for column in table.schema.columns}
    part = headers["commune"].partition(",")[0].lower()
    for key, header in ({"commune": headers["commune"]} | _KEYS).items():
        columns += [Column(key, f"{header} (mã)", 14), Column(key + WORDS, header, 24)]
    columns += [
        Column(NUMBER, "Số lượng", 12, "integer", given=True),
        Column("together", f"Gộp số {part}", 11, "plain"),
        Column("provenance", "Nguồn gốc", 34),
        Column("mark", "Mô phỏng", 9),
    ]
    notes = (
        f"Danh sách chỉ vào sổ này dưới dạng số đếm theo {part}; không có dòng nào của nó ở đây. Danh sách gốc: "
        + notes_of(table)[0],
        *notes_of(table)[1:],
        standard,
        "Ô ở đây là số đầu vào: đếm trên danh sách gốc, đối chiếu tệp gốc bằng sha256 ở trên. "
        f"Số đếm dưới {LEAST} hộ mà báo cáo không in theo {part} được gộp vào một dòng (cột Gộp số {part}).",
    )
    blank = Sheet(name, table.schema.title, tuple(columns), (), notes)
    rows = tuple(_row(count, headers, codes) for count in counts)
    return TableSheet(Sheet(name, blank.title, blank.columns, rows, notes))


def _row(count: Count, headers: dict[str, str], codes: CodeList) -> Row:
    cells: list[Cell] = [count.counted.code, _words(count.counted, headers)]
    for key, value in zip(BASE, count.keys, strict=True):
        cells += [value or None, codes.words_by_code[key].get(value)]
    cells += [count.number, count.together if count.together > 1 else None]
    cells += [VIETNAMESE[count.grade], mark(count.grade)]
    return Row(tuple(cells), count.grade)


def _words(counted: Counted, headers: dict[str, str]) -> str:
    what = headers.get(counted.column, counted.column) if counted.column else "Số hộ"
    criteria = [
        headers.get(c, c) + ("" if v == (True,) else f" = {' hoặc '.join(map(str, v))}") for c, v in counted.criteria
    ]
    return "; ".join([what, *criteria])
