"""Comparison of the figures with the numbers that a report already printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from analysis.checks.statements.check import CheckResult, FigureReference, Status, awaited_for, not_received
from analysis.figures import Figure, FigureBook, Measure, format_number, parse_number, round_half_up
from analysis.figures.formatting import MILLION, Number, group_thousands
from analysis.figures.measures import DONG, MILLION_DONG, PERCENT_2, count_of
from analysis.sections.context import open_book
from analysis.sections.section import missing_among
from analysis.tables import InputProblems, Inputs, Problem, Table
from analysis.tables.metadata import MissingTable
from analysis.tables.schema import AddedColumn

# Comparison -----------------------------------------------------------------------------------------------------------


MONEY = ("đồng", "triệu đồng")
"""Units in which amounts are printed."""


@dataclass(frozen=True)
class PublishedComparison:
    """A printed number and the figure that recomputes it.

    Attributes
    ----------
    unit
        Unit of measure of both numbers; empty for percentages.
    printed
        The printed number with its unit.
    recomputed
        The figure in the same unit; at the same rounding where the two agree.
    agrees
        Whether the two are equal at the printed rounding.
    reason
        Why they differ, if known.
    """

    section: str
    label: str
    unit: str
    printed: str
    recomputed: str
    agrees: bool
    reason: str
    figure: str


def comparable(inputs: Inputs, figures: Mapping[str, Figure]) -> Inputs:
    """Return inputs whose table `published` has only numbers that can be compared.

    In a draft, numbers are removed whose figure needs a table that is not yet received.
    """
    if not inputs.draft or "published" not in inputs.tables:
        return inputs
    table = inputs["published"]
    kept = [not _awaited(inputs, figures, figure) for figure in table.frame["figure"]]
    return replace(inputs, tables={**inputs.tables, "published": replace(table, frame=table.frame[kept])})


def compare_published(inputs: Inputs, figures: Mapping[str, Figure]) -> list[PublishedComparison]:
    """Compare every row of the table `published`, if there is one, with its figure, in its unit and at its rounding.

    Raises
    ------
    InputProblems
        When a row names a figure that the report does not have, or an unknown unit of money.
    """
    if "published" not in inputs.tables:
        return []
    table = comparable(inputs, figures)["published"]
    unknown, units = [], []
    rows = table.frame.to_dict("records")
    for label, row in zip(table.frame.index, rows, strict=True):
        number = int(str(label).rpartition(":")[2])
        if row["figure"] not in figures:
            texts = ("không có số liệu nào mang mã này", "một mã trong figures.csv", "sửa mã số liệu")
            unknown.append(Problem(table.file, *texts, row=number, column="figure", value=row["figure"]))
        elif figures[row["figure"]].measure.unit in MONEY and row["unit"] not in MONEY:
            texts = (
                "đơn vị tiền không đọc được",
                "đồng hoặc triệu đồng",
                "ghi lại đơn vị đúng như đã in, đổi số nếu cần",
            )
            units.append(Problem(table.file, *texts, row=number, column="unit", value=row["unit"]))
    if unknown or units:
        raise InputProblems([*unknown, *units])
    return [_compare(row, figures[row["figure"]]) for row in rows]


def not_comparable(inputs: Inputs, figures: Mapping[str, Figure]) -> list[tuple[str, str, str]]:
    """Return the printed numbers that a draft cannot be compared with: figure, label, reason."""
    if "published" not in inputs.tables:
        return []
    frame = inputs["published"].frame
    awaited = [(row, _awaited(inputs, figures, row["figure"])) for row in frame.to_dict("records")]
    return [(row["figure"], row["label"], not_received(missing)) for row, missing in awaited if missing]


def _awaited(inputs: Inputs, figures: Mapping[str, Figure], id: str) -> tuple[MissingTable, ...]:
    """Return the tables not yet received that a figure needs, whether its section is incomplete or missing."""
    return missing_among(inputs, figures[id].awaits) if id in figures else awaited_for(inputs, id)


def _compare(row: Any, figure: Figure) -> PublishedComparison:
    printed, unit = row["printed"], row["unit"]
    number = parse_number(printed)
    digits = max(0, -int(number.as_tuple().exponent))
    value = in_unit(figure.value or 0, printed, unit)
    rounded = round_half_up(value, digits)
    agrees = figure.value is not None and rounded == number
    # Where the two differ, the printed rounding could give a third number, unlike the one in the body of the report.
    shown = group_thousands(rounded) if agrees else format_number(round_half_up(value, 3), "decimal")
    suffix = f" {unit}" if unit else ""
    recomputed = shown + ("%" if printed.endswith("%") else "") + suffix
    where = row["section"], row["label"], unit
    return PublishedComparison(*where, printed + suffix, recomputed, agrees, row["reason"], figure.id)


def published_results(inputs: Inputs, figures: Mapping[str, Figure]) -> list[CheckResult]:
    """Return the comparison with the published report as checks; repeated numbers get a counter."""
    results = []
    seen: Counter[str] = Counter()
    for row in compare_published(inputs, figures):
        seen[row.figure] += 1
        id = f"published.{row.figure}" + (f".{seen[row.figure]}" if seen[row.figure] > 1 else "")
        message = f"Số đã in ở mục {row.section} khớp với số tính lại: {row.label}"
        known = (f"; {row.reason}",) if row.reason else ()
        evidence = (f"đã in {row.printed}; tính lại ", FigureReference(row.figure, row.recomputed), *known)
        status: Status = "passed" if row.agrees else "failed"
        results.append(CheckResult(id, "warning", status, message, evidence, (row.figure,)))
    for n, (figure, label, reason) in enumerate(not_comparable(inputs, figures), 1):
        message = f"Số đã in khớp với số tính lại: {label}"
        results.append(CheckResult.skipped(f"published.awaited.{n}.{figure}", "warning", message, reason, (figure,)))
    return results


def in_unit(value: Number, printed: str, unit: str) -> Fraction:
    """Express a figure's exact value in the unit in which a number was printed."""
    exact = Fraction(value)
    if printed.endswith("%"):
        return exact * 100
    return exact / MILLION if unit == "triệu đồng" else exact


