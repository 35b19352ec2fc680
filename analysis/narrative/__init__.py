"""Narrative: how notebooks tell the report. Sentences stand in the notebooks; here is what prints figures into them.

What lives here: the call that opens sections, the cell magic `%%narrative`, the blocks of a document, and how they
show themselves in a notebook. What does not: computing (`sections`), drawing (`charts`), exporting (`publish`).
"""

from analysis.narrative.notebook_api import Workbook, open_sections
from analysis.narrative.opened import NarrativeError

__all__ = ["NarrativeError", "Workbook", "open_sections"]
