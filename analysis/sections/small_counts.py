"""Disclosure control: which counts of few households to suppress, and which others so that none can be derived."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Set

MIN_HOUSEHOLDS = 5
"""Minimum number of households of a published count, the usual threshold of official statistics."""


def too_few(number: int, whole: int) -> bool:
    """Whether a count, or its complement in the whole, is above zero but below `MIN_HOUSEHOLDS`.

    A count of zero does not identify any household.
    """
    return 0 < number < MIN_HOUSEHOLDS or 0 < whole - number < MIN_HOUSEHOLDS


def suppressed(
    numbers: Mapping[Hashable, int], wholes: Mapping[Hashable, int], already: Set[Hashable] = frozenset()
) -> set[Hashable]:
    """Pick counts to suppress so that none of them follows from the published total.

    Parameters
    ----------
    numbers
        The counts, by unit.
    wholes
        All households of the unit and class, of which the count is a part.
    already
        Units whose count is suppressed for another reason.

    Returns
    -------
    set
        Units whose count is too small, and the next larger ones until the sum of the suppressed counts, which follows
        from the total, is itself large enough.
    """
    chosen = [unit for unit, number in numbers.items() if unit in already or too_few(number, wholes[unit])]
    taken = set(chosen)
    left = (unit for unit, number in numbers.items() if number and unit not in taken)
    others = sorted(left, key=lambda unit: (numbers[unit], str(unit)))
    while chosen and others:
        together = sum(numbers[unit] for unit in chosen), sum(wholes[unit] for unit in chosen)
        if len(chosen) > 1 and not too_few(*together):
            break
        chosen.append(others.pop(0))
    return set(chosen)


def suppressed_under(
    totals: Iterable[Iterable[Hashable]], numbers: Mapping[Hashable, int], wholes: Mapping[Hashable, int]
) -> set[Hashable]:
    """Pick counts to suppress where several totals are published: of each district, each province, the country.

    Parameters
    ----------
    totals
        For each total, the units it is the sum of.
    """
    groups = [list(units) for units in totals]
    chosen, before = set[Hashable](), -1
    while len(chosen) > before:  # a count suppressed for one total may be derived from another total
        before = len(chosen)
        for units in groups:
            chosen |= suppressed({unit: numbers[unit] for unit in units}, wholes, chosen)
    return chosen
