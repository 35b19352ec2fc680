"""The edition read by `baocao compare`: it gives no certain finding, and the same tables in HTML and PDF."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.comparison import Knowledge, compare_text, read_lines, read_text
from analysis.figures import Figure
from analysis.reference import Project
from analysis.reference.catalogue import load_reference


def _rows(path: Path) -> list[list[str]]:
    lines = [line for line in read_lines(path) if line.startswith("|")]
    return [["".join(cell.split()) for cell in line.strip("|").split("|")] for line in lines]


def test_the_pdf_holds_the_tables_of_the_page(edition: Path) -> None:
    """Tables with ruled lines, also across pages; spaces are ignored because cells are wrapped differently."""
    page = _rows(edition / "bao-cao.html")
    assert len(page) > 100
    pdf = _rows(edition / "bao-cao.pdf")
    assert [row for row in page if row not in pdf] == []


@pytest.mark.parametrize("name", ["bao-cao.html", "bao-cao.pdf"])
def test_nothing_certain_and_no_norm_or_name_is_found(
    edition: Path, project: Project, figures: dict[str, Figure], name: str
) -> None:
    text = read_text(read_lines(edition / name))
    known = Knowledge.of(text, load_reference(project.reference))
    assert (known.unit.code if known.unit else "", known.year) == ("183", 2023)
    for given in (None, figures):
        findings = compare_text(text, given, known)
        assert {f.kind for f in findings} <= {"forecast"}, findings
        assert [f for f in findings if f.severity == "certain"] == []
