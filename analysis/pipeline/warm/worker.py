"""A forked process that calls one function and sends back what it returns or raises."""

from __future__ import annotations

import os
import pkgutil
import signal
import socket
import threading
from collections.abc import Sequence
from typing import Any

from analysis.pipeline.warm.process import WarmProcess, send


def work(connection: socket.socket, control: socket.socket | None, function: str, arguments: Sequence[Any]) -> None:
    """Call a function and send its result: `(True, value)`, or `(False, exception)`.

    Parameters
    ----------
    connection
        To the client; when its other end is closed, this process ends at once, and kernels that it has with it.
    control
        Of the warm process, when this one may have kernels forked from it.
    function, arguments
        What to call.
    """
    threading.Thread(target=_end_with_client, args=(connection,), daemon=True).start()
    if control is not None:
        from analysis.pipeline.warm.manager import use_warm_process  # noqa: PLC0415 - takes its time

        use_warm_process(WarmProcess(control=control))
    try:
        result: tuple[bool, Any] = (True, pkgutil.resolve_name(function)(*arguments))
    except Exception as error:
        result = (False, error)
    send(connection, result)


def _end_with_client(connection: socket.socket) -> None:
    while connection.recv(1):
        pass
    os.killpg(0, signal.SIGKILL)
