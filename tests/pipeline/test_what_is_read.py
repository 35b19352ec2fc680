"""Changing a table, a module or a notebook executes again what depends on it, and nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from small_notebooks import OPENING, baocao, write_notebook

from analysis.pipeline.fingerprint import code_files, input_digests, observe_command, observed, package_files
from analysis.pipeline.preload import PRELOAD
from analysis.pipeline.run_or_reuse import Options, execute_series
from analysis.pipeline.series import SeriesFailed, find_series, parameters_for
from analysis.pipeline.warm.process import WarmProcess, available
from analysis.publish.published_edition import unchanged_edition
from analysis.reference import Project, find_project
from analysis.reference.project import ReportSource

if TYPE_CHECKING:
    from conftest import DataCopy

OPEN = "from analysis.narrative import open_sections\nreport = open_sections({section!r}, unit=unit, year=year)"
DIRECTLY = (
    "import pandas, os, pathlib\npandas.read_csv(pathlib.Path(os.environ['BAOCAO_PROJECT']) / 'data' / {table!r})"
)

CREDIT = "data/183-cao-loc/2023/credit.csv"
HOUSING = "data/183-cao-loc/2023/housing_support.csv"


@pytest.fixture
def three(data: DataCopy) -> DataCopy:
    write_notebook(data.project.notebooks / "00_credit.ipynb", OPEN.format(section="credit"))
    write_notebook(data.project.notebooks / "01_housing.ipynb", OPEN.format(section="housing"))
    write_notebook(data.project.notebooks / "02_own.ipynb", DIRECTLY.format(table=CREDIT.removeprefix("data/")))
    return data


def executed(data: DataCopy, process: WarmProcess | None = None) -> list[str]:
    """Run the series; return which notebooks were executed."""
    series = find_series(data.project.notebooks)
    before = {path.name: path.stat().st_mtime_ns for path in data.project.outputs.rglob("*.ipynb")}
    options = Options(progress=False, process=process)
    execute_series(data.project, series, parameters_for(series, "183", 2023), "183", 2023, options)
    after = {path.name: path.stat().st_mtime_ns for path in data.project.outputs.rglob("*.ipynb")}
    return sorted(name.split(".")[0] for name, time in after.items() if before.get(name) != time)


def append_blank_line(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


ALL = ["00_credit", "01_housing", "02_own"]


@pytest.mark.parametrize("kernels", ["forked", "prepared", "ordinary"])
def test_a_changed_table_executes_the_notebooks_that_read_it(
    three: DataCopy, kernels: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = None
    if kernels == "ordinary":
        monkeypatch.setattr("analysis.pipeline.execute.available", lambda: False)
    elif not available():
        pytest.skip("processes cannot be forked safely on this system")
    else:
        process = WarmProcess(PRELOAD)
    try:
        if kernels == "prepared" and process is not None:
            digests = input_digests(three.project, "183", 2023)
            source = ReportSource(three.project, "183", 2023, digests=digests)
            process.prepare("analysis.narrative.computed:keep_computed", source)
        assert executed(three, process) == ALL
        append_blank_line(three.project.root / CREDIT)
        assert executed(three, process) == ["00_credit", "02_own"]
        append_blank_line(three.project.root / HOUSING)
        assert executed(three, process) == ["01_housing"]
        assert executed(three, process) == []
    finally:
        if process is not None:
            process.close()


def test_a_changed_table_of_the_year_before_executes_the_notebooks_that_compare_with_it(
    three: DataCopy, project: Project
) -> None:
    earlier = three.folder.with_name("2022")
    earlier.mkdir()
    for path in project.table_folder("183", 2022).glob("*_support.*"):
        shutil.copy(path, earlier)
    for path in project.table_folder("183", 2022).glob("credit.*"):
        shutil.copy(path, earlier)
    assert executed(three) == ALL
    append_blank_line(earlier / "credit.csv")
    assert executed(three) == ["00_credit"]
    append_blank_line(earlier / "housing_support.csv")
    assert executed(three) == ["01_housing"]
    append_blank_line(earlier / "electricity_support.csv")
    assert executed(three) == []


@pytest.mark.parametrize("changed", ["reference", "settings", "a new file"])
def test_a_change_of_what_all_notebooks_depend_on_executes_all(three: DataCopy, changed: str) -> None:
    executed(three)
    root = three.project.root
    if changed == "a new file":
        (root / CREDIT).with_name("corrections.yml").write_text("[]\n", encoding="utf-8")
    else:
        append_blank_line({"reference": root / "data/reference/units.csv", "settings": root / "baocao.toml"}[changed])
    assert executed(three) == ALL


def test_a_changed_table_of_an_earlier_year_executes_the_chart_over_years(three: DataCopy) -> None:
    unit = three.project.root / "data/183-cao-loc"
    for year in ("2022", "2024"):
        (unit / year).mkdir(exist_ok=True)
        for table in ("capital", "disbursements", "forecasts"):
            for file in (find_project().data / "183-cao-loc" / year).glob(f"{table}.*"):
                shutil.copy(file, unit / year)
    draw = "from analysis.charts import disbursement_over_years\ndisbursement_over_years(report)"
    write_notebook(three.project.notebooks / "03_years.ipynb", OPEN.format(section="capital") + "\n" + draw)
    assert executed(three) == [*ALL, "03_years"]
    append_blank_line(unit / "2022/disbursements.csv")
    assert "03_years" in executed(three)
    append_blank_line(unit / "2024/disbursements.csv")
    assert executed(three) == [], "later years are not this report's"


def test_only_the_notebook_that_changed_is_executed(three: DataCopy) -> None:
    executed(three)
    write_notebook(three.project.notebooks / "02_own.ipynb", "'own'")
    assert executed(three) == ["02_own"]


def test_a_table_is_compared_by_content_not_by_time(three: DataCopy) -> None:
    executed(three)
    path = three.project.root / CREDIT
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    assert executed(three) == []


@pytest.mark.parametrize("link", ["folder", "file"])
def test_a_table_behind_a_link_is_observed(three: DataCopy, link: str, tmp_path: Path) -> None:
    table = three.project.root / CREDIT
    linked = table if link == "file" else table.parents[1]
    target = tmp_path / "share" / linked.name
    target.parent.mkdir(exist_ok=True)
    linked.rename(target)
    linked.symlink_to(target)
    assert executed(three) == ALL
    append_blank_line(table)
    assert executed(three) == ["00_credit", "02_own"]


@pytest.mark.parametrize(
    "other", ["data/183-cao-loc/2024/credit.csv", "data/183-cao-loc/2023/own/extra.csv", "data/06196-ba-son/x.csv"]
)
def test_other_files_under_the_data_folder_are_observed(three: DataCopy, other: str) -> None:
    path = three.project.root / other
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("a\n1\n", encoding="utf-8")
    write_notebook(three.project.notebooks / "02_own.ipynb", DIRECTLY.format(table=other.removeprefix("data/")))
    assert executed(three) == ALL
    assert executed(three) == []
    append_blank_line(path)
    assert executed(three) == ["02_own"]
    path.unlink()
    with pytest.raises(SeriesFailed, match="02_own"):
        executed(three)


def test_a_notebook_that_starts_a_program_depends_on_every_input(three: DataCopy) -> None:
    cell = "import subprocess\nsubprocess.run(['true'], check=True)"
    write_notebook(three.project.notebooks / "02_own.ipynb", cell)
    assert executed(three) == ALL
    append_blank_line(three.project.root / HOUSING)
    assert executed(three) == ["01_housing", "02_own"]


def test_an_edition_has_changed_when_another_file_read_by_a_cell_has(project: Project, tmp_path: Path) -> None:
    for folder in ("reference", "06196-ba-son"):
        shutil.copytree(project.data / folder, tmp_path / "data" / folder)
    shutil.copy(project.root / "baocao.toml", tmp_path)
    own = Project(tmp_path.resolve(), "06196", 2026)
    other = own.data / "06196-ba-son" / "2026" / "own" / "extra.csv"
    other.parent.mkdir()
    other.write_text("a\n1\n", encoding="utf-8")
    cell = DIRECTLY.format(table=other.relative_to(own.data).as_posix())
    write_notebook(own.notebooks / "00_opening.ipynb", OPENING, cell)
    edition = ("run", "--unit", "06196", "--year", "2026")
    first = baocao(own, *edition)
    assert first.returncode == 0, first.stderr
    assert "Không có gì thay đổi" in baocao(own, *edition).stdout
    append_blank_line(other)
    changed = baocao(own, *edition)
    assert "chạy lại 1" in changed.stdout, changed.stdout + changed.stderr


def test_a_run_succeeds_when_the_cache_cannot_be_written(three: DataCopy) -> None:
    three.project.outputs.mkdir(exist_ok=True)
    (three.project.outputs / ".cache").write_text("in the way", encoding="utf-8")
    executed(three)


# Modules -------------------------------------------------------------------------------------------------------------


def names(paths: tuple[Path, ...]) -> set[str]:
    root = Path(__file__).parents[2] / "analysis"
    return {path.relative_to(root).as_posix() for path in paths}


def test_a_notebook_depends_on_what_it_imports_and_what_that_imports(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "00_a.ipynb", "%matplotlib inline\nfrom analysis.narrative import open_sections")
    found = names(code_files(path))
    assert {"narrative/notebook_api.py", "sections/capital.py", "tables/schema.py", "pipeline/normalise.py"} <= found
    assert {"__init__.py", "narrative/__init__.py"} <= found
    assert not [name for name in found if name.startswith(("cli/", "publish/", "comparison/", "charts/"))]
    chart = write_notebook(tmp_path / "01_b.ipynb", "from analysis.charts import plan_against_disbursement as p")
    assert "charts/report.py" in names(code_files(chart))


def test_a_notebook_whose_imports_cannot_be_read_depends_on_everything(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "00_a.ipynb", "import importlib; importlib.import_module('analysis' + '.charts')")
    assert code_files(path) == package_files()


@pytest.mark.parametrize(
    "cell",
    [
        "%%time\nfrom analysis.charts import credit_by_group",
        "%%capture out\nimport analysis.charts",
        "%time from analysis.charts import credit_by_group",
        "exec('from analysis' + '.charts import credit_by_group')",
        'eval("__im" + "port__(\'analysis.charts\')")',
        "%run own.py",
        "def broken(:",
    ],
)
def test_imports_that_are_not_statements_count(tmp_path: Path, cell: str) -> None:
    path = write_notebook(tmp_path / "00_a.ipynb", "from analysis.narrative import open_sections", cell)
    assert "charts/report.py" in names(code_files(path))


@pytest.mark.parametrize(
    "cell",
    [
        "lines = !echo hi",
        "len?",
        "/abs -1",
        ",print a b",
        "if year:\n    %pwd",
        "for i in range(2):\n    !echo {i}",
        "%timeit -n1 \\\n -r1 1+1",
        "!echo a \\\n b",
        "%matplotlib inline",
        "%%time\n1 + 1",
        "%%narrative\nanalysis: không phải mã",
    ],
)
def test_the_syntax_of_ipython_is_parsed(tmp_path: Path, cell: str) -> None:
    path = write_notebook(tmp_path / "00_a.ipynb", "from analysis.narrative import open_sections", cell)
    found = names(code_files(path))
    assert "narrative/notebook_api.py" in found
    assert "charts/report.py" not in found


# Files ---------------------------------------------------------------------------------------------------------------


def test_files_opened_by_a_process_are_recorded(tmp_path: Path) -> None:
    (tmp_path / "data" / "xã").mkdir(parents=True)
    for name in ("xã/a.csv", "b.csv", "c.csv"):
        (tmp_path / "data" / name).write_text("x", encoding="utf-8")
    (tmp_path / "outside.csv").write_text("x", encoding="utf-8")
    record = tmp_path / "record"
    work = f"""
{observe_command(record, tmp_path / "data")}
import os, pathlib
open("data/xã/a.csv").read(), open("data/xã/a.csv").read(), open("outside.csv")
os.chdir("data"); pathlib.Path("b.csv").read_bytes()
open("c.csv", "w").write("new"); open("d.csv", "a").close()
"""
    subprocess.run([sys.executable, "-X", "utf8", "-c", work], cwd=tmp_path, check=True, timeout=60)
    assert observed(record) == {"xã/a.csv", "b.csv"}
    assert observed(tmp_path / "none") is None


# The edition as a whole ----------------------------------------------------------------------------------------------


def test_a_missing_or_truncated_edition_has_changed(data: DataCopy) -> None:
    assert unchanged_edition(data.project, "183", 2023, {}) is None
    folder = data.project.outputs / "183" / "2023"
    folder.mkdir(parents=True)
    for content in ("", "[]", "{}", json.dumps({"files": []})):
        (folder / "manifest.json").write_text(content, encoding="utf-8")
        assert unchanged_edition(data.project, "183", 2023, {}) is None


def test_a_run_without_changes_imports_nothing_heavy(tmp_path: Path) -> None:
    work = """
import sys
from analysis.cli.main import main
try:
    main(["run", "--unit", "999"])
except SystemExit:
    pass
import analysis.publish.published_edition, analysis.pipeline.series
heavy = {"pandas", "numpy", "matplotlib", "papermill", "nbconvert", "nbformat", "IPython", "zmq"}
print(sorted(heavy & set(sys.modules)))
"""
    said = subprocess.run([sys.executable, "-c", work], capture_output=True, encoding="utf-8", check=True, timeout=60)
    assert said.stdout.strip() == "[]"


def test_addresses_are_checked_although_their_grammar_is_imported_late() -> None:
    work = """
import sys
from analysis.pipeline.warm.server import import_jsonschema
import_jsonschema()
assert "rfc3987_syntax" not in sys.modules
from jsonschema import Draft202012Validator as V
schema = {"type": "string", "format": "iri"}
check = V(schema, format_checker=V.FORMAT_CHECKER)
print(check.is_valid("http://xã.vn/hộ"), check.is_valid("không phải"), "rfc3987_syntax" in sys.modules)
"""
    said = subprocess.run([sys.executable, "-c", work], capture_output=True, encoding="utf-8", check=True, timeout=60)
    assert said.stdout.split() == ["True", "False", "True"]
