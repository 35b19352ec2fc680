"""The panel of trends: controls for unit, year, indicator and grouping, with charts that follow them.

The charts are ordinary outputs, not widgets, so that they are visible in an executed notebook without a kernel and in
print.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
from IPython.display import DisplayHandle, display
from markupsafe import Markup

from analysis.charts.drawing import Chart
from analysis.charts.maps import commune_map
from analysis.charts.trends import MOST_LINES, note_of, small_multiples, trend_lines, why_no_change, year_on_year
from analysis.figures import SummaryTable
from analysis.figures.figure import EXPLANATION
from analysis.narrative.figure_blocks import table_block
from analysis.narrative.preview import Shown
from analysis.reference import Project, ProjectError, find_project, load_reference
from analysis.sections.context import sentence_case
from analysis.sections.trends import GROUPINGS, INDICATORS, WHOLE, Trend, Years, ranked, trend_of
from analysis.tables import InputProblems, load_inputs
from analysis.tables.boundaries import read_boundaries

_LAYOUT = {"width": "34em"}
_STYLE = {"description_width": "7em"}


def explore_trends(unit: str | None = None, year: int | None = None) -> TrendPanel:
    """Show the panel in a notebook; its initial choice is the unit and year given, or those of the project."""
    project = find_project()
    panel = TrendPanel(project, str(unit or project.unit), int(year or project.year))
    panel.show()
    return panel


class TrendPanel:
    """Controls for the units and years of a project, and the charts that follow them."""

    def __init__(self, project: Project, unit: str, year: int) -> None:
        project.table_folder(unit, year)  # raises ProjectError when there are no tables
        self.project = project
        self._years: dict[str, Years] = {}
        self._handles: list[DisplayHandle] = []
        self.unit = _dropdown("Đơn vị", [(_unit_name(project, code), code) for code in project.units()], unit)
        self.year = _dropdown("Năm", project.years_of(unit), year)
        self.indicator = _dropdown("Chỉ tiêu", [(i.label, i.code) for i in INDICATORS.values()], next(iter(INDICATORS)))
        self.grouping = _dropdown("Phân theo", self._groupings(), "commune")
        self.unit.observe(self._unit_changed, "value")
        self.indicator.observe(self._indicator_changed, "value")
        for control in (self.unit, self.year, self.indicator, self.grouping):
            control.observe(self._redraw, "value")

    @property
    def controls(self) -> widgets.Widget:
        """The four controls."""
        return widgets.VBox([self.unit, self.year, self.indicator, self.grouping])

    def show(self) -> None:
        """Show the controls and the charts of the initial choice."""
        display(self.controls)
        self._handles = [display(part, display_id=True) for part in self.parts()]

    def parts(self) -> list[Any]:
        """Return the outputs of the current choice: values over years, change, map, table."""
        trend = trend_of(self._of_unit(), self.indicator.value, self.grouping.value)
        year = self.year.value
        return [_over_years(trend), _change(trend, year), self._map(trend, year), _table(trend, year)]

    def _redraw(self, _: object) -> None:
        if not self._handles:  # not shown yet
            return
        for handle, part in zip(self._handles, self.parts(), strict=True):
            handle.update(part)

    def _unit_changed(self, _: object) -> None:
        years = self.project.years_of(self.unit.value)
        chosen = self.year.value if self.year.value in years else years[-1]
        _set_choices(self.year, self._redraw, years, chosen)

    def _indicator_changed(self, _: object) -> None:
        offered = self._groupings()
        codes = [code for _, code in offered]
        chosen = self.grouping.value if self.grouping.value in codes else codes[-1 if len(codes) == 2 else 0]
        _set_choices(self.grouping, self._redraw, offered, chosen)

    def _groupings(self) -> list[tuple[str, str]]:
        return [(GROUPINGS[code], code) for code in INDICATORS[self.indicator.value].groupings]

    def _of_unit(self) -> Years:
        code = self.unit.value
        if code not in self._years:
            self._years[code] = Years(self.project, code)
        return self._years[code]

    def _map(self, trend: Trend, year: int) -> Pane:
        """Draw the map, with the user's boundaries if there are any; errors in a file of theirs are shown instead."""
        if trend.grouping != "commune":
            return Pane(None, "Bản đồ chỉ vẽ khi phân theo xã.")
        try:
            inputs = load_inputs(self.project, self.unit.value, year, ())
            chart = commune_map(trend, year, read_boundaries(self.project, self.unit.value, inputs.parts))
        except (InputProblems, ProjectError) as faulty:
            return Pane(None, str(faulty))
        return Pane(chart, "" if chart else f"Không có số liệu năm {year} để vẽ bản đồ.")


