"""Generate docs/checks.md, the list of checks, from the catalogue: `python -m analysis.checks.markdown`."""

from __future__ import annotations

import sys

from analysis.checks.catalogue import GROUPS
from analysis.checks.statements.check import SEVERITY_VI

_HEAD = """# The checks

Generated from `analysis/checks/catalogue/` (`python -m analysis.checks.markdown > docs/checks.md`); a test
fails when the two differ. Every check is evaluated in every run; its result is in `checks.csv` and in the annex "Đối
chiếu số liệu". In addition, every number of the table `published` is compared with its figure (`published.<figure>`).

A check is `passed`, `failed` (with severity error, *lỗi*, or warning, *cảnh báo*) or `skipped`. A skipped check gives
the reason: a number that was not reported, missing tables of the year before, no known norm for the period.

To add a check, add an entry to the module of its subject, of one of the kinds in `analysis/checks/statements/`, and a
failing case to `tests/checks/failing_cases.py`. A policy norm needs a row in `data/reference/policy_norms.csv` and at
most one entry.
"""


def checks_markdown() -> str:
    """Return the page."""
    lines = [_HEAD]
    for group in GROUPS:
        lines += [f"## {group.title}\n", "| Mã | Điều phải đúng | Mức độ |", "|---|---|---|"]
        for check in group.checks:
            statement = check.statement.replace("{parts}", "xã, thị trấn").replace("{part}", "xã")
            lines.append(f"| `{check.id}` | {statement} | {SEVERITY_VI[check.severity]} |")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(checks_markdown())
