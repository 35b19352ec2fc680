"""The same report as text, Word, PDF and HTML: read by their own readers, found to hold the same contradiction."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
import typst

from analysis.comparison import UnreadableReportError, compare_text, read_lines, read_text

SENTENCE = "Kế hoạch vốn 520 triệu đồng. Đã giải ngân 320 triệu đồng, đạt 64,54% kế hoạch."
ROWS = (("Xã", "Số hộ"), ("Lộc Yên", "120"), ("Phú Xá", "80"), ("Công Sơn", "35"), ("Tổng cộng", "253"))


def _word(path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(SENTENCE)
    table = document.add_table(rows=0, cols=2)
    for row in ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(path))


def _html(path: Path) -> None:
    rows = "".join(f"<tr><th>{a}</th><td>{b}</td></tr>" for a, b in ROWS)
    page = f"<body><script>9 hộ</script><p>{SENTENCE.replace('320', '<b>320</b>')}</p><table>{rows}</table></body>"
    path.write_text(page, encoding="utf-8")


def _ruled(rows: Sequence[Sequence[str]], columns: int = 2, more: str = "") -> str:
    return f"#table(columns: {columns}, {more}" + ", ".join(f"[{cell}]" for row in rows for cell in row) + ")"


def _pdf(path: Path) -> None:
    path.write_bytes(typst.compile(f"{SENTENCE}\n\n{_ruled(ROWS)}\n\nHết.".encode()))


def _markdown(path: Path) -> None:
    rows = "\n".join(f"| {a} | {b} |" for a, b in ROWS)
    path.write_text(f"{SENTENCE}\n\n{rows}\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "write"),
    [("a.docx", _word), ("a.html", _html), ("a.md", _markdown), ("a.pdf", _pdf)],
)
def test_every_kind_of_file_is_read(tmp_path: Path, name: str, write) -> None:
    write(tmp_path / name)
    lines = read_lines(tmp_path / name)
    findings = compare_text(read_text(lines))
    assert [(f.kind, f.printed, f.recomputed) for f in findings if f.kind == "share"] == [("share", "64,54%", "61,54%")]
    assert [f.recomputed for f in findings if f.kind == "sum"] == ["235"]
    for finding in findings:
        assert finding.printed in lines[finding.line - 1]


def _table_rows(lines: Sequence[str]) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]


def test_a_table_that_runs_over_pages_of_a_pdf_is_one(tmp_path: Path) -> None:
    body = [(str(n), f"Xã {n}", str(100 + n)) for n in range(1, 90)]
    rows = [*body, ("", "Tổng cộng", str(sum(int(r[2]) for r in body)))]
    head = "table.header([TT], [Xã], [Số hộ]), "
    page = "#set page(width: 15cm, height: 12cm, header: context align(center, counter(page).display()))\n"
    path = tmp_path / "a.pdf"
    path.write_bytes(typst.compile((page + _ruled(rows, 3, head) + "\n\nHết.").encode()))
    lines = read_lines(path)
    assert _table_rows(lines) == [["TT", "Xã", "Số hộ"], *map(list, rows)]
    assert compare_text(read_text(lines)) == []


def test_a_table_set_by_a_word_processor_is_read_whole() -> None:
    """A Word file with a table of two pages and a wrong total, made a PDF by LibreOffice Writer 7.4."""
    lines = read_lines(Path(__file__).parent / "files" / "word-table.pdf")
    rows = _table_rows(lines)
    assert len(rows) == 2 + 40 + 1
    assert rows[0][2:] == ["Hộ nghèo", "Hộ nghèo", "Hộ cận nghèo", "Hộ cận nghèo"]
    (finding,) = compare_text(read_text(lines))
    assert (finding.kind, finding.severity, finding.printed, finding.recomputed) == (
        "sum", "certain", "40.704", "40.604",
    )  # fmt: skip


def test_joined_cells_of_a_pdf_say_their_words_in_every_column(tmp_path: Path) -> None:
    table = (
        "#table(columns: 3, table.cell(rowspan: 2)[Xã], table.cell(colspan: 2)[Hộ nghèo], [Số hộ], [Tỷ lệ], "
        "[Lộc Yên dài đến nỗi phải xuống dòng vì cột rất hẹp], [12], [5%])"
    )
    path = tmp_path / "a.pdf"
    path.write_bytes(typst.compile(f"#set page(width: 8cm)\n{table}".encode()))
    assert _table_rows(read_lines(path)) == [
        ["Xã", "Hộ nghèo", "Hộ nghèo"],
        ["", "Số hộ", "Tỷ lệ"],
        ["Lộc Yên dài đến nỗi phải xuống dòng vì cột rất hẹp", "12", "5%"],
    ]


def test_a_pdf_table_without_ruled_lines_stays_words(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(typst.compile(_ruled(ROWS, 2, "stroke: none, ").encode()))
    lines = read_lines(path)
    assert _table_rows(lines) == []
    assert "Tổng cộng" in " ".join(lines)


def test_decomposed_letters_are_read_like_composed_ones(tmp_path: Path) -> None:
    import unicodedata  # noqa: PLC0415

    path = tmp_path / "a.txt"
    path.write_text(unicodedata.normalize("NFD", SENTENCE), encoding="utf-8")
    (finding,) = compare_text(read_text(read_lines(path)))
    assert finding.printed == "64,54%"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xls", b"x", "không đọc được loại tệp"),
        ("a.pdf", b"not a pdf", "tệp hỏng"),
        ("a.docx", b"not a docx", "tệp hỏng"),
        ("a.txt", b"   \n", "không có chữ nào"),
    ],
)
def test_unreadable_files_give_the_reason(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableReportError, match=message):
        read_lines(tmp_path / name)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableReportError, match="không mở được"):
        read_lines(tmp_path / "none.txt")
