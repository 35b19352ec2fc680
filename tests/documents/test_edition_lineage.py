"""`lineage.json` equals a new computation, and is not used if it is out of date."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from small_notebooks import baocao

from analysis.pipeline.preload import warm_process
from analysis.publish.produce import trace
from analysis.publish.published_edition import LINEAGE, published_lineage
from analysis.publish.records import compute_lineage
from analysis.reference import Project

TABLE = "data/183-cao-loc/2023/capital.csv"


@pytest.fixture(scope="module")
def published(edition: Path) -> Project:
    """A project with a published edition."""
    return Project(edition.parents[2].resolve(), "183", 2023)


@pytest.fixture
def copied(published: Project, tmp_path: Path) -> Project:
    """A copy of the project that a test may modify."""
    shutil.copytree(published.root, tmp_path / "copy", symlinks=True)
    return Project((tmp_path / "copy").resolve(), "183", 2023)


def _place(project: Project, name: str) -> Path:
    return project.outputs / "183" / "2023" / name


def test_the_record_is_what_computing_anew_gives(published: Project) -> None:
    computed = compute_lineage(published, "183", 2023)
    recorded = published_lineage(published, "183", 2023)
    assert recorded is not None
    assert json.loads(json.dumps(computed)) == {**recorded, "places": []}


def test_without_an_edition_the_notebooks_say_the_same(copied: Project) -> None:
    recorded = published_lineage(copied, "183", 2023)
    shutil.rmtree(copied.outputs)
    with warm_process(copied) as process:
        assert trace(copied, "183", 2023, process) == recorded
    assert not copied.edition_folder("183", 2023).exists()


def test_the_record_has_every_figure_of_figures_csv(published: Project) -> None:
    lines = _place(published, "figures.csv").read_text(encoding="utf-8-sig").splitlines()
    recorded = published_lineage(published, "183", 2023)
    assert recorded is not None
    ids = {line.split(",")[0] for line in lines[1:]}
    assert ids <= set(recorded["figures"])
    assert {id for place in recorded["places"] for id in place["figures"]} <= set(recorded["figures"])


def test_the_record_answers_without_pandas(published: Project) -> None:
    code = f"""import sys
from click.testing import CliRunner
from pathlib import Path
import analysis.cli.explain as command
from analysis.reference.project import Project
command.chosen_edition = lambda unit, year: (Project(Path({str(published.root)!r}), "183", 2023), "183", 2023)
result = CliRunner().invoke(command.explain, ["poverty.poor_rate"])
print("8,29%" in result.output, [m for m in ("pandas", "numpy", "nbformat", "IPython") if m in sys.modules])"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=60, check=True)
    assert found.stdout.strip() == "True []"


def _edit_a_table(project: Project) -> None:
    path = project.root / TABLE
    path.write_text(path.read_text(encoding="utf-8").replace("13164000000", "13164000001"), encoding="utf-8")


def _add_a_correction(project: Project) -> None:
    (project.root / TABLE).with_name("corrections.yml").write_text("[]\n", encoding="utf-8")


def _edit_reference(project: Project) -> None:
    path = project.reference / "vocabulary.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("hộ nghèo", "hộ thuộc diện nghèo"), encoding="utf-8")


def _edit_the_record(project: Project) -> None:
    path = _place(project, LINEAGE)
    path.write_text(path.read_text(encoding="utf-8").replace("8,29%", "2,98%"), encoding="utf-8")


def _cut_the_record(project: Project) -> None:
    path = _place(project, LINEAGE)
    path.write_bytes(path.read_bytes()[:1000])


def _change(name: str, key: str, value: object) -> Callable[[Project], None]:
    def change(project: Project) -> None:
        path = _place(project, name)
        path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {key: value}), encoding="utf-8")

    return change


def _remove(name: str) -> Callable[[Project], None]:
    return lambda project: _place(project, name).unlink()


@pytest.mark.parametrize(
    "change",
    [
        _edit_a_table,
        _add_a_correction,
        _edit_reference,
        _edit_the_record,
        _cut_the_record,
        _change("manifest.json", "code", {"sha256": "0" * 64}),
        _change("manifest.json", "versions", {"python": "3.0"}),
        _change("manifest.json", "files", "nothing"),
        _remove("manifest.json"),
        _remove(LINEAGE),
    ],
)
def test_a_record_out_of_date_is_not_used(copied: Project, change: Callable[[Project], None]) -> None:
    assert published_lineage(copied, "183", 2023) is not None
    change(copied)
    assert published_lineage(copied, "183", 2023) is None


def test_after_a_change_the_new_number_is_explained(copied: Project) -> None:
    _edit_a_table(copied)
    result = baocao(copied, "explain", "capital.plan_current_central")
    assert "ô ghi 13.164.000.001" in result.stdout, result.stderr


def test_a_changed_notebook_leaves_numbers_and_asks_anew_where_they_stand(copied: Project) -> None:
    path = copied.notebooks / "08_poverty_and_credit.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("### Chính sách", "### Các chính sách"), encoding="utf-8")
    recorded = published_lineage(copied, "183", 2023)
    assert recorded is not None and recorded["places"] == []
    assert recorded["figures"]["poverty.poor_rate"]["printed"] == "8,29%"


def test_no_household_stands_in_the_record(published: Project) -> None:
    text = _place(published, LINEAGE).read_text(encoding="utf-8")
    assert "household_id" not in text and "households.csv:" not in text
    for figure in json.loads(text)["figures"].values():
        for source in figure["sources"]:
            if source["table"] == "households":
                assert (source["first_row"], source["last_row"]) == (0, 0)
