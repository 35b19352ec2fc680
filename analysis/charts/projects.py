"""Chart of livelihood and production projects: how far each step of procurement was reached."""

from __future__ import annotations

import textwrap

from matplotlib.ticker import MaxNLocator

from analysis.charts.drawing import MAIN, Chart, canvas, finish, in_words, label_bars
from analysis.narrative.report import Report
from analysis.sections.context import sentence_case


def projects_by_step(workbook: Report, section: str) -> Chart | None:
    """Draw the projects of the current capital year by the step they reached.

    Parameters
    ----------
    workbook
        With the section open.
    section
        `livelihood` or `production`.
    """
    if f"{section}.projects" not in workbook.figures:
        return None
    steps = workbook.inputs.reference.vocabulary["procurement_step"]
    reached = [(words, workbook[f"{section}.{step}"]) for step, words in steps.items()]
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
        return finish(drawing, f"Tiến độ các mô hình vốn năm {workbook.inputs.year}", alt, figures)
