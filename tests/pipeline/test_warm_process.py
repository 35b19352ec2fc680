"""Processes forked from a warm one: isolation, time limits, clean-up, and what happens when one is killed."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import papermill
import psutil
import pytest
from jupyter_client.kernelspec import NoSuchKernel
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import papermill_engines
from small_notebooks import write_notebook

from analysis.pipeline.execute import Job, run_series
from analysis.pipeline.preload import PRELOAD, warm_process
from analysis.pipeline.series import SeriesFailed
from analysis.pipeline.warm.engine import WarmEngine, reason_for_ordinary_kernel, use_warm_process
from analysis.pipeline.warm.process import Lost, WarmProcess, available
from analysis.reference import Project

pytestmark = pytest.mark.skipif(not available(), reason="processes cannot be forked safely on this system")


@pytest.fixture(scope="module")
def warm() -> Iterator[WarmProcess]:
    papermill_engines.register("warm", WarmEngine)
    with WarmProcess(["pandas"]) as process:
        use_warm_process(process)
        yield process


@pytest.fixture
def run(warm: WarmProcess, tmp_path: Path) -> Callable[..., nbformat.NotebookNode]:
    def execute(*cells: str, name: str = "a", **options: object) -> nbformat.NotebookNode:
        source = write_notebook(tmp_path / f"{name}.ipynb", *cells)
        options = {"engine_name": "warm", "cwd": tmp_path, "progress_bar": False} | options
        return papermill.execute_notebook(str(source), str(tmp_path / f"{name}-out.ipynb"), **options)

    return execute


def shown(notebook: nbformat.NotebookNode) -> str:
    return "".join(o.get("text", "") or o["data"]["text/plain"] for c in notebook.cells for o in c.get("outputs", []))


def family(pid: int | None) -> list[psutil.Process]:
    return psutil.Process(pid).children(recursive=True) if pid else []


def wait_until(true: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "the condition was not met in time"
        time.sleep(0.02)


# Isolation -----------------------------------------------------------------------------------------------------------


def test_a_notebook_sees_nothing_of_the_one_before(run: Callable[..., nbformat.NotebookNode]) -> None:
    need = "import json, os"
    run(need, "json.left = os.environ['LEFT'] = '1'; os.chdir('/'); x = 1")
    seen = run(need, "hasattr(json, 'left'), os.environ.get('LEFT'), os.getcwd() == '/', 'x' in globals()")
    assert shown(seen) == "(False, None, False, False)"


def test_random_numbers_differ_between_notebooks(run: Callable[..., nbformat.NotebookNode]) -> None:
    draw = "import random, uuid, os, numpy; (random.random(), numpy.random.rand(), uuid.uuid4(), os.urandom(4))"
    assert shown(run(draw)) != shown(run(draw))


def test_environment_and_folder_are_those_of_the_client(
    run: Callable[..., nbformat.NotebookNode], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GIVEN", "bây giờ")
    monkeypatch.setenv("MPLBACKEND", "agg")
    cell = "import os, matplotlib.pyplot as plt; print(os.environ['GIVEN'], os.getcwd(), plt.get_backend())"
    assert shown(run(cell)) == f"bây giờ {tmp_path} agg\n"


def test_exit_functions_are_called(run: Callable[..., nbformat.NotebookNode], tmp_path: Path) -> None:
    run("import atexit, pathlib; atexit.register(pathlib.Path('left').write_text, 'x')")
    wait_until((tmp_path / "left").is_file)


# Limits --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        "import time; time.sleep(60)",
        "while True: pass",
        "import asyncio; await asyncio.sleep(60)",
        "while True:\n    try:\n        import time; time.sleep(60)\n    except BaseException: pass",
        "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals() - {9})\nwhile True: pass",
    ],
)
def test_a_cell_that_takes_too_long_is_ended(
    run: Callable[..., nbformat.NotebookNode], warm: WarmProcess, cell: str
) -> None:
    with pytest.raises(CellTimeoutError):
        run(cell, execution_timeout=1)
    wait_until(lambda: family(warm.pid) == [])


def test_a_cell_can_be_interrupted_and_the_notebook_goes_on(run: Callable[..., nbformat.NotebookNode]) -> None:
    cells = (
        "try:\n    import time; time.sleep(60)\nexcept KeyboardInterrupt:\n    print('interrupted')",
        "print('next')",
    )
    notebook = run(*cells, execution_timeout=1, interrupt_on_timeout=True)
    assert shown(notebook) == "interrupted\nnext\n"


def test_a_cell_that_takes_too_long_runs_its_finally_block(
    run: Callable[..., nbformat.NotebookNode], tmp_path: Path
) -> None:
    cell = "import time, pathlib\ntry:\n    time.sleep(60)\nfinally:\n    pathlib.Path('cleaned').touch()"
    with pytest.raises(CellTimeoutError):
        run(cell, execution_timeout=1)
    assert (tmp_path / "cleaned").exists()


INTERRUPTING = """
import signal
class Tick(Exception): pass
printing = False
def tick(*_):
    global printing
    if printing:
        {handler}
