"""What livelihood and production projects have in common: counts, communes, households, budgets, progress."""

from __future__ import annotations

from typing import Any

from analysis.figures import FigureBook
from analysis.figures.measures import MILLION_DONG, count_of, padded_count_of
from analysis.reference.units import main_kind
from analysis.sections.context import join_words
from analysis.tables import Inputs, Table

PROJECTS = padded_count_of("dự án")
MODELS = padded_count_of("mô hình")
HOUSEHOLDS = count_of("hộ")


def add_projects(book: FigureBook, inputs: Inputs, component: str, prefix: str) -> None:
    """Add the figures of a component's projects: in all, of the previous and of the current capital year.

    Parameters
    ----------
    book
        Where they go.
    inputs
        With the table `livelihood_projects`.
    component
        Code of the component.
    prefix
        Prefix of the figures' ids; each is followed by nothing, `_previous` or `_current`.
    """
    table = inputs["livelihood_projects"]
    part = main_kind(inputs.communes(table.name))
    parts = padded_count_of(part)
    for suffix, period, where in (
        ("", "", {}),
        ("_previous", f", vốn năm {inputs.year - 1}", {"capital_year": inputs.year - 1}),
        ("_current", f", vốn năm {inputs.year}", {"capital_year": inputs.year}),
    ):
        rows = {"component": component, **where}
        book.count(f"{prefix}.projects{suffix}", f"Số dự án{period}", PROJECTS, table, **rows)
        book.distinct(f"{prefix}.communes{suffix}", f"Số {part} có dự án{period}", parts, table, "communes", **rows)
        book.total(f"{prefix}.households{suffix}", f"Số hộ tham gia{period}", HOUSEHOLDS, table, "households", **rows)
        book.total(f"{prefix}.budget{suffix}", f"Kinh phí{period}", MILLION_DONG, table, "budget_vnd", **rows)
        book.phrase(f"{prefix}.commune_list{suffix}", _communes(inputs, table, rows))
        book.phrase(f"{prefix}.product_list{suffix}", _products(inputs, table, rows))
    for step, words in inputs.reference.vocabulary["procurement_step"].items():
        at_step: dict[str, Any] = {"component": component, "capital_year": inputs.year, "procurement_step": step}
        book.count(f"{prefix}.{step}", f"Số mô hình vốn năm {inputs.year} {words}", MODELS, table, **at_step)
        book.phrase(f"{prefix}.{step}_communes", _communes(inputs, table, at_step))
        months = join_words(month for month in _rows(table, at_step)["expected_approval"] if month)
        book.phrase(f"{prefix}.{step}_expected", f", dự kiến phê duyệt trong tháng {months}" if months else "")


def _rows(table: Table, where: dict[str, Any]) -> Any:
    frame = table.frame
    for column, value in where.items():
        frame = frame[frame[column] == value]
    return frame


def _communes(inputs: Inputs, table: Table, where: dict[str, Any]) -> str:
    """Name the communes of some projects, in the order of the list of projects."""
    names = {u.code: u.name for u in inputs.communes(table.name)}
    return join_words(names[code] for codes in _rows(table, where)["communes"] for code in codes)


def _products(inputs: Inputs, table: Table, where: dict[str, Any]) -> str:
    """Name the products of some projects, in the order of the vocabulary."""
    present = set(_rows(table, where)["product"])
    words = inputs.reference.vocabulary["product"]
    return "; ".join(label for code, label in words.items() if code in present)
