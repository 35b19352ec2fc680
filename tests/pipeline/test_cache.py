"""Using results again, but only while they are true."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from small_notebooks import write_notebook

from analysis.pipeline import fingerprint
from analysis.pipeline.cache import Cache
from analysis.pipeline.fingerprint import input_digests, take_basis, versions
from analysis.pipeline.run_or_reuse import Options, execute_series
from analysis.pipeline.series import InputsChanged, SeriesFailed, find_series, parameters_for
from analysis.reference.project import program_version

if TYPE_CHECKING:
    from conftest import DataCopy

KEY = "0123456789abcdef" * 4


def test_a_result_is_found_by_its_key_only(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    cache.store("00_a", KEY, "{}")
    assert cache.find("00_a", KEY) == "{}"
    assert cache.find("00_a", KEY[::-1]) is None
    assert cache.find("01_b", KEY) is None


def test_a_result_changed_by_hand_is_no_result(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.store("00_a", KEY, "{}")
    next(tmp_path.iterdir()).write_text("{ }", encoding="utf-8")
    assert cache.find("00_a", KEY) is None


def test_old_results_are_removed(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.store("00_a", KEY, "{}")
    cache.store("00_a", KEY[::-1], "{}")
    cache.store_read("00_a", KEY[::-1], ["data/a.csv"])
    cache.keep_only([KEY])
    assert len(list(tmp_path.iterdir())) == 1
    assert cache.find("00_a", KEY) == "{}"


@pytest.mark.parametrize("changed", ["notebook", "table", "sidecar", "reference", "settings", "parameter"])
def test_everything_a_result_depends_on_is_in_its_key(data: DataCopy, changed: str) -> None:
    notebook = write_notebook(data.project.notebooks / "00_a.ipynb")

    def key(**parameters: int) -> str | None:
        basis = take_basis(data.project, [notebook], "183", 2023)
        return basis.key(basis.base(notebook, parameters), basis.inputs)

    files = {
        "notebook": notebook,
        "table": data.folder / "credit.csv",
        "sidecar": data.folder / "credit.meta.yml",
        "reference": data.project.reference / "units.csv",
        "settings": data.project.root / "baocao.toml",
    }
    before = key(year=2023)
    if changed in files:
        files[changed].write_bytes(files[changed].read_bytes() + b"\n")
    assert key(year=2024 if changed == "parameter" else 2023) != before


def test_the_year_before_counts_too(data: DataCopy) -> None:
    """Checks look at it: their results are in the annex."""
    before = input_digests(data.project, "183", 2023)
    earlier = data.folder.with_name("2022")
    earlier.mkdir()
    (earlier / "credit.csv").write_text("x")
    assert set(input_digests(data.project, "183", 2023)) - set(before) == {"data/183-cao-loc/2022/credit.csv"}


def test_only_what_changed_is_executed_again(data: DataCopy) -> None:
    for name in ("00_a", "01_b"):
        write_notebook(data.project.notebooks / f"{name}.ipynb", f"'{name}'")

    def executed(force: bool = False) -> int:
        series = find_series(data.project.notebooks)
        options = Options(force=force, progress=False)
        parameters = parameters_for(series, "183", 2023)
        return execute_series(data.project, series, parameters, "183", 2023, options).executed

    assert executed() == 2
    assert executed() == 0
    write_notebook(data.project.notebooks / "01_b.ipynb", "'changed'")
    assert executed() == 1
    assert executed(force=True) == 2


def test_versions_of_what_reads_and_renders_are_in_the_key() -> None:
    assert versions()["baocao"] == program_version()
    assert {"jinja2", "markupsafe", "mistune", "numpy", "openpyxl", "pandas", "pyyaml"} <= set(versions())


# Changes while the series runs --------------------------------------------------------------------------------------


def _run(data: DataCopy, inputs: dict[str, str] | None = None) -> int:
    series = find_series(data.project.notebooks)
    parameters = parameters_for(series, "183", 2023)
    return execute_series(data.project, series, parameters, "183", 2023, Options(progress=False), inputs).executed


def _kept(data: DataCopy) -> list[Path]:
    return list(data.project.outputs.rglob("*.ipynb"))


@pytest.mark.parametrize("changed", ["table", "new file", "removed", "reference", "settings", "notebook"])
def test_a_change_while_a_notebook_runs_keeps_nothing(data: DataCopy, changed: str) -> None:
    path = {
        "table": data.folder / "credit.csv",
        "new file": data.folder / "credit.xlsx",
        "removed": data.folder / "credit.csv",
        "reference": data.project.reference / "units.csv",
        "settings": data.project.root / "baocao.toml",
        "notebook": data.project.notebooks / "01_b.ipynb",
    }[changed]
    write_notebook(data.project.notebooks / "01_b.ipynb", "1")
    act = "path.unlink()" if changed == "removed" else "path.open('ab').write(b'\\n')"
    write_notebook(data.project.notebooks / "00_a.ipynb", f"import pathlib; path = pathlib.Path({str(path)!r}); {act}")
    with pytest.raises(InputsChanged, match=path.name) as caught:
        _run(data)
    assert "Số liệu thay đổi trong khi đang chạy" in str(caught.value)
    assert _kept(data) == []


def test_a_change_before_the_series_but_after_reading_counts_too(data: DataCopy) -> None:
    write_notebook(data.project.notebooks / "00_a.ipynb", "1")
    before = input_digests(data.project, "183", 2023)
    data.write("credit.csv", (data.folder / "credit.csv").read_bytes() + b"\n")
    with pytest.raises(InputsChanged, match=r"credit\.csv"):
        _run(data, before)
    assert _kept(data) == []


def test_code_that_changes_counts_too(data: DataCopy, monkeypatch: pytest.MonkeyPatch) -> None:
    write_notebook(data.project.notebooks / "00_a.ipynb", "1")
    digests = iter(("before", "notebook", "after"))
    monkeypatch.setattr(fingerprint, "code_digest", lambda *_: next(digests))
    with pytest.raises(InputsChanged, match="analysis/"):
        _run(data)


def test_a_failure_after_a_change_is_reported_as_the_change(data: DataCopy) -> None:
    path = str(data.folder / "credit.csv")
    write_notebook(data.project.notebooks / "00_a.ipynb", f"open({path!r}, 'a').write('x'); 1 / 0")
    with pytest.raises(InputsChanged) as caught:
        _run(data)
    assert isinstance(caught.value.__cause__, SeriesFailed)


def test_without_a_change_what_succeeded_is_kept_beside_a_failure(data: DataCopy) -> None:
    write_notebook(data.project.notebooks / "00_a.ipynb", "1")
    write_notebook(data.project.notebooks / "01_b.ipynb", "1 / 0")
    with pytest.raises(SeriesFailed):
        _run(data)
    assert [json.loads(path.read_text(encoding="utf-8"))["nbformat"] for path in _kept(data)] == [4]
