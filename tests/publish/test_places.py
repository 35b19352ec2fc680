"""Where figures stand, by the numbers that are printed."""

from __future__ import annotations

from publish_samples import edition, figure, notebook, output, table

from analysis.narrative.blocks import BulletList, Heading, ListItem, Paragraph, Strong, Text
from analysis.publish.document import read_document
from analysis.publish.places import figure_places


def _heading(level: int, text: str) -> Heading:
    return Heading(level, (Text(text),))


def _places(*blocks) -> dict[str, list[str]]:
    return {p["number"]: p["figures"] for p in figure_places(read_document(notebook(output(*blocks))))}


def _nothing() -> Paragraph:
    return Paragraph((Text("không có số"),))


def test_parts_are_named_by_the_path_of_their_numbers() -> None:
    one, two, three = (Paragraph((figure(f"f.{n}", "1"),)) for n in "123")
    found = _places(
        one, _heading(1, "A"), _heading(2, "B"), _heading(4, "a"), one, two, one, _heading(5, "-"), three,
        _heading(4, "b"), _nothing(), _heading(2, "C"), _heading(3, "c"), _nothing(), _heading(3, "d"), two,
        _heading(1, "E"), three,
    )  # fmt: skip
    assert found == {
        "": ["f.1"], "I": [], "I.1": [], "I.1.a": ["f.1", "f.2", "f.3"], "I.1.b": [], "I.2": [], "I.2.1": [],
        "I.2.2": ["f.2"], "II": ["f.3"],
    }  # fmt: skip


def test_figures_are_found_wherever_they_stand() -> None:
    inner = BulletList((ListItem((Paragraph((Strong((figure("f.in", "1"),)),)),)),))
    found = _places(Heading(1, (figure("f.head", "1"),)), inner, table(rows=1, columns=3))
    assert found["I"] == ["f.head", "f.in", "t.r0c1", "t.r0c2"]


def test_annexes_are_parts_too() -> None:
    places = figure_places(read_document(edition()))
    assert [place["number"] for place in places][-2:] == ["Phụ lục I", "Phụ lục II"]
    assert "t.r0c1" in places[-1]["figures"]
