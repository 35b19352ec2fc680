"""A new year as an officer has it: forms made, filled in, imported, checked, and the report run, by commands alone."""

from __future__ import annotations

import csv
import datetime as dt
import html
import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
import yaml
from fill_forms import fill
from small_notebooks import baocao

from analysis.reference import Project, load_reference
from analysis.tables import SCHEMAS, load_inputs

UNIT, YEAR = "183", 2024
SENTENCES = Path(__file__).parents[1] / "narrative" / f"expected_sentences_{YEAR}.txt"
TABLES = [name for name in SCHEMAS if name not in ("villages", "published")]


def _new_year(project: Project, root: Path) -> Project:
    """Copy the project without the year that is to come, and make its forms."""
    left_out = shutil.ignore_patterns("simulation", str(YEAR))
    shutil.copytree(project.data, root / "data", ignore=left_out)
    shutil.copytree(project.notebooks, root / "notebooks")
    shutil.copy(project.root / "baocao.toml", root)
    own = Project(root.resolve(), UNIT, YEAR - 1)
    made = baocao(own, "new-year", str(YEAR), "--unit", UNIT)
    assert made.returncode == 0, made.stderr
    return own


def _fill_in(project: Project, folder: Path, names: Sequence[str]) -> list[Path]:
    """Fill every form that asks for one of these tables with the rows of the example, as offices do by hand."""
    example = project.table_folder(UNIT, YEAR)
    for name in names:
        with (example / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        as_of = yaml.safe_load((example / f"{name}.meta.yml").read_text(encoding="utf-8"))["as_of"]
        assert isinstance(as_of, dt.date)
        register = SCHEMAS[name].register  # a form of its own, which is large
        for form in sorted(folder.glob("*.xlsx")):
            if register == form.stem.endswith("-households"):
                fill(form, {name: rows}, as_of)
    return sorted(folder.glob("*.xlsx"))


@pytest.fixture(scope="module")
def reported(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The year filled in from forms, and its edition."""
    own = _new_year(project, tmp_path_factory.mktemp("forms") / "dự án")
    forms = _fill_in(project, own.table_folder(UNIT, YEAR) / "forms", TABLES)
    taken = baocao(own, "import", *map(str, forms), "--simulated")
    assert taken.returncode == 0, taken.stderr
    assert f"Đã nhập {len(TABLES)} bảng" in taken.stdout
    checked = baocao(own, "check", "--unit", UNIT, "--year", str(YEAR))
    assert checked.returncode in (0, 1), checked.stderr
    done = baocao(own, "run", "--unit", UNIT, "--year", str(YEAR), "--no-progress")
    assert done.returncode == 0, done.stderr
    return own


def test_the_edition_is_complete(reported: Project) -> None:
    folder = reported.edition_folder(UNIT, YEAR)
    files = {path.name for path in folder.iterdir()}
    assert files >= {"bao-cao.html", "bao-cao.pdf", "bao-cao.docx", "so-lieu.xlsx", "figures.csv", "checks.csv"}
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["draft"], manifest["missing"], manifest["year"]) == (False, [], YEAR)


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_that_came_through_forms_are_those_of_the_example(
    name: str, project: Project, reported: Project
) -> None:
    ours, theirs = (
        load_inputs(each, UNIT, YEAR, [name])[name].frame.drop(columns="provenance").reset_index(drop=True)
        for each in (project, reported)
    )
    note = "note" in ours and "note" not in {c.name for c in SCHEMAS[name].columns}
    drop = ["note"] if note else []
    pd.testing.assert_frame_equal(ours.drop(columns=drop), theirs.drop(columns=drop, errors="ignore"), obj=name)


def test_its_sentences_against_the_year_before_are_those_written_beforehand(reported: Project) -> None:
    page = (reported.edition_folder(UNIT, YEAR) / "bao-cao.html").read_text(encoding="utf-8")
    sentences: list[str] = []
    for paragraph in re.findall(r"<p>(.*?)</p>", page, re.DOTALL):
        if 'id="previous.' in paragraph:
            text = " ".join(html.unescape(re.sub(r"<[^>]+>", "", paragraph)).split())
            sentences += re.split(r"(?<=\.) (?=[A-ZĐ])", text)
    assert sentences == SENTENCES.read_text(encoding="utf-8").splitlines()


def test_a_draft_lists_the_missing_tables_and_their_agencies(project: Project, tmp_path: Path) -> None:
    own = _new_year(project, tmp_path / "project")
    agencies = load_reference(own.reference).agencies.by_table(
        load_inputs(project, UNIT, YEAR, []).unit, dt.date(YEAR, 12, 31)
    )
    answered = {
        agencies[name].name for name in ("letterhead", "credit", "education_support", "capital", "disbursements")
    }
    came = [name for name in TABLES if agencies[name].name in answered]
    missing = [name for name in TABLES if name not in came]
    assert len(answered) == 5
    assert missing
    forms = _fill_in(project, own.table_folder(UNIT, YEAR) / "forms", came)
    taken = baocao(own, "import", *map(str, forms))
    assert taken.returncode == 0, taken.stderr
    assert "chưa điền, để nguyên" in taken.stdout
    done = baocao(own, "run", "--draft", "--unit", UNIT, "--year", str(YEAR), "--no-progress")
    assert done.returncode == 0, done.stderr
    assert f"Còn thiếu {len(missing)} bảng" in done.stdout
    for name in missing:
        assert f"bảng “{SCHEMAS[name].title}” của {agencies[name].name}" in done.stdout
    manifest = json.loads((own.edition_folder(UNIT, YEAR, draft=True) / "manifest.json").read_text(encoding="utf-8"))
    assert {table["table"]: table["agency"] for table in manifest["missing"]} == {n: agencies[n].name for n in missing}
