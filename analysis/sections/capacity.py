"""Section II.1 e: component 7, capacity (7.1), monitoring and evaluation (7.2)."""

from __future__ import annotations

from analysis.figures import FigureBook
from analysis.figures.measures import count_of, padded_count_of
from analysis.reference.units import main_kind
from analysis.sections.context import in_use, join_words, open_book
from analysis.sections.money import add_forecast, add_money, money_table
from analysis.tables import Inputs

CAPACITY = "7.1"
MONITORING = "7.2"
NEEDS = ("component_outputs", "capital", "disbursements", "forecasts")
COMPONENTS = (CAPACITY, MONITORING)

_OUTPUTS = (
    (
        "training_classes",
        "Số lớp tập huấn nâng cao năng lực",
        padded_count_of("lớp"),
        CAPACITY,
        "training_class",
    ),
    ("trainees", "Số người được tập huấn nâng cao năng lực", count_of("người"), CAPACITY, "trainee"),
    (
        "monitoring_trainees",
        "Số người được tập huấn rà soát hộ nghèo",
        count_of("người"),
        MONITORING,
        "trainee",
    ),
    (
        "inspected_communes",
        "Số {part} được kiểm tra, giám sát",
        None,
        MONITORING,
        "inspected_commune",
    ),
)


def build(inputs: Inputs) -> FigureBook:
    """Compute training, inspections and the money of both sub-components."""
    book = open_book("capacity", inputs)
    part = main_kind(inputs.communes("component_outputs"))
    for name, label, measure, component, output in _OUTPUTS:
        if not in_use(inputs, component):
            continue
        book.total(
            f"capacity.{name}",
            label.format(part=part),
            measure or padded_count_of(part),
            inputs["component_outputs"],
            "quantity",
            component=component,
            output=output,
            capital_year=inputs.year,
        )
    for name, _, _, component, output in _OUTPUTS[1:3]:
        rows = inputs["component_outputs"].frame
        own = (rows["component"] == component) & (rows["output"] == output) & (rows["capital_year"] == inputs.year)
        book.phrase(f"capacity.{name}_description", join_words(d for d in rows.loc[own, "description"] if d))
    lines = {}
    for component, prefix in ((CAPACITY, "training_"), (MONITORING, "monitoring_")):
        if not in_use(inputs, component):
            continue
        line = add_money(book, inputs, component, str(inputs.year), f"capacity.{prefix}")
        forecast = add_forecast(book, inputs, component, str(inputs.year), f"capacity.{prefix}forecast_rate")
        lines[f"Tiểu dự án {component}"] = (line, forecast)
    book.table("capacity_money", money_table(f"Vốn và giải ngân dự án 7 năm {inputs.year}", lines))
    return book
