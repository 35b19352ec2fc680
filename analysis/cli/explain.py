"""`baocao explain`: the tree from a printed number down to its rows."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

import click

from analysis.cli.figure_lineage import (
    Listing,
    Tree,
    is_part,
    listing_lines,
    nearest,
    parts_named,
    printed_as,
    row_lines,
    starting_with,
    wrapped,
)
from analysis.cli.options import chosen_edition, edition_options
from analysis.reference.project import Project

if TYPE_CHECKING:
    from analysis.publish.records import EditionLineage

UNKNOWN = 2
"""Exit code: no figure matches."""


@click.command()
@click.argument("figure")
@edition_options
@click.option("--draft", is_flag=True, help="Of the draft: tables may be missing.")
@click.option("--rows", is_flag=True, help="List the source rows too: file:row, and the cells that were read.")
def explain(figure: str, unit: str | None, year: int | None, draft: bool, rows: bool) -> int:
    """Explain where a number of the report comes from: its formula, what it is computed from, source rows, checks.

    FIGURE is an id (poverty.poor_rate), the number of a part of the report (3.1, II.1.a), a number as the report
    prints it (8,29%), or the start of ids (poverty); where it means several figures, they are listed.
    """
    project, unit, year = chosen_edition(unit, year)
    lineage = _lineage(project, unit, year, is_part(figure), draft=draft)
    more = partial(_rows, project, unit, year, lineage, draft=draft) if rows else None
    if figure in lineage["figures"]:
        _print_tree(lineage, figure, more)
        return 0
    listings = _meant(lineage, figure)
    ids = [id for listing in listings for id in listing.ids]
    if len(ids) == 1:
        _print_tree(lineage, ids[0], more)
        return 0
    if listings:
        for listing in listings:
            _print(listing_lines(listing, lineage["figures"]))
        click.echo("\nXem cả cây của một số liệu: baocao explain <mã trong ngoặc vuông>")
        return 0
    click.echo(_unknown(lineage, figure), err=True)
    return UNKNOWN


def _lineage(project: Project, unit: str, year: int, placed: bool, *, draft: bool) -> EditionLineage:
    """Read the lineage of the published edition, if it is up to date; else compute it.

    Where figures are printed is known only from executed notebooks, which are executed if it is asked for.
    """
    from analysis.publish.published_edition import published_lineage  # noqa: PLC0415 - needed only here

    published = published_lineage(project, unit, year, draft=draft)
    if published is not None and (published["places"] or not placed):
        return published
    if not placed:
        from analysis.publish.records import compute_lineage  # noqa: PLC0415 - heavy

        return compute_lineage(project, unit, year, draft=draft)
    from analysis.pipeline.preload import warm_process  # noqa: PLC0415
    from analysis.publish.produce import trace  # noqa: PLC0415

    click.echo("Chưa có bản báo cáo đúng với số liệu và sổ tính hiện tại: đang chạy các sổ tính…", err=True)
    with warm_process(project) as process:
        return trace(project, unit, year, process, draft=draft)


def _print_tree(lineage: EditionLineage, id: str, rows: Callable[[list[str]], Iterable[str]] | None) -> None:
    tree = Tree(lineage)
    _print(tree.lines(id))
    if rows:
        _print(rows(tree.read()))


def _rows(
    project: Project, unit: str, year: int, lineage: EditionLineage, ids: Iterable[str], *, draft: bool
) -> Iterable[str]:
    from analysis.publish.records import source_rows  # noqa: PLC0415 - heavy

    figures = lineage["figures"]
    read = {id: figures[id]["section"] for id in ids}
    return row_lines(figures, source_rows(project, unit, year, read, draft=draft))


def _print(lines: Iterable[str]) -> None:
    """Print lines, wrapped to the width of a terminal; unchanged into a file or a pipe."""
    if sys.stdout.isatty():
        width = shutil.get_terminal_size().columns
        lines = (piece for line in lines for piece in wrapped(line, width))
    click.echo("\n".join(lines))


def _meant(lineage: EditionLineage, text: str) -> list[Listing]:
    """Return the figures that a text may mean: parts of the report first, then printed numbers, then ids."""
    figures = lineage["figures"]
    parts = list(parts_named(text, lineage["places"])) if is_part(text) else []
    if parts:
        return parts
    printed = printed_as(text, figures)
    if printed:
        return [Listing(f"In là {text.strip()}", printed)]
    begun = starting_with(text, figures)
    return [Listing(f"Mã bắt đầu bằng {text.strip()}", begun)] if begun else []


def _unknown(lineage: EditionLineage, text: str) -> str:
    near = nearest(text, lineage["figures"])
    lines = [f"Không có số liệu, mục hay con số đã in nào là “{text}”."]
    if near:
        lines += ["Có phải:", *(f"  {id}: {lineage['figures'][id]['label']}" for id in near)]
    else:
        lines.append("Mã số liệu có trong figures.csv của bản báo cáo; ví dụ: baocao explain poverty.poor_rate")
    return "\n".join(lines)
