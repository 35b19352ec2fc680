"""Debian programs that tests use: a test that lacks one is skipped with its name, and fails if CI=true."""

from __future__ import annotations

import os
import shutil

import pytest


def tool(*names: str) -> str:
    """Return the path of a program; `names` are its alternative names."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        reason = f"needs {names[0]}"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    return str(found)
