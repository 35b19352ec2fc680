"""Where processes cannot be forked: a pool of processes started afresh, which execute notebooks in ordinary kernels."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.process import BaseProcess

import psutil


@contextmanager
def spawned_pool(workers: int) -> Iterator[ProcessPoolExecutor]:
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
