"""A register in Parquet: counts equal those of the sections and of plain Python; invalid files are reported."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.figures import Figure
from analysis.reference import Reference, find_project
from analysis.sections import deprivation
from analysis.sections.classification import classify, standard_of
from analysis.sections.register_counts import RegisterCounts, count_inputs, count_register
from analysis.sections.register_counts.rollup import COUNTS, KEYS, hierarchy_on
from analysis.tables import InputProblems, Inputs, Problem, load_inputs
from analysis.tables.schemas.households import DEPRIVATION_COLUMNS, INDICATORS

Row = dict[str, Any]
BEFORE, SINCE = dt.date(2023, 12, 31), dt.date(2025, 12, 31)
TYPES = {"members": pl.UInt8, "score_b1": pl.Int16, "score_b2": pl.Int16}


def household(**values: Any) -> Row:
    """Make a household, valid unless changed by the arguments."""
    row = {"commune": "06184", "area": "urban", "members": 4, "ethnic_minority": False, "score_b1": 200}
    row |= dict.fromkeys(DEPRIVATION_COLUMNS, False) | values
    lacking = [row[name] for name in DEPRIVATION_COLUMNS]
    return {"score_b2": 10 * sum(map(bool, lacking))} | row


def write(path: Path, rows: list[Row], **types: Any) -> Path:
    """Write a register."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(rows, schema_overrides=TYPES | types).write_parquet(path, row_group_size=7)
    return path


@pytest.fixture(scope="module")
def reference(inputs: Inputs) -> Reference:
    """The reference data."""
    return inputs.reference


@pytest.fixture(scope="module")
def counted(inputs: Inputs) -> RegisterCounts:
    """The register of the example, by way of Parquet."""
    return count_inputs(inputs)


# Against our own sections ---------------------------------------------------------------------------------------------


def test_the_example_is_counted_as_pandas_counts_it(counted: RegisterCounts, inputs: Inputs) -> None:
    """Every commune, area and class; every count."""
    frame = classify(inputs["households"], standard_of(inputs)).frame
    expected = frame.assign(households=1).astype(dict.fromkeys(COUNTS[1:], "int64")).groupby(list(KEYS))[list(COUNTS)]
    assert counted.frame.set_index(list(KEYS)).to_dict() == expected.sum().to_dict()
    assert len(counted.frame) > 60


def test_the_example_is_counted_as_the_deprivation_profile_does(counted: RegisterCounts, inputs: Inputs) -> None:
    figures = deprivation.build(inputs).figures
    communes = counted.at("commune")
    for kind in ("poor", "near_poor"):
        for commune in inputs.communes("households"):
            row, id = communes.loc[(commune.code, kind)], f"deprivation.commune.{commune.code}.{kind}"
            assert row["households"] == figures[f"{id}.households"].value
            for code in INDICATORS:
                assert row[f"deprived_{code}"] == figures[f"{id}.{code}"].value


@pytest.mark.parametrize(("level", "code"), [("country", ""), ("province", "20"), ("district", "183")])
def test_the_roll_up_of_the_example_equals_the_report(
    counted: RegisterCounts, figures: dict[str, Figure], level: str, code: str
) -> None:
    whole = counted.incidence(level).loc[code]
    for name, figure in (
        ("households", "poverty.households"),
        ("poor", "poverty.poor"),
        ("poor_rate", "poverty.poor_rate"),
    ):
        assert whole[name] == figures[figure].value
    assert isinstance(whole["poor_rate"], Fraction)
    assert whole["communes_counted"] == 22 <= whole["communes"]


def test_a_commune_is_counted_as_one_though_its_register_names_villages() -> None:
    inputs = load_inputs(find_project(), "06196", 2026, ["households", "villages"])
    counts = count_inputs(inputs)
    assert set(counts.frame["commune"]) == {"06196"}
    assert counts.frame["households"].sum() == len(inputs["households"].frame)
    assert counts.hierarchy.levels == ("country", "province", "commune")


# Against plain Python -------------------------------------------------------------------------------------------------

