"""Section II.3.1, first part: poor and near-poor households by area, band and commune; deprivation profile."""

from __future__ import annotations

from fractions import Fraction

from analysis.figures import Bounds, Cells, Figure, FigureBook
from analysis.figures.measures import count_of, padded_count_of
from analysis.reference.units import kind_words, main_kind
from analysis.sections.classification import CLASS_WORDS, classify, standard_of
from analysis.sections.context import join_words, open_book, sentence_case, short_name, vietnamese_date
from analysis.sections.section import Compared, Section
from analysis.tables import Inputs, Table
from analysis.tables.schemas.households import INDICATORS

HOUSEHOLDS = count_of("hộ")
BANDS_PUBLISHED = "poverty_bands"
"""Value in a sidecar's `published_values` when the number of communes by band was published."""
BANDS = "data/reference/poverty_bands.csv"
"""File that defines the bounds of the bands."""

INCIDENCE_COLUMNS = ("commune", "area", "score_b1", "score_b2")
"""Columns of the register that `incidence` reads."""


def build(inputs: Inputs) -> FigureBook:
    """Classify the register; compute poverty incidence in total, by area, by band of communes and by commune.

    poverty_incidence (poor_rate) = poor households ÷ all households, at the date of the review.
    """
    book, register = _totals(inputs)
    rates = _add_communes(book, inputs, register)
    _add_bands(book, inputs, register, rates)
    _add_deprivations(book, register)
    return book


def _totals(inputs: Inputs) -> tuple[FigureBook, Table]:
    """Return the book with the figures of the whole unit, and the classified register."""
    book = open_book("poverty", inputs)
    standard = standard_of(inputs)
    register = classify(inputs["households"], standard)
    book.phrase("poverty.review_date", vietnamese_date(register.sidecar.as_of))
    book.phrase("poverty.review_year", str(register.sidecar.as_of.year))
    book.phrase("poverty.standard", inputs.reference.documents[standard.document].citation)
    _add_totals(book, inputs, register)
    return book, register


def _other_standard(now: Inputs, before: Inputs) -> str:
    """Return why rates must not be subtracted when the two reviews used different poverty standards."""
    one, other = standard_of(before), standard_of(now)
    if one.code == other.code:
        return ""
    cited = [now.reference.documents[standard.document].citation for standard in (one, other)]
    return f"hai kỳ rà soát theo hai chuẩn nghèo khác nhau, của {cited[0]} và của {cited[1]}"


def incidence(inputs: Inputs) -> FigureBook:
    """Compute the figures of `build` used in comparisons over years: households, poor and near-poor, by commune.

    Reads only `INCIDENCE_COLUMNS` of the register.
    """
    book = FigureBook("poverty")
    register = classify(inputs["households"], standard_of(inputs))
    _add_totals(book, inputs, register)
    _add_communes(book, inputs, register)
    return book


def _add_totals(book: FigureBook, inputs: Inputs, register: Table) -> None:
    households = book.count("poverty.households", "Tổng số hộ", HOUSEHOLDS, register)
    for kind, words in CLASS_WORDS.items():
        number = book.count(f"poverty.{kind}", f"Số {words}", HOUSEHOLDS, register, poverty_class=kind)
        book.share(f"poverty.{kind}_rate", f"Tỷ lệ {words}", number, households)
    poor, near_poor = (book.figures[f"poverty.{kind}"] for kind in CLASS_WORDS)
    label = "Số hộ nghèo đa chiều (hộ nghèo và hộ cận nghèo)"
    both = book.add("poverty.multidimensional", label, poor, near_poor)
    book.share("poverty.multidimensional_rate", "Tỷ lệ nghèo đa chiều", both, households)
    areas = {area: [u for u in inputs.communes("households") if u.area == area] for area in ("rural", "urban")}
    if not all(areas.values()):  # no breakdown for a unit that is entirely rural or entirely urban
        return
    urban = kind_words(areas["urban"])
    book.phrase("poverty.urban_kinds", urban)
    for area, words in (("rural", "nông thôn"), ("urban", urban)):
        label = f"Số hộ nghèo khu vực {words}"
        number = book.count(f"poverty.poor_{area}", label, HOUSEHOLDS, register, poverty_class="poor", area=area)
        book.share(f"poverty.poor_{area}_share", f"Tỷ trọng hộ nghèo khu vực {words}", number, poor)


