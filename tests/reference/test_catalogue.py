"""Reference data: dated units and standards, names that match and names that do not."""

from __future__ import annotations

import datetime as dt
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from analysis.reference import Project, ProjectError, Reference, Unit, load_reference

END = dt.date(2025, 6, 30)


@pytest.fixture(scope="module")
def reference(project: Project) -> Reference:
    """The project's reference data."""
    return load_reference(project.reference)


@pytest.fixture(scope="module")
def communes(reference: Reference) -> tuple[Unit, ...]:
    """The 22 communes and towns of the example."""
    return reference.communes(reference.unit("183", dt.date(2023, 1, 1)), dt.date(2023, 1, 1))


# Units --------------------------------------------------------------------------------------------------------------


def test_the_district_exists_until_districts_ended(reference: Reference) -> None:
    assert reference.unit("183", END).full_name == "huyện Cao Lộc"
    assert reference.unit("183", END + dt.timedelta(days=1)) is None


@pytest.mark.parametrize(("year", "known"), [(2023, True), (2025, True), (2026, False)])
def test_a_unit_may_report_on_every_year_in_which_it_existed(reference: Reference, year: int, known: bool) -> None:
    assert (reference.unit_in_year("183", year) is not None) is known


def test_communes_are_those_of_the_date(reference: Reference, communes: tuple[Unit, ...]) -> None:
    district = reference.unit("183", END)
    assert len(communes) == 22
    assert [u.code for u in communes] == sorted(u.code for u in communes)
    assert sorted(u.name for u in communes if u.area == "urban") == ["Cao Lộc", "Đồng Đăng"]
    assert reference.communes(district, END + dt.timedelta(days=1)) == ()


def test_a_province_has_the_communes_of_its_districts_and_a_commune_itself(reference: Reference, communes) -> None:
    date = dt.date(2023, 1, 1)
    assert set(communes) <= set(reference.communes(reference.unit("20", date), date))
    assert reference.communes(communes[0], date) == (communes[0],)


def test_two_units_with_one_code_are_told_apart_by_date() -> None:
    """Codes outlive mergers: the date decides which unit is meant."""
    old, new = (
        Unit("1", name, "xã", "commune", "9", "rural", *dates)
        for name, dates in (("Cũ", (dt.date.min, END)), ("Mới", (END + dt.timedelta(days=1), dt.date.max)))
    )
    reference = Reference.__new__(Reference)
    reference.__dict__["units"] = (old, new)
    assert reference.unit("1", END) is old
    assert reference.unit("1", dt.date(2026, 1, 1)) is new
    assert reference.unit_in_year("1", 2025) is new


# Standards, programme, words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "code"),
    [
        (dt.date(2021, 12, 31), None),
        (dt.date(2022, 1, 1), "nd-07-2021"),
        (dt.date(2026, 12, 31), "nd-07-2021"),
        (dt.date(2027, 1, 1), None),
    ],
)
def test_the_standard_is_the_one_in_force_on_the_date(reference: Reference, date: dt.date, code: str | None) -> None:
    standard = reference.standard_on(date)
    assert (standard.code if standard else None) == code


def test_no_two_standards_are_in_force_at_once(reference: Reference) -> None:
    ordered = sorted(reference.standards, key=lambda s: s.valid_from)
    assert all(a.valid_to < b.valid_from for a, b in pairwise(ordered))


def test_bands_meet_without_gap_or_overlap(reference: Reference) -> None:
    """Every rate from 0 to 100 percent lies in exactly one band."""
    for hundredths in range(10_001):
        rate = hundredths / 100
        assert sum(band.lower_pct < rate <= band.upper_pct for band in reference.bands) == 1, rate


def test_every_cited_document_and_parent_exists(reference: Reference) -> None:
    assert {s.document for s in reference.standards} <= set(reference.documents)
    codes = {u.code for u in reference.units}
    assert {u.parent for u in reference.units if u.parent} <= codes
    components = reference.components
    assert {row["parent_code"] for row in components.values() if row["parent_code"]} <= set(components)


def test_every_row_of_reference_data_names_its_source(reference: Reference) -> None:
    sourced = [name for name, columns in reference.files.columns.items() if "source" in columns]
    assert len(sourced) >= 5
    for name in (*sourced, "units", "programme", "legal_documents"):
        assert all(row["source"] for row in reference.files.rows(name)), name


def test_places_elsewhere_are_none_of_the_units(reference: Reference) -> None:
    """A name may be borne by a unit and by a place elsewhere; a code may not."""
    codes = {row["code"] for row in reference.files.rows("places_elsewhere")}
    assert not codes & {u.code for u in reference.units}
    assert {"Văn Lãng"} <= reference.elsewhere["district"]
    assert {"Tân Thanh", "Thụy Hùng"} <= reference.elsewhere["commune"]
    assert {"Hà Nội", "Cao Bằng"} <= reference.elsewhere["province"]


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
    "units": "units",
    "programme": "components",
    "poverty_standards": "standards",
    "poverty_bands": "bands",
    "legal_documents": "documents",
    "vocabulary": "vocabulary",
    "places_elsewhere": "elsewhere",
    "base_salary": "norms",
    "policy_norms": "norms",
    "policy_periods": "norms",
}


