"""Reference data: dated units and standards, components, documents and faulty files."""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from itertools import pairwise
from operator import attrgetter
from pathlib import Path

import pytest

from analysis.reference import Project, ProjectError, Reference, Unit, load_reference
from analysis.reference.files import ReferenceFiles
from analysis.reference.units import LEVELS, UnitRegister

END = dt.date(2025, 6, 30)


@pytest.fixture(scope="module")
def reference(project: Project) -> Reference:
    """The project's reference data."""
    return load_reference(project.reference)


@pytest.fixture(scope="module")
def communes(reference: Reference) -> tuple[Unit, ...]:
    """The 22 communes and towns of the example."""
    return reference.units.communes(reference.units.unit_on("183", dt.date(2023, 1, 1)), dt.date(2023, 1, 1))


# Units --------------------------------------------------------------------------------------------------------------


def test_the_district_exists_until_districts_ended(reference: Reference) -> None:
    assert reference.units.unit_on("183", END).full_name == "huyện Cao Lộc"
    assert reference.units.unit_on("183", END + dt.timedelta(days=1)) is None


@pytest.mark.parametrize(("year", "known"), [(2023, True), (2025, True), (2026, False)])
def test_a_unit_may_report_on_every_year_in_which_it_existed(reference: Reference, year: int, known: bool) -> None:
    assert (reference.units.unit_in_year("183", year) is not None) is known


def test_communes_are_those_of_the_date(reference: Reference, communes: tuple[Unit, ...]) -> None:
    district = reference.units.unit_on("183", END)
    assert len(communes) == 22
    assert [u.code for u in communes] == sorted(u.code for u in communes)
    assert sorted(u.name for u in communes if u.area == "urban") == ["Cao Lộc", "Đồng Đăng"]
    assert reference.units.communes(district, END + dt.timedelta(days=1)) == ()


def test_a_province_has_the_communes_of_its_districts_and_a_commune_itself(reference: Reference, communes) -> None:
    date = dt.date(2023, 1, 1)
    assert set(communes) <= set(reference.units.communes(reference.units.unit_on("20", date), date))
    assert reference.units.communes(communes[0], date) == (communes[0],)


def test_two_units_with_one_code_are_distinguished_by_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """A code may be reused after a merger; the date identifies the unit."""
    old, new = (
        Unit("1", name, "xã", "commune", "9", "rural", *dates)
        for name, dates in (("Cũ", (dt.date.min, END)), ("Mới", (END + dt.timedelta(days=1), dt.date.max)))
    )
    units = UnitRegister(ReferenceFiles(Path("nowhere"), {}))
    monkeypatch.setattr(units, "of_code", lambda code: (old, new) if code == "1" else ())
    assert units.unit_on("1", END) is old
    assert units.unit_on("1", dt.date(2026, 1, 1)) is new
    assert units.unit_in_year("1", 2025) is new


# Standards, programme, words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "code"),
    [
        (dt.date(2015, 12, 31), None),
        (dt.date(2016, 1, 1), "qd-59-2015"),
        (dt.date(2021, 12, 31), "qd-59-2015"),
        (dt.date(2022, 1, 1), "nd-07-2021"),
        (dt.date(2026, 12, 31), "nd-07-2021"),
        (dt.date(2027, 1, 1), "nd-351-2025"),
        (dt.date(2031, 1, 1), None),
    ],
)
def test_the_standard_is_the_one_in_force_on_the_date(reference: Reference, date: dt.date, code: str | None) -> None:
    standard = reference.standards.standard_on(date)
    assert (standard.code if standard else None) == code


def test_reviews_under_different_standards_are_not_comparable(reference: Reference) -> None:
    """Breaks: 2021 to 2022, and 2026 to 2027; without a standard nothing is comparable."""
    years = {year: dt.date(year, 12, 31) for year in range(2014, 2032)}
    breaks = [year for year in range(2016, 2030) if not reference.standards.same_standard(years[year], years[year + 1])]
    assert breaks == [2021, 2026]
    assert not reference.standards.same_standard(years[2014], years[2015])


