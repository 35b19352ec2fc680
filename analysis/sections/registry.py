"""The sections of the report, in its order, and computing one or all of them."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.figures import Figure, FigureBook
from analysis.sections import (
    capital,
    component_outputs,
    employment,
    movement,
    poverty,
    projects,
    social_policies,
    texts,
)
from analysis.sections.section import Section
from analysis.tables import InputProblems, Inputs, Problem

SECTIONS: dict[str, Section] = {
    section.id: section
    for section in (
        texts.OPENING,
        texts.DIRECTIVES,
        projects.LIVELIHOOD,
        projects.PRODUCTION,
        component_outputs.VOCATIONAL_EDUCATION,
        component_outputs.COMMUNICATION,
        component_outputs.CAPACITY,
        capital.CAPITAL,
        poverty.POVERTY,
        movement.MOVEMENT,
        social_policies.CREDIT,
        social_policies.HEALTH_INSURANCE,
        social_policies.ELECTRICITY,
        social_policies.EDUCATION,
        employment.EMPLOYMENT,
        social_policies.HOUSING,
        texts.ASSESSMENT,
    )
}


def build_section(id: str, inputs: Inputs) -> FigureBook:
    """Compute one section."""
    return SECTIONS[id].compute(inputs)


def build_all(inputs: Inputs, known: Mapping[str, FigureBook] | None = None) -> dict[str, FigureBook]:
    """Compute every section that the report has; problems of all sections are collected before raising.

    Parameters
    ----------
    known
        Sections that were computed from the same tables before.

    Raises
    ------
    InputProblems
        With every row that any section misses.
    """
    books: dict[str, FigureBook] = {}
    problems: list[Problem] = []
    for id, section in SECTIONS.items():
        if not section.included(inputs):
            continue
        try:
            books[id] = known[id] if known and id in known else build_section(id, inputs)
        except InputProblems as missing:
            problems += missing.problems
    if problems:
        raise InputProblems(list(dict.fromkeys(problems)))
    return books


def all_figures(books: dict[str, FigureBook]) -> dict[str, Figure]:
    """Return the figures of several sections by id, in the order of the report."""
    return {id: figure for book in books.values() for id, figure in book.figures.items()}
