"""The options of papermill's engine do the same with `--engine warm`: what is saved, logged, raised and called."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from small_notebooks import write_notebook

from analysis.pipeline.warm import client
from analysis.pipeline.warm.engine import WarmEngine, use_warm_process
from analysis.pipeline.warm.process import TimeLimitExceeded, WarmProcess, available

pytestmark = pytest.mark.skipif(not available(), reason="processes cannot be forked safely on this system")

Run = Callable[..., nbformat.NotebookNode]


@pytest.fixture(scope="module")
def warm() -> Iterator[WarmProcess]:
    papermill_engines.register("warm", WarmEngine)
    with WarmProcess() as process:
        use_warm_process(process)
        yield process


@pytest.fixture(params=["nbclient", "warm"])
def run(request: pytest.FixtureRequest, warm: WarmProcess, tmp_path: Path) -> Run:
    def execute(*cells: str, **options: Any) -> nbformat.NotebookNode:
        source = write_notebook(tmp_path / "a.ipynb", *cells)
        options = {"engine_name": request.param, "cwd": tmp_path, "progress_bar": False} | options
        return papermill.execute_notebook(str(source), str(tmp_path / "b.ipynb"), **options)

    return execute


def saved(tmp_path: Path) -> nbformat.NotebookNode:
    return nbformat.read(tmp_path / "b.ipynb", as_version=4)


def statuses(notebook: nbformat.NotebookNode) -> list[str]:
    return [cell.metadata.papermill["status"] for cell in notebook.cells if "papermill" in cell.metadata]


def test_the_notebook_is_saved_while_cells_run(run: Run, tmp_path: Path) -> None:
    """The cell waits for the file: it has the outputs of the cells before, and says which cell is running."""
    cell = (
        "import json, time\n"
        "def wait():\n"
        "    for _ in range(500):\n"
        "        time.sleep(0.02)\n"
        "        try:\n            cells = json.load(open('b.ipynb'))['cells']\n"
        "        except ValueError:\n            continue\n"
        "        if cells[-1]['metadata']['papermill']['status'] == 'running':\n"
        "            return [c['outputs'] for c in cells], [c['metadata']['papermill']['status'] for c in cells]\n"
        "print(json.dumps(wait()))"
    )
    outputs, states = json.loads(run("print('first')", cell).cells[-1].outputs[0].text)
    assert ["first\n"] in [output["text"] for cell in outputs for output in cell]
    assert states[-2:] == ["completed", "running"]


def test_a_failing_cell_leaves_what_was_executed(run: Run, tmp_path: Path) -> None:
    with pytest.raises(PapermillExecutionError, match="ZeroDivisionError"):
        run("print('first')", "print('second'); 1 / 0", "print('third')")
    assert statuses(saved(tmp_path))[-3:] == ["completed", "failed", "pending"]
    texts = [output.get("text") for cell in saved(tmp_path).cells for output in cell.get("outputs", [])]
    assert texts == ["first\n", "second\n", None]


def test_a_dead_process_leaves_what_was_printed(run: Run, tmp_path: Path) -> None:
    with pytest.raises(DeadKernelError):
        run("print('first')", "import os\nprint('second', flush=True)\nimport time; time.sleep(0.5)\nos._exit(1)")
    texts = [output.get("text") for cell in saved(tmp_path).cells for output in cell.get("outputs", [])]
    assert texts == ["first\n", "second\n"]


def test_a_long_cell_is_saved_before_it_ends(run: Run, tmp_path: Path) -> None:
    cell = (
        "import time\nfor i in range(5):\n    print(i)\n    time.sleep(0.4)\nprint('0\\\\n' in open('b.ipynb').read())"
    )
    last = run(cell, autosave_cell_every=0.5).cells[-1].outputs
    assert "".join(output.text for output in last).endswith("True\n")


def test_errors_can_be_allowed(run: Run) -> None:
    with pytest.raises(PapermillExecutionError):  # papermill raises at the end, when all cells have run
        run("1 / 0", "open('ran', 'w')", allow_errors=True)
    with pytest.raises(PapermillExecutionError):
        run("1 / 0", "open('ran too', 'w')", allow_error_names=["ZeroDivisionError"])
    with pytest.raises(PapermillExecutionError):
        run("1 / 0", "open('not', 'w')", allow_error_names=["KeyError"])
    assert [Path(run("import os; os.getcwd()").cells[-1].outputs[0].data["text/plain"].strip("'"), name).exists()
            for name in ("ran", "ran too", "not")] == [True, True, False]  # fmt: skip


def test_printed_text_goes_to_files_and_the_log(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    out, err = io.StringIO(), io.StringIO()
    caplog.set_level("INFO", "papermill")
    run("import sys\nprint('một')\nprint('hai', file=sys.stderr)", stdout_file=out, stderr_file=err, log_output=True)
    assert (out.getvalue(), err.getvalue()) == ("một\n", "hai\n")
    assert "một" in caplog.text


def test_a_time_limit_with_an_error_of_its_own(run: Run) -> None:
    error = {"ename": "TooLong", "evalue": "quá lâu", "traceback": []}
    limits = {"execution_timeout": 1, "interrupt_on_timeout": True, "error_on_timeout": error}
    with pytest.raises(PapermillExecutionError):
        run("import time; time.sleep(3)", "print('not reached')", **limits)


def test_hooks_are_called_in_order(run: Run) -> None:
    calls: list[tuple[str, int | None]] = []

    def hook(name: str) -> Callable[..., None]:
        return lambda **arguments: calls.append((name, arguments.get("cell_index")))

    names = ("notebook_start", "cell_start", "cell_execute", "cell_complete", "cell_executed", "cell_error")
    with pytest.raises(PapermillExecutionError):
        run("1", "1 / 0", **{f"on_{name}": hook(name) for name in (*names, "notebook_complete")})
    cells = [("cell_start", 1), ("cell_execute", 1), ("cell_complete", 1), ("cell_executed", 1)]
    assert calls[0] == ("notebook_start", None)
    assert [call for call in calls if call[1] == 1] == cells
    assert calls[-1] == ("cell_error", 2)  # papermill does not have the hook for the end called


def test_cells_are_skipped_by_tag(run: Run, tmp_path: Path) -> None:
    source = write_notebook(tmp_path / "c.ipynb", "open('ran', 'w')")
    notebook = nbformat.read(source, as_version=4)
    notebook.cells[-1].metadata["tags"] = ["skip-execution"]
    nbformat.write(notebook, source)
    papermill.execute_notebook(str(source), None, engine_name="warm", cwd=tmp_path, progress_bar=False)
    assert not (tmp_path / "ran").exists()


def test_a_process_that_does_not_start_in_time_is_an_error(
    warm: WarmProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "_RUN_SHELL", "time:sleep")  # fails: it is called with a socket
    source = write_notebook(tmp_path / "a.ipynb", "1")
    with pytest.raises(RuntimeError, match="died"):
        papermill.execute_notebook(str(source), None, engine_name="warm", progress_bar=False)
    monkeypatch.setattr(client, "_RUN_SHELL", "signal:pause.__call__")
    monkeypatch.setattr(client.ForkClient, "kernel_arguments", lambda _: ())
    with pytest.raises(RuntimeError, match=r"respond|died"):
        papermill.execute_notebook(str(source), None, engine_name="warm", progress_bar=False, start_timeout=1)


def test_a_call_is_ended_when_it_exceeds_its_own_limit(warm: WarmProcess, tmp_path: Path) -> None:
    """Also code that catches the interrupt; with time for `finally` before."""
    code = (
        "import pathlib, signal, time\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from analysis.pipeline.warm.server import set_time_limit\n"
        "set_time_limit(0.5)\n"
        "try:\n    time.sleep(60)\nfinally:\n"
        f"    pathlib.Path({str(tmp_path / 'cleaned')!r}).touch(); time.sleep(60)\n"
    )
    with pytest.raises(TimeLimitExceeded):
        warm.call("builtins:exec", code)
    assert (tmp_path / "cleaned").exists()
    assert (
        warm.call("builtins:exec", "from analysis.pipeline.warm.server import set_time_limit as s; s(9); s(None)")
        is None
    )


def test_cells_may_exceed_no_limit(run: Run) -> None:
    with pytest.raises(CellTimeoutError):
        run("import time; time.sleep(20)", timeout_func=lambda cell: 1 if "sleep" in cell.source else None)


def test_the_output_of_a_program_is_in_the_cell_that_starts_it(
    warm: WarmProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # descriptors are not captured when it is set
    cells = ("import os; os.system('head -c 300000 /dev/zero | tr \\\\0 x')", "os.write(2, b'err')", "print('last')")
    source = write_notebook(tmp_path / "a.ipynb", *cells)
    notebook = papermill.execute_notebook(str(source), None, engine_name="warm", cwd=tmp_path, progress_bar=False)
    texts = ["".join(o.get("text", "") for o in cell.outputs) for cell in notebook.cells if cell.cell_type == "code"]
    assert [len(text) for text in texts][-3:] == [300_000, 3, 5]