# Figures of the comparison --------------------------------------------------------------------------------------------


SECTION = "reconciliation"
NUMBERS = count_of("số liệu")

_EQUAL = "số đã in bằng số tính lại ở cùng đơn vị và độ làm tròn."
_AGREES = AddedColumn("agrees", "Khớp với số tính lại", _EQUAL, "flag", of=("printed", "unit", "figure"))
_READ = "con số đã in, đọc thành số; tiền tính bằng đồng."
_NUMBER = AddedColumn("number", "Đã in", _READ, "decimal", of=("printed", "unit"))


def build_reconciliation(inputs: Inputs, figures: Mapping[str, Figure]) -> FigureBook:
    """Count the compared, agreeing and differing printed numbers; the differing ones become figures."""
    book = open_book(SECTION, inputs)
    if "published" not in inputs.tables:
        return book
    rows = compare_published(inputs, figures)
    compared = comparable(inputs, figures)["published"]
    table = compared.with_columns(_AGREES, _NUMBER, agrees=[row.agrees for row in rows], number=_numbers(compared))
    book.count(f"{SECTION}.compared", "Số liệu đã in được đối chiếu", NUMBERS, table)
    book.count(f"{SECTION}.agreeing", "Số liệu đã in khớp với số tính lại", NUMBERS, table, agrees=True)
    book.count(f"{SECTION}.differing", "Số liệu đã in khác với số tính lại", NUMBERS, table, agrees=False)
    for id, row in printed_ids(rows).items():
        label = f"Số đã in ở mục {row.section}: {row.label}"
        where = {"section": row.section, "figure": row.figure, "label": row.label}
        book.total(id, label, _measure(row), table, "number", **where)
    return book


def printed_ids(rows: Sequence[PublishedComparison]) -> dict[str, PublishedComparison]:
    """Return the printed numbers that differ, by the id of their own figure: `reconciliation.printed.<figure>`.

    Where a figure was printed differently more than once, a counter follows.
    """
    found: dict[str, PublishedComparison] = {}
    for row in (row for row in rows if not row.agrees):
        id, counter = f"{SECTION}.printed.{row.figure}", 1
        while id in found:
            counter += 1
            id = f"{SECTION}.printed.{row.figure}.{counter}"
        found[id] = row
    return found


def _numbers(table: Table) -> list[Decimal]:
    """Read the printed numbers: money in đồng, percentages as fractions of one."""
    numbers = []
    for printed, unit in zip(table.frame["printed"], table.frame["unit"], strict=True):
        number = parse_number(printed) / (100 if printed.endswith("%") else 1)
        numbers.append(number * MILLION if unit == "triệu đồng" else number)
    return numbers


def _measure(row: PublishedComparison) -> Measure:
    money = {"đồng": DONG, "triệu đồng": MILLION_DONG}
    if row.printed.endswith("%"):
        return PERCENT_2
    return money.get(row.unit, Measure(row.unit, "decimal"))
