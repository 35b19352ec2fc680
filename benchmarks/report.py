"""Write docs/performance.md and its chart from the results of pytest-benchmark: `python report.py FOLDER`."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt

DOCS = Path(__file__).resolve().parents[1] / "docs"
CHART = "images/performance.svg"

SERIES = {
    "plain": "papermill, one after the other",
    "jupyter-cache": "jupyter-cache, nothing cached",
    "jupyter-cache again": "jupyter-cache, all cached",
    "ploomber": "ploomber-engine (no isolation)",
    "warm engine": "papermill `--engine warm`, one after the other",
    "warm series, 1 worker": "our series, 1 worker",
    "warm series": "our series, 2 workers",
    "warm series, tables ahead": "our series, 2 workers, tables read ahead (`baocao run`)",
    "floor": "floor: the same cells in one process",
}
EDITIONS = {
    "bench_edition_plain": "papermill loop + nbconvert HTML + Chromium's PDF",
    "bench_edition_cold": "`baocao run --force`: HTML, PDF, DOCX, XLSX, records",
    "bench_edition_one_table": "`baocao run`, one table changed",
    "bench_edition_unchanged": "`baocao run`, nothing changed",
}
REGISTERS = {
    "pandas-text": "pandas: read all columns, classify, group",
    "pyarrow-text": "pyarrow: only read all columns",
    "ours-text": "ours: check every row, classify, count by commune, roll up",
    "pandas-categories": "pandas, text marked as categories",
    "ours-categories": "ours, text marked as categories",
}
PDFS = {"Chromium": "Chromium", "WeasyPrint": "WeasyPrint", "Typst": "Typst (ours)"}


class Results:
    """The passes of one run."""

    def __init__(self, folder: Path) -> None:
        self.passes = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]

    def _all(self, name: str) -> list[Mapping[str, Any]]:
        return [b for each in self.passes for b in each["benchmarks"] if b["name"] == name]

    def _pairs(self, name: str, other: str) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """Return both benchmarks of each pass that has them."""
        passes = [{b["name"]: b for b in each["benchmarks"]} for each in self.passes]
        return [(each[name], each[other]) for each in passes if name in each and other in each]

    def seconds(self, name: str) -> float | None:
        """Return the median of the passes."""
        found = [b["extra_info"].get("inside", b["stats"]["median"]) for b in self._all(name)]
        return median(found) if found else None

    def ratio(self, name: str, to: str) -> float | None:
        """Return how many times faster the first is: the median of the passes' own ratios."""
        found = [_seconds(b) / _seconds(a) for a, b in self._pairs(name, to)]
        return median(found) if found else None

    def memory(self, name: str) -> float | None:
        """Return the median of the peak memory, in MB."""
        found = [b["extra_info"]["memory"] / 1e6 for b in self._all(name) if "memory" in b["extra_info"]]
        return median(found) if found else None

    def overhead(self, name: str, floor: str) -> float | None:
        """Return the median over notebooks and passes of a notebook's time divided by that of its cells."""
        found = [
            seconds / b["extra_info"]["notebooks"][notebook]
            for a, b in self._pairs(name, floor)
            for notebook, seconds in a["extra_info"].get("notebooks", {}).items()
        ]
        return median(found) if found else None

    def total_overhead(self, name: str, floor: str) -> float | None:
        """Return the time of all notebooks divided by that of all cells."""
        return self.ratio(floor, name)

    def extra(self, name: str, key: str) -> Any:
        """Return another recorded value."""
        return next((b["extra_info"][key] for b in self._all(name) if key in b["extra_info"]), "")


def _seconds(benchmark: Mapping[str, Any]) -> float:
    return float(benchmark["extra_info"].get("inside", benchmark["stats"]["median"]))


def number(value: float | None, form: str = ".2f", unit: str = "") -> str:
    """Format a number; empty when it was not measured."""
    return "" if value is None else f"{value:{form}}{unit}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table in Markdown."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def series_table(results: Results) -> str:
    """Write the table of the series."""
    rows = []
    for way, label in SERIES.items():
        name = f"bench_series[{way}]"
        rows.append(
            [
                label,
                number(results.seconds(name)),
                number(results.ratio(name, "bench_series[plain]"), ".1f", "×"),
                number(results.total_overhead(name, "bench_series[floor]"), ".2f", "×"),
                number(results.overhead(name, "bench_series[floor]"), ".2f", "×"),
                number(results.memory(name), ".0f", " MB"),
            ]
        )
    head = ["16 notebooks of the report", "s", "against plain", "all ÷ their cells", "a notebook ÷ its cells", "memory"]
    return table(head, rows)


