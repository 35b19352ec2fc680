"""Section II.1 a: component 2, livelihoods and models of poverty reduction."""

from __future__ import annotations

from analysis.figures import FigureBook
from analysis.sections.context import open_book
from analysis.sections.money import add_forecast, add_money
from analysis.sections.project_tables import project_list, project_table
from analysis.sections.projects import add_projects
from analysis.tables import Inputs

COMPONENT = "2"
NEEDS = ("livelihood_projects", "capital", "disbursements", "forecasts")
COMPONENTS = (COMPONENT,)


def build(inputs: Inputs) -> FigureBook:
    """Compute projects, communes, households and budgets by capital year, progress, and disbursement."""
    book = open_book("livelihood", inputs)
    add_projects(book, inputs, COMPONENT, "livelihood")
    add_money(book, inputs, COMPONENT, str(inputs.year - 1), "livelihood.", "_carried_over", kind="carried_over")
    add_money(book, inputs, COMPONENT, str(inputs.year), "livelihood.", "_this_year")
    add_forecast(book, inputs, COMPONENT, str(inputs.year), "livelihood.forecast_rate")
    book.table("projects", project_table(book, inputs, COMPONENT, "livelihood"))
    book.table("livelihood_list", project_list(book, inputs, COMPONENT, "livelihood"))
    return book
