"""`baocao explain`: the tree from a printed number down to its rows."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from analysis.cli.options import chosen_edition, edition_options

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from analysis.figures import Figure, FigureBook
    from analysis.reference.project import Project
    from analysis.tables import Inputs

_MOST_EXPLAINED = 3


@click.command()
@click.argument("figure")
@click.option("--rows", is_flag=True, help="List the source rows, one a line.")
@edition_options
def explain(figure: str, rows: bool, unit: str | None, year: int | None) -> None:
    """Follow a number from the report down to the rows that it comes from.

    FIGURE is an id (poverty.poor_rate), the number of a section (3.1, II.1.a) or a number as the report prints it
    (8,29%).
    """
    from analysis.checks import build_reconciliation, run_checks  # noqa: PLC0415 - heavy
    from analysis.cli.lineage_text import check_lines, lineage_lines  # noqa: PLC0415
    from analysis.sections import build_all  # noqa: PLC0415
    from analysis.sections.registry import all_figures  # noqa: PLC0415
    from analysis.tables import load_inputs  # noqa: PLC0415

    project, unit, year = chosen_edition(unit, year)
    inputs = load_inputs(project, unit, year)
    books = build_all(inputs)
    figures = all_figures(books)
    figures |= build_reconciliation(inputs, figures).figures
    chosen = _chosen(figure, figures, books, project)
    if len(chosen) > _MOST_EXPLAINED:
        click.echo("\n".join(_listed(chosen)))
        return
    results = run_checks(inputs, figures)
    for number, one in enumerate(chosen):
        if number:
            click.echo()
        for line in lineage_lines(one, figures, inputs):
            click.echo(line)
        own = list(check_lines(one, results))
        click.echo("Kiểm tra có số liệu này:" if own else "Chưa có kiểm tra nào nói đến số liệu này.")
        for line in own:
            click.echo(f"  {line}")
        if rows:
            _print_rows(one, figures, inputs)


def _chosen(
    typed: str, figures: Mapping[str, Figure], books: Mapping[str, FigureBook], project: Project
) -> list[Figure]:
    """Find the figures that are meant, by id, by the number of a section, or by the printed number."""
    if typed in figures:
        return [figures[typed]]
    found = _in_section(typed, figures, books, project)
    if not found:
        wanted = typed.replace(" ", "").casefold()
        found = [f for f in figures.values() if wanted in _prints(f)]
    if found:
        return found
    near = get_close_matches(typed, figures, n=5) or [id for id in figures if typed.casefold() in id][:5]
    hint = f" Gần nhất: {', '.join(near)}." if near else " Mã số liệu có trong tệp figures.csv."
    raise click.UsageError(f'Không có số liệu, mục hay con số nào là "{typed}".{hint}')


def _prints(figure: Figure) -> set[str]:
    return {text.replace(" ", "").casefold() for text in (figure.printed, figure.print(with_unit=False))}


def _in_section(
    typed: str, figures: Mapping[str, Figure], books: Mapping[str, FigureBook], project: Project
) -> list[Figure]:
    """Return the figures of the sections whose number was typed, sentences first."""
    from analysis.publish.places import find_places, read_places  # noqa: PLC0415 - reads the notebooks

    places = find_places(typed, read_places(sorted((project.root / "notebooks").glob("[0-9]*.ipynb"))))
    ids: dict[str, None] = {}
    for place in places:
        ids |= dict.fromkeys(id for id in place.figures if id in figures)
        for section, name in place.tables:
            table = books[section].tables.get(name) if section in books else None
            ids |= dict.fromkeys(figure.id for figure in table.figures) if table else {}
    return [figures[id] for id in ids]


def _listed(chosen: list[Figure]) -> Iterator[str]:
    yield f"{len(chosen)} số liệu; gọi baocao explain MÃ để xem một số:"
    width = max(len(f.id) for f in chosen)
    for figure in chosen:
        yield f"  {figure.id:<{width}}  {figure.printed}  ({figure.label})"


def _print_rows(figure: Figure, figures: Mapping[str, Figure], inputs: Inputs) -> None:
    """List the rows of the figure and of all it was computed from."""
    from analysis.cli.lineage_text import row_lines  # noqa: PLC0415 - heavy

    click.echo("Các dòng nguồn:")
    waiting, told = [figure], {figure.id}
    while waiting:
        one = waiting.pop(0)
        for line in row_lines(one, inputs):
            click.echo(f"  {line}")
        for parent in one.parents:
            if parent not in told:
                told.add(parent)
                waiting.append(figures[parent])
