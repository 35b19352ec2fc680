"""What a notebook works with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.narrative import NarrativeError, Report
from analysis.narrative.blocks import BLOCKS_MIME, FIGURES_MIME, TableBlock
from analysis.sections import build_section
from analysis.tables import Inputs


@pytest.fixture(scope="module")
def workbook(inputs: Inputs) -> Report:
    return Report(inputs, {id: build_section(id, inputs) for id in ("capital", "livelihood", "poverty")})


def test_a_sentence_prints_its_figures(workbook: Report) -> None:
    shown = workbook.narrate(
        "Kế hoạch {capital.plan_current}, {livelihood.in_bidding:n}/{livelihood.projects_current:n}"
    )
    bundle = shown._repr_mimebundle_()
    assert bundle["text/plain"] == "Kế hoạch 13.392 triệu đồng, 09/11"
    assert '<data id="capital.plan_current" value="13392000000">13.392 triệu đồng</data>' in bundle["text/html"]
    assert bundle[BLOCKS_MIME]["blocks"][0]["kind"] == "paragraph"


def test_a_figure_can_be_printed_in_another_form(workbook: Report) -> None:
    text = workbook.narrate("{capital.plan_current:integer} {capital.disbursed_previous:million}").blocks
    assert "13.392.000.000 đồng" in str(text)
    assert "1.338,216 triệu đồng" in str(text)


def test_an_unknown_figure_fails_and_names_the_nearest(workbook: Report) -> None:
    with pytest.raises(NarrativeError, match=r'poverty\.por_rate.*"poverty\.poor_rate"'):
        workbook.narrate("{poverty.por_rate}")
    with pytest.raises(NarrativeError, match=r"poverty\.poor_rate"):
        workbook["poverty.por_rate"]


def test_an_unknown_table_fails_and_lists_what_there_is(workbook: Report) -> None:
    with pytest.raises(NarrativeError, match="components"):
        workbook.table("nothing")


def test_simulated_values_by_commune_carry_their_mark(workbook: Report) -> None:
    (block,) = workbook.table("communes").blocks
    assert isinstance(block, TableBlock)
    assert block.provenance == "simulated"
    html = workbook.table("communes")._repr_mimebundle_()["text/html"]
    assert "†" in html and "Số liệu mô phỏng" in html


def test_published_totals_carry_no_mark_in_sentences(workbook: Report) -> None:
    assert "†" not in workbook.narrate("{poverty.poor} {poverty.communes_above_50}")._repr_mimebundle_()["text/html"]


def test_opening_hands_every_figure_to_the_edition(workbook: Report) -> None:
    records = workbook._repr_mimebundle_()[FIGURES_MIME]["figures"]
    assert {r["id"] for r in records} == set(workbook.figures)
    assert all(r["formula"] and r["provenance"] and (r["parents"] or r["sources"]) for r in records)


def test_no_household_travels_in_a_record(workbook: Report) -> None:
    """Registers enter as counts with a digest of the rows."""
    ids = set(workbook.inputs["households"].frame["household_id"].head(2000))
    for record in workbook._repr_mimebundle_()[FIGURES_MIME]["figures"]:
        words = set(str(record["sources"]).replace(";", " ").split())
        assert not words & ids


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("Có {livelihood.projects}. [[Còn {livelihood.awaiting_approval}.]]", "Có 15 dự án. Còn 02 mô hình."),
        ("Có {livelihood.projects}. [[Có {livelihood.approved}.]] Hết.", "Có 15 dự án. Hết."),
        ("Có {livelihood.projects}.\n[[Giải ngân {livelihood.disbursed_this_year}.]]\nHết.", "Có 15 dự án. Hết."),
        ("Vốn {capital.plan_current}[[, địa phương {capital.plan_previous_local}]].", "Vốn 13.392 triệu đồng."),
    ],
)
def test_optional_parts_without_values_are_left_out(workbook: Report, source: str, printed: str) -> None:
    assert workbook.narrate(source)._repr_mimebundle_()["text/plain"] == printed


def test_the_offices_own_text_cannot_renumber_the_report(inputs: Inputs) -> None:
    frame = inputs["assessment"].frame.assign(text="# Mục chèn thêm\n\nĐoạn **một**.")
    changed = replace(inputs, tables=inputs.tables | {"assessment": replace(inputs["assessment"], frame=frame)})
    shown = Report(changed, {"assessment": build_section("assessment", changed)}).assessment("lessons")
    assert {type(block).__name__ for block in shown.blocks} == {"Paragraph"}
    assert "Mục chèn thêm" in shown._repr_mimebundle_()["text/plain"]
