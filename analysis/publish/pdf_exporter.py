"""The nbconvert exporter of PDF."""

from __future__ import annotations

from typing import Any

from traitlets import List, Unicode

from analysis.publish.document import Document
from analysis.publish.exporter import DocumentExporter
from analysis.publish.fonts import chosen_font
from analysis.publish.pdf import render_pdf


class ReportPDFExporter(DocumentExporter):
    """`jupyter nbconvert --to baocao-pdf`: the report in the form of Nghị định 30/2020/NĐ-CP."""

    export_from_notebook = "Báo cáo (PDF)"
    output_mimetype = "application/pdf"
    suffix = ".pdf"

    fonts = List(Unicode(), help="Font families to prefer, before those of the notebook.").tag(config=True)

    def make(self, document: Document, resources: dict[str, Any]) -> bytes:
        """Return the PDF; `resources["baocao"]["font"]` says what it is set in."""
        wished = (*self.fonts, *document.fonts)
        family = chosen_font(wished)
        if wished and family.casefold() != wished[0].casefold():
            self.log.warning("font %s is not installed; the PDF is set in %s", wished[0], family)
        resources["baocao"] = {**resources.get("baocao", {}), "font": family}
        return render_pdf(document, family)
