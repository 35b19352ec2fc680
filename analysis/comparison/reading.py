"""Read a report (plain text, Markdown, Word, PDF or HTML) as lines of text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import Tag
_BLOCKS = [
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "div",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "figcaption",
    "figure",
    "nav",
    "aside",
    "pre",
    "br",
    "body",
    "html",
]


class UnreadableReportError(Exception):
    """A report from which no text can be extracted; the message says why and what to do."""


def read_lines(path: Path) -> list[str]:
    """Read the lines of a report.

    Parameters
    ----------
    path
        A `.txt`, `.md`, `.docx`, `.pdf`, `.html` or `.htm` file.

    Returns
    -------
    list[str]
        Lines of text; tables have their cells between bars.

    Raises
    ------
    UnreadableReportError
        When the file is missing, of another kind, damaged, or contains no text (a scan).
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(_READERS)
        raise UnreadableReportError(f"{path}: không đọc được loại tệp “{path.suffix}”; cần một trong: {known}.")
    try:
        lines = reader(path)
    except UnreadableReportError:
        raise
    except OSError as error:
        raise UnreadableReportError(f"{path}: không mở được tệp ({error.strerror or error}).") from error
    except Exception as error:
        raise UnreadableReportError(f"{path}: tệp hỏng hoặc không đúng định dạng {path.suffix} ({error}).") from error
    if not any(line.strip() for line in lines):
        raise UnreadableReportError(
            f"{path}: không có chữ nào (bản quét ảnh?); cần bản có chữ, hoặc nhận dạng chữ (OCR) trước."
        )
    return lines


def _read_plain(path: Path) -> list[str]:
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "utf-16") if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return content.decode(encoding).splitlines()
        except UnicodeDecodeError:
            continue
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16").splitlines()
    try:
        return content.decode("cp1258").splitlines()
    except UnicodeDecodeError:
        raise UnreadableReportError(f"{path}: chữ không phải UTF-8; lưu lại tệp theo UTF-8.") from None


def _read_word(path: Path) -> list[str]:
    from docx import Document  # noqa: PLC0415 - heavy, and only for this kind of file
    from docx.table import Table  # noqa: PLC0415 - heavy, and only for this kind of file

    lines: list[str] = []
    for part in Document(str(path)).iter_inner_content():
        if isinstance(part, Table):
            lines.append("")
            for row in part.rows:
                lines.append("| " + " | ".join(" ".join(cell.text.split()) for cell in row.cells) + " |")
            lines.append("")
        else:
            style = (part.style.name or "") if part.style else ""
            marker = "- " if style.startswith("List Bullet") else ""
            lines += [marker + text for text in part.text.split("\n")]
            lines.append("")
    return lines


def _read_pdf(path: Path) -> list[str]:
    import pypdfium2  # noqa: PLC0415 - heavy, and only for this kind of file

    from analysis.comparison.pdf_pages import read_pages  # noqa: PLC0415 - only for this kind of file

    document = pypdfium2.PdfDocument(path)
    try:
        return read_pages(document)
    finally:
        document.close()


def _read_html(path: Path) -> list[str]:
    from bs4 import BeautifulSoup  # noqa: PLC0415 - heavy, and only for this kind of file

    soup = BeautifulSoup(path.read_bytes(), "html.parser")
    for tag in soup(["script", "style", "noscript", "template", "svg", "nav", "title"]):
        tag.decompose()
    lines: list[str] = []
    for chunk in _chunks(soup.body or soup):
        lines += [chunk, ""] if not chunk.startswith("|") else [chunk]
    return lines


def _chunks(tag: Tag) -> Iterator[str]:
    """Yield the text of every block, a table row by row."""
    from bs4 import Tag as Element  # noqa: PLC0415 - heavy, and only for this kind of file

    inline: list[str] = []

    def flush() -> Iterator[str]:
        text = " ".join("".join(inline).split())
        inline.clear()
        if text:
            yield text

    for child in tag.children:
        if isinstance(child, Element) and child.name == "table":
            yield from flush()
            yield ""
            for row in child.find_all("tr"):
                cells = [" ".join(c.get_text(" ").split()) for c in row.find_all(["td", "th"])]
                yield "| " + " | ".join(cells) + " |"
            yield ""
        elif isinstance(child, Element) and (child.name in _BLOCKS or child.find(_BLOCKS)):
            yield from flush()
            mark = "- " if child.name == "li" else "# " if re.fullmatch(r"h[1-6]", child.name) else ""
            for number, chunk in enumerate(_chunks(child)):
                yield (mark if not number else "") + chunk
        elif isinstance(child, Element):
            inline.append(child.get_text())
        elif type(child).__name__ == "NavigableString":
            inline.append(str(child))
    yield from flush()


_READERS: dict[str, Callable[[Path], list[str]]] = {
    ".txt": _read_plain,
    ".md": _read_plain,
    ".docx": _read_word,
    ".pdf": _read_pdf,
    ".html": _read_html,
    ".htm": _read_html,
}
