"""What stops an exporter."""

from __future__ import annotations

from nbconvert.utils.exceptions import ConversionException


class ExportError(ConversionException):
    """A notebook that cannot become a document; the message says which cell and why."""
