"""Comparison: read a written report and find the numbers that contradict each other or the data.

What lives here: extracting text from a file (`reading`), parsing it into blocks, sentences and quantities (`blocks`,
`mentions`, `quantities`, `text`), one module for each kind of contradiction, and their results (`findings`). What
does not: checks of our own tables and figures (`checks`), printing for the terminal (`cli`).

A detector reports only unambiguous contradictions: if any reading of the words makes the numbers agree, it reports
nothing.
"""

from analysis.comparison.findings import Finding
from analysis.comparison.knowledge import Knowledge
from analysis.comparison.reading import UnreadableReportError, read_lines
from analysis.comparison.runner import compare_text
from analysis.comparison.text import Text, read_text

__all__ = ["Finding", "Knowledge", "Text", "UnreadableReportError", "compare_text", "read_lines", "read_text"]
