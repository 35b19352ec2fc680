"""The edition opened by other programs: Chromium and Poppler."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from debian_tools import tool
from pypdf import PdfReader

TIMEOUT = 120


def _browse(edition: Path, profile: Path, *args: str) -> subprocess.CompletedProcess[str]:
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    page = (edition / "bao-cao.html").as_uri()
    command = [tool("chromium", "google-chrome", "chrome"), *flags, f"--user-data-dir={profile}", *args, page]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=TIMEOUT)


def test_a_browser_shows_the_page_as_it_was_written(edition: Path, tmp_path: Path) -> None:
    done = _browse(edition, tmp_path, "--enable-logging=stderr", "--dump-dom")
    assert done.returncode == 0, done.stderr
    assert "CONSOLE" not in done.stderr, done.stderr
    assert re.search(r"<h1[^>]*>", done.stdout)
    assert done.stdout.count("<data ") > 300
    assert "Tỷ lệ hộ nghèo theo xã, thị trấn" in done.stdout


def test_a_browser_prints_the_page_without_its_navigation(edition: Path, tmp_path: Path) -> None:
    printed = tmp_path / "printed.pdf"
    done = _browse(edition, tmp_path / "profile", f"--print-to-pdf={printed}", "--no-pdf-header-footer")
    assert done.returncode == 0, done.stderr
    # Chromium takes accented letters from a fallback font if needed, which gives spaces in the extracted text.
    pages = ["".join(page.extract_text().split()) for page in PdfReader(printed).pages]
    assert 8 <= len(pages) <= 40
    assert "CỘNGHÒAXÃHỘICHỦNGHĨAVIỆTNAM" in pages[0]
    assert "Mụclục" not in pages[0]
    assert "13.392triệuđồng" in "".join(pages)


def test_poppler_reads_every_accent_and_only_embedded_fonts(edition: Path) -> None:
    pdf = str(edition / "bao-cao.pdf")
    command = [tool("pdftotext"), "-enc", "UTF-8", pdf, "-"]
    text = subprocess.run(command, check=True, capture_output=True, timeout=TIMEOUT).stdout
    words = " ".join(text.decode().split())
    for sentence in ("Đa dạng hóa sinh kế, phát triển mô hình giảm nghèo", "thị trấn có 62 hộ nghèo, chiếm 3,77%"):
        assert sentence in words
    listed = subprocess.run([tool("pdffonts"), pdf], check=True, capture_output=True, text=True, timeout=TIMEOUT).stdout
    fonts = [line.split() for line in listed.splitlines()[2:]]
    assert fonts
    assert all("yes" in font for font in fonts), listed
    assert len({font[0].split("+")[-1].split("-")[0] for font in fonts}) == 1, listed
