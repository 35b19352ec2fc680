"""Legacy fonts: every text converts back, and no Unicode text is ever touched."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from legacy_fonts import to_tcvn3, to_vni

from analysis.forms.incoming import decoded, encoding_of, from_tcvn3, from_vni, is_syllable
from analysis.reference import find_project, load_reference
from analysis.tables import SCHEMAS

REFERENCE = load_reference(find_project().reference)
TEXTS = sorted(
    {c.header for s in SCHEMAS.values() for c in s.columns}
    | {s.title for s in SCHEMAS.values()}
    | {words for domain in REFERENCE.vocabulary.values() for words in domain.values()}
    | {unit.full_name for unit in REFERENCE.units if unit.parent == "183"}
)
MARKED = [text for text in TEXTS if not text.isascii()]
LETTERS = st.sampled_from("aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđbcghklmnpqrstvx ")


@given(st.text(LETTERS, max_size=40))
def test_tcvn3_there_and_back(text: str) -> None:
    assert from_tcvn3(to_tcvn3(text)) == text
    assert all(ord(c) <= 0xFF for c in to_tcvn3(text))


@given(st.lists(st.sampled_from(MARKED), min_size=1, max_size=4).map(" ".join))
def test_vni_there_and_back(text: str) -> None:
    assert from_vni(to_vni(text)) == text


@pytest.mark.parametrize("text", TEXTS)
def test_unicode_is_never_touched(text: str) -> None:
    assert decoded(text) == (text, "")
    assert decoded(unicodedata.normalize("NFC", text.upper()))[1] == ""


@given(st.lists(st.sampled_from(MARKED), min_size=6, unique=True))
def test_a_sheet_tells_its_encoding(texts: list[str]) -> None:
    assert encoding_of(texts) == ""
    assert encoding_of([to_tcvn3(text) for text in texts]) in ("TCVN3", "")
    assert encoding_of([to_vni(text) for text in texts]) in ("VNI", "")


@pytest.mark.parametrize(("encode", "name"), [(to_tcvn3, "TCVN3"), (to_vni, "VNI")])
def test_a_whole_sheet_converts_back(encode: object, name: str) -> None:
    texts = [encode(text) for text in MARKED]  # type: ignore[operator]
    assert encoding_of(texts) == name
    for text, legacy in zip(MARKED, texts, strict=True):
        assert decoded(legacy, name)[0].casefold() == text.casefold()


def test_syllables_of_every_name_are_syllables() -> None:
    names = {word for unit in REFERENCE.units if unit.parent == "183" for word in unit.name.split()}
    assert names
    assert [word for word in names if not is_syllable(word)] == []
