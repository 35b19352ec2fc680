"""From raw tables to a published edition, step by step."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from analysis.checks import CheckResult, run_checks
from analysis.pipeline.fingerprint import digest, input_digests, versions
from analysis.pipeline.run_or_reuse import ExecutedSeries, Options, execute_series
from analysis.pipeline.series import SeriesNotebook, find_series, parameters_for
from analysis.publish.atomic_publish import MANIFEST, publish_folder
from analysis.publish.document import read_document
from analysis.publish.edition import EditionSettings, assemble, collect_figures, edition_settings
from analysis.publish.exporting import export_all
from analysis.publish.lineage import edition_lineage, lineage_json
from analysis.publish.places import figure_places
from analysis.publish.published import LINEAGE
from analysis.publish.records import checks_csv, figures_csv, manifest_json
from analysis.publish.workbook import workbook_xlsx
from analysis.reference import Project
from analysis.sections import build_all
from analysis.sections.registry import all_figures
from analysis.tables import Inputs, load_inputs
from analysis.tables.missing import MissingTable

DOCUMENTS = {"bao-cao.html": "baocao-html", "bao-cao.pdf": "baocao-pdf", "bao-cao.docx": "baocao-docx"}
"""Files of an edition that an nbconvert exporter makes, with the exporter's name."""

WORKBOOK = "so-lieu.xlsx"
"""The audit workbook of an edition."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Produced:
    """A published edition.

    Attributes
    ----------
    folder
        Where it stands.
    font
        Family that the PDF is set in.
    figures
        How many figures it has.
    checks
        What came of every check.
    notebooks, executed
        How many notebooks it has, and how many of them were executed now.
    seconds
        How long it took.
    moved_aside
        Where a folder went that stood in its place and was no edition.
    missing
        The tables that are still to come.
    """

    folder: Path
    font: str
    figures: int
    checks: tuple[CheckResult, ...]
    notebooks: int
    executed: int
    seconds: float
    moved_aside: Path | None = None
    missing: tuple[MissingTable, ...] = ()

    @property
    def findings(self) -> tuple[CheckResult, ...]:
        """The checks that failed."""
        return tuple(check for check in self.checks if check.status == "failed")


@dataclass(frozen=True)
class _Edition:
    """What an edition is made from."""

    inputs: Inputs
    settings: EditionSettings
    series: Sequence[SeriesNotebook]
    parameters: Mapping[str, Mapping[str, Any]]
    executed: ExecutedSeries
    checks: list[CheckResult]
    figures: list[dict[str, Any]] = field(default_factory=list)


def produce(
    project: Project,
    unit: str,
    year: int,
    extra: Mapping[str, str] | None = None,
    options: Options | None = None,
    say: Say = lambda _: None,
    *,
    draft: bool = False,
) -> Produced:
    """Validate, execute, assemble, export and publish the edition of one unit and year.

    Parameters
    ----------
    project
        The project.
    unit, year
        The edition.
    extra
        Further parameters of notebooks, as they were typed.
    options
        How the series is run.
    say
        Is told what is being done.
    draft
        Whether tables may be missing; a draft is published beside the edition, never in its place.

    Raises
    ------
    ProjectError, InputProblems, SeriesError
        When what came in cannot be used; nothing has been executed.
    InputsChanged
        When what the edition is computed from changed meanwhile; what was published before stands as it was.
    SeriesFailed, ExportError, PublishError
        When a step failed; what was published before stands as it was.
    """
    started = time.perf_counter()
    options = options or Options()
    say("Kiểm tra số liệu đầu vào…")
    digests = input_digests(project, unit, year)  # before anything is read, to see what changes from here on
    inputs = load_inputs(project, unit, year, draft=draft)
    series = find_series(project.notebooks)
    parameters = parameters_for(series, unit, year, extra, draft=draft)
    books = build_all(inputs)
    checks = run_checks(inputs, all_figures(books))
    say(f"Chạy {len(series)} sổ tính…")
    executed = execute_series(project, series, parameters, unit, year, options, digests)
    figures = collect_figures(executed.notebooks)
    edition = _Edition(inputs, edition_settings(inputs), series, parameters, executed, checks, figures)
    say("Xuất bản báo cáo…")
    whole = assemble(executed.notebooks, edition.settings, checks)
    workbook = partial(workbook_xlsx, inputs, books, checks, edition.settings)
    documents, made = export_all(DOCUMENTS, whole, workbook, options.process)
    font = next((family for _, family in documents.values() if family), "")
    files = {WORKBOOK: made, **{name: content for name, (content, _) in documents.items()}}
    files |= {**_records(edition), **_stored_notebooks(executed)}
    files[LINEAGE] = lineage_json(edition_lineage(inputs, books, checks, figure_places(read_document(whole))))
    files[MANIFEST] = manifest_json(_manifest(edition, files, font))
    folder = project.edition_folder(unit, year, draft=draft)
    aside = publish_folder(folder, files)
    seconds = time.perf_counter() - started
    counts = len(figures), tuple(checks), len(series), executed.executed
    return Produced(folder, font, *counts, seconds, aside, inputs.missing)


def _records(edition: _Edition) -> dict[str, bytes]:
    return {"figures.csv": figures_csv(edition.figures), "checks.csv": checks_csv(edition.checks)}


def _stored_notebooks(executed: ExecutedSeries) -> dict[str, bytes]:
    return {f"notebooks/{name}.ipynb": text.encode() for name, text in executed.texts.items()}


def _manifest(edition: _Edition, files: Mapping[str, bytes], font: str) -> dict[str, Any]:
    """Return what the edition was made of; no clock, no absolute path, no name of a machine."""
    settings, basis = edition.settings, edition.executed.basis
    findings = [check for check in edition.checks if check.status == "failed"]
    return {
        "unit": settings.unit,
        "unit_name": settings.unit_name,
        "year": settings.year,
        "title": settings.title,
        "date": settings.date.isoformat(),
        "draft": edition.inputs.draft,
        "missing": [
            {"table": t.name, "title": t.title, "agency": t.agency, "file": t.files} for t in edition.inputs.missing
        ],
        "font": font,
        "parameters": {name: dict(values) for name, values in edition.parameters.items()},
        "counts": {
            "notebooks": len(edition.series),
            "figures": len(edition.figures),
            "checks": len(edition.checks),
            "errors": sum(check.severity == "error" for check in findings),
            "warnings": sum(check.severity == "warning" for check in findings),
        },
        "versions": versions(),
        "code": {"sha256": basis.code},
        "settings": {"sha256": basis.settings},
        "inputs": [{"path": path, "sha256": sha} for path, sha in basis.inputs.items()],
        "also_read": [{"path": path, "sha256": sha} for path, sha in edition.executed.also_read.items()],
        "notebooks": [{"path": path, "sha256": sha} for path, sha in basis.notebooks.items()],
        "files": [{"path": name, "sha256": digest(content)} for name, content in sorted(files.items())],
    }
