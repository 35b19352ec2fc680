"""What a figure answers when asked where it comes from: formula, parents, rows, who handed them in, and checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from analysis.checks import CheckResult
from analysis.figures import Figure
from analysis.figures.figure import Source
from analysis.figures.provenance import VIETNAMESE
from analysis.tables import Inputs, Table

REGISTER = "households"
"""The table whose rows are people's homes: nothing of a row is told."""

_STATES = {"passed": "đạt", "failed": "KHÔNG ĐẠT", "skipped": "bỏ qua (thiếu số liệu)"}


def lineage_lines(figure: Figure, figures: Mapping[str, Figure], inputs: Inputs) -> Iterator[str]:
    """Yield the tree from a printed number down to its rows, a line each.

    Parameters
    ----------
    figure
        The figure asked for.
    figures
        Every figure, by id.
    inputs
        The tables it was computed from.
    """
    yield from _tree(figure, figures, inputs, first="", rest="", told=set())


def _tree(
    figure: Figure, figures: Mapping[str, Figure], inputs: Inputs, first: str, rest: str, told: set[str]
) -> Iterator[str]:
    again = figure.id in told
    told.add(figure.id)
    yield f"{first}{figure.label}: {figure.printed}  [{figure.id}]{' (đã nêu ở trên)' if again else ''}"
    if again:
        return
    yield f"{rest}  = {figure.formula}"
    if figure.equation:
        yield f"{rest}  = {figure.equation}"
    if figure.simulated:
        yield f"{rest}  † {VIETNAMESE[figure.provenance]}"
    for source in figure.sources:
        for line in source_lines(source, figure, inputs[source.table]):
            yield f"{rest}  {line}"
    for number, parent in enumerate(figure.parents, start=1):
        last = number == len(figure.parents)
        branch, below = ("└─ ", "   ") if last else ("├─ ", "│  ")
        yield from _tree(figures[parent], figures, inputs, rest + branch, rest + below, told)


def source_lines(source: Source, figure: Figure, table: Table) -> Iterator[str]:
    """Yield what is known of the rows of a figure and of who handed them in."""
    sheet = f", trang tính “{source.sheet}”" if source.sheet else ""
    span = f"dòng {source.first_row}–{source.last_row}" if source.rows > 1 else f"dòng {source.first_row}"
    yield f"← {source.file}{sheet}: {source.rows} dòng ({span}; sha256 {source.digest}…)"
    if source.column:
        yield f"   cột “{table.header(source.column)}” ({source.column})"
    if source.condition:
        yield f"   lọc: {source.condition}"
    sidecar = table.sidecar
    document = f", văn bản {sidecar.document}" if sidecar.document else ""
    date = f"{sidecar.as_of.day:02d}/{sidecar.as_of.month:02d}/{sidecar.as_of.year}"
    yield f"   {sidecar.agency}{document}; chốt ngày {date}; {VIETNAMESE[figure.provenance]}"
    if sidecar.published_in:
        yield f"   đã công bố ở mục {', '.join(sidecar.published_in)}"
    if sidecar.note:
        yield f"   ghi chú của bảng: {' '.join(sidecar.note.split())}"
    read = {source.column, *(name for name, _ in figure.expression.where)}
    corrections = [c for c in table.corrections if c.column in read]
    if table.name == REGISTER and corrections:
        yield f"   {len(corrections)} đính chính"
    else:
        yield from (f"   đính chính: {correction}" for correction in corrections)


def check_lines(figure: Figure, results: Sequence[CheckResult]) -> Iterator[str]:
    """Yield the checks that speak of a figure, the failed ones first with their evidence."""
    own = [r for r in results if figure.id in r.figures]
    for result in sorted(own, key=lambda r: r.status != "failed"):
        yield f"{_STATES[result.status]}: {result.message} [{result.id}]"
        if result.evidence and result.status == "failed":
            yield f"   {result.evidence}"


def row_lines(figure: Figure, inputs: Inputs) -> Iterator[str]:
    """Yield every source row of a figure: its position, and the cells that were read of it and by which it was chosen.

    Other cells of the row are not told: a register holds the affairs of households.
    """
    for source in figure.sources:
        table = inputs[source.table]
        columns = dict.fromkeys([name for name, _ in figure.expression.where] + [source.column] * bool(source.column))
        known = [name for name in columns if name in table.frame.columns]
        for position in figure.rows:
            cells = ", ".join(f"{table.header(name)}: {table.frame.at[position, name]}" for name in known)
            yield f"{position}  {cells}".rstrip()