LINES = {  # the income line, and the lower one below which every household is poor
    2021: {"rural": (150, 120), "urban": (175, 140)},
    2023: {"rural": (140, -1), "urban": (175, -1)},
}
HOUSEHOLDS = st.lists(
    st.fixed_dictionaries(
        {
            "commune": st.sampled_from(["00001", "06184", "06187", "31558"]),
            "area": st.sampled_from(["urban", "rural"]),
            "members": st.integers(1, 30),
            "ethnic_minority": st.booleans(),
            "score_b1": st.integers(0, 500) | st.sampled_from([120, 121, 140, 141, 150, 151, 175, 176]),
        }
        | dict.fromkeys(DEPRIVATION_COLUMNS, st.booleans())
    ).map(lambda row: household(**row)),
    min_size=1,
    max_size=40,
)


def _class(row: Row, year: int) -> str:
    """Quyết định 59/2015/QĐ-TTg and Nghị định 07/2021/NĐ-CP, in plain words."""
    line, poorest = LINES[year][row["area"]]
    if row["score_b1"] > line:
        return "not_poor"
    return "poor" if row["score_b1"] <= poorest or row["score_b2"] >= 30 else "near_poor"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(HOUSEHOLDS, st.sampled_from([2021, 2023]), st.booleans(), st.booleans())
def test_counts_are_those_of_plain_python(
    reference: Reference, tmp_path: Path, rows: list[Row], year: int, numeric: bool, halves: bool
) -> None:
    """Under both standards, with flags as 0 and 1 or Boolean, in one file or two of different types."""
    types = dict.fromkeys(("ethnic_minority", *DEPRIVATION_COLUMNS), pl.Int8) if numeric else {}
    folder = tmp_path / "register"
    folder.mkdir(exist_ok=True)
    (folder / "b.parquet").unlink(missing_ok=True)
    if halves:
        write(folder / "b.parquet", rows, commune=pl.Categorical, members=pl.Int64)
    write(folder / "a.parquet", rows, **types)
    counts = count_register(folder, dt.date(year, 12, 31), reference)
    expected: dict[tuple[str, ...], Counter[str]] = {}
    for row in rows * (2 if halves else 1):
        counter = expected.setdefault((row["commune"], row["area"], _class(row, year)), Counter())
        counter.update({"households": 1} | {name: int(row[name]) for name in COUNTS[1:]})
    found = {key: row.to_dict() for key, row in counts.frame.set_index(list(KEYS)).iterrows()}
    assert found == {key: {name: counter[name] for name in COUNTS} for key, counter in expected.items()}
    _adds_up(counts, len(rows) * (2 if halves else 1), year, rows)


def _adds_up(counts: RegisterCounts, households: int, year: int, rows: list[Row]) -> None:
    for level in ("country", "province", "district", "commune"):
        at, shares = counts.at(level), counts.incidence(level)
        assert at["households"].sum() == shares["households"].sum() == households
        assert len(at) == 3 * len(shares)
        by_area = counts.at(level, by_area=True).groupby(["code", "poverty_class"]).sum()
        assert by_area.loc[at.index].equals(at)
    whole, poor = shares_of(counts), [row for row in rows if _class(row, year) == "poor"]
    assert whole["poor_rate"] == Fraction(len(poor), len(rows))
    if poor:
        lacking = sum(row["score_b2"] for row in poor) // 10
        assert whole["intensity"] == Fraction(lacking, 12 * len(poor))
        assert whole["adjusted_rate"] == whole["poor_rate"] * whole["intensity"]
    else:
        assert whole["intensity"] is None and whole["adjusted_rate"] == 0


def shares_of(counts: RegisterCounts) -> Any:
    """Return the incidence of the whole register."""
    return counts.incidence("country").loc[""]


# Units and dates ------------------------------------------------------------------------------------------------------


def test_units_are_those_of_the_date(inputs: Inputs) -> None:
    for date, numbers in ((BEFORE, (63, 705, 10599)), (SINCE, (34, 0, 3321))):
        units = hierarchy_on(inputs.reference, date)
        levels = Counter(unit.level for unit in units.units.values())
        assert (levels["province"], levels["district"], levels["commune"]) == numbers
        assert sum(units.units[code].level == "commune" for code in units.parents) == numbers[2]
        assert {above["province"] for above in units.parents.values()} == {
            unit.code for unit in units.units.values() if unit.level == "province"
        }


