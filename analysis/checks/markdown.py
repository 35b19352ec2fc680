"""The list of checks for a reader, written from the catalogue: `python -m analysis.checks.markdown`."""

from __future__ import annotations

import sys

from analysis.checks.catalogue import GROUPS, Group
from analysis.checks.statements import SEVERITY_VI, Check

_HEAD = """# The checks

Generated from `analysis/checks/catalogue/` (`python -m analysis.checks.markdown > docs/checks.md`); a test fails when
the two differ. Each is evaluated in every run; what came of it stands in `checks.csv` and in the annex "Đối chiếu số
liệu". Beside them every number of the table `published` is compared with its figure (`published.<figure>`).

A check is `passed`, `failed` (as an error, *lỗi*, or as something to look at, *cảnh báo*) or `skipped`, and then says
why it could not be tested: a number that nobody reported, tables of the year before that are not in the project, a norm
that is not known for the time.

To add one, add one entry to the module of its subject, of one of the kinds in `analysis/checks/statements/`, and the
case that breaks it to `tests/checks/breaking_cases.py`. A policy norm is one row of `data/reference/policy_norms.csv`
and at most one entry.
"""


def checks_markdown() -> str:
    """Return the list as Markdown."""
    return "\n".join([_HEAD, *map(_group, GROUPS)])


def _group(group: Group) -> str:
    lines = [
        f"## {group.title}\n",
        "| Mã | Điều phải đúng | Mức độ |",
        "|---|---|---|",
        *map(_row, group.checks),
        "",
    ]
    return "\n".join(lines)


def _words(statement: str) -> str:
    return statement.replace("{parts}", "xã, thị trấn").replace("{part}", "xã")


def _row(check: Check) -> str:
    return f"| `{check.id}` | {_words(check.statement)} | {SEVERITY_VI[check.severity]} |"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(checks_markdown())
