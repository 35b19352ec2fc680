"""Executing one notebook with papermill, in a process of its own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from analysis.pipeline.errors import Failure
from analysis.pipeline.normalise import INJECTED_TAG, normalise, notebook_text, strip_ansi
from analysis.pipeline.series import check_parameters, read_notebook
from analysis.reference.project import PROJECT_VARIABLE

CELL_TIMEOUT = 600
"""Seconds that one cell may take."""

START_TIMEOUT = 120
"""Seconds that a kernel may take to start."""

_MOST_LINES = 30
"""Of an error's message; faults of the inputs are lists."""


@dataclass(frozen=True)
class Job:
    """One notebook to execute.

    Attributes
    ----------
    source
        The notebook as it is stored.
    target
        Where the executed notebook goes; its folder exists and is the kernel's working directory.
    project
        Root of the project that the notebook works on.
    parameters
        What it is run with.
    cell_timeout
        Seconds that one cell may take.
    """

    source: Path
    target: Path
    project: Path
    parameters: Mapping[str, Any] = field(default_factory=dict)
    cell_timeout: int = CELL_TIMEOUT

    @property
    def unfinished(self) -> Path:
        """Where papermill writes while it runs; the target itself only ever holds a notebook that succeeded."""
        return self.target.with_name(f"{self.target.stem}.unfinished.ipynb")


def execute(job: Job) -> Failure | None:
    """Execute one notebook and write it, normalised, to its target; try again when the kernel did not start.

    Runs in the caller's process, whose environment and working directory it changes: call it in a process of its own.

    Returns
    -------
    Failure | None
        What went wrong, if anything.

    Raises
    ------
    SeriesError
        When the notebook does not have exactly one cell tagged `parameters`, or does not take a parameter.
    """
    check_parameters(read_notebook(job.source), job.parameters)
    _prepare_environment(job)
    failure = _attempt(job)
    if failure is not None and not _any_cell_ran(job.unfinished):
        failure = _attempt(job)
    if failure is not None:
        return failure
    executed = nbformat.read(job.unfinished, as_version=4)
    places = {str(job.project): ".", str(job.target.parent): "<run>"}
    job.unfinished.write_text(notebook_text(normalise(executed, places)), encoding="utf-8", newline="\n")
    job.unfinished.replace(job.target)
    return None


def _prepare_environment(job: Job) -> None:
    """Set what the kernel inherits: the project, and nothing of the user's own IPython settings."""
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


def _attempt(job: Job) -> Failure | None:
    import papermill  # noqa: PLC0415 - takes a second
    from papermill.exceptions import PapermillExecutionError  # noqa: PLC0415

    try:
        papermill.execute_notebook(
            _escaped(job.source),
            _escaped(job.unfinished),
            parameters=dict(job.parameters),
            kernel_name="python3",
            language="python",
            cwd=job.target.parent,
            progress_bar=False,
            start_timeout=START_TIMEOUT,
            execution_timeout=job.cell_timeout,
            extra_arguments=["--log-level=CRITICAL"],
        )
    except PapermillExecutionError as error:
        return _failed_cell(job, error)
    except Exception as error:  # a kernel can end in many ways; all of them are told
        return Failure(job.source.name, _explained(error, job))
    return None


def _escaped(path: Path) -> str:
    """Return a path that papermill's own formatting leaves as it is."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _any_cell_ran(unfinished: Path) -> bool:
    if not unfinished.is_file():
        return False
    cells = nbformat.read(unfinished, as_version=4).cells
    return any(cell.metadata.get("papermill", {}).get("start_time") for cell in cells)


def _failed_cell(job: Job, error: Any) -> Failure:
    lines = strip_ansi(f"{error.ename}: {error.evalue}").strip().splitlines()
    if error.ename in {"InputProblems", "ProjectError", "NarrativeError"}:  # these speak for themselves
        lines = strip_ansi(error.evalue).strip().splitlines()
    more = [f"… (còn {len(lines) - _MOST_LINES} dòng)"] if len(lines) > _MOST_LINES else []
    return Failure(
        job.source.name, "\n".join(lines[:_MOST_LINES] + more), _stored_number(job, error), _failing_line(error)
    )


def _stored_number(job: Job, error: Any) -> int:
    """Return the number of the failing cell in the stored notebook: papermill inserts cells of its own."""
    executed = nbformat.read(job.unfinished, as_version=4).cells
    injected = next((i for i, c in enumerate(executed) if INJECTED_TAG in c.metadata.get("tags", [])), None)
    # One marker of papermill's stands before the injected cell in the file.
    before = injected is not None and injected - 1 <= error.cell_index
    return int(error.cell_index) + (0 if before else 1)


def _failing_line(error: Any) -> str:
    """Return the line of the cell that the traceback points at."""
    for line in strip_ansi("\n".join(error.traceback)).splitlines():
        arrow, _, code = line.partition("> ")
        number, _, text = code.strip().partition(" ")
        if arrow.strip("-") == "" and number.isdigit() and text.strip() and text.strip() in error.source:
            return text.strip()
    return next((line for line in error.source.splitlines() if line.strip()), "")


def _explained(error: Exception, job: Job) -> str:
    kind = type(error).__name__
    if kind == "CellTimeoutError":
        return f"một ô chạy quá {job.cell_timeout} giây nên bị dừng"
    if kind == "DeadKernelError":
        return "nhân Python dừng đột ngột khi đang chạy (có thể do thiếu bộ nhớ)"
    last = [line for line in strip_ansi(str(error)).splitlines() if line.strip()][-5:]
    return "\n".join([f"{kind}: {last[0]}", *last[1:]]) if last else kind
