"""Making a whole edition, and only its PDF."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import wait_for_quiet, write_memory

CHROMIUM = shutil.which("chromium")
PRINTING = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]

LOOP = """
import sys, papermill
from pathlib import Path
for path in sorted(Path(sys.argv[1]).glob("[0-9]*.ipynb")):
    papermill.execute_notebook(str(path), f"{sys.argv[2]}/{path.name}", parameters={"unit": "183", "year": 2023},
                               progress_bar=False, kernel_name="python3", extra_arguments=["--log-level=CRITICAL"])
import nbformat
done = [nbformat.read(path, as_version=4) for path in sorted(Path(sys.argv[2]).glob("*.ipynb"))]
cells = [cell for notebook in done for cell in notebook.cells]
for number, cell in enumerate(cells):
    cell.id = f"cell-{number}"
nbformat.write(nbformat.v4.new_notebook(cells=cells), f"{sys.argv[2]}/all.ipynb")
"""

READ = """
import pickle, sys
from pathlib import Path
from analysis.narrative.computed import compute_report
from analysis.publish.edition_steps import edition_document
from analysis.reference import find_project
from analysis.tables import load_inputs
report = compute_report(load_inputs(find_project(), "183", 2023))
notebooks = {path.stem: path.read_text(encoding="utf-8") for path in sorted(Path(sys.argv[1]).glob("*.ipynb"))}
Path(sys.argv[1], "document").write_bytes(pickle.dumps(edition_document(report, notebooks)))
"""


@pytest.fixture
def environment(project: Path) -> dict[str, str]:
    return os.environ | {"BAOCAO_PROJECT": str(project)}


def baocao(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", "analysis", *arguments]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, encoding="utf-8", timeout=300)
    return done.stdout


def timed(benchmark: Any, work: Callable[[], object], setup: Callable[[], None] = lambda: None) -> Any:
    setup()
    wait_for_quiet()
    result = benchmark.pedantic(work, rounds=1, warmup_rounds=0)
    setup()
    write_memory(benchmark, work)
    return result


def bench_edition_plain(benchmark: Any, project: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    """A loop of papermill, nbconvert's HTML of all of it, and Chromium's print of that."""
    if CHROMIUM is None:
        pytest.skip("chromium is missing")

    def work() -> None:
        run = lambda *command: subprocess.run(  # noqa: E731
            command, env=environment, check=True, capture_output=True, timeout=300, cwd=tmp_path
        )
        run(sys.executable, "-c", LOOP, project / "notebooks", tmp_path)
        run(sys.executable, "-m", "nbconvert", "--to", "html", "--no-input", tmp_path / "all.ipynb")
        run(CHROMIUM, *PRINTING, f"--print-to-pdf={tmp_path}/all.pdf", tmp_path / "all.html")
        assert "<table" in (tmp_path / "all.html").read_text(encoding="utf-8")
        assert (tmp_path / "all.pdf").stat().st_size > 10_000

    timed(benchmark, work)


def bench_edition_cold(benchmark: Any, environment: dict[str, str], project: Path) -> None:
    """`baocao run --force`: the series, HTML, PDF, DOCX, XLSX and records, nothing kept from before."""
    timed(
        benchmark,
        lambda: baocao(environment, "run", "--force"),
        lambda: shutil.rmtree(project / "outputs", ignore_errors=True),
    )


def bench_edition_unchanged(benchmark: Any, environment: dict[str, str]) -> None:
    """`baocao run` again."""
    baocao(environment, "run")
    assert "Không có gì thay đổi" in timed(benchmark, lambda: baocao(environment, "run"))


def bench_edition_one_table(benchmark: Any, environment: dict[str, str], project: Path) -> None:
    """`baocao run` after the table of credit has changed."""
    table = next((project / "data").glob("183-*/2023/credit.csv"))

    def change() -> None:
        table.write_bytes(table.read_bytes() + b"\n")

    baocao(environment, "run")
    said = timed(benchmark, lambda: baocao(environment, "run"), change)
    benchmark.extra_info["executed"] = said.partition("chạy lại ")[2].partition(")")[0]


# The PDF alone, of the same document ----------------------------------------------------------------------------------


PDF_BY = {
    "Typst": "from analysis.publish.pdf import render_pdf; import dataclasses, pickle, time; from pathlib import Path\n"
    "document = pickle.loads(Path(sys.argv[1]).read_bytes())\n"
    "render_pdf(dataclasses.replace(document, body=document.body[:1], annexes=()))\n"
    "started = time.perf_counter(); made = render_pdf(document); took = time.perf_counter() - started",
    "WeasyPrint": "import time; from pathlib import Path; from weasyprint import HTML\n"
    "HTML(string='<p>x').write_pdf()\n"
    "started = time.perf_counter(); made = HTML(sys.argv[2]).write_pdf(); took = time.perf_counter() - started",
}


@pytest.fixture(scope="session")
def document(project: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The document of the edition, pickled, and the page that we make of it."""
    folder = tmp_path_factory.mktemp("document")
    environment = os.environ | {"BAOCAO_PROJECT": str(project)}
    baocao(environment, "run")
    edition = project / "outputs" / "183" / "2023"
    shutil.copy(edition / "bao-cao.html", folder)
    command = [sys.executable, "-c", READ, folder]
    for path in (edition / "notebooks").iterdir():
        shutil.copy(path, folder)
    subprocess.run(command, env=environment, check=True, timeout=300)
    return folder / "document", folder / "bao-cao.html"


@pytest.mark.parametrize("by", ["Typst", "WeasyPrint", "Chromium"])
def bench_pdf(benchmark: Any, document: tuple[Path, Path], tmp_path: Path, by: str) -> None:
    """A process that has imported the library makes the PDF; Chromium is a process by itself."""
    notebook, page = document
    if by == "Chromium":
        if CHROMIUM is None:
            pytest.skip("chromium is missing")
        command: list[Any] = [CHROMIUM, *PRINTING, f"--print-to-pdf={tmp_path}/x.pdf", page]
        timed(benchmark, lambda: subprocess.run(command, check=True, capture_output=True, timeout=300))
        return
    if by == "WeasyPrint":
        pytest.importorskip("weasyprint")
    code = f"import sys\n{PDF_BY[by]}\nassert made[:4] == b'%PDF'\nprint(took)"
    command = [sys.executable, "-c", code, notebook, page]

    def run() -> str:
        return subprocess.run(command, check=True, capture_output=True, encoding="utf-8", timeout=300).stdout

    benchmark.extra_info["inside"] = float(timed(benchmark, run).splitlines()[-1])
