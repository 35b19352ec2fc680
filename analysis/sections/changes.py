"""How figures changed since the report of the year before: the one place that takes one year from another.

A section declares as `COMPARED` what it holds against last year. Where the project has last year's tables, its book
then also has, of each such figure, last year's (`previous.<id>`, with all that it was computed from, read from last
year's files) and the difference this year − last year (`<id>_change`; of percentages in percentage points).
Differences are of exact values: that of two printed percentages may differ from it in the last digit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from analysis.figures import Figure, FigureBook
from analysis.figures.measures import measure_of_change
from analysis.tables import InputProblems, Inputs
from analysis.tables.year_before import PREVIOUS, as_previous

CHANGE = "_change"
"""What stands behind the id of a figure in that of its difference."""


def is_change(figure: Figure) -> bool:
    """Whether a figure is a difference of two years."""
    return figure.id.endswith(CHANGE)


@dataclass(frozen=True)
class Compared:
    """What a section compares with the year before.

    Attributes
    ----------
    figures
        Ids of its figures.
    tables
        The tables of last year that these are read from.
    build
        Computes last year's figures: the section's own function, or the part of it that is enough.
    incomparable
        Says why no differences may be formed between the two years, in Vietnamese; nothing where they may. Where they
        may not, last year's figures stand beside this year's.
    """

    figures: tuple[str, ...]
    tables: tuple[str, ...]
    build: Callable[[Inputs], FigureBook]
    incomparable: Callable[[Inputs, Inputs], str] = lambda now, before: ""


def add_changes(book: FigureBook, inputs: Inputs, before: Inputs, compared: Compared) -> None:
    """Add last year's figures and the differences to a section's book.

    A figure that either year lacks, or that has another unit of measure now, is not compared. Phrases:
    last year's own under `previous.`; `<section>.previous_note`, what must stand behind last year's figures
    where these are made up, or nothing; `<section>.incomparable`, why there are no differences, where there are none.

    Parameters
    ----------
    book
        Of the section, computed from `inputs`.
    inputs, before
        Of this year, and of the year before.
    compared
        What is compared.
    """
    try:
        last = compared.build(as_previous(before))
    except InputProblems:  # last year's report could not have been made either; its own check says why
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
