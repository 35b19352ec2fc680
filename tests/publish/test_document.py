import pytest
from nbformat.v4 import new_code_cell, new_output
from publish_samples import SIGNATURE, SVG, edition, letterhead, notebook, output, table

from analysis.narrative.blocks import (
    ChartBlock,
    Heading,
    Paragraph,
    Strong,
    TableBlock,
    Text,
)
from analysis.publish.document import Preformatted, read_document
from analysis.publish.printed_text import ExportError


def test_a_whole_edition_is_taken_apart():
    document = read_document(edition())
    assert document.title == "Báo cáo Kết quả giảm nghèo năm 2023"
    assert document.signature == SIGNATURE
    assert [part.heading.title for part in document.annexes] == ["Biểu số liệu", "Đối chiếu số liệu"]
    assert document.date is not None
    assert document.date.isoformat() == "2023-11-15"
    assert document.mark
    charts = [block for block in document.body if isinstance(block, ChartBlock)]
    assert all(chart.svg == SVG for chart in charts)


def test_code_streams_and_foreign_html_never_reach_the_document():
    cell = new_code_cell(
        "secret_code()",
        outputs=[
            new_output("stream", name="stderr", text="a warning"),
            new_output(
                "execute_result", data={"text/html": "<table onclick=x>", "text/plain": "  a\n0 1"}, execution_count=1
            ),
            new_output("display_data", data={"text/markdown": "**đậm**"}),
            new_output(
                "display_data",
                data={"application/vnd.baocao.figures+json": {}, "text/plain": "<figures>"},
            ),
        ],
    )
    assert read_document(notebook(cell)).body == (
        Preformatted("  a\n0 1"),
        Paragraph((Strong((Text("đậm"),)),)),
    )


def test_hidden_cells_stay_hidden():
    hidden = output(table())
    hidden["metadata"]["tags"] = ["remove_cell"]
    assert read_document(notebook(hidden, "Có")).body == (Paragraph((Text("Có"),)),)


@pytest.mark.parametrize("tags", [[], ["remove_cell"]])
def test_an_error_output_is_fatal(tags):
    cell = new_code_cell(
        "1/0", outputs=[new_output("error", ename="ZeroDivisionError", evalue="division by zero", traceback=[])]
    )
    cell["metadata"]["tags"] = tags
    with pytest.raises(ExportError, match=r"cell 2 failed with ZeroDivisionError"):
        read_document(notebook("# Mục", cell))


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (output(ChartBlock("Không hình", "alt")), "no image/svg"),
        (output(letterhead(), letterhead()), "2 blocks of kind Letterhead"),
        (output(Text("x")), "Text is not a block"),  # type: ignore[arg-type]
        (output(TableBlock("T", ("a", "b"), ("l",), ())), "2 headings, 1 alignments"),
    ],
)
def test_outputs_that_are_not_what_they_say(cell, message):
    with pytest.raises(ExportError, match=message):
        read_document(notebook(cell))


def test_unreadable_blocks_and_dates_name_what_is_wrong():
    broken = output(table())
    broken["outputs"][0]["data"]["application/vnd.baocao.blocks+json"] = {"blocks": [{"kind": "novel"}]}
    with pytest.raises(ExportError, match="cell 1"):
        read_document(notebook(broken))
    with pytest.raises(ExportError, match="ISO date"):
        read_document(notebook("x", date="15/11/2023"))


def test_titles_in_order_of_preference():
    cell = "# Đầu mục"
    assert read_document(notebook(cell)).title == "Đầu mục"
    assert read_document(notebook(cell, title="Của sổ")).title == "Của sổ"
    assert read_document(notebook(cell, title="Của sổ"), title="Cho trước").title == "Cho trước"
    assert read_document(notebook(cell)).body == (), "a heading with nothing under it is left out"
    assert isinstance(read_document(notebook(f"{cell}\n\nLời.")).body[0], Heading)
