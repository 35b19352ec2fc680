"""Digests are of bytes: git must write the same bytes into a working folder on every system."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not shutil.which("git") or not (ROOT / ".git").exists(), reason="not a git working folder")
@pytest.mark.parametrize(
    ("path", "text", "eol"),
    [
        ("data/183-cao-loc/2023/credit.csv", "unset", "lf"),
        ("data/183-cao-loc/2023/credit.meta.yml", "unset", "lf"),
        ("tests/golden.csv", "unset", "lf"),
        ("notebooks/00_opening.ipynb", "set", "lf"),
        ("analysis/__init__.py", "auto", "lf"),
        ("docs/picture.png", "unset", "lf"),
    ],
)
def test_git_converts_no_line_ends(path: str, text: str, eol: str) -> None:
    said = subprocess.run(
        ["git", "check-attr", "text", "eol", "--", path], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert said.splitlines() == [f"{path}: text: {text}", f"{path}: eol: {eol}"]
