"""`baocao run --draft` from end to end, its files opened by independent readers."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import docx
import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook
from pypdf import PdfReader
from small_notebooks import baocao

from analysis.reference import Project

MISSING = {
    "disbursements": ("Giải ngân", "Kho bạc Nhà nước"),
    "credit": ("Tín dụng ưu đãi", "Phòng giao dịch Ngân hàng Chính sách xã hội"),
    "assessment": ("Đánh giá, kiến nghị", "Văn phòng HĐND và UBND"),
}
MARK = "DỰ THẢO – THIẾU 3 BẢNG"
UNSIGNED = "(DỰ THẢO – KHÔNG KÝ)"


def _copy(project: Project, root: Path) -> Project:
    """Copy everything that a project is made of."""
    shutil.copytree(project.data, root / "data", ignore=shutil.ignore_patterns("simulation"))
    shutil.copytree(project.notebooks, root / "notebooks")
    shutil.copy(project.root / "baocao.toml", root)
    return Project(root.resolve(), project.unit, project.year)


@pytest.fixture(scope="module")
def drafted(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The example with an edition, then with three tables missing and a draft."""
    own = _copy(project, tmp_path_factory.mktemp("draft") / "dự án")
    final = own.edition_folder(own.unit, own.year)
    final.mkdir(parents=True)
    (final / "manifest.json").write_text('{"this": "is an edition"}', encoding="utf-8")
    for name in MISSING:
        (own.table_folder(own.unit, own.year) / f"{name}.csv").unlink()
    result = baocao(own, "run", "--draft", "--no-progress")
    assert result.returncode == 0, result.stderr
    assert "Còn thiếu 3 bảng" in result.stdout
    for title, agency in MISSING.values():
        assert f"bảng “{title}” của {agency}" in result.stdout
    return own


@pytest.fixture(scope="module")
def edition(drafted: Project) -> Path:
    """Its folder."""
    return drafted.edition_folder(drafted.unit, drafted.year, draft=True)


def test_a_draft_stands_beside_the_edition_never_in_its_place(drafted: Project, edition: Path) -> None:
    assert edition.name == "2023-du-thao"
    final = drafted.edition_folder(drafted.unit, drafted.year)
    assert [path.name for path in final.iterdir()] == ["manifest.json"]


def test_its_manifest_and_checks_say_what_is_missing(edition: Path) -> None:
    manifest = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["draft"] is True
    assert {table["table"]: (table["title"], table["agency"]) for table in manifest["missing"]} == MISSING
    assert all(table["file"].startswith("data/183-cao-loc/2023/") for table in manifest["missing"])
    with (edition / "checks.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    for id, name in (("capital.remainders", "disbursements"), ("credit.poor.households", "credit")):
        assert rows[id]["status"] == "skipped"
        assert f"chưa nhận được bảng “{MISSING[name][0]}” của {MISSING[name][1]}" in rows[id]["evidence"]


def test_every_page_of_the_pdf_says_that_it_is_a_draft(edition: Path) -> None:
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(edition / "bao-cao.pdf").pages]
    assert len(pages) > 5
    assert [n for n, page in enumerate(pages, 1) if MARK not in page] == []
    for title, agency in MISSING.values():
        assert f"“{title}” của {agency}" in pages[0], "the list stands at the start"
    whole = " ".join(pages)
    assert whole.count("THIẾU SỐ LIỆU") > 8
    assert UNSIGNED in whole
    assert "[thiếu số liệu]" in whole


def test_the_page_says_so(edition: Path) -> None:
    page = BeautifulSoup((edition / "bao-cao.html").read_text(encoding="utf-8"), "html.parser")
    assert page.title is not None
    assert page.title.text.startswith(f"[{MARK}]")
    assert [bar.text for bar in page.select("p.marking")] == [MARK]
    listed, *boxes = page.select("aside.notice")
    assert all(f"“{title}” của {agency}" in listed.text for title, agency in MISSING.values())
    assert {box.select_one(".notice-title").text for box in boxes} == {"THIẾU SỐ LIỆU"}  # type: ignore[union-attr]
    before = [box.find_previous(["h2", "h3", "h4", "h5", "h6"]) for box in boxes]
    under = [" ".join(heading.text.split()) for heading in before if heading is not None]
    assert "3.1. Chính sách tín dụng ưu đãi cho hộ nghèo" in under
    assert "2. Tình hình huy động, phân bổ và sử dụng nguồn vốn" in under
    assert "1. Kết quả đạt được" in under
    told = page.select_one("article.sheet")
    assert told is not None
    assert "đã giải ngân [thiếu số liệu]" in " ".join(told.text.split())


def test_the_word_file_says_so_on_every_page(edition: Path) -> None:
    document = docx.Document(str(edition / "bao-cao.docx"))
    for section in document.sections:
        assert MARK in section.header.paragraphs[0].text
        assert MARK in section.first_page_header.paragraphs[0].text
        assert section.different_first_page_header_footer
    boxes = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Notice"]
    assert sum("Chưa nhận được bảng “Giải ngân” của Kho bạc Nhà nước" in box for box in boxes) >= 6
    tables = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert any(UNSIGNED in cell for cell in tables)


