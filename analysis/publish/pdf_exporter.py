"""PDF through Typst: neither LaTeX nor a browser is needed."""

from __future__ import annotations

from typing import Any

import typst
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import List, Unicode, default

from analysis.publish.document import Document, read_document
from analysis.publish.errors import ExportError
from analysis.publish.fonts import chosen_font, undisplayed
from analysis.publish.outline import numbered
from analysis.publish.typst_source import typst_source


def render_pdf(document: Document, font: str | None = None) -> bytes:
    """Return the PDF of a document; the same document gives the same bytes.

    Parameters
    ----------
    document
        As `read_document` returns it.
    font
        An installed family; else chosen by `chosen_font`.

    Raises
    ------
    ExportError
        When the font lacks a character, or Typst has anything to object.
    """
    family = font or chosen_font(document.fonts)
    compiler = typst.Compiler(typst_source(numbered(document), family).encode())
    try:
        pdf, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=_standards(document))
    except typst.TypstError as error:
        raise ExportError(_explained(error, family)) from error
    if warnings:
        raise ExportError("Typst warns: " + "; ".join(str(warning.message) for warning in warnings))
    if not isinstance(pdf, bytes):
        raise ExportError("Typst gave no PDF")
    return pdf


class ReportPDFExporter(Exporter):
    """`jupyter nbconvert --to baocao-pdf`: the report in the form of Nghị định 30/2020/NĐ-CP."""

    export_from_notebook = "Báo cáo (PDF)"
    output_mimetype = "application/pdf"

    title = Unicode("", help="Title of the document; else the notebook's own.").tag(config=True)
    fonts = List(Unicode(), help="Font families to prefer, before those of the notebook.").tag(config=True)

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the PDF and the resources, to which `baocao.font` is added."""
        notebook, resources = super().from_notebook_node(nb, resources, **kwargs)
        document = read_document(notebook, self.title or None)
        wished = (*self.fonts, *document.fonts)
        family = chosen_font(wished)
        if wished and family.casefold() != wished[0].casefold():
            self.log.warning("font %s is not installed; the PDF is set in %s", wished[0], family)
        resources["baocao"] = {**resources.get("baocao", {}), "font": family}
        return render_pdf(document, family), resources


def _standards(document: Document) -> Any:
    """Accessible and archivable; PDF/A needs a date, so a document without one is only accessible."""
    return ["a-3a", "ua-1"] if document.date else ["ua-1"]


def _explained(error: typst.TypstError, family: str) -> str:
    missing = undisplayed(str(error.diagnostic))
    if missing:
        named = ", ".join(f"“{c}” (U+{ord(c):04X})" for c in missing)
        return f"the font {family} lacks these characters: {named}"
    return f"Typst cannot set the document: {error.message} {' '.join(error.hints)}".strip()
