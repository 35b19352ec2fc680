"""Read the pages of a PDF as lines: text as printed, tables between bars where ruled lines show the cells.

A PDF has no tables, only letters and strokes. Where strokes form a closed frame and every word lies within one of its
cells, it is read as a table; everything else is read as lines of text, since a number in the wrong column would cause
a false contradiction.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analysis.comparison.pdf_rulings import Frame, find_frames

if TYPE_CHECKING:
    import pypdfium2

_PAGE_NUMBER = re.compile(r"\s*[-–]?\s*\d{1,3}\s*[-–]?\s*")
_CAPTION = re.compile(r"(?:Bảng|Biểu|Phụ lục)\b", re.I)
_SHORT = 30
_SAME = 2.0
"""Tolerance in points for columns of one table on different pages."""


@dataclass
class _Table:
    """A table, or the part of one on a page."""

    columns: tuple[float, ...]
    rows: list[list[str]]


@dataclass
class _Page:
    """The content of a page in reading order: lines of text, and tables."""

    items: list[list[str] | _Table] = field(default_factory=list)


def read_pages(document: pypdfium2.PdfDocument) -> list[str]:
    """Read the lines of a PDF.

    Parameters
    ----------
    document
        The open document.

    Returns
    -------
    list[str]
        Lines of text; ruled tables have their cells between bars, and are joined across pages.
    """
    pages = [_read_page(page) for page in document]
    _drop_running_heads(pages)
    lines: list[str] = []
    for item in _joined(pages):
        lines += item if isinstance(item, list) else _table_lines(item)
    return lines


def _table_lines(table: _Table) -> list[str]:
    return ["", *("| " + " | ".join(row) + " |" for row in table.rows), ""]


# One page -----------------------------------------------------------------------------------------------------------


def _read_page(page: pypdfium2.PdfPage) -> _Page:
    textpage = page.get_textpage()
    tables = {}
    for frame in find_frames(page):
        cells = _cells(textpage, frame)
        if cells is not None:
            tables[frame] = cells
    if not tables:
        return _Page([_lines(textpage.get_text_bounded())])
    found = _Page()
    for inside, text in _runs(textpage, list(tables)):
        if inside is None:
            found.items.append(_lines(text))
        elif inside in tables:
            found.items.append(_Table(inside.columns, tables.pop(inside)))
    return found


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.replace("\r\n", "\n").replace("\ufffe", "-").split("\n")]


def _runs(textpage: pypdfium2.PdfTextPage, frames: list[Frame]) -> Iterator[tuple[Frame | None, str]]:
    """Yield the letters of a page in runs within one frame, or outside all frames."""
    current: Frame | None = None
    letters: list[str] = []
    for letter, x, y in _letters(textpage):
        inside = current if x is None or y is None else next((f for f in frames if f.holds(x, y)), None)
        if inside is not current and letters:
            yield current, "".join(letters)
            letters = []
        current = inside
        letters.append(letter)
    if letters:
        yield current, "".join(letters)


def _letters(textpage: pypdfium2.PdfTextPage) -> Iterator[tuple[str, float | None, float | None]]:
    """Yield every letter with its centre; blanks and ends of lines have none."""
    from pypdfium2 import raw  # noqa: PLC0415 - heavy, and only for this kind of file

    for index in range(textpage.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(textpage, index))
        if letter.isspace() or raw.FPDFText_IsGenerated(textpage, index) == 1:
            yield letter, None, None
        else:
            left, bottom, right, top = textpage.get_charbox(index)
            yield letter, (left + right) / 2, (bottom + top) / 2


def _cells(textpage: pypdfium2.PdfTextPage, frame: Frame) -> list[list[str]] | None:
    """Put the words within a frame into its cells; `None` where a word crosses two cells or there is no table."""
    rows, columns = len(frame.rows) - 1, len(frame.columns) - 1
    texts = [[""] * columns for _ in range(rows)]
    last: tuple[int, int] | None = None
    within_word = False
    for letter, x, y in _letters(textpage):
        if x is None or y is None:
            within_word = False
            if last is not None:
                texts[last[0]][last[1]] += " "
            continue
        cell = frame.cell(x, y) if frame.holds(x, y) else None
        if within_word and cell is not last and cell != last:
            return None
        if cell is not None:
            texts[cell[0]][cell[1]] += "-" if letter == "\ufffe" else letter
        last, within_word = cell, True
    tidy = [[" ".join(text.split()) for text in row] for row in texts]
    if sum(sum(map(bool, row)) >= min(2, columns) for row in tidy) < 2:
        return None
    return frame.spread(tidy)


# Page after page ----------------------------------------------------------------------------------------------------


def _drop_running_heads(pages: list[_Page]) -> None:
    """Remove page numbers, and the words beside them that occur on most pages."""
    firsts = [page.items[0] if page.items and isinstance(page.items[0], list) else [] for page in pages]
    bare = [re.sub(r"\d+", "", lines[0]).strip() if lines else "" for lines in firsts]
    counted = Counter(bare)
    for lines, words in zip(firsts, bare, strict=True):
        number = bool(lines) and bool(_PAGE_NUMBER.fullmatch(lines[0]))
        running = 0 < len(words) <= _SHORT and counted[words] > max(1, len(pages) // 2)
        if number or running:
            del lines[0]


def _joined(pages: list[_Page]) -> Iterator[list[str] | _Table]:
    """Yield text and tables in order; a table across pages is joined and comes before the text between its parts."""
    open_table: _Table | None = None
    between: list[list[str]] = []
    for page in pages:
        for number, item in enumerate(page.items):
            if isinstance(item, _Table):
                first = not any(isinstance(other, _Table) for other in page.items[:number])
                if open_table is not None and first and _continues(open_table, between, page.items[:number], item):
                    open_table.rows += _without_head(open_table.rows, item.rows)
                    continue
                if open_table is not None:
                    yield open_table
                yield from between
                open_table, between = item, []
            elif any(line.strip() for line in item):
                between.append(item)
    if open_table is not None:
        yield open_table
    yield from between


def _continues(table: _Table, between: list[list[str]], above: list[list[str] | _Table], part: _Table) -> bool:
    """Whether the first table of a page continues the last one of the page before."""
    if len(table.columns) != len(part.columns):
        return False
    if any(abs(one - other) > _SAME for one, other in zip(table.columns, part.columns, strict=True)):
        return False
    words = " ".join(" ".join(item) for item in above if isinstance(item, list)).strip()
    captioned = any(_CAPTION.match(line.strip()) for item in between for line in item)
    return len(words) <= _SHORT and not captioned


def _without_head(rows: list[list[str]], more: list[list[str]]) -> list[list[str]]:
    """Remove the heading rows that a table repeats on its next page."""
    repeated = 0
    while repeated < min(len(rows), len(more)) and rows[repeated] == more[repeated]:
        repeated += 1
    return more[repeated:]
