"""Run every detector over a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from analysis.comparison.changes import find_change_contradictions
from analysis.comparison.common_base import find_base_contradictions
from analysis.comparison.counts import find_count_contradictions
from analysis.comparison.findings import Finding, merged
from analysis.comparison.forecasts import find_forecast_contradictions
from analysis.comparison.labels import find_borrowed_labels, find_repeated_labels
from analysis.comparison.names import find_name_contradictions
from analysis.comparison.remainders import find_remainder_contradictions
from analysis.comparison.repeated import find_repeated_contradictions
from analysis.comparison.restated import find_restated_contradictions
from analysis.comparison.shares import find_share_contradictions
from analysis.comparison.sums import find_sum_contradictions
from analysis.comparison.tables import find_table_contradictions
from analysis.comparison.text import Text

if TYPE_CHECKING:
    from analysis.comparison.knowledge import Knowledge
    from analysis.figures import Figure

DETECTORS: tuple[Callable[[Text], Iterable[Finding]], ...] = (
    find_sum_contradictions,
    find_share_contradictions,
    find_remainder_contradictions,
    find_change_contradictions,
    find_count_contradictions,
    find_repeated_labels,
    find_borrowed_labels,
    find_repeated_contradictions,
    find_forecast_contradictions,
    find_table_contradictions,
    find_base_contradictions,
    find_restated_contradictions,
    find_name_contradictions,
)
"""Detectors of contradictions within a text; to add one, add an entry."""


def compare_text(
    text: Text, figures: Mapping[str, Figure] | None = None, known: Knowledge | None = None
) -> list[Finding]:
    """Find the contradictions of a report.

    Parameters
    ----------
    text
        The report.
    figures
        Figures computed from the data of the same unit and year, by id; without them the text is compared only with
        itself.
    known
        The reference data, and the unit and year of the report; without them policy norms and names of places are
        not checked.

    Returns
    -------
    list[Finding]
        One for each contradictory number, in the order of the text.
    """
    findings = [finding for detector in DETECTORS for finding in detector(text)]
    if figures is not None:
        from analysis.comparison.against_data import find_data_contradictions  # noqa: PLC0415 - not without data

        findings += find_data_contradictions(text, figures)
    if known is not None:
        from analysis.comparison.norms import find_norm_contradictions  # noqa: PLC0415 - not without reference data
        from analysis.comparison.reference_names import find_misspelled_places  # noqa: PLC0415

        findings += [*find_norm_contradictions(text, known), *find_misspelled_places(text, known)]
    return merged(findings)
