"""Counts of too few households to be shown: which ones, and which others keep them from being computed back."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Set

LEAST = 5
"""Households that a count must have to stand alone, the usual least cell of official statistics."""


def too_few(number: int, whole: int) -> bool:
    """Whether a count, or what it leaves of the whole, is some households but fewer than `LEAST`.

    None at all is no secret: nothing is told of anybody.
    """
    return 0 < number < LEAST or 0 < whole - number < LEAST


def hidden(
    numbers: Mapping[Hashable, int], wholes: Mapping[Hashable, int], already: Set[Hashable] = frozenset()
) -> set[Hashable]:
    """Choose which of several counts, whose total is told, must not be.

    Parameters
    ----------
    numbers
        The counts, by unit.
    wholes
        What each is a part of: all households of the unit and class.
    already
        Units whose count is hidden for another reason.

    Returns
    -------
    set
        Units whose count is too few; with them the next larger ones, until what is hidden, which follows from the
        total, is no longer too few itself.
    """
    chosen = [unit for unit, number in numbers.items() if unit in already or too_few(number, wholes[unit])]
    taken = set(chosen)
    left = (unit for unit, number in numbers.items() if number and unit not in taken)
    others = sorted(left, key=lambda unit: (numbers[unit], str(unit)))
    while chosen and others and (len(chosen) < 2 or _few_together(chosen, numbers, wholes)):
        chosen.append(others.pop(0))
    return set(chosen)


def hidden_under(
    totals: Iterable[Iterable[Hashable]], numbers: Mapping[Hashable, int], wholes: Mapping[Hashable, int]
) -> set[Hashable]:
    """Choose which counts must not be told where several totals are: of each district, each province, the country.

    Parameters
    ----------
    totals
        The units that each total is the sum of.
    numbers, wholes
        As `hidden`, of all units.
    """
    groups = [list(units) for units in totals]
    chosen, before = set[Hashable](), -1
    while len(chosen) > before:  # what one total makes hide may be computed back from another
        before = len(chosen)
        for units in groups:
            chosen |= hidden({unit: numbers[unit] for unit in units}, wholes, chosen)
    return chosen


def _few_together(units: list[Hashable], numbers: Mapping[Hashable, int], wholes: Mapping[Hashable, int]) -> bool:
    return too_few(sum(numbers[unit] for unit in units), sum(wholes[unit] for unit in units))
