"""The report as a Word document that can be edited further.

`text` makes elements of WordprocessingML, `blocks` the blocks of the report, `rendering` the file with letterhead,
contents, headers and footers. Formats are named styles in `templates/word-styles.xml`. Heading numbers, wording and
marks are those of the PDF. `python-docx` packs the parts and writes the properties; its interface has no footnotes and
no repeated header rows, and adds rows slowly.
"""

from analysis.publish.word.rendering import render_docx

__all__ = ["render_docx"]
