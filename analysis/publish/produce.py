"""From raw tables to a published edition: the whole run on one page."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.pipeline.cache import Cache
from analysis.pipeline.fingerprint import code_digest, digest, input_digests, versions
from analysis.pipeline.run_or_reuse import ExecutedSeries, Options, edition_cache, execute_series
from analysis.pipeline.series import find_series, parameters_for
from analysis.publish.atomic_publish import MANIFEST, publish_folder
from analysis.publish.calls import Calls, calls_to
from analysis.publish.fonts import chosen_font, installed_families
from analysis.publish.published_edition import LINEAGE
from analysis.reference.project import Project, ReportSource

if TYPE_CHECKING:
    from analysis.pipeline.warm.process import WarmProcess
    from analysis.publish.edition_steps import ReadEdition, Summary
    from analysis.publish.records import EditionLineage

STEPS = "analysis.publish.edition_steps"
COMPUTE = "compute"
IMPORT = "analysis.pipeline.preload:import_for_notebooks"

WORKBOOK = "so-lieu.xlsx"
"""The audit workbook of an edition."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Produced:
    """A published edition.

    Attributes
    ----------
    font
        Family that the PDF is set in.
    figures, checks, notebooks
        How many it has.
    errors, warnings
        How many checks failed, by severity.
    executed
        How many notebooks were executed in this run.
    moved_aside
        New path of a folder that was in the edition's place without being an edition.
    missing
        The missing tables, each with the office that provides it.
    """

    folder: Path
    font: str
    figures: int
    checks: int
    errors: int
    warnings: int
    notebooks: int
    executed: int
    seconds: float
    moved_aside: Path | None = None
    missing: Sequence[str] = ()


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
    """Validate, compute, execute, render and publish the edition of one unit and year.

    Parameters
    ----------
    extra
        Further parameters of notebooks, as they were typed.
    options
        How the series is run.
    say
        Called with a message before each step.
    draft
        Whether tables may be missing; a draft is published beside the edition, never in its place.

    Raises
    ------
    ProjectError, InputProblems, SeriesError
        When the inputs cannot be used; nothing has been executed.
    InputsChanged
        When the inputs changed during the run; the edition published before is unchanged.
    SeriesFailed, ExportError, PublishError
        When a step failed; the edition published before is unchanged.
    """
    started = time.perf_counter()
    options = options or Options()
    say("Kiểm tra số liệu đầu vào…")
    # Digests are taken before anything is read, so that changes during the run are detected.
    source = _source(project, unit, year, draft=draft, fresh=options.force)
    with calls_to(STEPS, options.process, source, COMPUTE) as steps:
        # The workbook takes longest; it is made while notebooks are executed.
        workbook = steps.start("make_workbook", source)
        summary: Summary = steps.call("summarise", source)
        series = find_series(project.notebooks)
        parameters = parameters_for(series, unit, year, extra, draft=draft)
        steps.prepare(IMPORT)
        say(f"Chạy {len(series)} sổ tính…")
        executed = execute_series(project, series, parameters, unit, year, options, source.digests)
        say("Xuất bản báo cáo…")
        read: ReadEdition = steps.call("read_edition", source, executed.texts)
        steps.start("store", source)
        font = chosen_font()
        kept = Cache(edition_cache(project, unit, year, draft=draft) / "documents")
        files = {
            **_documents(steps, read, font, kept, force=options.force),
            WORKBOOK: workbook.result(),
            "figures.csv": read["figures_csv"],
            "checks.csv": summary["checks_csv"],
            LINEAGE: read["lineage_json"],
            **{f"notebooks/{name}.ipynb": text.encode() for name, text in executed.texts.items()},
        }
    files[MANIFEST] = _manifest(summary, read["figures"], font, draft, parameters, executed, files)
    folder = project.edition_folder(unit, year, draft=draft)
    aside = publish_folder(folder, files)
    return Produced(
        folder=folder,
        font=font,
        figures=read["figures"],
        checks=summary["checks"],
        errors=summary["errors"],
        warnings=summary["warnings"],
        notebooks=len(series),
        executed=executed.executed,
        seconds=time.perf_counter() - started,
        moved_aside=aside,
        missing=summary["missing_words"],
    )


def trace(
    project: Project, unit: str, year: int, process: WarmProcess | None, *, draft: bool = False
) -> EditionLineage:
    """Return the lineage of an edition with where figures are printed, which only executed notebooks say.

    Nothing is published; notebooks that are executed for it need not be executed again by the next run.

    Raises
    ------
    ProjectError, InputProblems, SeriesError, InputsChanged, SeriesFailed, ExportError
        As `produce`.
    """
    source = _source(project, unit, year, draft=draft)
    with calls_to(STEPS, process, source, COMPUTE) as steps:
        steps.call("summarise", source)
        steps.prepare(IMPORT)
        series = find_series(project.notebooks)
        parameters = parameters_for(series, unit, year, draft=draft)
        options = Options(progress=False, process=process)
        executed = execute_series(project, series, parameters, unit, year, options, source.digests)
        read: ReadEdition = steps.call("read_edition", source, executed.texts)
    lineage: EditionLineage = json.loads(read["lineage_json"])
    return lineage


def _source(project: Project, unit: str, year: int, *, draft: bool, fresh: bool = False) -> ReportSource:
    environment = digest(json.dumps([code_digest(), versions()], sort_keys=True).encode())
    return ReportSource(project, unit, year, draft, input_digests(project, unit, year), environment, fresh)


def _documents(steps: Calls, read: ReadEdition, font: str, cache: Cache, *, force: bool) -> dict[str, bytes]:
    """Render the documents side by side, except those that an earlier run rendered from the same content."""
    made, running, keys = dict[str, bytes](), {}, {}
    for name, (content, packed) in read["documents"].items():
        environment = [code_digest(), versions(), font, installed_families()]
        keys[name] = digest(json.dumps([name, content, *environment], sort_keys=True).encode())
        found = None if force else cache.find_bytes(_kind(name), keys[name], "document")
        if found is None:
            running[name] = steps.start("render", name, packed, font)
        else:
            made[name] = found
    for name, future in running.items():
        made[name] = future.result()
        cache.store_bytes(_kind(name), keys[name], made[name], "document")
    cache.keep_only(keys.values())
    return {name: made[name] for name in keys}


def _kind(name: str) -> str:
    """Return the name of a document in the cache: its suffix, for dots separate the parts of file names there."""
    return name.rpartition(".")[2]


def _manifest(
    summary: Summary,
    figures: int,
    font: str,
    draft: bool,
    parameters: Mapping[str, Mapping[str, Any]],
    executed: ExecutedSeries,
    files: Mapping[str, bytes],
) -> bytes:
    """Return the manifest, without times, absolute paths and names of machines: equal inputs give equal bytes."""
    basis = executed.basis
    content = {
        **{name: summary[name] for name in ("unit", "unit_name", "year", "title", "date")},
        "draft": draft,
        "missing": summary["missing"],
        "font": font,
        "parameters": {name: dict(values) for name, values in parameters.items()},
        "counts": {
            "notebooks": len(executed.texts),
            "figures": figures,
            "checks": summary["checks"],
            "errors": summary["errors"],
            "warnings": summary["warnings"],
        },
        "versions": versions(),
        "code": {"sha256": basis.code},
        "settings": {"sha256": basis.settings},
        "inputs": _entries(basis.inputs),
        "also_read": _entries(executed.also_read),
        "notebooks": _entries(basis.notebooks),
        "files": _entries({name: digest(content) for name, content in sorted(files.items())}),
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _entries(digests: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"path": path, "sha256": sha} for path, sha in digests.items()]
