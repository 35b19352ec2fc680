"""Sentences with placeholders: which of their parts are told, and what stands in the place of each name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from analysis.figures import Figure
from analysis.figures.figure import AWAITED
from analysis.narrative.blocks import FigureText, Inline, Note, Text
from analysis.narrative.markdown import PLACEHOLDER
from analysis.narrative.opened import NarrativeError, OpenedSections, section_of

OPTIONAL = re.compile(r"(\s?)\[\[(?:([a-z]+(?:\|[a-z]+)*):\s)?(.*?)\]\]", re.DOTALL)
"""A part of a sentence that is left out, with the blank before it, when there is nothing to tell; or that only units of
some levels tell (`[[province|district: …]]`)."""

NUMBER_ONLY = "n"
"""Form of a placeholder that prints the number without its unit: `{livelihood.projects:n}`."""

CHANGE = "change"
"""Form of a placeholder that tells a difference in words: `{poverty.poor_change:change}` is "giảm 334 hộ"."""


class Sentences:
    """What sentences about opened sections come to.

    Parameters
    ----------
    opened
        The sections.
    """

    def __init__(self, opened: OpenedSections) -> None:
        self._opened = opened

    def told_parts(self, text: str) -> str:
        """Return a text without the optional parts that have nothing to tell."""
        return OPTIONAL.sub(self._if_any, text)

    def speaks_of_what_is_left_out(self, text: str) -> bool:
        """Whether a text names something of a section that the unit has no data of."""
        return any(self._opened.is_left_out(id) for id, _ in PLACEHOLDER.findall(text))

    def _if_any(self, part: re.Match[str]) -> str:
        """Return an optional part, or nothing: of another level, of what is not known, or of a figure without value."""
        levels, words = part[2], part[3]
        if levels and self._opened.inputs.unit.level not in levels.split("|"):
            return ""
        found, figures = PLACEHOLDER.findall(words), self._opened.figures
        waiting = [id for id, _ in found if id in figures and figures[id].awaits]
        known = [id for id, _ in found if id in figures and id not in waiting]
        # What waits for a table is told only beside what is known; a part that has nothing but gaps is left out.
        told = all(self._tells(*each) for each in found) and (known or not waiting)
        return part[1] + words if told else ""

    def _tells(self, id: str, form: str) -> bool:
        figure = self._opened.figures.get(id)
        if id in self._opened.phrases or (figure and figure.awaits):
            return True
        value = figure.value if figure else None
        return value is not None if form == CHANGE else bool(value)

    def resolve(self, id: str, form: str) -> Sequence[Inline]:
        """Return what stands for a placeholder.

        Raises
        ------
        NarrativeError
            When no opened section has a figure or phrase of that name, or not in that form.
        """
        if id in self._opened.figures and form == CHANGE:
            return change_text(self._opened.figures[id])
        if id in self._opened.figures:
            return (figure_text(self._opened.figures[id], form),)
        if id in self._opened.phrases and not form:
            phrase = self._opened.phrases[id]
            note = (Note((Text(phrase.note),)),) if phrase.note else ()
            unknown = not (phrase.text or note) and self._opened.is_partial(section_of(id))
            return (Text(AWAITED if unknown else phrase.text), *note)
        raise NarrativeError(self._opened.not_found(id))


def figure_text(figure: Figure, form: str = "") -> FigureText:
    """Print a figure as a part of a sentence or a cell.

    Parameters
    ----------
    figure
        The figure.
    form
        Empty for its own form, `n` for the number without its unit, or a key of `formatting.FORMS`.
    """
    printed = figure.print(with_unit=False) if form == NUMBER_ONLY else figure.print(form or None)
    return FigureText(figure.id, figure.exact, printed, figure.provenance)


def change_text(figure: Figure) -> tuple[Inline, ...]:
    """Tell a difference: which way, and how much; "không đổi" where there is none."""
    if not figure.value:
        told = figure.printed if figure.value is None else "không đổi"
        return (FigureText(figure.id, figure.exact, told, figure.provenance),)
    size = replace(figure, value=abs(Fraction(figure.value))).printed
    way = "giảm " if figure.value < 0 else "tăng "
    return (Text(way), FigureText(figure.id, figure.exact, size, figure.provenance))
