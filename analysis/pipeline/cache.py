"""Executed notebooks of the last run, used again while everything they depend on is the same."""

from __future__ import annotations

import os
from collections.abc import Iterable
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

    def find(self, name: str, key: str) -> Path | None:
        """Return the executed notebook of a key, if it is there and whole."""
        for path in self.folder.glob(f"{name}.{key[:32]}.*.ipynb"):
            if path.name == self._file_name(name, key, path.read_bytes()):
                return path
        return None

    def store(self, name: str, key: str, executed: Path) -> Path:
        """Keep an executed notebook; another run that stores the same one does no harm."""
        self.folder.mkdir(parents=True, exist_ok=True)
        content = executed.read_bytes()
        kept = self.folder / self._file_name(name, key, content)
        partial = kept.with_suffix(f".{os.getpid()}.part")
        partial.write_bytes(content)
        partial.replace(kept)
        return kept

    def keep_only(self, kept: Iterable[Path]) -> None:
        """Remove everything but the results of this run."""
        names = {path.name for path in kept}
        for path in self.folder.glob("*"):
            if path.name not in names:
                path.unlink(missing_ok=True)

    @staticmethod
    def _file_name(name: str, key: str, content: bytes) -> str:
        return f"{name}.{key[:32]}.{digest(content)[:16]}.ipynb"
