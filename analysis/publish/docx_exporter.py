"""Word, from the same document as HTML and PDF."""

from __future__ import annotations

from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import Unicode, default

from analysis.publish.document import read_document


class ReportDOCXExporter(Exporter):
    """`jupyter nbconvert --to baocao-docx`: the report as a Word document, to be edited further."""

    export_from_notebook = "Báo cáo (Word)"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    title = Unicode("", help="Title of the document; else the notebook's own.").tag(config=True)

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".docx"

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the Word file and the resources."""
        from analysis.publish.word import render_docx  # noqa: PLC0415 - nbconvert loads every exporter to list them

        notebook, resources = super().from_notebook_node(nb, resources, **kwargs)
        return render_docx(read_document(notebook, self.title or None)), resources
