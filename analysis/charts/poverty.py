"""Charts of poverty: incidence by commune, and the deprivation profile."""

from __future__ import annotations

from analysis.charts.drawing import (
    MAIN,
    MUTED,
    SECOND,
    Chart,
    canvas,
    finish,
    in_words,
    label_bars,
    percent_of,
)
from analysis.narrative.report import Report
from analysis.reference.units import kind_words
from analysis.sections.context import short_name
from analysis.tables.schemas.households import INDICATORS


def poverty_rate_by_commune(workbook: Report) -> Chart | None:
    """Draw the poverty incidence of every commune, the poorest first, with that of the whole unit."""
    if "poverty.poor_rate" not in workbook.figures:
        return None
    whole = workbook["poverty.poor_rate"]
    communes = workbook.inputs.communes("households")
    rates = [(short_name(u), workbook[f"poverty.commune.{u.code}.poor_rate"]) for u in communes]
    ranked = sorted(rates, key=lambda item: (item[1].value or 0, item[0]))
    names, figures = [n for n, _ in ranked], [f for _, f in ranked]
    with canvas(0.165 * len(ranked) + 0.7) as (drawing, axes):
        places = range(len(names))  # two communes may share a name
        bars = axes.barh(places, [percent_of(f) for f in figures], color=MAIN, height=0.7)
        axes.set_yticks(places, names)
        label_bars(axes, bars, figures)
        unit = workbook.inputs.unit.full_name
        axes.axvline(percent_of(whole), color=SECOND, linewidth=1.2, label=f"Toàn {unit}: {whole.printed}")
        axes.set_xlabel("Tỷ lệ hộ nghèo (%)")
        axes.margins(x=0.12, y=0.01)
        axes.legend(loc="lower right", frameon=False)
        alt = f"Tỷ lệ hộ nghèo từ cao xuống thấp. {in_words(reversed(names), reversed(figures))}."
        return finish(drawing, f"Tỷ lệ hộ nghèo theo {kind_words(communes)}", alt, [*figures, whole])


def deprivation_profile(workbook: Report) -> Chart | None:
    """Draw the share of poor and near-poor households deprived in each of the twelve indicators."""
    if "poverty.poor_rate" not in workbook.figures:
        return None
    codes = list(reversed(INDICATORS))
    labels = [INDICATORS[code] for code in codes]
    with canvas(3.8) as (drawing, axes):
        drawn = []
        for kind, words, color, shift in (
            ("poor", "Hộ nghèo", MAIN, 0.2),
            ("near_poor", "Hộ cận nghèo", MUTED, -0.2),
        ):
            figures = [workbook[f"poverty.deprived.{code}.{kind}_rate"] for code in codes]
            places = [n + shift for n in range(len(codes))]
            bars = axes.barh(places, [percent_of(f) for f in figures], height=0.38, color=color, label=words)
            label_bars(axes, bars, figures, "percent1")
            drawn.append((words, figures))
        axes.set_yticks(range(len(codes)), labels)
        axes.set_xlabel("Tỷ lệ hộ thiếu hụt (%)")
        axes.margins(x=0.1, y=0.01)
        axes.legend(loc="lower right", frameon=False)
        alt = " ".join(f"{words}: {in_words(labels[::-1], figures[::-1])}." for words, figures in drawn)
        caption = "Mức độ thiếu hụt theo chỉ số của hộ nghèo và hộ cận nghèo"
        return finish(drawing, caption, alt, [f for _, figures in drawn for f in figures])