def test_the_first_sheet_of_the_workbook_says_so(edition: Path) -> None:
    book = load_workbook(edition / "so-lieu.xlsx")
    cells = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert cells[0].startswith(MARK)
    assert any("Kho bạc Nhà nước" in cell for cell in cells)
    values = [
        row[2].value for row in book["Số liệu"].iter_rows(min_row=2) if row[0].value == "capital.disbursed_current"
    ]
    assert values == ["[thiếu số liệu]"]


@pytest.mark.parametrize(
    ("id", "told"),
    [
        ("capital.disbursed_current", ["Công thức: chưa nhận được bảng “Giải ngân” của Kho bạc Nhà nước"]),
        ("poverty.poor", ["Số hộ nghèo: 1.644 hộ", "data/183-cao-loc/2023/households.csv"]),
    ],
)
@pytest.mark.parametrize("published", [True, False])
def test_its_numbers_are_explained(drafted: Project, edition: Path, id: str, told: list[str], published: bool) -> None:
    aside = edition.with_name("aside")
    if not published:
        edition.rename(aside)
    result = baocao(drafted, "explain", id, "--draft", "--rows")
    if not published:
        aside.rename(edition)
    assert result.returncode == 0, result.stderr
    assert [words for words in told if words not in result.stdout] == []


def test_running_it_again_does_nothing_and_a_table_more_is_one_less(drafted: Project, project: Project) -> None:
    again = baocao(drafted, "run", "--draft", "--no-progress")
    assert (again.returncode, "Không có gì thay đổi" in again.stdout) == (0, True), again.stderr
    folder = drafted.table_folder(drafted.unit, drafted.year)
    shutil.copy(project.table_folder(project.unit, project.year) / "credit.csv", folder)
    fewer = baocao(drafted, "run", "--draft", "--no-progress")
    assert (fewer.returncode, "Còn thiếu 2 bảng" in fewer.stdout) == (0, True), fewer.stderr


# What is refused, and what is said -----------------------------------------------------------------------------------


@pytest.fixture
def copied(data) -> Project:
    """A project that a test may change, without the register."""
    shutil.copytree(Path(__file__).parents[2] / "notebooks", data.project.root / "notebooks")
    return data.project


def test_a_faulty_table_is_refused_in_a_draft_too(copied: Project) -> None:
    path = copied.table_folder(copied.unit, copied.year) / "credit.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("poor,", "nobody,"), encoding="utf-8")
    result = baocao(copied, "run", "--draft")
    assert result.returncode == 2
    assert "credit.csv" in result.stderr
    assert not copied.outputs.exists() or not any(copied.outputs.iterdir())


def test_without_draft_a_promised_table_that_is_not_there_is_refused_and_draft_named(copied: Project) -> None:
    result = baocao(copied, "run")
    assert result.returncode == 2
    assert 'thiếu bảng "Danh sách hộ qua rà soát' in result.stderr
    assert "baocao run --draft" in result.stderr


def test_a_report_that_leaves_sections_out_says_so_and_names_the_draft(copied: Project) -> None:
    for name in ("households", "published", "housing_support"):
        for path in copied.table_folder(copied.unit, copied.year).glob(f"{name}.*"):
            path.unlink()
    draft = copied.edition_folder(copied.unit, copied.year, draft=True)
    draft.mkdir(parents=True)
    result = baocao(copied, "run", "--no-progress")
    assert result.returncode == 0, result.stderr
    (told,) = (line for line in result.stdout.splitlines() if line.startswith("Bản dự thảo trước đây còn ở "))
    assert str(Path(*draft.parts[-3:])) in told
    assert "không có các mục của 2 bảng chưa nhận được" in result.stdout
    assert "baocao run --draft" in result.stdout


def test_check_of_a_draft_tells_who_owes_what(copied: Project) -> None:
    refused = baocao(copied, "check")
    assert (refused.returncode, "--draft" in refused.stderr) == (2, True)
    result = baocao(copied, "check", "--draft")
    assert result.returncode in (0, 1), result.stderr
    assert "CÒN THIẾU (1 bảng)" in result.stdout
    assert "bảng “Danh sách hộ qua rà soát hộ nghèo, hộ cận nghèo” của Phòng Lao động" in result.stdout


def test_a_fresh_new_year_runs_as_a_draft(copied: Project) -> None:
    made = baocao(copied, "new-year", "2030", "--unit", "20")
    assert made.returncode == 0, made.stderr
    plain = baocao(copied, "run", "--unit", "20", "--year", "2030", "--no-progress")
    assert (plain.returncode, "--draft" in plain.stderr) == (2, True)
    result = baocao(copied, "run", "--draft", "--unit", "20", "--year", "2030", "--no-progress")
    assert result.returncode == 0, result.stderr
    folder = copied.edition_folder("20", 2030, draft=True)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert "letterhead" in {table["table"] for table in manifest["missing"]}
    page = BeautifulSoup((folder / "bao-cao.html").read_text(encoding="utf-8"), "html.parser")
    assert "TỈNH LẠNG SƠN" in page.text
    assert len(page.select("aside.notice")) > 10
    assert len(PdfReader(folder / "bao-cao.pdf").pages) > 2
    assert load_workbook(folder / "so-lieu.xlsx").worksheets
