"""Sections: pure functions from a unit's tables to the figures, phrases and summary tables of the report.

Contains the figures of each section and how they are computed. Does not contain sentences (in the notebooks), charts
(`charts`) or checks (`checks`).
"""

from analysis.sections.registry import SECTIONS, build_all, build_section
from analysis.sections.section import Section

__all__ = ["SECTIONS", "Section", "build_all", "build_section"]
