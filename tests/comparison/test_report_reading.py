"""The same report as text, Word, PDF and HTML: read by their own readers, found to hold the same contradiction."""

from __future__ import annotations

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


def _pdf(path: Path) -> None:
    path.write_bytes(typst.compile(SENTENCE.encode()))


def _markdown(path: Path) -> None:
    rows = "\n".join(f"| {a} | {b} |" for a, b in ROWS)
    path.write_text(f"{SENTENCE}\n\n{rows}\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "write", "tables"),
    [("a.docx", _word, True), ("a.html", _html, True), ("a.md", _markdown, True), ("a.pdf", _pdf, False)],
)
def test_every_kind_of_file_is_read(tmp_path: Path, name: str, write, tables: bool) -> None:
    write(tmp_path / name)
    lines = read_lines(tmp_path / name)
    findings = compare_text(read_text(lines))
    assert [(f.kind, f.printed, f.recomputed) for f in findings if f.kind == "share"] == [("share", "64,54%", "61,54%")]
    assert [f.recomputed for f in findings if f.kind == "sum"] == (["235"] if tables else [])
    for finding in findings:
        assert finding.printed in lines[finding.line - 1]


def test_decomposed_letters_are_read_like_composed_ones(tmp_path: Path) -> None:
    import unicodedata  # noqa: PLC0415

    path = tmp_path / "a.txt"
    path.write_text(unicodedata.normalize("NFD", SENTENCE), encoding="utf-8")
    (finding,) = compare_text(read_text(read_lines(path)))
    assert finding.printed == "64,54%"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xls", b"x", "không đọc được loại tệp"),
        ("a.pdf", b"not a pdf", "tệp hỏng"),
        ("a.docx", b"not a docx", "tệp hỏng"),
        ("a.txt", b"   \n", "không có chữ nào"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableReportError, match=said):
        read_lines(tmp_path / name)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableReportError, match="không mở được"):
        read_lines(tmp_path / "none.txt")
