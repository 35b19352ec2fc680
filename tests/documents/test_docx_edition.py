"""The example's Word file says what the page and the PDF say, also when another program opens it."""

from __future__ import annotations

import csv
import re
import subprocess
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from bs4 import BeautifulSoup, Tag
from debian_tools import tool
from docx.table import Table
from docx.text.paragraph import Paragraph
from pypdf import PdfReader

from analysis.tables import Inputs

TIMEOUT = 180

FORM_STYLES = {"Title", "Subtitle", "Recipients", "Annex Title", "Annex Reference", "TOC Heading"}
"""Of what the page sets in another way: head, annexes' heads, contents."""

_PAGE_ONLY = "header, h1, .recipients, footer, .notes, .explained, .annex-title, .attached, sup.call, .hint"


@pytest.fixture(scope="module")
def word(edition: Path) -> Path:
    return edition / "bao-cao.docx"


@pytest.fixture(scope="module")
def printed(word: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What LibreOffice prints of the Word file, as text."""
    tool("lowriter")
    folder = tmp_path_factory.mktemp("printed")
    command = [
        tool("soffice", "libreoffice"),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        *("--convert-to", "pdf", "--outdir", str(folder), str(word)),
    ]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=TIMEOUT)
    pdf = folder / "bao-cao.pdf"
    assert pdf.is_file(), done.stdout + done.stderr
    read = [tool("pdftotext"), "-enc", "UTF-8", str(pdf), "-"]
    return subprocess.run(read, check=True, capture_output=True, timeout=TIMEOUT).stdout.decode()


def _without_furniture(pages: str, word: Path) -> str:
    """Take out page numbers, headers and footers: a number and its unit may be on two pages."""
    sections = docx.Document(str(word)).sections
    parts = [p.text for s in sections for part in (s.header, s.footer) for p in part.paragraphs if p.text.strip()]
    words = "|".join(r"\s+".join(map(re.escape, part.split())) for part in sorted(set(parts), key=len, reverse=True))
    return re.sub(rf"^(?:\f\d+|\f?(?:{words}))$", " ", pages, flags=re.M)


def _line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _page_text(edition: Path) -> BeautifulSoup:
    page = BeautifulSoup((edition / "bao-cao.html").read_text(encoding="utf-8"), "html.parser")
    for part in page.select(_PAGE_ONLY):
        part.decompose()
    return page


def _page_lines(edition: Path) -> Iterator[str]:
    """Yield headings, paragraphs, captions and cells of the page, as it orders them."""
    for sheet in _page_text(edition).select("article.sheet"):
        for part in sheet.find_all(["h2", "h3", "h4", "h5", "h6", "p", "caption", "th", "td", "figcaption"]):
            assert isinstance(part, Tag)
            if part.name == "figcaption":
                # Its notes are paragraphs, which come next.
                yield _line("".join(c.get_text() for c in part.children if not (isinstance(c, Tag) and c.name == "p")))
            else:
                yield _line(part.get_text())


def _word_lines(word: Path) -> Iterator[str]:
    for block in docx.Document(str(word)).iter_inner_content():
        if isinstance(block, Paragraph):
            style = str(block.style.name) if block.style else ""
            if style not in FORM_STYLES and not style.startswith("toc"):
                yield _line(block.text)
        elif isinstance(block, Table) and block.style and block.style.name == "Data Table":
            yield from (_line(cell.text) for row in block.rows for cell in row.cells)


def test_every_paragraph_and_cell_is_that_of_the_page(edition: Path, word: Path) -> None:
    page = [line.casefold() for line in _page_lines(edition) if line]
    lines = [line.casefold() for line in _word_lines(word) if line]
    assert len(page) > 900
    assert lines == page


def test_every_word_stands_in_the_pdf_as_often(edition: Path, word: Path) -> None:
    pages = " ".join(page.extract_text() for page in PdfReader(edition / "bao-cao.pdf").pages)
    ours = Counter(_words(" ".join(_word_lines(word))))
    missing = ours - Counter(_words(pages))
    assert not missing, missing


def _words(text: str) -> list[str]:
    # The PDF may break a line at a hyphen.
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).casefold())


def test_libreoffice_prints_every_figure_of_the_page(edition: Path, word: Path, printed: str) -> None:
    text = _without_furniture(printed, word)
    with (edition / "figures.csv").open(encoding="utf-8-sig", newline="") as stream:
        known = {row["printed"] for row in csv.DictReader(stream)}
    narrative = _page_text(edition)
    shown = {_line(data.get_text()) for data in narrative.select("article.sheet data.figure")}
    assert len(shown & {_line(text) for text in known}) > 200
    missing = [number for number in sorted(shown) if not re.search(_pattern(number), text)]
    assert not missing, missing


def _pattern(printed_number: str) -> str:
    """Digits are adjacent; a letter that the font lacks may be apart from the next."""
    pieces = re.findall(r"[\d.,/]+|\S", printed_number)
    return r"(?<![\d.,])" + r"\s*".join(re.escape(piece) for piece in pieces) + r"(?!(?<=\d)\d)"


def test_libreoffice_shows_footnotes_page_numbers_and_the_form(printed: str) -> None:
    pages = [_line(page) for page in printed.split("\f")]
    first = pages[0]
    for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "BÁO CÁO", "Kính gửi"):
        assert words in first, words
    foot = "".join(first.split()).partition("LạngSơn1")[2]
    assert "Nơinhậnđượcsuyratừvănbảnyêucầubáocáo" in foot, "at the foot of the page where it is called"
    assert not re.match(r"1\b", first) and re.match(r"2\b", pages[1])
    contents = next(page for page in pages if "MỤC LỤC" in page)
    assert re.search(r"I\. Công tác chỉ đạo điều hành\.+ ?1\b", contents), "LibreOffice computes the contents' pages"


def test_headings_follow_each_other_without_gaps(word: Path) -> None:
    styles = [p.style.name for p in docx.Document(str(word)).paragraphs if p.style and p.style.name.startswith("Head")]
    levels = [int(name.split()[-1]) for name in styles if name != "Header"]
    assert levels[0] == 1 and levels.count(1) >= 4 and {1, 2, 3, 4, 5} == set(levels)


def test_no_household_path_or_code_travels_in_the_word_file(word: Path, inputs: Inputs) -> None:
    with zipfile.ZipFile(word) as package:
        texts = [package.read(name).decode() for name in package.namelist() if not name.endswith(".png")]
    for words in ("household_id", "score_b1", "households.csv:", "Traceback", "%%narrative", "/tmp/", "{capital."):
        assert not any(words in text for text in texts), words
    assert inputs["households"].file
