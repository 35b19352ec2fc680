"""Fixtures of the benchmarks: notebooks, processes that are ready, the memory of a tree of processes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[1]
TIME_LIMIT = 90
"""Time limit of one way in seconds; a tool that exceeds it has an empty cell in the report."""

TOOLS = {"ploomber": "ploomber_engine", "jupyter-cache": "jupyter_cache", "jupyter-cache again": "jupyter_cache"}
"""Ways that use other tools, and the modules they import. When one is missing or fails, its cell stays empty."""

TRIVIAL = [
    "import pandas as pd\nimport matplotlib.pyplot as plt",
    "pd.DataFrame({'a': [1, 2]})",
    "plt.plot([1, 3, 2]);",
]


def write_memory(benchmark: Any, work: Callable[[], object]) -> None:
    """Do the work once more and record its memory, in the first pass only because measuring takes time."""
    if os.environ.get("BENCH_PASS", "1") == "1":
        benchmark.extra_info["memory"] = peak_memory(work)


def peak_memory(work: Callable[[], object]) -> int:
    """Return the peak memory of all children of this process in bytes; shared pages count once."""
    own, most, stop = psutil.Process(), 0, threading.Event()

    def watch() -> None:
        nonlocal most
        while not stop.wait(0.1):
            total = 0
            for child in own.children(recursive=True):
                try:
                    total += child.memory_full_info().pss
                except psutil.Error:
                    continue
            most = max(most, total)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        work()
    finally:
        stop.set()
        thread.join()
    return most


class Ready:
    """A process of `ways.py` that is ready to execute a folder of notebooks."""

    def __init__(self, way: str, notebooks: Path, log: Path) -> None:
        self._log = log.open("w+")
        command = [sys.executable, Path(__file__).with_name("ways.py"), way, notebooks]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, encoding="utf-8", cwd=ROOT
        )
        self._way = way
        self._read_line()

    def _read_line(self) -> str:
        assert self._process.stdout is not None
        timer = threading.Timer(TIME_LIMIT, self._process.kill)
        timer.start()
        line = self._process.stdout.readline()
        timer.cancel()
        if not line:
            self._log.seek(0)
            stop = pytest.skip if self._way in TOOLS else pytest.fail
            stop(f"{self._way} ended, or was ended after {TIME_LIMIT} s: {self._log.read()[-300:]}")
        return line

    def run(self) -> dict[str, float]:
        """Execute the notebooks; return seconds by notebook where the way measures them."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return dict(json.loads(self._read_line()))

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._log.close()


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Callable[[str, Path], Ready]]:
    started: list[Ready] = []

    def start(way: str, notebooks: Path) -> Ready:
        started.append(Ready(way, notebooks, tmp_path / "log"))
        return started[-1]

    yield start
    for process in started:
        process.close()


@pytest.fixture
def notebooks(tmp_path: Path) -> Path:
    """The series."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"):
        shutil.copy(path, folder)
    return folder


@pytest.fixture
def trivial(tmp_path: Path) -> Path:
    """Eight notebooks that import pandas and matplotlib, show a table and draw a line."""
    folder = tmp_path / "trivial"
    folder.mkdir()
    cells = [
        {
            "cell_type": "code",
            "id": f"c{i}",
            "metadata": {} if i else {"tags": ["parameters"]},
            "execution_count": None,
            "outputs": [],
            "source": source,
        }
        for i, source in enumerate(TRIVIAL)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    for number in range(8):
        content = {"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": cells}
        (folder / f"{number:02d}_trivial.ipynb").write_text(json.dumps(content), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project's data and notebooks, with an edition of its own."""
    root = tmp_path_factory.mktemp("project")
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "baocao.toml", root)
    return root


def wait_for_quiet(seconds: float = 0.5) -> None:
    """Wait until processes that have just ended are gone."""
    time.sleep(seconds)
