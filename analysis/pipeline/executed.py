"""The executed notebooks of one edition: those that are still true from the last run, the others executed now."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from analysis.pipeline.cache import Cache
from analysis.pipeline.errors import InputsChanged, SeriesFailed
from analysis.pipeline.execute import CELL_TIMEOUT, Job
from analysis.pipeline.fingerprint import Basis, changes_since, take_basis
from analysis.pipeline.runner import run_series
from analysis.pipeline.series import SeriesNotebook
from analysis.reference.project import Project


@dataclass(frozen=True)
class Options:
    """How the series is run.

    Attributes
    ----------
    force
        Execute every notebook, whatever the last run left.
    progress
        Whether to show progress; `None` shows it on a terminal only.
    workers
        Notebooks at a time; `None` for one a core.
    cell_timeout
        Seconds that one cell may take.
    """

    force: bool = False
    progress: bool | None = None
    workers: int | None = None
    cell_timeout: int = CELL_TIMEOUT


@dataclass(frozen=True)
class ExecutedSeries:
    """What came of running the series.

    Attributes
    ----------
    notebooks
        Executed notebooks by name, in the order of the report.
    executed
        How many were executed now; the others were still true.
    basis
        What they were computed from.
    """

    notebooks: dict[str, NotebookNode]
    executed: int
    basis: Basis


def execute_series(
    project: Project,
    series: Sequence[SeriesNotebook],
    parameters: Mapping[str, Mapping[str, Any]],
    unit: str,
    year: int,
    options: Options,
    inputs: Mapping[str, str] | None = None,
) -> ExecutedSeries:
    """Execute the series, as far as the last run's results are not still true.

    Parameters
    ----------
    project
        The project.
    series
        Its notebooks.
    parameters
        What each is run with, by name, as `parameters_for` returns them.
    unit, year
        The edition.
    options
        How.
    inputs
        Digests of the inputs, when they were taken before; else they are taken now.

    Raises
    ------
    InputsChanged
        When the inputs, the notebooks, the settings or the code changed meanwhile; nothing executed now is kept.
    SeriesFailed
        With every notebook that failed; those that succeeded need not be executed again.
    """
    cache = Cache(project.outputs / ".cache" / unit / str(year))
    paths = [n.path for n in series]
    basis = take_basis(project, paths, unit, year, inputs)
    keys = {n.name: basis.key(n.path, parameters[n.name]) for n in series}
    found = {name: None if options.force else cache.find(name, key) for name, key in keys.items()}
    texts = {name: text for name, text in found.items() if text is not None}
    missing = [n for n in series if n.name not in texts]
    with tempfile.TemporaryDirectory(prefix="baocao-", ignore_cleanup_errors=True) as work:
        jobs = [_job(project, n, parameters[n.name], Path(work), options) for n in missing]
        failed = None
        try:
            run_series(jobs, options.progress, options.workers)
        except SeriesFailed as error:
            failed = error
        finally:  # also when it is interrupted
            changed = changes_since(basis, project, paths, unit, year)
            for name, text in () if changed else _finished(jobs):
                texts[name] = text
                cache.store(name, keys[name], text)
    if changed:
        raise InputsChanged(changed) from failed
    if failed is not None:
        raise failed
    cache.keep_only(keys)
    notebooks = {n.name: nbformat.reads(texts[n.name], as_version=4) for n in series}
    return ExecutedSeries(notebooks, len(missing), basis)


def _finished(jobs: Sequence[Job]) -> Iterator[tuple[str, str]]:
    for job in jobs:
        if job.target.is_file():
            yield job.source.stem, job.target.read_text(encoding="utf-8")


def _job(
    project: Project, notebook: SeriesNotebook, parameters: Mapping[str, Any], work: Path, options: Options
) -> Job:
    folder = work / notebook.name
    folder.mkdir()
    return Job(
        notebook.path.resolve(), folder / notebook.path.name, project.root, dict(parameters), options.cell_timeout
    )
