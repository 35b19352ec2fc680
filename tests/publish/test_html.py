import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from publish_samples import HOSTILE, SVG, VIETNAMESE, edition, figure, letterhead, notebook, output, table

from analysis.narrative.blocks import FIGURES_MIME, Annex, BulletList, ChartBlock, ListItem, Paragraph, Text
from analysis.publish.document import read_document
from analysis.publish.exporters import ReportHTMLExporter
from analysis.publish.html_page import render_html
from analysis.reference.project import program_version

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


def test_the_page_names_the_program_and_its_version(html):
    page = BeautifulSoup(html, "html.parser")
    assert page.head.find("meta", attrs={"name": "generator"})["content"] == f"baocao-giam-ngheo {program_version()}"


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


# Where numbers come from --------------------------------------------------------------------------------------------


def record(id, printed="1.644 hộ", parents=(), **changes):
    source = {
        "table": "households", "file": "data/households.csv", "sheet": "", "extent": "9 dòng", "digest": "0f",
        "meanings": ["“Loại”: theo điểm."],
    }  # fmt: skip
    usual = {
        "id": id, "label": f"Nhãn {id}", "printed": printed, "parents": list(parents), "operation": "count",
        "formula": "số dòng của bảng “Hộ”, lấy dòng có “Xã” là A", "worked": f"đếm được 9 dòng = {printed}",
        "sources": [] if parents else [source], "corrections": [], "provenance": "published", "grade": "đã công bố",
    }  # fmt: skip
    return {**usual, **changes}


def traced(*records, checks=(), inline=None):
    """A page whose notebook carries records; the first one's figure is on it."""
    table = {"title": "Hộ", "file": "data/households.csv", "sheet": "", "agency": "UBND", "document": "01/BC",
             "as_of": "31/12/2022", "grade": "đã công bố"}  # fmt: skip
    opened = output()
    opened["outputs"][0]["data"] = {FIGURES_MIME: {"figures": list(records), "tables": {"households": table}}}
    shown = output(Paragraph(inline or (figure(records[0]["id"], records[0]["printed"]),)))
    document = read_document(notebook(opened, shown))
    return render_html(replace(document, lineage=replace(document.lineage, checks=list(checks))))


def island_of(html):
    (content,) = re.findall(r'<script type="application/json" id="lineage-data">(.*?)</script>', html, re.DOTALL)
    return json.loads(content)


def test_the_island_holds_the_figures_of_the_page_and_what_they_were_computed_from():
    rate = record("a.rate", "8,29%", ("a.poor", "a.all"), operation="share", formula="x", worked="y")
    island = island_of(traced(rate, record("a.poor"), record("a.all"), record("a.elsewhere")))
    assert set(island["figures"]) == {"a.rate", "a.poor", "a.all"}
    assert island["figures"]["a.rate"] == {
        "label": "Nhãn a.rate",
        "printed": "8,29%",
        "of": "share",
        "parents": ["a.poor", "a.all"],
    }
    before, between = island["operations"]["share"]
    assert (before, between) == ("", " : "), "the script puts the formula together"
    number, criteria = island["figures"]["a.poor"]["formula"]
    assert island["texts"][number] + criteria == record("a.poor")["formula"]
    (source,) = island["figures"]["a.poor"]["sources"]
    assert source[:2] == ["households", "9 dòng; mã băm 0f"]
    assert island["texts"][source[2]] == "“Loại”: theo điểm."
    assert "văn bản 01/BC; số liệu đến ngày 31/12/2022" in island["tables"]["households"]["about"]


def test_simulated_figures_and_checks_are_in_the_island():
    def check(id, status, *figures):
        return {"id": id, "status": status, "severity": "error", "message": "M", "evidence": "E", "figures": figures}

    checks = [check("x", "passed", "a.n"), check("y", "failed", "a.n", "a.m"), check("z", "skipped", "a.n")]
    island = island_of(traced(record("a.n", provenance="simulated", grade="mô phỏng"), checks=checks))
    shown = island["figures"]["a.n"]
    assert (shown["simulated"], island["texts"][shown["grade"]]) == (1, "mô phỏng")
    passed, (failed,) = shown["checks"]
    assert (passed, island["texts"][failed]) == (1, "M. Thực tế: E")


def test_only_figures_that_can_answer_may_be_asked():
    html = traced(record("a.n"), inline=(figure("a.n", "1"), figure("b.unknown", "2")))
    assert '<data value="1644" id="a.n" class="figure" tabindex="0">1</data>' in html
    assert '<data value="1644" id="b.unknown" class="figure">2</data>' in html


def test_the_page_allows_its_own_script_and_no_other():
    html = traced(record("a.n"))
    assert html.count("<script") == 2
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'" in html
    assert not re.search(r"\son\w+=|javascript:|https?://", html)
    assert not re.search(r"innerHTML|insertAdjacentHTML|eval\(|fetch\(", script), "text stays text"


def test_hostile_lineage_stays_text():
    html = traced(record("a.n", label=HOSTILE, formula=HOSTILE, worked=HOSTILE, grade=HOSTILE, provenance="simulated"))
    assert Page(html).tags.count("script") == 2
    island = island_of(html)["figures"]["a.n"]
    assert "<script>alert(1)</script>" in island["label"]
    assert not re.search("[\x00\x1b\u202e]", html)


def test_a_page_without_lineage_needs_no_script(html):
    assert "<script" not in html and 'tabindex="0">1.644' not in html


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
