"""The exporters as nbconvert runs them."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from publish_samples import edition


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
