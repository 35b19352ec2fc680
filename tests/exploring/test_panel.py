"""The panel of trends: its choices, and redrawing on a choice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from analysis.exploring import TrendPanel
from analysis.exploring.panel import Pane
from analysis.narrative.preview import Shown
from analysis.reference import Project, ProjectError
from analysis.sections.trends import INDICATORS


@pytest.fixture(scope="module")
def first(project: Project) -> TrendPanel:
    return TrendPanel(project, "183", 2024)


@pytest.fixture
def panel(first: TrendPanel) -> TrendPanel:
    """The panel with its initial choice; loaded data are kept between tests."""
    first.unit.value, first.year.value = "183", 2024
    first.indicator.value, first.grouping.value = "poor_rate", "commune"
    return first


def shown(panel: TrendPanel) -> list[str]:
    return [str(part._repr_mimebundle_()["text/plain"]) for part in panel.parts()]


def test_choices_are_those_of_the_project(panel: TrendPanel, project: Project) -> None:
    assert {code: name for name, code in panel.unit.options}["183"] == "Huyện Cao Lộc (183)"
    assert panel.year.options == project.years_of("183")
    assert [code for _, code in panel.indicator.options] == list(INDICATORS)
    assert [code for _, code in panel.grouping.options] == ["whole", "commune", "area", "ethnicity"]
    assert [c.description for c in panel.controls.children] == ["Đơn vị", "Năm", "Chỉ tiêu", "Phân theo"]


def test_a_choice_redraws(panel: TrendPanel) -> None:
    first = shown(panel)
    assert first[0].startswith("Tỷ lệ hộ nghèo các năm 2022–2024, theo xã, thị trấn")
    assert first[1].startswith("Tỷ lệ hộ nghèo: thay đổi năm 2024 so với năm 2023")
    assert first[2].startswith("Tỷ lệ hộ nghèo năm 2024") and "sơ đồ ô" in first[2].lower()
    panel.year.value = 2023
    assert shown(panel)[1].startswith("Không so sánh năm 2023 với năm 2022: đổi chuẩn nghèo")
    panel.grouping.value = "area"
    assert shown(panel)[2] == "Bản đồ chỉ vẽ khi phân theo xã."


def test_an_indicator_without_the_grouping_uses_another(panel: TrendPanel) -> None:
    panel.indicator.value = "new_jobs"
    assert panel.grouping.value == "channel"
    panel.indicator.value = "disbursement_rate"
    assert panel.grouping.value == "whole"
    assert "51,74%" in shown(panel)[0]


@pytest.mark.parametrize("indicator", INDICATORS)
def test_every_choice_is_drawn(panel: TrendPanel, indicator: str) -> None:
    panel.indicator.value = indicator
    for _, grouping in panel.grouping.options:
        panel.grouping.value = grouping
        drawn, change, _, table = panel.parts()
        assert isinstance(drawn, Pane) and drawn.chart is not None
        assert isinstance(change, Pane) and change.chart is not None
        assert isinstance(table, Shown)


def test_a_unit_of_one_year_says_so(panel: TrendPanel) -> None:
    panel.unit.value = "06196"
    assert panel.year.value == 2026
    parts = shown(panel)
    assert "năm 2026" in parts[0]
    assert parts[1] == "Mới có số liệu một năm nên chưa so sánh được với năm trước."


def test_faulty_boundaries_are_shown_instead_of_the_map(project: Project, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(project.data, root / "data", ignore=shutil.ignore_patterns("simulation"))
    (root / "data" / "183-cao-loc" / "boundaries.geojson").write_text("{}", encoding="utf-8")
    drawn = shown(TrendPanel(Project(root.resolve(), "183", 2024), "183", 2024))
    assert drawn[0].startswith("Tỷ lệ hộ nghèo các năm"), "the other charts do not suffer"
    assert "boundaries.geojson" in drawn[2]


def test_an_unknown_unit_is_refused(project: Project) -> None:
    with pytest.raises(ProjectError, match="Không có thư mục"):
        TrendPanel(project, "184", 2024)


def test_outputs_are_escaped() -> None:
    assert "<script>" not in Pane(None, "<script>")._repr_mimebundle_()["text/html"]
