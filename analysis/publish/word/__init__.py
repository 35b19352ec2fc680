"""The report as a Word document that an officer can go on editing.

What lives here: WordprocessingML for each block, one module a kind of block, and the package around it. Looks stand
in `templates/word-styles.xml`, as named styles. What does not: numbers of headings, wording, marks and widths of
columns, which are those of the PDF. `python-docx` packs the parts and writes the properties; its own way of adding
rows and runs knows neither footnotes nor repeated headings, and is slow on tables of hundreds of rows, so elements are
made here.
"""

from analysis.publish.word.rendering import render_docx

__all__ = ["render_docx"]
