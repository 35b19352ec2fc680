"""Executing the whole series: in parallel processes, each notebook on its own, none stopping the others."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial

from analysis.pipeline.errors import Failure, SeriesFailed
from analysis.pipeline.execute import Job, execute, failure_of
from analysis.pipeline.preload import PRELOAD
from analysis.pipeline.spawned import spawned_pool
from analysis.pipeline.warm.process import Lost, TimeLimitExceeded, WarmProcess, available

MOST_WORKERS = 4
"""Many ordinary kernels starting at once collide over ports."""

TRIES = 2
"""Of a notebook whose process was lost."""

Submit = Callable[[Job], "Future[Failure | None]"]


def run_series(
    jobs: Sequence[Job],
    progress: bool | None = None,
    workers: int | None = None,
    process: WarmProcess | None = None,
) -> None:
    """Execute notebooks, several at a time.

    Parameters
    ----------
    jobs
        What to execute.
    progress
        Whether to show a progress bar; `None` shows it on a terminal only.
    workers
        How many at a time; else one for each core, four at most.
    process
        The warm process to fork, when there is one already; else one is started for the series, where that can be.

    Raises
    ------
    SeriesFailed
        With every notebook that failed; all others have been executed.
    """
    if not jobs:
        return
    failures: dict[str, Failure] = {}
    with _submitting(min(workers or default_workers(), len(jobs)), process) as submit:
        # The largest first: a long one that starts last would run alone.
        running = {submit(job): job for job in sorted(jobs, key=lambda job: job.source.stat().st_size, reverse=True)}
        for future in _shown(as_completed(running), len(jobs), progress):
            job = running[future]
            failure = _result(future, job)
            if failure is not None:
                failures[job.source.name] = failure
    if failures:
        raise SeriesFailed([failures[job.source.name] for job in jobs if job.source.name in failures])


def default_workers() -> int:
    """Return how many notebooks run at a time unless somebody says otherwise."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MOST_WORKERS)


def _submitting(workers: int, process: WarmProcess | None) -> AbstractContextManager[Submit]:
    return _forked(workers, process) if process is not None or available() else _spawned(workers)


@contextmanager
def _forked(workers: int, process: WarmProcess | None) -> Iterator[Submit]:
    """Fork a process for each notebook; threads of this one wait for them."""
    with (
        nullcontext(process) if process is not None else WarmProcess(PRELOAD) as warm,
        ThreadPoolExecutor(workers) as waiting,
    ):
        try:
            yield lambda job: waiting.submit(_execute_forked, warm, job)
        except BaseException:
            waiting.shutdown(wait=False, cancel_futures=True)
            warm.close()
            raise


def _execute_forked(warm: WarmProcess, job: Job) -> Failure | None:
    return _tried(partial(warm.call, "analysis.pipeline.execute:execute", job, True), job)


@contextmanager
def _spawned(workers: int) -> Iterator[Submit]:
    with spawned_pool(workers) as pool:
        yield lambda job: pool.submit(execute_spawned, job)


def execute_spawned(job: Job) -> Failure | None:
    """Execute one notebook in a process that was not forked."""
    return _tried(partial(execute, job), job)


def _tried(attempt: Callable[[], Failure | None], job: Job) -> Failure | None:
    """Execute a notebook, once more when its process was lost."""
    failure = None
    for _ in range(TRIES):
        try:
            failure = attempt()
        except (Lost, TimeLimitExceeded) as error:
            failure = failure_of(error, job)
        if failure is None or not failure.lost:
            return failure
    return failure


def _result(future: Future[Failure | None], job: Job) -> Failure | None:
    try:
        return future.result()
    except BrokenProcessPool:
        return _died(job)


def _died(job: Job) -> Failure:
    return Failure(job.source.name, "tiến trình chạy sổ tính bị dừng (có thể do thiếu bộ nhớ)", lost=True)


def _shown(
    futures: Iterator[Future[Failure | None]], total: int, progress: bool | None
) -> Iterator[Future[Failure | None]]:
    from tqdm import tqdm  # noqa: PLC0415

    hidden = None if progress is None else not progress
    yield from tqdm(futures, total=total, desc="Chạy sổ tính", unit="sổ", disable=hidden)
