"""Which files of the project's data a process reads, as Python itself tells it, so that nobody has to declare them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_WRITING = frozenset("wax")
_STARTING = frozenset({"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn"})
"""What another program reads, this process is not told."""

_ANYTHING = "*"
"""Line of a record: anything may have been read."""


def observe(record: str, folder: str) -> None:
    """Write down every file under a folder that this process opens to read, from now to its end.

    A file counts by the name that it was opened by and by where links lead: either may be under the folder.

    Parameters
    ----------
    record
        File to write to, one path a line, relative to the folder, with forward slashes.
    folder
        The folder that is watched.
    """
    told: set[str] = set()
    roots = {place + os.sep for place in (os.path.abspath(folder), os.path.realpath(folder))}  # noqa: PTH100
    written = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def tell(line: str) -> None:
        if line not in told:
            told.add(line)
            os.write(written, f"{line}\n".encode("utf-8", "surrogateescape"))

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        if event in _STARTING:
            tell(_ANYTHING)
        if event != "open" or _WRITING & set(str(arguments[1] or "")):
            return
        if not isinstance(arguments[0], str | bytes | os.PathLike):
            return
        name = os.fsdecode(arguments[0])
        for place in (os.path.abspath(name), os.path.realpath(name)):  # noqa: PTH100 - links are not followed
            for root in roots:
                if place.startswith(root):
                    tell(place[len(root) :].replace(os.sep, "/"))

    sys.addaudithook(hear)


def observed(record: Path) -> frozenset[str] | None:
    """Return what a record says, relative to the folder that was watched; `None` when it may have been anything.

    That is so when nothing was written down, too: a notebook of the series reads something.
    """
    try:
        lines = frozenset(record.read_text(encoding="utf-8", errors="surrogateescape").splitlines())
    except FileNotFoundError:
        return None
    return lines if lines and _ANYTHING not in lines else None


def command(record: Path, folder: Path) -> str:
    """Return a line of Python that starts observing, for a kernel to run before the notebook."""
    return f"__import__({__name__!r}, fromlist=['observe']).observe({str(record)!r}, {str(folder)!r})"
