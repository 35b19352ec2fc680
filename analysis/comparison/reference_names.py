"""Names of places in a report against the names of its unit in the reference data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from analysis.checks.statements.rows import KnownPlaces
from analysis.comparison.blocks import Block
from analysis.comparison.findings import Finding
from analysis.comparison.knowledge import Knowledge
from analysis.comparison.quantities import read_cell
from analysis.comparison.text import Text
from analysis.reference.place_names import COMMUNE_KINDS, PlaceName, find_place_names, places_within

_OF_COMMUNES = re.compile(r"^\W*(?:tên )?(?:các )?(?:xã|thị trấn|phường|đơn vị xã)\b(?! khu vực)", re.I)
_KIND = re.compile(rf"(?:{'|'.join(COMMUNE_KINDS)}) ", re.I)
_SEVERITIES = {"near_miss": "probable", "variant": "style"}


class _Named(NamedTuple):
    place: PlaceName
    within: PlaceName | None
    line: int
    quote: str


def find_misspelled_places(text: Text, known: Knowledge) -> Iterator[Finding]:
    """Report the names that almost equal the name of a place of the unit.

    Parameters
    ----------
    text
        The report.
    known
        The unit and the reference data; without a unit nothing is reported.
    """
    if known.unit is None or known.date is None:
        return
    places = KnownPlaces(known.reference, known.unit)
    found: dict[tuple[str, str, str], list[_Named]] = {}
    for named in _named(text):
        spelling = places.spelling(named.place, named.within, known.date)
        if spelling.kind in _SEVERITIES:
            found.setdefault((named.place.name, spelling.of, _SEVERITIES[spelling.kind]), []).append(named)
    for (name, right, severity), some in found.items():
        lines = ", ".join(str(line) for line in dict.fromkeys(n.line for n in some))
        what = "dấu thanh đặt khác danh mục" if severity == "style" else "danh mục không có tên này"
        message = f"“{some[0].place.kind} {name}” (dòng {lines}): {what}, có “{right}”."
        yield Finding("name", severity, some[0].quote, some[0].line, name, right, message)


def _named(text: Text) -> Iterator[_Named]:
    """Yield every place named after its kind in a sentence, and those in a table's column of communes."""
    for block in text.blocks:
        places = find_place_names(block.text)
        for place, within in zip(places, places_within(block.text, places), strict=True):
            quote = block.text[max(0, place.start - 40) : place.end + 30].strip()
            yield _Named(place, within, block.line(place.start), quote)
        yield from _in_table(block)


def _in_table(block: Block) -> Iterator[_Named]:
    if not block.rows:
        return
    columns = [c for c, head in enumerate(block.rows[0]) if _OF_COMMUNES.match(head) and read_cell(head) is None]
    for row, line in zip(block.rows[1:], block.row_lines[1:], strict=True):
        for cell in (row[c] for c in columns if c < len(row)):
            name = _KIND.sub("", cell, count=1).strip()
            places = find_place_names(f"{COMMUNE_KINDS[0]} {name}")
            if len(places) == 1 and places[0].name == name:
                yield _Named(places[0]._replace(kind=_kind_of(cell)), None, line, f"| {' | '.join(row)} |")


def _kind_of(cell: str) -> str:
    kind = _KIND.match(cell)
    return kind.group().strip().lower() if kind else COMMUNE_KINDS[0]
