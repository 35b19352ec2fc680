"""Names of places in a written report against the reference: only misspelled names of the unit are reported."""

from __future__ import annotations

import pytest

from analysis.comparison import Finding, Knowledge, compare_text, read_text
from analysis.reference import Project
from analysis.reference.catalogue import load_reference


def _findings(project: Project, text: str, unit: str | None = None) -> list[Finding]:
    read = read_text(text.split("\n"))
    known = Knowledge.of(read, load_reference(project.reference), unit=unit, year=2023)
    return [f for f in compare_text(read, known=known) if f.kind == "name"]


@pytest.mark.parametrize(
    ("text", "printed", "right", "severity"),
    [
        ("Đã họp tổ giúp việc tại xã Bình Trùng.", "Bình Trùng", "Bình Trung", "probable"),
        ("Thực hiện tại 03 xã: Lộc Yên, Xuân Lông, Phú Xá.", "Xuân Lông", "Xuân Long", "probable"),
        ("Hỗ trợ 09 hộ tại xã Hoà Cư.", "Hoà Cư", "Hòa Cư", "style"),
        ("| Xã | Số hộ |\n|---|---|\n| Lộc Yên | 12 |\n| Thạch Dạn | 15 |", "Thạch Dạn", "Thạch Đạn", "probable"),
    ],
)
def test_a_name_that_the_unit_does_not_have_is_told(
    project: Project, text: str, printed: str, right: str, severity: str
) -> None:
    (finding,) = _findings(project, text, unit="183")
    assert (finding.printed, finding.recomputed, finding.severity) == (printed, right, severity)
    assert printed in text.split("\n")[finding.line - 1]


@pytest.mark.parametrize(
    "text",
    [
        "Các xã Bình Trung, Hòa Cư, thị trấn Đồng Đăng, huyện Cao Lộc, tỉnh Lạng Sơn.",
        "HUYỆN CAO LỘC",
        "Trao đổi kinh nghiệm với xã Bình Trùng, huyện Xa Lạ.",
        "Hợp tác xã Bình Trùng có 12 hộ.",
        "Xã Mường Khoa có 12 hộ.",
        "| Nội dung | Số hộ |\n|---|---|\n| Thạch Dạn | 12 |\n| Lộc Yên | 15 |",
    ],
)
def test_other_names_are_let_be(project: Project, text: str) -> None:
    assert _findings(project, text, unit="183") == []


def test_one_slip_is_told_once_with_every_line(project: Project) -> None:
    (finding,) = _findings(project, "Tại xã Thanh Lò có 12 hộ.\n\nXã Thanh Lò có 02 mô hình.", unit="183")
    assert (finding.line, finding.recomputed) == (1, "Thanh Lòa")
    assert "1, 3" in finding.message


def test_the_text_may_say_whose_report_it_is(project: Project) -> None:
    text = "Đã họp tại xã Bình Trùng."
    assert _findings(project, text) == []
    assert len(_findings(project, f"UBND huyện Cao Lộc báo cáo.\n\n{text}")) == 1
    other = f"UBND huyện Mường Khoa báo cáo; huyện Mường Khoa giáp huyện Cao Lộc.\n\n{text}"
    assert _findings(project, other) == []
