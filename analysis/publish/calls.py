"""Calling the steps of a run in processes forked from the warm one, or in this process where that is not possible."""

from __future__ import annotations

import gc
import pkgutil
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from analysis.pipeline.warm.process import Lost, WarmProcess
from analysis.reference.project import ReportSource


class Calls:
    """Calls of the functions of one module; `calls_to` makes it."""

    def __init__(self, module: str, process: WarmProcess | None, threads: ThreadPoolExecutor) -> None:
        self._module, self._process, self._threads = module, process, threads
        self._here = threading.Lock()
        self.closed = False

    def start(self, function: str, *arguments: Any) -> Future[Any]:
        """Start a call; without a warm process it is made at once, in this process."""
        if self._process is not None:
            return self._threads.submit(self._forked, self._process, function, arguments)
        done = Future[Any]()
        done.set_result(self._in_this_process(function, arguments))
        return done

    def call(self, function: str, *arguments: Any) -> Any:
        """Call a function and return what it returns."""
        return self.start(function, *arguments).result()

    def prepare(self, function: str) -> None:
        """Call a function in the warm process itself, before it is forked again."""
        if self._process is not None:
            self._process.prepare(function)

    def _forked(self, process: WarmProcess, function: str, arguments: tuple[Any, ...]) -> Any:
        try:
            return process.call(f"{__name__}:call_once", f"{self._module}:{function}", *arguments)
        except Lost:
            if self.closed:
                raise
        return self._in_this_process(function, arguments)

    def _in_this_process(self, function: str, arguments: tuple[Any, ...]) -> Any:
        # One at a time: all of them want the same report, which the first one computes.
        with self._here:
            return pkgutil.resolve_name(f"{self._module}:{function}")(*arguments)


def call_once(function: str, *arguments: Any) -> Any:
    """Call a function in a process that ends afterwards, where collecting garbage is wasted time."""
    gc.disable()
    return pkgutil.resolve_name(function)(*arguments)


@contextmanager
def calls_to(module: str, process: WarmProcess | None, source: ReportSource, first: str) -> Iterator[Calls]:
    """Open calls of a module's functions on one report, which the warm process computes before it is forked.

    Parameters
    ----------
    process
        The warm process; `None` to call everything in this process, one after the other.
    source
        The report.
    first
        The function that computes the report and keeps it.
    """
    # A request to the warm process is limited in size, and the digests of many years' files are not.
    small = replace(source, digests={})
    if process is not None:
        process.prepare(f"{module}:{first}", small)
    else:
        pkgutil.resolve_name(f"{module}:{first}")(small)
    threads = ThreadPoolExecutor(4)
    calls = Calls(module, process, threads)
    try:
        yield calls
    except BaseException:
        calls.closed = True
        threads.shutdown(wait=False, cancel_futures=True)
        raise
    threads.shutdown()
