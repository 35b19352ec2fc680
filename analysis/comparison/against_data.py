"""A report's numbers against the figures computed from the data of the same unit and year.

Numbers are matched to figures by the words around them and the label. Numbers that equal a figure of their kind are
removed together with it; of the rest, a number and a figure that are each other's best match are reported as different.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from analysis.comparison.changes import is_change as is_told_as_change
from analysis.comparison.findings import Finding, amount, finding_at
from analysis.comparison.mentions import Mention
from analysis.comparison.quantities import kind_of_noun
from analysis.comparison.text import Text
from analysis.figures import Figure
from analysis.sections.section import is_change
from analysis.tables.loading import PREVIOUS

_SURE = 0.62
_LIKELY = 0.5
_SHARES = ("percent", "points")
_WORD = re.compile(r"\w+")
_COMMON = frozenset(["là", "có", "của", "và", "các", "được", "cho", "tại", "với", "theo", "trong", "đó", "số", "năm"])

Weights = Mapping[str, float]


def find_data_contradictions(text: Text, figures: Mapping[str, Figure]) -> Iterator[Finding]:
    """Report the numbers that match a figure by their words but not by value.

    Parameters
    ----------
    text
        The report.
    figures
        Computed figures by id.
    """
    known = [f for f in figures.values() if f.value is not None and (not f.simulated or _spans_years(f))]
    weights = _weights([_words(f.label) for f in known])
    features = {f.id: _features(f.label) for f in known}
    mentions = [m for m in text.mentions if m.quantity.kind and not m.quantity.approximate]
    contexts = {id(m): _features(_context(m)) for m in mentions}
    scores = {
        (id(m), f.id): _similarity(features[f.id], contexts[id(m)], weights)
        for m in mentions
        for f in known
        if kind_of(f) == m.quantity.kind and is_change(f) == is_told_as_change(m)
    }
    equal = [(m, f) for m in mentions for f in known if (id(m), f.id) in scores and _equal(m, f)]
    settled = {id(m) for m, _ in equal}
    stated = _stated(equal, scores)
    open_mentions = [m for m in mentions if id(m) not in settled]
    open_figures = [f for f in known if f.id not in stated and not _spans_years(f)]
    for mention in open_mentions:
        best = _best(mention, open_figures, scores)
        if best is None:
            continue
        figure, score = best
        rival = max((scores.get((id(m), figure.id), 0.0) for m in open_mentions if m is not mention), default=0.0)
        if score < _LIKELY or rival > score:
            continue
        yield _finding(mention, figure, score)


def _finding(mention: Mention, figure: Figure, score: float) -> Finding:
    value = _printed_value(mention, figure)
    shown = amount(value, mention)
    message = (
        f"Số liệu tính từ bảng dữ liệu là {shown} ({figure.label}; {figure.id}), báo cáo ghi "
        f"{mention.quantity.printed}."
    )
    return finding_at(mention, "data", "certain" if score >= _SURE else "probable", shown, message)


def kind_of(figure: Figure) -> str:
    """Return the kind of quantity in which a figure is stated."""
    if figure.measure.form.startswith("percent"):
        return "percent"
    if figure.measure.form.startswith("points"):
        return "points"
    if figure.measure.unit in ("đồng", "triệu đồng"):
        return "money"
    return kind_of_noun(figure.measure.unit)


def _equal(mention: Mention, figure: Figure) -> bool:
    slack = mention.quantity.half if mention.quantity.kind in (*_SHARES, "money") else Fraction(0)
    return abs(_printed_value(mention, figure) - mention.quantity.value) <= slack


def _printed_value(mention: Mention, figure: Figure) -> Fraction:
    """Return the value as a report prints it: shares as percentages, changes without their sign."""
    value = Fraction(figure.value or 0)
    return (abs(value) if is_change(figure) else value) * (100 if mention.quantity.kind in _SHARES else 1)


def _spans_years(figure: Figure) -> bool:
    """Whether a figure is of last year or a change: a number that equals it is not a value of this year."""
    return figure.id.startswith(PREVIOUS) or is_change(figure)


def _stated(equal: Sequence[tuple[Mention, Figure]], scores: Mapping[tuple[int, str], float]) -> set[str]:
    """Return the figures that the report states correctly: for every number the figure whose label matches best."""
    best: dict[int, tuple[float, str]] = {}
    for mention, figure in equal:
        score = scores[(id(mention), figure.id)]
        if score > best.get(id(mention), (-1.0, ""))[0]:
            best[id(mention)] = (score, figure.id)
    return {figure for _, figure in best.values()}


def _best(
    mention: Mention, figures: Sequence[Figure], scores: Mapping[tuple[int, str], float]
) -> tuple[Figure, float] | None:
    ranked = sorted(((scores.get((id(mention), f.id), 0.0), f.id, f) for f in figures), reverse=True)[:1]
    return (ranked[0][2], ranked[0][0]) if ranked and ranked[0][0] > 0 else None


def _context(mention: Mention) -> str:
    headings = " ".join(b.text for b in mention.block.ancestors if b.kind == "heading")
    above = mention.block.parent.text[-80:] if mention.block.parent and mention.block.parent.kind != "heading" else ""
    return f"{mention.clause_before[-90:]} {mention.quantity.noun} {mention.right[:40]} {headings[-160:]} {above}"


def _words(text: str) -> list[str]:
    return [w for w in _WORD.findall(text.lower()) if w not in _COMMON]


def _features(text: str) -> frozenset[str]:
    words = _words(text)
    return frozenset(words) | {f"{a} {b}" for a, b in itertools.pairwise(words)}


def _weights(labels: Sequence[Sequence[str]]) -> Weights:
    """Weight words by how few labels contain them."""
    counts = Counter(feature for label in labels for feature in _features(" ".join(label)))
    return {feature: math.log(1 + len(labels) / count) for feature, count in counts.items()}


def _similarity(label: frozenset[str], context: frozenset[str], weights: Weights) -> float:
    """Return the share of a label's weight that its words found in the context have, between 0 and 1."""
    whole = sum(weights.get(w, 0.0) for w in label)
    return sum(weights.get(w, 0.0) for w in label & context) / whole if whole else 0.0
