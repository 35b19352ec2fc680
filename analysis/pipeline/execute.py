"""Execute notebooks with papermill: one in a process of its own; the whole series, several at a time."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.pipeline.fingerprint import observe_command
from analysis.pipeline.preload import PRELOAD
from analysis.pipeline.series import PARAMETERS_TAG, Failure, SeriesFailed, check_parameters, read_notebook
from analysis.pipeline.warm.process import Lost, TimeLimitExceeded, WarmProcess, available
from analysis.reference.project import PROJECT_VARIABLE

if TYPE_CHECKING:
    import psutil
    from nbformat import NotebookNode

CELL_TIMEOUT = 600
"""Seconds that one cell may take."""

START_TIMEOUT = 120
"""Seconds that a kernel may take to start."""

ENGINE = "warm"
"""The papermill engine, see `analysis.pipeline.warm`."""

MOST_WORKERS = 4
"""More ordinary kernels that start at once collide over ports."""

_LOST = frozenset({"DeadKernelError", "Lost", "RuntimeError"})
"""Errors that are not the notebook's: its process was killed, could not be forked, or did not start in time."""

_CLEAR = frozenset({"InputProblems", "ProjectError", "NarrativeError"})
"""Errors whose messages need no class."""

_MOST_LINES = 30
"""Lines of an error message that are kept; errors of the inputs are long lists."""

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")

Submit = Callable[["Job"], "Future[Failure | None]"]


@dataclass(frozen=True)
class Job:
    """One notebook to execute.

    Attributes
    ----------
    target
        Path of the executed notebook; its folder exists and is the working directory of the cells.
    project
        Root folder of the project.
    cell_timeout
        Seconds that one cell may take.
    """

    source: Path
    target: Path
    project: Path
    parameters: Mapping[str, Any] = field(default_factory=dict)
    cell_timeout: int = CELL_TIMEOUT

    @property
    def record(self) -> Path:
        """The record of the data files that the notebook reads, see `analysis.pipeline.fingerprint.observe`."""
        return self.target.parent / ".read"


# One notebook -------------------------------------------------------------------------------------------------------


def execute(job: Job, in_process: bool = False) -> Failure | None:
    """Execute one notebook and write it, normalised, to its target.

    It changes the environment and the working directory of the calling process: call it in a process of its own.

    Parameters
    ----------
    in_process
        Whether cells run in the calling process too. It must be a fork made by `WarmProcess.call`.

    Raises
    ------
    SeriesError
        When the notebook does not have exactly one cell tagged `parameters`, or does not take a parameter.
    """
    from analysis.pipeline.normalise import normalise, notebook_text  # noqa: PLC0415 - heavy

    check_parameters(read_notebook(job.source), job.parameters)
    _prepare_environment(job)
    executed = _attempt(job, in_process)
    if isinstance(executed, Failure):
        return executed
    places = {str(job.project): ".", str(job.target.parent): "<run>"}
    job.target.write_text(notebook_text(normalise(executed, places)), encoding="utf-8", newline="\n")
    return None


def _prepare_environment(job: Job) -> None:
    """Set the environment of the cells: the project, and none of the user's own IPython settings."""
    ipython, runtime = (job.target.parent / name for name in (".ipython", ".runtime"))
    ipython.mkdir(exist_ok=True)
    os.environ |= {
        PROJECT_VARIABLE: str(job.project),
        "IPYTHONDIR": str(ipython),
        "JUPYTER_RUNTIME_DIR": str(runtime),
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "TQDM_DISABLE": "1",
    }
    os.environ.pop("MPLBACKEND", None)


