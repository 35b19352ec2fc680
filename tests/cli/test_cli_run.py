"""`baocao run`, from raw tables to the published edition."""

from __future__ import annotations

import csv
import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from small_notebooks import OPENING, baocao, write_notebook

from analysis.reference import Project


@pytest.fixture(scope="session")
def published(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A small project with the example's data and a published edition; not to be changed."""
    root = tmp_path_factory.mktemp("published") / "dự án"
    shutil.copytree(project.data, root / "data", ignore=shutil.ignore_patterns("simulation"))
    shutil.copy(project.root / "baocao.toml", root)
    small = Project(root.resolve(), project.unit, project.year)
    write_notebook(small.notebooks / "00_opening.ipynb", OPENING, "report.letterhead()")
    write_notebook(
        small.notebooks / "01_end.ipynb", OPENING, "report.signature()", parameters="unit = None\nyear = None\ntop = 10"
    )
    result = baocao(small, "run")
    assert result.returncode == 0, result.stderr
    return small


@pytest.fixture
def small(published: Project, tmp_path: Path) -> Project:
    """A copy of the small project that a test may change."""
    shutil.copytree(published.root, tmp_path / "copy", symlinks=True)
    return Project((tmp_path / "copy").resolve(), published.unit, published.year)


def edition(project: Project) -> dict[str, bytes]:
    """Return the files of the published edition."""
    folder = project.outputs / "183" / "2023"
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def table(project: Project, name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file of the edition."""
    with (project.outputs / "183" / "2023" / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_an_edition_has_all_its_files(published: Project) -> None:
    assert set(edition(published)) == {
        "bao-cao.html",
        "bao-cao.docx",
        "bao-cao.pdf",
        "so-lieu.xlsx",
        "figures.csv",
        "checks.csv",
        "lineage.json",
        "manifest.json",
        "notebooks/00_opening.ipynb",
        "notebooks/01_end.ipynb",
    }


def test_figures_and_checks_are_listed(published: Project) -> None:
    figures = table(published, "figures.csv")
    assert {row["id"] for row in figures} >= {"directives.documents", "directives.plans"}
    assert len({row["id"] for row in figures}) == len(figures)
    checks = table(published, "checks.csv")
    assert {row["status"] for row in checks} == {"passed", "failed", "skipped"}


def test_the_manifest_says_what_the_edition_was_made_of(published: Project) -> None:
    manifest = json.loads(edition(published)["manifest.json"])
    assert (manifest["unit"], manifest["year"], manifest["date"]) == ("183", 2023, "2023-11-15")
    assert manifest["font"]
    assert manifest["parameters"]["00_opening"] == {"unit": "183", "year": 2023}
    assert {"path", "sha256"} == set(manifest["inputs"][0])
    assert manifest["counts"]["notebooks"] == 2
    assert manifest["versions"]["papermill"]


def test_no_file_says_where_it_was_made(published: Project) -> None:
    for name, content in edition(published).items():
        for place in (str(published.root), sys.prefix, str(Path.home())):
            assert place.encode() not in content, (name, place)


def test_no_row_of_the_register_is_in_the_edition(published: Project) -> None:
    """Lineage names the register and counts its rows; it never quotes one."""
    register = (published.table_folder("183", 2023) / "households.csv").read_text(encoding="utf-8").splitlines()
    assert not any(register[5].encode() in content for content in edition(published).values())


def test_another_run_elsewhere_gives_the_same_bytes(published: Project, small: Project) -> None:
    result = baocao(small, "run", "--force", "--workers", "1")
    assert result.returncode == 0, result.stderr
    assert edition(small) == edition(published)


def test_a_run_says_where_the_files_are_and_what_was_found(small: Project) -> None:
    result = baocao(small, "run", "--force", cwd=small.root)
    assert result.returncode == 0, result.stderr
    for said in ("Đã xuất bản: " + str(Path("outputs/183/2023")), "bao-cao.pdf", "Phông chữ", "phát hiện", "giây"):
        assert said in result.stdout
    assert "chạy lại 2" in result.stdout


def test_when_nothing_changed_the_edition_stands_and_the_run_says_so(small: Project) -> None:
    before = edition(small)
    result = baocao(small, "run", cwd=small.root)
    assert result.returncode == 0, result.stderr
    for said in ("Không có gì thay đổi", str(Path("outputs/183/2023")), "chạy lại 0", "phát hiện"):
        assert said in result.stdout
    assert edition(small) == before


@pytest.mark.parametrize("file", ["bao-cao.html", "bao-cao.pdf", "figures.csv", "manifest.json"])
def test_a_published_file_that_was_changed_by_hand_is_made_again(small: Project, file: str) -> None:
    before = edition(small)
    path = small.outputs / "183" / "2023" / file
    path.write_bytes(path.read_bytes() + b" ")
    result = baocao(small, "run", cwd=small.root)
    assert result.returncode == 0, result.stderr
    assert ("Không có gì thay đổi" in result.stdout) == (file == "manifest.json")  # a blank there says the same
    if file != "manifest.json":
        assert edition(small) == before


def test_a_parameter_reaches_the_notebooks_that_take_it(small: Project) -> None:
    result = baocao(small, "run", "--parameter", "top=3")
    assert result.returncode == 0, result.stderr
    parameters = json.loads(edition(small)["manifest.json"])["parameters"]
    assert parameters == {
        "00_opening": {"unit": "183", "year": 2023},
        "01_end": {"top": 3, "unit": "183", "year": 2023},
    }


def _break_number(project: Project) -> None:
    path = project.table_folder("183", 2023) / "electricity_support.csv"
    text = path.read_text(encoding="utf-8")
    last = text.strip().splitlines()[-1].split(",")[0]
    path.write_text(text.replace(last, "-5", 1) if last.isdigit() else text + "x,y\n", encoding="utf-8")


def _remove_table(project: Project) -> None:
    (project.table_folder("183", 2023) / "credit.csv").unlink()


def _remove_tag(project: Project) -> None:
    write_notebook(project.notebooks / "00_opening.ipynb", OPENING, tags=())


def _no_notebooks(project: Project) -> None:
    for path in project.notebooks.glob("*.ipynb"):
        path.unlink()


def _nothing(project: Project) -> None:
    """Leave the project as it is."""


@pytest.mark.parametrize(
    ("spoil", "arguments", "said"),
    [
        (_break_number, (), "electricity_support.csv"),
        (_remove_table, (), "data/183-cao-loc/2023/credit.csv: thiếu bảng"),
        (_remove_tag, (), '00_opening.ipynb: cần đúng một ô mã có thẻ "parameters", hiện có 0'),
        (_no_notebooks, (), "Không có sổ tính nào"),
        (_nothing, ("--parameter", "tpo=3"), "01_end.ipynb: nhận unit, year, top"),
        (_nothing, ("--parameter", "top=ba"), "cần giá trị kiểu int"),
        (_nothing, ("--parameter", "top"), "NAME=VALUE"),
        (_nothing, ("--unit", "999"), '"999"'),
        (_nothing, ("--year", "2019"), "2019"),
        (_nothing, ("--year", "hai"), "hai"),
        (_nothing, ("--what",), "--what"),
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_is_published(
    small: Project, spoil, arguments: tuple[str, ...], said: str
) -> None:
    before = edition(small)
    spoil(small)
    result = baocao(small, "run", *arguments)
    assert result.returncode == 2, result.stderr
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert edition(small) == before


def test_a_failing_notebook_publishes_nothing(small: Project) -> None:
    before = edition(small)
    write_notebook(small.notebooks / "01_end.ipynb", OPENING, 'report["directives.plan"]')
    result = baocao(small, "run")
    assert result.returncode == 3
    assert "01_end.ipynb, ô 3" in result.stderr
    assert 'Có phải "directives.plans"?' in result.stderr
    assert "Traceback" not in result.stderr
    assert edition(small) == before
    assert len(list((small.outputs / "183" / ".editions").glob("2023-*"))) == 1


def test_a_failing_exporter_publishes_nothing(small: Project) -> None:
    before = edition(small)
    write_notebook(small.notebooks / "01_end.ipynb", OPENING, "report.letterhead()")
    result = baocao(small, "run")
    assert result.returncode == 3
    assert "Letterhead" in result.stderr
    assert "Traceback" not in result.stderr
    assert edition(small) == before


@pytest.mark.skipif(sys.platform == "win32", reason="no POSIX signals")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_the_edition_and_no_process(small: Project, how: signal.Signals) -> None:
    before = edition(small)
    write_notebook(small.notebooks / "01_end.ipynb", "open('started', 'w').close()\nimport time\ntime.sleep(100)")
    environment = os.environ | {"BAOCAO_PROJECT": str(small.root), "TMPDIR": str(small.root)}
    command = [sys.executable, "-m", "analysis", "run", "--force"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, encoding="utf-8") as process:
        wait_for(small.root)
        family = psutil.Process(process.pid).children(recursive=True)
        assert len(family) > 1  # the warm process and a fork for each notebook
        process.send_signal(how)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Đã dừng theo yêu cầu" in said
    assert "Traceback" not in said
    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []
    assert edition(small) == before
    assert list(small.root.glob("baocao-*")) == []


def test_a_change_of_the_data_during_a_run_is_reported_and_publishes_nothing(small: Project) -> None:
    before = edition(small)
    path = str(small.table_folder("183", 2023) / "credit.csv")
    write_notebook(small.notebooks / "01_end.ipynb", OPENING, f"open({path!r}, 'a').write('\\n')", "report.signature()")
    result = baocao(small, "run")
    assert result.returncode == 2, result.stderr
    assert "Số liệu thay đổi trong khi đang chạy (data/183-cao-loc/2023/credit.csv); chạy lại" in result.stderr
    assert edition(small) == before


def test_a_broken_reference_file_is_invalid_input(small: Project) -> None:
    (small.reference / "programme.csv").unlink()
    result = baocao(small, "check")
    assert result.returncode == 2, result.stderr
    assert "Thiếu tệp danh mục data/reference/programme.csv" in result.stderr


def test_an_edition_on_another_drive_is_named_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows there is no relative path from one drive to another."""

    def refuse(*_: object) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    module = importlib.import_module("analysis.cli.run")
    assert module._from_here(Path.cwd() / "outputs") == Path("outputs")
    monkeypatch.setattr(os.path, "relpath", refuse)
    assert module._from_here(tmp_path) == tmp_path


def wait_for(root: Path) -> None:
    """Wait until the notebook that does not end has begun."""
    deadline = time.monotonic() + 60
    while not list(root.glob("baocao-*/*/started")):
        assert time.monotonic() < deadline, "the notebook did not start"
        time.sleep(0.1)
