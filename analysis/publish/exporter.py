"""The base class of the nbconvert exporters."""

from __future__ import annotations

from typing import Any, ClassVar

from nbconvert.exporters import Exporter
from nbconvert.utils.exceptions import ConversionException
from nbformat import NotebookNode
from traitlets import Unicode, default

from analysis.publish.document import Document, read_document
from analysis.publish.printed_text import ExportError


class ReportedExportError(ExportError, ConversionException):
    """An `ExportError` that nbconvert's command line shows as a message without a traceback."""


class DocumentExporter(Exporter):
    """An exporter of one executed notebook; its subclasses render the document."""

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
