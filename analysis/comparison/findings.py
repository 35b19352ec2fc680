"""Findings: kinds, severities, and how several findings about one number are merged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from fractions import Fraction

from analysis.comparison.mentions import Mention
from analysis.figures import format_number, round_half_up
from analysis.figures.formatting import MILLION

KINDS = ("sum", "share", "remainder", "count", "label", "cross_section", "forecast", "norm", "name", "data")
"""Kinds of finding, the most specific first; the first wins where two kinds fit one number."""

SEVERITIES = ("certain", "probable", "style")
"""From certain contradictions to matters of style."""


@dataclass(frozen=True)
class Finding:
    """A contradiction in a report.

    Attributes
    ----------
    kind
        One of `KINDS`.
    severity
        One of `SEVERITIES`.
    quote
        The passage, verbatim.
    line
        Line of the extracted text with the number.
    printed
        The number as printed in the report.
    recomputed
        The value derived from the other numbers, or from the data.
    message
        One Vietnamese sentence of explanation.
    """

    kind: str
    severity: str
    quote: str
    line: int
    printed: str
    recomputed: str
    message: str

    def as_dict(self) -> dict[str, str | int]:
        """Return the finding as JSON values."""
        return asdict(self)


def finding_at(mention: Mention, kind: str, severity: str, recomputed: str, message: str) -> Finding:
    """Return a finding about a quantity, with its line and quote."""
    return Finding(kind, severity, quote_around(mention), mention.line, mention.quantity.printed, recomputed, message)


def quote_around(mention: Mention, before: int = 60, after: int = 40) -> str:
    """Quote the words around a quantity, cut at spaces and within its sentence."""
    text, sentence = mention.block.text, mention.sentence
    start = max(sentence.start, mention.quantity.start - before)
    end = min(sentence.end, mention.quantity.end + after)
    while start > sentence.start and text[start - 1] not in " (":
        start -= 1
    while end < sentence.end and text[end - 1] != " ":
        end += 1
    return text[start:end].strip()


def amount(value: Fraction, like: Mention) -> str:
    """Print a recomputed value in the unit in which `like` is printed."""
    quantity = like.quantity
    if quantity.kind == "money":
        scale = Fraction(1)
        printed = quantity.printed.lower()
        if "tỷ" in printed or "tỉ" in printed:
            scale, word = Fraction(1000 * MILLION), "tỷ đồng"
        elif "tr" in printed:
            scale, word = Fraction(MILLION), "triệu đồng"
        else:
            word = "đồng"
        return f"{format_number(round_half_up(value / scale, 3), 'decimal')} {word}"
    if quantity.kind == "percent":
        return percent(value, quantity.digits)
    return f"{format_number(value, 'decimal')} {quantity.noun}".strip()


def percent(value: Fraction, digits: int) -> str:
    """Print a recomputed percentage (8.29 for 8,29%) with at least the decimals of the printed one."""
    return format_number(value / 100, f"percent{min(max(digits, 0), 2)}")


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """Keep one finding per number: the most certain, then the most specific kind; in the order of the text."""
    best: dict[tuple[int, str], Finding] = {}
    for finding in findings:
        key = (finding.line, finding.printed)
        known = best.get(key)
        if known is None or _rank(finding) < _rank(known):
            best[key] = finding
    return sorted(best.values(), key=lambda f: (f.line, _rank(f)))


def _rank(finding: Finding) -> tuple[int, int]:
    return SEVERITIES.index(finding.severity), KINDS.index(finding.kind)
