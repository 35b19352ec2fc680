"""Word files of small documents, read by python-docx and as XML."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

import docx
import matplotlib
import pytest
from docx.oxml.ns import qn
from fontTools.ttLib import TTFont
from publish_samples import HOSTILE, SVG, VIETNAMESE, edition, figure, notebook, output, table

from analysis.narrative.blocks import ChartBlock, Note, Paragraph, TableBlock, Text
from analysis.publish.document import read_document
from analysis.publish.printed_text import ExportError, clean_text
from analysis.publish.table_layout import fit_columns
from analysis.publish.word import render_docx
from analysis.publish.word.blocks import substitute_em
from analysis.reference.project import program_version

ATTACKS = ("<w:t>x</w:t>", "{{ 7*7 }}", "=1+1", '{ HYPERLINK "http://example.org" }', "&lt;b&gt; ]]>", HOSTILE)


def _render(*cells, **settings) -> bytes:
    return render_docx(read_document(notebook(*cells, **settings)))


def _open(content: bytes):
    return docx.Document(io.BytesIO(content))


def _part(content: bytes, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read(f"word/{name}.xml"))


def _texts(root: ElementTree.Element) -> str:
    return "".join(node.text or "" for node in root.iter(qn("w:t")))


@pytest.fixture(scope="module")
def content() -> bytes:
    return render_docx(read_document(edition("05", "15")))


@pytest.fixture(scope="module")
def opened(content):
    return _open(content)


def test_the_same_document_gives_the_same_bytes_and_no_time_of_day(content):
    assert content == render_docx(read_document(edition("05", "15")))
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(content)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_headings_are_word_headings_in_order(opened):
    headings = [
        (p.style.name, p.text) for p in opened.paragraphs if p.style.name.startswith(("Heading", "Annex Title"))
    ]
    assert headings == [
        ("Heading 1", "I. CÔNG TÁC CHỈ ĐẠO"),
        ("Heading 1", "II. ĐÁNH GIÁ"),
        ("Heading 4", "a) Kết quả"),
        ("Annex Title", "Phụ lục I\nBIỂU SỐ LIỆU"),
        ("Annex Title", "Phụ lục II\nĐỐI CHIẾU SỐ LIỆU"),
    ]
    skipped = next(p for p in opened.paragraphs if p.style.name == "Heading 4")
    outline = skipped._p.pPr.find(qn("w:outlineLvl"))
    assert outline.get(qn("w:val")) == "1", "the structure has no gaps"


def test_pages_have_the_margins_of_the_decree_and_number_from_the_second_on(opened, content):
    assert len(opened.sections) == 3
    for section in opened.sections:
        sides = (section.page_width, section.page_height, section.left_margin, section.right_margin)
        assert [round(side.mm) for side in sides] == [210, 297, 30, 15]
        assert [round(section.top_margin.mm), round(section.bottom_margin.mm)] == [20, 20]
        assert section.different_first_page_header_footer
        assert "PAGE" in section.header._element.xml
        assert not _texts(section.first_page_header._element)
    numbers = [n.get(qn("w:start")) for n in _part(content, "document").iter(qn("w:pgNumType"))]
    assert numbers == ["1", "1", "1"], "pages of every annex are numbered from 1"


def test_the_file_has_title_author_date_program_and_language(content):
    properties = _open(_render("Một.", title="Báo cáo năm", author="UBND")).core_properties
    assert (properties.title, properties.author, properties.last_modified_by) == ("Báo cáo năm", "UBND", "UBND")
    assert properties.created.date().isoformat() == properties.modified.date().isoformat() == "2023-11-15"
    core = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("docProps/core.xml"))
    described = core.find("{http://purl.org/dc/elements/1.1/}description")
    assert described is not None and described.text == f"baocao-giam-ngheo {program_version()}"
    styles = _part(content, "styles")
    assert {lang.get(qn("w:val")) for lang in styles.iter(qn("w:lang"))} == {"vi-VN"}
    normal = _open(content).styles
    assert normal.element.find(f".//{qn('w:rFonts')}").get(qn("w:ascii")) == "Times New Roman"


def test_footnotes_resolve_in_order(content):
    called = [int(c.get(qn("w:id"))) for c in _part(content, "document").iter(qn("w:footnoteReference"))]
    notes = {int(n.get(qn("w:id"))): _texts(n).strip() for n in _part(content, "footnotes")}
    assert called == [1, 2]
    assert [notes[number] for number in called] == ["Suy ra từ công văn.", "Theo kết quả rà soát."]


def test_a_footnote_within_a_footnote_is_not_lost():
    inner = Note((Text("trong"),))
    content = _render(output(Paragraph((Text("Chữ"), Note((Text("ngoài"), inner))))))
    assert "ngoài (trong)" in _texts(_part(content, "footnotes"))


def test_tables_repeat_their_heading_keep_rows_whole_and_align_numbers(opened):
    data = [t for t in opened.tables if t.style.name == "Data Table"]
    assert len(data) == 3
    for made in data:
        first, *others = made._tbl.tr_lst
        assert first.trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in (first, *others))
        assert not any(row.trPr.find(qn("w:tblHeader")) is not None for row in others)
        assert [cell.paragraphs[0].alignment for cell in made.rows[1].cells[:2]] == [0, 2], "left, right"
        assert all(r.bold for cell in made.rows[-1].cells for r in cell.paragraphs[0].runs), "total row"
        assert not any(r.bold for cell in made.rows[1].cells for r in cell.paragraphs[0].runs)
        widths = [int(c.get(qn("w:w"))) for c in made._tbl.tblGrid]
        assert abs(sum(widths) / 1440 * 25.4 - 165) < 0.1


@pytest.fixture(scope="module")
def dejavu_em():
    """Width of a text in DejaVu Serif Bold, in em; matplotlib brings the font."""
    font = TTFont(f"{matplotlib.get_data_path()}/fonts/ttf/DejaVuSerif-Bold.ttf")
    glyphs, advances, unit = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    return lambda text: sum(advances[glyphs[ord(c)]][0] for c in text) / unit


def test_widths_of_characters_are_no_less_than_in_dejavu_serif(dejavu_em):
    characters = "".join(map(chr, range(33, 127))) + "ăâđêôơưĂÂĐÊÔƠƯáàảãạắằẳẵặệịọộợựỷỹỵ–—†≤"
    assert {c: substitute_em(c) for c in characters if substitute_em(c) < dejavu_em(c)} == {}
    assert substitute_em("") == 0


def _wide_table(columns: int, cells: tuple[str, ...]) -> TableBlock:
    """Rows with a long name and `cells` in turn, the last of them a total."""
    texts = [cells[i % len(cells)] for i in range(columns)]
    row = ((Text("Phát triển giáo dục nghề nghiệp vùng nghèo, vùng khó khăn"),), *((figure("a", t),) for t in texts))
    header = ("Dự án", *(["Tỷ lệ giải ngân"] * columns))
    return TableBlock("Vốn", header, ("l", *("r" * columns)), (row, row), total_rows=(1,))


@pytest.mark.parametrize(
    ("columns", "cells"),
    [
        (4, ("61,54%", "13.413.600.000", "3")),
        (6, ("26,90%", "16.169,9", "–")),
        (9, ("1.901", "12", "100,00%")),
        (11, ("100,00%",)),
        (3, ("5.147 triệu đồng", "13.413.600.000 đồng")),
    ],
)
def test_columns_have_room_for_every_number_in_a_wider_font(dejavu_em, columns, cells):
    """LibreOffice breaks a number that does not fit into its cell: "61,54 / %"."""
    made = _open(_render(output(_wide_table(columns, cells)))).tables[0]
    widths = [int(c.get(qn("w:w"))) / 20 for c in made._tbl.tblGrid]
    assert sum(widths) == pytest.approx(165 / 25.4 * 72, abs=0.1)
    for row in made.rows[1:]:
        for width, cell in zip(widths, row.cells, strict=True):
            size = float(cell.paragraphs[0].style.name.split()[-1].replace(",", "."))
            margins = sum(int(m.get(qn("w:w"))) for m in made._tbl.tblPr.find(qn("w:tblCellMar"))) / 20
            pieces = re.split(r"[ \n]+", cell.text)
            assert max(map(dejavu_em, pieces)) * size + margins < width, cell.text


def test_tables_for_which_every_font_has_room_are_set_as_in_the_pdf():
    block = _wide_table(2, ("1", "2"))
    made = _open(_render(output(block))).tables[0]
    planned = fit_columns(block, 165 / 25.4 * 72)
    assert made.rows[0].cells[0].paragraphs[0].style.name == f"Table Text {planned.size:g}"
    assert [int(c.get(qn("w:w"))) / 20 for c in made._tbl.tblGrid] == pytest.approx(planned.shares, abs=0.1)


def test_a_number_and_its_unit_in_a_cell_are_not_separated():
    made = _open(_render(output(_wide_table(1, ("5.147 triệu đồng",))), output(Paragraph((figure("a", "8 xã"),)))))
    assert made.tables[0].rows[1].cells[1].text == "5.147\u00a0triệu đồng"
    assert [p.text for p in made.paragraphs if p.style.name == "Body Text"] == ["8 xã"]


def test_simulated_values_carry_their_mark_and_its_explanation(opened):
    texts = [p.text for p in opened.paragraphs]
    assert any("2.023 hộ cận nghèo†" in text and "1.644 hộ nghèo†" not in text for text in texts)
    assert {"Bảng 1. Hộ nghèo theo xã†", "Hình 1. Tỷ lệ", "Hình 2. Vốn†"} <= set(texts)
    feet = [[p.text for p in section.footer.paragraphs] for section in opened.sections]
    assert feet[0][0].startswith("† Số liệu mô phỏng") and feet[1:] == [[""], [""]]


def test_single_simulated_cells_are_marked_one_by_one():
    rows = ((figure("a", "1"),), (figure("b", "2", "simulated"),), (figure("c", "3"),))
    block = table(rows=3, columns=1)
    made = _open(_render(output(type(block)(**{**vars(block), "rows": tuple((row,) for row in rows)}))))
    assert [row.cells[0].text for row in made.tables[0].rows[1:]] == ["1", "2†", "3"]


def test_charts_are_pictures_with_alternative_text(opened, content):
    described = [s._inline.docPr.get("descr") for s in opened.inline_shapes]
    assert described == ["Biểu đồ cột: tỷ lệ.", "Biểu đồ đường: vốn."]
    pictures = [n for n in zipfile.ZipFile(io.BytesIO(content)).namelist() if n.endswith(".png")]
    assert len(pictures) == 2
    shape = opened.inline_shapes[0]
    assert shape.width.mm == pytest.approx(165, abs=0.2) and shape.width / shape.height == pytest.approx(2, rel=0.01)


def test_lists_are_word_lists_and_ordered_ones_restart():
    content = _render("- một\n- hai\n  - ba\n\n1. bốn\n\nchữ\n\n1. năm")
    items = [p for p in _open(content).paragraphs if p.style.name == "List Paragraph"]
    placed = [(p.text, p._p.pPr.numPr.ilvl.val, p._p.pPr.numPr.numId.val) for p in items]
    assert placed == [("một", 0, 1), ("hai", 0, 1), ("ba", 1, 1), ("bốn", 0, 2), ("năm", 0, 3)]
    defined = {n.get(qn("w:numId")) for n in _part(content, "numbering").iter(qn("w:num"))}
    assert defined == {"1", "2", "3"}


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_text_stays_text(attack):
    block = table(rows=1, columns=1)
    changed = {"caption": attack, "header": (attack,), "rows": (((Text(attack),),),), "note": attack}
    cells = (output(Paragraph((Text(attack), Note((Text(attack),)))), type(block)(**{**vars(block), **changed})),)
    content = _render(*cells, title=attack, author=attack)
    made = _open(content)
    shown = clean_text(attack)
    assert made.paragraphs[0].text == shown and made.core_properties.title == shown
    assert [row.cells[0].text for row in made.tables[0].rows] == [shown, shown]
    assert shown in _texts(_part(content, "footnotes"))
    body = _part(content, "document")
    assert not [tag for tag in ("w:hyperlink", "w:instrText", "w:fldSimple") if body.find(f".//{qn(tag)}") is not None]
    relations = zipfile.ZipFile(io.BytesIO(content)).read("word/_rels/document.xml.rels").decode()
    assert 'TargetMode="External"' not in relations


def test_control_and_direction_characters_are_removed():
    content = _render(output(Paragraph((Text("a\x00\x1b\u202e\u200f\ufffeb"),))))
    assert [p.text for p in _open(content).paragraphs if p.style.name == "Body Text"] == ["ab"]


def test_one_section_alone_has_no_letterhead_and_no_contents():
    made = _open(_render("# Công tác chỉ đạo\n\n" + VIETNAMESE))
    texts = [p.text for p in made.paragraphs if p.text]
    assert texts == ["Công tác chỉ đạo", "I. CÔNG TÁC CHỈ ĐẠO", VIETNAMESE]
    assert not made.tables and len(made.sections) == 1


def test_a_draft_is_marked_and_keeps_its_blanks():
    made = _open(render_docx(read_document(edition())))
    head = [cell.text for row in made.tables[0].rows for cell in row.cells]
    assert "DỰ THẢO" in " ".join(head)
    assert any(text.replace("\u00a0", "") == "Số: /BC-UBND" for text in head)
    assert "DỰ THẢO" in made.sections[0].header.paragraphs[0].text


def test_a_chart_that_cannot_be_drawn_is_refused():
    with pytest.raises(ExportError, match="letters as text"):
        _render(output(ChartBlock("Tỷ lệ", "x"), svg=SVG.replace("</svg>", "<text>a</text></svg>")))