signal.signal(signal.SIGALRM, tick); signal.setitimer(signal.ITIMER_REAL, 0.003, 0.003)
for _ in range(30):
    try:
        printing = True
        print('x' * 3_000_000, flush=True)
        printing = False
    except Tick: pass
signal.setitimer(signal.ITIMER_REAL, 0)
"""


@pytest.mark.parametrize(
    "handler", ["printing = False; raise Tick", "signal.setitimer(signal.ITIMER_REAL, 0); display('tick')"]
)
def test_no_signal_cuts_a_message_short(run: Callable[..., nbformat.NotebookNode], handler: str) -> None:
    notebook = run(INTERRUPTING.format(handler=handler), "print('next')", execution_timeout=60)
    assert notebook.cells[-1].outputs[0].text == "next\n"


def test_text_that_cannot_be_encoded_is_escaped(run: Callable[..., nbformat.NotebookNode]) -> None:
    assert shown(run("print('nửa \\ud800')", "print('next')", execution_timeout=20)) == "nửa \\ud800\nnext\n"


def test_children_forked_while_another_thread_prints_can_print(run: Callable[..., nbformat.NotebookNode]) -> None:
    cell = (
        "import os, threading\n"
        "done = threading.Event()\n"
        "def chatter():\n    while not done.is_set(): print('x' * 1_000_000, flush=True)\n"
        "thread = threading.Thread(target=chatter); thread.start()\n"
        "for _ in range(10):\n"
        "    child = os.fork()\n"
        "    if not child:\n        print('child', end=''); os._exit(0)\n"
        "    os.waitpid(child, 0)\n"
        "done.set(); thread.join()"
    )
    assert run(cell, "print('next')", execution_timeout=60).cells[-1].outputs[0].text == "next\n"


# Clean-up --------------------------------------------------------------------------------------------------------


def test_a_process_and_its_children_end_with_the_notebook(
    run: Callable[..., nbformat.NotebookNode], warm: WarmProcess, tmp_path: Path
) -> None:
    child = "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid"
    pid = int(shown(run(f"import subprocess, sys; {child}")))
    wait_until(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    wait_until(lambda: family(warm.pid) == [])


SCRIPT = """
import sys, papermill
from papermill.engines import papermill_engines
from analysis.pipeline.warm.engine import WarmEngine
papermill_engines.register("warm", WarmEngine)
papermill.execute_notebook(sys.argv[1], None, engine_name="warm", progress_bar=False, cwd=sys.argv[2])
"""
"""Has no guard for `__main__`, which is not needed: children do not import the script of the client."""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_all_processes_end_when_the_client_is_killed(tmp_path: Path, how: signal.Signals) -> None:
    started = "import os, pathlib, time; pathlib.Path('pid').write_text(str(os.getpid())); time.sleep(100)"
    source = write_notebook(tmp_path / "a.ipynb", started)
    with subprocess.Popen([sys.executable, "-c", SCRIPT, source, tmp_path], stderr=subprocess.DEVNULL) as client:
        wait_until(lambda: (tmp_path / "pid").is_file() and (tmp_path / "pid").read_text() != "", 30)
        relatives = family(client.pid)
        assert int((tmp_path / "pid").read_text()) in {process.pid for process in relatives}
        client.send_signal(how)
    _, alive = psutil.wait_procs(relatives, timeout=10)
    assert alive == []


def test_a_script_without_a_guard_runs_once(tmp_path: Path) -> None:
    source = write_notebook(tmp_path / "a.ipynb", "open('ran', 'a').write('x')")
    subprocess.run([sys.executable, "-c", SCRIPT, source, tmp_path], check=True, timeout=60)
    assert (tmp_path / "ran").read_text() == "x"


# Losses --------------------------------------------------------------------------------------------------------------


def test_a_killed_process_raises_the_error_of_nbclient(run: Callable[..., nbformat.NotebookNode]) -> None:
    with pytest.raises(DeadKernelError):
        run("import os; os._exit(7)")


def test_a_killed_warm_process_is_started_again(warm: WarmProcess, run: Callable[..., nbformat.NotebookNode]) -> None:
    assert warm.pid is not None
    os.kill(warm.pid, signal.SIGKILL)
    assert shown(run("6 * 7")) == "42"


def test_a_notebook_continues_when_the_warm_process_is_killed(
    warm: WarmProcess, run: Callable[..., nbformat.NotebookNode], tmp_path: Path
) -> None:
    def kill() -> None:
        wait_until((tmp_path / "started").is_file)
        assert warm.pid is not None
        os.kill(warm.pid, signal.SIGKILL)
        (tmp_path / "killed").touch()

    waiting = "from pathlib import Path\nPath('started').touch()\nwhile not Path('killed').exists(): pass"
    killer = threading.Thread(target=kill)
    killer.start()
    assert shown(run(waiting, "'done'")) == "'done'"
    killer.join()


def test_a_call_returns_the_result_or_raises_the_exception_of_the_function(warm: WarmProcess) -> None:
    assert warm.call("operator:add", 1, 2) == 3
    with pytest.raises(ZeroDivisionError):
        warm.call("operator:truediv", 1, 0)
    with pytest.raises(Lost):
        warm.call("os:_exit", 3)


def test_a_closed_process_is_not_started_again() -> None:
    process = WarmProcess()
    process.start()
    process.close()
    with pytest.raises(Lost):
        process.call("os:getpid")


def test_the_warm_process_writes_a_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARM_KERNEL_LOG", str(tmp_path / "log"))
    with WarmProcess() as process, contextlib.suppress(Lost):
        process.fork("analysis.pipeline.warm.server:run_shell", "not arguments").connection.recv(1)
    assert "Traceback" in (tmp_path / "log").read_text()


# The series ----------------------------------------------------------------------------------------------------------


def series(tmp_path: Path, *cells: str) -> list[Job]:
    jobs = []
    for number, cell in enumerate(cells):
        target = tmp_path / "work" / str(number) / f"{number:02d}_a.ipynb"
        target.parent.mkdir(parents=True)
        source = write_notebook(tmp_path / "notebooks" / target.name, cell)
        jobs.append(Job(source, target, tmp_path, {"unit": "183", "year": 2023}, 30))
    return jobs


ONCE = """
import os, pathlib, time
seen = pathlib.Path({seen!r})
if not seen.exists():
    seen.touch()
    os.kill({victim}, 9)
    time.sleep(3)
