"""Helper sheets for figures that count figures within bounds: the bounds, and the figures counted, in one column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from analysis.figures import Figure
from analysis.publish.workbook.grid import Column, Formula, Link, Number, Row, Sheet
from analysis.publish.workbook.places import RangeCountCells
from analysis.publish.workbook.values import stored, unit_and_form
from analysis.publish.workbook.wording import BOUNDS_SHEET, GROUPS_SHEET

_BOUNDS = (
    Column("id", "Mã số liệu", 34),
    Column("label", "Chỉ tiêu", 60, wrap=True),
    Column("above", "Trên (không kể)", 16, "general", given=True),
    Column("at_most", "Đến (kể cả)", 16, "general", given=True),
    Column("source", "Nguồn", 40),
)
_GROUPS = (
    Column("group", "Nhóm", 8, "plain"),
    Column("id", "Mã số liệu", 40),
    Column("label", "Chỉ tiêu", 60, wrap=True),
    Column("value", "Giá trị", 16, "general"),
)


def range_count_sheets(
    counting: Sequence[Figure], figures: Mapping[str, Figure], cells: Mapping[str, str]
) -> tuple[tuple[Sheet, Sheet], dict[str, RangeCountCells]]:
    """Lay out bounds and groups.

    Parameters
    ----------
    counting
        The figures that count.
    figures
        All figures, by id.
    cells
        Where they stand.

    Returns
    -------
    sheets
        The bounds, and the figures counted.
    places
        What each figure of `counting` refers to.
    """
    bounds = Sheet(
        BOUNDS_SHEET,
        "Ngưỡng của các số liệu đếm theo mức",
        _BOUNDS,
        tuple(_bound(figure, figures) for figure in counting),
        ("Số liệu đếm những đơn vị có giá trị lớn hơn ngưỡng dưới và không quá ngưỡng trên.",),
        "helper",
    )
    spans: dict[tuple[str, ...], tuple[int, int]] = {}
    rows: list[Row] = []
    for figure in counting:
        if figure.parents not in spans:
            spans[figure.parents] = (len(rows), len(figure.parents))
            rows += [_member(len(spans), figures[id], cells[id]) for id in figure.parents]
    note = "Các số liệu được đếm, xếp liền nhau; mỗi giá trị trỏ đến ô của số liệu đó."
    groups = Sheet(GROUPS_SHEET, "Các số liệu được đếm theo ngưỡng", _GROUPS, tuple(rows), (note,), "helper")
    places = {}
    for n, figure in enumerate(counting):
        limits = figure.expression.bounds
        places[figure.id] = RangeCountCells(
            groups.cells("value", *spans[figure.parents]),
            bounds.cell("above", n) if limits and limits.above is not None else "",
            bounds.cell("at_most", n) if limits and limits.at_most is not None else "",
        )
    return (bounds, groups), places


def _bound(figure: Figure, figures: Mapping[str, Figure]) -> Row:
    limits = figure.expression.bounds
    form = unit_and_form(figures[figure.parents[0]])[1] if figure.parents else "general"
    above, at_most = (limits.above, limits.at_most) if limits else (None, None)
    cells = (_input(above, form), _input(at_most, form))
    return Row((figure.id, figure.label, *cells, limits.source if limits else ""))


def _input(bound: Fraction | None, form: str) -> Number | None:
    return Number(float(bound), form) if bound is not None else None


def _member(group: int, figure: Figure, cell: str) -> Row:
    value = Formula(f"={cell}", stored(figure.value), unit_and_form(figure)[1])
    return Row((group, Link(figure.id, cell), figure.label, value), figure.provenance)
