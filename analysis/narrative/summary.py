"""From a section's summary table to a block."""

from __future__ import annotations

from analysis.figures import Figure, SummaryTable
from analysis.figures.provenance import weakest
from analysis.narrative.blocks import FigureText, Inline, TableBlock, Text


def table_block(table: SummaryTable) -> TableBlock:
    """Return the block of a summary table: numbers without their units, which stand in the heading."""
    numeric = [any(isinstance(row[c], Figure) for row in table.rows) for c in range(len(table.header))]
    return TableBlock(
        caption=table.caption,
        header=table.header,
        align=tuple("r" if is_number else "l" for is_number in numeric),
        rows=tuple(tuple(_cell(cell, _form(table, c)) for c, cell in enumerate(row)) for row in table.rows),
        total_rows=tuple(sorted(table.total_rows)),
        note=table.note,
        provenance=weakest(figure.provenance for figure in table.figures),
    )


def _form(table: SummaryTable, column: int) -> str | None:
    return table.form[column] if table.form else None


def _cell(cell: str | Figure | None, form: str | None) -> tuple[Inline, ...]:
    if cell is None:
        return ()
    if isinstance(cell, str):
        return (Text(cell),)
    return (FigureText(cell.id, cell.exact, cell.print(form, with_unit=False), cell.provenance),)
