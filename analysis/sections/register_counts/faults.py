"""What is wrong with the rows of a register: read once more, when it is known that something is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

import polars as pl

from analysis.figures.formatting import format_number
from analysis.sections.register_counts.files import COLUMNS, Part
from analysis.sections.register_counts.places import Places
from analysis.tables import Problem
from analysis.tables.schema import Column
from analysis.tables.schemas.households import DEPRIVATION_COLUMNS, POINTS_EACH

_FILE, _ROWS = "__file__", "__rows__"
_LISTED = 5
"""How many communes, or unknown codes, one message names."""


@dataclass(frozen=True)
class _Rule:
    """A rule for the values of one column, and which rows break it."""

    column: Column
    broken: pl.Expr
    message: str
    expected: str
    remedy: str


def find_faults(parts: Sequence[Part], places: Places, areas: Mapping[str, str]) -> list[Problem]:
    """Return the faults of a register's rows: one a file, column and kind, with how many rows and which communes.

    Parameters
    ----------
    parts
        The register.
    places
        The communes that there are.
    areas
        Areas that there are, and their words.
    """
    found: list[Problem] = []
    for part in parts:
        rules = list(_rules(part, areas))
        counts = [rule.broken.fill_null(False).sum().alias(f"rows{n}") for n, rule in enumerate(rules)]
        first = [
            pl.col(rule.column.name).filter(rule.broken.fill_null(False)).first().cast(pl.String).alias(f"value{n}")
            for n, rule in enumerate(rules)
        ]
        query = part.scan(_FILE).group_by(_FILE, pl.col("commune").cast(pl.String))
        by_commune = (
            query.agg(pl.len().alias(_ROWS), *counts, *first).collect(engine="streaming").sort(_FILE, "commune")
        )
        for (file,), rows in by_commune.group_by(_FILE, maintain_order=True):
            found += _unknown_communes(str(file), rows, places)
            found += [fault for n, rule in enumerate(rules) if (fault := _fault(str(file), rule, n, rows))]
    return found


def _rules(part: Part, areas: Mapping[str, str]) -> Iterator[_Rule]:
    for name, column in COLUMNS.items():
        meaning = column.meaning.rstrip(".")
        value = pl.col(name)
        yield _Rule(column, value.is_null(), "để trống", meaning, "điền cột này")
        if column.minimum is not None and column.maximum is not None:
            expected = f"số từ {column.minimum} đến {column.maximum}: {meaning}"
            yield _Rule(column, ~value.is_between(column.minimum, column.maximum), "ngoài khoảng", expected, _LOOK)
        if name in part.numeric_flags:
            yield _Rule(column, ~value.is_between(0, 1), "không phải 0 hoặc 1", f"0 hoặc 1: {meaning}", _LOOK)
        if column.choices == "area":
            expected = ", ".join(f"{code} ({words})" for code, words in areas.items())
            yield _Rule(column, ~value.cast(pl.String).is_in(list(areas)), "có khu vực lạ", expected, _LOOK)
    yield _score_rule(part)


_LOOK = "sửa trong cơ sở dữ liệu hộ rồi xuất lại tệp"


def _score_rule(part: Part) -> _Rule:
    """B2 is ten points for each indicator; told of rows whose flags and score are readable."""
    score, flags = COLUMNS["score_b2"], [pl.col(name) for name in DEPRIVATION_COLUMNS]
    lacking = pl.sum_horizontal([flag.cast(pl.Int64) for flag in flags], ignore_nulls=False)
    strange = reduce(or_, [~pl.col(name).is_between(0, 1) for name in part.numeric_flags], pl.lit(False))
    within = pl.col("score_b2").is_between(score.minimum or 0, score.maximum or 0)
    return _Rule(
        score,
        within & ~strange & (lacking * POINTS_EACH != pl.col("score_b2")),
        f"khác {POINTS_EACH} điểm nhân với số chỉ số thiếu hụt",
        score.meaning.rstrip("."),
        "tính lại điểm B2, hoặc sửa các chỉ số thiếu hụt",
    )


def _fault(file: str, rule: _Rule, number: int, rows: pl.DataFrame) -> Problem | None:
    broken = rows.filter(pl.col(f"rows{number}") > 0)
    if broken.is_empty():
        return None
    communes = [str(code) for code in broken["commune"] if code is not None]
    where = f", ở {_named('xã', communes)}" if communes and rule.column.name != "commune" else ""
    how_many = format_number(int(broken[f"rows{number}"].sum()), "integer")
    value = broken[f"value{number}"].drop_nulls()
    return Problem(
        file,
        f"{rule.message}: {how_many} dòng{where}",
        rule.expected,
        rule.remedy,
        column=rule.column.title,
        value=str(value[0]) if len(value) else None,
    )


def _named(what: str, codes: Sequence[str]) -> str:
    listed = ", ".join(codes[:_LISTED])
    more = f" và {len(codes) - _LISTED} {what} khác" if len(codes) > _LISTED else ""
    return f"{what} {listed}{more}"


def _unknown_communes(file: str, rows: pl.DataFrame, places: Places) -> list[Problem]:
    unknown = rows.filter(pl.col("commune").is_not_null() & ~pl.col("commune").is_in(list(places.parents)))
    if unknown.is_empty():
        return []
    how_many = format_number(int(unknown[_ROWS].sum()), "integer")
    codes = [f'"{code}"' for code in unknown["commune"]]
    return [
        Problem(
            file,
            f"có mã không phải của xã nào vào ngày rà soát: {how_many} dòng, {_named('mã', codes)}",
            "mã xã (của huyện không có xã: mã huyện) có ngày đó trong data/reference/units.csv",
            "sửa mã, hoặc sửa ngày rà soát (as_of) nếu danh sách hộ của thời điểm khác",
            column=COLUMNS["commune"].title,
        )
    ]