def test_no_two_standards_are_in_force_at_once(reference: Reference) -> None:
    ordered = sorted(reference.standards, key=lambda s: s.valid_from)
    assert all(a.valid_to < b.valid_from for a, b in pairwise(ordered))


def test_bands_meet_without_gap_or_overlap(reference: Reference) -> None:
    """Every rate from 0 to 100 percent lies in exactly one band."""
    for hundredths in range(10_001):
        rate = hundredths / 100
        assert sum(band.lower_pct < rate <= band.upper_pct for band in reference.standards.bands) == 1, rate


def test_every_cited_document_and_parent_exists(reference: Reference) -> None:
    assert {s.document for s in reference.standards} <= set(reference.documents)
    codes = {u.code for u in reference.units}
    assert {u.parent for u in reference.units if u.parent} <= codes
    components = reference.programme.components_on(dt.date(2023, 12, 31))
    assert {row["parent_code"] for row in components.values() if row["parent_code"]} <= set(components)


def test_every_row_of_reference_data_names_its_source(reference: Reference) -> None:
    sourced = [name for name, columns in reference.files.columns.items() if "source" in columns]
    assert len(sourced) >= 5
    for name in (*sourced, "units", "programme", "legal_documents"):
        assert all(row["source"] for row in reference.files.rows(name)), name


# The whole country --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "provinces", "districts", "communes"),
    [
        (dt.date(2023, 1, 1), 63, 705, 10_599),
        (END, 63, 705, 10_599),
        (END + dt.timedelta(days=1), 34, 0, 3_321),
        (dt.date(2026, 12, 31), 34, 0, 3_321),
    ],
)
def test_the_country_has_its_units_on_every_date(
    reference: Reference, date: dt.date, provinces: int, districts: int, communes: int
) -> None:
    there = Counter(u.level for u in reference.units if u.valid_on(date))
    assert (there["province"], there["district"], there["commune"]) == (provinces, districts, communes)


def test_no_code_denotes_two_units_at_once(reference: Reference) -> None:
    by_code: dict[str, list[Unit]] = {}
    for unit in reference.units:
        by_code.setdefault(unit.code, []).append(unit)
    for code, units in by_code.items():
        ordered = sorted(units, key=lambda u: u.valid_from)
        assert all(a.valid_to < b.valid_from for a, b in pairwise(ordered)), code


def test_the_parent_of_a_unit_exists_as_long_as_the_unit(reference: Reference) -> None:
    for unit in reference.units:
        for date in {max(unit.valid_from, dt.date(2023, 1, 1)), min(unit.valid_to, dt.date(2026, 12, 31))}:
            parent = reference.units.unit_on(unit.parent, date) if unit.parent else None
            assert (parent is None) is (unit.level == "province"), unit
            assert parent is None or LEVELS.index(parent.level) < LEVELS.index(unit.level), unit


def test_codes_have_the_length_of_their_level(reference: Reference) -> None:
    lengths = {"province": 2, "district": 3, "commune": 5}
    assert all(len(u.code) == lengths[u.level] and u.code.isdigit() for u in reference.units)


def test_a_kind_of_commune_is_urban_or_rural_but_where_it_is_not_known(reference: Reference) -> None:
    areas = {(u.kind, u.area) for u in reference.units if u.level == "commune"}
    assert areas == {("xã", "rural"), ("phường", "urban"), ("thị trấn", "urban"), ("đặc khu", "")}


