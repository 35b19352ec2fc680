"""Find the figures that a typed FIGURE refers to, and print their lineage as a tree."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.figures.lineage import FigureRecord, SourceRecord, TableRecord
    from analysis.publish.outline import Place
    from analysis.publish.records import EditionLineage, RowRead


# Find figures ---------------------------------------------------------------------------------------------------------


_PART = re.compile(r"(?:mục\s+)?((?:[ivx]+|\d{1,2})(?:\.(?:\d{1,2}|[a-zđ]))*|(?:phụ lục|pl)(?:\s+[ivx]+)?)[.)]?")
"""The number of a part as it is printed: "3.1", "II.3.1", "II.1.a", "Phụ lục I"."""

_NUMBER = re.compile(r"[+-]?\d[\d.,/]*\s?%?")


@dataclass(frozen=True)
class Listing:
    """Several figures under a common title."""

    title: str
    ids: Sequence[str]


def is_part(text: str) -> bool:
    """Whether a text can be the number of a part of the report.

    >>> is_part("3.1"), is_part("Mục II.1.a)"), is_part("poverty.poor"), is_part("1.644"), is_part("8,29%")
    (True, True, False, False, False)
    """
    return bool(_PART.fullmatch(_plain(text)))


def parts_named(text: str, places: Sequence[Place]) -> Iterator[Listing]:
    """Yield the parts with a number, including their subparts; the end of a number is enough ("3.1")."""
    named = _PART.fullmatch(_plain(text))
    wanted = re.sub(r"^pl\b", "phụ lục", named[1]) if named else ""
    for place in places:
        number = place["number"].casefold()
        if number == wanted or number.endswith(f".{wanted}"):
            inside = [p for p in places if p is place or p["number"].startswith(f"{place['number']}.")]
            ids = dict.fromkeys(id for part in inside for id in part["figures"])
            name = place["number"] if place["number"].startswith("Phụ lục") else f"Mục {place['number']}"
            yield Listing(f"{name} {place['title']}", list(ids))


def printed_as(text: str, figures: Mapping[str, FigureRecord]) -> list[str]:
    """Return the figures printed as a text, with or without unit and thousands separators.

    >>> printed_as("1644", {"a.b": {"id": "a.b", "printed": "1.644 hộ", "value": "1644"}})
    ['a.b']
    """
    wanted = _digits(text)
    if not _NUMBER.match(text.strip()):
        return []
    return [
        id
        for id, figure in figures.items()
        if wanted in (_digits(figure["printed"]), _digits(_number_of(figure["printed"])), figure["value"])
    ]


def starting_with(text: str, figures: Mapping[str, FigureRecord]) -> list[str]:
    """Return the figures whose id starts with a text, up to a dot."""
    return [id for id in figures if id.startswith(text.strip().rstrip(".") + ".")]


def nearest(text: str, figures: Mapping[str, FigureRecord], most: int = 5) -> list[str]:
    """Return similar figures: with a similar id, or with the words in their label."""
    ids = get_close_matches(text.strip().lower(), figures, n=most, cutoff=0.6)
    words = _bare(text).split()
    labelled = [id for id, figure in figures.items() if words and all(word in _bare(figure["label"]) for word in words)]
    parts = [id for id in figures if text.strip() and text.strip().lower() in id]
    return list(dict.fromkeys([*ids, *labelled, *parts]))[:most]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _bare(text: str) -> str:
    """Remove diacritics, so that they need not be typed."""
    spread = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(c for c in spread if not unicodedata.combining(c))


def _number_of(printed: str) -> str:
    number = _NUMBER.match(printed)
    return number[0] if number else printed


def _digits(text: str) -> str:
    """Remove thousands separators, blanks and a leading zero, which need not be typed."""
    return re.sub(r"(?<=\d)\.(?=\d{3})", "", _plain(text)).replace(" ", "").removeprefix("0") or "0"


# Print lineage --------------------------------------------------------------------------------------------------------


SIMULATED = "simulated"
_STATUS = {"passed": "đạt", "failed": "KHÔNG ĐẠT", "skipped": "không kiểm được"}
_SEVERITY = {"error": "lỗi", "warning": "cảnh báo"}


class Line(str):
    """A line of output, with the indentation of its continuation lines when it is wrapped."""

    indent: str

    @classmethod
    def of(cls, prefix: str, text: str, label: str = "") -> Line:
        """Return a line that continues below its text, after prefix and label, inside the branches of the tree."""
        line = cls(prefix + label + text)
        line.indent = prefix.replace("├─", "│ ").replace("└─", "  ") + " " * len(label)
        return line


class Tree:
    """The lineage of a figure as text. Figures and tables that were printed before are only referred to."""

    def __init__(self, lineage: EditionLineage) -> None:
        self.figures: Mapping[str, FigureRecord] = lineage["figures"]
        self.tables: Mapping[str, TableRecord] = lineage["tables"]
        self.checks: Sequence[Mapping[str, Any]] = lineage["checks"]
        self.printed: dict[str, None] = {}
        self._numbers: dict[str, int] = {}

    def lines(self, id: str) -> Iterator[str]:
        """Yield the lines for a figure: its tree, its tables and its checks."""
        yield from self._figure(id)
        yield from ("", "Bảng số liệu gốc") if self._numbers else ()
        for name, number in self._numbers.items():
            yield from self._table(number, self.tables[name])
        yield ""
        yield from self._checks(id)

    def read(self) -> list[str]:
        """Return the figures printed so far that were read from rows."""
        return [id for id in self.printed if self.figures[id]["sources"]]

    def _figure(self, id: str, first: str = "", rest: str = "") -> Iterator[str]:
        """Yield a figure and its parents; `first` and `rest` are the prefixes of its first and further lines."""
        figure = self.figures[id]
        if id in self.printed:
            yield Line.of(first, f"{named(figure)}  (đã nêu ở trên)")
            return
        self.printed[id] = None
        yield Line.of(first, named(figure))
        parents = [parent for parent in figure["parents"] if parent in self.figures]
        body = f"{rest}│ " if parents else f"{rest}  "
        if figure["worked"]:  # else it needs a table that is not yet received, named in the formula
            yield Line.of(body, figure["grade"], "Nguồn gốc: ")
        yield Line.of(body, figure["formula"], "Công thức: ")
        if figure["worked"]:
            yield Line.of(body, figure["worked"], "Thay số:   ")
        for source in figure["sources"]:
            yield from self._source(body, source)
        yield from (Line.of(body, correction, "Đính chính: ") for correction in figure["corrections"])
        for parent in parents:
            last = parent == parents[-1]
            yield from self._figure(parent, rest + ("└─ " if last else "├─ "), rest + ("   " if last else "│  "))

    def _source(self, body: str, source: SourceRecord) -> Iterator[str]:
        number = self._numbers.setdefault(source["table"], len(self._numbers) + 1)
        sheet = f", trang tính “{source['sheet']}”" if source["sheet"] else ""
        column = f", cột “{source['header']}” ({source['column']})" if source["column"] else ""
        yield from (Line.of(body, meaning) for meaning in source["meanings"])
        yield Line.of(body, f"{source['file']} [{number}]{sheet}{column}", "Nguồn:     ")
        yield Line.of(body, f"{source['extent']}; mã băm {source['digest']}", "           ")

    def _table(self, number: int, table: TableRecord) -> Iterator[str]:
        yield Line.of("", f"{table['file']}: {table['title']}; mỗi dòng là {table['row_is']}", f"[{number}] ")
        document = table["document"] or "không ghi"
        dated = f"cơ quan cung cấp: {table['agency']}; văn bản: {document}; số liệu đến ngày {table['as_of']}"
        yield Line.of("    ", dated)
        yield Line.of("    ", f"nguồn gốc: {table['grade']}")

    def _checks(self, id: str) -> Iterator[str]:
        """Yield the checks of the figure, and the failed checks of its parents."""
        own = [check for check in self.checks if id in check["figures"]]
        others = [c for c in self.checks if c not in own and not self.printed.keys().isdisjoint(c["figures"])]
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
    """Yield a list of figures, each with its formula in numbers."""
    ids = [id for id in listing.ids if id in figures]
    yield f"{listing.title}: {len(ids)} số liệu" if ids else f"{listing.title}: không có số liệu nào"
    for id in ids:
        yield Line.of("  ", named(figures[id]))
        yield Line.of("      ", figures[id]["worked"] or figures[id]["formula"])


def row_lines(figures: Mapping[str, FigureRecord], rows: Mapping[str, Sequence[RowRead]]) -> Iterator[str]:
    """Yield the source rows of figures, each with its position and the cells that were read."""
    yield ""
    yield "Dòng nguồn"
    for id, found in rows.items():
        (source,) = figures[id]["sources"]
        sheet = f", trang tính “{source['sheet']}”" if source["sheet"] else ""
        yield f"{figures[id]['label']}  [{id}]: {source['extent']} của {source['file']}{sheet}"
        for row in found:
            yield Line.of("   ", f"{row.position}  {row.cells}".rstrip())
        if not found:
            yield Line.of("   ", "không có dòng nào")


def wrapped(line: str, width: int) -> Iterator[str]:
    """Wrap a line to a width.

    >>> list(wrapped(Line.of("├─ ", "Tỷ lệ hộ nghèo xã Công Sơn"), 26))
    ['├─ Tỷ lệ hộ nghèo xã Công', '│  Sơn']
    """
    indent = line.indent if isinstance(line, Line) else ""
    room = max(width, len(indent) + 20)
    yield from textwrap.wrap(line, room, subsequent_indent=indent, break_long_words=False) or [line]


def _check(check: Mapping[str, Any]) -> Iterator[str]:
    status = _STATUS[check["status"]]
    severity = f" ({_SEVERITY[check['severity']]})" if check["status"] == "failed" else ""
    yield Line.of("  ", f"{status}{severity}: {check['message']}  [{check['id']}]")
    if check["status"] != "passed" and check["evidence"]:
        label = "Thực tế: " if check["status"] == "failed" else ""
        yield Line.of("     ", f"{label}{check['evidence']}")


def _counts(checks: Sequence[Mapping[str, Any]]) -> str:
    counts = Counter(check["status"] for check in checks)
    return (
        ", ".join(f"{counts[status]} {words.lower()}" for status, words in _STATUS.items() if counts[status])
        or "không có"
    )
