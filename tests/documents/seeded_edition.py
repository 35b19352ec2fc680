"""Change one digit of the edition at a time and count how many errors `compare` finds, by kind of number.

To measure all numbers: `python tests/documents/seeded_edition.py outputs/183/2023/bao-cao.html`.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.comparison import Finding, Knowledge, Text, compare_text, read_lines, read_text
from analysis.comparison.quantities import read_cell
from analysis.figures import Figure

_ANNEX_OF_CHECKS = re.compile(r"ĐỐI CHIẾU SỐ LIỆU")
"""Heading of the annex of checks; the numbers after it are quoted from other documents and are not used."""


@dataclass(frozen=True)
class Place:
    """A number of the report: its kind, its line (from 0), and its position among equal numbers of the line."""

    kind: str
    line: int
    number: str
    nth: int

    def broken(self, lines: Sequence[str], rnd: random.Random) -> list[str]:
        """Return the text with one digit of the number changed; in a decimal number never the last digit."""
        spots = list(_occurrences(lines[self.line], self.number))
        start = spots[min(self.nth, len(spots) - 1)]
        digits = [i for i, c in enumerate(self.number) if c.isdigit()]
        digits = digits[:-1] if "," in self.number and len(digits) > 1 else digits
        while True:
            place, digit = rnd.choice(digits), rnd.choice("0123456789")
            if digit != self.number[place] and not (place == 0 and digit == "0" and len(digits) > 1):
                break
        wrong = self.number[:place] + digit + self.number[place + 1 :]
        line = lines[self.line]
        broken = list(lines)
        broken[self.line] = line[:start] + wrong + line[start + len(self.number) :]
        return broken


def _occurrences(line: str, number: str) -> Iterator[int]:
    for match in re.finditer(rf"(?<![\d.,/]){re.escape(number)}(?![\d/]|[.,]\d)", line):
        yield match.start()


def places(text: Text) -> list[Place]:
    """Return the numbers before the annex of checks, in which an error can be seeded."""
    end = next((n for n, line in enumerate(text.lines) if _ANNEX_OF_CHECKS.search(line)), len(text.lines))
    told: Counter[tuple[int, str]] = Counter()
    found = []

    def add(kind: str, line: int, number: str) -> None:
        if line < end and next(_occurrences(text.lines[line], number), None) is not None:
            found.append(Place(kind, line, number, told[line, number]))
            told[line, number] += 1

    for block in text.blocks:
        for mention in text.of(block):
            quantity = mention.quantity
            kind = {"percent": "shares", "money": "amounts"}.get(quantity.kind, "counts")
            add(kind, mention.line - 1, quantity.number)
        for row, line in zip(block.rows, block.row_lines, strict=True):
            for cell in (read_cell(text) for text in row):
                if cell is not None:
                    add("table cells", line - 1, re.sub(r"[^\d.,]", "", cell.printed))
    return found


def caught(
    lines: Sequence[str], some: Sequence[Place], known: Knowledge | None, figures: Mapping[str, Figure] | None
) -> tuple[Counter[str], list[Place]]:
    """Change each number in turn; count, by kind, those that give a new finding, and return the others."""
    usual = _told(compare_text(read_text(lines), figures, known))
    found: Counter[str] = Counter()
    missed = []
    for number, place in enumerate(some):
        broken = read_text(place.broken(lines, random.Random(number)))
        new = _told(compare_text(broken, figures, known)) - usual
        found[place.kind] += bool(new)
        if not new:
            missed.append(place)
    return found, missed


def _told(findings: Sequence[Finding]) -> set[tuple[str, int, str, str]]:
    return {(f.kind, f.line, f.printed, f.recomputed) for f in findings if f.severity != "style"}


if __name__ == "__main__":
    from analysis.reference import find_project
    from analysis.reference.catalogue import load_reference
    from analysis.sections import build_all
    from analysis.sections.registry import all_figures
    from analysis.tables import load_inputs

    project = find_project()
    page = read_lines(Path(sys.argv[1]))
    everything = places(read_text(page))
    counted = Counter(place.kind for place in everything)
    knowledge = Knowledge.of(read_text(page), load_reference(project.reference))
    data = all_figures(build_all(load_inputs(project, project.unit, project.year)))
    for title, reference, computed in (
        ("text alone", None, None),
        ("reference", knowledge, None),
        ("data", knowledge, data),
    ):
        hits, misses = caught(page, everything, reference, computed)
        shares = ", ".join(f"{kind} {hits[kind]}/{total} ({hits[kind] / total:.0%})" for kind, total in counted.items())
        print(f"{title}: {shares}; all {hits.total()}/{counted.total()} ({hits.total() / counted.total():.0%})")  # noqa: T201
        for place in misses if "-v" in sys.argv else ():
            print("   ", place.kind, place.number, page[place.line][:150])  # noqa: T201
