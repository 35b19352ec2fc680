import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from publish_samples import HOSTILE, SVG, VIETNAMESE, edition, figure, letterhead, notebook, output, table

from analysis.narrative.blocks import Annex, BulletList, ChartBlock, ListItem, Paragraph, Text
from analysis.publish.document import read_document
from analysis.publish.html_exporter import ReportHTMLExporter, render_html

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """Reads a page and notes tags, ids, headings and text; fails on tags that do not match."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.addresses: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag not in VOID:
            self._open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            if name in ("href", "src", "xlink:href", "action", "data"):
                (self.targets if value.startswith("#") else self.addresses).append(value)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if not {"style", "title"} & set(self._open):
            self.text += data


@pytest.fixture(scope="module")
def html() -> str:
    return render_html(read_document(edition()))


@pytest.fixture(scope="module")
def page(html) -> Page:
    return Page(html)


def test_the_page_is_whole_and_needs_nothing_from_elsewhere(html, page):
    assert html.startswith('<!DOCTYPE html>\n<html lang="vi">')
    assert page.addresses == []
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert not re.search(r"url\((?!#)|@import", html)
    assert "secret_code" not in html
    assert VIETNAMESE in html


def test_ids_are_unique_and_every_link_arrives(page):
    assert len(page.ids) == len(set(page.ids))
    assert {target[1:] for target in page.targets} <= set(page.ids)


def test_headings_skip_no_level(page):
    levels = [int(tag[1]) for tag in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_figures_keep_their_id_once(html):
    assert html.count('<data value="1644" id="poverty.poor" class="figure">1.644 hộ nghèo</data>') == 1
    assert html.count('<data value="1644" data-figure="poverty.poor" class="figure">') == 1
    assert 'id="poverty.near" class="figure simulated">2.023 hộ cận nghèo</data><a class="mark"' in html
    assert html.count('id="so-lieu-mo-phong"') == 1


def test_tables_are_readable_by_machines(html):
    assert '<th scope="col" class="l">Xã, thị trấn</th>' in html
    assert '<th scope="row" class="l">Xã số 0</th>' in html
    assert html.count('role="region" tabindex="0"') == 3
    assert '<figure id="hinh-1"' in html
    assert 'aria-label="Biểu đồ cột: tỷ lệ."' in html
    assert html.count("Số liệu mô phỏng để minh họa") >= 2


def test_drafts_leave_blanks_and_say_so(page):
    assert "DỰ THẢO" in page.text
    assert re.search(r"Số:\s*/BC-UBND", page.text)
    assert re.search(r"Cao Lộc, ngày\s+tháng 11 năm 2023", page.text)
    final = Page(render_html(read_document(edition("412", "15")))).text
    assert "DỰ THẢO" not in final
    assert "Số: 412/BC-UBND" in final
    assert "Cao Lộc, ngày 15 tháng 11 năm 2023" in final


def test_hostile_text_stays_text_everywhere():
    inline = (Text(HOSTILE), figure(HOSTILE, HOSTILE, "simulated"))
    made = notebook(
        output(letterhead(subject=HOSTILE, place=HOSTILE, recipients=(HOSTILE, HOSTILE), recipient_basis=HOSTILE)),
        output(Paragraph(inline), BulletList((ListItem((Paragraph(inline),)),))),
        output(ChartBlock(HOSTILE, HOSTILE, HOSTILE, HOSTILE), svg=SVG),
        output(Annex(HOSTILE), table()),
        title=HOSTILE,
        author=HOSTILE,
    )
    html = render_html(read_document(made))
    page = Page(html)
    assert "script" not in page.tags
    assert "<script>alert(1)</script>" in page.text
    assert "{{ 7*7 }}" in page.text
    assert not re.search("[\x00\x1b\u202e]", html)


def test_hostile_markdown_stays_text():
    page = Page(render_html(read_document(notebook("<script>alert(1)</script>\n\na <img src=x onerror=y> b"))))
    assert not {"script", "img"} & set(page.tags)


def test_several_recipients_and_a_section_alone():
    page = Page(render_html(read_document(notebook(output(letterhead(recipients=("Sở A", "Sở B")))))))
    assert "Sở A;" in page.text
    assert "Sở B." in page.text
    alone, _ = ReportHTMLExporter().from_notebook_node(notebook("#### Dự án 2\n\nNội dung."))
    assert '<h2 id="muc-a"' in alone
    assert "Số:" not in alone
