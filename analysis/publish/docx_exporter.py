"""nbconvert exporter for Word, from the same document as HTML and PDF."""

from __future__ import annotations

from typing import Any

from analysis.publish.document import Document
from analysis.publish.exporter import DocumentExporter


class ReportDOCXExporter(DocumentExporter):
    """`jupyter nbconvert --to baocao-docx`: the report as an editable Word document."""

    export_from_notebook = "Báo cáo (Word)"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    suffix = ".docx"

    def make(self, document: Document, resources: dict[str, Any]) -> bytes:
        """Return the Word file of a document."""
        from analysis.publish.word import render_docx  # noqa: PLC0415 - nbconvert loads every exporter to list them

        return render_docx(document)
