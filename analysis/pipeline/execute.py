"""Executing one notebook with papermill and its engine `warm`, in a process of its own."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.pipeline.errors import Failure
from analysis.pipeline.observation import command
from analysis.pipeline.series import PARAMETERS_TAG, check_parameters, read_notebook
from analysis.reference.project import PROJECT_VARIABLE

if TYPE_CHECKING:
    from nbformat import NotebookNode

CELL_TIMEOUT = 600
"""Seconds that one cell may take."""

START_TIMEOUT = 120
"""Seconds that a kernel may take to start."""

ENGINE = "warm"
"""The papermill engine, see `analysis.pipeline.warm`."""

_LOST = frozenset({"DeadKernelError", "Lost", "RuntimeError"})
"""Errors that say nothing of the notebook: its kernel was killed, could not be forked, or did not answer."""

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
    def data(self) -> Path:
        """The folder of which is written down what the notebook reads."""
        return self.project / "data"

    @property
    def record(self) -> Path:
        """Where that is written down."""
        return self.target.parent / ".read"


def execute(job: Job) -> Failure | None:
    """Execute one notebook and write it, normalised, to its target.

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
    from analysis.pipeline.normalise import normalise, notebook_text  # noqa: PLC0415 - heavy

    check_parameters(read_notebook(job.source), job.parameters)
    _prepare_environment(job)
    executed = _attempt(job)
    if isinstance(executed, Failure):
        return executed
    places = {str(job.project): ".", str(job.target.parent): "<run>"}
    job.target.write_text(notebook_text(normalise(executed, places)), encoding="utf-8", newline="\n")
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


def _attempt(job: Job) -> NotebookNode | Failure:
    import papermill  # noqa: PLC0415 - takes a second
    from papermill.engines import papermill_engines  # noqa: PLC0415
    from papermill.exceptions import PapermillExecutionError  # noqa: PLC0415

    from analysis.pipeline.warm.engine import WarmEngine  # noqa: PLC0415 - papermill has to be imported first

    papermill_engines.register(ENGINE, WarmEngine)  # the entry point is not there in a checkout that is not installed

    try:
        return papermill.execute_notebook(
            _escaped(job.source),
            None,  # what is kept is normalised first; nobody looks at it before it is whole
            parameters=dict(job.parameters),
            engine_name=ENGINE,
            kernel_name="python3",
            language="python",
            cwd=job.target.parent,
            progress_bar=False,
            start_timeout=START_TIMEOUT,
            execution_timeout=job.cell_timeout,
            extra_arguments=[
                "--log-level=CRITICAL",
                f"--IPKernelApp.exec_lines={command(job.record, job.data)}",
            ],
        )
    except PapermillExecutionError as error:
        return _failed_cell(job, error)
    except Exception as error:  # a kernel can end in many ways; all of them are told
        return Failure(job.source.name, _explained(error, job), lost=type(error).__name__ in _LOST)


def _escaped(path: Path) -> str:
    """Return a path that papermill's own formatting leaves as it is."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _failed_cell(job: Job, error: Any) -> Failure:
    from analysis.pipeline.normalise import strip_ansi  # noqa: PLC0415 - heavy

    lines = strip_ansi(f"{error.ename}: {error.evalue}").strip().splitlines()
    if error.ename in {"InputProblems", "ProjectError", "NarrativeError"}:  # these speak for themselves
        lines = strip_ansi(error.evalue).strip().splitlines()
    more = [f"… (còn {len(lines) - _MOST_LINES} dòng)"] if len(lines) > _MOST_LINES else []
    return Failure(
        job.source.name, "\n".join(lines[:_MOST_LINES] + more), _stored_number(job, error), _failing_line(error)
    )


def _stored_number(job: Job, error: Any) -> int:
    """Return the number of the failing cell in the stored notebook: papermill puts the parameters into one more."""
    cells = json.loads(job.source.read_text(encoding="utf-8"))["cells"]
    declared = next(i for i, cell in enumerate(cells) if PARAMETERS_TAG in cell["metadata"].get("tags", []))
    injected = bool(job.parameters) and error.cell_index > declared
    return int(error.cell_index) + (0 if injected else 1)


def _failing_line(error: Any) -> str:
    """Return the line of the cell that the traceback points at."""
    from analysis.pipeline.normalise import strip_ansi  # noqa: PLC0415 - heavy

    for line in strip_ansi("\n".join(error.traceback)).splitlines():
        arrow, _, code = line.partition("> ")
        number, _, text = code.strip().partition(" ")
        if arrow.strip("-") == "" and number.isdigit() and text.strip() and text.strip() in error.source:
            return text.strip()
    return next((line for line in error.source.splitlines() if line.strip()), "")


def _explained(error: Exception, job: Job) -> str:
    from analysis.pipeline.normalise import strip_ansi  # noqa: PLC0415 - heavy

    kind = type(error).__name__
    if kind == "CellTimeoutError":
        return f"một ô chạy quá {job.cell_timeout} giây nên bị dừng"
    if kind == "DeadKernelError":
        return "nhân Python dừng đột ngột khi đang chạy (có thể do thiếu bộ nhớ)"
    last = [line for line in strip_ansi(str(error)).splitlines() if line.strip()][-5:]
    return "\n".join([f"{kind}: {last[0]}", *last[1:]]) if last else kind
