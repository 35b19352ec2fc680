"""Why a unit reports without some tables: `absent.yml` beside them."""

from __future__ import annotations

from pathlib import Path

import yaml

from analysis.tables.problems import Problem
from analysis.tables.schemas import SCHEMAS

FILE = "absent.yml"
REQUIRED = ("letterhead",)
"""Tables without which there is no report; of every other one that is not there the sections are left out."""


def read_absent(folder: Path, shown: str) -> dict[str, str] | Problem:
    """Read the reason of each table that is not there: table → reason.

    Parameters
    ----------
    folder
        Folder of the tables; without the file nothing is explained.
    shown
        How messages name the file.
    """
    path = folder / FILE
    if not path.is_file():
        return {}
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        content = None
    known = [name for name in SCHEMAS if name not in REQUIRED]
    fine = isinstance(content, dict) and all(isinstance(reason, str) and reason for reason in content.values())
    if not fine or set(content) - set(known):
        expected = f"các dòng <bảng>: <lý do>, bảng là một trong {', '.join(known)}"
        return Problem(shown, "không đọc được", expected, "sửa tệp theo mẫu trong data/README.md")
    return {str(name): str(reason) for name, reason in content.items()}
