"""Sections III and IV: the office's own assessment and proposals, as Markdown text."""

from __future__ import annotations

from analysis.figures import FigureBook
from analysis.sections.context import open_book
from analysis.tables import Inputs

NEEDS = ("assessment",)


def build(inputs: Inputs) -> FigureBook:
    """Open the book with `assessment.<topic>` for every topic that has a text, which `assessment_text` reads."""
    book = open_book("assessment", inputs)
    topics = inputs["assessment"].frame["topic"]
    for topic, words in inputs.reference.vocabulary["assessment_topic"].items():
        if (topics == topic).any():
            book.phrase(f"assessment.{topic}", words)
    return book


def assessment_text(inputs: Inputs, topic: str) -> tuple[str, ...]:
    """Return the Markdown texts of a topic, in order."""
    frame = inputs["assessment"].frame
    return tuple(frame[frame["topic"] == topic].sort_values("order", kind="stable")["text"])
