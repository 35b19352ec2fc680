"""Jupyter's messages over one Unix socket: the channel, then the frames that `jupyter_client.session` makes."""

from __future__ import annotations

import os
import socket
import struct
import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Any

CHANNELS = ("shell", "iopub", "stdin", "control")

_HEAD = struct.Struct("!BI")  # channel, number of frames
_LENGTH = struct.Struct("!Q")


Write = Callable[[bytes], None]
"""Writes one message whole."""


class UninterruptedWriter:
    """Writes messages in a thread of its own, where no handler of a signal cuts one short or writes into another.

    Whoever has one written waits for it: what was printed has gone when the process is killed. A process forked from
    this one has no such thread, and writes by itself, in its turn.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._pid = os.getpid()
        self._turn = os.memfd_create("turn")
        self._waiting: SimpleQueue[tuple[bytes, threading.Lock]] = SimpleQueue()
        threading.Thread(target=self._work, daemon=True, name="replies").start()

    def __call__(self, data: bytes) -> None:
        """Write one message, however long it takes."""
        if os.getpid() != self._pid:
            self._write(data)
            return
        written = threading.Lock()
        written.acquire()
        self._waiting.put((data, written))
        written.acquire()

    def _work(self) -> None:
        while True:
            data, written = self._waiting.get()
            try:
                self._write(data)
            except OSError:  # the client has gone; the end of its requests is noticed elsewhere
                pass
            finally:
                written.release()

    def _write(self, data: bytes) -> None:
        """Write while no other process does: locks of this kind are a process's own."""
        import fcntl  # noqa: PLC0415 - not everywhere, and warm kernels are not either

        fcntl.lockf(self._turn, fcntl.LOCK_EX)
        try:
            self._connection.sendall(data)
        finally:
            fcntl.lockf(self._turn, fcntl.LOCK_UN)


class ChannelSocket:
    """One channel of a connection, as `Session.send` and ipykernel's streams expect a ZeroMQ socket to be.

    Parameters
    ----------
    write
        Writes a message to the connection.
    channel
        One of `CHANNELS`.
    """

    def __init__(self, write: Write, channel: str) -> None:
        self._write = write
        self._number = CHANNELS.index(channel)

    def send_multipart(self, frames: Sequence[Any], *_: Any, **__: Any) -> None:
        """Send one message, however long it takes."""
        views = [memoryview(frame).cast("B") for frame in frames]
        lengths = b"".join(_LENGTH.pack(view.nbytes) for view in views)
        head = _HEAD.pack(self._number, len(views)) + lengths
        self._write(b"".join([head, *views]))

    def recv_multipart(self, *_: Any, **__: Any) -> list[bytes]:
        """Say that nothing has come: requests are handed to the kernel, never fetched by it."""
        from zmq.error import Again  # noqa: PLC0415 - the kind of error that callers know

        raise Again

    def flush(self, *_: Any) -> None:
        """Do nothing: what was sent has gone."""

    def close(self) -> None:
        """Do nothing: the connection is closed as a whole."""


def channels(write: Write) -> dict[str, ChannelSocket]:
    """Return the channels of a connection by name."""
    return {name: ChannelSocket(write, name) for name in CHANNELS}


class Assembler:
    """Puts messages together from the bytes of a connection, in whatever portions they come."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[tuple[str, list[bytes]]]:
        """Take more bytes; return the messages that they complete: channel and frames."""
        self._buffer += data
        found = []
        while (message := self._take()) is not None:
            found.append(message)
        return found

    def _take(self) -> tuple[str, list[bytes]] | None:
        buffer = self._buffer
        if len(buffer) < _HEAD.size:
            return None
        channel, count = _HEAD.unpack_from(buffer)
        body = _HEAD.size + count * _LENGTH.size
        if len(buffer) < body:
            return None
        lengths = [_LENGTH.unpack_from(buffer, _HEAD.size + i * _LENGTH.size)[0] for i in range(count)]
        if len(buffer) < body + sum(lengths):
            return None
        frames, at = [], body
        for length in lengths:
            frames.append(bytes(buffer[at : at + length]))
            at += length
        del buffer[:at]
        return CHANNELS[channel], frames
