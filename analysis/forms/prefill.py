"""Contents of a form before it is filled in: rows carried over from last year, and opening balances.

Capital carried over = capital available − capital disbursed, by component and capital year, as in
`sections/capital.py`. The agency confirms every computed value before it is used.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.figures import Figure, FigureBook
from analysis.figures.measures import DONG, count_of
from analysis.forms.content import FormRow
from analysis.sections.capital import PROGRAMME, components_of
from analysis.sections.classification import NEAR_POOR, NOT_POOR, POOR, classify, standard_of
from analysis.sections.context import open_book
from analysis.tables import Inputs, Table
from analysis.tables.schema import Column

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def text_of(value: Any) -> str:
    """Return a typed cell as text of a table's file.

    >>> text_of(dt.date(2024, 3, 1)), text_of(True), text_of(("06184", "06187")), text_of(None)
    ('2024-03-01', '1', '06184;06187', '')
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, tuple):
        return ";".join(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(int(value)) if isinstance(value, bool | np.bool_) else str(value)


def text_rows(frame: pd.DataFrame, names: Sequence[str]) -> Iterator[dict[str, str]]:
    """Yield the rows of a typed frame as texts of a table's file, by column."""
    for values in zip(*(frame[name] for name in names), strict=True):
        yield {name: text_of(value) for name, value in zip(names, values, strict=True)}


def year_later(text: str, year: int) -> str:
    """Increase the years in a text of last year by one: last year, the year before it and the year after it.

    >>> year_later("2022-2023", 2024), year_later("2023-2024-HK1", 2024), year_later("năm 2023", 2024)
    ('2023-2024', '2024-2025-HK1', 'năm 2024')
    >>> year_later("07/2021/NĐ-CP", 2024)
    '07/2021/NĐ-CP'
    """
    return _YEAR.sub(lambda m: str(int(m[0]) + 1) if abs(int(m[0]) - (year - 1)) <= 1 else m[0], text)


def carried_rows(table: Table, year: int) -> tuple[FormRow, ...]:
    """Return the rows of the form of a new year that come from last year's table."""
    schema = table.schema
    carried = [c for c in schema.columns if c.name in schema.carried_columns]
    if not carried:
        return ()
    rows = []
    for row in text_rows(table.frame, [c.name for c in schema.columns]):
        if not schema.moves_on and _is_old(row, carried, year):
            continue
        cells = {c.name: year_later(row[c.name], year) if schema.moves_on else row[c.name] for c in carried}
        last = {name: text for name, text in row.items() if name not in cells and text}
        rows.append(FormRow({name: text for name, text in cells.items() if text}, last))
    return tuple(rows)


def _is_old(row: Mapping[str, str], carried: Iterable[Column], year: int) -> bool:
    """Whether a row is of a year before last year; such rows are not carried over."""
    years = [int(row[c.name]) for c in carried if c.minimum is not None and c.minimum > 1900 and row[c.name].isdigit()]
    return any(named < year - 1 for named in years)


FILE = "opening_balances.csv"
_COLUMNS = ("figure", "label", "value", "unit", "formula", "confirmed_by_table")


def opening_balances(last: Inputs) -> FigureBook:
    """Compute the opening balances of the year after `last`.

    Figures: `opening.capital.<component>.<capital years>.carried_over` and its parts, the same of the whole
    programme; `opening.credit.<group>.balance` and `.borrowers`; `opening.poor`, `opening.near_poor`,
    `opening.not_poor`. Only tables that last year has are read.
    """
    book = open_book("opening", last)
    if {"capital", "disbursements"} <= set(last.tables):
        _add_capital(book, last)
    if "credit" in last.tables:
        _add_credit(book, last)
    if "households" in last.tables:
        _add_poverty(book, last)
    return book


def _add_capital(book: FigureBook, last: Inputs) -> None:
    capital, spent = last["capital"], last["disbursements"]
    for code in [PROGRAMME, *components_of(capital, last)]:
        mine = capital.frame[capital.frame["component"] == code]
        for years in dict.fromkeys(mine["capital_years"]):
            if code == PROGRAMME and years != str(last.year):
                continue  # the rest of earlier years is carried over in last year's report already
            id, words = f"opening.capital.{code}.{years}", f"vốn năm {years}, mã {code}"
            where = {"component": code, "capital_years": years}
            available = book.total(f"{id}.available", f"Được sử dụng: {words}", DONG, capital, "amount_vnd", **where)
            disbursed = book.total(f"{id}.disbursed", f"Đã giải ngân: {words}", DONG, spent, "amount_vnd", **where)
            book.subtract(f"{id}.carried_over", f"Còn lại chuyển sang: {words}", available, disbursed)


def _add_credit(book: FigureBook, last: Inputs) -> None:
    credit = last["credit"]
    for group in dict.fromkeys(credit.frame["borrower_group"]):
        words = last.reference.vocabulary.words("borrower_group", group)
        for name, label, measure, column in (
            ("balance", "Dư nợ đầu kỳ", DONG, "outstanding_balance_vnd"),
            ("borrowers", "Hộ còn dư nợ đầu kỳ", count_of("hộ"), "borrowers_outstanding"),
        ):
            book.total(
                f"opening.credit.{group}.{name}", f"{label}: {words}", measure, credit, column, borrower_group=group
            )


def _add_poverty(book: FigureBook, last: Inputs) -> None:
    register = classify(last["households"], standard_of(last))
    for kind in (POOR, NEAR_POOR, NOT_POOR):
        words = last.reference.vocabulary.words("poverty_class", kind)
        book.count(f"opening.{kind}", f"Đầu kỳ: {words}", count_of("hộ"), register, poverty_class=kind)


def opening_rows(last: Inputs, book: FigureBook | None, table: str) -> tuple[FormRow, ...]:
    """Return the rows of a table in the form of the year after `last`, with opening balances."""
    year = last.year + 1
    if table == "households":
        # The status of last year is the poverty class of last year's review.
        register = classify(last["households"], standard_of(last))
        register = replace(register, frame=register.frame.assign(status_last_year=register.frame["poverty_class"]))
        last = replace(last, tables={**last.tables, "households": register})
    rows = carried_rows(last[table], year)
    return _capital_rows(rows, last, book) if table == "capital" and book is not None else rows


def _capital_rows(rows: Sequence[FormRow], last: Inputs, book: FigureBook) -> tuple[FormRow, ...]:
    """Fill in known amounts: plans of past years, and remaining money to be carried over."""
    frame = last["capital"].frame
    plans = {
        (row.component, row.capital_years, row.source): str(row.amount_vnd)
        for row in frame[frame["kind"] == "plan"].itertuples()
    }
    kept = [row for row in rows if row.cells["kind"] != "carried_over"]
    former = {
        (row.cells["component"], row.cells["capital_years"]): row for row in rows if row.cells["kind"] == "carried_over"
    }
    filled = []
    for row in kept:
        key = (row.cells["component"], row.cells["capital_years"], row.cells["source"])
        known = plans.get(key) if row.cells["kind"] == "plan" else None
        cells = {**row.cells, "amount_vnd": known} if known else row.cells
        filled.append(replace(row, cells=cells, computed=frozenset(("amount_vnd",) if known else ())))
    for id, figure in book.figures.items():
        parts = _carried(id, figure)
        if parts is None:
            continue
        component, years = parts
        mine = frame[(frame["component"] == component) & (frame["capital_years"] == years)]
        sources = set(mine["source"])
        cells = {
            "component": component,
            "capital_years": years,
            "source": sources.pop() if len(sources) == 1 else "unsplit",
            "kind": "carried_over",
            "amount_vnd": str(int(figure.value or 0)),
        }
        earlier = former.get((component, years))
        filled.append(FormRow(cells, earlier.last if earlier else {}, frozenset({"amount_vnd"})))
    return tuple(filled)


def _carried(id: str, figure: Figure) -> tuple[str, str] | None:
    """Return component and capital years of an id of carried-over money; `None` for other ids or no money."""
    head, _, name = id.rpartition(".")
    if not head.startswith("opening.capital.") or name != "carried_over" or (figure.value or 0) <= 0:
        return None
    component, _, years = head.removeprefix("opening.capital.").rpartition(".")
    return None if component == PROGRAMME else (component, years)


def as_csv(book: FigureBook) -> str:
    """Return the opening balances as CSV, with the formula of each and the table that confirms it."""
    rows = []
    for id, figure in book.figures.items():
        table = {"capital": "capital", "credit": "credit"}.get(id.split(".")[1], "households")
        value = "" if figure.value is None else str(figure.value)
        rows.append((id, figure.label, value, figure.measure.unit, figure.formula, table))
    return pd.DataFrame(rows, columns=list(_COLUMNS)).to_csv(index=False, lineterminator="\n")
