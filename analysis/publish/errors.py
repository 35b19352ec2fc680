"""What stops an exporter."""

from __future__ import annotations


class ExportError(Exception):
    """A notebook that cannot become a document; the message says which cell and why."""
