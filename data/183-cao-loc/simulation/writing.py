"""Write simulated tables with their sidecars, the same bytes every time. Only the standard library is used."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

DISTRICT = Path(__file__).resolve().parent.parent
"""Folder of the district: one folder a year."""
AGENCY = "Ủy ban nhân dân huyện Cao Lộc (mô phỏng)"
MILLION = 1_000_000

Row = Sequence[object]


def read_rows(year: int, table: str) -> list[dict[str, str]]:
    """Read a table of a year as texts."""
    with (DISTRICT / str(year) / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_table(year: int, name: str, header: Sequence[str], rows: Iterable[Row], as_of: str, note: str) -> None:
    """Write a table and the sidecar that says that all of it is simulated."""
    folder = DISTRICT / str(year)
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    lines = (
        f'agency: "{AGENCY}"',
        "document: null",
        "handed_in: null",
        f"as_of: {as_of}",
        'provenance: "simulated"',
        "published_in: []",
        "published_filters: []",
        "published_values: []",
        f'sha256: "{digest}"',
        f'note: "{note}"',
    )
    (folder / f"{name}.meta.yml").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def write_absent(year: int, reasons: dict[str, str]) -> None:
    """Write why the year has no such tables."""
    lines = [f'{table}: "{reason}"' for table, reason in reasons.items()]
    (DISTRICT / str(year) / "absent.yml").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
