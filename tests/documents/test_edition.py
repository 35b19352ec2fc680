"""The published edition: complete, byte-identical between runs, with every published number on its pages."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from analysis.checks import compare_published
from analysis.figures import Figure
from analysis.publish.records import inert
from analysis.reference import Project
from analysis.tables import Inputs

FILES = (
    "bao-cao.html",
    "bao-cao.pdf",
    "bao-cao.docx",
    "so-lieu.xlsx",
    "figures.csv",
    "lineage.json",
    "checks.csv",
    "manifest.json",
)

OWN_NOUNS = {"pano": "pa nô", "cộng tác viên": "người", "học viên": "người"}
"""Nouns of the published report, and the standard nouns that this report uses instead."""


@pytest.fixture(scope="module")
def pages(edition: Path) -> list[str]:
    return [_plain(page.extract_text()) for page in PdfReader(edition / "bao-cao.pdf").pages]


@pytest.fixture(scope="module")
def html(edition: Path) -> str:
    return (edition / "bao-cao.html").read_text(encoding="utf-8")


def _plain(text: str) -> str:
    """Normalise spaces and Unicode, and remove thousands separators (the published report omits one)."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    return re.sub(r"(?<=\d)\.(?=\d{3}(?!\d))", "", re.sub(r"(?<=\d)\.(?=\d{3}\.)", "", line))


def test_every_file_is_there(edition: Path) -> None:
    assert all((edition / name).stat().st_size > 0 for name in FILES)
    assert len(list((edition / "notebooks").glob("*.ipynb"))) == 16


def test_two_runs_in_fresh_processes_give_the_same_bytes(edition: Path, run_again: Callable[[], Path]) -> None:
    again = run_again()
    for path in sorted(p for p in edition.rglob("*") if p.is_file()):
        name = path.relative_to(edition)
        assert path.read_bytes() == (again / name).read_bytes(), f"{name} differs between two runs"


def test_the_pdf_holds_every_consistent_published_number(
    pages: list[str], inputs: Inputs, figures: Mapping[str, Figure]
) -> None:
    text = " ".join(pages)
    missing = []
    for row in compare_published(inputs, figures):
        if not row.agrees:
            continue
        number, _, unit = row.printed.partition(" ")
        noun = re.escape(OWN_NOUNS.get(unit, unit))
        # "09/11 mô hình": two numbers with one noun
        wanted = rf"(?<![\d,.]){re.escape(_plain(number))}" + (rf"(?:/\d+)? {noun}" if unit else "")
        if not re.search(wanted, text):
            missing.append(f"{row.section} {row.label}: {row.printed}")
    assert not missing, "\n".join(missing)


def test_the_annex_lists_every_contradiction(pages: list[str], inputs: Inputs, figures: Mapping[str, Figure]) -> None:
    start = next(n for n, page in enumerate(pages) if "ĐỐI CHIẾU SỐ LIỆU" in page)
    annex = " ".join(pages[start:])
    for row in compare_published(inputs, figures):
        if not row.agrees:
            assert _plain(row.printed.split()[0]) in annex and _plain(row.recomputed.split()[0]) in annex
    for number in ("3168", "564,04", "1556,04", "3709,04"):
        assert number in annex, "programme and components disagree on what was disbursed"


def test_the_contradicted_numbers_stand_only_in_the_annex(pages: list[str]) -> None:
    start = next(n for n, page in enumerate(pages) if "ĐỐI CHIẾU SỐ LIỆU" in page)
    body = " ".join(pages[:start])
    assert "9131 học sinh" in body and "9185" not in body
    assert "3249,9 triệu đồng" in body and "3750" not in body


