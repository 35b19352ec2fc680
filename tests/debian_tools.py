"""Programs of Debian's that tests use: without one a test is skipped by name here, and fails where CI=true."""

from __future__ import annotations

import os
import shutil

import pytest


def tool(*names: str) -> str:
    """Find a program by one of its names."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        reason = f"needs {names[0]}"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    return str(found)
