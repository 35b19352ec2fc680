"""The Parquet files of a register: finding them, checking their columns, and reporting invalid rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from pathlib import Path

import polars as pl

from analysis.figures.formatting import format_number
from analysis.sections.register_counts.rollup import UnitHierarchy
from analysis.tables import InputProblems, Problem
from analysis.tables.schema import Column
from analysis.tables.schemas.households import DEPRIVATION_COLUMNS, HOUSEHOLDS, POINTS_EACH

_NAMES = ("commune", "area", "members", "ethnic_minority", "score_b1", *DEPRIVATION_COLUMNS, "score_b2")
COLUMNS: Mapping[str, Column] = {column.name: column for column in HOUSEHOLDS.columns if column.name in _NAMES}
"""The columns of the schema of `households` that are read."""

_WORDS = {"text": "chuỗi ký tự", "integer": "số nguyên", "flag": "lô-gic, hoặc số nguyên 0 và 1"}

_FILE, _ROWS = "__file__", "__rows__"
_MAX_LISTED = 5
"""Maximum number of communes or unknown codes listed in one message."""


@dataclass(frozen=True)
class Part:
    """Files of a register with the same column types."""

    types: Mapping[str, pl.DataType]
    paths: tuple[Path, ...]

    @property
    def numeric_flags(self) -> tuple[str, ...]:
        """Flags stored as integers in the files."""
        return tuple(name for name, type in self.types.items() if kind(COLUMNS[name]) == "flag" and type.is_integer())

    def scan(self, name_of_file: str | None = None) -> pl.LazyFrame:
        """Return the rows as a lazy frame, optionally with a column that contains the path of the file."""
        return pl.scan_parquet(
            list(self.paths), glob=False, hive_partitioning=False, extra_columns="ignore",
            include_file_paths=name_of_file,
        )  # fmt: skip


def kind(column: Column) -> str:
    """Return the kind of values that a column has in a Parquet file: `text`, `integer` or `flag`."""
    return "text" if column.choices or column.type == "commune" else column.type


def find_files(register: str | Path) -> tuple[Path, ...]:
    """Return the files of a register.

    Parameters
    ----------
    register
        A Parquet file, a folder with such files at any depth, or a pattern ("register/*/2023.parquet").

    Raises
    ------
    InputProblems
        When there is none.
    """
    path = Path(register)
    if path.is_file():
        return (path,)
    pattern = path.relative_to(path.anchor).as_posix()
    found = path.rglob("*.parquet") if path.is_dir() else Path(path.anchor).glob(pattern)
    files = tuple(sorted(file for file in found if file.is_file()))
    if not files:
        expected, remedy = "một tệp .parquet, hoặc thư mục có các tệp .parquet", "kiểm tra đường dẫn của danh sách hộ"
        raise InputProblems([Problem(str(register), "không tìm thấy tệp Parquet nào", expected, remedy)])
    return files


def read_parts(files: tuple[Path, ...]) -> list[Part]:
    """Read the schemas of the files and group the files with the same column types.

    Raises
    ------
    InputProblems
        With every unreadable file and every column that is missing or of the wrong type.
    """
    problems: list[Problem] = []
    alike: dict[tuple[pl.DataType, ...], list[Path]] = {}
    for path in files:
        try:
            schema = pl.read_parquet_schema(path)
        except (OSError, pl.exceptions.PolarsError):
            problems.append(unreadable(str(path)))
            continue
        faults = [fault for column in COLUMNS.values() if (fault := _type_fault(path, column, schema.get(column.name)))]
        problems += faults
        if not faults:
            alike.setdefault(tuple(schema[name] for name in COLUMNS), []).append(path)
    if problems:
        raise InputProblems(problems)
    return [Part(dict(zip(COLUMNS, types, strict=True)), tuple(paths)) for types, paths in alike.items()]


def unreadable(file: str) -> Problem:
    """Return the problem of a file that cannot be read."""
    return Problem(
        file,
        "không đọc được như một tệp Parquet",
        "tệp Parquet nguyên vẹn",
        "xuất lại tệp này từ cơ sở dữ liệu hộ, hoặc chép lại nếu tệp bị cắt ngang",
    )


def _type_fault(path: Path, column: Column, type: pl.DataType | None) -> Problem | None:
    """Return the problem of a column that is missing or of the wrong type, if any."""
    expected = f"cột {column.title} kiểu {_WORDS[kind(column)]}: {column.meaning.rstrip('.')}"
    if type is None:
        return Problem(str(path), "thiếu cột", expected, "thêm cột này khi xuất tệp", column=column.title)
    if _fits(kind(column), type):
        return None
    remedy = "đổi kiểu của cột khi xuất tệp; mã xã và khu vực là chuỗi, không phải số"
    if type.is_float():
        remedy = "đổi thành số nguyên khi xuất tệp; cột có ô trống thường bị đổi thành số thập phân"
    return Problem(str(path), f"cột có kiểu {type}", expected, remedy, column=column.title)


def _fits(kind: str, type: pl.DataType) -> bool:
    if kind == "text":
        return isinstance(type, pl.String | pl.Categorical | pl.Enum)
    return type.is_integer() or (kind == "flag" and isinstance(type, pl.Boolean))


# Invalid rows -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Rule:
    """A rule for the values of one column; `broken` selects the rows that violate it."""

    column: Column
    broken: pl.Expr
    message: str
    expected: str
    remedy: str


def find_faults(parts: Sequence[Part], hierarchy: UnitHierarchy, areas: Mapping[str, str]) -> list[Problem]:
    """Find invalid rows: one problem per file, column and rule, with the number of rows and the communes."""
    found: list[Problem] = []
    for part in parts:
        rules = list(_rules(part, areas))
        counts = [rule.broken.fill_null(False).sum().alias(f"rows{n}") for n, rule in enumerate(rules)]
        first = [
            pl.col(rule.column.name).filter(rule.broken.fill_null(False)).first().cast(pl.String).alias(f"value{n}")
            for n, rule in enumerate(rules)
        ]
        groups = part.scan(_FILE).group_by(_FILE, pl.col("commune").cast(pl.String))
        counted = groups.agg(pl.len().alias(_ROWS), *counts, *first).collect(engine="streaming")
        for (file,), rows in counted.sort(_FILE, "commune").group_by(_FILE, maintain_order=True):
            found += _unknown_communes(str(file), rows, hierarchy)
            found += [fault for n, rule in enumerate(rules) if (fault := _rule_fault(str(file), rule, n, rows))]
    return found


def _rules(part: Part, areas: Mapping[str, str]) -> Iterator[_Rule]:
    for name, column in COLUMNS.items():
        meaning = column.meaning.rstrip(".")
        value = pl.col(name)
        yield _Rule(column, value.is_null(), "để trống", meaning, "điền cột này")
        if column.minimum is not None and column.maximum is not None:
            outside = ~value.is_between(column.minimum, column.maximum)
            expected = f"số từ {column.minimum} đến {column.maximum}: {meaning}"
            yield _Rule(column, outside, "ngoài khoảng", expected, _FIX_SOURCE)
        if name in part.numeric_flags:
            yield _Rule(column, ~value.is_between(0, 1), "không phải 0 hoặc 1", f"0 hoặc 1: {meaning}", _FIX_SOURCE)
        if column.choices == "area":
            expected = ", ".join(f"{code} ({words})" for code, words in areas.items())
            yield _Rule(column, ~value.cast(pl.String).is_in(list(areas)), "có khu vực lạ", expected, _FIX_SOURCE)
    yield _score_rule(part)


_FIX_SOURCE = "sửa trong cơ sở dữ liệu hộ rồi xuất lại tệp"


def _score_rule(part: Part) -> _Rule:
    """B2 is ten points per indicator; checked only for rows whose flags and score are valid themselves."""
    score, flags = COLUMNS["score_b2"], [pl.col(name) for name in DEPRIVATION_COLUMNS]
    lacking = pl.sum_horizontal([flag.cast(pl.Int64) for flag in flags], ignore_nulls=False)
    invalid = reduce(or_, [~pl.col(name).is_between(0, 1) for name in part.numeric_flags], pl.lit(False))
    within = pl.col("score_b2").is_between(score.minimum or 0, score.maximum or 0)
    return _Rule(
        score,
        within & ~invalid & (lacking * POINTS_EACH != pl.col("score_b2")),
        f"khác {POINTS_EACH} điểm nhân với số chỉ số thiếu hụt",
        score.meaning.rstrip("."),
        "tính lại điểm B2, hoặc sửa các chỉ số thiếu hụt",
    )


def _rule_fault(file: str, rule: _Rule, number: int, rows: pl.DataFrame) -> Problem | None:
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
    listed = ", ".join(codes[:_MAX_LISTED])
    more = f" và {len(codes) - _MAX_LISTED} {what} khác" if len(codes) > _MAX_LISTED else ""
    return f"{what} {listed}{more}"


def _unknown_communes(file: str, rows: pl.DataFrame, hierarchy: UnitHierarchy) -> list[Problem]:
    unknown = rows.filter(pl.col("commune").is_not_null() & ~pl.col("commune").is_in(list(hierarchy.parents)))
    if unknown.is_empty():
        return []
    how_many = format_number(int(unknown[_ROWS].sum()), "integer")
    codes = [f'"{code}"' for code in unknown["commune"]]
    message = f"có mã không phải của xã nào vào ngày rà soát: {how_many} dòng, {_named('mã', codes)}"
    expected = "mã xã (của huyện không có xã: mã huyện) có ngày đó trong data/reference/units.csv"
    remedy = "sửa mã, hoặc sửa ngày rà soát (as_of) nếu danh sách hộ của thời điểm khác"
    return [Problem(file, message, expected, remedy, column=COLUMNS["commune"].title)]
