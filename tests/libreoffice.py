"""Workbooks that LibreOffice has computed and saved, many in one start of the program."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from debian_tools import tool
from openpyxl import load_workbook


def recalculate(files: Sequence[Path], folder: Path, kind: str = "xlsx") -> dict[str, Path]:
    """Let LibreOffice compute and save workbooks; return the results by the stem of their names."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [tool("soffice"), profile, "--headless", "--convert-to", kind, "--outdir", str(folder / kind)]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=300)
    return {path.stem: folder / kind / f"{path.stem}.{kind}" for path in files}


def without_results(path: Path, target: Path) -> Path:
    """Save a workbook with openpyxl, which keeps formulas and drops their results."""
    load_workbook(path).save(target)
    return target


def with_result(path: Path, target: Path, cell: str, stored: str | None, part: str = "sheet1") -> Path:
    """Write another stored result into a formula's cell, or none; the formula and everything else stay."""
    with ZipFile(path) as source, ZipFile(target, "w", ZIP_DEFLATED) as copy:
        for name in source.namelist():
            content = source.read(name)
            if name == f"xl/worksheets/{part}.xml":
                new = "" if stored is None else f"<v>{stored}</v>"
                text, count = re.subn(
                    rf'(<c r="{cell}"[^>]*>(?:<f[^>]*/>|<f[^>]*>.*?</f>))<v>[^<]*</v>',
                    lambda found: found[1] + new,  # noqa: B023 - used at once
                    content.decode(),
                )
                assert count == 1, cell
                content = text.encode()
            copy.writestr(name, content)
    return target
