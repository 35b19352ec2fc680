"""Executed notebooks of the last run, used again while everything they depend on is the same."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.pipeline.fingerprint import digest


@dataclass(frozen=True)
class Cache:
    """The folder of one unit's and year's executed notebooks.

    A file is named for what its content depends on and for the content itself, so that one that was cut short or
    changed by hand is not taken for a result.
    """

    folder: Path

    def find(self, name: str, key: str) -> str | None:
        """Return the text of the executed notebook of a key, if it is there and whole."""
        for path in self.folder.glob(f"{name}.{key[:32]}.*.ipynb"):
            try:
                content = path.read_bytes()
            except FileNotFoundError:  # another run has just tidied up
                continue
            if path.name == self._file_name(name, key, content):
                return content.decode("utf-8")
        return None

    def store(self, name: str, key: str, text: str) -> None:
        """Keep an executed notebook; another run that stores the same one does no harm."""
        self.folder.mkdir(parents=True, exist_ok=True)
        content = text.encode("utf-8")
        kept = self.folder / self._file_name(name, key, content)
        partial = kept.with_suffix(f".{os.getpid()}.part")
        partial.write_bytes(content)
        partial.replace(kept)

    def keep_only(self, keys: Mapping[str, str]) -> None:
        """Remove everything but the results of these keys, by name of the notebook."""
        wanted = {(name, key[:32]) for name, key in keys.items()}
        for path in self.folder.glob("*.*.*"):
            if tuple(path.name.split(".")[:2]) not in wanted:
                path.unlink(missing_ok=True)

    @staticmethod
    def _file_name(name: str, key: str, content: bytes) -> str:
        return f"{name}.{key[:32]}.{digest(content)[:16]}.ipynb"
