"""Names of places: finding them in text, classifying their spelling, matching the communes of a unit."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reference import Project, Unit, load_reference
from analysis.reference.place_names import (
    Spelling,
    find_place_names,
    fold,
    match_commune,
    places_within,
    spelling_of,
)


@pytest.fixture(scope="module")
def communes(project: Project) -> tuple[Unit, ...]:
    """The 22 communes and towns of the example."""
    reference, date = load_reference(project.reference), dt.date(2023, 1, 1)
    return reference.units.communes(reference.units.unit_on("183", date), date)


@pytest.fixture(scope="module")
def names(communes: tuple[Unit, ...]) -> list[str]:
    """Their names."""
    return [u.name for u in communes]


# Spelling -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind", "of"),
    [
        ("Hòa Cư", "exact", "Hòa Cư"),
        ("HÒA  CƯ", "exact", "Hòa Cư"),
        (unicodedata.normalize("NFD", "Mẫu Sơn"), "exact", "Mẫu Sơn"),
        ("Hoà Cư", "variant", "Hòa Cư"),
        ("Thuỵ Hùng", "variant", "Thụy Hùng"),
        ("Thanh Loà", "variant", "Thanh Lòa"),
        ("Bình Trùng", "near_miss", "Bình Trung"),
        ("Thanh Lò", "near_miss", "Thanh Lòa"),
        ("Thach Dan", "near_miss", "Thạch Đạn"),
        ("Thạch Đàm", "near_miss", "Thạch Đạn"),
        ("Lộc Yênn", "near_miss", "Lộc Yên"),
        ("Xuân Lnog", "near_miss", "Xuân Long"),
        ("Hải Yên", "near_miss", "Hải Yến"),
        ("Tân Thanh", "near_miss", "Tân Thành"),
        ("Yên Khoái", "unknown", ""),
        ("Tân Yên", "unknown", ""),
        ("Cao", "unknown", ""),
        ("", "unknown", ""),
    ],
)
def test_a_spelling_is_exact_a_variant_a_near_miss_or_unknown(names: list[str], name: str, kind: str, of: str) -> None:
    assert spelling_of(name, names) == Spelling(kind, of)


def test_the_nearest_of_several_is_suggested() -> None:
    """A name with other marks is nearer than one with another letter; then the most similar one."""
    assert spelling_of("Tân Lién", ["Tân Liêm", "Tân Liên", "Tản Liến"]).of == "Tân Liên"
    assert spelling_of("Phú Xạ", ["Phú Xa", "Phú La"]).of == "Phú Xa"


def test_very_short_names_are_near_to_nothing() -> None:
    assert spelling_of("Bạ", ["Ba", "Bo"]).of == "Ba", "the same letters"
    assert spelling_of("Be", ["Ba", "Bo"]).kind == "unknown"


@given(st.data())
def test_one_wrong_letter_is_a_near_miss_of_that_name(names: list[str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(names))
    place = data.draw(st.sampled_from([n for n, c in enumerate(name) if c != " "]))
    wrong = spelling_of(name[:place] + "q" + name[place + 1 :], names)
    assert (wrong.kind, wrong.of) == ("near_miss", name)


@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=5))
def test_a_spelling_names_a_known_name_or_none(name: str, known: list[str]) -> None:
    found = spelling_of(name, known)
    assert (found.kind == "unknown") is (found.of == "" and found.kind != "exact")
    assert found.kind == "unknown" or found.of in {" ".join(unicodedata.normalize("NFC", k).split()) for k in known}


# Places in a text ---------------------------------------------------------------------------------------------------


def _named(text: str) -> list[str]:
    for place in find_place_names(text):
        assert " ".join(unicodedata.normalize("NFC", text[place.start : place.end]).split()) == place.name
    return [f"{place.kind} {place.name}" for place in find_place_names(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("xóa nhà dột nát tại xã Bảo Lâm với 09 hộ", ["xã Bảo Lâm"]),
        ("UBND huyện Cao Lộc, tỉnh Lạng Sơn", ["huyện Cao Lộc", "tỉnh Lạng Sơn"]),
        ("thị trấn Đồng Đăng và thị trấn Cao Lộc", ["thị trấn Đồng Đăng", "thị trấn Cao Lộc"]),
        ("tại 02 xã Thạch Đạn, Lộc Yên cho 60 hộ", ["xã Thạch Đạn", "xã Lộc Yên"]),
        ("tại 03 xã: Mẫu Sơn, Công Sơn và Hoà Cư với", ["xã Mẫu Sơn", "xã Công Sơn", "xã Hoà Cư"]),
        ("các xã, thị trấn: Gia Cát; Hải Yến", ["thị trấn Gia Cát", "thị trấn Hải Yến"]),
        ("Xã Bình Trùng đã họp", ["xã Bình Trùng"]),
        ("ỦY BAN NHÂN DÂN HUYỆN CAO LỘC", ["huyện CAO LỘC"]),
        ("TRÊN ĐỊA BÀN HUYỆN CAO LỘC NĂM 2023", ["huyện CAO LỘC"]),
        ("thị xã Sơn Tây, thành phố Hồ Chí Minh", ["thị xã Sơn Tây", "thành phố Hồ Chí Minh"]),
        ("xã Bảo Lâm, xã Thạch Đạn, huyện Cao Lộc", ["xã Bảo Lâm", "xã Thạch Đạn", "huyện Cao Lộc"]),
        ("xã Ia O", ["xã Ia O"]),
        ("xã\u00a0Bảo\u00a0Lâm", ["xã Bảo Lâm"]),
    ],
)
def test_places_are_found_with_their_kind(text: str, found: list[str]) -> None:
    assert _named(text) == found
    assert _named(unicodedata.normalize("NFD", text)) == found


@pytest.mark.parametrize(
    "text",
    [
        "Bộ Lao động - Thương binh và Xã hội",
        "BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
        "các xã, thị trấn",
        "xã đặc biệt khó khăn",
        "huyện ủy, Huyện ủy, xã ĐBKK",
        "hợp tác xã Thành Công",
        "cấp huyện. Năm 2023",
        "UBND xã\nNăm 2023",
        "từ tỉnh đến cơ sở",
        "Phụ lục",
    ],
)
def test_other_texts_contain_no_place(text: str) -> None:
    assert _named(text) == []
    assert _named(unicodedata.normalize("NFD", text)) == []


@pytest.mark.parametrize(
    "text",
    ["xã Bảo Lâm, Ban Quản lý dự án", "xã Bảo Lâm, Trung tâm Y tế", "xã Bảo Lâm, UBND huyện", "xã Bảo Lâm, Huyện ủy"],
)
def test_an_office_after_a_place_is_none(text: str) -> None:
    assert _named(text) == ["xã Bảo Lâm"]


def test_a_list_after_a_district_is_none() -> None:
    assert _named("huyện Cao Lộc, Văn Lãng") == ["huyện Cao Lộc"]


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("xã Tân Thanh, huyện Văn Lãng", ["Văn Lãng", None]),
        ("xã Tân Thanh (huyện Văn Lãng)", ["Văn Lãng", None]),
        ("xã Tân Thanh thuộc huyện Văn Lãng, tỉnh Lạng Sơn", ["Văn Lãng", "Lạng Sơn", None]),
        ("các xã Tân Thanh, Thụy Hùng, huyện Văn Lãng", ["Văn Lãng", "Văn Lãng", None]),
        ("xã Tân Thanh. Huyện Văn Lãng", [None, None]),
        ("xã Tân Thanh và huyện Văn Lãng", [None, None]),
        ("huyện Văn Lãng, xã Tân Thanh", [None, None]),
        ("phường Vĩnh Trại, thành phố Lạng Sơn", ["Lạng Sơn", None]),
        ("không có gì", []),
    ],
)
def test_the_larger_place_is_read_from_the_text_after_a_place(text: str, within: list[str | None]) -> None:
    found = places_within(text, find_place_names(text))
    assert [place.name if place else None for place in found] == within


@given(st.text(max_size=60))
def test_positions_are_those_of_the_text(text: str) -> None:
    places = find_place_names(text)
    assert all(0 <= p.start < p.end <= len(text) for p in places)
    assert len(places_within(text, places)) == len(places)


@given(st.data())
def test_every_commune_is_found_in_a_sentence(communes: tuple[Unit, ...], data: st.DataObject) -> None:
    unit = data.draw(st.sampled_from(communes))
    text = f"Đến nay, {unit.full_name} đã có 05 hộ"
    (place,) = find_place_names(text)
    assert (place.kind, place.name, text[place.start : place.end]) == (unit.kind, unit.name, unit.name)


# Communes of tables -------------------------------------------------------------------------------------------------


@given(st.data())
def test_every_commune_is_found_by_code_name_and_full_name(communes, data: st.DataObject) -> None:
    unit = data.draw(st.sampled_from(communes))
    for text in (unit.code, unit.code.lstrip("0"), unit.name, unit.full_name, unit.name.upper(), f" {unit.name}  "):
        assert match_commune(text, communes) is unit, text
        assert match_commune(unicodedata.normalize("NFD", text), communes) is unit


@pytest.mark.parametrize(
    ("old", "name"), [("Thanh Loà", "Thanh Lòa"), ("Hoà Cư", "Hòa Cư"), ("Thuỵ Hùng", "Thụy Hùng")]
)
def test_the_old_position_of_the_tone_mark_is_accepted(communes, old: str, name: str) -> None:
    assert match_commune(old, communes).name == name


@given(st.data())
def test_another_mark_or_letter_is_not_accepted(communes, data: st.DataObject) -> None:
    """Such a name ("Thạch Đan") may be a typing error or another place, so it is not corrected."""
    unit = data.draw(st.sampled_from(communes))
    letters = unicodedata.normalize("NFD", unit.name)
    place = data.draw(st.integers(min_value=0, max_value=len(letters) - 1).filter(lambda n: letters[n] != " "))
    assert match_commune(letters[:place] + letters[place + 1 :], communes) is None


@given(st.data())
def test_swapped_letters_are_not_accepted(communes, data: st.DataObject) -> None:
    """Only the position of tone marks may differ."""
    unit = data.draw(st.sampled_from(communes))
    place = data.draw(st.integers(min_value=0, max_value=len(unit.name) - 2))
    swapped = unit.name[:place] + unit.name[place + 1] + unit.name[place] + unit.name[place + 2 :]
    if " " not in unit.name[place : place + 2] and swapped.casefold() != unit.name.casefold():
        assert match_commune(swapped, communes) is None


@given(st.text(max_size=12))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_names_are_unique_within_the_unit(communes) -> None:
    assert len({fold(u.full_name) for u in communes}) == len(communes)
