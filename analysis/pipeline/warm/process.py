"""The warm process as its client sees it: start it, have it forked, call functions in forks, talk to a fork."""

from __future__ import annotations

import contextlib
import math
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

LOG_VARIABLE = "WARM_KERNEL_LOG"
"""Environment variable: a file for the standard output and error of the warm process and its forks."""

LONGEST = 1 << 15
"""Bytes that one packet may have; a longer message is passed as a file in memory."""

INTERRUPT_GRACE = 1.0
"""Seconds between the interrupt of a fork that exceeded its time limit and its end, for `finally` blocks."""

_KILL_WAIT = 5
"""Seconds to wait for a killed process to disappear."""

_ROOT = Path(__file__).parents[3]

# Like ipykernel's launcher, it does not import from the working directory, which may contain a `queue.py`.
_BOOT = (
    "import sys; fresh = sys.path[not sys.path[0] :]; sys.path[:] = [*fresh, sys.argv[1]]; "
    "from analysis.pipeline.warm.server import serve; serve(fresh)"
)


def available() -> bool:
    """Return whether processes can be forked safely on this system: on Linux only."""
    return sys.platform.startswith("linux") and hasattr(socket, "send_fds")


class Lost(ConnectionError):  # noqa: N818 - named for what happened
    """A forked process, or the warm process that was to fork it, has ended unexpectedly."""


class TimeLimitExceeded(Exception):  # noqa: N818 - as above
    """A fork took longer than the time limit that it had set for itself."""


class Fork:
    """A process forked from the warm one, and the connection to it.

    The process and everything it started end when the connection is closed, also when the client is killed. The
    attribute `connection` is a Unix socket for `send` and `receive`.
    """

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.pid = int(receive(connection))
        self._handle: int | None = None
        with contextlib.suppress(OSError):  # a Linux before 5.3, or the process has already ended
            self._handle = os.pidfd_open(self.pid)

    def receive(self, timeout: float | None = None) -> Any:
        """Return the next message of the process.

        Raises
        ------
        TimeoutError
            When none arrives in time.
        EOFError
            When the process has ended.
        """
        if not self._wait(timeout):
            raise EOFError("the process has ended")
        return receive(self.connection)

    def _wait(self, timeout: float | None) -> bool:
        """Wait for a message or the end of the process; return whether there is something to receive.

        A process that it has started may still hold the connection open when the process has ended.
        """
        poll = select.poll()
        poll.register(self.connection, select.POLLIN)
        if self._handle is not None:
            poll.register(self._handle, select.POLLIN)
        ready = {descriptor for descriptor, _ in poll.poll(None if timeout is None else math.ceil(timeout * 1000))}
        if not ready:
            raise TimeoutError
        if self.connection.fileno() in ready:
            return True
        poll.unregister(ready.pop())
        return bool(poll.poll(0))

    def send_signal(self, number: int) -> None:
        """Send a signal to the process; never to another process that was given the same pid later."""
        with contextlib.suppress(ProcessLookupError):
            if self._handle is not None:
                signal.pidfd_send_signal(self._handle, number)

    def end(self, grace: float = 2) -> None:
        """Close the connection for writing, wait for the process to end, kill it after `grace` seconds."""
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
        if not self._ends_within(grace) and self._handle is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, 0)  # raises if it has ended: its pid may be another's by now
                os.killpg(self.pid, signal.SIGKILL)
                self._ends_within(_KILL_WAIT)
        self.connection.close()
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _ends_within(self, seconds: float) -> bool:
        """Discard messages until the process ends; return whether it ends in time."""
        deadline = time.monotonic() + seconds
        try:
            while (rest := deadline - time.monotonic()) > 0:
                if not self._wait(rest) or not self.connection.recv(LONGEST):
                    return True
        except TimeoutError:
            return False
        except OSError:
            return True
        return False


