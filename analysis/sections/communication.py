"""Section II.1 d: component 6, information (6.1) and communication on poverty reduction (6.2)."""

from __future__ import annotations

from analysis.figures import FigureBook
from analysis.figures.measures import count_of, padded_count_of
from analysis.sections.context import join_words, open_book
from analysis.sections.money import add_forecast, add_money, money_table, years_reported
from analysis.tables import Inputs

INFORMATION = "6.1"
MEDIA = "6.2"
TABLES = ("component_outputs", "capital", "disbursements", "forecasts")

_MEDIA_OUTPUTS = {"panel": "pa nô", "leaflet": "tờ rơi", "handbook": "quyển sổ tay"}


def build(inputs: Inputs) -> FigureBook:
    """Compute radio stations by commune, printed matter, and the money of both sub-components."""
    book = open_book("communication", inputs)
    table = inputs["component_outputs"]
    names = {u.code: u.name for u in inputs.communes("component_outputs")}
    year = {"capital_year": inputs.year}
    for kind in ("new", "upgraded"):
        output = f"radio_station_{kind}"
        label = f"Số xã có {inputs.reference.words('component_output', output)}"
        book.distinct(
            f"communication.radio_{kind}",
            label,
            padded_count_of("xã"),
            table,
            "commune",
            component=INFORMATION,
            output=output,
            **year,
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
    for output, noun in _MEDIA_OUTPUTS.items():
        where = {"component": MEDIA, "output": output, **year}
        book.total(f"communication.{output}s", f"Số {noun}", count_of(noun), table, "quantity", **where)
    media = (
        add_money(book, inputs, MEDIA, str(inputs.year), "communication.media_"),
        add_forecast(book, inputs, MEDIA, str(inputs.year), "communication.media_forecast_rate"),
    )
    lines = {f"Tiểu dự án {INFORMATION} (vốn {years})": information, f"Tiểu dự án {MEDIA}": media}
    book.table("communication_money", money_table(f"Vốn và giải ngân dự án 6 năm {inputs.year}", lines))
    return book
