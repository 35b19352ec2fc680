"""The sheet of a register of people: counts by commune and by the filters of figures, never rows.

Counts are no finer than the figures of the report, with one exception: a count that the report has for the whole unit
is also broken down by commune, so that an auditor can trace it. There a count below five households (the usual minimum
cell of official statistics), or one whose complement in the commune is below five, is not shown separately: small
counts are combined in one row. Counts that combine two criteria are not broken down by commune.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.figures import Figure
from analysis.figures.figure import GRADES, VIETNAMESE, weakest
from analysis.publish.workbook.addresses import Condition, NoFormulaError, TableSheet, Where
from analysis.publish.workbook.raw_sheets import CodeList, notes_of
from analysis.publish.workbook.sheets import WORDS, Cell, Column, Row, Sheet, mark
from analysis.sections.small_counts import MIN_HOUSEHOLDS
from analysis.tables import Table
from analysis.tables.loading import PREVIOUS

REGISTERS = ("households",)
"""Tables with one row a household or person."""


def is_register(name: str) -> bool:
    """Whether a table, of this year or the year before, is a register."""
    return name.removeprefix(PREVIOUS) in REGISTERS


BASE = ("commune", "area", "poverty_class")
"""The columns that counts are broken down by; other criteria are part of `Counted`."""

COUNTED, NUMBER = "counted", "number"
"""The columns with what is counted, and with the number."""

ROWS = "rows"


@dataclass(frozen=True)
class Counted:
    """What is counted: rows that meet criteria, or the total of a column over them.

    Attributes
    ----------
    column
        The column added up; empty where rows are counted.
    criteria
        Criteria on columns other than `BASE`.
    """

    column: str
    criteria: Where

    @property
    def code(self) -> str:
        """Its code on the sheet: `rows`, `members`, `deprived_water`."""
        criteria = [c if v == (True,) else f"{c}={'|'.join(map(_plain, v))}" for c, v in self.criteria]
        return "&".join([*([self.column] if self.column else []), *criteria]) or ROWS


@dataclass(frozen=True)
class Count:
    """One row of the sheet.

    Attributes
    ----------
    counted
        What is counted.
    keys
        Values of the `BASE` columns, blank where it is not broken down by them.
    number
        The count or total; `None` for a total without filled-in cells.
    grade
        The weakest provenance of the rows counted.
    rows
        Number of rows counted.
    together
        Number of communes in it; above 1 where small counts were combined.
    rest
        Number of rows with the same keys that do not meet the criteria.
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
        """Whether it or its complement has too few households to be shown separately."""
        return self.rows < MIN_HOUSEHOLDS or 0 < self.rest < MIN_HOUSEHOLDS


def _plain(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def counted_by(figure: Figure) -> tuple[Counted, Where]:
    """Return what a figure of a register counts, and its filter on the `BASE` columns.

    Raises
    ------
    NoFormulaError
        When its operation is not a count or a sum: a single value would be that of one household.
    """
    expression = figure.expression
    if expression.operation not in ("count", "sum"):
        raise NoFormulaError(f"Số liệu {figure.id}: danh sách hộ chỉ được dùng để đếm và cộng.")
    criteria = tuple(sorted((c, v) for c, v in expression.where if c not in BASE))
    base = tuple((c, v) for c, v in expression.where if c in BASE)
    return Counted(expression.column, criteria), base


def register_conditions(figure: Figure, register: TableSheet) -> list[list[Condition]]:
    """Return the alternative lists of conditions that select the counts of a figure."""
    counted, base = counted_by(figure)
    return register.alternatives(((COUNTED, (counted.code,)), *base))


def count_register(figures: Iterable[Figure], table: Table) -> list[Count]:
    """Return the counts that figures of a register need.

    Parameters
    ----------
    figures
        Figures computed from the register.
    table
        The register with the columns derived for them.

    Returns
    -------
    list of Count
        In the order of the figures, then of the communes; without empty groups.

    Raises
    ------
    NoFormulaError
        When a figure filters by a column that the register does not have, or its operation is not a count or a sum.
    """
    asked: dict[Counted, list[Where]] = {}
    for figure in figures:
        counted, base = counted_by(figure)
        asked.setdefault(counted, []).append(base)
    # Categories are grouped much faster than texts, and in the same order.
    grades = table.frame["provenance"].map(GRADES.index).astype("int64")
    frame = table.frame.astype({column: "category" for column in BASE if column in table.frame}).assign(_grade=grades)
    return [count for counted, filters in asked.items() for count in _count(counted, filters, frame)]


def _count(counted: Counted, filters: Sequence[Where], frame: pd.DataFrame) -> list[Count]:
    broken_down_by = {column for where in filters for column, _ in where}
    unknown = (broken_down_by | {column for column, _ in counted.criteria}) - set(frame.columns)
    if unknown:
        raise NoFormulaError(f"Danh sách hộ không có cột {', '.join(sorted(unknown))} để đếm theo.")
    by = broken_down_by if len(counted.criteria) > 1 else broken_down_by | {"commune"}
    keys = [column for column in BASE if column in by]
    grouped = keys or (lambda _: "")
    group_sizes = frame.groupby(grouped, observed=True).size()
    meets = pd.Series(True, index=frame.index)
    for column, values in counted.criteria:
        meets &= frame[column].isin(values)
    columns = list(dict.fromkeys([*keys, *filter(None, [counted.column]), "_grade"]))
    groups = frame.loc[meets, columns].groupby(grouped, observed=True)
    found = pd.DataFrame({"rows": groups.size(), "grade": groups["_grade"].max()})
    found["number"] = groups[counted.column].sum(min_count=1) if counted.column else found["rows"]
    found["rest"] = group_sizes.reindex(found.index) - found["rows"]
    counts = [_one(counted, group) for group in found.reset_index().to_dict("records")]
    wanted = [count for count in counts if any(_passes(count, where) for where in filters)]
    return wanted if "commune" in broken_down_by else _without_small(wanted)


def _one(counted: Counted, group: Mapping[Any, Any]) -> Count:
    number = None if pd.isna(group["number"]) else int(group["number"])
    keys = tuple(str(group.get(column, "")) for column in BASE)
    return Count(counted, keys, number, GRADES[group["grade"]], group["rows"], rest=group["rest"])


def _passes(count: Count, where: Where) -> bool:
    return all(count.keys[BASE.index(column)] in accepted for column, accepted in where)


def _without_small(counts: Sequence[Count]) -> list[Count]:
    """Combine small counts of communes within each combination of the other keys, so that none can be derived."""
    shown: list[Count] = []
    for _, same in itertools.groupby(sorted(counts, key=lambda c: (c.keys[1:], c.keys)), lambda c: c.keys[1:]):
        group = list(same)
        small = [count for count in group if count.small]
        # A single small count would follow from the total, so the next larger counts are combined with it.
        others = sorted((count for count in group if not count.small), key=lambda c: (c.rows, c.keys))
        while small and others and (len(small) < 2 or _together(small).small):
            small.append(others.pop(0))
        shown += [count for count in group if count not in small]
        shown += [_together(small)] if len(small) > 1 else small
    return shown


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
    """Return the sheet of a register.

    Parameters
    ----------
    table
        The register; the sheet shows only the number of its rows and the digest of its file.
    name
        Name of the sheet.
    counts
        Rows of the sheet.
    codes
        The sheet of codes, for their words.
    standard
        The rule by which rows were classified, in words.
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
        f"Số đếm dưới {MIN_HOUSEHOLDS} hộ mà báo cáo không in theo {part} được gộp vào một dòng (cột Gộp số {part}).",
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
