"""Chart of capital: what each component could spend and what it spent."""

from __future__ import annotations

from analysis.charts.drawing import MAIN, MUTED, Chart, canvas, finish
from analysis.figures.formatting import MILLION, group_thousands
from analysis.narrative.report import Report
from analysis.sections.capital import components_of


def plan_against_disbursement(workbook: Report) -> Chart | None:
    """Draw money available and money disbursed in the year, by component, with the rate."""
    codes = components_of(workbook.inputs["capital"], workbook.inputs) if "capital" in workbook.books else []
    if not codes:
        return None
    reference = workbook.inputs.components
    names = [f"{reference[code]['kind_vi']} {code}" for code in codes]
    available = [workbook[f"capital.component.{code}.available"] for code in codes]
    disbursed = [workbook[f"capital.component.{code}.disbursed"] for code in codes]
    if any(figure.awaits for figure in (*available, *disbursed)):
        return None  # a bar of nothing would be read as zero
    rates = [workbook[f"capital.component.{code}.rate"] for code in codes]
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
        caption = f"Vốn được sử dụng và giải ngân năm {workbook.inputs.year} theo dự án, tiểu dự án"
        return finish(drawing, caption, alt, [*available, *disbursed])
