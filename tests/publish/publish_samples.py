"""Hand-made notebooks and blocks for the tests of this room."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.narrative.blocks import (
    Annex,
    Block,
    ChartBlock,
    FigureText,
    Letterhead,
    Note,
    Paragraph,
    Signature,
    TableBlock,
    Text,
    blocks_bundle,
)

HOSTILE = (
    '<script>alert(1)</script> #eval("1") *a* $x$ @ref \\u{41} "q" \'p\' ]]> {{ 7*7 }} {% x %} '
    "<!-- [b](c) & \x00\x1b\u202e"
)
VIETNAMESE = "Ủy ban nhân dân huyện Cao Lộc: giảm nghèo bền vững, đặc biệt khó khăn, hỗ trợ, thưởng, kỹ, ỵ, Ẵ, Ữ"

SVG = (
    '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd">'
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40pt" height="20pt" '
    'viewBox="0 0 40 20"><metadata><a href="http://example.org"/></metadata>'
    "<defs><style>*{stroke-linejoin: round}</style><clipPath id='c'><rect width='9' height='9'/></clipPath>"
    "<path id='m' d='M0 0H9V9z'/></defs><script>alert(1)</script>"
    "<g clip-path='url(#c)' onclick='alert(1)'><use xlink:href='#m' x='3'/><use xlink:href='http://e.org/#m'/></g></svg>"
)


def letterhead(number: str = "", day: str = "", **changes: Any) -> Letterhead:
    values: dict[str, Any] = {
        "parent_body": (),
        "issuing_body": ("Ủy ban nhân dân", "huyện Cao Lộc"),
        "number": number,
        "symbol": "BC-UBND",
        "place": "Cao Lộc",
        "day": day,
        "month": "11",
        "year": "2023",
        "document_kind": "BÁO CÁO",
        "subject": "Kết quả giảm nghèo năm 2023",
        "recipients": ("Sở Lao động - Thương binh và Xã hội",),
        "recipient_basis": "Suy ra từ công văn.",
    }
    return Letterhead(**{**values, **changes})


SIGNATURE = Signature(
    ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), "PHÓ CHỦ TỊCH", "Nguyễn Văn Thịnh", ("Như trên", "Lưu: VT")
)


def figure(id: str, printed: str, provenance: str = "published") -> FigureText:
    return FigureText(id, "1644", printed, provenance)


def table(provenance: str = "published", rows: int = 3, columns: int = 3) -> TableBlock:
    return TableBlock(
        caption="Hộ nghèo theo xã",
        header=("Xã, thị trấn", *(f"Cột thứ {i}" for i in range(1, columns))),
        align=("l", *("r" for _ in range(1, columns))),
        rows=tuple(
            ((Text(f"Xã số {r}"),), *((figure(f"t.r{r}c{c}", f"{r}.{c:03d}", provenance),) for c in range(1, columns)))
            for r in range(rows)
        ),
        total_rows=(rows - 1,),
        note="Nguồn: rà soát.",
        provenance=provenance,
    )


def output(*blocks: Block, svg: str = "") -> NotebookNode:
    data = {**blocks_bundle(blocks), "text/plain": "<our blocks>"}
    if svg:
        data["image/svg+xml"] = svg
    return new_code_cell("secret_code()", outputs=[new_output("display_data", data=data)])


def notebook(*cells: NotebookNode | str, **settings: Any) -> NotebookNode:
    made = [new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    for position, cell in enumerate(made):
        cell["id"] = f"cell-{position}"
    return new_notebook(cells=made, metadata={"baocao": {"date": "2023-11-15", **settings}})


def edition(number: str = "", day: str = "") -> NotebookNode:
    """A small whole report."""
    return notebook(
        output(letterhead(number, day)),
        "# Công tác chỉ đạo\n\n" + VIETNAMESE,
        output(
            Paragraph(
                (
                    Text("Có "),
                    figure("poverty.poor", "1.644 hộ nghèo"),
                    Note((Text("Theo kết quả rà soát."),)),
                    Text(" và "),
                    figure("poverty.near", "2.023 hộ cận nghèo", "simulated"),
                    Text("; "),
                    figure("poverty.poor", "1.644 hộ nghèo"),
                )
            )
        ),
        output(table("simulated", rows=23, columns=7)),
        output(ChartBlock("Tỷ lệ", "Biểu đồ cột: tỷ lệ."), svg=SVG),
        output(ChartBlock("Vốn", "Biểu đồ đường: vốn.", "simulated"), svg=SVG),
        "# Đánh giá\n\n#### Kết quả\n\n- một\n- hai\n\nTrên đây là báo cáo./.",
        output(SIGNATURE),
        output(Annex("Biểu số liệu"), table()),
        output(Annex("Đối chiếu số liệu"), table("published total, simulated rows")),
    )
