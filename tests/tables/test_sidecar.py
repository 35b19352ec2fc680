"""The sidecar of a table: missing, broken or ambiguous, it is a fault; nothing is guessed."""

from __future__ import annotations

import datetime as dt

import pytest

META = "credit.meta.yml"


def test_sidecar_is_read(data) -> None:
    sidecar = data.load("credit")["credit"].sidecar
    assert sidecar.as_of == dt.date(2023, 11, 15)
    assert sidecar.provenance == "published"
    assert sidecar.published_in == ("II.3.1", "II.3.5")


def test_missing_sidecar_names_its_file_and_the_keys_it_needs(data) -> None:
    (data.folder / META).unlink()
    problem = data.problem("credit")
    assert problem.file.endswith(f"2023/{META}")
    assert problem.message == "không có tệp mô tả bảng"
    assert "as_of" in problem.expected
    assert "data/README.md" in problem.remedy


def test_broken_yaml_names_the_line(data) -> None:
    data.write(META, "agency: x\nas_of: [2023\nprovenance: published\n")
    problem = data.problem("credit")
    assert problem.message == "không đọc được YAML"
    assert problem.row == 3


@pytest.mark.parametrize("content", ["", "- a\n- b\n", "chỉ là chữ"])
def test_yaml_that_is_no_mapping_is_a_fault(data, content: str) -> None:
    data.write(META, content)
    assert data.problem("credit").message == "không phải danh sách khóa: giá trị"


def test_missing_keys_are_reported_all_at_once(data) -> None:
    data.write(META, "agency: x\n")
    assert data.problem("credit").message == "thiếu khóa as_of, provenance"


@pytest.mark.parametrize("date", ["giữa tháng", "15/11/2023", "2023", "2023-11-15 10:30:00"])
def test_as_of_must_be_a_date(data, date: str) -> None:
    """A time of day, too: it could not be compared with the dates of units and standards."""
    data.replace(META, "2023-11-15", date)
    problem = data.problem("credit")
    assert (problem.column, problem.value) == ("as_of", date)
    assert problem.message == "không phải ngày"


def test_impossible_date_is_a_fault_without_a_stack_trace(data) -> None:
    data.replace(META, "2023-11-15", "2023-02-30")
    assert data.problem("credit").message == "không đọc được YAML"


def test_unknown_provenance_lists_the_three_grades(data) -> None:
    data.replace(META, 'provenance: "published"', "provenance: official")
    problem = data.problem("credit")
    assert (problem.column, problem.value) == ("provenance", "official")
    assert problem.expected == "một trong: published; published total, simulated rows; simulated"


@pytest.mark.parametrize("value", ["area", "5"])
def test_lists_must_be_lists(data, value: str) -> None:
    """A bare word would be taken apart into letters and grade the figures wrongly."""
    data.replace(META, "published_filters: []", f"published_filters: {value}")
    problem = data.problem("credit")
    assert (problem.column, problem.value) == ("published_filters", value)


def test_not_utf8_is_a_fault(data) -> None:
    data.write(META, "agency: Ủy ban".encode("utf-16"))
    assert data.problem("credit").message == "không đọc được YAML"


def test_faults_of_the_sidecar_and_of_the_table_come_together(data) -> None:
    (data.folder / META).unlink()
    data.write("credit.csv", b"")
    assert [p.message for p in data.problems("credit")] == ["không có tệp mô tả bảng", "tệp trống"]


@pytest.mark.parametrize(("typed", "meant"), [("sha265", "sha256"), ("publishd_in", "published_in")])
def test_an_unknown_key_is_a_fault_with_the_nearest_known_one(data, typed: str, meant: str) -> None:
    """Otherwise a digest that is never compared would look valid."""
    data.replace(META, f"{meant}:", f"{typed}:")
    problem = data.problem("credit")
    assert (problem.column, problem.message) == (typed, "khóa không có trong mẫu")
    assert f'có phải "{meant}"?' in problem.remedy


def test_a_key_unlike_any_other_is_to_be_removed(data) -> None:
    data.write(META, (data.folder / META).read_bytes() + b"\nzzz: 1\n")
    problem = data.problem("credit")
    assert (problem.column, problem.remedy) == ("zzz", "bỏ khóa này")