def test_former_communes_lead_to_the_new_ones_and_back(reference: Reference) -> None:
    units = reference.units
    assert units.successors("06211") == (("06211", "whole"),)
    assert {old for old, _ in units.predecessors("06211")} == {"06193", "06199", "06211"}
    assert [reference.units.unit_on(old, END).name for old, _ in units.predecessors("06211")] == [
        "Thanh Lòa",
        "Thạch Đạn",
        "Lộc Yên",
    ]
    assert reference.units.unit_on("06211", END + dt.timedelta(days=1)).full_name == "xã Cao Lộc"
    assert len(units.successors("00019")) > 1
    assert {extent for _, extent in units.successors("00019")} == {"part"}


def test_every_link_leads_to_a_commune_of_today(reference: Reference) -> None:
    rows = reference.files.rows("unit_links")
    today = {u.code for u in reference.units if u.level == "commune" and u.valid_on(dt.date(2025, 7, 1))}
    former = {u.code for u in reference.units if u.level == "commune" and u.valid_on(END)}
    assert {row["new_code"] for row in rows} <= today
    assert len({row["old_code"] for row in rows} - former) == 3, "communes that were made between the two lists"
    assert len({(row["old_code"], row["new_code"]) for row in rows}) == len(rows)


def test_uncertain_rows_are_marked(reference: Reference) -> None:
    marks = Counter(row["mark"] for row in reference.files.rows("units"))
    assert set(marks) == {"found", "own-high", "own-low"}
    rows = [row for row in reference.files.rows("units") if row["valid_from"] > "2026"]
    assert len(rows) > 20
    assert {row["mark"] for row in rows} == {"own-low"}, "the day a resolution takes effect was not found"


def test_names_of_the_neighbourhood_are_those_of_the_date(reference: Reference) -> None:
    district, commune = reference.units.unit_on("183", END), reference.units.unit_on("06211", dt.date(2026, 1, 1))
    then = reference.units.neighbourhood(district, END)
    assert "Văn Lãng" in then["district"]
    assert {"Tân Thanh", "Thụy Hùng"} <= then["commune"]
    assert {"Hà Nội", "Cao Bằng", "Bắc Kạn"} <= then["province"]
    now = reference.units.neighbourhood(commune, dt.date(2026, 1, 1))
    assert now["district"] == frozenset()
    assert "Kỳ Lừa" in now["commune"]
    assert "Bắc Kạn" not in now["province"]


# Faulty files -------------------------------------------------------------------------------------------------------


@pytest.fixture
def broken(project: Project, tmp_path: Path) -> Reference:
    """A copy of the reference data to break."""
    shutil.copytree(project.reference, tmp_path / "data" / "reference")
    return Reference(tmp_path / "data" / "reference")


def _replace(reference: Reference, name: str, old: str, new: str) -> None:
    path = reference.folder / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


FILES = {
    "units": "units._all",
    "programme": "programme",
    "poverty_standards": "standards",
    "poverty_bands": "standards.bands",
    "legal_documents": "documents",
    "vocabulary": "vocabulary",
    "base_salary": "norms",
    "policy_norms": "norms",
    "policy_periods": "norms",
}
"""The attribute of `Reference` that is read from each file."""


@pytest.mark.parametrize(("name", "attribute"), FILES.items())
def test_a_missing_file_is_named(broken: Reference, name: str, attribute: str) -> None:
    (broken.folder / f"{name}.csv").unlink()
    with pytest.raises(ProjectError, match=f"Thiếu tệp danh mục data/reference/{name}.csv"):
        attrgetter(attribute)(broken)


@pytest.mark.parametrize(("name", "attribute"), FILES.items())
def test_a_missing_column_is_named(broken: Reference, name: str, attribute: str) -> None:
    path = broken.folder / f"{name}.csv"
    first = path.read_text(encoding="utf-8").split(",", 1)[0]
    _replace(broken, name, f"{first},", "other,")
    with pytest.raises(ProjectError, match=f"data/reference/{name}.csv: thiếu cột {first}"):
        attrgetter(attribute)(broken)


