"""The tables, sections and checks of a report, computed once and handed to the notebooks forked afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.checks import CheckResult, build_reconciliation, run_checks
from analysis.figures import Figure, FigureBook
from analysis.reference import Project
from analysis.reference.project import ReportSource
from analysis.sections import SECTIONS, build_all
from analysis.sections.registry import all_figures
from analysis.tables import SCHEMAS, Inputs, load_inputs
from analysis.tables.inputs import VILLAGES
from analysis.tables.metadata import ABSENT_FILE, CORRECTIONS_FILE, file_digest
from analysis.tables.spreadsheets import SUFFIXES

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


def compute_report(inputs: Inputs, known: Mapping[str, FigureBook] | None = None) -> ComputedReport:
    """Compute a report from its tables.

    Parameters
    ----------
    inputs
        All its tables.
    known
        Sections that were computed from the same tables before.

    Raises
    ------
    InputProblems
        When rows that sections need are missing.
    """
    books = build_all(inputs, known)
    figures = all_figures(books)
    reconciliation = build_reconciliation(inputs, figures) if RECONCILED in inputs.tables else None
    return ComputedReport(inputs, books, reconciliation, tuple(run_checks(inputs, figures)))


# One report at a time: a process serves one edition.
_kept: dict[str, tuple[ReportSource, ComputedReport]] = {}


def keep_computed(source: ReportSource, former: tuple[ReportSource, ComputedReport] | None = None) -> None:
    """Compute a report and keep it, for processes that will be forked from this one.

    Parameters
    ----------
    source
        The report.
    former
        What an earlier run computed in the same environment; tables and sections of it that are up to date are reused.

    Raises
    ------
    ProjectError, InputProblems
        When the inputs cannot be used; nothing is kept.
    """
    _kept.clear()
    known, books = unchanged_parts(*former, source) if former else (None, {})
    inputs = load_inputs(source.project, source.unit, source.year, draft=source.draft, known=known)
    if known is not None:
        inputs.earlier[:] = known.earlier
    _kept["report"] = source, compute_report(inputs, books)


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
    a notebook depends on is recorded as if it had read the tables itself (`pipeline.fingerprint`).

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


def unchanged_parts(
    former: ReportSource, report: ComputedReport, source: ReportSource
) -> tuple[Inputs | None, dict[str, FigureBook]]:
    """Return the tables and sections of an earlier run that are up to date; no inputs where none are.

    Only changed contents of tables are followed up. After any other change (a file added or removed, reference data,
    corrections, reasons of absence, villages) everything is computed again.
    """
    if former.digests.keys() != source.digests.keys():
        return None, {}
    changed = [Path(path) for path, digest in source.digests.items() if former.digests[path] != digest]
    folder = source.project.table_folder(source.unit, source.year).relative_to(source.project.root)
    before = folder.with_name(str(source.year - 1))
    tables, compared = ({path.name.partition(".")[0] for path in changed if path.parent == f} for f in (folder, before))
    # Tables of still earlier years are read by charts only.
    elsewhere = [path for path in changed if path.parent.parent != folder.parent]
    if elsewhere or not (tables | compared) <= SCHEMAS.keys() - {VILLAGES}:
        return None, {}
    inputs = _only(report.inputs, report.inputs.tables.keys() - tables)
    inputs.earlier[:] = [_only(each, each.tables.keys() - compared) for each in report.inputs.earlier]
    return inputs, {
        id: book
        for id, book in report.books.items()
        if tables.isdisjoint(SECTIONS[id].tables) and compared.isdisjoint(_compared([id]))
    }


def without_registers(report: ComputedReport) -> ComputedReport:
    """Return what of a report may be stored in a file: no register of people, and no figure that was read from one."""
    registers = {name for name, schema in SCHEMAS.items() if schema.register}
    inputs = _only(report.inputs, report.inputs.tables.keys() - registers)
    inputs.earlier[:] = [_only(each, each.tables.keys() - registers) for each in report.inputs.earlier]
    read = {id: {*SECTIONS[id].tables, *_compared([id])} for id in report.books}
    return ComputedReport(inputs, {id: b for id, b in report.books.items() if registers.isdisjoint(read[id])}, None, ())


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
