import io
import re

import pypdf
import pytest
from publish_samples import HOSTILE, SIGNATURE, SVG, VIETNAMESE, edition, figure, letterhead, notebook, output, table

from analysis.narrative.blocks import (
    Annex,
    BulletList,
    ChartBlock,
    Emphasis,
    ListItem,
    Note,
    Paragraph,
    Strong,
    TableBlock,
    Text,
)
from analysis.publish import fonts
from analysis.publish.document import Document, read_document
from analysis.publish.exporters import ReportPDFExporter
from analysis.publish.pdf import render_pdf
from analysis.publish.printed_text import ExportError
from analysis.reference.project import program_version


def read(pdf: bytes) -> list[str]:
    """Return the text of every page, white space made single."""
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def families(pdf: bytes) -> set[str]:
    names = set()
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            names.add(str(font.get_object()["/BaseFont"]).split("+")[-1].split("-")[0])
    return names


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render_pdf(read_document(edition()))


def test_pages_letters_and_one_font(pdf):
    pages = read(pdf)
    assert len(pages) == 6
    assert VIETNAMESE in pages[0]
    assert families(pdf) == {fonts.chosen_font().replace(" ", "")}
    assert pages[-2].startswith("DỰ THẢO") is False  # the first page of an annex shows no number and no mark
    assert "Phụ lục I BIỂU SỐ LIỆU (Kèm theo Báo cáo số" in pages[-2]
    assert "MỤC LỤC" in pages[-3]


def test_metadata_come_from_the_notebook(pdf):
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == "Báo cáo Kết quả giảm nghèo năm 2023"
    assert str(reader.metadata.creation_date_raw).startswith("D:20231115")
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "vi-VN"
    assert root["/MarkInfo"]["/Marked"]
    size = reader.pages[0].mediabox
    assert (round(size.width), round(size.height)) == (595, 842)
    assert str(reader.outline[0]["/Title"]).startswith("I. ")


def test_metadata_name_the_program_and_its_version(pdf):
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None and reader.xmp_metadata is not None
    assert reader.metadata.keywords == reader.xmp_metadata.pdf_keywords == f"baocao-giam-ngheo {program_version()}"
    assert reader.xmp_metadata.rdf_root.getElementsByTagName("pdfaid:part")[0].firstChild.data == "3"


def test_drafts_leave_blanks_and_say_so(pdf):
    first = read(pdf)[0]
    assert "DỰ THẢO" in first
    assert re.search(r"Số: ?/BC-UBND", first)
    assert re.search(r"Cao Lộc, ngày ?tháng 11 năm 2023", first)
    final = read(render_pdf(read_document(edition("412", "15"))))
    assert not any("DỰ THẢO" in page for page in final)
    assert "Số: 412/BC-UBND Cao Lộc, ngày 15 tháng 11 năm 2023" in final[0]
    assert "(Kèm theo Báo cáo số 412/BC-UBND ngày 15 tháng 11 năm 2023)" in final[-1]


def test_page_numbers_begin_on_the_second_page_and_again_in_annexes():
    long = tuple(Paragraph((Text(VIETNAMESE * 4),)) for _ in range(30))
    made = notebook(output(letterhead("1", "02")), output(*long), output(Annex("A"), *long), output(Annex("B"), *long))
    pages = read(render_pdf(read_document(made)))
    starts = [i for i, text in enumerate(pages) if text.startswith("Phụ lục I")]
    assert len(starts) == 2
    assert not pages[0][0].isdigit()
    for start in (0, *starts):
        assert pages[start + 1].startswith("2 ")


def test_marks_of_simulated_values_are_on_the_page(pdf):
    pages = read(pdf)
    assert "2.023 hộ cận nghèo†" in pages[0]
    assert pages[0].count("† Số liệu mô phỏng để minh họa") >= 1
    assert "† Báo cáo đã công bố chỉ cho tổng số" in pages[-1]
    assert "†" not in pages[-2]


