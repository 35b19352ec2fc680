"""The tree from a printed number down to its rows, as text for a terminal."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.cli.asking import Listing
    from analysis.figures.lineage import FigureRecord, SourceRecord, TableRecord
    from analysis.publish.records import EditionLineage, RowRead

SIMULATED = "simulated"
_STATUS = {"passed": "đạt", "failed": "KHÔNG ĐẠT", "skipped": "không kiểm được"}
_SEVERITY = {"error": "lỗi", "warning": "cảnh báo"}
_HANGING = "   "
_BRANCHES = re.compile(r"[│├└─ ]*")
_LABEL = re.compile(r"(?:Công thức|Thay số|Nguồn|Nguồn gốc|Đính chính): *|\[\d+\] ")
"""What stands before the words of a line; lines that follow begin beneath the words."""


class Tree:
    """Tells one figure; a figure or table that was told is referred to, not told again.

    Parameters
    ----------
    lineage
        Of the edition.
    """

    def __init__(self, lineage: EditionLineage) -> None:
        self.figures: Mapping[str, FigureRecord] = lineage["figures"]
        self.tables: Mapping[str, TableRecord] = lineage["tables"]
        self.checks: Sequence[Mapping[str, Any]] = lineage["checks"]
        self.told: dict[str, None] = {}
        self._numbers: dict[str, int] = {}

    def lines(self, id: str) -> Iterator[str]:
        """Yield the lines of the whole answer."""
        yield from self._figure(id)
        yield from ("", "Bảng số liệu gốc") if self._numbers else ()
        for name, number in self._numbers.items():
            yield from self._table(number, self.tables[name])
        yield ""
        yield from self._checks(id)

    def read(self) -> list[str]:
        """Return the figures told so far that were read from rows."""
        return [id for id in self.told if self.figures[id]["sources"]]

    def _figure(self, id: str, first: str = "", rest: str = "") -> Iterator[str]:
        """Yield a figure and what it was computed from; `first` and `rest` stand before its lines."""
        figure = self.figures[id]
        head = f"{first}{named(figure)}"
        if id in self.told:
            yield f"{head}  (đã nêu ở trên)"
            return
        self.told[id] = None
        yield head
        parents = [parent for parent in figure["parents"] if parent in self.figures]
        body = f"{rest}│ " if parents else f"{rest}  "
        if figure["worked"]:  # else it waits for a table, and its formula says for which
            yield f"{body}Nguồn gốc: {figure['grade']}"
        yield f"{body}Công thức: {figure['formula']}"
        if figure["worked"]:
            yield f"{body}Thay số:   {figure['worked']}"
        for source in figure["sources"]:
            yield from (f"{body}{line}" for line in self._source(source))
        yield from (f"{body}Đính chính: {correction}" for correction in figure["corrections"])
        for parent in parents:
            last = parent == parents[-1]
            yield from self._figure(parent, rest + ("└─ " if last else "├─ "), rest + ("   " if last else "│  "))

    def _source(self, source: SourceRecord) -> Iterator[str]:
        number = self._numbers.setdefault(source["table"], len(self._numbers) + 1)
        sheet = f", trang tính “{source['sheet']}”" if source["sheet"] else ""
        column = f", cột “{source['header']}” ({source['column']})" if source["column"] else ""
        yield from source["meanings"]
        yield f"Nguồn:     {source['file']} [{number}]{sheet}{column}"
        yield f"           {source['extent']}; mã băm {source['digest']}"

    def _table(self, number: int, table: TableRecord) -> Iterator[str]:
        yield f"[{number}] {table['file']}: {table['title']}; mỗi dòng là {table['row_is']}"
        document = table["document"] or "không ghi"
        yield f"    cơ quan cung cấp: {table['agency']}; văn bản: {document}; số liệu đến ngày {table['as_of']}"
        yield f"    nguồn gốc: {table['grade']}"

    def _checks(self, id: str) -> Iterator[str]:
        """Yield the checks that speak of the figure, and of what it was computed from those that failed."""
        own = [check for check in self.checks if id in check["figures"]]
        others = [c for c in self.checks if c not in own and not self.told.keys().isdisjoint(c["figures"])]
        failed = [check for check in others if check["status"] == "failed"]
        yield f"Kiểm tra nói đến số liệu này: {_counts(own)}"
        for check in own:
            yield from _check(check)
        if others:
            yield f"Kiểm tra nói đến các số liệu thành phần: {_counts(others)}"
        for check in failed:
            yield from _check(check)


def named(figure: FigureRecord) -> str:
    """Return a figure's label, printed value and id; simulated values are marked."""
    mark = "†" if figure["provenance"] == SIMULATED else ""
    return f"{figure['label']}: {figure['printed']}{mark}  [{figure['id']}]"


def listing_lines(listing: Listing, figures: Mapping[str, FigureRecord]) -> Iterator[str]:
    """Yield several figures, each with its formula in numbers."""
    ids = [id for id in listing.ids if id in figures]
    yield f"{listing.title}: {len(ids)} số liệu" if ids else f"{listing.title}: không có số liệu nào"
    for id in ids:
        yield f"  {named(figures[id])}"
        yield f"      {figures[id]['worked'] or figures[id]['formula']}"


def row_lines(figures: Mapping[str, FigureRecord], rows: Mapping[str, Sequence[RowRead]]) -> Iterator[str]:
    """Yield the source rows of figures: where each stands, and the cells that were read."""
    yield ""
    yield "Dòng nguồn"
    for id, found in rows.items():
        (source,) = figures[id]["sources"]
        sheet = f", trang tính “{source['sheet']}”" if source["sheet"] else ""
        yield f"{figures[id]['label']}  [{id}]: {source['extent']} của {source['file']}{sheet}"
        for row in found:
            yield f"{_HANGING}{row.position}  {row.cells}".rstrip()
        if not found:
            yield f"{_HANGING}không có dòng nào"


def wrapped(line: str, width: int) -> Iterator[str]:
    """Break a line at blanks to a width; what follows stands under its words, inside the branches of the tree.

    >>> list(wrapped("├─ Tỷ lệ hộ nghèo xã Công Sơn", 26))
    ['├─ Tỷ lệ hộ nghèo xã Công', '│  Sơn']
    """
    branches = _BRANCHES.match(line)[0]  # type: ignore[index]  # it also matches nothing
    beneath = branches.replace("├─", "│ ").replace("└─", "  ")
    label = _LABEL.match(line[len(branches) :])
    beneath += " " * (len(label[0]) if label else 0)
    room = max(width, len(beneath) + 20)
    yield from textwrap.wrap(line, room, subsequent_indent=beneath, break_long_words=False) or [line]


def _check(check: Mapping[str, Any]) -> Iterator[str]:
    status = _STATUS[check["status"]]
    severity = f" ({_SEVERITY[check['severity']]})" if check["status"] == "failed" else ""
    yield f"  {status}{severity}: {check['message']}  [{check['id']}]"
    if check["status"] != "passed" and check["evidence"]:
        yield f"     {'Thực tế: ' if check['status'] == 'failed' else ''}{check['evidence']}"


def _counts(checks: Sequence[Mapping[str, Any]]) -> str:
    told = [f"{sum(c['status'] == status for c in checks)} {words.lower()}" for status, words in _STATUS.items()]
    return ", ".join(words for words in told if not words.startswith("0 ")) or "không có"