class WarmProcess:
    """A process that has imported what notebooks need, and is forked on demand.

    Parameters
    ----------
    preload
        Modules to import first; those that cannot be imported are skipped. None may start a thread: threads do not
        survive a fork.
    """

    def __init__(self, preload: Sequence[str] = ()) -> None:
        self.preload = tuple(preload)
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._closed = False
        self._calls: set[Fork] = set()

    @property
    def pid(self) -> int | None:
        """Process id, once it was started."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the process unless it is running; return without waiting for its imports."""
        with self._lock:
            if self._closed:
                raise Lost("the warm process was closed")
            if self._process is not None and self._process.poll() is None:
                return
            self._close()
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs, Path(os.environ.get(LOG_VARIABLE) or os.devnull).open("ab") as log:
                self._process = subprocess.Popen(
                    [sys.executable, "-c", _BOOT, str(_ROOT), str(theirs.fileno()), *self.preload],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,
                )
            self._control = ours

    def fork(self, function: str, *arguments: Any) -> Fork:
        """Fork the process; the child calls a function with its end of the connection and the arguments, then ends.

        The function is given as `package.module:name`; arguments are pickled.

        Raises
        ------
        Lost
            When the warm process ended before it could be forked, twice.
        """
        for attempt in (1, 2):
            self.start()
            control = self._control
            try:
                return self._fork(function, arguments)
            except (OSError, EOFError) as error:
                if attempt == 2:
                    raise Lost("the warm process has ended") from error
                with self._lock:  # it may still be ending; another thread may already have started the next one
                    if self._control is control:
                        self._close()
        raise AssertionError

    def prepare(self, function: str, *arguments: Any) -> None:
        """Have the warm process itself call a function before it is forked again, so that forks share the result.

        Exceptions of the function are ignored: forks that need its result compute it again and raise them there.
        """
        self.start()
        control = self._control
        assert control is not None
        with contextlib.suppress(OSError):
            control.send(pickle.dumps((function, arguments)))

    def call(self, function: str, *arguments: Any) -> Any:
        """Call a function, given as in `fork`, in a fork and return its result, which is pickled.

        The function may set time limits, see `analysis.pipeline.warm.server.set_time_limit`.

        Raises
        ------
        Lost
            When the fork, or the warm process before it, ended before there was a result.
        TimeLimitExceeded
            When the fork exceeded a limit that it had set; it was interrupted, then killed.
        Exception
            Whatever the function raised.
        """
        fork = self.fork("analysis.pipeline.warm.server:call", function, arguments)
        self._calls.add(fork)
        try:
            returned, value = _result(fork)
        except (OSError, EOFError) as error:
            raise Lost(f"{function}: its process has ended") from error
        finally:
            self._calls.discard(fork)
            fork.end(grace=0)
        if returned:
            return value
        raise value

    def _fork(self, function: str, arguments: Sequence[Any]) -> Fork:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        control = self._control
        assert control is not None
        with theirs:
            socket.send_fds(control, [b"fork"], [theirs.fileno()])
        try:
            send(ours, (function, tuple(arguments)))
            return Fork(ours)
        except (OSError, EOFError):
            ours.close()
            raise

    def close(self) -> None:
        """End the process and the calls that are under way. Other forks end with their own clients."""
        with self._lock:
            self._closed = True
            self._close()
        for fork in tuple(self._calls):
            with contextlib.suppress(OSError):
                fork.connection.shutdown(socket.SHUT_RDWR)

    def _close(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(0.5)
            self._process.kill()
            self._process.wait()
            self._process = None

    def __enter__(self) -> WarmProcess:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _result(fork: Fork) -> tuple[bool, Any]:
    """Wait for the result of a call, enforcing the time limits that the fork sets."""
    deadline = None
    while True:
        try:
            kind, value = fork.receive(None if deadline is None else max(0.0, deadline - time.monotonic()))
        except TimeoutError:
            fork.send_signal(signal.SIGINT)
            with contextlib.suppress(TimeoutError, EOFError, OSError):
                fork.receive(INTERRUPT_GRACE)
            raise TimeLimitExceeded from None
        if kind != "limit":
            return kind == "returned", value
        deadline = None if value is None else time.monotonic() + value


def send(connection: socket.socket, value: Any) -> None:
    """Send a value through a `SOCK_SEQPACKET` connection between processes of one user.

    A message is one packet, so threads and forked children may use the same connection, and a signal handler that
    raises cannot cut a message short.
    """
    data = pickle.dumps(value)
    if len(data) < LONGEST:
        connection.sendall(data)
        return
    file = os.memfd_create("message", os.MFD_CLOEXEC)
    try:
        with open(file, "wb", closefd=False) as stream:
            stream.write(data)
        socket.send_fds(connection, [b"file"], [file])
    finally:
        os.close(file)


def receive(connection: socket.socket) -> Any:
    """Receive a value that `send` sent.

    Raises
    ------
    EOFError
        When the other end is closed.
    """
    data, descriptors, _, _ = socket.recv_fds(connection, LONGEST, 1, socket.MSG_CMSG_CLOEXEC)
    if not data:
        raise EOFError("the process at the other end has ended")
    if not descriptors:
        return pickle.loads(data)
    with open(descriptors[0], "rb") as stream:  # noqa: PTH123 - a descriptor
        stream.seek(0)
        return pickle.load(stream)
