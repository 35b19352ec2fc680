"""Ways of executing a series of notebooks. A process serves one way: it prints when it is ready, then runs on demand.

`python ways.py WAY NOTEBOOKS FOLDER` prints a line, then for every line that it reads executes all notebooks and prints
the seconds of each as JSON.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
PARAMETERS = {"unit": "183", "year": 2023}
Run = Callable[[list[Path], Path], dict[str, float]]


def one_by_one(execute: Callable[[Path, Path], object]) -> Run:
    """Make a way from a function that executes one notebook."""

    def run(notebooks: list[Path], folder: Path) -> dict[str, float]:
        seconds = {}
        for path in notebooks:
            started = time.perf_counter()
            execute(path, folder / path.name)
            seconds[path.stem] = time.perf_counter() - started
        return seconds

    return run


def papermill_with(engine: str | None) -> Callable[[Path, Path], object]:
    """Execute with papermill and one of its engines."""
    import papermill

    options = {"engine_name": engine, "progress_bar": False, "kernel_name": "python3", "language": "python"}
    quiet = {"extra_arguments": ["--log-level=CRITICAL"]}
    return lambda source, target: papermill.execute_notebook(
        str(source), str(target), parameters=parameters(source), **options, **quiet
    )


def parameters(notebook: Path) -> dict[str, object]:
    """Return the parameters of a notebook; the trivial one has none."""
    return PARAMETERS if "unit" in notebook.read_text(encoding="utf-8") else {}


def plain() -> Iterator[Run]:
    """A loop of papermill, a fresh kernel for each notebook."""
    yield one_by_one(papermill_with(None))


def warm_engine() -> Iterator[Run]:
    """The same loop with the engine `warm`; the warm process is ready."""
    from papermill.engines import papermill_engines

    from analysis.pipeline.preload import PRELOAD
    from analysis.pipeline.warm.engine import WarmEngine, use_warm_process
    from analysis.pipeline.warm.process import WarmProcess

    papermill_engines.register("warm", WarmEngine)
    with WarmProcess(PRELOAD) as process:
        process.call("os:getpid")
        use_warm_process(process)
        yield one_by_one(papermill_with("warm"))


def series(workers: int, ahead: bool) -> Iterator[Run]:
    """`run_series` with a warm process that is ready; `ahead`: it has read the tables, as in `baocao run`."""
    from analysis.pipeline.execute import Job, run_series
    from analysis.pipeline.fingerprint import input_digests
    from analysis.pipeline.preload import PRELOAD
    from analysis.pipeline.warm.process import WarmProcess
    from analysis.reference import find_project
    from analysis.reference.project import ReportSource

    def run(notebooks: list[Path], folder: Path) -> dict[str, float]:
        jobs = []
        for path in notebooks:
            (folder / path.stem).mkdir()
            jobs.append(Job(path, folder / path.stem / path.name, ROOT, parameters(path)))
        run_series(jobs, False, workers, process)
        return {}

    with WarmProcess(PRELOAD) as process:
        if ahead:
            digests = input_digests(find_project(), "183", 2023)
            source = ReportSource(find_project(), "183", 2023, digests=digests)
            process.prepare("analysis.narrative.computed:keep_computed", source)
        process.call("os:getpid")
        yield run


def ploomber() -> Iterator[Run]:
    """ploomber-engine: cells in the caller's process."""
    os.environ["PLOOMBER_STATS_ENABLED"] = "false"
    from ploomber_engine import execute_notebook

    def execute(source: Path, target: Path) -> object:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            return execute_notebook(source, target, parameters=parameters(source), progress_bar=False)

    yield one_by_one(execute)


def jupyter_cache(again: bool) -> Iterator[Run]:
    """jupyter-cache with its serial executor; again: everything is in the cache."""
    from jupyter_cache import get_cache
    from jupyter_cache.executors import load_executor

    def execute(notebooks: list[Path], folder: Path) -> dict[str, float]:
        cache = get_cache(str(folder / "cache"))
        for path in notebooks:
            cache.add_nb_to_project(str(path))
        done = load_executor("local-serial", cache=cache).run_and_cache(timeout=600)
        assert not done.errored and not done.excepted, (done.errored, done.excepted)
        return {}

    if not again:
        yield execute
        return
    with TemporaryDirectory() as kept:
        filled: list[str] = []

        def run(notebooks: list[Path], _: Path) -> dict[str, float]:
            if filled:
                return execute(notebooks, Path(kept))
            filled.append("")
            return execute(notebooks, Path(kept))

        run(sorted(Path(sys.argv[2]).glob("*.ipynb")), Path(kept))
        yield run


def floor() -> Iterator[Run]:
    """The same cells in one process, one after the other; everything is imported, results and charts are rendered."""
    import matplotlib.pyplot
    import pandas  # noqa: F401
    from IPython.core.interactiveshell import InteractiveShell
    from matplotlib_inline.backend_inline import configure_inline_support

    import analysis.charts
    import analysis.narrative  # noqa: F401

    shell = InteractiveShell.instance()
    shell.display_formatter.active_types = shell.display_formatter.format_types
    matplotlib.use("module://matplotlib_inline.backend_inline")
    configure_inline_support(shell, "inline")

    def execute(source: Path, _: Path) -> None:
        shell.reset(new_session=True)
        cells = [c for c in json.loads(source.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]
        given = "\n".join(f"{name} = {value!r}" for name, value in parameters(source).items())
        with contextlib.redirect_stdout(io.StringIO()):
            for number, cell in enumerate(cells):
                shell.run_cell("".join(cell["source"])).raise_error()
                if number == 0 and given:
                    shell.run_cell(given).raise_error()

    yield one_by_one(execute)


WAYS: dict[str, Callable[[], Iterator[Run]]] = {
    "plain": plain,
    "warm engine": warm_engine,
    "warm series, 1 worker": lambda: series(1, ahead=False),
    "warm series": lambda: series(2, ahead=False),
    "warm series, tables ahead": lambda: series(2, ahead=True),
    "ploomber": ploomber,
    "jupyter-cache": lambda: jupyter_cache(again=False),
    "jupyter-cache again": lambda: jupyter_cache(again=True),
    "floor": floor,
}


def main() -> None:
    """Serve one way."""
    way, notebooks = sys.argv[1], sorted(Path(sys.argv[2]).glob("*.ipynb"))
    os.environ |= {"BAOCAO_PROJECT": str(ROOT), "PYTHONHASHSEED": "0"}
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    with contextlib.contextmanager(WAYS[way])() as run:
        print("ready", file=answers, flush=True)
        for _ in sys.stdin:
            with TemporaryDirectory() as folder:
                print(json.dumps(run(notebooks, Path(folder))), file=answers, flush=True)


if __name__ == "__main__":
    main()
