"""Making several files of an edition at a time: each in a fork of this process, where that is safe."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from typing import Any

from analysis.pipeline.warm.process import available
from analysis.publish.errors import ExportError

Makers = Mapping[str, Callable[[], Any]]


def side_by_side(makers: Makers) -> dict[str, Any]:
    """Call functions and return what they return, by name.

    They run in forks of this process, which has imported and computed all that they need, unless it has threads or
    the system cannot fork safely: then one after the other.

    Parameters
    ----------
    makers
        What each file is made by; what it returns can be pickled.

    Raises
    ------
    ExportError
        When the process of one was killed.
    Exception
        What the first that failed raised.
    """
    if not available() or threading.active_count() > 1:
        return {name: make() for name, make in makers.items()}
    context = multiprocessing.get_context("fork")
    started = {}
    for name, make in makers.items():
        receiving, sending = context.Pipe(duplex=False)
        process = context.Process(target=_make, args=(make, sending), daemon=True)
        process.start()
        sending.close()
        started[name] = (process, receiving)
    try:
        return {name: _received(name, receiving) for name, (_, receiving) in started.items()}
    finally:
        for process, _ in started.values():
            process.terminate()
            process.join()


def _make(make: Callable[[], Any], sending: Connection) -> None:
    try:
        result = (True, make())
    except Exception as error:
        result = (False, error)
    sending.send(result)


def _received(name: str, receiving: Connection) -> Any:
    try:
        made, value = receiving.recv()
    except EOFError:
        raise ExportError(f"{name}: tiến trình xuất tệp bị dừng (có thể do thiếu bộ nhớ)") from None
    if made:
        return value
    raise value
