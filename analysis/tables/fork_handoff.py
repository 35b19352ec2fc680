"""What was computed ahead, in the process that this one was forked from; each thing is taken at most once.

Only a process that is forked for every notebook keeps anything here (`analysis.narrative.prepare`). What a fork takes
is its own from then on, as if it had been computed by it, so that nothing is ever shared between notebooks.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

_kept: dict[Hashable, Any] = {}


def keep(key: Hashable, value: Any) -> None:
    """Keep something for processes that will be forked from this one."""
    _kept[key] = value


def take(key: Hashable) -> Any | None:
    """Return what was kept under a key, the first time it is asked for."""
    return _kept.pop(key, None)


def nothing_kept() -> bool:
    """Say whether nothing is left to take: in every process that was not forked from one that keeps something."""
    return not _kept
