"""The executed notebooks of an edition: results of earlier runs where nothing changed, else executed now."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.pipeline.cache import Cache
from analysis.pipeline.execute import CELL_TIMEOUT, Job, run_series
from analysis.pipeline.fingerprint import Basis, changes_since, observed, take_basis
from analysis.pipeline.series import InputsChanged, SeriesFailed, SeriesNotebook
from analysis.pipeline.warm.process import WarmProcess
from analysis.reference.project import Project, edition_name


@dataclass(frozen=True)
class Options:
    """How the series is run.

    Attributes
    ----------
    force
        Execute every notebook, even if nothing changed.
    progress
        Whether to show progress; `None` shows it on a terminal only.
    workers
        Notebooks at a time; `None` for one a core.
    cell_timeout
        Seconds that one cell may take.
    process
        The warm process that notebooks are forked from; `None` to start one.
    """

    force: bool = False
    progress: bool | None = None
    workers: int | None = None
    cell_timeout: int = CELL_TIMEOUT
    process: WarmProcess | None = None


@dataclass(frozen=True)
class ExecutedSeries:
    """The executed notebooks of a series.

    Attributes
    ----------
    texts
        Executed notebooks as they are stored, by name, in the order of the report.
    executed
        How many were executed in this run.
    basis
        Digests of everything that they were computed from.
    also_read
        Digests of files that they read in the data folder besides the inputs of the edition, by path.
    """

    texts: dict[str, str]
    executed: int
    basis: Basis
    also_read: dict[str, str]


@dataclass(frozen=True)
class _Result:
    """An executed notebook as it is stored, the key that it is stored under, and the files that it read."""

    key: str
    text: str
    read: frozenset[str]


def execute_series(
    project: Project,
    series: Sequence[SeriesNotebook],
    parameters: Mapping[str, Mapping[str, Any]],
    unit: str,
    year: int,
    options: Options,
    inputs: Mapping[str, str] | None = None,
) -> ExecutedSeries:
    """Execute the notebooks of a series whose earlier results are out of date.

    Parameters
    ----------
    parameters
        By name of the notebook, as `parameters_for` returns them.
    inputs
        Digests of the inputs, if they were taken before; else they are taken now.

    Raises
    ------
    InputsChanged
        When inputs, notebooks, settings or code changed during the run; its results are not kept.
    SeriesFailed
        With every notebook that failed; the results of the others are kept.
    """
    draft = any(values.get("draft") for values in parameters.values())
    cache = Cache(edition_cache(project, unit, year, draft=draft))
    paths = [n.path for n in series]
    basis = take_basis(project, paths, unit, year, inputs)
    reference = project.reference.relative_to(project.root).as_posix()
    bases = {n.name: basis.base(n.path, parameters[n.name], reference) for n in series}
    results = {} if options.force else _found(cache, basis, bases)
    missing = [n for n in series if n.name not in results]
    with tempfile.TemporaryDirectory(prefix="baocao-", ignore_cleanup_errors=True) as work:
        jobs = [_job(project, n, parameters[n.name], Path(work), options) for n in missing]
        failed = None
        try:
            run_series(jobs, options.progress, options.workers, options.process)
        except SeriesFailed as error:
            failed = error
        finally:  # also when it is interrupted
            changed = changes_since(basis, project, paths, unit, year)
            for name, text, read in () if changed else _finished(jobs, project, basis):
                key = basis.key(bases[name], read)
                results[name] = _Result(key or "", text, read)
                if key is not None:  # else a file that it read is gone, and later changes of it could not be detected
                    cache.store(name, key, text)
                    cache.store_read(name, bases[name], read)
    if changed:
        raise InputsChanged(changed) from failed
    if failed is not None:
        raise failed
    cache.keep_only([*bases.values(), *(result.key for result in results.values())])
    texts = {n.name: results[n.name].text for n in series}
    others = sorted({path for result in results.values() for path in result.read} - basis.inputs.keys())
    also_read = {path: basis.digest_of(path) or "" for path in others}
    return ExecutedSeries(texts, len(missing), basis, also_read)


def edition_cache(project: Project, unit: str, year: int, *, draft: bool) -> Path:
    """Return the folder of what runs of one edition keep for later runs."""
    return project.outputs / ".cache" / unit / edition_name(year, draft=draft)


def _found(cache: Cache, basis: Basis, bases: Mapping[str, str]) -> dict[str, _Result]:
    """Return the results of earlier runs that are up to date, by name."""
    found = {}
    for name, base in bases.items():
        read = cache.find_read(name, base)
        key = None if read is None else basis.key(base, read)
        text = None if key is None else cache.find(name, key)
        if read is not None and key is not None and text is not None:
            found[name] = _Result(key, text, frozenset(read))
    return found


def _finished(jobs: Sequence[Job], project: Project, basis: Basis) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield name, text and files read of each job that succeeded."""
    data = project.data.relative_to(project.root).as_posix()
    for job in jobs:
        if job.target.is_file():
            seen = observed(job.record)
            read = basis.inputs.keys() if seen is None else {f"{data}/{path}" for path in seen}
            yield job.source.stem, job.target.read_text(encoding="utf-8"), frozenset(read)


def _job(
    project: Project, notebook: SeriesNotebook, parameters: Mapping[str, Any], work: Path, options: Options
) -> Job:
    folder = work / notebook.name
    folder.mkdir()
    return Job(
        notebook.path.resolve(), folder / notebook.path.name, project.root, dict(parameters), options.cell_timeout
    )