@pytest.mark.parametrize(("name", "attribute"), FILES.items())
def test_a_missing_file_is_named(broken: Reference, name: str, attribute: str) -> None:
    (broken.folder / f"{name}.csv").unlink()
    with pytest.raises(ProjectError, match=f"Thiếu tệp danh mục data/reference/{name}.csv"):
        getattr(broken, attribute)


@pytest.mark.parametrize(("name", "attribute"), FILES.items())
def test_a_missing_column_is_named(broken: Reference, name: str, attribute: str) -> None:
    path = broken.folder / f"{name}.csv"
    first = path.read_text(encoding="utf-8").split(",", 1)[0]
    _replace(broken, name, f"{first},", "other,")
    with pytest.raises(ProjectError, match=f"data/reference/{name}.csv: thiếu cột {first}"):
        getattr(broken, attribute)


@pytest.mark.parametrize("name", ["units", "programme", "poverty_standards", "base_salary", "policy_norms"])
def test_a_bad_date_is_told_with_its_file_and_line(broken: Reference, name: str) -> None:
    rows = broken.files.rows(name)
    line, date = next((n, row["valid_to"]) for n, row in enumerate(rows, 2) if row["valid_to"])
    _replace(broken, name, date, "31/02/2023")
    with pytest.raises(ProjectError, match=rf"data/reference/{name}.csv, dòng {line}: .*31/02/2023"):
        getattr(broken, FILES[name])


def test_a_number_that_is_none_is_told(broken: Reference) -> None:
    _replace(broken, "poverty_standards", ",140,", ",cao,")
    with pytest.raises(ProjectError, match=r"poverty_standards.csv, dòng 2: .*'cao'"):
        _ = broken.standards


def test_a_row_of_another_width_is_told(broken: Reference) -> None:
    path = broken.folder / "vocabulary.csv"
    path.write_text(path.read_text(encoding="utf-8") + "chỉ một ô\n", encoding="utf-8")
    with pytest.raises(ProjectError, match=r"vocabulary.csv, dòng \d+: số ô"):
        _ = broken.vocabulary


def test_a_file_saved_by_excel_is_read(broken: Reference, reference: Reference) -> None:
    """It puts a byte order mark before the first header."""
    path = broken.folder / "units.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert broken.units == reference.units


def test_standards_that_overlap_are_told_when_asked_for(broken: Reference) -> None:
    path = broken.folder / "poverty_standards.csv"
    path.write_text(
        path.read_text(encoding="utf-8") + "moi,decree-07-2021,150,185,30,2026-01-01,,thử\n", encoding="utf-8"
    )
    assert broken.standard_on(dt.date(2025, 12, 31)).code == "nd-07-2021"
    assert broken.standard_on(dt.date(2027, 1, 1)).code == "moi"
    with pytest.raises(ProjectError, match="nd-07-2021, moi cùng hiệu lực ngày 2026-01-01"):
        broken.standard_on(dt.date(2026, 1, 1))


# Components on a date -----------------------------------------------------------------------------------------------


def test_components_are_those_of_the_date(broken: Reference) -> None:
    path = broken.folder / "programme.csv"
    header = path.read_text(encoding="utf-8").split("\n", 1)[0]
    path.write_text(f"{header}\n1,,Dự án,Cũ,,2025-12-31,x\n1,,Dự án,Mới,2026-01-01,,x\n", encoding="utf-8")
    assert broken.components_on(dt.date(1999, 1, 1))["1"]["name_vi"] == "Cũ"
    assert broken.components_on(dt.date(2025, 12, 31))["1"]["name_vi"] == "Cũ"
    assert broken.components_on(dt.date(2026, 1, 1))["1"]["name_vi"] == "Mới"


def test_components_of_the_example_all_ended_with_the_programme(reference: Reference) -> None:
    assert reference.components_on(dt.date(2023, 11, 15)) == reference.components
    assert reference.components_on(dt.date(2026, 1, 1)) == {}


def test_a_component_with_two_rows_on_one_date_is_told(broken: Reference) -> None:
    path = broken.folder / "programme.csv"
    path.write_text(path.read_text(encoding="utf-8") + "3.1,3,Tiểu dự án,Hai,2025-01-01,,x\n", encoding="utf-8")
    assert broken.components_on(dt.date(2024, 12, 31))["3.1"]["name_vi"] != "Hai"
    with pytest.raises(ProjectError, match=r"programme.csv: mã 3.1 có hai dòng cùng hiệu lực ngày 2025-01-01"):
        broken.components_on(dt.date(2025, 1, 1))
