"""Lineage of the numbers of the HTML page, shown in Chromium with mouse, keyboard and touch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import Browser, browser

RATE = 'document.getElementById("poverty.poor_rate")'
COMMUNE = 'document.getElementById("poverty.commune.06238.poor_rate")'
BOX = 'document.getElementById("lineage")'
OPEN, SHUT = f"!{BOX}.hidden", f"{BOX}.hidden"
NAME = f'{BOX}.querySelector(".lineage-name").textContent'
FIRST_PARENT = f'{BOX}.querySelector("a")'


@pytest.fixture(scope="module")
def started(edition: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Browser, Path]]:
    with browser(tmp_path_factory.mktemp("profile")) as running:
        yield running, edition / "bao-cao.html"


@pytest.fixture
def page(started: tuple[Browser, Path]) -> Iterator[Browser]:
    """The page in a wide window; fails if the page logged an error."""
    running, file = started
    running.open(file)
    yield running
    assert not running.problems


@pytest.fixture
def phone(started: tuple[Browser, Path]) -> Iterator[Browser]:
    """The page on a small touch screen; fails if the page logged an error."""
    running, file = started
    running.open(file, 360, 740, touch=True)
    yield running
    assert not running.problems


def _content(page: Browser) -> str:
    return " ".join(str(page.evaluate(f"{BOX}.innerText")).split())


def test_hovering_shows_formula_parents_and_sources(page: Browser) -> None:
    page.point_at(*page.middle_of(RATE))
    page.wait(OPEN)
    content = _content(page)
    for words in (
        "Tỷ lệ hộ nghèo 8,29%",
        "Công thức Số hộ nghèo : Tổng số hộ 1.644 hộ : 19.820 hộ = 8,29%",
        "Tính từ Số hộ nghèo: 1.644 hộ Tổng số hộ: 19.820 hộ",
        "Nguồn của các số thành phần data/183-cao-loc/2023/households.csv",
        "Ủy ban nhân dân huyện Cao Lộc; số liệu đến ngày 31/12/2022; tổng đã công bố, chi tiết mô phỏng",
        "Kiểm tra",
        "Mã số liệu: poverty.poor_rate",
    ):
        assert words in content, content
    page.point_at(1, 1)
    page.wait(SHUT)


def test_the_pointer_may_go_into_what_is_shown(page: Browser) -> None:
    page.point_at(*page.middle_of(RATE))
    page.wait(OPEN)
    page.point_at(*page.middle_of(FIRST_PARENT))
    page.evaluate("new Promise(done => setTimeout(done, 500))")
    assert page.evaluate(OPEN)


def test_a_parent_can_be_followed_and_left_again(page: Browser) -> None:
    page.point_at(*page.middle_of(RATE))
    page.wait(OPEN)
    page.click(*page.middle_of(FIRST_PARENT))
    page.wait(f'{NAME} === "Số hộ nghèo"')
    content = _content(page)
    assert "lấy dòng có “Kết quả phân loại” là hộ nghèo" in content
    assert "Nguồn data/183-cao-loc/2023/households.csv 1.644 dòng; mã băm" in content
    page.click(*page.middle_of(f'{BOX}.querySelector(".lineage-back")'))
    page.wait(f'{NAME} === "Tỷ lệ hộ nghèo"')
    assert page.evaluate(f'{BOX}.querySelector(".lineage-back").hidden')


def test_the_keyboard_reaches_numbers_and_what_they_say(page: Browser) -> None:
    page.evaluate(f"{RATE}.focus()")  # then back and forth with Tab, as keyboard users reach it
    page.press("Tab", shift=True)
    page.wait(f'{NAME} === "Số hộ nghèo"')
    page.press("Tab")
    page.wait(f'{NAME} === "Tỷ lệ hộ nghèo"')
    assert page.evaluate(f"document.activeElement === {RATE}")
    assert page.evaluate(f'{RATE}.getAttribute("aria-expanded")') == "true"
    described = page.evaluate(f'document.getElementById({RATE}.getAttribute("aria-describedby")).textContent')
    assert "1.644 hộ : 19.820 hộ = 8,29%" in described
    page.press("Enter")
    assert page.evaluate(f"document.activeElement === {BOX}")
    for _ in range(2):  # past the close button, to the first parent
        page.press("Tab")
    page.press("Enter")
    page.wait(f'{NAME} === "Số hộ nghèo"')
    page.press("Escape")
    assert page.evaluate(SHUT)
    assert page.evaluate(f"document.activeElement === {RATE}"), "focus goes back to where it was"
    assert page.evaluate(f'{RATE}.getAttribute("aria-expanded")') == "false"


def test_escape_closes_what_hovering_showed(page: Browser) -> None:
    page.point_at(*page.middle_of(RATE))
    page.wait(OPEN)
    page.press("Escape")
    page.wait(SHUT)


def test_a_click_keeps_it_until_one_elsewhere(page: Browser) -> None:
    x, y = page.middle_of(RATE)
    page.point_at(x, y)
    page.click(x, y)
    page.wait(OPEN)
    page.point_at(1, 1)
    page.evaluate("new Promise(done => setTimeout(done, 500))")
    assert page.evaluate(OPEN)
    page.click(1, 1)
    page.wait(SHUT)


def test_a_tap_opens_and_a_tap_elsewhere_closes(phone: Browser) -> None:
    phone.tap(*phone.middle_of(RATE))
    phone.wait(OPEN)
    assert "1.644 hộ : 19.820 hộ = 8,29%" in _content(phone)
    phone.tap(*phone.middle_of(FIRST_PARENT))
    phone.wait(f'{NAME} === "Số hộ nghèo"')
    elsewhere = phone.evaluate(
        f"""[...Array(60).keys()].map((n) => 100 + 10 * n).find((y) => {{
          const there = document.elementFromPoint(180, y);
          return !{BOX}.contains(there) && there.closest("main p") && !there.closest("data, a");
        }})"""
    )
    phone.tap(180, elsewhere)
    phone.wait(SHUT)


def test_what_was_tapped_closes_when_it_is_scrolled_away(phone: Browser) -> None:
    phone.tap(*phone.middle_of(RATE))
    phone.wait(OPEN)
    phone.tap(*phone.middle_of(FIRST_PARENT))
    phone.evaluate(f'{COMMUNE}.scrollIntoView({{block: "center", behavior: "instant"}})')
    phone.wait(SHUT)


@pytest.mark.parametrize("id", ["poverty.poor_rate", "poverty.worst_deprived", "poverty.communes_up_to_10"])
def test_on_a_small_screen_it_stays_in_view(phone: Browser, id: str) -> None:
    phone.tap(*phone.middle_of(f'document.getElementById("{id}")'))
    phone.wait(OPEN)
    left, top, right, bottom = phone.evaluate(
        f"(() => {{ const r = {BOX}.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; }})()"
    )
    assert 0 <= left < right <= 360
    assert 0 <= top < bottom <= 740
    assert phone.evaluate("document.documentElement.scrollWidth") == 360, "the page does not grow sideways"


def test_numbers_at_the_edges_of_the_page_are_answered_within_it(page: Browser) -> None:
    """For every number of the page, the box is complete and within the window."""
    faulty = page.evaluate(
        f"""(async () => {{
          const faulty = [], box = {BOX};
          for (const number of document.querySelectorAll("main data")) {{
            number.scrollIntoView({{block: "center", behavior: "instant"}});
            number.focus();
            const r = box.getBoundingClientRect(), shown = box.textContent;
            const inside = r.left >= 0 && r.top >= 0 && r.right <= innerWidth && r.bottom <= innerHeight;
            const whole = ["Công thức", "Nguồn", "data/", "Mã số liệu"].every((words) => shown.includes(words));
            const broken = /undefined|null|NaN|\\[object/.test(shown);
            if (box.hidden || !inside || !whole || broken) faulty.push((number.id || number.dataset.figure) + shown);
          }}
          return faulty;
        }})()"""
    )
    assert faulty == []


def test_every_number_in_tables_is_data_or_a_name(page: Browser) -> None:
    """Numbers in cells are figures, except years, codes of units and words with digits."""
    cells = page.evaluate(
        """[...document.querySelectorAll("main tbody td")].map((cell) => {
          const copy = cell.cloneNode(true);
          for (const number of copy.querySelectorAll("data")) number.remove();
          return copy.textContent.trim();
        })"""
    )
    assert len(cells) > 500
    bare = [cell for cell in cells if re.fullmatch(r"[\d.,]+%?", cell) and not re.fullmatch(r"20\d\d", cell)]
    assert bare == []


def test_simulated_numbers_are_marked_where_they_answer(page: Browser) -> None:
    page.point_at(*page.middle_of(COMMUNE))
    page.wait(OPEN)
    assert "56,84%† † số liệu mô phỏng" in _content(page)
    assert page.evaluate(f'{BOX}.classList.contains("simulated")')


def test_it_needs_nothing_from_elsewhere_and_prints_nothing(page: Browser) -> None:
    page.point_at(*page.middle_of(RATE))
    page.wait(OPEN)
    assert page.evaluate('performance.getEntriesByType("resource").length') == 0
    page.call("Emulation.setEmulatedMedia", media="print")
    try:
        shown = f'[{BOX}, document.querySelector(".hint")].map((e) => getComputedStyle(e).display)'
        assert page.evaluate(shown) == ["none", "none"]
    finally:
        page.call("Emulation.setEmulatedMedia", media="")


def test_without_scripts_the_numbers_are_plain_text(page: Browser, edition: Path) -> None:
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        page.open(edition / "bao-cao.html")
        assert page.evaluate(f"{RATE}.innerText") == "8,29%"
        assert page.evaluate(SHUT)
        assert page.evaluate('getComputedStyle(document.querySelector(".hint")).display') == "none"
    finally:
        page.call("Emulation.setScriptExecutionDisabled", value=False)
