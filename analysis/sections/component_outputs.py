"""Sections II.1 c, d and e: components 4 (vocational education), 6 (communication) and 7 (capacity, monitoring)."""

from __future__ import annotations

from analysis.figures import Figure, FigureBook
from analysis.figures.measures import PERCENT_0, count_of, padded_count_of
from analysis.reference.units import main_kind
from analysis.sections.capital import MoneyLine, add_forecast, add_money, money_table, years_reported
from analysis.sections.context import in_use, join_words, open_book
from analysis.sections.section import Section
from analysis.tables import Inputs

VOCATIONAL_TRAINING = "4.1"
INFORMATION = "6.1"
MEDIA = "6.2"
CAPACITY_BUILDING = "7.1"
MONITORING = "7.2"

CLASSES, PEOPLE = padded_count_of("lớp"), count_of("người")

_TABLES = ("component_outputs", "capital", "disbursements", "forecasts")
_MEDIA_OUTPUTS = {"panel": "pa nô", "leaflet": "tờ rơi", "handbook": "quyển sổ tay"}
_CAPACITY_OUTPUTS = (
    ("training_classes", "Số lớp tập huấn nâng cao năng lực", CLASSES, CAPACITY_BUILDING, "training_class"),
    ("trainees", "Số người được tập huấn nâng cao năng lực", PEOPLE, CAPACITY_BUILDING, "trainee"),
    ("monitoring_trainees", "Số người được tập huấn rà soát hộ nghèo", PEOPLE, MONITORING, "trainee"),
    ("inspected_communes", "Số {part} được kiểm tra, giám sát", None, MONITORING, "inspected_commune"),
)

Lines = dict[str, tuple[MoneyLine, Figure | None]]


def build_vocational_education(inputs: Inputs) -> FigureBook:
    """Compute classes, learners and money of the previous and the current year."""
    book = open_book("vocational_education", inputs)
    table = inputs["component_outputs"]
    for suffix, year in (("_previous", inputs.year - 1), ("_current", inputs.year)):
        for name, label, measure, output in (
            ("classes", "Số lớp dạy nghề", CLASSES, "vocational_class"),
            ("learners", "Số người học nghề", PEOPLE, "vocational_learner"),
        ):
            id, where = f"vocational_education.{name}{suffix}", {"output": output, "component": VOCATIONAL_TRAINING}
            book.total(id, f"{label} năm {year}", measure, table, "quantity", **where, capital_year=year)
    previous = add_money(book, inputs, VOCATIONAL_TRAINING, str(inputs.year - 1), "vocational_education.", "_previous")
    current = add_money(
        book, inputs, VOCATIONAL_TRAINING, str(inputs.year), "vocational_education.", "_current", rate_measure=PERCENT_0
    )
    book.add("vocational_education.plan", "Tổng kinh phí được cấp hai năm", previous.plan, current.plan)
    two_years = previous.plan.value is not None  # the first year of a programme has no money of a year before
    book.phrase("vocational_education.plan_words", "của hai năm vốn" if two_years else f"vốn năm {inputs.year}")
    forecast = add_forecast(book, inputs, VOCATIONAL_TRAINING, str(inputs.year), "vocational_education.forecast_rate")
    lines = {str(inputs.year - 1): (previous, None), str(inputs.year): (current, forecast)}
    caption = f"Vốn và giải ngân tiểu dự án {VOCATIONAL_TRAINING} theo năm vốn"
    book.table("vocational_years", money_table(caption, lines, "Vốn năm"))
    trades = _descriptions(inputs, VOCATIONAL_TRAINING, "vocational_class")
    book.phrase("vocational_education.trades", "; ".join(trades))
    return book


def _descriptions(inputs: Inputs, component: str, output: str) -> list[str]:
    """Return the descriptions of an output of the year, in the order of the file, without blanks."""
    rows = inputs["component_outputs"].frame
    own = (rows["component"] == component) & (rows["output"] == output) & (rows["capital_year"] == inputs.year)
    return [text for text in rows.loc[own, "description"] if text]


