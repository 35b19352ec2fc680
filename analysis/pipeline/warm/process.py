"""The warm process, which imports once and is forked for every piece of work, as its client sees it."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

LOG_VARIABLE = "WARM_KERNEL_LOG"
"""Environment variable: a file for what the warm process and its kernels have to say of themselves."""

LONGEST = 1 << 15
"""Bytes that one request to the warm process may have."""

_INSISTING = 5
"""Seconds that a killed process has to be gone."""

_LENGTH = struct.Struct("!Q")
_ROOT = Path(__file__).parents[3]
_BOOT = (
    "import sys; fresh = sys.path[not sys.path[0] :]; sys.path[:] = [*fresh, sys.argv[1]]; "
    "from analysis.pipeline.warm.server import serve; serve(fresh)"
)
"""As ipykernel's launcher, it does not look for modules in the working directory: there may be one called `queue`."""


def available() -> bool:
    """Say whether processes can be forked here safely: on Linux."""
    return sys.platform.startswith("linux") and hasattr(socket, "send_fds")


class Lost(ConnectionError):  # noqa: N818 - named for what happened
    """A forked process, or the warm process that was to fork it, is no longer there."""


class Fork:
    """A process forked from the warm one, and the connection to it.

    It ends, with whatever it has started, when the connection is closed, also when this process is killed.

    Attributes
    ----------
    connection
        To the process.
    pid
        Its number.
    """

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.pid = int(receive(connection))
        self._handle = None
        with contextlib.suppress(OSError):  # an old kernel, or the process has ended already
            self._handle = os.pidfd_open(self.pid)

    def fileno(self) -> int:
        """Return the descriptor of the connection, for `select`."""
        return self.connection.fileno()

    def send_signal(self, number: int) -> None:
        """Send it a signal, never one meant for it to another process of the same number."""
        with contextlib.suppress(ProcessLookupError):
            if self._handle is not None:
                signal.pidfd_send_signal(self._handle, number)

    def is_alive(self) -> bool:
        """Say whether it still runs."""
        try:
            if self._handle is None:
                return False
            signal.pidfd_send_signal(self._handle, 0)
        except ProcessLookupError:
            return False
        return True

    def end(self, grace: float = 2) -> None:
        """Ask it to end, wait, insist; return when it has gone."""
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
        if not self._gone(grace) and self.is_alive():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            self._gone(_INSISTING)
        self.connection.close()
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _gone(self, seconds: float) -> bool:
        """Wait for the end of what it sends, which is its own."""
        self.connection.settimeout(seconds)
        try:
            while self.connection.recv(1 << 16):
                pass
        except TimeoutError:
            return False
        except OSError:
            pass
        return True


class WarmProcess:
    """A process that has imported what notebooks need, and is forked on demand.

    Parameters
    ----------
    preload
        Modules to import before anything else, if they can be. None may start a thread that it needs later.
    control
        The control socket of a warm process that somebody else started; it is used, never started anew.
    """

    def __init__(self, preload: Sequence[str] = (), control: socket.socket | None = None) -> None:
        self.preload = tuple(preload)
        self._borrowed = control is not None
        self._control = control
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._closed = False
        self._calls: set[Fork] = set()

    @property
    def pid(self) -> int | None:
        """Number of the warm process, when it was started here."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start it, unless it runs; it begins to import at once, and this returns before it has ended."""
        with self._lock:
            if self._closed:
                raise Lost("the warm process was closed")
            if self._borrowed or (self._process is not None and self._process.poll() is None):
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

    def fork(self, function: str, *arguments: Any, shared: bool = False) -> Fork:
        """Fork it; the new process calls a function with its end of the connection and arguments.

        Parameters
        ----------
        function
            `package.module:name`. It is called with the connection, the control socket (`None` unless shared), and
            the arguments; the process ends when it returns.
        arguments
            What can be pickled.
        shared
            Whether the new process may have the warm one forked as well.

        Raises
        ------
        Lost
            When the warm process ended before it could be forked, twice.
        """
        for attempt in (1, 2):
            self.start()
            control = self._control
            try:
                return self._fork(function, arguments, shared)
            except (OSError, EOFError) as error:
                if self._borrowed or attempt == 2:
                    raise Lost("the warm process has ended") from error
                with self._lock:  # it may be dying still; another thread may have started the next one already
                    if self._control is control:
                        self._close()
        raise AssertionError

    def prepare(self, function: str, *arguments: Any) -> None:
        """Have a function called in the warm process itself before it is forked again, to make something known to it.

        What the function raises is not told: whoever needs its work will do it again, and meet the same fault.
        """
        self.start()
        control = self._control
        assert control is not None
        with contextlib.suppress(OSError):
            control.send(pickle.dumps((function, arguments)))

    def call(self, function: str, *arguments: Any, shared: bool = False) -> Any:
        """Call a function in a fork and return what it returns, which can be pickled.

        Raises
        ------
        Lost
            When the fork, or the warm process before it, ended before there was a result.
        Exception
            What the function raised.
        """
        fork = self.fork("analysis.pipeline.warm.worker:work", function, arguments, shared=shared)
        self._calls.add(fork)
        try:
            returned, value = receive(fork.connection)
        except (OSError, EOFError) as error:
            raise Lost(f"{function}: its process has ended") from error
        finally:
            self._calls.discard(fork)
            fork.end(grace=0)
        if returned:
            return value
        raise value

    def _fork(self, function: str, arguments: Sequence[Any], shared: bool) -> Fork:
        ours, theirs = socket.socketpair()
        control = self._control
        assert control is not None
        with theirs:
            given = [theirs.fileno()] + ([control.fileno()] if shared else [])
            socket.send_fds(control, [b"fork"], given)
        try:
            send(ours, (function, tuple(arguments)))
            return Fork(ours)
        except (OSError, EOFError):
            ours.close()
            raise

    def close(self) -> None:
        """End it, and calls that are under way. Kernels live on, as long as their own client wants them."""
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


def send(connection: socket.socket, value: Any) -> None:
    """Send a value through a connection between processes of one user."""
    data = pickle.dumps(value)
    connection.sendall(_LENGTH.pack(len(data)) + data)


def receive(connection: socket.socket) -> Any:
    """Receive a value that `send` sent.

    Raises
    ------
    EOFError
        When the other end is closed.
    """
    (length,) = _LENGTH.unpack(_exactly(connection, _LENGTH.size))
    return pickle.loads(_exactly(connection, length))


def _exactly(connection: socket.socket, length: int) -> bytes:
    parts = []
    while length:
        part = connection.recv(min(length, 1 << 20))
        if not part:
            raise EOFError("the process at the other end has gone")
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