@pytest.mark.parametrize("name", ["units", "programme", "poverty_standards", "base_salary", "policy_norms"])
def test_an_invalid_date_is_reported_with_file_and_line(broken: Reference, name: str) -> None:
    rows = broken.files.rows(name)
    line, date = next((n, row["valid_to"]) for n, row in enumerate(rows, 2) if row["valid_to"])
    _replace(broken, name, date, "31/02/2023")
    with pytest.raises(ProjectError, match=rf"data/reference/{name}.csv, dòng {line}: .*31/02/2023"):
        attrgetter(FILES[name])(broken)


def test_an_invalid_number_is_reported(broken: Reference) -> None:
    _replace(broken, "poverty_standards", ",140,", ",cao,")
    with pytest.raises(ProjectError, match=r"poverty_standards.csv, dòng 2: .*'cao'"):
        _ = broken.standards


def test_a_row_of_another_width_is_reported(broken: Reference) -> None:
    path = broken.folder / "vocabulary.csv"
    path.write_text(path.read_text(encoding="utf-8") + "chỉ một ô\n", encoding="utf-8")
    with pytest.raises(ProjectError, match=r"vocabulary.csv, dòng \d+: số ô"):
        _ = broken.vocabulary


def test_a_file_saved_by_excel_is_read(broken: Reference, reference: Reference) -> None:
    """It puts a byte order mark before the first header."""
    path = broken.folder / "units.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert tuple(broken.units) == tuple(reference.units)


def test_overlapping_standards_are_reported_when_used(broken: Reference) -> None:
    path = broken.folder / "poverty_standards.csv"
    path.write_text(
        path.read_text(encoding="utf-8")
        .replace("nd-351-2025,decree-351-2025", "moi,decree-351-2025")
        .replace("2027-01-01", "2026-01-01"),
        encoding="utf-8",
    )
    assert broken.standards.standard_on(dt.date(2025, 12, 31)).code == "nd-07-2021"
    assert broken.standards.standard_on(dt.date(2027, 1, 1)).code == "moi"
    with pytest.raises(ProjectError, match="nd-07-2021, moi cùng hiệu lực ngày 2026-01-01"):
        broken.standards.standard_on(dt.date(2026, 1, 1))


# Components on a date -----------------------------------------------------------------------------------------------


def test_components_are_those_of_the_date(broken: Reference) -> None:
    path = broken.folder / "programme.csv"
    header = path.read_text(encoding="utf-8").split("\n", 1)[0]
    path.write_text(f"{header}\n1,,Dự án,Cũ,,2025-12-31,x,found\n1,,Dự án,Mới,2026-01-01,,x,found\n", encoding="utf-8")
    assert broken.programme.components_on(dt.date(1999, 1, 1))["1"]["name_vi"] == "Cũ"
    assert broken.programme.components_on(dt.date(2025, 12, 31))["1"]["name_vi"] == "Cũ"
    assert broken.programme.components_on(dt.date(2026, 1, 1))["1"]["name_vi"] == "Mới"


def test_components_of_the_example_all_ended_with_the_programme(reference: Reference) -> None:
    then, now = (
        reference.programme.components_on(dt.date(2025, 12, 31)),
        reference.programme.components_on(dt.date(2026, 1, 1)),
    )
    assert len([code for code, row in then.items() if row["parent_code"] == "programme"]) == 7
    assert set(now) == {"programme"}
    assert "nông thôn mới" in now["programme"]["name_vi"]


def test_a_component_with_two_rows_on_one_date_is_reported(broken: Reference) -> None:
    path = broken.folder / "programme.csv"
    path.write_text(path.read_text(encoding="utf-8") + "3.1,3,Tiểu dự án,Hai,2025-01-01,,x,found\n", encoding="utf-8")
    assert broken.programme.components_on(dt.date(2024, 12, 31))["3.1"]["name_vi"] != "Hai"
    with pytest.raises(ProjectError, match=r"programme.csv: mã 3.1 có hai dòng cùng hiệu lực ngày 2025-01-01"):
        broken.programme.components_on(dt.date(2025, 1, 1))
