"""Context of a report: the reference data, and the unit and year of the report."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass

from analysis.comparison.text import Text
from analysis.reference import Reference, Unit
from analysis.reference.place_names import DISTRICT_KINDS, PROVINCE_KINDS, find_place_names

_YEAR = re.compile(r"(?<!\bhết )năm (20\d{2})(?![\d-]|\s*[-–]\s*20)", re.I)
_TITLE = re.compile(r"\bbáo cáo\b", re.I)
_HEAD = 25
"""Number of lines at the beginning in which the title is searched."""


@dataclass(frozen=True)
class Knowledge:
    """What a report can be compared with when its tables are not available.

    Attributes
    ----------
    reference
        The reference data.
    unit
        The unit of the report; `None` when the reference does not contain it.
    year
        The year reported on; `None` when the text does not say.
    """

    reference: Reference
    unit: Unit | None
    year: int | None

    @classmethod
    def of(cls, text: Text, reference: Reference, unit: str | None = None, year: int | None = None) -> Knowledge:
        """Determine the unit and year of a report.

        Parameters
        ----------
        text
            The report.
        reference
            The reference data.
        unit, year
            Code of the unit and the year; where not given, they are read from the text if possible.
        """
        year = year or report_year(text)
        found = _named_unit(text, reference) if unit is None else _unit(reference, unit, year)
        return cls(reference, found, year)

    @property
    def date(self) -> dt.date | None:
        """The date for look-ups in the reference: the last day of the year on which the unit was valid."""
        if self.unit is None:
            return None
        if self.year is None:
            return min(self.unit.valid_to, dt.date.max)
        return min(self.unit.valid_to, dt.date(self.year, 12, 31))


def report_year(text: Text) -> int | None:
    """Return the year of a report: that of its title, else the most frequent year in the text.

    Parameters
    ----------
    text
        The report.
    """
    head = [line for line in text.lines if line.strip()][:_HEAD]
    for number, line in enumerate(head):
        if _TITLE.search(line) and (named := _YEAR.findall(" ".join(head[number : number + 3]))):
            return int(named[0])
    counted = Counter(int(year) for line in text.lines for year in _YEAR.findall(line))
    if not counted:
        return None
    (year, times), *_ = counted.most_common(1)
    return year if 2 * times > counted.total() else None


def _unit(reference: Reference, code: str, year: int | None) -> Unit | None:
    known = [u for u in reference.units if u.code == code]
    return (reference.units.unit_in_year(code, year) if year else None) or max(
        known, key=lambda u: u.valid_from, default=None
    )


def _named_unit(text: Text, reference: Reference) -> Unit | None:
    """Return the unit of the text: the district named most often, or the province where no district is named."""
    named = [place for block in text.blocks for place in find_place_names(block.text)]
    for kinds in (DISTRICT_KINDS, PROVINCE_KINDS):
        counted = Counter((p.kind, p.name.casefold()) for p in named if p.kind in kinds)
        if counted:
            (kind, name), _ = counted.most_common(1)[0]
            return next((u for u in reference.units if (u.kind, u.name.casefold()) == (kind, name)), None)
    return None
