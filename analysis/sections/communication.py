"""Section II.1 d: component 6, information (6.1) and communication on poverty reduction (6.2)."""

from __future__ import annotations

from analysis.figures import Figure, FigureBook
from analysis.figures.measures import count_of, padded_count_of
from analysis.reference.units import main_kind
from analysis.sections.context import in_use, join_words, open_book
from analysis.sections.money import MoneyLine, add_forecast, add_money, money_table, years_reported
from analysis.tables import Inputs

INFORMATION = "6.1"
MEDIA = "6.2"
NEEDS = ("component_outputs", "capital", "disbursements", "forecasts")
COMPONENTS = (INFORMATION, MEDIA)

Lines = dict[str, tuple[MoneyLine, Figure | None]]

_MEDIA_OUTPUTS = {"panel": "pa nô", "leaflet": "tờ rơi", "handbook": "quyển sổ tay"}


def build(inputs: Inputs) -> FigureBook:
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
            f"communication.radio_{kind}",
            label,
            padded_count_of(part),
            table,
            "commune",
            component=INFORMATION,
            output=output,
            capital_year=inputs.year,
        )
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
