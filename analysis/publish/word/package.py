"""The parts of a Word file, packed so that the same document gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime, time
from importlib.resources import files

from analysis.publish.document import Document
from analysis.publish.printed_text import clean_text
from analysis.publish.word.charts import Picture
from analysis.publish.word.pages import EMPTY, EXPLAINED, FIRST, HEADER

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest day a zip file can name; the document's own day stands in its properties."""

_UNDATED = datetime(1980, 1, 1)


@dataclass(frozen=True)
class Parts:
    """The parts that differ from document to document, as bytes."""

    document: bytes
    footnotes: bytes
    numbering: bytes
    header: bytes
    first: bytes
    explained: bytes
    empty: bytes
    pictures: tuple[Picture, ...] = ()


def packed(parts: Parts, document: Document) -> bytes:
    """Return the file.

    Parameters
    ----------
    parts
        Its parts.
    document
        Tells the properties of the file: title, author and date, none of them from the clock or the machine.
    """
    from docx.opc.constants import CONTENT_TYPE as CT  # noqa: PLC0415 - heavy, and only for this format
    from docx.opc.constants import RELATIONSHIP_TYPE as RT  # noqa: PLC0415
    from docx.opc.packuri import PackURI  # noqa: PLC0415
    from docx.opc.part import Part  # noqa: PLC0415
    from docx.package import Package  # noqa: PLC0415

    package = Package()
    main = Part(PackURI("/word/document.xml"), CT.WML_DOCUMENT_MAIN, parts.document, package)
    package.relate_to(main, RT.OFFICE_DOCUMENT)
    placed = [
        ("styles", RT.STYLES, CT.WML_STYLES, "styles.xml", _template("word-styles.xml")),
        ("settings", RT.SETTINGS, CT.WML_SETTINGS, "settings.xml", _template("word-settings.xml")),
        ("numbering", RT.NUMBERING, CT.WML_NUMBERING, "numbering.xml", parts.numbering),
        ("footnotes", RT.FOOTNOTES, CT.WML_FOOTNOTES, "footnotes.xml", parts.footnotes),
        (HEADER, RT.HEADER, CT.WML_HEADER, "header1.xml", parts.header),
        (FIRST, RT.HEADER, CT.WML_HEADER, "header2.xml", parts.first),
        (EXPLAINED, RT.FOOTER, CT.WML_FOOTER, "footer1.xml", parts.explained),
        (EMPTY, RT.FOOTER, CT.WML_FOOTER, "footer2.xml", parts.empty),
    ]
    placed += [(p.relation, RT.IMAGE, CT.PNG, f"media/{p.relation}.png", p.png) for p in parts.pictures]
    for relation, kind, content_type, name, content in placed:
        main.load_rel(kind, Part(PackURI(f"/word/{name}"), content_type, content, package), relation)
    _describe(package.core_properties, document)
    written = io.BytesIO()
    package.save(written)
    return _undated(written)


def _describe(properties: object, document: Document) -> None:
    day = datetime.combine(document.date, time()) if document.date else _UNDATED
    known = {
        "title": clean_text(document.title)[:255],
        "author": clean_text(document.author)[:255],
        "last_modified_by": clean_text(document.author)[:255],
        "language": "vi-VN",
        "created": day,
        "modified": day,
        "revision": 1,
    }
    for name, value in known.items():
        setattr(properties, name, value)


def _undated(written: io.BytesIO) -> bytes:
    """Return the package without the times at which its parts were written."""
    again = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return again.getvalue()


def _template(name: str) -> bytes:
    return files("analysis.publish").joinpath("templates", name).read_bytes()
