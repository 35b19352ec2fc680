"""Changes of figures since the report of the year before.

A section declares in `Section.compared` which figures are compared. Where the project has last year's tables, the book
of the section then also contains, for each such figure, last year's figure (`previous.<id>`, with all its ancestors,
computed from last year's files) and the difference this year − last year (`<id>_change`; of percentages in percentage
points). Differences are computed from exact values, so they may differ in the last digit from the difference of the
printed percentages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from analysis.figures import Figure, FigureBook
from analysis.figures.measures import measure_of_change
from analysis.tables import InputProblems, Inputs
from analysis.tables.loading import PREVIOUS, as_previous

CHANGE = "_change"
"""Suffix that the id of a difference adds to the id of the figure."""


def is_change(figure: Figure) -> bool:
    """Whether a figure is a difference between two years."""
    return figure.id.endswith(CHANGE)


@dataclass(frozen=True)
class Compared:
    """The figures that a section compares with the year before.

    Attributes
    ----------
    figures
        Ids of the figures.
    tables
        Tables that last year's figures are computed from.
    build
        Computes last year's figures: the function of the section or a sufficient part of it.
    incomparable
        Returns why no differences may be computed between the two years, in Vietnamese; empty where they may. Where
        they may not, only last year's figures are added.
    """

    figures: tuple[str, ...]
    tables: tuple[str, ...]
    build: Callable[[Inputs], FigureBook]
    incomparable: Callable[[Inputs, Inputs], str] = lambda now, before: ""


def add_changes(book: FigureBook, inputs: Inputs, before: Inputs, compared: Compared) -> None:
    """Add last year's figures and the differences to a section's book.

    A figure that is missing in either year, or whose unit of measure changed, is not compared. Phrases: those of last
    year under `previous.`; `<section>.previous_note`, a remark to print after simulated figures of last year, else
    empty; `<section>.incomparable`, the reason when differences must not be computed.

    Parameters
    ----------
    book
        Book of the section, computed from `inputs`.
    inputs, before
        Inputs of this year and of the year before.
    """
    try:
        last = compared.build(as_previous(before))
    except InputProblems:  # last year's report has the same problem; a check reports it
        return
    ids = [id for id in compared.figures if _in_both(book, last, id)]
    if not ids:
        return
    book.copy_figures(last, ids, PREVIOUS, f"báo cáo năm {before.year}")
    for id, phrase in last.phrases.items():
        if id.startswith(f"{book.section}."):
            book.phrase(PREVIOUS + id, phrase.text)
    simulated = any(book.figures[PREVIOUS + id].simulated for id in ids)
    book.phrase(f"{book.section}.previous_note", ", số liệu mô phỏng để minh họa" if simulated else "")
    reason = compared.incomparable(inputs, before)
    if reason:
        book.phrase(f"{book.section}.incomparable", reason)
        return
    for id in ids:
        now, then = book.figures[id], book.figures[PREVIOUS + id]
        label = f"{now.label}, thay đổi so với báo cáo năm {before.year}"
        book.subtract(f"{id}{CHANGE}", label, now, then, measure=measure_of_change(now.measure))


def _in_both(book: FigureBook, last: FigureBook, id: str) -> bool:
    now, then = book.figures.get(id), last.figures.get(id)
    if now is None or then is None or now.value is None or then.value is None:
        return False
    return now.measure == then.measure
