"""What the kernel's own process prints and displays, sent without a thread and without ZeroMQ."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from typing import Any

from ipykernel.iostream import BackgroundSocket, IOPubThread, OutStream

from analysis.pipeline.warm.transport import ChannelSocket


class DirectPublisher(IOPubThread):
    """Stands where ipykernel has a thread of its own for publishing: it publishes at once, in the caller's thread.

    Parameters
    ----------
    socket
        The channel `iopub`.
    session
        Makes the messages.
    """

    def __init__(self, socket: ChannelSocket, session: Any) -> None:
        self.socket = socket
        self.session = session
        self.background_socket = BackgroundSocket(self)
        self.io_loop = _Delays()
        self.order = threading.RLock()
        self.thread = threading.Thread(name="IOPub")  # never started: that is how OutStream knows to send by itself
        self._master_pid = os.getpid()
        self._pipe_flag = False
        self._stopped = False
        # Another thread of the parent may have held it; that thread is not in the child.
        os.register_at_fork(after_in_child=self._take_anew)

    def _take_anew(self) -> None:
        self.order = threading.RLock()

    def schedule(self, f: Callable[[], Any]) -> None:
        """Call it now."""
        with self.order:
            f()

    def start(self) -> None:
        """Do nothing: there is no thread."""

    def stop(self) -> None:
        """Do nothing: there is no thread."""


class DirectStream(OutStream):
    """Standard output or error; what is being sent is not overtaken by what another thread displays."""

    def _flush(self) -> None:
        publisher = self.pub_thread
        if publisher is None:
            return
        with publisher.order:
            super()._flush()

    def _flush_buffers(self) -> Iterator[tuple[dict[str, Any], str]]:
        """Yield what was printed; halves of characters, which no message can carry, are spelled out.

        Buffers are not closed: a handler of a signal may have had one emptied that is just being written to.
        """
        for parent, buffer in self._rotate_buffers().items():
            yield dict(parent), buffer.getvalue().encode("utf-8", "backslashreplace").decode("utf-8")


class _Delays:
    """The one thing that streams ask of an event loop: to be called later, so that a long cell shows what it prints."""

    def call_later(self, delay: float, callback: Callable[[], Any]) -> None:
        timer = threading.Timer(delay, callback)
        timer.daemon = True
        timer.start()
