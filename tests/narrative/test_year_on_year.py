"""Sentences that hold a year against the year before: exactly those written beforehand, and never a forbidden one."""

from __future__ import annotations

import html
import re
import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from independent_figures import Year, hundredths, whole
from small_notebooks import baocao

from analysis.figures import Figure
from analysis.reference import Project
from analysis.sections import SECTIONS, build_all
from analysis.sections.registry import all_figures
from analysis.tables import load_inputs

UNIT, HERE = "183", Path(__file__).parent
NAMES = {  # in the independent computation: figure, printed unit, decimals of a percentage
    "poor": ("poverty.poor", "hộ"),
    "near_poor": ("poverty.near_poor", "hộ"),
    "both": ("poverty.multidimensional", "hộ"),
    "poor_rate": ("poverty.poor_rate", 2),
    "near_poor_rate": ("poverty.near_poor_rate", 2),
    "both_rate": ("poverty.multidimensional_rate", 2),
    "plan": ("capital.plan_current", "triệu đồng"),
    "spent_rate": ("capital.rate_current", 2),
    "balance": ("credit.total.balance", "triệu đồng"),
    "lent": ("credit.total.lent", "triệu đồng"),
    "cards": ("health_insurance.cards", "người"),
    "electricity": ("electricity.households", "hộ"),
    "tuition": ("education.tuition_pupils", "học sinh"),
    "meals": ("education.meals_pupils", "học sinh"),
    "jobs": ("employment.new_jobs", "người"),
    "learners": ("employment.learners", "người"),
    "trained": ("employment.trained_share", 1),
    "houses": ("housing.households", "hộ"),
}
NOT_TOLD = {"both"}
"""Compared as a figure; the sentence prints its rate."""


@pytest.fixture(scope="module")
def figures(project: Project) -> dict[int, dict[str, Figure]]:
    """Every figure of the two reports that have a year before them."""
    return {year: all_figures(build_all(load_inputs(project, UNIT, year))) for year in (2023, 2024)}


@pytest.fixture(scope="module")
def counted(project: Project) -> dict[int, dict[str, int | Fraction]]:
    """The same numbers, from the raw files with pandas alone."""
    folder = project.table_folder(UNIT, 2023).parent
    return {year: Year(folder, year).numbers() for year in (2022, 2023, 2024)}


@pytest.fixture(scope="module")
def pages(project: Project, tmp_path_factory: pytest.TempPathFactory) -> dict[int, str]:
    """The pages of both editions, run on a copy."""
    root = tmp_path_factory.mktemp("years")
    shutil.copy(project.root / "baocao.toml", root)
    shutil.copytree(project.data, root / "data", ignore=shutil.ignore_patterns("simulation"))
    shutil.copytree(project.notebooks, root / "notebooks")
    copy = Project(root.resolve(), UNIT, 2023)
    for year in (2023, 2024):
        done = baocao(copy, "run", "--year", str(year))
        assert done.returncode == 0, done.stderr
    return {
        year: (copy.outputs / UNIT / str(year) / "bao-cao.html").read_text(encoding="utf-8") for year in (2023, 2024)
    }


def sentences_of(page: str) -> list[str]:
    """Return the sentences of the paragraphs that hold a number of the year before, as a reader sees them."""
    found: list[str] = []
    for paragraph in re.findall(r"<p>(.*?)</p>", page, re.DOTALL):
        if 'id="previous.' in paragraph:
            text = " ".join(html.unescape(re.sub(r"<[^>]+>", "", paragraph)).split())
            found += re.split(r"(?<=\.) (?=[A-ZĐ])", text)
    return found


