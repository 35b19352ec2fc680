"""Sections II.1 a and b: components 2 (livelihood models) and 3 (production support, nutrition)."""

from __future__ import annotations

from typing import Any

from analysis.figures import Cells, FigureBook
from analysis.figures.measures import DONG, MILLION_DONG, count_of, padded_count_of
from analysis.reference.units import main_kind
from analysis.sections.capital import add_forecast, add_money, component_words
from analysis.sections.context import in_use, join_words, open_book, sentence_case
from analysis.sections.section import Section
from analysis.tables import Inputs, Table

LIVELIHOOD_MODELS = "2"
AGRICULTURE = "3.1"
NUTRITION = "3.2"

PROJECTS = padded_count_of("dự án")
MODELS = padded_count_of("mô hình")
HOUSEHOLDS = count_of("hộ")

_TABLES = ("livelihood_projects", "capital", "disbursements", "forecasts")
_COLUMNS = ("projects", "communes", "households", "budget")


def build_livelihood(inputs: Inputs) -> FigureBook:
    """Compute projects, communes, households and budgets by capital year, progress, and disbursement."""
    book = open_book("livelihood", inputs)
    _add_component(book, inputs, LIVELIHOOD_MODELS, "livelihood")
    return book


def build_production(inputs: Inputs) -> FigureBook:
    """Compute the projects and money of 3.1, and the money of 3.2 by activity."""
    book = open_book("production", inputs)
    if in_use(inputs, AGRICULTURE):
        _add_component(book, inputs, AGRICULTURE, "production")
    if in_use(inputs, NUTRITION):
        _add_nutrition(book, inputs)
    return book


def _add_component(book: FigureBook, inputs: Inputs, component: str, prefix: str) -> None:
    """Add projects, money and tables of a component that consists of projects."""
    _add_projects(book, inputs, component, prefix)
    previous, current = str(inputs.year - 1), str(inputs.year)
    add_money(book, inputs, component, previous, f"{prefix}.", "_carried_over", kind="carried_over")
    add_money(book, inputs, component, current, f"{prefix}.", "_this_year")
    add_forecast(book, inputs, component, current, f"{prefix}.forecast_rate")
    _tabulate_years(book, inputs, component, prefix)
    _tabulate_projects(book, inputs, component, prefix)


def _add_nutrition(book: FigureBook, inputs: Inputs) -> None:
    current = str(inputs.year)
    add_money(book, inputs, NUTRITION, current, "production.nutrition_", disbursed_measure=DONG)
    where, table = {"component": NUTRITION, "capital_years": current}, inputs["disbursements"]
    for code, words in inputs.reference.vocabulary["disbursement_activity"].items():
        id, label = f"production.nutrition_{code}", f"Giải ngân cho {words}"
        book.total(id, label, DONG, table, "amount_vnd", **where, activity=code)
        book.phrase(f"activity.{code}", words)
    add_forecast(book, inputs, NUTRITION, current, "production.nutrition_forecast_rate")


# Projects of one component ------------------------------------------------------------------------------------------


def _add_projects(book: FigureBook, inputs: Inputs, component: str, prefix: str) -> None:
    """Add the figures of a component's projects: total, previous and current capital year."""
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
    """List the communes of some projects, in the order of the list of projects."""
    names = {u.code: u.name for u in inputs.communes(table.name)}
    return join_words(names[code] for codes in _rows(table, where)["communes"] for code in codes)


def _products(inputs: Inputs, table: Table, where: dict[str, Any]) -> str:
    """List the products of some projects, in the order of the vocabulary."""
    present = set(_rows(table, where)["product"])
    words = inputs.reference.vocabulary["product"]
    return "; ".join(label for code, label in words.items() if code in present)


def _tabulate_years(book: FigureBook, inputs: Inputs, component: str, prefix: str) -> None:
    """Tabulate projects, communes, households and budget by capital year; the total counts each commune once."""
    part = main_kind(inputs.communes("livelihood_projects"))
    suffixes = {str(inputs.year - 1): "_previous", str(inputs.year): "_current", "Tổng cộng": ""}
    rows: list[Cells] = [
        (label, *(book.figures[f"{prefix}.{name}{suffix}"] for name in _COLUMNS)) for label, suffix in suffixes.items()
    ]
    caption = f"Các dự án, mô hình của {component_words(inputs, component)} theo năm vốn"
    header = ("Vốn năm", "Số dự án", f"Số {part}", "Số hộ", "Kinh phí (triệu đồng)")
    note = f"Một {part} có dự án của cả hai năm chỉ tính một lần trong tổng số {part}."
    book.tabulate("projects", caption, header, rows, note=note)


def _tabulate_projects(book: FigureBook, inputs: Inputs, component: str, prefix: str) -> None:
    """List a component's projects, each with its households and budget as figures."""
    table = inputs["livelihood_projects"]
    vocabulary = inputs.reference.vocabulary
    names = {u.code: u.name for u in inputs.communes(table.name)}
    rows: list[Cells] = []
    for _, row in table.frame[table.frame["component"] == component].iterrows():
        project = row["project_id"]
        id = f"{prefix}.project.{project.lower()}"
        measures = (("households", "Số hộ", count_of("hộ")), ("budget_vnd", "Kinh phí", MILLION_DONG))
        cells = [
            book.value(f"{id}.{column}", f"{label} dự án {project}", measure, table, column, project_id=project)
            for column, label, measure in measures
        ]
        product, step = vocabulary.words("product", row["product"]), row["procurement_step"]
        communes = ", ".join(names[code] for code in row["communes"])
        year, progress = str(row["capital_year"]), vocabulary.words("procurement_step", step)
        rows.append((project, product, communes, year, *cells, progress))
    part = sentence_case(main_kind(inputs.communes(table.name)))
    caption = f"Danh mục dự án, mô hình của {component_words(inputs, component)}"
    header = ("Mã", "Sản phẩm", part, "Vốn năm", "Số hộ", "Kinh phí (triệu đồng)", "Tiến độ")
    book.tabulate(f"{prefix}_list", caption, header, rows, total=False)


# Declarations -------------------------------------------------------------------------------------------------------

LIVELIHOOD = Section(
    id="livelihood",
    title="Dự án 2: sinh kế",
    build=build_livelihood,
    needs=_TABLES,
    components=(LIVELIHOOD_MODELS,),
)
PRODUCTION = Section(
    id="production",
    title="Dự án 3: sản xuất, dinh dưỡng",
    build=build_production,
    needs=_TABLES,
    components=(AGRICULTURE, NUTRITION),
)
