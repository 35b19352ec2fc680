"""The report as a Word document that can be edited further.

Elements of WordprocessingML are made here: `text` has paragraphs, runs, footnotes and lists, `tables` and `blocks` the
blocks of the report, `form` letterhead, contents, headers and footers, `rendering` the file. Formats are named styles
in `templates/word-styles.xml`. Heading numbers, wording and marks are those of the PDF. `python-docx` packs the parts
and writes the properties; its interface has no footnotes and no repeated header rows, and adds rows slowly.
"""

from analysis.publish.word.rendering import render_docx

__all__ = ["render_docx"]
