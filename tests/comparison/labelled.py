"""The labelled reports, and how well a reader's findings meet their labels."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.comparison import Finding, Knowledge, compare_text, read_lines, read_text
from analysis.reference import find_project
from analysis.reference.catalogue import load_reference

CORPUS = Path(__file__).parent / "corpus"


@dataclass
class Score:
    """How findings meet labels.

    Attributes
    ----------
    false
        Findings that no label asks for.
    missed
        Labels that no finding meets.
    found, labelled
        Labels met, and all labels, by kind.
    """

    false: list[Finding] = field(default_factory=list)
    missed: list[dict[str, Any]] = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)
    labelled: Counter[str] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        """Share of the findings that a label asks for."""
        right = self.found.total()
        return right / (right + len(self.false)) if right + len(self.false) else 1.0

    @property
    def recall(self) -> float:
        """Share of the labels that are met."""
        return self.found.total() / self.labelled.total() if self.labelled else 1.0


def names(beginning: str = "") -> list[str]:
    """Return the names of the labelled reports."""
    return sorted(p.name.removesuffix(".labels.json") for p in CORPUS.glob(f"{beginning}*.labels.json"))


def text_of(name: str) -> Path:
    """Return the file of a labelled report."""
    (path,) = (p for p in (CORPUS / f"{name}.txt", CORPUS / f"{name}.md") if p.exists())
    return path


def findings_of(name: str) -> list[Finding]:
    """Return what is found in a labelled report, read as the command reads it: with the reference data."""
    text = read_text(read_lines(text_of(name)))
    return compare_text(text, known=Knowledge.of(text, load_reference(find_project().reference)))


def score(reports: Sequence[str]) -> Score:
    """Compare what is found in some reports with their labels; remarks on style are not counted."""
    total = Score()
    for name in reports:
        labels = json.loads((CORPUS / f"{name}.labels.json").read_text(encoding="utf-8"))["findings"]
        findings = [f for f in findings_of(name) if f.severity != "style"]
        met: set[int] = set()
        for finding in findings:
            hit = [n for n, label in enumerate(labels) if _meets(finding, label)]
            if not hit:
                total.false.append(finding)
            met.update(next(([n] for n in hit if n not in met), hit[:1]))
        for number, label in enumerate(labels):
            kind = label["kinds"][0]
            total.labelled[kind] += 1
            total.found[kind] += number in met
            if number not in met:
                total.missed.append(label | {"report": name})
    return total


def _meets(finding: Finding, label: dict[str, Any]) -> bool:
    return finding.line in label["lines"] and finding.kind in label["kinds"]


def table(scores: dict[str, Score]) -> str:
    """Return precision and recall as a Markdown table, for `docs/compare.md`."""
    lines = ["| reports | labels | found | false alarms | precision | recall |", "|---|---:|---:|---:|---:|---:|"]
    for name, one in scores.items():
        lines.append(
            f"| {name} | {one.labelled.total()} | {one.found.total()} | {len(one.false)} "
            f"| {one.precision:.0%} | {one.recall:.0%} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table({"written before": score([*names("clean"), *names("dirty")]), "blind": score(names("blind"))}))  # noqa: T201
    for name in ("dirty", "blind"):
        one = score(names(name))
        print(name, {k: f"{one.found[k]}/{n}" for k, n in one.labelled.items()})  # noqa: T201
        for label in one.missed:
            print("  missed", label["report"], label["kinds"], label["quote"])  # noqa: T201
        for finding in one.false:
            print("  false", finding)  # noqa: T201
