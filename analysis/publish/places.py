"""Where each figure stands in the report: numbers of sections, read from the notebooks as they are stored."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from analysis.publish.outline import letter, roman

_HEADING = re.compile(r"(#{1,5})\s+(.*)")
_FIGURE = re.compile(r"\{([a-z_]\w*(?:\.\w+)+)(?::\w+)?\}")
_TABLE = re.compile(r"report\.table\(\s*[\"'](\w+)[\"'](?:,\s*(?:section=)?[\"'](\w+)[\"'])?")
_OPENED = re.compile(r"open_sections\(([^)]*)\)")


@dataclass(frozen=True)
class Place:
    """A numbered part of the report.

    Attributes
    ----------
    path
        Its numbers from the top ("II", "3", "1").
    title
        Heading as it stands in the notebook; it may hold placeholders.
    figures
        Ids of the figures and phrases that its sentences name, in order.
    tables
        Section and name of the tables that it shows.
    """

    path: tuple[str, ...]
    title: str
    figures: list[str] = field(default_factory=list)
    tables: list[tuple[str, str]] = field(default_factory=list)

    @property
    def number(self) -> str:
        """The numbers joined ("II.3.1")."""
        return ".".join(self.path)


def read_places(notebooks: Sequence[Path]) -> list[Place]:
    """Return the parts of the report in order, with what stands in each.

    Parameters
    ----------
    notebooks
        The notebooks in the order of the report.
    """
    places: list[Place] = []
    counters = [0] * 5
    for path in notebooks:
        sections: list[str] = []
        for cell in nbformat.read(path, as_version=4).cells:
            opened = _OPENED.search(cell.source)
            if opened:
                sections = re.findall(r"[\"'](\w+)[\"']", opened[1])
            if cell.cell_type == "markdown" or cell.source.startswith("%%narrative"):
                _read_narrative(cell.source, places, counters)
            elif places:
                places[-1].tables.extend(_tables(cell.source, sections))
    return places


def find_places(typed: str, places: Sequence[Place]) -> list[Place]:
    """Return the parts whose number ends with what was typed ("3.1", "II.3.1", "II.1.a"); outer parts hold inner ones.

    >>> [p.number for p in find_places("3", [Place(("II", "3"), ""), Place(("II", "3", "1"), ""), Place(("III",), "")])]
    ['II.3', 'II.3.1']
    """
    wanted = tuple(part.casefold() for part in re.split(r"[.\s/)]+", typed.strip()) if part)
    if not wanted:
        return []
    found = []
    for place in places:
        path = tuple(part.casefold() for part in place.path)
        if any(path[start : start + len(wanted)] == wanted for start in ((0,) if wanted[0] in _ROMANS else (0, 1))):
            found.append(place)
    return found


_ROMANS = frozenset(roman(number).casefold() for number in range(1, 20))


def _read_narrative(source: str, places: list[Place], counters: list[int]) -> None:
    for line in source.splitlines():
        heading = _HEADING.match(line)
        if heading:
            level = len(heading[1])
            counters[level - 1] += 1
            counters[level:] = [0] * (len(counters) - level)
            places.append(Place(tuple(_path(counters)), heading[2]))
        elif places:
            places[-1].figures.extend(_FIGURE.findall(line))


def _path(counters: Sequence[int]) -> Iterator[str]:
    for level, count in enumerate(counters):
        if count:
            yield roman(count) if level == 0 else letter(count) if level == 3 else str(count)  # noqa: PLR2004


def _tables(source: str, sections: Sequence[str]) -> Iterator[tuple[str, str]]:
    for name, section in _TABLE.findall(source):
        yield section or (sections[0] if sections else ""), name
