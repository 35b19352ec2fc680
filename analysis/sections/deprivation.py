"""Deprivation profile: poor and near-poor households deprived in each of the twelve indicators, by commune and area.

The tables follow the forms of the review, numbers and rates (Thông tư 07/2021/TT-BLĐTBXH, phụ lục VII). Not a section
of the report, which shows only the profile of the whole unit (`sections.poverty`); for analysts.
"""

from __future__ import annotations

from analysis.figures import Cells, Figure, FigureBook
from analysis.figures.measures import count_of
from analysis.reference.units import kind_words
from analysis.sections.classification import AREA_WORDS, CLASS_WORDS, classify, standard_of
from analysis.sections.context import open_book, short_name, vietnamese_date
from analysis.tables import Inputs, Table
from analysis.tables.schemas.households import INDICATORS

HOUSEHOLDS = count_of("hộ")
DEPRIVATIONS = count_of("thiếu hụt")


def build(inputs: Inputs) -> FigureBook:
    """Count deprived households by class, indicator, commune and area.

    Figures: `deprivation.<kind>.households`, `.total`, `.<indicator>` and `.<indicator>_rate` in total, the same under
    `deprivation.commune.<code>.` and `deprivation.area.<area>.`. A rate is deprived households ÷ households of the
    class in the group; it has no value for an empty group. Tables: `poor_numbers`, `poor_rates`, and of `near_poor`.
    """
    book = open_book("deprivation", inputs)
    register = classify(inputs["households"], standard_of(inputs))
    communes = inputs.communes("households")
    here = set(register.frame["area"])
    groups = {f"area.{a}.": (w, {"area": a}) for a, w in AREA_WORDS.items() if a in here}
    groups |= {f"commune.{u.code}.": (short_name(u), {"commune": u.code}) for u in communes}
    groups[""] = (f"Toàn {inputs.unit.kind}", {})
    date = vietnamese_date(register.sidecar.as_of)
    for kind, words in CLASS_WORDS.items():
        numbers: list[Cells] = []
        rates: list[Cells] = []
        for group, (label, where) in groups.items():
            counted, shares = _add(book, register, kind, group, label, where)
            numbers.append((label, *counted))
            rates.append((label, *shares))
        first = (f"Khu vực, {kind_words(communes)}", f"Số {words}")
        caption = f"{words} thiếu hụt từng chỉ số (rà soát {date})"
        book.tabulate(f"{kind}_numbers", f"Số {caption}", (*first, "Tổng số thiếu hụt", *INDICATORS.values()), numbers)
        book.tabulate(f"{kind}_rates", f"Tỷ lệ {caption}", (*first, *INDICATORS.values()), rates)
    return book


def _add(
    book: FigureBook, register: Table, kind: str, group: str, label: str, where: dict[str, str]
) -> tuple[list[Figure], list[Figure]]:
    """Add the figures of one group; return the row of numbers and the row of rates."""
    id, meant = f"deprivation.{group}{kind}", {"poverty_class": kind} | where
    words = f"{CLASS_WORDS[kind]} ({label})"
    households = book.count(f"{id}.households", f"Số {words}", HOUSEHOLDS, register, **meant)
    numbers, rates = [], []
    for code, indicator in INDICATORS.items():
        lacking = f"{words} thiếu hụt {indicator.lower()}"
        flag = {f"deprived_{code}": True}
        number = book.count(f"{id}.{code}", f"Số {lacking}", HOUSEHOLDS, register, **meant, **flag)
        numbers.append(number)
        rates.append(book.share(f"{id}.{code}_rate", f"Tỷ lệ {lacking}", number, households))
    total = book.add(f"{id}.total", f"Tổng số thiếu hụt của {words}", *numbers, measure=DEPRIVATIONS)
    return [households, total, *numbers], [households, *rates]
