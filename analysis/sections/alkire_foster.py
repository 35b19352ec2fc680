"""The Alkire–Foster measures of multidimensional poverty, for analysts: H, A and M0, and what they are made of.

Source: S. Alkire and J. Foster (2011), "Counting and multidimensional poverty measurement", *Journal of Public
Economics* 95(7–8), 476–487. The names of the measures are those of S. Alkire et al. (2015), *Multidimensional Poverty
Measurement and Analysis*, Oxford University Press, chapter 5.

An alternative to `classification`. It creates no figures, because the report uses only the legal definition of poor
households.

All sums are of integers, so that measures are exact fractions and a household exactly at the cut-off is not lost to
rounding; the frames contain the nearest floats.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pandas as pd

Rational = Fraction | int | float
"""A number that is converted to the nearest simple fraction: 1/3 and 0.25 to a third and a quarter."""

_MAX_DENOMINATOR = 10**6


@dataclass(frozen=True)
class AlkireFoster:
    """The measures of one population at one cut-off.

    Attributes
    ----------
    weights
        Weight of each indicator, w_j; they add up to 1.
    cutoff
        The poverty cut-off k: the least weighted share of deprivations that makes a unit poor, above 0, up to 1.
    population
        Number of persons or households that each row represents.
    score
        Deprivation score of each row as an integer, c_i = Σ_j w_j g_ij times `scale`.
    scale
        Divisor of `score`.
    """

    deprivations: pd.DataFrame
    weights: Mapping[str, Fraction]
    cutoff: Fraction
    population: pd.Series
    score: pd.Series
    scale: int

    @property
    def poor(self) -> pd.Series:
        """Whether each row is poor: ρ_i(k) = 1 where c_i ≥ k."""
        return self.score * self.cutoff.denominator >= self.cutoff.numerator * self.scale

    @property
    def headcount_ratio(self) -> Fraction | None:
        """H = q ÷ n, the share of the population that is poor; `None` for an empty population."""
        return _share(self._poor_population, int(self.population.sum()))

    @property
    def intensity(self) -> Fraction | None:
        """A = Σ_poor c_i ÷ q, the mean deprivation score of the poor; `None` where there are no poor."""
        return _share(int(self._censored_score.sum()), self._poor_population * self.scale)

    @property
    def adjusted_headcount_ratio(self) -> Fraction | None:
        """M0 = Σ_i c_i(k) ÷ n = H · A, the deprivations of the poor as a share of all possible ones."""
        return _share(int(self._censored_score.sum()), int(self.population.sum()) * self.scale)

    def by_indicator(self) -> pd.DataFrame:
        """Decompose M0 by indicator: M0 = Σ_j w_j · h_j(k).

        Returns
        -------
        pandas.DataFrame
            One row per indicator, shares of one: `weight`, w_j; `uncensored_headcount`, h_j, the share of the
            population deprived in it; `censored_headcount`, h_j(k), the share that is poor and deprived in it;
            `contribution`, w_j · h_j(k) ÷ M0, NaN where there are no poor.
        """
        people, total = self.population.to_numpy(dtype="int64"), int(self.population.sum())
        matrix = self.deprivations.to_numpy(dtype="int64")
        scaled_weights = np.array([int(w * self.scale) for w in self.weights.values()], dtype="int64")
        every, poor = people @ matrix, (people * self.poor.to_numpy()) @ matrix
        whole = int(self._censored_score.sum())
        return pd.DataFrame(
            {
                "weight": [float(w) for w in self.weights.values()],
                "uncensored_headcount": _divide(every, total),
                "censored_headcount": _divide(poor, total),
                "contribution": _divide(poor * scaled_weights, whole),
            },
            index=pd.Index(list(self.weights), name="indicator"),
        )

    def by_group(self, groups: pd.Series) -> pd.DataFrame:
        """Decompose M0 by subgroup of the population: M0 = Σ_g (n_g ÷ n) · M0_g.

        Parameters
        ----------
        groups
            Group of each row: its commune, area or ethnicity; same index as the deprivations.

        Returns
        -------
        pandas.DataFrame
            One row per group, sorted: `population`, n_g, and `poor`, q_g, numbers; `population_share`, n_g ÷ n;
            `headcount_ratio`, `intensity`, `adjusted_headcount_ratio` of the group; `contribution`,
            (n_g ÷ n) · M0_g ÷ M0, NaN where there are no poor.
        """
        _require_groups(groups, self.deprivations)
        rows = pd.DataFrame(
            {
                "population": self.population,
                "poor": self.population.where(self.poor, 0),
                "censored": self._censored_score,
            }
        )
        sums = rows.groupby(groups, sort=True, observed=True).sum()
        population, poor, censored = (sums[name].to_numpy() for name in ("population", "poor", "censored"))
        return sums[["population", "poor"]].assign(
            population_share=_divide(population, int(population.sum())),
            headcount_ratio=_divide(poor, population),
            intensity=_divide(censored, poor * self.scale),
            adjusted_headcount_ratio=_divide(censored, population * self.scale),
            contribution=_divide(censored, int(censored.sum())),
        )

    def by_group_and_indicator(self, groups: pd.Series) -> pd.DataFrame:
        """Return the censored headcount of each indicator, h_gj(k), in each group: groups × indicators.

        Their sum over a row, weighted by w_j, is the M0 of the group.
        """
        _require_groups(groups, self.deprivations)
        counted = self.deprivations.astype("int64").mul(self.population.where(self.poor, 0), axis=0)
        people = self.population.groupby(groups, sort=True, observed=True).sum()
        return counted.groupby(groups, sort=True, observed=True).sum().div(people, axis=0)

    @property
    def _poor_population(self) -> int:
        return int(self.population[self.poor].sum())

    @property
    def _censored_score(self) -> pd.Series:
        """Scores times population for poor rows; zero for the others."""
        return (self.score * self.population).where(self.poor, 0)


def alkire_foster(
    deprivations: pd.DataFrame,
    cutoff: Rational,
    weights: Mapping[str, Rational] | None = None,
    population: pd.Series | None = None,
) -> AlkireFoster:
    """Measure multidimensional poverty by dual cut-off counting (Alkire and Foster 2011).

    A row's score is the weighted share of its deprivations, c_i = Σ_j w_j g_ij; it is poor when c_i ≥ k. With k no
    more than the smallest weight any deprivation makes poor (union); with k = 1 only all of them together
    (intersection).

    Parameters
    ----------
    deprivations
        One row per household, one column per indicator: 0/1 or booleans.
    cutoff
        k, a share above 0 and up to 1: `Fraction(3, 12)` for three of twelve equal indicators.
    weights
        Weight of each column, above 0; divided by their sum. Equal when `None`.
    population
        Number of persons each row represents, an integer from 1. Each row counts once when `None`.

    Raises
    ------
    ValueError
        When a deprivation is neither 0 nor 1 or unknown, the cut-off is out of bounds, weights do not fit the columns
        or are not above 0, or the population does not fit the rows.

    Examples
    --------
    >>> g = pd.DataFrame({"water": [0, 1, 1], "housing": [0, 0, 1]})
    >>> poverty = alkire_foster(g, cutoff=1 / 2, population=pd.Series([5, 3, 2]))
    >>> str(poverty.headcount_ratio), str(poverty.intensity), str(poverty.adjusted_headcount_ratio)
    ('1/2', '7/10', '7/20')
    """
    _require_flags(deprivations)
    k = _as_fraction(cutoff)
    if not 0 < k <= 1:
        raise ValueError(f"the cut-off k is a share above 0 and up to 1, not {cutoff}")
    shares = _normalised(deprivations, weights)
    people = pd.Series(1, index=deprivations.index, dtype="int64") if population is None else population
    _require_people(people, deprivations)
    scale = math.lcm(*(share.denominator for share in shares.values()))
    whole = np.array([int(share * scale) for share in shares.values()], dtype="int64")
    flags = deprivations.astype("bool")
    score = pd.Series(flags.to_numpy(dtype="int64") @ whole, index=deprivations.index)
    return AlkireFoster(flags, shares, k, people.astype("int64"), score, scale)


def _normalised(deprivations: pd.DataFrame, weights: Mapping[str, Rational] | None) -> dict[str, Fraction]:
    names = [str(name) for name in deprivations.columns]
    if not names:
        raise ValueError("there is no indicator")
    given = weights if weights is not None else dict.fromkeys(names, 1)
    if set(given) != set(names) or len(names) != len(set(names)):
        raise ValueError(f"weights of {sorted(given)} do not fit the indicators {names}")
    exact = {name: _as_fraction(given[name]) for name in names}
    if min(exact.values()) <= 0:
        raise ValueError("a weight is above 0; leave out an indicator that is not to count")
    total = sum(exact.values())
    return {name: weight / total for name, weight in exact.items()}


def _as_fraction(number: Rational) -> Fraction:
    """Convert a number to the nearest simple fraction."""
    return number if isinstance(number, Fraction) else Fraction(number).limit_denominator(_MAX_DENOMINATOR)


def _require_flags(deprivations: pd.DataFrame) -> None:
    if deprivations.isna().to_numpy().any() or not deprivations.isin([0, 1]).to_numpy().all():
        raise ValueError(
            "a deprivation is 0 or 1; rows of which one is not known are to be left out or filled in first"
        )


def _require_people(people: pd.Series, deprivations: pd.DataFrame) -> None:
    if not people.index.equals(deprivations.index):
        raise ValueError("the population has other rows than the deprivations")
    if people.isna().any() or (people < 1).any() or (people % 1 != 0).any():
        raise ValueError("a row stands for a whole number of people, one or more")


def _require_groups(groups: pd.Series, deprivations: pd.DataFrame) -> None:
    if not groups.index.equals(deprivations.index):
        raise ValueError("the groups have other rows than the deprivations")
    if groups.isna().any():
        raise ValueError("there are rows without a group")


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _divide(parts: npt.NDArray[np.int64], wholes: npt.NDArray[np.int64] | int) -> npt.NDArray[np.float64]:
    """Divide integers; NaN where the divisor is zero."""
    below = np.broadcast_to(np.asarray(wholes, dtype="float64"), parts.shape)
    return np.divide(parts, below, out=np.full(parts.shape, np.nan), where=below != 0)
