"""Markup is read before data are inserted; what comes from data is never markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.narrative.blocks import (
    BulletList,
    Emphasis,
    FigureText,
    Heading,
    Paragraph,
    Strong,
    Text,
    from_json,
    plain_text,
    to_json,
)
from analysis.narrative.markdown import parse_markdown
from analysis.narrative.preview import block_html


def _resolve(id: str, form: str) -> tuple[FigureText, ...]:
    return (FigureText(id, "1", f"<{id}|{form}>", "published"),)


def test_headings_paragraphs_lists_and_emphasis() -> None:
    blocks = parse_markdown("# Một\n\nHai **ba** *bốn*\n\n- năm\n- sáu")
    assert [type(b) for b in blocks] == [Heading, Paragraph, BulletList]
    paragraph = blocks[1]
    assert isinstance(paragraph, Paragraph)
    assert [type(p) for p in paragraph.children] == [Text, Strong, Text, Emphasis]


@pytest.mark.parametrize("around", ["{}", "**{}**", "- {}", "# {}", "*a {} b*", "a_b {} c_d"])
def test_placeholders_are_found_wherever_they_stand(around: str) -> None:
    blocks = parse_markdown(around.format("{poverty.poor_rate} và {law.decree-81-2021} {a.b:n}"), _resolve)
    text = str(blocks)
    assert text.count("FigureText(") == 3
    assert "<poverty.poor_rate|>" in text
    assert "<a.b|n>" in text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_inserted_text_is_never_markup(words: str) -> None:
    blocks = parse_markdown("trước {x} sau", lambda id, form: (Text(words),))
    assert len(blocks) == 1
    assert isinstance(blocks[0], Paragraph)
    assert plain_text(blocks[0].children) == f"trước {words} sau"
    html = block_html(blocks[0])
    assert html.count("<") == 2, "only the paragraph's own tags"


@pytest.mark.parametrize("hostile", ["<script>a</script>", "<img src=x onerror=y>", "[a](javascript:b)", "`<b>`"])
def test_html_in_the_offices_own_text_stays_text(hostile: str) -> None:
    html = "".join(block_html(b) for b in parse_markdown(hostile))
    assert "<script" not in html and "<img" not in html and "javascript" not in html and "<b>" not in html


def test_without_figures_braces_stay_literal() -> None:
    """The office's own text may not reach for figures: what looks like a placeholder is printed unchanged."""
    (block,) = parse_markdown("{poverty.poor_rate}")
    assert isinstance(block, Paragraph)
    assert plain_text(block.children) == "{poverty.poor_rate}"


@given(st.text(max_size=200))
def test_blocks_survive_the_way_through_a_notebook(source: str) -> None:
    for block in parse_markdown(source):
        assert from_json(to_json(block)) == block
