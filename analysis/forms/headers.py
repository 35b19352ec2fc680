"""Finding tables in sheets: by the hidden names where they are present, else by the text of the headers.

Headers may be anywhere, on up to three rows, the upper ones merged over several columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import lru_cache

from analysis.forms.writing import LAST, MARK
from analysis.reference.place_names import fold
from analysis.tables import SCHEMAS
from analysis.tables.schema import Column, Problem, TableSchema
from analysis.tables.spreadsheets import Grid, Value, cell_name, text_of_value

_DEEPEST_HEADER = 80
_MOST_HEADER_ROWS = 3
_NUMBERING = frozenset({"stt", "tt", "so tt", "so thu tu"})
_LAST_YEAR = re.compile(r"\s*[–—(,-]\s*(?:nam\s+(?:19|20)\d{2}|nam truoc)\)?$")
_UNIT = re.compile(r"\(\s*(?:dvt:?\s*)?((?:nghin|ngan|trieu|ty|1\.?000|1\.?000\.?000)\s*(?:dong|d|vnd)?)\s*\)?")
_CLOSE = 0.9


@dataclass
class FoundTable:
    """A table found in a sheet.

    Attributes
    ----------
    first, last
        First and last row of its header, counted from zero.
    columns
        Position of each column of the schema that was found.
    notes
        Cells that were read differently from their text, or left out.
    """

    grid: Grid
    schema: TableSchema
    first: int
    last: int
    columns: dict[str, int]
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def plain(text: str) -> str:
    r"""Normalise a header for comparison.

    >>> plain("Số tiền (đồng) *"), plain("Dân tộc\nthiểu số"), plain("Thiếu hụt: Việc làm")
    ('so tien dong', 'dan toc thieu so', 'thieu hut viec lam')
    """
    return " ".join(re.findall(r"[a-z0-9%_]+", fold(text)))


@lru_cache(maxsize=64)
def _known(name: str) -> Mapping[str, str]:
    """Return the spellings of the columns of a table: name, header, header without its unit."""
    columns = SCHEMAS[name].all_columns
    short = [plain(re.sub(r"\([^)]*\)", "", c.header)) for c in columns]
    known = {word: c.name for c, word in zip(columns, short, strict=True) if short.count(word) == 1}
    return known | {plain(text): c.name for c in columns for text in (c.header, c.name)}


@dataclass(frozen=True)
class _Block:
    """Rows that may be a header: the possible texts of each position."""

    first: int
    last: int
    texts: dict[int, list[str]]


def _blocks(grid: Grid) -> Iterator[_Block]:
    deepest = min(len(grid.rows), _DEEPEST_HEADER)
    for first in range(deepest):
        if not any(isinstance(cell, str) for cell in grid.rows[first]):
            continue
        for last in range(first, min(first + _MOST_HEADER_ROWS, deepest)):
            yield _Block(first, last, _texts(grid, first, last))


def _texts(grid: Grid, first: int, last: int) -> dict[int, list[str]]:
    """Return the possible texts of each position: each cell, and all cells with those merged above them."""
    width = max((len(grid.rows[row]) for row in range(first, last + 1)), default=0)
    rows = [[_text(grid.at(row, place)) for place in range(width)] for row in range(first, last + 1)]
    # Of merged cells only the first has a text; the lowest row is never merged.
    spread = [*map(_spread, rows[:-1]), rows[-1]]
    found: dict[int, list[str]] = {}
    for place in range(width):
        texts = [row[place] for row in rows if row[place]]
        whole = [row[place] for row in spread if row[place]]
        if texts:
            found[place] = list(dict.fromkeys([*reversed(texts), " ".join(texts), " ".join(whole)]))
    return found


def _spread(texts: list[str]) -> list[str]:
    """Return texts with blanks filled in from the left."""
    spread: list[str] = []
    for text in texts:
        spread.append(text or (spread[-1] if spread else ""))
    return spread


def _text(value: Value) -> str:
    return text_of_value(value).strip() if isinstance(value, str) else ""


def _matches(block: _Block, schema: TableSchema) -> dict[int, set[str]]:
    known = _known(schema.name)
    matches: dict[int, set[str]] = {}
    for place, ways in block.texts.items():
        if any(way.startswith(LAST) or plain(way) == "nam truoc" for way in ways):
            continue
        names = {known[plain(way)] for way in ways if plain(way) in known}
        if names:
            matches[place] = names
    return matches


def _is_last_year(header: str) -> bool:
    """Whether a header is of a column that shows last year's value.

    >>> _is_last_year("Dư nợ (đồng) – năm 2023"), _is_last_year("Vốn năm"), _is_last_year("Tình trạng năm trước")
    (True, False, False)
    """
    return bool(_LAST_YEAR.search(fold(header)))


def find_table(grid: Grid, hint: str = "") -> FoundTable | None:
    """Find the table of a sheet whose columns match best; `None` when none matches well enough.

    `hint` names the table, where the hidden sheet or the name of the file gives it.
    """
    marked = hint or _marked(grid)
    best: tuple[tuple[float, int, int], _Block, TableSchema, dict[int, set[str]]] | None = None
    for block in _blocks(grid):
        for schema in [SCHEMAS[marked]] if marked in SCHEMAS else SCHEMAS.values():
            matches = _matches(block, schema)
            found = {name for names in matches.values() for name in names}
            own = [c.name for c in schema.columns]
            share = sum(name in found for name in own) / len(own)
            score = (share, len(found), -(block.last - block.first))
            enough = len(found & set(own)) >= (1 if marked else 2) and (marked or share >= 0.5)
            if enough and (best is None or score > best[0]):
                best = (score, block, schema, matches)
    if best is None:
        return None
    _, block, schema, matches = best
    last = _end_of_header(grid, block, schema)
    if last != block.last:
        block = _Block(block.first, last, _texts(grid, block.first, last))
        matches = _matches(block, schema)
    return _place_columns(grid, block, schema, matches)


def _marked(grid: Grid) -> str:
    """Return the table that the hidden row of a form names."""
    for row in grid.rows[:_DEEPEST_HEADER]:
        for cell in row[:40]:
            if isinstance(cell, str) and cell.startswith(MARK):
                return cell.removeprefix(MARK).strip()
    return ""


def _end_of_header(grid: Grid, block: _Block, schema: TableSchema) -> int:
    """Extend the header while rows below name columns too: visible headers under the hidden names."""
    last = block.last
    while last + 1 < len(grid.rows) and last < block.first + _MOST_HEADER_ROWS:
        below = _Block(last + 1, last + 1, _texts(grid, last + 1, last + 1))
        matches = _matches(below, schema)
        if len({n for names in matches.values() for n in names}) < max(2, len(schema.columns) // 3):
            break
        last += 1
    return last


def _place_columns(grid: Grid, block: _Block, schema: TableSchema, matches: dict[int, set[str]]) -> FoundTable:
    found = FoundTable(grid, schema, block.first, block.last, {})
    by_name = {c.name: c for c in schema.all_columns}
    for place, names in sorted(matches.items()):
        shown = block.texts[place][0]
        if len(names) > 1:
            titles = " và ".join(f'"{by_name[name].header}"' for name in sorted(names))
            message, remedy = f"tiêu đề nói là {titles} cùng một lúc", "ghi lại đúng tiêu đề như biểu mẫu gốc"
            found.problems.append(grid.problem(message, "một tên cột", remedy, (block.last, place), value=shown))
            continue
        (name,) = names
        if name in found.columns:
            message = f"cột bị lặp (đã có ở {cell_name(block.last, found.columns[name])})"
            remedy = "bỏ hoặc đổi tên một cột"
            found.problems.append(grid.problem(message, "mỗi cột một lần", remedy, (block.last, place), value=shown))
        else:
            found.columns[name] = place
    _place_the_rest(found, block, matches)
    for column in schema.columns:
        if column.name not in found.columns:
            _report_missing(found, column)
    _report_headless(found, block)
    return found


def _report_headless(found: FoundTable, block: _Block) -> None:
    """Report cells without a header: in a text file an extra comma moves all cells after it."""
    grid = found.grid
    for place in range(max((len(row) for row in grid.rows), default=0)):
        filled = (row for row in range(found.last + 1, len(grid.rows)) if grid.at(row, place) not in (None, ""))
        row = None if place in block.texts else next(filled, None)
        if row is None:
            continue
        if grid.sheet:
            found.notes.append(f"{cell_name(row, place)}: cột không có tiêu đề, bỏ qua")
            continue
        message, expected = "dòng có nhiều ô hơn tiêu đề", "mỗi ô nằm dưới một tiêu đề"
        remedy, value = 'đặt nội dung có dấu phân cách trong dấu nháy kép (")', text_of_value(grid.at(row, place))
        found.problems.append(grid.problem(message, expected, remedy, (row, place), value=value))


def _place_the_rest(found: FoundTable, block: _Block, matches: dict[int, set[str]]) -> None:
    """Handle headers that match no column: another unit of measure, a typing error, or an extra column."""
    known = _known(found.schema.name)
    names = {c.name: c for c in found.schema.all_columns}
    left = {word: name for word, name in known.items() if name not in found.columns}
    for place, ways in sorted(block.texts.items()):
        if place in matches or any(plain(way) in _NUMBERING or way.startswith((LAST, MARK)) for way in ways):
            continue
        if any(_is_last_year(way) for way in ways) and not any(_UNIT.search(fold(way)) for way in ways):
            continue
        header = ways[-1].replace("\n", " ")
        other = next((u for way in ways if (u := _other_unit(way, left))), None)
        near = get_close_matches(plain(header), left, n=1, cutoff=_CLOSE)
        if other:
            column, unit = names[other[0]], other[1]
            found.columns[column.name] = place
            remedy = "đổi các số ra đồng và ghi lại tiêu đề"
            message = f"đơn vị tính là {unit}, không phải đồng"
            at = (found.last, place)
            found.problems.append(found.grid.problem(message, f"cột {column.header}", remedy, at, value=header))
        elif near and left[near[0]] not in found.columns:
            name = left[near[0]]
            found.columns[name] = place
            found.notes.append(
                f'{cell_name(block.last, place)}: tiêu đề "{header}" được hiểu là "{names[name].header}"'
            )
        elif any(found.grid.at(row, place) not in (None, "") for row in range(block.last + 1, len(found.grid.rows))):
            found.notes.append(f'{cell_name(block.last, place)}: cột "{header}" không có trong biểu mẫu, bỏ qua')


def _other_unit(header: str, left: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the column of money that a header gives in another unit, and that unit."""
    unit = _UNIT.search(fold(header))
    if unit is None:
        return None
    name = left.get(plain(re.sub(r"\([^)]*\)?", "", header)))
    return (name, unit[1]) if name and name.endswith("_vnd") else None


def _report_missing(found: FoundTable, column: Column) -> None:
    if column.optional:
        return
    place = f"tiêu đề ở dòng {found.last + 1}"
    if column.required:
        message, expected = f'thiếu cột "{column.header}"', f"cột {column.title}: {column.meaning.rstrip('.')}"
        remedy = f"thêm cột này ({place}) và điền số liệu"
        problem = found.grid.problem(message, expected, remedy)
        found.problems.append(replace(problem, row=found.last + 1))
    else:
        found.notes.append(f'không có cột "{column.header}" ({place}); coi như để trống')