def test_an_island_district_without_communes_is_its_own_commune(reference: Reference, tmp_path: Path) -> None:
    places = hierarchy_on(reference, BEFORE)
    islands = {code for code in places.parents if places.units[code].level == "district"}
    assert {places.units[code].name for code in islands} >= {"Lý Sơn", "Côn Đảo"}
    assert len(islands) == 5
    assert not [code for code, unit in hierarchy_on(reference, SINCE).units.items() if unit.level == "district"]
    (code,) = (code for code in islands if places.units[code].name == "Côn Đảo")
    counts = count_register(write(tmp_path / "r.parquet", [household(commune=code)]), BEFORE, reference)
    for level in ("district", "commune"):
        row = counts.incidence(level).loc[code]
        assert (row["households"], row["communes"], row["communes_counted"]) == (1, 0, 0)
    assert counts.incidence("province").loc[places.parents[code]["province"], "communes_counted"] == 0


def test_since_july_2025_a_register_has_no_districts(inputs: Inputs, tmp_path: Path) -> None:
    path = write(tmp_path / "r.parquet", [household(commune="06184")])
    counts = count_register(str(path), "2025-12-31", inputs.reference)
    assert counts.incidence("province").index.tolist() == ["20"]
    with pytest.raises(InputProblems, match=r'"district" không có cấp này vào ngày 31/12/2025'):
        counts.at("district")


def test_a_register_is_a_file_a_folder_at_any_depth_or_a_pattern(reference: Reference, tmp_path: Path) -> None:
    for name in ("20/a", "20/old/b", "22/a"):
        write(tmp_path / f"{name}.parquet", [household()])
    (tmp_path / "20" / "note.txt").write_text("not a register", encoding="utf-8")
    for register, files in (("20/a.parquet", 1), ("", 3), ("*/a.parquet", 2), ("20", 2)):
        assert count_register(tmp_path / register, BEFORE, reference).frame["households"].sum() == files


# Faults ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def problems(inputs: Inputs) -> Callable[..., tuple[Problem, ...]]:
    """Count an invalid register and return its problems."""

    def refused(register: str | Path, as_of: Any = BEFORE, reference: Reference = inputs.reference) -> Any:
        with pytest.raises(InputProblems) as caught:
            count_register(register, as_of, reference)
        return caught.value.problems

    return refused


@pytest.mark.parametrize(
    ("values", "column", "message", "value"),
    [
        ({"commune": None}, "commune", "để trống: 2 dòng", None),
        ({"area": None}, "area", "để trống: 2 dòng, ở xã 06187", None),
        ({"members": None}, "members", "để trống: 2 dòng, ở xã 06187", None),
        ({"ethnic_minority": None}, "ethnic_minority", "để trống: 2 dòng, ở xã 06187", None),
        ({"score_b1": None}, "score_b1", "để trống: 2 dòng, ở xã 06187", None),
        ({"deprived_water": None, "score_b2": 0}, "deprived_water", "để trống: 2 dòng, ở xã 06187", None),
        ({"score_b2": None}, "score_b2", "để trống: 2 dòng, ở xã 06187", None),
        ({"score_b1": -1}, "score_b1", "ngoài khoảng: 2 dòng, ở xã 06187", "-1"),
        ({"score_b1": 501}, "score_b1", "ngoài khoảng: 2 dòng, ở xã 06187", "501"),
        ({"members": 0}, "members", "ngoài khoảng: 2 dòng, ở xã 06187", "0"),
        ({"members": 31}, "members", "ngoài khoảng: 2 dòng, ở xã 06187", "31"),
        ({"score_b2": -10}, "score_b2", "ngoài khoảng: 2 dòng, ở xã 06187", "-10"),
        ({"score_b2": 130}, "score_b2", "ngoài khoảng: 2 dòng, ở xã 06187", "130"),
        ({"score_b2": 10}, "score_b2", "khác 10 điểm nhân với số chỉ số thiếu hụt: 2 dòng, ở xã 06187", "10"),
        ({"area": "mountain"}, "area", "có khu vực lạ: 2 dòng, ở xã 06187", "mountain"),
        ({"commune": "99999"}, "commune", 'có mã không phải của xã nào vào ngày rà soát: 2 dòng, mã "99999"', None),
    ],
)
def test_an_invalid_value_has_one_message(
    problems: Any, tmp_path: Path, values: Row, column: str, message: str, value: str | None
) -> None:
    sound = [household() for _ in range(20)]
    faulty = household(**({"commune": "06187"} | values))
    (problem,) = problems(write(tmp_path / "r.parquet", [*sound, faulty, *sound, faulty]))
    assert problem.file == str(tmp_path / "r.parquet")
    assert problem.column.startswith(f"{column} (")
    assert (problem.message, problem.value) == (message, value)
    assert problem.expected and problem.remedy


