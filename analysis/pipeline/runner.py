"""Executing the whole series: in parallel processes, each notebook on its own, none stopping the others."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.process import BaseProcess

import psutil

from analysis.pipeline.errors import Failure, SeriesFailed
from analysis.pipeline.execute import Job, execute

MOST_WORKERS = 4
"""Many kernels starting at once collide over ports."""


def run_series(jobs: Sequence[Job], progress: bool | None = None, workers: int | None = None) -> None:
    """Execute notebooks, several at a time.

    Parameters
    ----------
    jobs
        What to execute.
    progress
        Whether to show a progress bar; `None` shows it on a terminal only.
    workers
        How many at a time; else one for each core, four at most.

    Raises
    ------
    SeriesFailed
        With every notebook that failed; all others have been executed.
    """
    if not jobs:
        return
    failures: dict[str, Failure] = {}
    with _pool(min(workers or min(_cores(), MOST_WORKERS), len(jobs))) as pool:
        running = {pool.submit(execute, job): job for job in jobs}
        for future in _shown(as_completed(running), len(jobs), progress):
            job = running[future]
            failure = _result(future, job)
            if failure is not None:
                failures[job.source.name] = failure
    if failures:
        raise SeriesFailed([failures[job.source.name] for job in jobs if job.source.name in failures])


def _result(future: Future[Failure | None], job: Job) -> Failure | None:
    try:
        return future.result()
    except BrokenProcessPool:
        return Failure(job.source.name, "tiến trình chạy sổ tính bị dừng (có thể do thiếu bộ nhớ)")


def _shown(
    futures: Iterator[Future[Failure | None]], total: int, progress: bool | None
) -> Iterator[Future[Failure | None]]:
    from tqdm import tqdm  # noqa: PLC0415

    hidden = None if progress is None else not progress
    yield from tqdm(futures, total=total, desc="Chạy sổ tính", unit="sổ", disable=hidden)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Open a pool that leaves no process behind, however it is left."""
    own = psutil.Process()
    before = {child.pid for child in own.children()}
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_follow_parent)
    try:
        yield pool
    except BaseException:
        # The resource tracker of multiprocessing ends by itself, and only when this process does.
        started = [c for c in own.children() if c.pid not in before and "resource_tracker" not in " ".join(c.cmdline())]
        pool.shutdown(wait=False, cancel_futures=True)
        end_processes([each for child in started for each in (*child.children(recursive=True), child)])
        raise
    pool.shutdown()


def end_processes(processes: Sequence[psutil.Process], grace: float = 3) -> None:
    """End processes: ask, wait, insist."""
    for ask in ("terminate", "kill"):
        for process in processes:
            try:
                process.terminate() if ask == "terminate" else process.kill()
            except psutil.NoSuchProcess:
                continue
        _, processes = psutil.wait_procs(processes, timeout=grace)


def _follow_parent() -> None:
    """Make a worker end with the process that started it, its kernel included; it leaves Ctrl-C to that process."""
    import signal  # noqa: PLC0415

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    end_processes(psutil.Process().children(recursive=True), grace=1)
    os._exit(1)
