"""Execute the whole series in parallel: each notebook in a process of its own; failures do not stop the others.

Processes are forked from a warm one. Where that is impossible (Windows, macOS), a pool of new processes executes the
notebooks in ordinary kernels.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from multiprocessing.process import BaseProcess

import psutil

from analysis.pipeline.errors import Failure, SeriesFailed
from analysis.pipeline.execute import Job, execute, failure_of
from analysis.pipeline.preload import PRELOAD
from analysis.pipeline.warm.process import Lost, TimeLimitExceeded, WarmProcess, available

MOST_WORKERS = 4
"""More ordinary kernels that start at once collide over ports."""

TRIES = 2
"""Attempts at a notebook whose process is lost."""

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
        The notebooks.
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
    failures: dict[str, Failure] = {}
    with _submitting(min(workers or default_workers(), len(jobs)), process) as submit:
        # The largest first: a long notebook that starts last would run alone.
        running = {submit(job): job for job in sorted(jobs, key=lambda job: job.source.stat().st_size, reverse=True)}
        for future in _with_progress(as_completed(running), len(jobs), progress):
            job = running[future]
            failure = _result(future, job)
            if failure is not None:
                failures[job.source.name] = failure
    if failures:
        raise SeriesFailed([failures[job.source.name] for job in jobs if job.source.name in failures])


def default_workers() -> int:
    """Return the number of notebooks that are executed at a time by default: one a core."""
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
    return _with_retry(partial(warm.call, "analysis.pipeline.execute:execute", job, True), job)


@contextmanager
def _spawned(workers: int) -> Iterator[Submit]:
    with spawned_pool(workers) as pool:
        yield lambda job: pool.submit(execute_spawned, job)


def execute_spawned(job: Job) -> Failure | None:
    """Execute one notebook in a process that was not forked."""
    return _with_retry(partial(execute, job), job)


def _with_retry(attempt: Callable[[], Failure | None], job: Job) -> Failure | None:
    """Execute a notebook, a second time when its process is lost."""
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


def _with_progress(
    futures: Iterator[Future[Failure | None]], total: int, progress: bool | None
) -> Iterator[Future[Failure | None]]:
    from tqdm import tqdm  # noqa: PLC0415

    hidden = None if progress is None else not progress
    yield from tqdm(futures, total=total, desc="Chạy sổ tính", unit="sổ", disable=hidden)


@contextmanager
def spawned_pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Open a pool of processes; end them, with their kernels, also when an exception is raised."""
    own = psutil.Process()
    before = {child.pid for child in own.children()}
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_follow_parent)
    try:
        yield pool
    except BaseException:
        # The resource tracker of multiprocessing ends by itself when this process does.
        started = [c for c in own.children() if c.pid not in before and "resource_tracker" not in " ".join(c.cmdline())]
        pool.shutdown(wait=False, cancel_futures=True)
        end_processes([each for child in started for each in (*child.children(recursive=True), child)])
        raise
    pool.shutdown()


def end_processes(processes: Sequence[psutil.Process], grace: float = 3) -> None:
    """Terminate processes; kill those that are still running after some seconds."""
    for signal_name in ("terminate", "kill"):
        for process in processes:
            try:
                process.terminate() if signal_name == "terminate" else process.kill()
            except psutil.NoSuchProcess:
                continue
        _, processes = psutil.wait_procs(processes, timeout=grace)


def _follow_parent() -> None:
    """Make a worker, and its kernel, end with the process that started it, and leave Ctrl-C to that process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with_parent, args=(parent,), daemon=True).start()


def _end_with_parent(parent: BaseProcess) -> None:
    parent.join()
    end_processes(psutil.Process().children(recursive=True), grace=1)
    os._exit(1)