def trivial_table(results: Results) -> str:
    """Write the table of the trivial notebooks."""
    rows = []
    for way in ("plain", "ploomber", "warm engine", "warm series", "floor"):
        name = f"bench_trivial[{way}]"
        seconds = results.seconds(name)
        rows.append(
            [
                SERIES[way],
                number(None if seconds is None else seconds / 8, ".3f"),
                number(results.ratio(name, "bench_trivial[plain]"), ".1f", "×"),
            ]
        )
    return table(["8 trivial notebooks", "s a notebook", "against plain"], rows)


def edition_table(results: Results) -> str:
    """Write the table of editions."""
    rows = [
        [
            label,
            number(results.seconds(name)),
            number(results.ratio(name, "bench_edition_plain"), ".1f", "×"),
            number(results.memory(name), ".0f", " MB"),
            str(results.extra(name, "executed")),
        ]
        for name, label in EDITIONS.items()
    ]
    return table(["an edition", "s", "against plain", "memory", "notebooks executed"], rows)


def pdf_table(results: Results) -> str:
    """Write the table of PDFs."""
    rows = []
    for by, label in PDFS.items():
        name = f"bench_pdf[{by}]"
        against = [number(results.ratio("bench_pdf[Typst]", name), ".1f", "×")] if by != "Typst" else [""]
        rows.append([label, number(results.seconds(name)), *against, number(results.memory(name), ".0f", " MB")])
    return table(["the PDF of the edition", "s", "Typst is faster by", "memory"], rows)


def register_table(results: Results) -> str:
    """Write the table of the country's register; each way beside pandas on the same file."""
    rows = []
    for way, label in REGISTERS.items():
        name, pandas = f"bench_register[{way}]", f"bench_register[pandas-{way.partition('-')[2]}]"
        memory, most = results.memory(name), results.memory(pandas)
        rows.append(
            [
                label,
                number(results.seconds(name)),
                number(results.ratio(name, pandas), ".1f", "×"),
                number(memory, ".0f", " MB"),
                "" if memory is None or most is None else f"1/{most / memory:.1f}",
            ]
        )
    return table(["28 million households", "s", "faster than pandas", "memory", "of pandas' memory"], rows)


def chart(results: Results) -> None:
    """Draw how long the series and editions take, on a logarithmic scale."""
    bars = [
        (label.replace("`", ""), results.seconds(f"bench_series[{way}]"), "#3b6ea5") for way, label in SERIES.items()
    ]
    bars += [(label.replace("`", ""), results.seconds(name), "#a5603b") for name, label in EDITIONS.items()]
    shown = [(label, seconds, color) for label, seconds, color in bars if seconds is not None][::-1]
    figure, axes = plt.subplots(figsize=(9, 0.38 * len(shown) + 1))
    drawn = axes.barh([b[0] for b in shown], [b[1] for b in shown], color=[b[2] for b in shown])
    axes.bar_label(drawn, [f"{b[1]:.2f} s" for b in shown], padding=3)
    axes.set_xscale("log")
    axes.set_xlim(right=max(b[1] for b in shown) * 2)
    axes.set_xlabel("seconds (logarithmic); blue: the series executed, brown: a whole edition")
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    plt.rcParams["svg.hashsalt"] = "performance"
    figure.savefig(DOCS / CHART, metadata={"Date": None})


def main() -> None:
    """Write the page and its chart."""
    results = Results(Path(sys.argv[1]))
    chart(results)
    template = Path(__file__).with_name("performance.md.in").read_text(encoding="utf-8")
    page = template.format(
        date=dt.date.today().isoformat(),
        machine=f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}",
        load=", ".join(f"{value:.1f}" for value in os.getloadavg()),
        passes=len(results.passes),
        chart=CHART,
        series=series_table(results),
        trivial=trivial_table(results),
        editions=edition_table(results),
        pdfs=pdf_table(results),
        registers=register_table(results),
    )
    (DOCS / "performance.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
