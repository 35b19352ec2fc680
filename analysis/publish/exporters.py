"""The nbconvert exporters of one executed notebook: `jupyter nbconvert --to baocao-html` (`-pdf`, `-docx`)."""

from __future__ import annotations

from typing import Any, ClassVar

from nbconvert.exporters import Exporter
from nbconvert.utils.exceptions import ConversionException
from nbformat import NotebookNode
from traitlets import List, Unicode, default

from analysis.publish.document import Document, read_document
from analysis.publish.fonts import chosen_font
from analysis.publish.printed_text import ExportError


class ReportedExportError(ExportError, ConversionException):
    """An `ExportError` that nbconvert's command line shows as a message without a traceback."""


class DocumentExporter(Exporter):
    """Base of the exporters; subclasses render the document, importing their renderer only then.

    nbconvert loads every exporter to list them.
    """

    suffix: ClassVar[str]

    title = Unicode("", help="Title of the document; else the notebook's own.").tag(config=True)

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return self.suffix

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[str | bytes, dict[str, Any]]:
        """Return the file's content and the resources.

        Raises
        ------
        ReportedExportError
            When the notebook cannot become a document.
        """
        notebook, resources = self._preprocessed(nb, resources, **kwargs)
        try:
            return self.make(read_document(notebook, self.title), resources), resources
        except ExportError as error:
            raise ReportedExportError(str(error)) from error

    def _preprocessed(
        self, nb: NotebookNode, resources: dict[str, Any] | None, **kwargs: Any
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Run the preprocessors that the user enabled.

        Without any, nbconvert's own method is skipped: it makes three copies of the notebook and validates it after
        each preprocessor, enabled or not, which takes longer than typesetting the PDF.
        """
        if any(getattr(step, "enabled", True) for step in self._preprocessors):
            return super().from_notebook_node(nb, resources, **kwargs)
        return nb, self._init_resources(resources)

    def make(self, document: Document, resources: dict[str, Any]) -> str | bytes:
        """Return the file; further facts about it go into the resources."""
        raise NotImplementedError


class ReportHTMLExporter(DocumentExporter):
    """The report as one page that needs nothing from elsewhere."""

    export_from_notebook = "Báo cáo (HTML)"
    output_mimetype = "text/html"
    suffix = ".html"

    def make(self, document: Document, resources: dict[str, Any]) -> str:
        """Return the page."""
        from analysis.publish.html_page import render_html  # noqa: PLC0415

        return render_html(document)


class ReportPDFExporter(DocumentExporter):
    """The report in the form of Nghị định 30/2020/NĐ-CP."""

    export_from_notebook = "Báo cáo (PDF)"
    output_mimetype = "application/pdf"
    suffix = ".pdf"

    fonts = List(Unicode(), help="Font families to prefer, before those of the notebook.").tag(config=True)

    def make(self, document: Document, resources: dict[str, Any]) -> bytes:
        """Return the PDF; `resources["baocao"]["font"]` is the family that it is set in."""
        from analysis.publish.pdf import render_pdf  # noqa: PLC0415

        wished = (*self.fonts, *document.fonts)
        family = chosen_font(wished)
        if wished and family.casefold() != wished[0].casefold():
            self.log.warning("font %s is not installed; the PDF is set in %s", wished[0], family)
        resources["baocao"] = {**resources.get("baocao", {}), "font": family}
        return render_pdf(document, family)


class ReportDOCXExporter(DocumentExporter):
    """The report as an editable Word document."""

    export_from_notebook = "Báo cáo (Word)"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    suffix = ".docx"

    def make(self, document: Document, resources: dict[str, Any]) -> bytes:
        """Return the Word file."""
        from analysis.publish.word import render_docx  # noqa: PLC0415

        return render_docx(document)