def _add_communes(book: FigureBook, inputs: Inputs, register: Table) -> dict[str, Figure]:
    """Add the figures of every commune and their table; return poverty incidence by commune code."""
    rates: dict[str, Figure] = {}
    rows: list[Cells] = []
    for commune in inputs.communes("households"):
        id, name = f"poverty.commune.{commune.code}", commune.full_name
        households = book.count(f"{id}.households", f"Tổng số hộ {name}", HOUSEHOLDS, register, commune=commune.code)
        cells: list[Figure] = [households]
        for kind, words in CLASS_WORDS.items():
            where = {"commune": commune.code, "poverty_class": kind}
            number = book.count(f"{id}.{kind}", f"Số {words} {name}", HOUSEHOLDS, register, **where)
            rate = book.share(f"{id}.{kind}_rate", f"Tỷ lệ {words} {name}", number, households)
            cells += [number, rate]
        rates[commune.code] = cells[2]
        rows.append((short_name(commune), *cells))
    names = ("households", "poor", "poor_rate", "near_poor", "near_poor_rate")
    rows.append(("Toàn " + inputs.unit.kind, *(book.figures[f"poverty.{name}"] for name in names)))
    kinds = kind_words(inputs.communes("households"))
    caption = f"Hộ nghèo, hộ cận nghèo theo {kinds} (rà soát {vietnamese_date(register.sidecar.as_of)})"
    header = ("Tổng số hộ", "Hộ nghèo", "Tỷ lệ hộ nghèo", "Hộ cận nghèo", "Tỷ lệ hộ cận nghèo")
    book.tabulate("communes", caption, (sentence_case(kinds), *header), rows)
    return rates


def _add_bands(book: FigureBook, inputs: Inputs, register: Table, rates: dict[str, Figure]) -> None:
    counted = BANDS_PUBLISHED in register.sidecar.published_values
    parts = inputs.communes("households")
    main, every = main_kind(parts), kind_words(parts)
    kinds = {u.code: u.kind for u in parts}
    for band in inputs.reference.standards.bands:
        above = Fraction(band.lower_pct, 100) if band.lower_pct >= 0 else None
        bounds = Bounds(above, Fraction(band.upper_pct, 100), BANDS)
        book.phrase(f"poverty.band.{band.code}", band.label)
        mixed = any(kinds[code] != main for code, rate in rates.items() if bounds.contains(rate.value))
        book.count_figures(
            f"poverty.communes_{band.code}",
            f"Số {every} có tỷ lệ hộ nghèo {band.label}",
            padded_count_of(every if mixed else main),
            rates.values(),
            f"tỷ lệ hộ nghèo {band.label}",
            bounds,
            register.sidecar.provenance if counted else None,
        )


def _add_deprivations(book: FigureBook, register: Table) -> None:
    """Count the poor and near-poor households deprived in each of the twelve indicators."""
    rows: list[Cells] = []
    deprived: dict[str, Figure] = {}
    for code, label in INDICATORS.items():
        cells: list[Figure] = []
        for kind, words in CLASS_WORDS.items():
            where = {"poverty_class": kind, f"deprived_{code}": True}
            id = f"poverty.deprived.{code}.{kind}"
            number = book.count(id, f"Số {words} thiếu hụt {label.lower()}", HOUSEHOLDS, register, **where)
            whole = book.figures[f"poverty.{kind}"]
            cells += [number, book.share(f"{id}_rate", f"Tỷ lệ {words} thiếu hụt {label.lower()}", number, whole)]
        rows.append((label, *cells))
        deprived[label] = cells[0]
    worst = book.largest("poverty.worst_deprived", "Số hộ nghèo ở chỉ số thiếu hụt nhiều nhất", deprived.values())
    poor = book.figures["poverty.poor"]
    book.share("poverty.worst_deprived_rate", "Tỷ lệ ở chỉ số thiếu hụt nhiều nhất", worst, poor)
    named = (label.lower() for label, figure in deprived.items() if figure.value == worst.value)
    book.phrase("poverty.worst_indicator", join_words(named))
    caption = "Mức độ thiếu hụt các dịch vụ xã hội cơ bản của hộ nghèo, hộ cận nghèo"
    header = ("Chỉ số", "Hộ nghèo thiếu hụt", "Tỷ lệ", "Hộ cận nghèo thiếu hụt", "Tỷ lệ")
    book.tabulate("deprivations", caption, header, rows, total=False)


POVERTY = Section(
    id="poverty",
    title="Hộ nghèo, hộ cận nghèo",
    build=build,
    needs=("households",),
    compared=Compared(
        tuple(f"poverty.{name}{rate}" for name in ("poor", "near_poor", "multidimensional") for rate in ("", "_rate")),
        ("households",),
        lambda inputs: _totals(inputs)[0],
        _other_standard,
    ),
)
