"""Figures of a unit over years.

Rates of reviews under different poverty standards, and of a unit before and after a change of its territory, are shown
side by side but never subtracted or connected by a line.
"""

from analysis.sections.trends.indicators import GROUPINGS, INDICATORS, WHOLE, Indicator
from analysis.sections.trends.series import Break, Change, Series, Trend, Year, Years, ranked, trend_of

__all__ = [
    "GROUPINGS",
    "INDICATORS",
    "WHOLE",
    "Break",
    "Change",
    "Indicator",
    "Series",
    "Trend",
    "Year",
    "Years",
    "ranked",
    "trend_of",
]
