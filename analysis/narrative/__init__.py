"""Narrative: from computed sections to the blocks of the document. The sentences themselves are in the notebooks.

In this room: `open_sections`, the cell magic `%%narrative`, the blocks of a document and their preview in a notebook.
Elsewhere: computing (`sections`), drawing (`charts`), rendering documents (`publish`).
"""

from analysis.narrative.notebook_api import Report, open_sections
from analysis.narrative.opened import NarrativeError

__all__ = ["NarrativeError", "Report", "open_sections"]
