"""The charts over years of the report: drawn when the project holds an earlier year of the unit, and only then."""

from __future__ import annotations

from analysis.charts.drawing import Chart
from analysis.charts.trends import small_multiples, trend_lines
from analysis.narrative.report import Report
from analysis.sections.trends import INDICATORS, WHOLE, Trend, trend_of


def poverty_over_years(workbook: Report) -> Chart | None:
    """Draw the poverty incidence of the unit over its years up to this one."""
    trend = _trend(workbook, "poor_rate")
    return trend_lines(trend) if trend else None


def poverty_over_years_by_commune(workbook: Report) -> Chart | None:
    """Draw the same of every commune, in small fields of one scale; not when no two years may be compared."""
    trend = _trend(workbook, "poor_rate", "commune")
    comparable = trend is not None and any(len(run) > 1 for run in trend.runs(trend.whole))
    return small_multiples(trend) if trend and comparable else None


def disbursement_over_years(workbook: Report) -> Chart | None:
    """Draw the disbursement rate of each year's plan, as it was reported that year."""
    trend = _trend(workbook, "disbursement_rate")
    return trend_lines(trend) if trend else None


def _trend(workbook: Report, indicator: str, grouping: str = WHOLE) -> Trend | None:
    """Follow an indicator; `None` when this report does not tell it, this year has no value, or no other year has."""
    told = INDICATORS[indicator].section in workbook.books
    if not told or workbook.years is None or len(workbook.years.numbers) < 2:
        return None
    trend = trend_of(workbook.years, indicator, grouping)
    return trend if workbook.inputs.year in trend.whole.figures and len(trend.whole.figures) > 1 else None
