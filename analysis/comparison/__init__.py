"""Comparison: reading a written report and telling which of its numbers contradict each other or the data.

What lives here: getting text out of a file (`reading`), making it blocks, sentences and quantities (`blocks`,
`mentions`, `quantities`, `text`), one module for each kind of contradiction, and what they find (`findings`). What
does not: checks of our own tables and figures (`checks`), printing for the terminal (`cli`).

A detector alarms only where the words leave one reading: where any reading makes the numbers fit, it is silent.
"""

from analysis.comparison.findings import Finding
from analysis.comparison.knowledge import Knowledge
from analysis.comparison.reading import UnreadableReportError, read_lines
from analysis.comparison.runner import compare_text
from analysis.comparison.text import Text, read_text

__all__ = ["Finding", "Knowledge", "Text", "UnreadableReportError", "compare_text", "read_lines", "read_text"]
