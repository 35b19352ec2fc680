"""From computed figures to blocks: sentences with placeholders, and summary tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from analysis.figures import Figure, SummaryTable
from analysis.figures.figure import AWAITED, weakest
from analysis.narrative.blocks import Block, FigureText, Heading, Inline, Note, TableBlock, Text
from analysis.narrative.markdown import PLACEHOLDER, parse_markdown
from analysis.narrative.opened import NarrativeError, OpenedSections, section_of

OPTIONAL = re.compile(r"(\s?)\[\[(?:([a-z]+(?:\|[a-z]+)*):\s)?(.*?)\]\]", re.DOTALL)
"""An optional part of a sentence, with the blank before it; `[[province|district: …]]` is for units of these levels."""

NUMBER_ONLY = "n"
"""Form of a placeholder that prints the number without its unit: `{livelihood.projects:n}`."""

CHANGE = "change"
"""Form of a placeholder that prints a difference in words: `{poverty.poor_change:change}` is "giảm 334 hộ"."""


# Sentences ----------------------------------------------------------------------------------------------------------


def narrated(opened: OpenedSections, text: str) -> tuple[Block, ...]:
    """Turn Markdown with `{figure}` placeholders into blocks.

    An optional part, in double brackets, is left out unless every figure in it has a value other than zero (a change
    may be zero). A text with a figure of a section that is left out becomes nothing; in a draft, the notices of its
    missing tables.

    Raises
    ------
    NarrativeError
        When no opened section has a figure or phrase of that name, or not in that form.
    """
    notices = opened.notices_of(section_of(id) for id, _ in PLACEHOLDER.findall(text))
    kept = OPTIONAL.sub(lambda part: _optional_part(opened, part), text)
    if any(opened.is_left_out(id) for id, _ in PLACEHOLDER.findall(kept)):
        return notices
    blocks = parse_markdown(kept, lambda id, form: _placeholder(opened, id, form))
    headings = next((n for n, block in enumerate(blocks) if not isinstance(block, Heading)), len(blocks))
    return (*blocks[:headings], *notices, *blocks[headings:])


def _optional_part(opened: OpenedSections, part: re.Match[str]) -> str:
    levels, words = part[2], part[3]
    if levels and opened.inputs.unit.level not in levels.split("|"):
        return ""
    found, figures = PLACEHOLDER.findall(words), opened.figures
    awaiting = [id for id, _ in found if id in figures and figures[id].awaits]
    known = [id for id, _ in found if id in figures and id not in awaiting]
    # A figure that awaits its table is shown only beside a known one: a part of nothing but gaps is left out.
    complete = all(_has_value(opened, *each) for each in found) and (known or not awaiting)
    return part[1] + words if complete else ""


def _has_value(opened: OpenedSections, id: str, form: str) -> bool:
    figure = opened.figures.get(id)
    if id in opened.phrases or (figure and figure.awaits):
        return True
    value = figure.value if figure else None
    return value is not None if form == CHANGE else bool(value)


def _placeholder(opened: OpenedSections, id: str, form: str) -> Sequence[Inline]:
    """Return the inline parts that replace a placeholder; a form is one of `formatting.FORMS` or of those above."""
    if id in opened.figures:
        figure = opened.figures[id]
        if form == CHANGE:
            return _change(figure)
        printed = figure.print(with_unit=False) if form == NUMBER_ONLY else figure.print(form or None)
        return (FigureText(figure.id, figure.exact, printed, figure.provenance),)
    if id in opened.phrases and not form:
        phrase = opened.phrases[id]
        note = (Note((Text(phrase.note),)),) if phrase.note else ()
        # The words of a section that lacks a table are unknown, not absent.
        unknown = not (phrase.text or note) and opened.is_partial(section_of(id))
        return (Text(AWAITED if unknown else phrase.text), *note)
    raise NarrativeError(opened.not_found(id))


def _change(figure: Figure) -> tuple[Inline, ...]:
    """Print a difference as its direction and size; "không đổi" where it is zero."""
    if not figure.value:
        printed = figure.printed if figure.value is None else "không đổi"
        return (FigureText(figure.id, figure.exact, printed, figure.provenance),)
    size = replace(figure, value=abs(Fraction(figure.value))).printed
    direction = "giảm " if figure.value < 0 else "tăng "
    return (Text(direction), FigureText(figure.id, figure.exact, size, figure.provenance))


# Tables -------------------------------------------------------------------------------------------------------------


def section_table(opened: OpenedSections, name: str, section: str | None = None) -> tuple[Block, ...]:
    """Return a table of a section (the first that has one of that name), or the notices of the section without it.

    Raises
    ------
    NarrativeError
        When all sections are there and none has such a table.
    """
    for id, book in opened.books.items():
        if name in book.tables and section in (None, id):
            block = table_block(book.tables[name])
            return (block,) if block.rows else opened.notices_of((id,))
    if opened.left_out:
        return opened.notices_of((section,) if section else opened.left_out)
    known = sorted({n for book in opened.books.values() for n in book.tables})
    raise NarrativeError(f'Không có bảng "{name}". Hiện có: {", ".join(known) or "không có bảng nào"}.')


def table_block(table: SummaryTable) -> TableBlock:
    """Return the block of a summary table: numbers without their units, which are in the heading."""
    numeric = [any(isinstance(row[c], Figure) for row in table.rows) for c in range(len(table.header))]
    forms = table.form or (None,) * len(table.header)
    return TableBlock(
        caption=table.caption,
        header=table.header,
        align=tuple("r" if is_number else "l" for is_number in numeric),
        rows=tuple(tuple(_cell(cell, form) for cell, form in zip(row, forms, strict=True)) for row in table.rows),
        total_rows=tuple(sorted(table.total_rows)),
        note=table.note,
        provenance=weakest(figure.provenance for figure in table.figures),
    )


def _cell(cell: str | Figure | None, form: str | None) -> tuple[Inline, ...]:
    if cell is None:
        return ()
    if isinstance(cell, str):
        return (Text(cell),)
    return (FigureText(cell.id, cell.exact, cell.print(form, with_unit=False), cell.provenance),)
