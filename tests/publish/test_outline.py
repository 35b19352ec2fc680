"""Numbers of headings, the table of contents, and which figures are printed under which number."""

from publish_samples import SVG, edition, figure, notebook, output, table

from analysis.narrative.blocks import Annex, BulletList, ChartBlock, Heading, ListItem, Note, Paragraph, Strong, Text
from analysis.publish.document import AnnexPart, Document, read_document
from analysis.publish.outline import LETTERS, contents, depths, figure_places, letter, numbered, roman


def headings(*levels: int) -> tuple[Heading, ...]:
    return tuple(Heading(level, (Text(f"H{i}"),)) for i, level in enumerate(levels))


def numbers(document: Document) -> list[str]:
    return [block.number for block in document.body if isinstance(block, Heading)]


def test_numbers_of_the_form():
    document = numbered(Document("t", headings(1, 2, 4, 5, 4, 2, 4, 2, 3, 3, 4, 1, 2)))
    assert numbers(document) == [
        "I.", "1.", "a)", "-", "b)", "2.", "a)", "3.", "3.1.", "3.2.", "a)", "II.", "1.",
    ]  # fmt: skip


def test_anchors_are_unique_and_follow_the_numbers():
    document = numbered(Document("t", headings(1, 2, 4, 4, 4, 4, 4, 5, 5, 1, 4)))
    anchors = [block.anchor for block in document.body if isinstance(block, Heading)]
    assert anchors[:4] == ["muc-i", "muc-i-1", "muc-i-1-a", "muc-i-1-b"]
    assert anchors[6] == "muc-i-1-dd"
    assert len(set(anchors)) == len(anchors)


def test_numbering_does_not_change_its_input_and_is_repeatable():
    document = Document("t", (*headings(1, 2), table()))
    once = numbered(document)
    assert document.body[0] == Heading(1, (Text("H0"),))
    assert numbered(once) == once


def test_tables_and_charts_count_on_through_lists_and_annexes():
    chart = ChartBlock("c", "a", svg=SVG)
    document = Document(
        "t",
        (table(), chart, BulletList((ListItem((table(),)),))),
        annexes=(AnnexPart(Annex("x"), (table(), chart)),),
    )
    whole = numbered(document)
    assert whole.body[0].number == "Bảng 1"  # type: ignore[union-attr]
    assert whole.body[2].items[0].blocks[0].number == "Bảng 2"  # type: ignore[union-attr]
    assert [block.number for block in whole.annexes[0].blocks] == ["Bảng 3", "Hình 2"]  # type: ignore[union-attr]


def test_one_annex_has_no_number_two_have():
    def labels(count: int) -> list[str]:
        parts = tuple(AnnexPart(Annex(f"A{i}"), headings(2)) for i in range(count))
        return [part.heading.number for part in numbered(Document("t", annexes=parts)).annexes]

    assert labels(1) == [""]
    assert labels(2) == ["I", "II"]


def test_headings_of_annexes_start_again():
    parts = (AnnexPart(Annex("A"), headings(2, 2)), AnnexPart(Annex("B"), headings(2)))
    whole = numbered(Document("t", headings(1, 2), annexes=parts))
    found = [(b.number, b.anchor) for part in whole.annexes for b in part.blocks if isinstance(b, Heading)]
    assert [number for number, _ in found] == ["1.", "2.", "1."]
    assert len({anchor for _, anchor in found}) == 3


def test_contents_have_no_footnotes_and_no_dashes():
    body = (Heading(1, (Text("Một"), Note((Text("ghi chú"),)))), *headings(4, 5))
    whole = numbered(Document("t", body, annexes=(AnnexPart(Annex("Biểu"), headings(2)),)))
    assert [(e.number, e.text, e.depth) for e in contents(whole)] == [
        ("I.", "Một", 1),
        ("a)", "H0", 2),
        ("Phụ lục", "Biểu", 1),
        ("1.", "H0", 2),
    ]


def test_a_heading_in_a_list_is_only_bold_text():
    whole = numbered(Document("t", (BulletList((ListItem(headings(1)),)),)))
    assert isinstance(whole.body[0].items[0].blocks[0], Paragraph)  # type: ignore[union-attr]


def test_depths_close_gaps():
    assert depths([1, 2, 4, 5, 4, 2, 3]) == [1, 2, 3, 4, 3, 2, 3]
    assert depths([4, 2, 4, 1]) == [1, 1, 2, 1]


def test_signs():
    assert [roman(n) for n in (1, 4, 9, 14, 40)] == ["I", "IV", "IX", "XIV", "XL"]
    assert "".join(letter(n) for n in range(1, 8)) == "abcdđeg"
    assert letter(len(LETTERS) + 1) == "aa"


# Figures by the part that prints them --------------------------------------------------------------------------------


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
