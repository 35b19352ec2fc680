"""Sections: pure functions from a unit's tables to the figures, words and tables of each part of the report.

What lives here: which numbers each section has and how they are computed. What does not: sentences (they stand in
the notebooks), drawing (`charts`), statements that must hold (`checks`).
"""

from analysis.sections.registry import SECTIONS, build_all, build_section
from analysis.sections.section import Section

__all__ = ["SECTIONS", "Section", "build_all", "build_section"]
