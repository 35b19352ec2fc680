"""Jupyter's messages over one Unix socket: the channel, then the frames that `jupyter_client.session` makes."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Sequence
from typing import Any

CHANNELS = ("shell", "iopub", "stdin", "control")

_HEAD = struct.Struct("!BI")  # channel, number of frames
_LENGTH = struct.Struct("!Q")


class ChannelSocket:
    """One channel of a connection, as `Session.send` and ipykernel's streams expect a ZeroMQ socket to be.

    Parameters
    ----------
    connection
        A connected stream socket; all its channels are written to it whole, one message at a time.
    lock
        Shared by all channels of the connection.
    channel
        One of `CHANNELS`.
    """

    def __init__(self, connection: socket.socket, lock: Any, channel: str) -> None:
        self._connection = connection
        self._lock = lock
        self._number = CHANNELS.index(channel)

    def send_multipart(self, frames: Sequence[Any], *_: Any, **__: Any) -> None:
        """Send one message, however long it takes."""
        views = [memoryview(frame).cast("B") for frame in frames]
        lengths = b"".join(_LENGTH.pack(view.nbytes) for view in views)
        head = _HEAD.pack(self._number, len(views)) + lengths
        with self._lock:
            self._connection.sendall(b"".join([head, *views]))

    def recv_multipart(self, *_: Any, **__: Any) -> list[bytes]:
        """Say that nothing has come: requests are handed to the kernel, never fetched by it."""
        from zmq.error import Again  # noqa: PLC0415 - the kind of error that callers know

        raise Again

    def flush(self, *_: Any) -> None:
        """Do nothing: what was sent has gone."""

    def close(self) -> None:
        """Do nothing: the connection is closed as a whole."""


def channels(connection: socket.socket) -> dict[str, ChannelSocket]:
    """Return the channels of a connection, which share a lock, by name."""
    lock = threading.RLock()
    return {name: ChannelSocket(connection, lock, name) for name in CHANNELS}


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
