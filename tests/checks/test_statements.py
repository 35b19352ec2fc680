"""Each kind of check: when it passes, fails or is skipped, and its evidence."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import pytest

from analysis.checks.statements.check import Check, Facts, Untestable, Verdict
from analysis.checks.statements.figures import NoJump, NoRateAbove, NotAbove, SinceLastYear, SumEquals, Within
from analysis.checks.statements.norms import FollowsNorm, SamePeople
from analysis.checks.statements.rows import EveryRow, KeysKnown, OnceEach, PlacesSpelled, TotalRow
from analysis.figures import Figure
from analysis.figures.figure import Expression
from analysis.figures.measures import DONG, PERCENT_2, Measure
from analysis.tables import Inputs


def _figure(id: str, value: int | Fraction | None, measure: Measure = DONG, operation: str = "sum") -> Figure:
    return Figure(id, id.upper(), value, measure, "", Expression(operation))


def _figures(**values: int | None) -> dict[str, Figure]:
    return {id: _figure(id, value) for id, value in values.items()}


def _facts(inputs: Inputs, before: Facts | None = None, **values: int | None) -> Facts:
    return Facts(inputs, _figures(**values), (lambda: before) if before else None)


def _with(inputs: Inputs, **tables: Any) -> Inputs:
    return replace(inputs, tables=inputs.tables | tables)


# All kinds ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _FixedVerdict(Check):
    result: Verdict | str = ""

    def verdict(self, facts: Facts) -> Verdict:
        if isinstance(self.result, str):
            raise Untestable(self.result)
        return self.result


def test_a_result_holds_verdict_and_figures(inputs) -> None:
    facts = _facts(inputs, a=1, b=2, ab=3)
    result = _FixedVerdict("x", "Đúng", Verdict(True, "vì"), severity="warning", about=("a*", "a")).evaluate(facts)
    assert (result.id, result.severity, result.status, result.message, result.evidence_text) == (
        "x", "warning", "passed", "Đúng", "vì",
    )  # fmt: skip
    assert result.figures == ("a", "ab"), "each figure once, in the order of the report"
    assert _FixedVerdict("x", "Đúng", Verdict(False, "vì")).evaluate(facts).status == "failed"


def test_untestable_checks_are_skipped_with_the_reason(inputs) -> None:
    result = _FixedVerdict("x", "Đúng", "không ai đếm").evaluate(_facts(inputs))
    assert (result.status, result.evidence_text) == ("skipped", "không kiểm được: không ai đếm")


def test_default_severities() -> None:
    assert NotAbove("x", "s", "a", "b").severity == "error"
    assert FollowsNorm("x", "s", "norm", "table", "amount").severity == "warning"


# Figures ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"whole": 5, "a": 2, "b": 3}, "passed"),
        ({"whole": 6, "a": 2, "b": 3}, "failed"),
        ({"whole": 0, "a": None, "b": 0}, "passed"),
        ({"whole": None, "a": 2, "b": 3}, "failed"),
        ({"whole": None, "a": None, "b": None}, "skipped"),
        ({"whole": 5, "a": 2}, "skipped"),
        ({"a": 2, "b": 3}, "skipped"),
    ],
)
def test_sum_equals(inputs, values: dict[str, int | None], status: str) -> None:
    result = SumEquals("x", "s", "whole", ("a", "b")).evaluate(_facts(inputs, **values))
    assert (result.status, result.figures) == (status, ("whole", "a", "b"))


def test_sum_equals_shows_both_sides_and_is_exact(inputs) -> None:
    """A difference of one đồng fails, although both are printed alike in millions."""
    sums = SumEquals("x", "s", "whole", ("a", "b"))
    result = sums.evaluate(_facts(inputs, whole=6_000, a=2_000, b=3_000))
    assert result.evidence_text == "2.000 đồng + 3.000 đồng = 5.000 đồng; WHOLE: 6.000 đồng"
    figures = {"whole": 13_392_000_001, "a": 13_164_000_000, "b": 228_000_000}
    assert sums.evaluate(_facts(inputs, **figures)).status == "failed"


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"a": 5, "b": 5}, "passed"),
        ({"a": 6, "b": 5}, "failed"),
        ({"a": 4, "b": 5}, "passed"),
        ({"a": 0, "b": 0}, "passed"),
        ({"a": None, "b": 5}, "skipped"),
        ({"a": 6, "b": None}, "skipped"),
        ({"a": 6}, "skipped"),
    ],
)
def test_not_above(inputs, values: dict[str, int | None], status: str) -> None:
    """A number that was not reported is not zero."""
    assert NotAbove("x", "s", "a", "b").evaluate(_facts(inputs, **values)).status == status


@pytest.mark.parametrize(
    ("value", "status", "evidence"),
    [
        (Fraction(1), "passed", "1 tỷ lệ, cao nhất 100%"),
        (Fraction(10_001, 10_000), "failed", "M.RATE: 100,01%"),
    ],
)
def test_no_rate_above(inputs, value: Fraction, status: str, evidence: str) -> None:
    """Only shares are tested: an amount above one is no rate."""
    figures = {
        "m.rate": _figure("m.rate", value, PERCENT_2, "share"),
        "m.amount": _figure("m.amount", 7),
        "other.rate": _figure("other.rate", Fraction(2), PERCENT_2, "share"),
    }
    result = NoRateAbove("x", "s", ("m.*",)).evaluate(Facts(inputs, figures))
    assert (result.status, result.evidence_text, result.figures) == (status, evidence, ("m.rate",))


def test_no_rates_are_skipped(inputs) -> None:
    assert NoRateAbove("x", "s", ("m.*",)).evaluate(_facts(inputs, other=1)).status == "skipped"


@pytest.mark.parametrize(
    ("total", "status"), [(99, "failed"), (100, "passed"), (150, "passed"), (151, "failed"), (None, "skipped")]
)
def test_within(inputs, total: int | None, status: str) -> None:
    """Money that is not split by year may belong to the year or not: both sums pass."""
    facts = _facts(inputs, total=None if total is None else total * 10**6)
    result = Within("x", "s", "total", lambda _: (100 * 10**6, 150 * 10**6)).evaluate(facts)
    assert result.status == status
    assert status == "skipped" or "từ 100 triệu đồng đến 150 triệu đồng" in result.evidence_text


def test_within_without_upper_bound(inputs) -> None:
    within = Within("x", "s", "total", lambda _: (100 * 10**6, None))
    assert within.evaluate(_facts(inputs, total=10**12)).status == "passed"
    assert within.evaluate(_facts(inputs, total=10**6)).status == "failed"
    without = Within("x", "s", "total", lambda inputs: (len(inputs["villages"].frame), None))
    assert without.evaluate(_facts(inputs, total=1)).status == "skipped"


# Rows ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("found", "status"), [([], "passed"), (["a.csv:2: sai"], "failed")])
def test_every_row(inputs, found: list[str], status: str) -> None:
    result = EveryRow("x", "s", ("credit",), lambda _: found).evaluate(_facts(inputs))
    assert result.status == status
    assert result.evidence_text == (found[0] if found else inputs["credit"].file)


def test_every_row_needs_all_its_tables(inputs) -> None:
    without = replace(inputs, tables={"credit": inputs["credit"]})
    result = EveryRow("x", "s", ("credit", "capital"), lambda _: ["?"]).evaluate(_facts(without))
    assert (result.status, result.evidence_text) == ("skipped", "không kiểm được: không có bảng “Kế hoạch vốn”")


def test_not_reported_differs_from_missing(inputs) -> None:
    """A table that the unit does not have; a section not in the report; a missing figure of a reported section."""
    stated = replace(inputs, absent={"credit": "không có ngân hàng"})
    without = replace(stated, tables={n: t for n, t in inputs.tables.items() if n not in ("credit", "villages")})
    no_table = EveryRow("x", "s", ("credit",), lambda _: []).evaluate(_facts(without))
    no_section = SumEquals("x", "s", "credit.a", ("credit.b", "credit.c")).evaluate(_facts(without))
    no_figure = SumEquals("x", "s", "credit.a", ("capital.b",)).evaluate(_facts(without))
    assert [(r.status, r.reported, r.reason) for r in (no_table, no_section, no_figure)] == [
        ("skipped", False, "không có bảng “Tín dụng ưu đãi” (không có ngân hàng)"),
        ("skipped", False, "báo cáo không có số liệu credit.a, credit.b, credit.c"),
        ("skipped", True, "các bảng đã nhận không ghi số liệu này"),
    ]
    assert EveryRow("x", "s", ("capital",), lambda _: []).evaluate(_facts(inputs)).reported


def test_every_row_lists_ten_exceptions_and_counts_the_rest(inputs) -> None:
    many = EveryRow("x", "s", ("credit",), lambda _: [f"dòng {n}" for n in range(25)])
    evidence = many.evaluate(_facts(inputs)).evidence_text
    assert "dòng 9;" in evidence
    assert "dòng 10" not in evidence
    assert evidence.endswith("; và 15 trường hợp khác")


def test_once_each_compares_rows_with_a_complete_key(inputs, make_table) -> None:
    def check(communes: list[str], outputs: list[str]) -> tuple[str, str]:
        table = make_table("component_outputs", {"output": outputs, "commune": communes})
        once = OnceEach("x", "s", "component_outputs", ("output", "commune"), {"output": ("panel", "leaflet")})
        result = once.evaluate(_facts(_with(inputs, component_outputs=table)))
        return result.status, result.evidence_text

    assert check(["06184", "06187"], ["panel", "panel"]) == ("passed", "2 dòng của data/component_outputs.csv")
    assert check(["06184", "06184"], ["panel", "leaflet"])[0] == "passed"
    assert check(["", ""], ["panel", "panel"])[0] == "skipped", "rows without a commune are ignored"
    assert check(["06184", "06184"], ["handbook", "handbook"])[0] == "skipped", "filtered out"
    assert check(["06184", "06184"], ["panel", "panel"]) == (
        "failed",
        "component_outputs.csv:3: pa nô, thị trấn Đồng Đăng",
    )


def test_a_total_is_compared_with_its_own_parts_only(inputs, make_table) -> None:
    total = TotalRow("x", "s", "education_support", "level", "all", ("item",), ("pupils", "amount_vnd"))

    def check(levels: list[str], items: list[str], pupils: list[int | None]) -> tuple[str, str]:
        columns = {"level": levels, "item": items, "pupils": pupils, "amount_vnd": [1] * len(levels)}
        columns["amount_vnd"] = [None] * len(levels)
        table = make_table("education_support", columns)
        result = total.evaluate(_facts(_with(inputs, education_support=table)))
        return result.status, result.evidence_text

    assert check(["all", "general", "preschool"], ["a"] * 3, [5, 2, 3])[0] == "passed"
    assert check(["all", "general", "preschool"], ["a", "a", "b"], [5, 2, 3]) == (
        "failed",
        "education_support.csv:2, cột pupils: tổng ghi 5, các phần cộng lại 2",
    )
    assert check(["all", "general"], ["a", "a"], [None, 2])[0] == "skipped"
    assert check(["general", "preschool"], ["a", "a"], [1, 2])[0] == "skipped"


def test_a_key_may_name_two_years_together(inputs, make_table) -> None:
    known = KeysKnown("x", "s", "component_outputs", "capital", {"capital_year": "capital_years"}, "không có")

    def status(year: int, years: str) -> str:
        tables = {
            "component_outputs": make_table("component_outputs", {"capital_year": [year]}),
            "capital": make_table("capital", {"capital_years": [years]}),
        }
        return known.evaluate(_facts(_with(inputs, **tables))).status

    assert [status(2023, y) for y in ("2023", "2022-2023", "2023-2024", "2022")] == ["passed"] * 3 + ["failed"]
    empty = _with(
        inputs, component_outputs=replace(inputs["component_outputs"], frame=inputs["component_outputs"].frame[:0])
    )
    assert known.evaluate(_facts(empty)).status == "skipped"


# The year before ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("relation", "now", "status"),
    [
        ("same", 5, "passed"),
        ("same", 6, "failed"),
        ("at_least", 6, "passed"),
        ("at_least", 4, "failed"),
        ("at_most", 4, "passed"),
        ("at_most", 6, "failed"),
        ("same", None, "skipped"),
    ],
)
def test_since_last_year(inputs, relation: Any, now: int | None, status: str) -> None:
    before = _facts(replace(inputs, year=2022), b=5)
    facts = _facts(inputs, before, a=now)
    assert SinceLastYear("x", "s", (("a", "b"), ("missing", "b")), relation).evaluate(facts).status == status


def test_a_complete_year_must_be_equal(inputs) -> None:
    """Money may be spent until the end of the year; then its closing balance is the opening balance."""

    def status(as_of: dt.date) -> str:
        table = inputs["disbursements"]
        closed = _with(inputs, disbursements=replace(table, sidecar=replace(table.sidecar, as_of=as_of)))
        before = _facts(replace(closed, year=2022), b=5)
        check = SinceLastYear("x", "s", (("a", "b"),), "at_least", "disbursements")
        return check.evaluate(_facts(inputs, before, a=6)).status

    assert [status(dt.date(2022, 11, 15)), status(dt.date(2022, 12, 31)), status(dt.date(2023, 1, 15))] == [
        "passed",
        "failed",
        "failed",
    ]


def test_without_a_year_before_checks_are_skipped(inputs) -> None:
    for check in (SinceLastYear("x", "s", (("a", "a"),)), NoJump("x", "s", ("a",), Fraction(2), 0)):
        result = check.evaluate(_facts(inputs, a=1))
        assert (result.status, result.evidence_text) == ("skipped", "không kiểm được: không có số liệu năm 2022")


@pytest.mark.parametrize(
    ("then", "now", "status"),
    [
        (100, 200, "passed"),
        (100, 201, "failed"),
        (201, 100, "failed"),
        (100, 0, "failed"),
        (0, 0, "passed"),
        (4, 19, "passed"),
        (4, 20, "failed"),
        (None, 100, "skipped"),
    ],
)
def test_no_jump(inputs, then: int | None, now: int, status: str) -> None:
    """Fails for more than the factor, in either direction, unless both are small."""
    facts = _facts(inputs, _facts(replace(inputs, year=2022), a=then), a=now)
    assert NoJump("x", "s", ("a",), Fraction(2), 20).evaluate(facts).status == status


def test_no_jump_ignores_shares_and_changed_units(inputs) -> None:
    """Shares, and figures in another unit, are not compared."""
    now = {"rate": _figure("rate", Fraction(1), PERCENT_2, "share"), "a": _figure("a", 5)}
    then = {
        "rate": _figure("rate", Fraction(1, 9), PERCENT_2, "share"),
        "a": _figure("a", 500, Measure("hộ", "integer")),
    }
    before = Facts(replace(inputs, year=2022), then)
    check = NoJump("x", "s", ("*",), Fraction(2), 0)
    assert check.evaluate(Facts(inputs, now, lambda: before)).status == "skipped"


# Names of places ----------------------------------------------------------------------------------------------------


def _spelling(inputs: Inputs, make_table: Any, text: str, wrong: Any = "near_miss") -> tuple[str, str]:
    table = make_table("assessment", {"topic": ["causes"], "order": [1], "text": [text]})
    result = PlacesSpelled("x", "s", wrong).evaluate(_facts(replace(inputs, tables={"assessment": table})))
    return result.status, result.evidence_text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("tại xã Bình Trùng", "“xã Bình Trùng”, có phải “xã Bình Trung”?"),
        ("tại 02 xã: Lộc Yên, Thanh Lò", "“xã Thanh Lò”, có phải “xã Thanh Lòa”?"),
        ("thị trấn Đông Đăng", "“thị trấn Đông Đăng”, có phải “thị trấn Đồng Đăng”?"),
        ("huyện Cao Lôc", "“huyện Cao Lôc”, có phải “huyện Cao Lộc”?"),
        ("tỉnh Lạng Son", "“tỉnh Lạng Son”, có phải “tỉnh Lạng Sơn”?"),
        ("xã Bình Trùng, huyện Cao Lộc", "“xã Bình Trùng”, có phải “xã Bình Trung”?"),
    ],
)
def test_a_misspelling_is_reported_with_the_probable_name(inputs, make_table, text: str, meant: str) -> None:
    assert _spelling(inputs, make_table, text) == ("failed", f"assessment.csv:2, cột text: {meant}")


@pytest.mark.parametrize(
    "text",
    [
        "xã Bình Trung",
        "XÃ BÌNH TRUNG",
        "xã Hoà Cư",
        "xã Tân Thanh",
        "xã Tân Thanh, huyện Văn Lãng",
        "xã Bình Trùng, huyện Văn Lãng",
        "xã Yên Khoái (huyện Lộc Bình)",
        "phường Vĩnh Trại, thành phố Lạng Sơn",
        "tỉnh Cao Bằng",
        "tỉnh Quảng Đông của nước bạn",
        "huyện Lộc Bình",
    ],
)
def test_a_place_elsewhere_is_no_misspelling(inputs, make_table, text: str) -> None:
    """Nor is a name that differs only in the position of its tone mark."""
    assert _spelling(inputs, make_table, text)[0] == "passed"


def test_tone_marks_have_their_own_check(inputs, make_table) -> None:
    assert _spelling(inputs, make_table, "xã Hoà Cư", "variant") == (
        "failed",
        "assessment.csv:2, cột text: “xã Hoà Cư”, có phải “xã Hòa Cư”?",
    )
    assert _spelling(inputs, make_table, "xã Bình Trùng", "variant")[0] == "passed"


def test_texts_without_a_place_are_skipped(inputs, make_table) -> None:
    assert _spelling(inputs, make_table, "các xã, thị trấn")[0] == "skipped"


# Policy norms -------------------------------------------------------------------------------------------------------

_MEALS = FollowsNorm(
    "x", "s", "boarding_meals", "education_support", "amount_vnd", "pupils", {"item": ("meals",)}, "term",
    {"item": ("rice",)},
)  # fmt: skip


def _school(inputs: Inputs, make_table: Any, *rows: tuple[str, str, int | None, int | None]) -> Facts:
    items, terms, pupils, amounts = map(list, zip(*rows, strict=True))
    columns = {"item": items, "term": terms, "pupils": pupils, "amount_vnd": amounts}
    return _facts(_with(inputs, education_support=make_table("education_support", columns)))


def test_every_amount_is_explained_by_the_salary_of_its_term(inputs, make_table) -> None:
    """Half a school year at the old base salary, half of the next at the new one."""
    rows = (("meals", "2022-2023-HK2", 10, 10 * 596_000 * 5), ("meals", "2023-2024-HK1", 10, 10 * 720_000 * 4))
    result = _MEALS.evaluate(_school(inputs, make_table, *rows))
    assert result.status == "passed"
    assert result.evidence_text == (
        "education_support.csv:2, 2022-2023-HK2: đúng định mức: 29.800.000 đồng = 10 học sinh × 596.000 đồng "
        "(40% × 1.490.000 đồng) × 5 tháng; education_support.csv:3, 2023-2024-HK1: đúng định mức: 28.800.000 đồng = "
        "10 học sinh × 720.000 đồng (40% × 1.800.000 đồng) × 4 tháng"
    )


def test_one_unexplained_amount_fails(inputs, make_table) -> None:
    rows = (("meals", "2022-2023-HK2", 10, 29_800_001), ("meals", "2023-2024-HK1", 10, 28_800_000))
    result = _MEALS.evaluate(_school(inputs, make_table, *rows))
    assert (result.status, result.severity) == ("failed", "warning")
    assert "chưa giải thích được: 29.800.001 đồng : 10 học sinh" in result.evidence_text


def test_people_may_be_in_another_row_of_the_term(inputs, make_table) -> None:
    rows = (
        ("meals", "2023-2024", None, 10 * 6_480_000),
        ("rice", "2023-2024", 10, None),
        ("rice", "2022-2023", 9, None),
    )
    result = _MEALS.evaluate(_school(inputs, make_table, *rows))
    assert "đúng định mức: 64.800.000 đồng = 10 học sinh" in result.evidence_text


@pytest.mark.parametrize(
    ("term", "why"),
    [
        ("2013-2014", "chưa có định mức “tiền ăn học sinh bán trú” cho năm học 2013-2014"),
        ("2018-2019", "chưa có định mức “tiền ăn học sinh bán trú” cho năm học 2018-2019"),
        ("mùa hè", "không rõ “mùa hè” là thời gian nào"),
    ],
)
def test_a_year_with_unknown_norms_is_skipped(inputs, make_table, term: str, why: str) -> None:
    """Also where the decree was in force but the base salary is unknown."""
    result = _MEALS.evaluate(_school(inputs, make_table, ("meals", term, 10, 1)))
    assert (result.status, result.evidence_text) == ("skipped", f"không kiểm được: {why}")


def test_untestable_amounts_are_ignored_beside_testable_ones(inputs, make_table) -> None:
    rows = (("meals", "2013-2014", 10, 1), ("meals", "2023-2024", 10, 64_800_000))
    assert _MEALS.evaluate(_school(inputs, make_table, *rows)).status == "passed"


def test_missing_amounts_are_skipped(inputs, make_table) -> None:
    assert _MEALS.evaluate(_school(inputs, make_table, ("rice", "2023-2024", 10, None))).status == "skipped"
    assert _MEALS.evaluate(_school(inputs, make_table, ("meals", "2023-2024", 10, None))).status == "skipped"


def test_unverified_rates_are_marked(inputs, figures) -> None:
    """The rates of electricity are computed from prices; the province's decision was not found."""
    electricity = FollowsNorm(
        "x", "s", "electricity", "electricity_support", "amount_vnd", "households", period="period"
    )
    evidence = electricity.evaluate(Facts(inputs, figures)).evidence_text
    assert evidence.endswith("; định mức chưa tra văn bản, chắc chắn")
    assert "chưa tra" not in _MEALS.evaluate(Facts(inputs, figures)).evidence_text


def test_amounts_for_the_same_people(inputs, make_table) -> None:
    def of(norm: str, item: str) -> FollowsNorm:
        where = {"item": (item,)}
        return FollowsNorm("x", "s", norm, "education_support", "amount_vnd", "pupils", where, "term")

    same = SamePeople("x", "s", (of("boarding_sports", "sports_equipment"), of("boarding_medicine", "medicine")))

    def status(sports: int, medicine: int, pupils: int | None = None) -> str:
        rows = (("sports_equipment", "2023-2024", pupils, sports), ("medicine", "2023-2024", None, medicine))
        return same.evaluate(_school(inputs, make_table, *rows)).status

    assert status(1_799 * 100_000, 1_799 * 50_000) == "passed"
    assert status(1_799 * 100_000, 1_800 * 50_000) == "failed"
    assert status(1_799 * 100_000, 1) == "skipped", "the amount has its own check"
    assert status(1_799 * 100_000, 1_799 * 50_000, 1_799) == "skipped", "counted, not implied"
