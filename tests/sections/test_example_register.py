"""The simulated tables of the example: they match every published margin, and the scripts are reproducible."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.sections.classification import classify, standard_of


@pytest.fixture(scope="module")
def register(inputs):
    """Households with their class."""
    return classify(inputs["households"], standard_of(inputs)).frame


def test_published_totals(register) -> None:
    assert len(register) == 19_820
    assert register["poverty_class"].value_counts().to_dict() == {
        "not_poor": 19_820 - 1_644 - 2_023,
        "near_poor": 2_023,
        "poor": 1_644,
    }


def test_poor_households_by_area(register) -> None:
    poor = register[register["poverty_class"] == "poor"]
    assert poor["area"].value_counts().to_dict() == {"rural": 1_582, "urban": 62}


def test_communes_by_band_of_poor_rate(register) -> None:
    rates = (register["poverty_class"] == "poor").groupby(register["commune"]).mean()
    bands = [(0.5, 1.0), (0.3, 0.5), (0.1, 0.3), (-1.0, 0.1)]
    assert [int(((low < rates) & (rates <= high)).sum()) for low, high in bands] == [2, 1, 6, 13]


def test_population_gives_the_published_share_of_insured(register) -> None:
    assert register["members"].sum() == 81_943
    assert f"{3_753 / 81_943:.2%}" == "4.58%"


@pytest.mark.parametrize("table", ["households", "livelihood_projects"])
def test_simulation_writes_the_same_bytes_again(project, tmp_path: Path, table: str) -> None:
    """The script writes its table one folder up, so a copy can be run in a temporary folder."""
    folder = project.table_folder("183", 2023)
    (tmp_path / "simulation").mkdir()
    script = shutil.copy(folder / "simulation" / f"{table}.py", tmp_path / "simulation")
    subprocess.run([sys.executable, "-I", script], check=True, cwd=tmp_path)
    assert (tmp_path / f"{table}.csv").read_bytes() == (folder / f"{table}.csv").read_bytes()
