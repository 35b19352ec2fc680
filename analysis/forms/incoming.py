"""Reading what offices send: XLSX, XLS, and text with any separator and encoding, into grids of cells."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from pathlib import Path

from analysis.forms.legacy_text import encoding_of, reads_well
from analysis.tables.problems import Problem
from analysis.tables.spreadsheets import Grid, Value
from analysis.tables.workbook_files import read_xls, read_xlsx

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SEPARATORS = ";\t,|"
KINDS = (".xlsx", ".xlsm", ".xls", ".csv", ".txt", ".tsv")
"""Suffixes of readable files; the kind is detected by the first bytes, not by the name."""


def read_grids(path: Path, shown: str) -> list[Grid] | Problem:
    """Read every sheet of a file.

    Parameters
    ----------
    path
        The file.
    shown
        Name of the file in messages.

    Returns
    -------
    list of Grid or Problem
        A problem when nothing of the file can be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        return Problem(shown, f"không đọc được tệp ({error.strerror})", "một tệp biểu mẫu", "kiểm tra đường dẫn")
    if not content.strip(b"\x00 \r\n\t"):
        return Problem(shown, "tệp trống", "biểu mẫu đã điền", "xin gửi lại tệp")
    try:
        if content.startswith(_ZIP):
            return read_xlsx(content, shown)
        if content.startswith(_OLE):
            return _broken(shown, ValueError()) if _ENCRYPTED in content else read_xls(content, shown)
    except Exception as error:  # libraries raise any exception on a broken file
        return _broken(shown, error)
    head = content[:512].lstrip().lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"%pdf", b"{\\rtf")):
        return Problem(
            shown,
            "tên tệp là bảng tính nhưng nội dung không phải (trang web, PDF hoặc văn bản)",
            "tệp .xlsx, .xls hoặc .csv",
            "mở bằng Excel, chọn Lưu thành .xlsx rồi nộp lại",
        )
    return _read_text(content, shown)


def _broken(shown: str, error: Exception) -> Problem:
    return Problem(
        shown,
        f"không mở được tệp ({type(error).__name__})",
        "một tệp bảng tính còn nguyên vẹn, không đặt mật khẩu",
        "mở tệp bằng Excel, bỏ mật khẩu nếu có, lưu lại rồi chạy lại",
    )


# Text ---------------------------------------------------------------------------------------------------------------


def _read_text(content: bytes, shown: str) -> list[Grid] | Problem:
    text = _decoded(content)
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[Value]] = []
    try:
        for row in reader:
            rows.append([cell.strip() or None for cell in row])
    except csv.Error:
        return Problem(
            shown,
            'có dấu nháy kép (") không đóng, hoặc đóng sai chỗ',
            'dấu nháy kép mở và đóng quanh cả ô; dấu nháy trong ô viết hai lần ("")',
            f"mở tệp bằng Notepad, xem từ dòng {len(rows) + 1}, bỏ hoặc đóng dấu nháy kép",
            row=len(rows) + 1,
        )
    return [Grid(shown, "", rows)]


def _decoded(content: bytes) -> str:
    """Decode text: as Unicode where it is valid, else in the code page of Vietnamese Windows or of legacy fonts."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if content[1:2] == b"\0" and content[3:4] == b"\0":
        return content.decode("utf-16-le", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    plain, windows = content.decode("latin-1"), content.decode("cp1258", errors="replace")
    if reads_well(re.split(r"[;,\t\n|]", windows)) or not encoding_of(re.split(r"[;,\t\n|]", plain)):
        return unicodedata.normalize("NFC", windows)
    return plain


def _separator(text: str) -> str:
    """Return the separator: the character that lines contain most evenly, outside quotation marks."""
    lines = [re.sub(r'"[^"]*"', "", line) for line in text.splitlines() if line.strip()][:30]
    counts = {mark: sorted(line.count(mark) for line in lines) for mark in _SEPARATORS}
    return max(_SEPARATORS, key=lambda mark: (counts[mark][len(lines) // 2], counts[mark][-1]))
