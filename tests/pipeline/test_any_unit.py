"""Units of any level, with the tables that they have: built from files alone, as data/README.md tells."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from small_notebooks import baocao

from analysis.checks import run_checks
from analysis.figures.figure import SIMULATED
from analysis.narrative import Report
from analysis.reference import Project
from analysis.sections import SECTIONS, build_all
from analysis.sections.registry import all_figures
from analysis.tables import SCHEMAS, Inputs, load_inputs

README_BLOCK = re.compile(r"^ *```(csv|yaml)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
UNIT, YEAR = "06196", 2026
NOTEBOOKS = sorted(Path(__file__).parents[2].glob("notebooks/[0-9]*.ipynb"))


@pytest.fixture(scope="module")
def commune(project: Project) -> Inputs:
    """The example of a commune."""
    return load_inputs(project, UNIT, YEAR)


def _workbook(inputs: Inputs) -> Report:
    told = [id for id in SECTIONS if SECTIONS[id].included(inputs)]
    left_out = [id for id in SECTIONS if id not in told]
    return Report(inputs, {id: SECTIONS[id].compute(inputs) for id in told}, left_out)


def _cells(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the line and the text of every narrative cell of a notebook."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        first, _, text = "".join(cell["source"]).partition("\n")
        if first.startswith("%%narrative"):
            yield first.removeprefix("%%narrative").strip(), text


def _told(inputs: Inputs) -> str:
    """Tell every narrative cell as a notebook would, in plain words."""
    workbook = _workbook(inputs)
    parts = []
    for path in NOTEBOOKS[:-1]:  # the last one opens what was printed, too
        for names, text in _cells(path):
            if not names or workbook.has(*names.split()):
                parts.append(workbook.narrate(text)._repr_mimebundle_()["text/plain"])
    return "\n".join(parts)


# No code knows the example -------------------------------------------------------------------------------------------


def test_no_code_and_no_notebook_names_a_unit_or_a_year(project: Project) -> None:
    """What a doctest or an explanation of a format gives as an instance is no code."""
    named = re.compile(r"cao[ _-]?l[oộ]c|\b183\b|\b2023\b", re.IGNORECASE)
    found = []
    for path in sorted((project.root / "analysis").rglob("*.py")):
        if "comparison" in path.parts:
            continue  # held by its own tests; its examples are sentences of reports
        code = re.sub(r'""".*?"""', "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        lines = [line.split("  # ")[0] for line in code.splitlines() if not line.strip().startswith("#")]
        found += [f"{path.name}: {line.strip()}" for line in lines if named.search(line)]
    for path in NOTEBOOKS:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(c["source"]) for c in cells if "remove_cell" not in c["metadata"].get("tags", []))
        found += [f"{path.name}: {line}" for line in code.splitlines() if named.search(line.split("  # ")[0])]
    assert [line for line in found if "/2023/" not in line and "L2023" not in line] == []


# The example of a commune --------------------------------------------------------------------------------------------


def test_everything_of_the_commune_is_simulated_and_says_so(project: Project, commune: Inputs) -> None:
    assert {table.sidecar.provenance for table in commune.tables.values()} == {SIMULATED}
    assert {f.provenance for f in all_figures(build_all(commune)).values()} == {SIMULATED}
    readme = (project.table_folder(UNIT, YEAR) / "README.md").read_text(encoding="utf-8")
    assert "EVERYTHING HERE IS SIMULATED" in readme
    note = _workbook(commune).phrases["opening.dates_note"].note
    assert "đều là số liệu mô phỏng; bản này để minh họa, không phải văn bản chính thức" in note


def test_its_script_writes_the_same_bytes_again(project: Project, tmp_path: Path) -> None:
    folder = project.table_folder(UNIT, YEAR)
    (tmp_path / "simulation").mkdir()
    script = shutil.copy(folder / "simulation" / "tables.py", tmp_path / "simulation")
    subprocess.run([sys.executable, "-I", script], check=True, cwd=tmp_path)
    written = sorted(path.name for path in tmp_path.iterdir() if path.is_file())
    assert written == sorted(path.name for path in folder.iterdir() if path.is_file() and path.name != "README.md")
    for name in written:
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


def test_its_villages_are_the_parts_it_speaks_of(commune: Inputs) -> None:
    villages = commune.communes("households")
    assert len(villages) == 12
    assert {(u.level, u.parent, u.area) for u in villages} == {("village", UNIT, "rural")}
    assert set(commune["households"].frame["commune"]) == {u.code for u in villages}
    workbook = _workbook(commune)
    assert workbook.phrases["parts.kinds"].text == "thôn"
    assert workbook["poverty.communes_above_50"].printed == "01 thôn"
    assert workbook["poverty.commune.09.poor"].label == "Số hộ nghèo thôn 9"


def test_it_has_no_checks_that_fail(commune: Inputs) -> None:
    failed = [r for r in run_checks(commune, all_figures(build_all(commune))) if r.status == "failed"]
    assert failed == []


WORDS_OF_OTHER_LEVELS = re.compile(r"huyện|thị trấn|cấp xã|các xã|\bxã,")


def test_no_sentence_speaks_in_the_words_of_another_level(commune: Inputs) -> None:
    told = _told(commune)
    assert "Ủy ban nhân dân xã Ba Sơn" in told
    assert "các thôn" in told
    assert WORDS_OF_OTHER_LEVELS.findall(told) == []
    for result in run_checks(commune, all_figures(build_all(commune))):
        assert "thị trấn" not in result.message, result.id
        assert not re.search(r"mỗi xã|số xã|theo xã", result.message), result.id


def test_a_district_and_a_province_are_told_in_their_words(inputs: Inputs) -> None:
    assert "các xã, thị trấn tập trung triển khai" in " ".join(_told(inputs).split())
    assert "khu vực thị trấn có" in " ".join(_told(inputs).split())


def test_every_name_that_a_cell_asks_for_is_there_in_the_example(project: Project, inputs: Inputs) -> None:
    """A cell that names what no section has would never be told; some tell of a change, some why there is none."""
    workbook = _workbook(inputs)
    after = _workbook(load_inputs(project, inputs.unit.code, inputs.year + 1))
    known = {*workbook.figures, *workbook.phrases, *after.figures, *after.phrases}
    for path in NOTEBOOKS[:-1]:
        for names, text in _cells(path):
            for name in names.split():
                assert workbook.has(name), (path.name, name)
            for id in re.findall(r"\{([a-z][a-z0-9_.-]*)(?::(?:n|change))?\}", text):
                assert id in known, (path.name, id)


@pytest.mark.parametrize(
    "left", [("letterhead",), ("letterhead", "households"), ("letterhead", "credit", "assessment")]
)
def test_with_few_tables_what_has_no_data_is_not_told(inputs: Inputs, left: tuple[str, ...]) -> None:
    few = replace(inputs, tables={name: inputs[name] for name in left}, handed_in=frozenset(left))
    told = _told(few)
    assert "báo cáo kết quả thực hiện" in told
    assert ("Kết quả cho vay" in told) is ("credit" in left)
    assert ("hộ cận nghèo." in told) is ("households" in left)
    failed = {r.id for r in run_checks(few, all_figures(build_all(few))) if r.status == "failed"}
    assert "tables.handed_in" in failed
    assert failed <= {"tables.handed_in", "tables.unused_rows"}, "loans for jobs go unused without their section"


# From the README alone -----------------------------------------------------------------------------------------------


@pytest.fixture
def from_readme(project: Project, tmp_path: Path) -> Project:
    """A project with one unit, made of the blocks that data/README.md gives for a new unit, and a few rows more."""
    readme = (project.data / "README.md").read_text(encoding="utf-8")
    steps = readme[readme.index("## A new unit, from nothing") : readme.index("## Adding a year by hand")]
    letterhead, sidecar, villages = (
        "\n".join(line.strip() for line in block.splitlines()) + "\n" for _, block in README_BLOCK.findall(steps)
    )
    shutil.copytree(project.reference, tmp_path / "data" / "reference")
    shutil.copytree(project.notebooks, tmp_path / "notebooks")
    (tmp_path / "baocao.toml").write_text(f'unit = "{UNIT}"\nyear = {YEAR}\n', encoding="utf-8")
    folder = tmp_path / "data" / "06196-ba-son" / "2026"
    folder.mkdir(parents=True)
    tables = {
        "letterhead": letterhead,
        "villages": villages,
        "credit": (
            "borrower_group,loans_granted,amount_lent_vnd,borrowers_outstanding,outstanding_balance_vnd\n"
            "poor,2,100000000,5,300000000\nnear_poor,1,50000000,3,200000000\nnewly_escaped,4,200000000,6,400000000\n"
        ),
        "housing_support": "funding,commune,households,amount_vnd\nfund_for_the_poor,Bản Mới,1,60000000\n",
    }
    for name, content in tables.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
        (folder / f"{name}.meta.yml").write_text(sidecar, encoding="utf-8")
    return Project(tmp_path.resolve(), UNIT, YEAR)


def test_a_unit_built_from_the_readme_is_checked(from_readme: Project) -> None:
    result = baocao(from_readme, "check")
    assert result.returncode == 0, result.stderr
    assert "xã Ba Sơn, năm 2026: 4 bảng số liệu hợp lệ." in result.stdout
    assert "tables.handed_in" in result.stdout
    assert "education_support (Hỗ trợ giáo dục): không có mục education" in result.stdout


def test_what_it_lacks_may_be_explained(from_readme: Project) -> None:
    folder = from_readme.table_folder(UNIT, YEAR)
    present = {path.stem for path in folder.glob("*.csv")}
    reasons = "".join(f"{name}: chưa có\n" for name in SCHEMAS if name not in present)
    (folder / "absent.yml").write_text(reasons, encoding="utf-8")
    result = baocao(from_readme, "check")
    assert "tables.handed_in" not in result.stdout
    assert "0 không đạt" in result.stdout


def test_its_report_has_the_sections_it_has_data_for_numbered_without_holes(from_readme: Project) -> None:
    result = baocao(from_readme, "run")
    assert result.returncode == 0, result.stderr
    edition = from_readme.outputs / UNIT / str(YEAR)
    page = (edition / "bao-cao.html").read_text(encoding="utf-8")
    numbers = re.findall(r"<h([1-6])[^>]*>\s*(?:<[^>]+>)*\s*((?:[IVX]+|\d+(?:\.\d+)*|[a-zđ])[.)])", page)
    assert [number for _, number in numbers] == ["I.", "1.", "1.1.", "1.2."], numbers
    assert "Chính sách nhà ở" in page
    assert "Chính sách hỗ trợ giáo dục" not in page
    with (edition / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        sections = {row["id"].partition(".")[0] for row in csv.DictReader(file)}
    assert sections == {"credit", "housing"}
