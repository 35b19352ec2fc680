"""Chart of credit: money lent and outstanding, by borrower group."""

from __future__ import annotations

from analysis.charts.drawing import MAIN, MUTED, Chart, canvas, finish, in_words, label_bars
from analysis.figures.formatting import MILLION, group_thousands
from analysis.narrative.report import Report
from analysis.sections.credit import GROUPS


def credit_by_group(workbook: Report) -> Chart | None:
    """Draw money lent in the year and the balance outstanding of each borrower group."""
    if "credit.total.lent" not in workbook.figures:
        return None
    names = [workbook.inputs.reference.words("borrower_group", group).capitalize() for group in GROUPS]
    places = list(range(len(GROUPS)))[::-1]
    drawn, alt = [], []
    with canvas(2.3) as (drawing, axes):
        for column, words, color, shift in (
            ("balance", "Dư nợ", MUTED, -0.2),
            ("lent", "Cho vay trong năm", MAIN, 0.2),
        ):
            figures = [workbook[f"credit.{group}.{column}"] for group in GROUPS]
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
