"""Figures: the numbers of the report, each with its formula, parents, source rows and provenance.

Contains the `Figure`, the `FigureBook` that computes figures from tables, and all formatting of numbers. Does not
contain the list of figures of a section (`sections`) or sentences (`narrative`).
"""

from analysis.figures.book import FigureBook
from analysis.figures.figure import Bounds, Cells, Figure, Phrase, Source, SummaryTable
from analysis.figures.formatting import format_number, parse_number, round_half_up
from analysis.figures.measures import Measure

__all__ = [
    "Bounds",
    "Cells",
    "Figure",
    "FigureBook",
    "Measure",
    "Phrase",
    "Source",
    "SummaryTable",
    "format_number",
    "parse_number",
    "round_half_up",
]