def _attempt(job: Job, in_process: bool) -> NotebookNode | Failure:
    import papermill  # noqa: PLC0415 - takes a second
    from papermill.engines import papermill_engines  # noqa: PLC0415
    from papermill.exceptions import PapermillExecutionError  # noqa: PLC0415

    from analysis.pipeline.warm.engine import WarmEngine  # noqa: PLC0415 - papermill has to be imported first

    papermill_engines.register(ENGINE, WarmEngine)  # the entry point is not there in a checkout that is not installed

    try:
        return papermill.execute_notebook(
            str(job.source).replace("{", "{{").replace("}", "}}"),  # papermill formats paths with `str.format`
            None,  # the notebook is normalised before it is written
            parameters=dict(job.parameters),
            engine_name=ENGINE,
            kernel_name="python3",
            language="python",
            cwd=job.target.parent,
            progress_bar=False,
            start_timeout=START_TIMEOUT,
            execution_timeout=job.cell_timeout,
            in_process=in_process,
            extra_arguments=[
                "--log-level=CRITICAL",
                f"--IPKernelApp.exec_lines={observe_command(job.record, job.project / 'data')}",
            ],
        )
    except PapermillExecutionError as error:
        return _failed_cell(job, error)
    except Exception as error:  # a process can end in many ways; each becomes a failure of the notebook
        return _failure(error, job)


def _failure(error: Exception, job: Job) -> Failure:
    """Return the failure of a notebook whose execution was broken off."""
    kind = type(error).__name__
    if kind in {"CellTimeoutError", "TimeLimitExceeded"}:
        message = f"một ô chạy quá {job.cell_timeout} giây nên bị dừng"
    elif kind in {"DeadKernelError", "Lost"}:
        message = "nhân Python dừng đột ngột khi đang chạy (có thể do thiếu bộ nhớ)"
    else:
        last = [line for line in strip_ansi(str(error)).splitlines() if line.strip()][-5:]
        message = "\n".join([f"{kind}: {last[0]}", *last[1:]]) if last else kind
    return Failure(job.source.name, message, lost=kind in _LOST)


def _failed_cell(job: Job, error: Any) -> Failure:
    message = error.evalue if error.ename in _CLEAR else f"{error.ename}: {error.evalue}"
    lines = strip_ansi(message).strip().splitlines()
    more = [f"… (còn {len(lines) - _MOST_LINES} dòng)"] if len(lines) > _MOST_LINES else []
    # Papermill has inserted a cell with the parameters after the one that declares them.
    cells = json.loads(job.source.read_text(encoding="utf-8"))["cells"]
    declared = next(i for i, cell in enumerate(cells) if PARAMETERS_TAG in cell["metadata"].get("tags", []))
    number = int(error.cell_index) + (0 if job.parameters and error.cell_index > declared else 1)
    return Failure(job.source.name, "\n".join(lines[:_MOST_LINES] + more), number, _failing_line(error))


def _failing_line(error: Any) -> str:
    """Return the line of the cell that the traceback points at."""
    for line in strip_ansi("\n".join(error.traceback)).splitlines():
        arrow, _, code = line.partition("> ")
        number, _, text = code.strip().partition(" ")
        if arrow.strip("-") == "" and number.isdigit() and text.strip() and text.strip() in error.source:
            return text.strip()
    return next((line for line in error.source.splitlines() if line.strip()), "")


def strip_ansi(text: str) -> str:
    """Remove the escape sequences of terminal colours."""
    return _ANSI.sub("", text)


# The series ---------------------------------------------------------------------------------------------------------


