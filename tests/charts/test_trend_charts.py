"""Charts over years and maps: lines, labels, alternative texts, and cases without a chart."""

from __future__ import annotations

import json
import re
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from analysis.charts import disbursement_over_years, poverty_over_years, poverty_over_years_by_commune
from analysis.charts.drawing import Chart, Steps, spread
from analysis.charts.maps import commune_map
from analysis.charts.trends import note_of, small_multiples, trend_lines, why_no_change, year_on_year
from analysis.narrative import Report
from analysis.reference import Project
from analysis.sections import build_section
from analysis.sections.trends import Trend, Years, trend_of
from analysis.tables import InputProblems, load_inputs
from analysis.tables.boundaries import FILE, Boundaries, read_boundaries

UNIT = "183"
Square = list[list[float]]


@pytest.fixture(scope="module")
def years(project: Project) -> Years:
    return Years(project, UNIT)


@pytest.fixture(scope="module")
def communes(years: Years) -> Trend:
    return trend_of(years, "poor_rate", "commune")


CHARTS: dict[str, Callable[[Years], Chart | None]] = {
    "line": lambda years: trend_lines(trend_of(years, "poor_rate")),
    "lines": lambda years: trend_lines(trend_of(years, "new_jobs", "channel")),
    "money": lambda years: trend_lines(trend_of(years, "credit_balance", "borrower_group")),
    "multiples": lambda years: small_multiples(trend_of(years, "poor_rate", "commune")),
    "sums": lambda years: small_multiples(trend_of(years, "component_disbursed", "component")),
    "change": lambda years: year_on_year(trend_of(years, "poor_rate", "commune"), 2024),
    "tiles": lambda years: commune_map(trend_of(years, "poor_rate", "commune"), 2024),
}


@pytest.mark.parametrize("name", CHARTS)
def test_bytes_are_reproducible_and_no_letter_is_missing(name: str, years: Years) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of a letter that the font does not have
        first, second = CHARTS[name](years), CHARTS[name](years)
    assert first is not None and second is not None
    assert first.svg == second.svg
    root = ET.fromstring(first.svg.encode())
    assert not [e for e in root.iter() if e.tag.endswith("}text")], "letters are drawn as paths"
    assert first.provenance == "simulated"


@pytest.mark.parametrize("name", ["multiples", "tiles"])
def test_alternative_text_has_every_commune(name: str, years: Years, communes: Trend) -> None:
    chart = CHARTS[name](years)
    assert chart is not None
    assert all(f"{s.label}:" in chart.alt and s.figures[2024].printed in chart.alt for s in communes.series)


def lines_of(chart: Chart, color: str) -> list[int]:
    """Return the number of points of each line of a colour."""
    paths = re.findall(rf'<path d="([^"]*)"[^>]*style="fill: none; stroke: {color}', chart.svg)
    return sorted(len(re.findall(r"[ML]", path)) for path in paths)


def test_the_line_breaks_where_the_standard_changed(years: Years) -> None:
    chart = trend_lines(trend_of(years, "poor_rate"))
    assert chart is not None
    assert lines_of(chart, "#1f4e79") == [1, 2], "one year alone, two joined"
    assert "đổi chuẩn nghèo: Nghị định số 07/2021/NĐ-CP" in chart.note
    assert "Giữa năm 2022 và năm 2023: đổi chuẩn nghèo" in chart.alt
    joined = trend_lines(trend_of(years, "new_jobs"))
    assert joined is not None and lines_of(joined, "#1f4e79") == [3] and not joined.note


def test_every_small_multiple_breaks(years: Years, communes: Trend) -> None:
    chart = small_multiples(communes)
    assert chart is not None
    assert lines_of(chart, "#1f4e79") == [1] * 22 + [2] * 22


def test_changes_are_sorted_and_only_of_comparable_years(communes: Trend) -> None:
    chart = year_on_year(communes, 2024)
    assert chart is not None
    printed = re.findall(r"([+−]?[\d,]+) điểm phần trăm", chart.alt)
    numbers = [float(text.replace("−", "-").replace(",", ".")) for text in printed]
    assert len(numbers) == 23 and numbers == sorted(numbers, reverse=True)
    assert year_on_year(communes, 2023) is None
    assert why_no_change(communes, 2023) == (
        "Không so sánh năm 2023 với năm 2022: đổi chuẩn nghèo: Nghị định số 07/2021/NĐ-CP."
    )


