"""What a panel shows under its controls: a chart with its caption and words, or a sentence that there is none."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from analysis.charts.drawing import Chart
from analysis.figures.provenance import EXPLANATION


@dataclass(frozen=True)
class Pane:
    """A chart as a page shows it; a sentence in its place where there is nothing to draw.

    Attributes
    ----------
    chart
        The chart.
    words
        What to say without one.
    """

    chart: Chart | None
    words: str = ""

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        if self.chart is None:
            return {"text/plain": self.words, "text/html": str(Markup("<p>{}</p>").format(self.words))}
        chart = self.chart
        told = " ".join(filter(None, (chart.note, explanation(chart.provenance))))
        return {
            "text/plain": f"{chart.caption}. {chart.alt} {told}".strip(),
            "text/html": self._html(chart, told),
            "image/svg+xml": chart.svg,
        }

    def _html(self, chart: Chart, told: str) -> str:
        """Return the drawing as an image, whose letters are paths, with its words for those who do not see it."""
        drawing = base64.b64encode(chart.svg.encode()).decode()
        return str(
            Markup(
                '<figure style="margin:0 0 1em"><figcaption><strong>{}</strong></figcaption>'
                '<img style="max-width:100%" src="data:image/svg+xml;base64,{}" alt="{}"/>'
                "<p><small>{}</small></p></figure>"
            ).format(escape(chart.caption), drawing, chart.alt, told)
        )


def explanation(provenance: str) -> str:
    """Say under a chart what of it is simulated; empty when nothing is."""
    words = EXPLANATION.get(provenance, "")
    return f"† {words}" if words else ""
