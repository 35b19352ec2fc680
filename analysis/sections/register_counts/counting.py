"""Counting a register: classify, validate and count all households by commune, area and class in one pass.

Invalid rows are counted separately, so the same pass also shows whether there are any; only then is the register read
again to find out which (`parquet_files.find_faults`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress
from functools import reduce
from operator import and_
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import polars as pl

from analysis.reference import PovertyStandard, Reference
from analysis.sections.classification import NEAR_POOR, NOT_POOR, POOR, lines, standard_at
from analysis.sections.register_counts import parquet_files
from analysis.sections.register_counts.parquet_files import COLUMNS, Part
from analysis.sections.register_counts.rollup import CLASSES, COUNTS, KEYS, RegisterCounts, UnitHierarchy, hierarchy_on
from analysis.tables import InputProblems, Inputs, Problem
from analysis.tables.schemas.households import DEPRIVATION_COLUMNS, POINTS_EACH

_VALID = "valid"


def count_register(register: str | Path, as_of: dt.date | str | None, reference: Reference) -> RegisterCounts:
    """Count a register in Parquet.

    Parameters
    ----------
    register
        A file, a folder of files (of the provinces, say), or a pattern. Columns as the schema of `households` has them:
        `commune` (code), `area`, `members`, `ethnic_minority`, `score_b1`, the twelve deprivations, `score_b2`; flags
        as Boolean or 0 and 1. Other columns are not read, not even `household_id`: a duplicated household is counted
        twice.
    as_of
        Date of the review, also as text ("2023-12-31"); determines the poverty standard and the communes.

    Raises
    ------
    InputProblems
        With all problems of the first stage that fails: file and date; readable files, columns and types; values.
    """
    date = _date(as_of, str(register))
    standard = standard_at(reference, date, str(register), "ngày rà soát (as_of)")
    if isinstance(standard, Problem):
        raise InputProblems([standard])
    parts = parquet_files.read_parts(parquet_files.find_files(register))
    hierarchy = hierarchy_on(reference, date)
    areas = reference.vocabulary["area"]
    try:
        counted = pl.concat([_count(part, standard) for part in parts])
        if not _all_valid(counted, hierarchy, areas):
            raise InputProblems(parquet_files.find_faults(parts, hierarchy, areas))
    except (OSError, pl.exceptions.PolarsError):  # the schema at the end of the file was readable, the data are not
        raise InputProblems([parquet_files.unreadable(str(register))]) from None
    if counted.is_empty():
        expected, remedy = "ít nhất một dòng", "xuất lại danh sách hộ"
        raise InputProblems([Problem(str(register), "danh sách không có hộ nào", expected, remedy)])
    whole = counted.group_by(KEYS).agg(pl.col(COUNTS).sum()).sort(KEYS)
    frame = pd.DataFrame({name: whole[name].to_numpy() for name in (*KEYS, *COUNTS)})
    return RegisterCounts(frame, hierarchy, standard, date)


def count_inputs(inputs: Inputs) -> RegisterCounts:
    """Count the register of a unit, using a temporary Parquet file; villages are counted as their commune."""
    table = inputs["households"]
    frame = table.frame[list(COLUMNS)]
    if inputs.unit.level == "commune":
        frame = frame.assign(commune=inputs.unit.code)
    types = {"text": pl.String, "integer": pl.Int16, "flag": pl.Boolean}
    columns = [
        pl.Series(name, frame[name].tolist(), types[parquet_files.kind(column)]) for name, column in COLUMNS.items()
    ]
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{table.schema.name}.parquet"
        pl.DataFrame(columns).write_parquet(path)
        return count_register(path, table.sidecar.as_of, inputs.reference)


def _date(as_of: dt.date | str | None, register: str) -> dt.date:
    """Return the date of the review."""
    if isinstance(as_of, dt.date):
        return as_of
    with suppress(ValueError):
        return dt.date.fromisoformat(as_of or "")
    wrong = "ngày rà soát không đúng dạng" if as_of else "chưa biết ngày rà soát"
    remedy = "ghi ngày mà danh sách hộ phản ánh vào as_of"
    raise InputProblems([Problem(register, wrong, "ngày dạng 2024-11-15", remedy, column="as_of", value=as_of)])


def _count(part: Part, standard: PovertyStandard) -> pl.DataFrame:
    """Count files with the same column types by commune, area, class and validity of the rows."""
    keys = [pl.col("commune"), pl.col("area"), _class(standard).alias("poverty_class"), _valid(part)]
    flags = [_flag(part, name).sum().cast(pl.Int64) for name in ("ethnic_minority", *DEPRIVATION_COLUMNS)]
    sums = [pl.len().cast(pl.Int64).alias("households"), pl.col("members").cast(pl.Int64).sum(), *flags]
    counted = part.scan().group_by(keys).agg(sums).collect(engine="streaming")
    names = pl.col("poverty_class").replace_strict(dict(enumerate(CLASSES)), return_dtype=pl.String)
    return counted.with_columns(pl.col("commune", "area").cast(pl.String), names)


def _class(standard: PovertyStandard) -> pl.Expr:
    """Classify households as `classification.classify` does; index in `CLASSES`."""
    town, country = lines(standard, "urban"), lines(standard, "rural")
    urban, income = pl.col("area") == "urban", pl.col("score_b1")
    below = income <= pl.when(urban).then(town.income).otherwise(country.income)
    poorest = income <= pl.when(urban).then(town.poorest).otherwise(country.poorest)
    deprived = pl.col("score_b2") >= standard.poor_deprivation_score_min
    indices = [pl.lit(CLASSES.index(name), pl.UInt8) for name in (POOR, NEAR_POOR, NOT_POOR)]
    return pl.when(poorest | (below & deprived)).then(indices[0]).when(below).then(indices[1]).otherwise(indices[2])


def _valid(part: Part) -> pl.Expr:
    """Whether a row is valid, except for commune and area, which `_all_valid` checks on the counts."""
    rules = [
        pl.col(name).is_between(column.minimum, column.maximum)
        for name, column in COLUMNS.items()
        if column.minimum is not None and column.maximum is not None and name != "score_b2"
    ]
    rules += [pl.col(name).is_between(0, 1) for name in part.numeric_flags]
    lacking = pl.sum_horizontal([_flag(part, name).cast(pl.UInt8) for name in DEPRIVATION_COLUMNS], ignore_nulls=False)
    rules += [lacking * POINTS_EACH == pl.col("score_b2"), pl.col("ethnic_minority").is_not_null()]
    return reduce(and_, rules).fill_null(False).alias(_VALID)


def _flag(part: Part, name: str) -> pl.Expr:
    return pl.col(name) == 1 if name in part.numeric_flags else pl.col(name)


def _all_valid(counted: pl.DataFrame, hierarchy: UnitHierarchy, areas: Iterable[str]) -> bool:
    known = {"commune": list(hierarchy.parents), "area": list(areas)}
    keys = (counted[name].is_in(values).fill_null(False).all() for name, values in known.items())
    return bool(counted[_VALID].all()) and all(keys)