def test_a_flag_that_is_a_number_is_0_or_1(problems: Any, tmp_path: Path) -> None:
    flags = dict.fromkeys(("ethnic_minority", *DEPRIVATION_COLUMNS), pl.Int64)
    rows = [household(), household(deprived_water=2, score_b2=20), household(ethnic_minority=-1)]
    found = problems(write(tmp_path / "r.parquet", rows, **flags))
    assert [(p.column.split()[0], p.message, p.value) for p in found] == [
        ("ethnic_minority", "không phải 0 hoặc 1: 1 dòng, ở xã 06184", "-1"),
        ("deprived_water", "không phải 0 hoặc 1: 1 dòng, ở xã 06184", "2"),
    ]


def test_problems_of_all_files_and_columns_are_reported_at_once(problems: Any, tmp_path: Path) -> None:
    many = [household(commune=f"9{n:04d}") for n in range(7)]
    write(tmp_path / "20" / "r.parquet", [household(members=0), household(score_b1=999, area="?"), *many])
    write(tmp_path / "22" / "r.parquet", [household(commune="06187", score_b2=50)], commune=pl.Categorical)
    found = problems(tmp_path)
    assert [(Path(p.file).parent.name, p.column.split()[0]) for p in found] == [
        ("20", "commune"),
        ("20", "area"),
        ("20", "members"),
        ("20", "score_b1"),
        ("22", "score_b2"),
    ]
    assert found[0].message.endswith('7 dòng, mã "90000", "90001", "90002", "90003", "90004" và 2 mã khác')


def test_columns_and_types_of_every_file_are_reported_at_once(problems: Any, tmp_path: Path) -> None:
    row = household()
    write(tmp_path / "a.parquet", [{k: v for k, v in row.items() if k not in ("members", "deprived_water")}])
    write(tmp_path / "b.parquet", [row | {"commune": 6184}], commune=pl.Int64, score_b1=pl.Float64)
    (tmp_path / "c.parquet").write_bytes(b"PAR1 cut short")
    found = problems(tmp_path)
    assert [(Path(p.file).name, p.column.split(" ")[0], p.message) for p in found] == [
        ("a.parquet", "members", "thiếu cột"),
        ("a.parquet", "deprived_water", "thiếu cột"),
        ("b.parquet", "commune", "cột có kiểu Int64"),
        ("b.parquet", "score_b1", "cột có kiểu Float64"),
        ("c.parquet", "", "không đọc được như một tệp Parquet"),
    ]


def test_a_file_damaged_inside_is_unreadable(problems: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "r.parquet", [household(score_b1=n % 500) for n in range(500)])
    content = bytearray(path.read_bytes())
    content[4 : len(content) // 2] = b"\xff" * (len(content) // 2 - 4)
    path.write_bytes(content)
    (problem,) = problems(path)
    assert problem.message == "không đọc được như một tệp Parquet"


@pytest.mark.parametrize(
    ("as_of", "message"),
    [
        (None, "chưa biết ngày rà soát"),
        ("31/12/2023", "ngày rà soát không đúng dạng"),
        ("2031-12-31", "không có chuẩn nghèo nào áp dụng vào ngày 31/12/2031"),
        (dt.date(2027, 12, 31), "chưa biết điểm B1 của chuẩn nghèo theo Nghị định số 351/2025/NĐ-CP, áp dụng vào ngày"),
    ],
)
def test_an_invalid_date_is_reported(problems: Any, tmp_path: Path, as_of: Any, message: str) -> None:
    (problem,) = problems(write(tmp_path / "r.parquet", [household()]), as_of)
    assert problem.message.startswith(message)


def test_missing_files_and_empty_registers_are_reported(problems: Any, tmp_path: Path) -> None:
    (problem,) = problems(tmp_path / "nowhere")
    assert problem.message == "không tìm thấy tệp Parquet nào"
    (problem,) = problems(str(tmp_path / "*.parquet"))
    assert problem.message == "không tìm thấy tệp Parquet nào"
    empty = pl.DataFrame([household()], schema_overrides=TYPES).clear()
    empty.write_parquet(tmp_path / "r.parquet")
    (problem,) = problems(tmp_path / "r.parquet")
    assert problem.message == "danh sách không có hộ nào"
