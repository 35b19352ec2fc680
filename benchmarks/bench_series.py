"""Execute the series, and trivial notebooks, in all ways."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import TOOLS, Ready, write_memory
from ways import WAYS


@pytest.mark.parametrize("way", WAYS)
def bench_series(benchmark: Any, ready: Callable[[str, Path], Ready], notebooks: Path, way: str) -> None:
    if way in TOOLS:
        pytest.importorskip(TOOLS[way])
    process = ready(way, notebooks)
    if way in TOOLS:
        process.run()  # whether it can; what is skipped after the clock has started leaves no result at all
    benchmark.extra_info["notebooks"] = benchmark.pedantic(process.run, rounds=1, warmup_rounds=0)
    write_memory(benchmark, process.run)


@pytest.mark.parametrize("way", ["plain", "warm engine", "warm series", "ploomber", "floor"])
def bench_trivial(benchmark: Any, ready: Callable[[str, Path], Ready], trivial: Path, way: str) -> None:
    if way in TOOLS:
        pytest.importorskip(TOOLS[way])
    process = ready(way, trivial)
    benchmark.extra_info["notebooks"] = benchmark.pedantic(process.run, rounds=1, warmup_rounds=0)