def run_series(
    jobs: Sequence[Job],
    progress: bool | None = None,
    workers: int | None = None,
    process: WarmProcess | None = None,
) -> None:
    """Execute notebooks, several at a time, each in a process of its own; failures do not stop the others.

    Processes are forked from a warm one. Where that is impossible (Windows, macOS), a pool of new processes executes
    the notebooks in ordinary kernels.

    Parameters
    ----------
    progress
        Whether to show a progress bar; `None` shows it on a terminal only.
    workers
        Notebooks at a time; `None` for one a core, at most `MOST_WORKERS`.
    process
        The warm process to fork; `None` to start one for this series where processes can be forked.

    Raises
    ------
    SeriesFailed
        With every notebook that failed; all others were executed.
    """
    if not jobs:
        return
    from tqdm import tqdm  # noqa: PLC0415 - needed only where something is executed

    workers = min(workers or _default_workers(), len(jobs))
    submitting = _forked(workers, process) if process is not None or available() else _spawned(workers)
    hidden = None if progress is None else not progress
    failures: dict[str, Failure] = {}
    with submitting as submit:
        # The largest first: a long notebook that starts last would run alone.
        running = {submit(job): job for job in sorted(jobs, key=lambda job: job.source.stat().st_size, reverse=True)}
        completed = as_completed(running)
        for future in tqdm(completed, total=len(jobs), desc="Chạy sổ tính", unit="sổ", disable=hidden):
            name = running[future].source.name
            try:
                failure = future.result()
            except BrokenExecutor:
                failure = Failure(name, "tiến trình chạy sổ tính bị dừng (có thể do thiếu bộ nhớ)", lost=True)
            if failure is not None:
                failures[name] = failure
    if failures:
        raise SeriesFailed([failures[job.source.name] for job in jobs if job.source.name in failures])


def _default_workers() -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MOST_WORKERS)


@contextlib.contextmanager
def _forked(workers: int, process: WarmProcess | None) -> Iterator[Submit]:
    """Fork a process for each notebook; threads of this one wait for them."""
    with (
        contextlib.nullcontext(process) if process is not None else WarmProcess(PRELOAD) as warm,
        ThreadPoolExecutor(workers) as waiting,
    ):
        attempt = partial(warm.call, "analysis.pipeline.execute:execute")
        try:
            yield lambda job: waiting.submit(_with_retry, partial(attempt, job, True), job)
        except BaseException:
            waiting.shutdown(wait=False, cancel_futures=True)
            warm.close()
            raise


def _with_retry(attempt: Callable[[], Failure | None], job: Job) -> Failure | None:
    """Execute a notebook, a second time when its process is lost."""
    failure = None
    for _ in range(2):
        try:
            failure = attempt()
        except (Lost, TimeLimitExceeded) as error:
            failure = _failure(error, job)
        if failure is None or not failure.lost:
            return failure
    return failure


# Modules of multiprocessing are imported only where they are used: they register functions with `atexit`, which a cell
# that uses them needs, and which a fork of the warm process would not have.


@contextlib.contextmanager
def _spawned(workers: int) -> Iterator[Submit]:
    """Execute notebooks in a pool of new processes; end these, with their kernels, also after an exception."""
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415
    from multiprocessing import get_context  # noqa: PLC0415

    import psutil  # noqa: PLC0415

    own = psutil.Process()
    before = {child.pid for child in own.children()}
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_follow_parent)
    try:
        yield lambda job: pool.submit(_with_retry, partial(execute, job), job)
    except BaseException:
        # The resource tracker of multiprocessing ends by itself when this process does.
        started = [c for c in own.children() if c.pid not in before and "resource_tracker" not in " ".join(c.cmdline())]
        pool.shutdown(wait=False, cancel_futures=True)
        _end_processes([each for child in started for each in (*child.children(recursive=True), child)])
        raise
    pool.shutdown()


def _end_processes(processes: Sequence[psutil.Process], grace: float = 3) -> None:
    """Terminate processes; kill those that are still running after some seconds."""
    import psutil  # noqa: PLC0415

    for end in (psutil.Process.terminate, psutil.Process.kill):
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                end(process)
        _, processes = psutil.wait_procs(processes, timeout=grace)


def _follow_parent() -> None:
    """Make a worker, and its kernel, end with the process that started it, and leave Ctrl-C to that process."""
    from multiprocessing import parent_process  # noqa: PLC0415

    import psutil  # noqa: PLC0415

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    assert parent is not None

    def end_with_parent() -> None:
        parent.join()
        _end_processes(psutil.Process().children(recursive=True), grace=1)
        os._exit(1)

    threading.Thread(target=end_with_parent, daemon=True).start()
