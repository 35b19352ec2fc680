"""The tables, sections and checks of a report, computed once and handed to the notebooks forked afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.checks import CheckResult, build_reconciliation, run_checks
from analysis.figures import Figure, FigureBook
from analysis.reference import Project
from analysis.reference.project import ReportSource
from analysis.sections import SECTIONS, build_all
from analysis.sections.registry import all_figures
from analysis.tables import SCHEMAS, Inputs, load_inputs
from analysis.tables.absent import FILE as ABSENT_FILE
from analysis.tables.corrections import FILE as CORRECTIONS_FILE
from analysis.tables.inputs import VILLAGES
from analysis.tables.reading import SUFFIXES
from analysis.tables.sidecar import file_digest

RECONCILED, RECONCILIATION = "published", "reconciliation"
"""The table of numbers already printed, and the section that exists only with it."""


@dataclass(frozen=True)
class ComputedReport:
    """Everything that is computed of a report.

    Attributes
    ----------
    books
        The sections that the unit has data of, in the order of the report.
    reconciliation
        The comparison with the table `published` of numbers already printed; `None` where the unit has no such table.
    checks
        Results of all checks of tables and figures.
    """

    inputs: Inputs
    books: dict[str, FigureBook]
    reconciliation: FigureBook | None
    checks: tuple[CheckResult, ...]

    @property
    def all_books(self) -> dict[str, FigureBook]:
        """The sections and the reconciliation."""
        if self.reconciliation is None:
            return dict(self.books)
        return {**self.books, self.reconciliation.section: self.reconciliation}

    @property
    def figures(self) -> dict[str, Figure]:
        """Every figure by id."""
        return all_figures(self.all_books)


@dataclass(frozen=True)
class OpenedParts:
    """The part of a computed report that one notebook opens; `checks` only where it opens all of it."""

    inputs: Inputs
    books: dict[str, FigureBook]
    checks: tuple[CheckResult, ...] | None = None


def compute_report(inputs: Inputs) -> ComputedReport:
    """Compute a report from its tables.

    Raises
    ------
    InputProblems
        When rows that sections need are missing.
    """
    books = build_all(inputs)
    figures = all_figures(books)
    reconciliation = build_reconciliation(inputs, figures) if RECONCILED in inputs.tables else None
    return ComputedReport(inputs, books, reconciliation, tuple(run_checks(inputs, figures)))


# One report at a time: a process serves one edition.
_kept: dict[str, tuple[ReportSource, ComputedReport]] = {}


def keep_computed(source: ReportSource) -> None:
    """Compute a report and keep it, for processes that will be forked from this one.

    Raises
    ------
    ProjectError, InputProblems
        When the inputs cannot be used; nothing is kept.
    """
    _kept.clear()
    inputs = load_inputs(source.project, source.unit, source.year, draft=source.draft)
    _kept["report"] = source, compute_report(inputs)


def computed_report(source: ReportSource) -> ComputedReport:
    """Return the report kept in this process, or in the one that it was forked from; without one, compute it first.

    Raises
    ------
    ProjectError, InputProblems
        When the inputs cannot be used.
    """
    if "report" not in _kept or _kept["report"][0] != source:
        keep_computed(source)
    return _kept["report"][1]


def take_parts(project: Project, unit: str, year: int, sections: Sequence[str], *, draft: bool) -> OpenedParts | None:
    """Return the parts of the kept report that a notebook opens; `None` where they have to be computed.

    They are handed out once in a process, so that what a notebook changes in them is its own. The files that they
    were computed from are opened and compared with the digests taken before: a changed file is never missed, and what
    a notebook depends on is recorded as if it had read the tables itself (`pipeline.observation`).

    Parameters
    ----------
    sections
        Ids of sections; all of them when empty.
    """
    if not _kept:
        return None
    source, report = _kept.pop("report")
    if (source.project.root, source.unit, source.year, source.draft) != (project.root, unit, year, draft):
        return None
    tables = dict.fromkeys(t for id in sections for t in SECTIONS[id].tables) if sections else dict.fromkeys(SCHEMAS)
    compared = dict.fromkeys(_compared(sections)) if sections else dict.fromkeys(SCHEMAS)
    files = [*_files(project, unit, year, tables), *_files(project, unit, year - 1, compared)]
    if not all(_unchanged(path, source) for path in files):
        return None
    inputs = _only(report.inputs, {*tables, VILLAGES})
    inputs.earlier[:] = [_only(before, {*compared, VILLAGES}) for before in report.inputs.earlier]
    if not sections:
        return OpenedParts(inputs, report.all_books, report.checks)
    return OpenedParts(inputs, {id: report.books[id] for id in sections if id in report.books})


def _compared(sections: Iterable[str]) -> Iterator[str]:
    """Yield the tables of the year before that sections compare with."""
    for id in sections:
        compared = SECTIONS[id].compared
        if compared is not None:
            yield from compared.tables


def _files(project: Project, unit: str, year: int, tables: Iterable[str]) -> list[Path]:
    """Return the files of a year that decide about some tables, whether they exist or not."""
    names = [*tables, VILLAGES]
    if not project.has_tables(unit, year):
        return []
    folder = project.table_folder(unit, year)
    files = [folder / f"{name}{suffix}" for name in names for suffix in (*SUFFIXES, ".meta.yml")]
    return [*files, folder / CORRECTIONS_FILE, folder / ABSENT_FILE]


def _unchanged(path: Path, source: ReportSource) -> bool:
    known = source.digests.get(path.relative_to(source.project.root).as_posix())
    return (file_digest(path) if path.is_file() else None) == known


def _only(inputs: Inputs, names: Iterable[str]) -> Inputs:
    chosen = set(names)
    return replace(inputs, tables={name: table for name, table in inputs.tables.items() if name in chosen})
