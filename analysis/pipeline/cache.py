"""Executed notebooks of earlier runs, reused while everything they depend on is unchanged."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from analysis.pipeline.fingerprint import digest

RESULT, READ = "ipynb", "read"
"""Kinds of files: an executed notebook, and the list of the inputs that it read."""


@dataclass(frozen=True)
class Cache:
    """The folder of one unit's and year's executed notebooks.

    The name of a file holds the digest of what its content depends on and the digest of the content itself, so that a
    truncated or edited file is not taken for a result.
    """

    folder: Path

    def find(self, name: str, key: str, kind: str = RESULT) -> str | None:
        """Return the text that was stored under a key, if it is there and whole."""
        content = self.find_bytes(name, key, kind)
        return None if content is None else content.decode("utf-8")

    def find_bytes(self, name: str, key: str, kind: str) -> bytes | None:
        """Return the content that was stored under a key, if it is there and whole."""
        for path in self.folder.glob(f"{name}.{key[:32]}.*.{kind}"):
            try:
                content = path.read_bytes()
            except OSError:  # another run has just tidied up, or this is no file of ours
                continue
            if path.name == _file_name(name, key, content, kind):
                return content
        return None

    def store(self, name: str, key: str, text: str, kind: str = RESULT) -> None:
        """Keep a text, if that can be: without it the next run takes longer. Another run's same text does no harm."""
        self.store_bytes(name, key, text.encode("utf-8"), kind)

    def store_bytes(self, name: str, key: str, content: bytes, kind: str) -> None:
        """Keep content, as `store` keeps a text."""
        kept = self.folder / _file_name(name, key, content, kind)
        partial = kept.with_suffix(f".{os.getpid()}.part")
        with contextlib.suppress(OSError):  # no right to write, no room
            self.folder.mkdir(parents=True, exist_ok=True)
            for former in self.folder.glob(f"{name}.{key[:32]}.*.{kind}"):
                former.unlink(missing_ok=True)
            partial.write_bytes(content)
            partial.replace(kept)

    def find_read(self, name: str, base: str) -> list[str] | None:
        """Return which inputs a notebook read when all else that it depends on was as it is now."""
        text = self.find(name, base, READ)
        return None if text is None else text.splitlines()

    def store_read(self, name: str, base: str, paths: Iterable[str]) -> None:
        """Keep which inputs a notebook read."""
        self.store(name, base, "".join(f"{path}\n" for path in sorted(paths)), READ)

    def keep_only(self, keys: Collection[str]) -> None:
        """Remove everything but what is stored under these keys."""
        wanted = {key[:32] for key in keys}
        for path in self.folder.glob("*.*.*"):
            if path.name.split(".")[1] not in wanted:
                with contextlib.suppress(OSError):  # as above
                    path.unlink(missing_ok=True)


def _file_name(name: str, key: str, content: bytes, kind: str) -> str:
    return f"{name}.{key[:32]}.{digest(content)[:16]}.{kind}"
