"""The charts of the report. Each function returns `None` where the report has no figures to draw."""

from __future__ import annotations

import textwrap

from matplotlib.ticker import MaxNLocator

from analysis.charts.drawing import MAIN, MUTED, SECOND, Chart, canvas, finish, in_words, label_bars, percent_of
from analysis.charts.trends import small_multiples, trend_lines
from analysis.figures.formatting import MILLION, group_thousands
from analysis.narrative.notebook_api import Report
from analysis.reference.units import kind_words
from analysis.sections.capital import components_of
from analysis.sections.context import sentence_case, short_name
from analysis.sections.employment import CHANNELS
from analysis.sections.social_policies import BORROWER_GROUPS
from analysis.sections.trends import INDICATORS, WHOLE, Trend, trend_of
from analysis.tables.schemas.households import INDICATORS as DEPRIVATIONS


def plan_against_disbursement(report: Report) -> Chart | None:
    """Draw money available and disbursed in the year by component, with the disbursement rate."""
    codes = components_of(report.inputs["capital"], report.inputs) if "capital" in report.books else []
    if not codes:
        return None
    reference = report.inputs.components
    names = [f"{reference[code]['kind_vi']} {code}" for code in codes]
    available = [report[f"capital.component.{code}.available"] for code in codes]
    disbursed = [report[f"capital.component.{code}.disbursed"] for code in codes]
    if any(figure.awaits for figure in (*available, *disbursed)):
        return None  # a missing bar would be read as zero
    rates = [report[f"capital.component.{code}.rate"] for code in codes]
    places = list(range(len(codes)))[::-1]
    with canvas(0.45 * len(codes) + 0.9) as (drawing, axes):
        whole = axes.barh(places, [float(f.value or 0) / MILLION for f in available], height=0.7, color=MUTED)
        spent = axes.barh(places, [float(f.value or 0) / MILLION for f in disbursed], height=0.42, color=MAIN)
        labels = [
            f"{d.print(with_unit=False)} / {a.print(with_unit=False)} ({r.printed})"
            for d, a, r in zip(disbursed, available, rates, strict=True)
        ]
        axes.bar_label(whole, labels, padding=3, fontsize=8)
        axes.set_yticks(places, names)
        axes.set_xlabel("Triệu đồng")
        axes.xaxis.set_major_formatter(lambda value, _: group_thousands(round(value)))
        axes.margins(x=0.32, y=0.02)
        axes.legend(
            [whole, spent],
            ["Vốn được sử dụng trong năm", "Giải ngân (kể cả dự kiến)"],
            loc="lower right",
            frameon=False,
        )
        alt = "; ".join(f"{n}: giải ngân {label}" for n, label in zip(names, labels, strict=True)) + "."
        caption = f"Vốn được sử dụng và giải ngân năm {report.inputs.year} theo dự án, tiểu dự án"
        return finish(drawing, caption, alt, [*available, *disbursed])


def projects_by_step(report: Report, section: str) -> Chart | None:
    """Draw the projects of `livelihood` or `production` in the current capital year by procurement step."""
    if f"{section}.projects" not in report.figures:
        return None
    steps = report.inputs.reference.vocabulary["procurement_step"]
    reached = [(words, report[f"{section}.{step}"]) for step, words in steps.items()]
    if any(figure.awaits for _, figure in reached):
        return None
    shown = [(words, figure) for words, figure in reached if figure.value][::-1]
    names = [textwrap.fill(sentence_case(words), 34) for words, _ in shown]
    figures = [figure for _, figure in shown]
    with canvas(0.42 * max(len(shown), 1) + 0.7) as (drawing, axes):
        bars = axes.barh(names, [float(f.value or 0) for f in figures], color=MAIN, height=0.55)
        label_bars(axes, bars, figures)
        axes.set_xlabel("Số mô hình")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.margins(x=0.1)
        alt = f"Số mô hình theo tiến độ. {in_words([n for n, _ in shown], figures)}."
        return finish(drawing, f"Tiến độ các mô hình vốn năm {report.inputs.year}", alt, figures)


def poverty_rate_by_commune(report: Report) -> Chart | None:
    """Draw the poverty rate of every commune, the highest first, with that of the whole unit."""
    if "poverty.poor_rate" not in report.figures:
        return None
    whole = report["poverty.poor_rate"]
    communes = report.inputs.communes("households")
    rates = [(short_name(u), report[f"poverty.commune.{u.code}.poor_rate"]) for u in communes]
    ranked = sorted(rates, key=lambda item: (item[1].value or 0, item[0]))
    names, figures = [n for n, _ in ranked], [f for _, f in ranked]
    with canvas(0.165 * len(ranked) + 0.7) as (drawing, axes):
        places = range(len(names))  # two communes may share a name
        bars = axes.barh(places, [percent_of(f) for f in figures], color=MAIN, height=0.7)
        axes.set_yticks(places, names)
        label_bars(axes, bars, figures)
        unit = report.inputs.unit.full_name
        axes.axvline(percent_of(whole), color=SECOND, linewidth=1.2, label=f"Toàn {unit}: {whole.printed}")
        axes.set_xlabel("Tỷ lệ hộ nghèo (%)")
        axes.margins(x=0.12, y=0.01)
        axes.legend(loc="lower right", frameon=False)
        alt = f"Tỷ lệ hộ nghèo từ cao xuống thấp. {in_words(reversed(names), reversed(figures))}."
        return finish(drawing, f"Tỷ lệ hộ nghèo theo {kind_words(communes)}", alt, [*figures, whole])


