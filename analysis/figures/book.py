"""`FigureBook`: computes the figures of a section from tables and from each other, and records their lineage."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from analysis.figures.figure import (
    PUBLISHED_TOTAL,
    SIMULATED,
    Bounds,
    Cells,
    Expression,
    Figure,
    Phrase,
    Source,
    SummaryTable,
    weakest,
)
from analysis.figures.formatting import Number
from analysis.figures.formula_text import (
    filter_words,
    formula_of_figures,
    formula_of_rows,
    single_cells,
    worked_from_figures,
    worked_from_rows,
)
from analysis.figures.measures import PERCENT_2, Measure
from analysis.tables import InputProblems, Problem, Table
from analysis.tables.inputs import Rows, columns_of_file, header, meaning

Where = Mapping[str, Any]
"""Row filter: column → accepted value, or a tuple of accepted values."""


class FigureBook:
    """The figures, phrases and summary tables of a section, in the order in which they were added."""

    def __init__(self, section: str) -> None:
        self.section = section
        self.figures: dict[str, Figure] = {}
        self.phrases: dict[str, Phrase] = {}
        self.tables: dict[str, SummaryTable] = {}

    # Figures read from rows -----------------------------------------------------------------------------------------

    def total(self, id: str, label: str, measure: Measure, table: Table, column: str, /, **where: Any) -> Figure:
        """Sum a column over the rows that match the filter; without any filled-in cell there is no value."""
        rows = table.rows(column, _where(where))
        cells = rows.filled.values
        value = (sum(cells, Decimal()) if isinstance(cells[0], Decimal) else int(sum(cells))) if cells else None
        return self._from_rows(id, label, value, measure, table, rows, _read("sum", column, table, where))

    def count(self, id: str, label: str, measure: Measure, table: Table, /, **where: Any) -> Figure:
        """Count the rows that match the filter."""
        rows = table.rows("", _where(where))
        return self._from_rows(id, label, len(rows), measure, table, rows, _read("count", "", table, where))

    def distinct(self, id: str, label: str, measure: Measure, table: Table, column: str, /, **where: Any) -> Figure:
        """Count the distinct values of a column without blanks; of cells that hold lists, the distinct items."""
        rows = table.rows(column, _where(where))
        value = len(set(single_cells(rows.values)))
        return self._from_rows(id, label, value, measure, table, rows, _read("distinct", column, table, where))

    def value(self, id: str, label: str, measure: Measure, table: Table, column: str, /, **where: Any) -> Figure:
        """Return the value of the only row that matches the filter.

        Raises
        ------
        InputProblems
            When no row or several rows match, or the cell is empty.
        """
        rows = table.rows(column, _where(where))
        filled = rows.filled
        if table.awaited:
            return self._from_rows(id, label, None, measure, table, rows, _read("value", column, table, where))
        if len(filled) != 1:
            raise InputProblems([_not_one_row(label, table, column, where, len(filled))])
        (cell,) = filled.values
        value: Number = Decimal(cell) / 100 if measure.form.startswith("percent") else int(cell)
        return self._from_rows(id, label, value, measure, table, filled, _read("value", column, table, where))

    # Figures computed from figures ----------------------------------------------------------------------------------

    def add(self, id: str, label: str, *parts: Figure, measure: Measure | None = None) -> Figure:
        """Sum figures; parts without a value are skipped, and the sum has no value when all parts lack one."""
        known = [Fraction(p.value) for p in parts if p.value is not None]
        value = sum(known, Fraction()) if known else None
        return self._from_figures(id, label, value, measure or parts[0].measure, "add", parts)

    def subtract(self, id: str, label: str, whole: Figure, *parts: Figure, measure: Measure | None = None) -> Figure:
        """Subtract figures from another; parts without a value count as zero."""
        value = None
        if whole.value is not None:
            value = Fraction(whole.value) - sum((Fraction(p.value or 0) for p in parts), Fraction())
        return self._from_figures(id, label, value, measure or whole.measure, "subtract", (whole, *parts))

    def share(self, id: str, label: str, part: Figure, whole: Figure, measure: Measure = PERCENT_2) -> Figure:
        """Divide one figure by another; no value when the whole is zero or either value is missing."""
        value = Fraction(part.value) / Fraction(whole.value) if whole.value and part.value is not None else None
        return self._from_figures(id, label, value, measure, "share", (part, whole))

    def largest(self, id: str, label: str, among: Iterable[Figure]) -> Figure:
        """Return the maximum of several figures, all of which become its parents."""
        parents = tuple(among)
        value = max((Fraction(p.value) for p in parents if p.value is not None), default=None)
        return self._from_figures(id, label, value, parents[0].measure, "max", parents)

    def count_figures(
        self,
        id: str,
        label: str,
        measure: Measure,
        among: Iterable[Figure],
        condition: str,
        bounds: Bounds,
        provenance: str | None = None,
    ) -> Figure:
        """Count the figures within bounds; all figures of `among` become its parents.

        Parameters
        ----------
        condition
            The bounds in Vietnamese words.
        provenance
            Given where the count itself was published although the counted figures were not.
        """
        parents = tuple(among)
        value = Fraction(sum(bounds.contains(p.value) for p in parents))
        return self._from_figures(id, label, value, measure, "count_figures", parents, provenance, bounds, condition)

    # Figures of another report --------------------------------------------------------------------------------------

    def copy_figures(self, other: FigureBook, ids: Iterable[str], prefix: str, words: str) -> None:
        """Copy figures of another report into this book, with all their ancestors.

        Parameters
        ----------
        prefix
            Prepended to their ids, because both reports use the same ids.
        words
            Appended to their labels in parentheses.
        """
        for id in ids:
            if f"{prefix}{id}" in self.figures:
                continue
            figure = other.figures[id]
            self.copy_figures(other, figure.parents, prefix, words)
            named = replace(figure, id=f"{prefix}{id}", label=f"{figure.label} ({words})")
            if figure.parents:
                parents = tuple(self.figures[f"{prefix}{parent}"] for parent in figure.parents)
                formula = formula_of_figures(figure.expression.operation, parents)
                named = replace(named, parents=tuple(parent.id for parent in parents), formula=formula)
            self._keep(named)

    # Words and tables -----------------------------------------------------------------------------------------------

    def phrase(self, id: str, text: str, note: str = "") -> Phrase:
        """Add words that come from data, for the narrative."""
        self.phrases[id] = Phrase(id, text, note)
        return self.phrases[id]

    def table(self, name: str, table: SummaryTable) -> SummaryTable:
        """Add a table of the report."""
        self.tables[name] = table
        return table

    def tabulate(
        self,
        name: str,
        caption: str,
        header: tuple[str, ...],
        rows: Sequence[Cells],
        *,
        total: bool = True,
        form: tuple[str | None, ...] = (),
        note: str = "",
    ) -> SummaryTable:
        """Add a table of the report whose last row is a total, unless `total` is false."""
        totals = frozenset({len(rows) - 1} if total else ())
        return self.table(name, SummaryTable(caption, header, tuple(rows), totals, form, note))

    def _from_rows(
        self,
        id: str,
        label: str,
        value: Number | None,
        measure: Measure,
        table: Table,
        rows: Rows,
        expression: Expression,
    ) -> Figure:
        if table.awaited:
            formula = f"chưa nhận được {table.awaited}"
            return self._keep(Figure(id, label, None, measure, formula, expression, awaits=(table.name,)))
        source = _source(table, rows, expression)
        formula = formula_of_rows(expression, table)
        grade = _grade(table, rows, expression)
        figure = Figure(id, label, value, measure, formula, expression, (), (source,), grade, tuple(rows.labels))
        worked = worked_from_rows(expression, table, rows, measure, figure.printed)
        return self._keep(replace(figure, worked=worked))

    def _from_figures(
        self,
        id: str,
        label: str,
        value: Fraction | None,
        measure: Measure,
        operation: str,
        parents: tuple[Figure, ...],
        provenance: str | None = None,
        bounds: Bounds | None = None,
        condition: str = "",
    ) -> Figure:
        awaits = tuple(dict.fromkeys(name for p in parents for name in p.awaits))
        value = None if awaits else value  # a draft must not show totals that will change once the table arrives
        exact = int(value) if value is not None and value.denominator == 1 else value
        grade = provenance or weakest(p.provenance for p in parents)
        ids = tuple(p.id for p in parents)
        formula = formula_of_figures(operation, parents, condition)
        expression = Expression(operation, bounds=bounds)
        figure = Figure(id, label, exact, measure, formula, expression, ids, (), grade, awaits=awaits)
        worked = worked_from_figures(operation, parents, figure.printed, bounds)
        return self._keep(replace(figure, worked=worked))

    def _keep(self, figure: Figure) -> Figure:
        if figure.id in self.figures:
            raise ValueError(f"figure computed twice: {figure.id}")
        self.figures[figure.id] = figure
        return figure


def _where(where: Where) -> tuple[tuple[str, tuple[object, ...]], ...]:
    return tuple((c, v if isinstance(v, tuple) else (v,)) for c, v in where.items())


def _read(operation: str, column: str, table: Table, where: Where) -> Expression:
    """Describe what is read, including the definitions of derived columns."""
    derived = tuple(d for d in table.derived if d.name in where or d.name == column)
    return Expression(operation, column, _where(where), derived)


def _condition(where: tuple[tuple[str, tuple[object, ...]], ...]) -> str:
    return "; ".join(f"{column} = {' hoặc '.join(map(_shown, values))}" for column, values in where)


def _shown(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value) or "(trống)"


def _source(table: Table, rows: Rows, expression: Expression) -> Source:
    """Describe the rows without keeping them: registers of people must not be part of a report."""
    filters = [column for column, _ in expression.where]
    values = [expression.column] if expression.column else []
    # Row numbers of a register would allow households to be identified.
    numbers = [] if table.schema.register else [int(str(label).rpartition(":")[2]) for label in rows.labels]
    cells = rows.labels if rows.cells is None else rows.cells
    text = "\n".join([f"{label}\t{cell}" for label, cell in zip(rows.labels, cells, strict=True)])
    return Source(
        table=table.name,
        file=table.file,
        column=expression.column,
        condition=_condition(expression.where),
        rows=len(rows),
        first_row=min(numbers, default=0),
        last_row=max(numbers, default=0),
        digest=hashlib.sha256(text.encode()).hexdigest()[:16],
        sheet=table.sheet,
        header=header(table, expression.column) if expression.column else "",
        filter=filter_words(expression, table),
        meanings=tuple(m for m in (meaning(table, column) for column in dict.fromkeys(filters + values)) if m),
        read_from=tuple(name for column in values for name in columns_of_file(table, column)),
        filtered_by=tuple(name for column in filters for name in columns_of_file(table, column)),
    )


def _grade(table: Table, rows: Rows, expression: Expression) -> str:
    """Return the provenance of a figure; over simulated rows it is simulated unless this very total was published."""
    grade = weakest(set(rows.grades)) if len(rows) else table.sidecar.provenance
    if grade != PUBLISHED_TOTAL or not table.sidecar.published_values:
        return grade
    filters = {column for column, _ in expression.where}
    value = expression.column or "rows"
    published = filters <= table.sidecar.published_filters and value in table.sidecar.published_values
    return grade if published else SIMULATED


def _not_one_row(label: str, table: Table, column: str, where: Where, found: int) -> Problem:
    condition = _condition(_where(where)) or "bảng"
    return Problem(
        table.file,
        f'cần đúng một dòng có số liệu cho "{label}" ({condition}), nhưng có {found}',
        f"một dòng với {condition} và cột {column} đã điền",
        "bổ sung dòng còn thiếu" if found == 0 else "gộp hoặc bỏ dòng thừa",
        column=column,
    )
