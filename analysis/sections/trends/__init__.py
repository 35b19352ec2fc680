"""Figures over years: what a unit's years have in common, compared only where they may be.

Rates of reviews under different poverty standards, and of a unit before and after its territory changed, stand side by
side and are never subtracted or joined.
"""

from analysis.sections.trends.indicators import GROUPINGS, INDICATORS, WHOLE, Indicator
from analysis.sections.trends.series import Break, Change, Series, Trend, Year, ranked, trend_of
from analysis.sections.trends.years import Years

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
