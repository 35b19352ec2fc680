"""`baocao explain`: from any printed number down to its rows, whatever the reader types."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from document_words import evaluated_document
from small_notebooks import baocao

from analysis.cli.figure_lineage import (
    Tree,
    is_part,
    nearest,
    parts_named,
    printed_as,
    row_lines,
    starting_with,
    wrapped,
)
from analysis.figures import Figure, FigureBook
from analysis.narrative.computed import compute_report
from analysis.publish.outline import figure_places
from analysis.publish.records import EditionLineage, edition_lineage, source_rows
from analysis.reference import Project
from analysis.tables import Inputs


@pytest.fixture(scope="module")
def lineage(inputs: Inputs, books: Mapping[str, FigureBook]) -> EditionLineage:
    with pytest.MonkeyPatch.context() as patch:
        places = figure_places(evaluated_document(inputs, books, patch))
    return edition_lineage(compute_report(inputs), places)


@pytest.fixture(scope="module")
def bare(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The example without any published edition."""
    root = tmp_path_factory.mktemp("bare") / "project"
    root.mkdir()
    shutil.copy(project.root / "baocao.toml", root)
    shutil.copytree(project.data, root / "data", ignore=shutil.ignore_patterns("simulation"))
    shutil.copytree(project.notebooks, root / "notebooks")
    return Project(root.resolve(), "183", 2023)


# The tree -----------------------------------------------------------------------------------------------------------


def test_the_tree_of_the_poverty_rate_goes_down_to_the_register(bare: Project) -> None:
    result = baocao(bare, "explain", "poverty.poor_rate")
    assert result.returncode == 0, result.stderr
    for words in (
        "Tỷ lệ hộ nghèo: 8,29%  [poverty.poor_rate]",
        "Công thức: Số hộ nghèo : Tổng số hộ",
        "1.644 hộ : 19.820 hộ = 8,29%",
        "├─ Số hộ nghèo: 1.644 hộ  [poverty.poor]",
        "lấy dòng có “Kết quả phân loại” là hộ nghèo",
        "└─ Tổng số hộ: 19.820 hộ  [poverty.households]",
        "data/183-cao-loc/2023/households.csv",
        "1.644 dòng; mã băm ",
        "cơ quan cung cấp: Ủy ban nhân dân huyện Cao Lộc",
        "số liệu đến ngày 31/12/2022",
        "tổng đã công bố, chi tiết mô phỏng",
        "[published.poverty.poor_rate]",
    ):
        assert words in result.stdout, words
    assert "households.csv:" not in result.stdout.replace("households.csv: Danh sách", "")


def test_every_figure_is_explained_down_to_tables(lineage: EditionLineage) -> None:
    for id, figure in lineage["figures"].items():
        tree = Tree(lineage)
        lines = list(tree.lines(id))
        text = "\n".join(lines)
        assert lines[0].startswith(f"{figure['label']}: {figure['printed']}")
        assert figure["formula"] in text and figure["worked"] in text
        assert tree.read(), f"{id} leads to no table"
        for leaf in tree.read():
            for source in lineage["figures"][leaf]["sources"]:
                assert source["file"] in text and source["digest"] in text and source["extent"] in text
                assert lineage["tables"][source["table"]]["agency"] in text
        assert "Kiểm tra nói đến số liệu này: " in text


def test_repeated_figures_are_referred_to(lineage: EditionLineage) -> None:
    """The rates of all communes share no rows, but a share of itself names one parent twice."""
    lines = list(Tree(lineage).lines("employment.new_jobs_share"))
    assert sum("[employment.new_jobs]" in line for line in lines) == 2
    assert sum("(đã nêu ở trên)" in line for line in lines) == 1
    communes = list(Tree(lineage).lines("poverty.communes_above_50"))
    assert sum(line.lstrip("│├└─ ").startswith("Tỷ lệ hộ nghèo xã Mẫu Sơn: 56,84%†") for line in communes) == 1


def test_simulated_values_are_marked(lineage: EditionLineage) -> None:
    simulated = "\n".join(Tree(lineage).lines("poverty.commune.06238.poor_rate"))
    assert "56,84%†" in simulated and "Nguồn gốc: số liệu mô phỏng" in simulated
    assert "†" not in "\n".join(Tree(lineage).lines("capital.rate_current"))


def test_failed_checks_are_listed_with_their_evidence(lineage: EditionLineage) -> None:
    own = "\n".join(Tree(lineage).lines("capital.disbursed_current"))
    assert "KHÔNG ĐẠT (lỗi): Giải ngân vốn trong năm" in own
    assert "564,04 triệu đồng" in own
    above = "\n".join(Tree(lineage).lines("capital.rate_current"))
    assert above.index("các số liệu thành phần") < above.index("KHÔNG ĐẠT (lỗi)")


def test_corrections_and_sheets_are_listed(lineage: EditionLineage) -> None:
    leaf = lineage["figures"]["capital.plan_current"]
    source = {**leaf["sources"][0], "sheet": "Vốn"}
    figures = {**lineage["figures"], leaf["id"]: {**leaf, "sources": [source], "corrections": ["capital: sửa"]}}
    text = "\n".join(Tree({**lineage, "figures": figures}).lines("capital.rate_current"))  # type: ignore[typeddict-item]
    assert "capital.csv [2], trang tính “Vốn”, cột “Số tiền (đồng)” (amount_vnd)" in text
    assert "Đính chính: capital: sửa" in text


def test_lines_fit_a_terminal(lineage: EditionLineage) -> None:
    for line in Tree(lineage).lines("poverty.communes_above_50"):
        pieces = list(wrapped(line, 80))
        assert all(len(piece) <= 80 or " " not in piece.strip("│├└─ ") for piece in pieces)
        assert "".join("".join(pieces).split()).replace("│", "") == "".join(line.split()).replace("│", "")


