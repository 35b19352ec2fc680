"""The nbconvert exporter of HTML."""

from __future__ import annotations

from typing import Any

from analysis.publish.document import Document
from analysis.publish.exporter import DocumentExporter
from analysis.publish.html_page import render_html


class ReportHTMLExporter(DocumentExporter):
    """`jupyter nbconvert --to baocao-html`: the report as one page that needs nothing from elsewhere."""

    export_from_notebook = "Báo cáo (HTML)"
    output_mimetype = "text/html"
    suffix = ".html"

    def make(self, document: Document, resources: dict[str, Any]) -> str:
        """Return the page."""
        return render_html(document)
