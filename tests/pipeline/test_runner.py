"""The series is executed by papermill in parallel processes; failures are collected."""

from __future__ import annotations

from pathlib import Path

import nbformat
import psutil
import pytest
from small_notebooks import write_notebook

from analysis.pipeline.execute import Job, run_series
from analysis.pipeline.series import SeriesFailed

PARAMETERS = {"unit": "183", "year": 2023}

CHATTY = """
import os, sys, time
print(unit, os.getcwd(), object())
print("warning", file=sys.stderr)
class Thing: pass
Thing()
"""


def job(tmp_path: Path, name: str, *cells: str, timeout: int = 60) -> Job:
    """Write a notebook; return the job that executes it."""
    target = tmp_path / "work" / name / f"{name}.ipynb"
    target.parent.mkdir(parents=True)
    source = write_notebook(tmp_path / "notebooks" / f"{name}.ipynb", *cells)
    return Job(source, target, tmp_path, PARAMETERS, timeout)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Job], SeriesFailed]:
    """Run good and bad notebooks together, once."""
    folder = tmp_path_factory.mktemp("série {x}")
    jobs = {
        "good": job(folder, "00_good", CHATTY),
        "bad": job(folder, "01_bad", "x = 1", "y = 2\nresult = x / 0\nz = 3"),
        "dead": job(folder, "02_dead", "import os\nos._exit(7)"),
        "slow": job(folder, "03_slow", "import time\ntime.sleep(60)", timeout=2),
        "last": job(folder, "04_last", "unit"),
    }
    with pytest.raises(SeriesFailed) as caught:
        run_series(list(jobs.values()), progress=False, workers=2)
    return jobs, caught.value


def test_a_failing_notebook_does_not_stop_the_others(mixed: tuple[dict[str, Job], SeriesFailed]) -> None:
    jobs, failed = mixed
    assert {name for name, each in jobs.items() if each.target.is_file()} == {"good", "last"}
    assert [failure.notebook for failure in failed.failures] == ["01_bad.ipynb", "02_dead.ipynb", "03_slow.ipynb"]


def test_a_failure_names_notebook_cell_line_and_error(mixed: tuple[dict[str, Job], SeriesFailed]) -> None:
    _, failed = mixed
    bad = failed.failures[0]
    assert (bad.cell, bad.line, bad.message) == (3, "result = x / 0", "ZeroDivisionError: division by zero")
    assert "01_bad.ipynb, ô 3" in str(failed)
    assert "Traceback" not in str(failed)
    assert "\x1b" not in str(failed)


def test_the_message_names_a_dead_process_and_a_slow_cell(mixed: tuple[dict[str, Job], SeriesFailed]) -> None:
    _, dead, slow = mixed[1].failures
    assert "dừng đột ngột" in dead.message
    assert "quá 2 giây" in slow.message


def test_an_executed_notebook_has_no_paths_and_times(mixed: tuple[dict[str, Job], SeriesFailed]) -> None:
    target = mixed[0]["good"].target
    text = target.read_text(encoding="utf-8")
    assert str(target.parent) not in text
    assert "papermill" not in text
    assert "start_time" not in text
    nb = nbformat.read(target, as_version=4)
    assert nb.cells[1].id == "injected-parameters"
    assert [cell.execution_count for cell in nb.cells] == [1, 2, 3]
    stdout, shown, stderr = nb.cells[2].outputs
    assert stdout.text == "183 <run> <object object at 0x…>\n"
    assert shown.data["text/plain"] == "<__main__.Thing at 0x…>"
    assert stderr.text == "warning\n"


def test_two_runs_in_different_folders_give_the_same_bytes(
    mixed: tuple[dict[str, Job], SeriesFailed], tmp_path: Path
) -> None:
    again = job(tmp_path, "00_good", CHATTY)
    run_series([again], progress=False)
    assert again.target.read_bytes() == mixed[0]["good"].target.read_bytes()


def test_no_process_is_left(mixed: tuple[dict[str, Job], SeriesFailed]) -> None:
    commands = [" ".join(child.cmdline()) for child in psutil.Process().children(recursive=True)]
    assert [c for c in commands if "ipykernel" in c or "spawn_main" in c] == []


def test_a_progress_bar_is_shown_on_demand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_series([job(tmp_path, "00_a", "1")], progress=True)
    assert "1/1" in capsys.readouterr().err


def test_without_a_terminal_there_is_no_progress_bar(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_series([job(tmp_path, "00_a", "1")])
    assert capsys.readouterr().err == ""


def test_an_empty_series_does_nothing() -> None:
    run_series([])