"""

VICTIMS = {
    "the process of the notebook": "os.getpid()",
    "the warm process": "os.getppid()",
}


@pytest.mark.parametrize("victim", VICTIMS)
def test_a_notebook_whose_process_is_killed_is_executed_again(tmp_path: Path, victim: str) -> None:
    with WarmProcess(PRELOAD) as process:
        process.call("os:getpid")
        cell = ONCE.format(seen=str(tmp_path / "seen"), victim=VICTIMS[victim])
        jobs = series(tmp_path, cell, "'b'", "'c'", "'d'")
        run_series(jobs, progress=False, workers=1, process=process)
    assert (tmp_path / "seen").exists()
    assert all(job.target.is_file() for job in jobs)


def test_a_notebook_that_always_kills_its_process_fails_alone(tmp_path: Path) -> None:
    jobs = series(tmp_path, "import os; os._exit(1)", "'b'")
    with pytest.raises(SeriesFailed) as caught:
        run_series(jobs, progress=False)
    assert [failure.notebook for failure in caught.value.failures] == ["00_a.ipynb"]
    assert jobs[1].target.is_file()


def test_ordinary_kernels_are_used_where_processes_cannot_be_forked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("analysis.pipeline.execute.available", lambda: False)
    jobs = series(tmp_path, "'a'", "1 / 0")
    with pytest.raises(SeriesFailed):
        run_series(jobs, progress=False)
    assert jobs[0].target.is_file()
    monkeypatch.setattr("analysis.pipeline.warm.engine.available", lambda: False)
    papermill_engines.register("warm", WarmEngine)
    papermill.execute_notebook(str(jobs[0].source), None, engine_name="warm", progress_bar=False)
    assert "an ordinary kernel is used" in caplog.text


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"argv": ["{other}/bin/python", "-m", "ipykernel_launcher", "-f", "{{connection_file}}"]}, "interpreter"),
        ({"argv": ["python", "-O", "-m", "ipykernel_launcher", "-f", "{{connection_file}}"]}, "a way of its own"),
        ({"argv": ["python", "-m", "xpython", "-f", "{{connection_file}}"]}, "a way of its own"),
        ({"env": {"OWN": "1"}}, "an environment of its own: OWN"),
        ({"language": "bash"}, "in bash"),
        ({}, ""),
    ],
)
def test_a_kernel_with_other_settings_is_an_ordinary_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, object], reason: str
) -> None:
    """The interpreters of two environments may be links to one file: the folders of the links are compared."""
    other = tmp_path / "other"
    (other / "bin").mkdir(parents=True)
    (other / "bin" / "python").symlink_to(Path(sys.executable).resolve())
    spec = {
        "argv": [sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "{{connection_file}}"],
        "display_name": "own",
        "language": "python",
    } | change
    spec["argv"] = [str(word).format(other=other) for word in spec["argv"]]  # type: ignore[attr-defined]
    folder = tmp_path / "jupyter" / "kernels" / "own"
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    found = reason_for_ordinary_kernel("own")
    assert reason in found
    assert bool(found) == bool(reason)


def test_an_unknown_kernel_is_an_error_before_anything_runs(tmp_path: Path) -> None:
    papermill_engines.register("warm", WarmEngine)
    source = write_notebook(tmp_path / "a.ipynb", "open('ran', 'w')")
    with pytest.raises(NoSuchKernel):
        papermill.execute_notebook(
            str(source), None, engine_name="warm", kernel_name="none", cwd=tmp_path, progress_bar=False
        )
    assert not (tmp_path / "ran").exists()


def test_modules_beside_the_notebook_do_not_stop_the_warm_process(tmp_path: Path) -> None:
    for name in ("analysis", "queue", "signal", "secrets"):
        (tmp_path / f"{name}.py").write_text("raise RuntimeError('mine')\n", encoding="utf-8")
    (tmp_path / "own_module.py").write_text("VALUE = 7\n", encoding="utf-8")
    source = write_notebook(tmp_path / "a.ipynb", "import own_module\nown_module.VALUE")
    command = [Path(sys.executable).with_name("papermill"), "--engine", "warm", source, tmp_path / "b.ipynb"]
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-2000:]
    assert shown(nbformat.read(tmp_path / "b.ipynb", as_version=4)) == "7"


def test_the_engine_is_found_by_its_entry_point(tmp_path: Path) -> None:
    source = write_notebook(tmp_path / "a.ipynb", "'x'")
    command = [Path(sys.executable).with_name("papermill"), "--engine", "warm", source, tmp_path / "b.ipynb"]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    assert shown(nbformat.read(tmp_path / "b.ipynb", as_version=4)) == "'x'"


def test_the_environment_of_the_caller_is_as_before(tmp_path: Path) -> None:
    before = dict(os.environ)
    with warm_process(Project(tmp_path, "183", 2023)):
        assert os.environ["BAOCAO_PROJECT"] == str(tmp_path)
    assert dict(os.environ) == before
