"""The exporters as nbconvert runs them."""

import copy
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from publish_samples import edition
from traitlets.config import Config

from analysis.publish.exporters import ReportDOCXExporter, ReportHTMLExporter, ReportPDFExporter


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("edition") / "bao cáo.ipynb"
    nbformat.write(edition(), path)
    return path


@pytest.mark.parametrize(
    ("exporter", "suffix", "start"),
    [("html", ".html", b"<!DOCTYPE"), ("pdf", ".pdf", b"%PDF-"), ("docx", ".docx", b"PK")],
)
def test_nbconvert_gives_the_same_bytes_in_every_process(source, exporter, suffix, start, tmp_path):
    digests = set()
    for seed in ("1", "2"):
        folder = tmp_path / seed
        subprocess.run(
            [sys.executable, "-m", "nbconvert", "--to", f"baocao-{exporter}", source, "--output-dir", folder],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo" if seed == "2" else "UTC"},
        )
        written = (folder / source.with_suffix(suffix).name).read_bytes()
        assert written.startswith(start)
        digests.add(hashlib.sha256(written).hexdigest())
    assert len(digests) == 1


@pytest.mark.parametrize("exporter", [ReportHTMLExporter, ReportPDFExporter, ReportDOCXExporter])
def test_an_export_leaves_the_notebook_as_it_was(exporter):
    given = edition()
    before = copy.deepcopy(given)
    exporter().from_notebook_node(given)
    assert given == before


def test_preprocessors_that_the_user_turns_on_are_run():
    given = edition()
    given.cells[1].metadata["tags"] = ["nháp"]
    settings = Config({"TagRemovePreprocessor": {"enabled": True, "remove_cell_tags": ["nháp"]}})
    plain, _ = ReportHTMLExporter().from_notebook_node(given)
    without, resources = ReportHTMLExporter(config=settings).from_notebook_node(given)
    assert "Công tác chỉ đạo" in plain
    assert "Công tác chỉ đạo" not in without
    assert resources["output_extension"] == ".html"