def _dropdown(words: str, options: Any, value: Any) -> widgets.Dropdown:
    return widgets.Dropdown(options=options, value=value, description=words, layout=_LAYOUT, style=_STYLE)


def _set_choices(control: widgets.Dropdown, redraw: Callable[[object], None], options: Any, value: Any) -> None:
    """Replace the choices of a control without redrawing."""
    control.unobserve(redraw, "value")
    control.options, control.value = options, value
    control.observe(redraw, "value")


def _unit_name(project: Project, code: str) -> str:
    years = project.years_of(code)
    unit = load_reference(project.reference).units.unit_in_year(code, years[-1]) if years else None
    return f"{sentence_case(unit.full_name)} ({code})" if unit else code


def _over_years(trend: Trend) -> Pane:
    if not trend.whole.figures and not trend.series:
        return Pane(None, f"Không có số liệu để vẽ. {note_of(trend)}")
    chart = small_multiples(trend) if len(trend.series) > MOST_LINES else trend_lines(trend)
    return Pane(chart)


def _change(trend: Trend, year: int) -> Pane:
    if len(trend.years) < 2:
        return Pane(None, "Mới có số liệu một năm nên chưa so sánh được với năm trước.")
    chart = year_on_year(trend, year)
    return Pane(chart, "" if chart else why_no_change(trend, year))


def _table(trend: Trend, year: int) -> Shown | Pane:
    """Tabulate every value, with the date and the poverty standard of each year."""
    if not trend.years:
        return Pane(None)
    order = ranked(trend.series, year)
    order += [series for series in trend.series if series not in order]
    rows = [
        (sentence_case(s.label), *(s.figures.get(y) for y in trend.span), trend.change(s, year).printed)
        for s in (*order, trend.whole)
    ]
    compared = f"Năm {year} so với năm {year - 1}"
    standards = "; ".join(f"năm {y.number}: {y.citation}" for y in trend.years.values() if y.citation)
    note = " ".join(filter(None, (f"Chuẩn nghèo: {standards}." if standards else "", note_of(trend))))
    table = SummaryTable(
        caption=trend.indicator.label,
        header=(GROUPINGS[WHOLE] if not trend.series else trend.grouping_label, *map(str, trend.span), compared),
        rows=tuple(rows),
        total_rows=frozenset({len(rows) - 1}),
        note=note,
    )
    return Shown((table_block(table),))


@dataclass(frozen=True)
class Pane:
    """A chart with caption and note, or a sentence where there is nothing to draw."""

    chart: Chart | None
    words: str = ""

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        if self.chart is None:
            return {"text/plain": self.words, "text/html": str(Markup("<p>{}</p>").format(self.words))}
        chart = self.chart
        simulated = f"† {EXPLANATION[chart.provenance]}" if EXPLANATION.get(chart.provenance) else ""
        notes = " ".join(filter(None, (chart.note, simulated)))
        drawing = base64.b64encode(chart.svg.encode()).decode()  # an image can have an alternative text
        html = Markup(
            '<figure style="margin:0 0 1em"><figcaption><strong>{}</strong></figcaption>'
            '<img style="max-width:100%" src="data:image/svg+xml;base64,{}" alt="{}"/>'
            "<p><small>{}</small></p></figure>"
        ).format(chart.caption, drawing, chart.alt, notes)
        text = f"{chart.caption}. {chart.alt} {notes}".strip()
        return {"text/plain": text, "text/html": str(html), "image/svg+xml": chart.svg}