# Source rows --------------------------------------------------------------------------------------------------------


def test_rows_are_listed_with_the_cells_that_were_read(bare: Project) -> None:
    result = baocao(bare, "explain", "capital.plan_current", "--rows")
    assert result.returncode == 0, result.stderr
    rows = [line.strip() for line in result.stdout.splitlines() if line.strip().startswith("capital.csv:")]
    assert [row.split()[0] for row in rows] == ["capital.csv:3", "capital.csv:4"]
    assert "“Số tiền (đồng)” là 13164000000; “Dự án, tiểu dự án” là toàn chương trình" in rows[0]


def test_of_a_register_only_positions_and_criteria_are_listed(bare: Project, inputs: Inputs) -> None:
    """Only the position of a household is printed, none of its cells."""
    listed = source_rows(bare, "183", 2023, {"poverty.poor_rural": "poverty", "poverty.households": "poverty"})
    assert {row.cells for row in listed["poverty.poor_rural"]} == {
        "“Khu vực” là nông thôn; “Kết quả phân loại” là hộ nghèo"
    }
    assert [row.position for row in listed["poverty.households"]] == list(inputs["households"].frame.index)
    assert {row.cells for row in listed["poverty.households"]} == {""}


def test_every_figure_lists_its_rows(
    project: Project, lineage: EditionLineage, figures: Mapping[str, Figure], inputs: Inputs
) -> None:
    leaves = {id: f["section"] for id, f in lineage["figures"].items() if f["sources"]}
    listed = source_rows(project, "183", 2023, leaves)
    for id, rows in listed.items():
        (source,) = lineage["figures"][id]["sources"]
        assert len(rows) == source["rows"]
        if id in figures:
            assert [row.position for row in rows] == list(figures[id].rows)
    text = "\n".join(row_lines(lineage["figures"], {"capital.plan_previous_local": []}))
    assert "không có dòng nào" in text


# What may be typed --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("3.1", "Mục II.3.1 Chính sách tín dụng ưu đãi cho hộ nghèo: "),
        ("II.3.1", "[poverty.poor_rate]"),
        ("mục ii.1.a)", "Mục II.1.a Dự án 2: Đa dạng hóa sinh kế"),
        ("II.2", "[capital.rate_current]"),
        ("Phụ lục I", "[poverty.commune.06238.poor_rate]"),
        ("8,29%", "Tỷ lệ hộ nghèo: 8,29%  [poverty.poor_rate]"),
        ("1644", "Số hộ nghèo: 1.644 hộ  [poverty.poor]"),
        ("13.392 triệu đồng", "Kế hoạch vốn năm 2023: 13.392 triệu đồng  [capital.plan_current]"),
        ("housing", "Mã bắt đầu bằng housing: 7 số liệu"),
    ],
)
def test_a_part_a_printed_number_or_the_start_of_ids_is_understood(bare: Project, typed: str, expected: str) -> None:
    result = baocao(bare, "explain", typed)
    assert result.returncode == 0, result.stderr
    assert expected in result.stdout


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("poverty.por_rate", "poverty.poor_rate"), ("ty le ho ngheo", "poverty.poor_rate"), ("9.9", "figures.csv")],
)
def test_what_is_unknown_is_refused_with_what_may_have_been_meant(bare: Project, typed: str, meant: str) -> None:
    result = baocao(bare, "explain", typed)
    assert result.returncode == 2
    assert result.stdout == ""
    assert meant in result.stderr and "Traceback" not in result.stderr


def test_a_part_holds_its_own_parts(lineage: EditionLineage) -> None:
    (whole,) = parts_named("II", lineage["places"])
    (part,) = parts_named("3.1", lineage["places"])
    assert set(part.ids) < set(whole.ids)
    assert not list(parts_named("9.9", lineage["places"]))
    assert all(is_part(place["number"]) for place in lineage["places"] if place["number"])


def test_printed_numbers_are_found_as_people_type_them(lineage: EditionLineage) -> None:
    figures = lineage["figures"]
    assert printed_as("13392", figures) == printed_as("13.392", figures) == ["capital.plan_current"]
    assert "livelihood.communes" in printed_as("8 xã", figures)
    assert printed_as("8,290%", figures) == printed_as("nghèo", figures) == []
    assert starting_with("pov", figures) == []
    assert nearest("", figures) == []


# Inputs and the machine ---------------------------------------------------------------------------------------------


def test_faulty_tables_are_reported_as_in_other_commands(bare: Project, tmp_path: Path) -> None:
    shutil.copytree(bare.root, tmp_path / "project")
    broken = Project((tmp_path / "project").resolve(), "183", 2023)
    (broken.table_folder("183", 2023) / "credit.csv").unlink()
    result = baocao(broken, "explain", "poverty.poor_rate")
    assert (result.returncode, result.stdout) == (2, "")
    assert "credit.csv: thiếu bảng" in result.stderr


@pytest.mark.parametrize("option", [("--unit", "999"), ("--year", "2019")])
def test_an_unknown_unit_or_year_is_refused(bare: Project, option: tuple[str, str]) -> None:
    result = baocao(bare, "explain", "poverty.poor_rate", *option)
    assert result.returncode == 2
    assert option[1] in result.stderr


def test_asking_imports_nothing_heavy() -> None:
    """The tree of a published figure needs neither pandas nor a notebook's machinery."""
    code = """import sys, analysis.cli.explain, analysis.publish.published_edition
print([m for m in ("pandas", "numpy", "papermill", "nbconvert", "nbformat", "IPython") if m in sys.modules])"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=60, check=True)
    assert found.stdout.strip() == "[]"