def test_a_gap_is_noted(project: Project, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(project.data, root / "data", ignore=shutil.ignore_patterns("simulation", "households.*", "2023"))
    trend = trend_of(Years(Project(root.resolve(), UNIT, 2024), UNIT), "new_jobs")
    assert note_of(trend) == "Không có số liệu năm 2023."
    chart = trend_lines(trend)
    assert chart is not None and lines_of(chart, "#1f4e79") == [1, 1]


def test_labels_are_moved_apart_and_stay_above_zero() -> None:
    moved = spread([0.0, 0.1, 5.0], [2, 2, 2])
    assert moved == [1, 3, 5]
    assert Steps(0, 10).step(10) == 4 and Steps(3, 3).step(3) == 2


# Maps ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def unit_folder(project: Project, tmp_path: Path) -> Project:
    root = tmp_path / "project"
    shutil.copytree(project.reference, root / "data" / "reference")
    (root / "data" / "183-cao-loc" / "2024").mkdir(parents=True)
    return Project(root.resolve(), UNIT, 2024)


def square(number: int) -> Square:
    x, y = 106.6 + 0.05 * (number % 5), 21.7 + 0.05 * (number // 5)
    return [[x, y], [x + 0.05, y], [x + 0.05, y + 0.05], [x, y + 0.05], [x, y]]


def feature(properties: dict[str, Any], number: int = 0, kind: str = "Polygon") -> dict[str, Any]:
    rings = [square(number)]
    geometry = {"type": kind, "coordinates": [rings] if kind == "MultiPolygon" else rings}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def boundaries_of(project: Project, trend: Trend, content: object) -> Boundaries | None:
    path = project.data / "183-cao-loc" / FILE
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    unit = trend.unit
    assert unit is not None
    places = project_reference(project).units.communes(unit, trend.years[2024].as_of)
    return read_boundaries(project, UNIT, places)


def project_reference(project: Project) -> Any:
    from analysis.reference import load_reference  # noqa: PLC0415

    return load_reference(project.reference)


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def test_without_boundaries_the_map_is_schematic_and_says_so(communes: Trend, unit_folder: Project) -> None:
    assert read_boundaries(unit_folder, UNIT, ()) is None
    chart = commune_map(communes, 2024)
    assert chart is not None
    assert "không theo tỷ lệ, không phải ranh giới" in chart.note
    assert commune_map(communes, 2019) is None


def test_boundaries_are_matched_by_code_in_any_spelling(communes: Trend, unit_folder: Project) -> None:
    features = [
        feature(
            [{"code": s.code}, {"MA_XA": int(s.code)}, {"maxa": float(s.code)}][n % 3],
            n,
            ["Polygon", "MultiPolygon"][n % 2],
        )
        for n, s in enumerate(communes.series)
    ]
    found = boundaries_of(unit_folder, communes, collection(*features))
    assert found is not None and found.unmatched == "" and set(found.shapes) == {s.code for s in communes.series}
    chart = commune_map(communes, 2024, found)
    assert chart is not None and chart.note == ""
    assert chart.svg.count("stroke: #ffffff") == 22


def test_what_does_not_match_is_listed(communes: Trend, unit_folder: Project) -> None:
    first, second = communes.series[:2]
    content = collection(feature({"code": first.code}), feature({"code": "99999", "ten": "Xã Lạ"}, 1), feature({}, 2))
    found = boundaries_of(unit_folder, communes, content)
    assert found is not None
    assert "không phải xã của đơn vị: 99999 Xã Lạ, (không mã, không tên)." in found.unmatched
    assert f"không có ranh giới của {second.code}" in found.unmatched and "và 15 nơi khác" in found.unmatched
    chart = commune_map(communes, 2024, found)
    assert chart is not None and found.unmatched in chart.note


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "không đọc được ranh giới"),
        ("[]", "không đọc được ranh giới"),
        ({"type": "Feature"}, "không đọc được ranh giới"),
        (collection({"type": "Feature", "properties": {}, "geometry": None}), "không đọc được ranh giới"),
        (collection(feature({"code": "06184"}, kind="LineString")), "không đọc được ranh giới"),
        (collection(feature({"code": "99999"})), "không ranh giới nào là của đơn vị: 99999"),
        (collection(), "tệp không có Feature nào"),
    ],
)
def test_a_faulty_file_is_refused(communes: Trend, unit_folder: Project, content: object, message: str) -> None:
    with pytest.raises(InputProblems) as caught:
        boundaries_of(unit_folder, communes, content)
    assert message in str(caught.value) and "boundaries.geojson" in str(caught.value)


def test_metres_are_not_stretched() -> None:
    ring = ((4e5, 2e6), (5e5, 2e6), (5e5, 2.1e6), (4e5, 2e6))
    from analysis.tables.boundaries import Shape  # noqa: PLC0415

    found = Boundaries({"1": (Shape((ring,)),)})
    assert not found.in_degrees
    assert found.shapes["1"][0].area == pytest.approx(5e9)


# In the report -------------------------------------------------------------------------------------------------------


def report(project: Project, year: int) -> Report:
    inputs = load_inputs(project, UNIT, year, ["households", "capital", "disbursements", "forecasts"])
    return Report(inputs, {id: build_section(id, inputs) for id in ("poverty", "capital")})


def test_the_report_shows_its_own_and_earlier_years_only(project: Project) -> None:
    chart = poverty_over_years(report(project, 2023))
    assert chart is not None
    assert chart.caption == "Tỷ lệ hộ nghèo các năm 2022–2023" and "2024" not in chart.alt
    assert poverty_over_years_by_commune(report(project, 2023)) is None, "its two years are under two standards"
    by_commune = poverty_over_years_by_commune(report(project, 2024))
    assert by_commune is not None and "năm 2022" in by_commune.alt and "năm 2024" in by_commune.alt
    money = disbursement_over_years(report(project, 2024))
    assert money is not None and "17,12%" in money.alt and "51,74%" in money.alt


def test_no_chart_with_one_year(project: Project) -> None:
    first = report(project, 2022)
    assert [poverty_over_years(first), poverty_over_years_by_commune(first), disbursement_over_years(first)] == [
        None
    ] * 3


def test_no_chart_of_a_section_that_is_not_reported(project: Project) -> None:
    inputs = load_inputs(project, UNIT, 2023, ["capital", "disbursements", "forecasts"])
    only_money = Report(inputs, {"capital": build_section("capital", inputs)}, ["poverty"])
    assert poverty_over_years(only_money) is None
    assert disbursement_over_years(only_money) is not None