def build_communication(inputs: Inputs) -> FigureBook:
    """Compute radio stations by commune, printed matter, and the money of both sub-components."""
    book = open_book("communication", inputs)
    lines = _add_information(book, inputs) if in_use(inputs, INFORMATION) else {}
    if in_use(inputs, MEDIA):
        lines |= _add_media(book, inputs)
    book.table("communication_money", money_table(f"Vốn và giải ngân dự án 6 năm {inputs.year}", lines))
    return book


def _add_information(book: FigureBook, inputs: Inputs) -> Lines:
    table = inputs["component_outputs"]
    names = {u.code: u.name for u in inputs.communes("component_outputs")}
    part = main_kind(inputs.communes("component_outputs"))
    for kind in ("new", "upgraded"):
        output = f"radio_station_{kind}"
        label = f"Số {part} có {inputs.reference.vocabulary.words('component_output', output)}"
        book.distinct(
            f"communication.radio_{kind}", label, padded_count_of(part), table, "commune",
            component=INFORMATION, output=output, capital_year=inputs.year,
        )  # fmt: skip
        rows = table.frame[(table.frame["output"] == output) & (table.frame["capital_year"] == inputs.year)]
        book.phrase(f"communication.radio_{kind}_communes", join_words(names[c] for c in rows["commune"] if c))
    years, kind = years_reported(inputs, INFORMATION)
    both = years != str(inputs.year)
    together = f"gồm vốn năm {inputs.year - 1} chuyển sang và vốn năm {inputs.year}"
    book.phrase("communication.information_years", together if both else f"vốn năm {inputs.year}")
    information = (
        add_money(book, inputs, INFORMATION, years, "communication.information_", kind=kind),
        add_forecast(book, inputs, INFORMATION, years, "communication.information_forecast_rate"),
    )
    return {f"Tiểu dự án {INFORMATION} (vốn {years})": information}


def _add_media(book: FigureBook, inputs: Inputs) -> Lines:
    table = inputs["component_outputs"]
    for output, noun in _MEDIA_OUTPUTS.items():
        where = {"component": MEDIA, "output": output, "capital_year": inputs.year}
        book.total(f"communication.{output}s", f"Số {noun}", count_of(noun), table, "quantity", **where)
    media = (
        add_money(book, inputs, MEDIA, str(inputs.year), "communication.media_"),
        add_forecast(book, inputs, MEDIA, str(inputs.year), "communication.media_forecast_rate"),
    )
    return {f"Tiểu dự án {MEDIA}": media}


def build_capacity(inputs: Inputs) -> FigureBook:
    """Compute training, inspections and the money of both sub-components."""
    book = open_book("capacity", inputs)
    part = main_kind(inputs.communes("component_outputs"))
    for name, label, measure, component, output in _CAPACITY_OUTPUTS:
        if not in_use(inputs, component):
            continue
        book.total(
            f"capacity.{name}", label.format(part=part), measure or padded_count_of(part),
            inputs["component_outputs"], "quantity", component=component, output=output, capital_year=inputs.year,
        )  # fmt: skip
    for name, _, _, component, output in _CAPACITY_OUTPUTS[1:3]:
        book.phrase(f"capacity.{name}_description", join_words(_descriptions(inputs, component, output)))
    lines = {}
    for component, prefix in ((CAPACITY_BUILDING, "training_"), (MONITORING, "monitoring_")):
        if not in_use(inputs, component):
            continue
        line = add_money(book, inputs, component, str(inputs.year), f"capacity.{prefix}")
        forecast = add_forecast(book, inputs, component, str(inputs.year), f"capacity.{prefix}forecast_rate")
        lines[f"Tiểu dự án {component}"] = (line, forecast)
    book.table("capacity_money", money_table(f"Vốn và giải ngân dự án 7 năm {inputs.year}", lines))
    return book


VOCATIONAL_EDUCATION = Section(
    id="vocational_education",
    title="Dự án 4: dạy nghề",
    build=build_vocational_education,
    needs=_TABLES,
    components=(VOCATIONAL_TRAINING,),
)
COMMUNICATION = Section(
    id="communication",
    title="Dự án 6: truyền thông",
    build=build_communication,
    needs=_TABLES,
    components=(INFORMATION, MEDIA),
)
CAPACITY = Section(
    id="capacity",
    title="Dự án 7: năng lực, giám sát",
    build=build_capacity,
    needs=_TABLES,
    components=(CAPACITY_BUILDING, MONITORING),
)