def expected(year: int) -> list[str]:
    """Return the sentences written by hand, from the independent numbers, before the report was made."""
    return (HERE / f"expected_sentences_{year}.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("year", [2023, 2024])
def test_the_edition_tells_exactly_the_sentences_written_beforehand(pages: dict[int, str], year: int) -> None:
    assert sentences_of(pages[year]) == expected(year)


def in_words(name: str, value: int | Fraction, *, difference: bool = False) -> str:
    """Write a number, or a difference with its direction, as a sentence must."""
    unit = NAMES[name][1]
    way = ("giảm " if value < 0 else "tăng ") if difference else ""
    if isinstance(unit, int):
        return f"{way}{hundredths(abs(value), unit)}{' điểm phần trăm' if difference else '%'}"
    number = Fraction(abs(value), 10**6) if unit == "triệu đồng" else abs(value)
    return f"{way}{whole(number)} {unit}"


@pytest.mark.parametrize("year", [2023, 2024])
def test_the_expected_sentences_hold_the_independent_numbers(
    counted: dict[int, dict[str, int | Fraction]], year: int
) -> None:
    text = "\n".join(expected(year))
    for name in NAMES.keys() - NOT_TOLD:
        now, then = counted[year][name], counted[year - 1][name]
        of_poverty = NAMES[name][0].startswith("poverty.")
        if year == 2023 and of_poverty:
            assert name == "both_rate" or in_words(name, then) in text, name
            assert in_words(name, now - then, difference=True) not in text, name
        else:
            assert in_words(name, then) in text, name
            assert in_words(name, now - then, difference=True) in text, name


@pytest.mark.parametrize("year", [2023, 2024])
def test_figures_equal_the_independent_numbers(
    figures: dict[int, dict[str, Figure]], counted: dict[int, dict[str, int | Fraction]], year: int
) -> None:
    own = figures[year]
    for name, (id, _) in NAMES.items():
        assert Fraction(own[id].value or 0) == counted[year][name], id
        assert Fraction(own[f"previous.{id}"].value or 0) == counted[year - 1][name], id


def test_every_change_is_this_year_less_last_year_and_stands_on_both(figures: dict[int, dict[str, Figure]]) -> None:
    for own in figures.values():
        changes = [figure for id, figure in own.items() if id.endswith("_change")]
        assert len(changes) >= 12
        for figure in changes:
            now, then = (own[id] for id in figure.parents)
            assert then.id == f"previous.{now.id}"
            assert Fraction(figure.value or 0) == Fraction(now.value or 0) - Fraction(then.value or 0)


def test_reviews_under_different_standards_have_no_difference(figures: dict[int, dict[str, Figure]]) -> None:
    """2022 was reviewed under Quyết định 59/2015/QĐ-TTg, 2023 and 2024 under Nghị định 07/2021/NĐ-CP."""
    assert not [id for id in figures[2023] if id.startswith("poverty.") and id.endswith("_change")]
    assert {id for id in figures[2024] if id.startswith("poverty.") and id.endswith("_change")} == {
        f"poverty.{name}_change"
        for name in ("poor", "poor_rate", "near_poor", "near_poor_rate", "multidimensional", "multidimensional_rate")
    }
    (reason,) = (sentence for sentence in expected(2023) if sentence.startswith("Không so sánh"))
    assert "hai chuẩn nghèo khác nhau" in reason
    assert "59/2015/QĐ-TTg" in reason
    assert "07/2021/NĐ-CP" in reason


def test_made_up_numbers_of_last_year_are_marked_wherever_they_stand(figures: dict[int, dict[str, Figure]]) -> None:
    before = {id: figure for id, figure in figures[2023].items() if id.startswith("previous.")}
    assert before
    assert all(figure.simulated for figure in before.values())
    assert all("/2022/" in source.file for figure in before.values() for source in figure.sources)
    for sentence in expected(2023):
        own = sentence.replace("1.644 hộ", "").replace("2.023 hộ", "")
        assert "†" in own or "Không so sánh" in own


def test_every_section_that_compares_is_covered(figures: dict[int, dict[str, Figure]]) -> None:
    compared = {id for section in SECTIONS.values() if section.compared for id in section.compared.figures}
    assert compared == {id for id, _ in NAMES.values()}
