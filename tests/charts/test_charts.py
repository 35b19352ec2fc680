"""Charts draw the figures with reproducible bytes and every Vietnamese letter."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from analysis import charts
from analysis.charts.drawing import Chart
from analysis.narrative import Report
from analysis.narrative.blocks import BLOCKS_MIME
from analysis.sections import build_all
from analysis.tables import Inputs

CHARTS: dict[str, Callable[[Report], Chart]] = {
    "capital": charts.plan_against_disbursement,
    "communes": charts.poverty_rate_by_commune,
    "deprivations": charts.deprivation_profile,
    "jobs": charts.jobs_by_channel,
    "credit": charts.credit_by_group,
    "livelihood": lambda workbook: charts.projects_by_step(workbook, "livelihood"),
}


@pytest.fixture(scope="module")
def workbook(inputs: Inputs) -> Report:
    return Report(inputs, build_all(inputs))


@pytest.mark.parametrize("name", CHARTS)
def test_bytes_are_reproducible_and_no_letter_is_missing(name: str, workbook: Report) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of a letter that the font does not have
        first, second = CHARTS[name](workbook), CHARTS[name](workbook)
    assert first.svg == second.svg
    root = ET.fromstring(first.svg.encode())
    assert root.tag.endswith("svg")
    assert not [e for e in root.iter() if e.tag.endswith("}text")], "letters are drawn as paths"


@pytest.mark.parametrize("name", CHARTS)
def test_alternative_text(name: str, workbook: Report) -> None:
    chart = CHARTS[name](workbook)
    bundle = chart._repr_mimebundle_()
    assert chart.caption and len(chart.alt) > 40
    assert bundle[BLOCKS_MIME]["blocks"][0]["kind"] == "chart"


def test_charts_of_simulated_communes_say_so(workbook: Report) -> None:
    assert charts.poverty_rate_by_commune(workbook).provenance == "simulated"
    assert charts.jobs_by_channel(workbook).provenance == "published"
    block = charts.poverty_rate_by_commune(workbook)._repr_mimebundle_()[BLOCKS_MIME]["blocks"][0]
    assert block["provenance"] == "simulated"


def test_alternative_text_has_every_commune(workbook: Report) -> None:
    alt = charts.poverty_rate_by_commune(workbook).alt
    assert all(commune.name in alt for commune in workbook.inputs.communes("households"))


DRAW = """
import sys
from analysis.charts.drawing import canvas, finish
with canvas(2) as (drawing, axes):
    axes.bar(["Vốn", "Giải ngân"], [3, 2])
    axes.set_title("Tiêu đề")
    axes.legend(["a"])
sys.stdout.write(finish(drawing, "c", "a", ()).svg)
"""


def test_user_settings_do_not_change_charts(tmp_path: Path) -> None:
    settings = tmp_path / "matplotlibrc"
    settings.write_text(
        "axes.titlesize: 30\naxes.grid: True\nlines.linewidth: 9\naxes.facecolor: red\n"
        "legend.loc: lower left\nsavefig.facecolor: blue\nsvg.fonttype: none\npatch.edgecolor: green\n",
        encoding="utf-8",
    )

    def drawn(**more: str) -> bytes:
        return subprocess.run(
            [sys.executable, "-c", DRAW], env=os.environ | more, capture_output=True, check=True, timeout=120
        ).stdout

    assert drawn(MATPLOTLIBRC=str(settings)) == drawn()
