"""Chart of employment: new jobs by channel."""

from __future__ import annotations

import textwrap

from analysis.charts.drawing import MAIN, Chart, canvas, finish, in_words, label_bars
from analysis.narrative.report import Report
from analysis.sections.context import sentence_case
from analysis.sections.employment import CHANNELS


def jobs_by_channel(workbook: Report) -> Chart | None:
    """Draw new jobs by channel, the largest first."""
    if "employment.new_jobs" not in workbook.figures:
        return None
    words = workbook.inputs.reference.vocabulary["employment_channel"]
    figures = {code: workbook[f"employment.{code}"] for code in CHANNELS}
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
        return finish(drawing, f"Việc làm mới năm {workbook.inputs.year} theo kênh", alt, drawn)
