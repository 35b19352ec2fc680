"""Errors of one digit in the edition: `compare` finds at least as many as when docs/compare.md was written."""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path

from seeded_edition import Place, caught, places

from analysis.comparison import Knowledge, read_lines, read_text
from analysis.figures import Figure
from analysis.reference import Project
from analysis.reference.catalogue import load_reference

OF_EACH = 11
LEAST_ALONE = {"counts": 5, "amounts": 4, "shares": 4, "table cells": 6}
LEAST_WITH_DATA = {"counts": 7, "amounts": 9, "shares": 5, "table cells": 6}
"""Minimum number found, of eleven of each kind from a fixed sample; docs/compare.md has the shares of all numbers."""


def _some(everything: list[Place]) -> list[Place]:
    """Draw a fixed sample with the same number of each kind."""
    by_kind: dict[str, list[Place]] = defaultdict(list)
    for place in everything:
        by_kind[place.kind].append(place)
    return [place for kind in sorted(by_kind) for place in random.Random(1).sample(by_kind[kind], OF_EACH)]


def test_single_wrong_numbers_are_caught(edition: Path, project: Project, figures: dict[str, Figure]) -> None:
    lines = read_lines(edition / "bao-cao.html")
    text = read_text(lines)
    some = _some(places(text))
    known = Knowledge.of(text, load_reference(project.reference))
    alone, _ = caught(lines, some, None, None)
    with_data, _ = caught(lines, some, known, figures)
    assert {kind: alone[kind] for kind, least in LEAST_ALONE.items() if alone[kind] < least} == {}
    assert {kind: with_data[kind] for kind, least in LEAST_WITH_DATA.items() if with_data[kind] < least} == {}
    assert with_data.total() > alone.total()


def test_an_error_is_put_where_it_is_said_to_be() -> None:
    lines = ["Có 12 hộ, trong đó 12 hộ nghèo, đạt 12,50%."]
    (*_, share) = found = places(read_text(lines))
    assert [(p.kind, p.number, p.nth) for p in found] == [
        ("counts", "12", 0), ("counts", "12", 1), ("shares", "12,50", 0),
    ]  # fmt: skip
    broken = found[1].broken(lines, random.Random(1))[0]
    assert broken.startswith("Có 12 hộ, trong đó ")
    assert broken != lines[0]
    assert share.broken(lines, random.Random(1))[0].endswith("0%.")
