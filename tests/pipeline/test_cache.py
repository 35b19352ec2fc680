"""Using results again, but only while they are true."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from small_notebooks import write_notebook

from analysis.pipeline.cache import Cache
from analysis.pipeline.executed import Options, execute_series
from analysis.pipeline.fingerprint import input_digests, notebook_key
from analysis.pipeline.series import find_series, parameters_for

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
    cache.keep_only({"00_a": KEY})
    assert len(list(tmp_path.iterdir())) == 1
    assert cache.find("00_a", KEY) == "{}"


@pytest.mark.parametrize("changed", ["notebook", "table", "sidecar", "reference", "settings", "parameter"])
def test_everything_a_result_depends_on_is_in_its_key(data: DataCopy, changed: str) -> None:
    notebook = write_notebook(data.project.notebooks / "00_a.ipynb")

    def key(**parameters: int) -> str:
        return notebook_key(data.project, notebook, parameters, input_digests(data.project, "183", 2023))

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
