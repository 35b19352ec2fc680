"""PDF through Typst: neither LaTeX nor a browser is needed."""

from __future__ import annotations

from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import List, Unicode, default

from analysis.publish.document import Document, read_document
from analysis.publish.errors import ExportError
from analysis.publish.fonts import chosen_font
from analysis.publish.outline import numbered
from analysis.publish.typesetting import typeset
from analysis.publish.typst_source import typst_source


def render_pdf(document: Document, font: str | None = None) -> bytes:
    """Return the PDF of a document; the same document and font give the same bytes.

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
    source = typst_source(numbered(document), family)
    try:
        return typeset(source, archivable=document.date is not None)
    except ExportError as error:
        raise ExportError(f"PDF in {family}: {error}") from error


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
        """Return the PDF and the resources, whose `["baocao"]["font"]` says what it is set in."""
        notebook, resources = super().from_notebook_node(nb, resources, **kwargs)
        document = read_document(notebook, self.title or None)
        wished = (*self.fonts, *document.fonts)
        family = chosen_font(wished)
        if wished and family.casefold() != wished[0].casefold():
            self.log.warning("font %s is not installed; the PDF is set in %s", wished[0], family)
        resources["baocao"] = {**resources.get("baocao", {}), "font": family}
        return render_pdf(document, family), resources