def deprivation_profile(report: Report) -> Chart | None:
    """Draw the share of poor and near-poor households deprived in each indicator."""
    if "poverty.poor_rate" not in report.figures:
        return None
    codes = list(reversed(DEPRIVATIONS))
    labels = [DEPRIVATIONS[code] for code in codes]
    with canvas(3.8) as (drawing, axes):
        drawn = []
        for kind, words, color, shift in (("poor", "Hộ nghèo", MAIN, 0.2), ("near_poor", "Hộ cận nghèo", MUTED, -0.2)):
            figures = [report[f"poverty.deprived.{code}.{kind}_rate"] for code in codes]
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


def credit_by_group(report: Report) -> Chart | None:
    """Draw money lent in the year and the balance outstanding of each borrower group."""
    if "credit.total.lent" not in report.figures:
        return None
    names = [
        report.inputs.reference.vocabulary.words("borrower_group", group).capitalize() for group in BORROWER_GROUPS
    ]
    places = list(range(len(BORROWER_GROUPS)))[::-1]
    drawn, alt = [], []
    with canvas(2.3) as (drawing, axes):
        for column, words, color, shift in (
            ("balance", "Dư nợ", MUTED, -0.2),
            ("lent", "Cho vay trong năm", MAIN, 0.2),
        ):
            figures = [report[f"credit.{group}.{column}"] for group in BORROWER_GROUPS]
            values = [float(f.value or 0) / MILLION for f in figures]
            bars = axes.barh([p + shift for p in places], values, height=0.38, color=color, label=words)
            label_bars(axes, bars, figures)
            drawn += figures
            alt.append(f"{words}: {in_words(names, figures)}.")
        axes.set_yticks(places, names)
        axes.set_xlabel("Triệu đồng")
        axes.xaxis.set_major_formatter(lambda value, _: group_thousands(round(value)))
        axes.margins(x=0.12)
        axes.legend(loc="upper right", frameon=False)
        return finish(drawing, "Cho vay trong năm và dư nợ theo nhóm hộ", " ".join(alt), drawn)


def jobs_by_channel(report: Report) -> Chart | None:
    """Draw new jobs by channel, the most first."""
    if "employment.new_jobs" not in report.figures:
        return None
    words = report.inputs.reference.vocabulary["employment_channel"]
    figures = {code: report[f"employment.{code}"] for code in CHANNELS}
    ranked = sorted(figures.items(), key=lambda item: (item[1].value or 0, item[0]))
    names = [sentence_case(words[code]) for code, _ in ranked]
    drawn = [figure for _, figure in ranked]
    with canvas(2.1) as (drawing, axes):
        wrapped = [textwrap.fill(name, 32) for name in names]
        bars = axes.barh(wrapped, [float(f.value or 0) for f in drawn], color=MAIN, height=0.6)
        label_bars(axes, bars, drawn)
        axes.set_xlabel("Số lao động")
        axes.margins(x=0.1)
        alt = f"Số lao động có việc làm mới. {in_words(reversed(names), reversed(drawn))}."
        return finish(drawing, f"Việc làm mới năm {report.inputs.year} theo kênh", alt, drawn)


def poverty_over_years(report: Report) -> Chart | None:
    """Draw the poverty rate of the unit over the years up to this one."""
    trend = _trend(report, "poor_rate")
    return trend_lines(trend) if trend else None


def poverty_over_years_by_commune(report: Report) -> Chart | None:
    """Draw the poverty rate of every commune over the years as small multiples, if any two years are comparable."""
    trend = _trend(report, "poor_rate", "commune")
    comparable = trend is not None and any(len(run) > 1 for run in trend.runs(trend.whole))
    return small_multiples(trend) if trend and comparable else None


def disbursement_over_years(report: Report) -> Chart | None:
    """Draw the disbursement rate of each year's plan, as reported in that year."""
    trend = _trend(report, "disbursement_rate")
    return trend_lines(trend) if trend else None


def _trend(report: Report, indicator: str, grouping: str = WHOLE) -> Trend | None:
    """Return an indicator over the years; `None` when it is not in the report, or fewer than two years have values."""
    reported = INDICATORS[indicator].section in report.books
    if not reported or report.years is None or len(report.years.numbers) < 2:
        return None
    trend = trend_of(report.years, indicator, grouping)
    return trend if report.inputs.year in trend.whole.figures and len(trend.whole.figures) > 1 else None
