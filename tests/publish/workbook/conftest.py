"""The example's workbook, and LibreOffice to compute workbooks with."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from debian_tools import tool
from workbook_values import Recalculate

from analysis.checks import CheckResult, build_reconciliation, run_checks
from analysis.figures import Figure, FigureBook
from analysis.publish.document import edition_settings
from analysis.publish.workbook import workbook_xlsx
from analysis.tables import Inputs

TIMEOUT = 180

_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


@pytest.fixture(scope="session")
def checks(inputs: Inputs, figures: Mapping[str, Figure]) -> list[CheckResult]:
    """Results of the example's checks."""
    return run_checks(inputs, figures)


@pytest.fixture(scope="session")
def every_figure(inputs: Inputs, figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """The example's figures, including those of the reconciliation."""
    return {**figures, **build_reconciliation(inputs, figures).figures}


@pytest.fixture(scope="session")
def content(inputs: Inputs, books: dict[str, FigureBook], checks: list[CheckResult]) -> bytes:
    """The example's workbook."""
    return workbook_xlsx(inputs, books, checks, edition_settings(inputs))


@pytest.fixture(scope="session")
def workbook_file(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's workbook as a file."""
    path = tmp_path_factory.mktemp("workbook") / "so-lieu.xlsx"
    path.write_bytes(content)
    return path


@pytest.fixture(scope="session")
def recalculate(tmp_path_factory: pytest.TempPathFactory) -> Recalculate:
    """Recompute workbooks by one call of LibreOffice, ignoring their stored values."""
    profile = tmp_path_factory.mktemp("libreoffice")
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")

    def run(paths: Sequence[Path]) -> list[Path]:
        folder = tmp_path_factory.mktemp("recalculated")
        command = [
            tool("soffice", "libreoffice"),
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            *("--convert-to", "xlsx", "--outdir", str(folder), *map(str, paths)),
        ]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=TIMEOUT)
        made = [folder / path.name for path in paths]
        assert all(path.is_file() for path in made), done.stdout + done.stderr
        return made

    return run
