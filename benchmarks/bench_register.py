"""Counting the register of a whole country."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, wait_for_quiet, write_memory

WAYS = ("pandas-text", "pyarrow-text", "ours-text", "pandas-categories", "ours-categories")
"""What counts, and which of the two files."""

SCRIPT = Path(__file__).with_name("registers.py")


def run(what: str, path: Path) -> str:
    command = [sys.executable, SCRIPT, what, path]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8", timeout=300, cwd=ROOT).stdout


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """28 million households in the communes of the country; removed afterwards."""
    pytest.importorskip("pyarrow")
    folder = tmp_path_factory.mktemp("registers")
    run("make", folder)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def digests() -> set[str]:
    """What the ways have counted."""
    return set()


@pytest.mark.parametrize("way", WAYS)
def bench_register(benchmark: Any, registers: Path, digests: set[str], way: str) -> None:
    """A fresh process for each; all that count must give the same counts."""
    what, file = way.split("-")
    path = registers / f"{file}.parquet"
    wait_for_quiet()
    said = json.loads(benchmark.pedantic(lambda: run(what, path), rounds=1, warmup_rounds=0))
    digests |= {said["digest"]} if "digest" in said else set()
    assert len(digests) <= 1, "pandas and we count differently"
    benchmark.extra_info["inside"] = said["inside"]
    write_memory(benchmark, lambda: run(what, path))
