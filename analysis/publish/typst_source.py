"""A document as Typst source: a sequence of calls to the functions of `templates/report.typ`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import zip_longest

from analysis.narrative.blocks import (
    BulletList,
    ChartBlock,
    Heading,
    Inline,
    Letterhead,
    ListItem,
    Notice,
    Paragraph,
    Signature,
    TableBlock,
    Text,
    plain_text,
)
from analysis.publish.document import AnnexPart, Content, Document, Preformatted
from analysis.publish.drawings import clean_drawing, has_text, size
from analysis.publish.outline import annex_label, heading_depths
from analysis.publish.printed_text import (
    DAGGER,
    IN_A_SENTENCE,
    ExportError,
    addressee_lines,
    clean_text,
    explanation,
    generator,
    is_marked,
    kind_in_sentence,
    marks_cells,
    upper_lines,
)
from analysis.publish.table_layout import fit_columns, row_heights
from analysis.publish.typst_literals import array, call, capitals, flag, inline, quoted, string, strings

TEXT_WIDTH_PT = 165 / 25.4 * 72
_TALLEST = 1.25
"""Height of a chart, in text widths, so that it fits on a page with its caption."""

_TALL_PT = 300.0
"""A table, and a row, higher than this may break across pages; lower ones are kept together."""

_ALIGN = {"l": "left", "r": "right", "c": "center"}
_SIGNS = ("-", "+", "•")


@dataclass(frozen=True)
class TypstSource:
    """A document for Typst.

    Attributes
    ----------
    calls
        The template and the calls of its functions, one a line.
    drawings
        The drawings, by number of the chart.
    """

    calls: tuple[str, ...]
    drawings: tuple[tuple[str, str], ...] = ()

    def whole(self) -> str:
        """Return all of it."""
        named = array(f"({string(name)}, {quoted(svg)})" for name, svg in self.drawings)
        return "\n".join([f"#let drawings = {named}.to-dict()", *self.calls])


def typst_source(document: Document, font: str) -> TypstSource:
    """Return the Typst source of a numbered document.

    Parameters
    ----------
    document
        Numbered by `outline.numbered`.
    font
        The one family it is set in.
    """
    template = files("analysis.publish").joinpath("templates", "report.typ").read_text(encoding="utf-8")
    return TypstSource((template, _setting(document, font), *_parts(document)), tuple(drawings(document)))


def _setting(document: Document, font: str) -> str:
    day = document.date
    setting = call(
        "report.with",
        title=string(document.title),
        author=string(document.author),
        date=f"datetime(year: {day.year}, month: {day.month}, day: {day.day})" if day else "none",
        generator=string(generator()),
        font=string(font),
        mark=string(document.mark),
        everywhere=flag(bool(document.marking)),
        explanation=string(IN_A_SENTENCE),
    )
    return f"#show: {setting.removeprefix('#')}"


def _parts(document: Document) -> Iterator[str]:
    if document.letterhead is not None:
        yield from _head(document.letterhead, document.mark)
    else:
        yield call("headline", string(document.title), string(""))
    # The last lines are kept with the signature, so that it is never alone on a page.
    yield from _blocks(document.body, tie_last=document.signature is not None)
    if document.signature is not None:
        yield _signature(document.signature)
    if document.letterhead is not None and any(isinstance(block, Heading) for block in document.body):
        yield call("contents-page")
    for part in document.annexes:
        yield from _annex(part, document)


def _head(head: Letterhead, mark: str) -> Iterator[str]:
    blanks = {name: string(getattr(head, name)) for name in ("number", "symbol", "place", "day", "month", "year")}
    yield call(
        "letterhead",
        parent=strings(upper_lines(head.parent_body)),
        issuing=strings(upper_lines(head.issuing_body)),
        mark=string(mark),
        **blanks,
    )
    yield call("headline", string(head.document_kind.upper()), string(head.subject))
    if head.recipients:
        basis = string(head.recipient_basis) if head.recipient_basis else "none"
        yield call("recipients", strings(head.recipients), basis)


def _signature(block: Signature) -> str:
    return call(
        "signature",
        authority=strings(upper_lines(block.authority)),
        role=string(block.title.upper()),
        name=string(block.name),
        addressees=strings(addressee_lines(block)),
    )


def _annex(part: AnnexPart, document: Document) -> Iterator[str]:
    heading = part.heading
    label = annex_label(heading)
    reference = _reference(document.letterhead, document.author) if document.letterhead else "none"
    names = (label, heading.title.upper(), f"{label}. {heading.title}", heading.anchor)
    yield call("annex", *map(string, names), reference)
    yield from _blocks(part.blocks, in_annex=True)


def _reference(head: Letterhead, author: str) -> str:
    """Return "(Kèm theo Báo cáo số …)", in which what is blank in the letterhead stays blank."""
    pieces = (
        string(f"(Kèm theo {kind_in_sentence(head)} số "),
        string(head.number) if head.number else "blank(1.2cm)",
        string(f"/{head.symbol} ngày "),
        string(head.day) if head.day else "blank(0.8cm)",
        string(f" tháng {head.month} năm {head.year}{f' của {author}' if author else ''})"),
    )
    return "{" + "; ".join(pieces) + "}"


def _blocks(blocks: Sequence[Content], in_annex: bool = False, tie_last: bool = False) -> Iterator[str]:
    depth = heading_depths(blocks)
    for block, following in zip_longest(blocks, blocks[1:]):
        tied = tie_last and following is None
        if isinstance(block, Heading):
            yield _heading(block, depth[block.anchor] + in_annex, outlined=not in_annex)
        else:
            yield from _block(block, tied)


def _block(block: Content, tied: bool) -> Iterator[str]:
    """Yield a block; `tied` keeps its end with what follows."""
    match block:
        case Paragraph(children):
            yield _paragraph(children, tied)
        case BulletList():
            yield from _list(block, 0, tied)
        case TableBlock():
            yield _table(block)
        case ChartBlock():
            yield chart(block)
        case Notice(title, lines):
            yield call("notice", string(title), strings(lines))
        case Preformatted(text):
            # Typst, too, makes one space of several.
            shown = clean_text(text, keep_lines=True).rstrip().replace("  ", "\u00a0\u00a0")
            yield call("preformatted", string(shown, keep_lines=True))


def _heading(block: Heading, depth: int, outlined: bool) -> str:
    words = capitals(block.children) if block.level == 1 else block.children
    return call(
        "section",
        str(block.level),
        str(depth),
        string(block.number),
        string(f"{block.number} {plain_text(block.children)}"),
        string(block.anchor),
        flag(outlined and block.level < 5),
        inline(words),
    )


def _paragraph(children: Sequence[Inline], tied: bool) -> str:
    words = inline(children)
    return call("tied", f"para({words})") if tied else call("para", words)


def _list(block: BulletList, depth: int, tied: bool) -> Iterator[str]:
    """Administrative lists are paragraphs that begin with a sign: "-", below it "+"."""
    for position, item in enumerate(block.items, start=1):
        sign = f"{position}." if block.ordered else _SIGNS[min(depth, len(_SIGNS) - 1)]
        last = position == len(block.items)
        yield from _item(item, sign, depth, tied and last)


def _item(item: ListItem, sign: str, depth: int, tied: bool) -> Iterator[str]:
    for block, following in zip_longest(item.blocks, item.blocks[1:]):
        last = following is None
        if isinstance(block, BulletList):
            yield from _list(block, depth + 1, tied and last)
            continue
        if isinstance(block, Paragraph) and sign:
            block = Paragraph((Text(f"{sign} "), *block.children))  # noqa: PLW2901  # the signed one
        sign = ""
        yield from _block(block, tied and last)


def _table(block: TableBlock) -> str:
    columns = fit_columns(block, TEXT_WIDTH_PT)
    heights = row_heights(block, columns)
    marking = "simulated-cell" if marks_cells(block) else ""
    return call(
        "data-table",
        caption=string(caption(block)),
        size=f"{columns.size}pt",
        widths=array(f"{share}fr" for share in columns.shares),
        align=array(_ALIGN[side] for side in block.align),
        header=strings(block.header),
        rows=array(array(inline(cell, marking) for cell in row) for row in block.rows),
        totals=array(str(row) for row in block.total_rows),
        mark=string(explanation(block)) if is_marked(block) else "none",
        notes=strings(notes(block)),
        split=flag(sum(heights) > _TALL_PT),
        split_rows=flag(max(heights, default=0.0) > _TALL_PT),
    )


def chart(block: ChartBlock) -> str:
    """Return the call that sets a chart."""
    width, height = shown_size(size(block.svg))
    marks = (f"{DAGGER} {explanation(block)}",) if is_marked(block) else ()
    return call(
        "chart",
        name=string(block.number),
        caption=string(caption(block)),
        alt=string(block.alt),
        width=f"{width:.2f}pt",
        height=f"{height:.2f}pt",
        notes=strings((*marks, *notes(block))),
    )


def shown_size(drawn: tuple[float, float]) -> tuple[float, float]:
    """Return width and height on paper, in points, of a drawing with these sides."""
    width, height = drawn
    shown = TEXT_WIDTH_PT * min(1.0, _TALLEST * width / height)
    return shown, shown * height / width


def drawings(document: Document) -> Iterator[tuple[str, str]]:
    """Yield number and drawing of every chart of a numbered document.

    Raises
    ------
    ExportError
        When a drawing holds letters as text.
    """
    for part in (document.body, *(annex.blocks for annex in document.annexes)):
        for block in _charts(part):
            if has_text(block.svg):
                raise ExportError(
                    f"the chart “{block.caption}” holds letters as text, which the PDF's one font may not have; "
                    "draw them as paths (matplotlib: svg.fonttype = 'path')"
                )
            yield block.number, clean_drawing(block.svg, "g")


def caption(block: TableBlock | ChartBlock) -> str:
    """Return number and caption, with the mark of simulated values."""
    return f"{block.number}. {block.caption}{DAGGER if is_marked(block) else ''}"


def notes(block: TableBlock | ChartBlock) -> tuple[str, ...]:
    """Return the block's own note, if it has one."""
    return (block.note,) if block.note else ()


def _charts(blocks: Iterable[Content]) -> Iterator[ChartBlock]:
    for block in blocks:
        if isinstance(block, ChartBlock):
            yield block
        elif isinstance(block, BulletList):
            for item in block.items:
                yield from _charts(item.blocks)