def test_the_pdf_has_the_form_of_an_administrative_document(pages: list[str], edition: Path) -> None:
    first = pages[0]
    for words in (
        "ỦY BAN NHÂN DÂN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "BÁO CÁO",
        "Kính gửi",
        "DỰ THẢO",
    ):
        assert words in first, words
    assert re.search(r"Số: +/BC-UBND", first), "a blank number stays blank"
    reader = PdfReader(edition / "bao-cao.pdf")
    width, height = (float(v) / 72 * 25.4 for v in reader.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (210, 297)
    assert reader.metadata and "giảm nghèo bền vững" in str(reader.metadata.title)
    text = " ".join(pages)
    for words in ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nơi nhận", "MỤC LỤC", "Phụ lục III"):
        assert words in text, words


def test_no_page_is_empty(pages: list[str]) -> None:
    assert all(len(page) > 80 for page in pages), [n for n, page in enumerate(pages, 1) if len(page) <= 80]


def test_every_letter_of_the_pdf_comes_from_one_family(edition: Path) -> None:
    families = set()
    for page in PdfReader(edition / "bao-cao.pdf").pages:
        fonts = page["/Resources"].get("/Font", {})  # type: ignore[union-attr]
        families |= {str(font.get_object()["/BaseFont"]).split("+")[-1].split("-")[0] for font in fonts.values()}
    assert len(families) == 1, families


class _Page(HTMLParser):
    """Collects tags, ids, addresses and the language of an HTML page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.lang = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.lang = self.lang or (values.get("lang", "") if tag == "html" else "")
        self.ids += [values["id"]] if "id" in values else []
        self.addresses += [values[name] for name in ("src", "href", "xlink:href") if name in values]


def test_the_html_is_one_self_contained_page(html: str) -> None:
    page = _Page()
    page.feed(html)
    assert page.lang == "vi"
    assert page.tags.count("h1") == 1 and "nav" in page.tags
    assert len(page.ids) == len(set(page.ids)), "ids are unique"
    assert all(a.startswith("#") for a in page.addresses), [a for a in page.addresses if not a.startswith("#")]
    assert page.tags.count("data") > 300 and page.tags.count("svg") >= 6
    targets = {a[1:] for a in page.addresses if a != "#"}
    assert targets <= set(page.ids), targets - set(page.ids)


def test_the_html_shows_no_code_path_or_traceback(html: str, project: Project) -> None:
    for words in ("Traceback", "open_sections", "%%narrative", "import ", str(project.root), "/tmp/", "{capital."):
        assert words not in html, words
    assert "Kế hoạch vốn năm 2023 được giao là" in html


def test_no_household_travels_in_any_file(edition: Path, inputs: Inputs) -> None:
    """Registers are included as counts only: no file contains a household id or a row of the register."""
    register = (inputs["households"].file, "household_id", "score_b1")
    for path in (p for p in edition.rglob("*") if p.is_file() and p.suffix in {".csv", ".json", ".ipynb", ".html"}):
        text = path.read_text(encoding="utf-8")
        assert register[1] not in text and register[2] not in text, path.name
        assert not re.search(r"households\.csv:\d", text), path.name
        assert not re.search(r"(?<![\w.])0\d{4},0\d{4},(rural|urban)", text), path.name


def test_figures_csv_says_where_every_number_comes_from(edition: Path, figures: Mapping[str, Figure]) -> None:
    with (edition / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert set(figures) <= set(rows)
    for id, row in rows.items():
        assert row["formula"] and row["provenance"], id
        assert row["sources"] or row["parents"], id
        assert all(parent in rows for parent in row["parents"].split("; ") if parent), id
    assert rows["poverty.poor_rate"]["printed"] == "8,29%"
    assert rows["poverty.poor_rate"]["parents"] == "poverty.poor; poverty.households"


def test_the_workbook_has_the_figures_of_figures_csv(edition: Path) -> None:
    """Both have the same figures in the same order with the same printed text."""
    with (edition / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        recorded = {row["id"]: row["printed"] for row in csv.DictReader(file)}
    sheet = openpyxl.load_workbook(edition / "so-lieu.xlsx")["Số liệu"]
    found = {row[0]: row[5] for row in sheet.iter_rows(min_row=7, values_only=True)}
    assert {id: inert(printed) for id, printed in found.items()} == recorded
    manifest = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))
    assert "so-lieu.xlsx" in {entry["path"] for entry in manifest["files"]}


def test_checks_csv_and_manifest(edition: Path) -> None:
    with (edition / "checks.csv").open(encoding="utf-8-sig", newline="") as file:
        checks = list(csv.DictReader(file))
    assert list(checks[0]) == ["id", "severity", "status", "message", "evidence"]
    failed = {c["id"] for c in checks if c["status"] == "failed"}
    assert {"capital.disbursed_against_components", "published.education.tuition_pupils"} <= failed
    manifest = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["unit"] == "183" and manifest["year"] == 2023
    assert any(entry["path"].endswith("capital.csv") for entry in manifest["inputs"])
    assert "/tmp" not in json.dumps(manifest)
