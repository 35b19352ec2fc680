"""The client's side of a warm kernel: the channels that nbclient sends to and reads from."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from queue import Empty
from typing import Any

from jupyter_client.asynchronous import AsyncKernelClient
from traitlets import Any as AnyTrait

from analysis.pipeline.warm.process import Fork
from analysis.pipeline.warm.transport import CHANNELS, Assembler, ChannelSocket, channels

_PIECE = 1 << 18


class Channel:
    """One channel of a connection, with the methods of jupyter_client's channels that clients call."""

    def __init__(self, link: Link, socket: ChannelSocket) -> None:
        self._link = link
        self._socket = socket
        self.messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def send(self, message: dict[str, Any]) -> None:
        """Send a request."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # `is_alive` tells
            self._link.session.send(self._socket, message)

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """Return the next message.

        Raises
        ------
        queue.Empty
            When none comes in time.
        """
        self._link.listen()
        with contextlib.suppress(asyncio.QueueEmpty):
            return self.messages.get_nowait()
        try:
            return await asyncio.wait_for(self.messages.get(), timeout)
        except TimeoutError:
            raise Empty from None

    def start(self) -> None:
        """Do nothing: see `Link.listen`."""

    def stop(self) -> None:
        """Do nothing: see `Link.close`."""

    def is_alive(self) -> bool:
        """Say whether messages may still come."""
        return not self._link.ended

    def msg_ready(self) -> bool:
        """Say whether a message has come."""
        return not self.messages.empty()

    get_msgs = None


class Link:
    """A connection to a kernel: sorts what comes into channels."""

    def __init__(self, fork: Fork, session: Any) -> None:
        self.session = session
        self.ended = False
        self._connection = fork.connection
        self._assembler = Assembler()
        self._loop: asyncio.AbstractEventLoop | None = None
        sockets = channels(fork.connection.sendall)
        self.channels = {name: Channel(self, sockets[name]) for name in CHANNELS}

    def listen(self) -> None:
        """Read in the event loop that is running."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop and not self.ended:
            self.close()
            self._loop = loop
            loop.add_reader(self._connection, self._read)

    def _read(self) -> None:
        try:
            data = self._connection.recv(_PIECE, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.ended = True
            self.close()
            return
        try:
            for name, frames in self._assembler.feed(data):
                _, parts = self.session.feed_identities(frames)
                self.channels[name].messages.put_nowait(self.session.deserialize(parts))
        except Exception:  # not what was sent: nothing that comes after it can be read either
            self.ended = True
            self.close()
            raise

    def close(self) -> None:
        """Stop reading."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self._connection)
        self._loop = None


class WarmKernelClient(AsyncKernelClient):
    """A client of one warm kernel."""

    link = AnyTrait()

    @property
    def shell_channel(self) -> Channel:
        """Requests and replies."""
        return self.link.channels["shell"]

    @property
    def iopub_channel(self) -> Channel:
        """What the kernel prints and displays."""
        return self.link.channels["iopub"]

    @property
    def stdin_channel(self) -> Channel:
        """Requests for input, which a warm kernel refuses."""
        return self.link.channels["stdin"]

    @property
    def control_channel(self) -> Channel:
        """Not used: signals interrupt and end a kernel."""
        return self.link.channels["control"]

    def start_channels(self, *_: Any, **__: Any) -> None:
        """Do nothing: they are there."""

    def stop_channels(self) -> None:
        """Stop reading."""
        self.link.close()

    @property
    def channels_running(self) -> bool:
        """Say whether messages may still come."""
        return not self.link.ended

    async def is_alive(self) -> bool:
        """Say whether the kernel still runs."""
        return not self.link.ended

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers.

        Raises
        ------
        RuntimeError
            When it does not.
        """
        self.kernel_info()
        try:
            reply = await self._first_reply(timeout)
        except Empty:
            raise RuntimeError(f"Kernel didn't respond in {timeout} seconds") from None
        self._handle_kernel_info_reply(reply)

    async def _first_reply(self, timeout: float | None) -> dict[str, Any]:
        """Return the reply to the first request, noticing the end of the kernel before."""
        waited = 0.0
        while timeout is None or waited < timeout:
            try:
                return await self.shell_channel.get_msg(timeout=0.25)
            except Empty:
                waited += 0.25
                if self.link.ended:
                    raise RuntimeError("Kernel died before replying to kernel_info") from None
        raise Empty