def test_hostile_text_stays_text():
    inline = (Text(HOSTILE), figure("x", HOSTILE, "simulated"), Note((Text(HOSTILE),)))
    hostile_table = TableBlock(HOSTILE, (HOSTILE, "b"), ("l", "r"), ((inline, (Text("1"),)),), note=HOSTILE)
    made = notebook(
        output(letterhead(subject=HOSTILE, recipients=(HOSTILE, HOSTILE), recipient_basis=HOSTILE)),
        '# a #eval(1) $x$ @b \\* "c"',
        output(Paragraph(inline), BulletList((ListItem((Paragraph(inline),)),)), hostile_table),
        output(ChartBlock(HOSTILE, HOSTILE, note=HOSTILE), svg=SVG),
        output(SIGNATURE),
        output(Annex(HOSTILE), table()),
        title=HOSTILE,
        author=HOSTILE,
    )
    text = " ".join(read(render_pdf(read_document(made))))
    for piece in ("<script>alert(1)</script>", '#eval("1")', "*a*", "$x$", "@ref", "\\u{41}", "]]>", "{% x %}"):
        assert piece in text


def test_the_signature_is_never_alone_on_a_page():
    for count in range(18, 30):
        paragraphs = (Paragraph((Text(f"Đoạn {i}. {VIETNAMESE}"),)) for i in range(count))
        pages = read(render_pdf(read_document(notebook(output(letterhead()), output(*paragraphs), output(SIGNATURE)))))
        signed = next(page for page in pages if "Nơi nhận:" in page)
        assert "Nguyễn Văn Thịnh" in signed
        assert f"Đoạn {count - 1}." in signed


def test_a_chart_stands_where_it_was_put_and_whole():
    """What comes before it is read before it; a chart that went ahead would split sentences and tables."""
    tall = SVG.replace("0 0 40 20", "0 0 40 24")
    text = tuple(Paragraph((Text(f"Đoạn {i}. {VIETNAMESE}"),)) for i in range(14))
    made = notebook(output(*text), output(ChartBlock("C", "a"), svg=tall), output(Paragraph((Text("Sau."),))))
    whole = " ".join(read(render_pdf(read_document(made))))
    assert whole.index("Đoạn 13.") < whole.index("Hình 1. C") < whole.index("Sau.")


def test_a_missing_glyph_is_an_error_that_names_it():
    with pytest.raises(ExportError, match=r"“日” \(U\+65E5\)"):
        render_pdf(Document("t", (Paragraph((Text("Nhật 日"),)),)))


def test_letters_in_a_chart_are_refused():
    svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><text>a</text></svg>"
    with pytest.raises(ExportError, match="as paths"):
        render_pdf(Document("t", (ChartBlock("c", "a", svg=svg),)))


def test_the_font_can_be_chosen_and_always_exists():
    assert fonts.chosen_font(["Không có", "libertinus serif"]) == "Libertinus Serif"
    assert fonts.chosen_font() in fonts.FAMILIES
    exporter = ReportPDFExporter(fonts=["Libertinus Serif"])
    pdf, resources = exporter.from_notebook_node(notebook("Ủy ban nhân dân"))
    assert resources["baocao"]["font"] == "Libertinus Serif"
    assert families(pdf) == {"LibertinusSerif"}


def test_the_fonts_of_the_report_have_every_vietnamese_letter():
    letters = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz"
    characters = letters + letters.upper() + "0123456789.,;:%()/-–—“”‘’†•+²³…"
    regular = (Text(characters),)
    styles = (*regular, Strong(regular), Emphasis(regular), Strong((Emphasis(regular),)))
    for family in set(fonts.FAMILIES) & set(fonts.installed_families()):
        render_pdf(Document("t", (Paragraph(styles),)), family)  # it raises for a letter that the font lacks


def test_wide_tables_fit_by_smaller_type():
    pages = read(render_pdf(Document("t", (table(columns=12, rows=40),))))
    assert all("Cột thứ 11" in page for page in pages)


def lowest(pdf: bytes) -> float:
    """Return how far above the foot of its page the lowest text is, in points."""
    heights: list[float] = []
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=lambda text, at, *_: heights.append(at[5]) if text.strip() else None)
    return min(heights)


@pytest.mark.parametrize("rows", [1, 4, 14])
def test_tables_of_few_tall_rows_go_on_over_the_page(rows):
    cell = (Text(" ".join(f"câu số {n}" for n in range(1200 // rows))),)
    tall = TableBlock("Bảng cao", ("Nội dung", "Nguyên nhân"), ("l", "l"), ((cell, cell),) * rows)
    made = render_pdf(Document("t", (tall,)))
    assert len(read(made)) > 1
    assert lowest(made) > 30


def test_a_low_table_stands_on_one_page():
    text = tuple(Paragraph((Text(f"Đoạn {i}. {VIETNAMESE}"),)) for i in range(14))
    pages = read(render_pdf(Document("t", (*text, table(columns=3, rows=11)))))
    assert sum("Cột thứ 1" in page for page in pages) == 1
