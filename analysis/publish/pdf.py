"""PDF through Typst, in memory: neither LaTeX nor a browser is needed.

A document becomes Typst source, a sequence of calls to the functions of `templates/report.typ`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import zip_longest
from typing import Any

import typst

from analysis.narrative.blocks import (
    BulletList,
    ChartBlock,
    Emphasis,
    FigureText,
    Heading,
    Inline,
    Letterhead,
    ListItem,
    Note,
    Notice,
    Paragraph,
    Signature,
    Strong,
    TableBlock,
    Text,
    plain_text,
)
from analysis.publish.document import AnnexPart, Content, Document, Preformatted
from analysis.publish.drawings import TEXT_WIDTH_PT, drawings, shown_size, size
from analysis.publish.fonts import chosen_font, undisplayed
from analysis.publish.outline import annex_label, heading_depths, numbered
from analysis.publish.printed_text import (
    IN_A_SENTENCE,
    ExportError,
    addressee_lines,
    capitals,
    caption,
    clean_text,
    explanation,
    generator,
    is_marked,
    kind_in_sentence,
    lines_under,
    marks_cells,
    upper_lines,
)
from analysis.publish.table_layout import fit_columns, row_heights

_TALL_PT = 300.0
"""A table, and a row, higher than this may break across pages; lower ones are kept together."""

_ALIGN = {"l": "left", "r": "right", "c": "center"}
_SIGNS = ("-", "+", "•")


def render_pdf(document: Document, font: str | None = None) -> bytes:
    """Return the PDF of a document in an installed font; the same document and font give the same bytes.

    Raises
    ------
    ExportError
        When the font lacks a character, or Typst has anything to object.
    """
    family = font or chosen_font(document.fonts)
    try:
        # PDF/A needs a document with a date.
        return _typeset(_source(numbered(document), family), ["a-3a", "ua-1"] if document.date else ["ua-1"])
    except ExportError as error:
        raise ExportError(f"PDF in {family}: {error}") from error


def _typeset(source: str, standards: Any) -> bytes:
    try:
        compiler = typst.Compiler(source.encode(), font_paths=_fonts())
        pdf, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=standards)
    except typst.TypstError as error:
        raise ExportError(_explained(error)) from error
    if warnings:
        raise ExportError("Typst warns: " + "; ".join(str(warning.message) for warning in warnings))
    if not isinstance(pdf, bytes):
        raise ExportError("Typst gave no PDF")
    return pdf


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()


def _explained(error: typst.TypstError) -> str:
    if missing := undisplayed(str(error.diagnostic)):
        named = ", ".join(f"“{character}” (U+{ord(character):04X})" for character in missing)
        return f"the font lacks these characters: {named}"
    return f"Typst cannot set the document: {error.message} {' '.join(error.hints)}".strip()


def _source(document: Document, font: str) -> str:
    """Return the Typst source of a numbered document: its drawings, the template, the calls of its functions."""
    template = files("analysis.publish").joinpath("templates", "report.typ").read_text(encoding="utf-8")
    named = _array(f"({_string(name)}, {quoted(svg)})" for name, svg in drawings(document))
    return "\n".join([f"#let drawings = {named}.to-dict()", template, _setting(document, font), *_parts(document)])


def _setting(document: Document, font: str) -> str:
    day = document.date
    setting = call(
        "report.with",
        title=_string(document.title),
        author=_string(document.author),
        date=f"datetime(year: {day.year}, month: {day.month}, day: {day.day})" if day else "none",
        generator=_string(generator()),
        font=_string(font),
        mark=_string(document.mark),
        everywhere=_flag(bool(document.marking)),
        explanation=_string(IN_A_SENTENCE),
    )
    return f"#show: {setting.removeprefix('#')}"


def _parts(document: Document) -> Iterator[str]:
    if document.letterhead is not None:
        yield from _head(document.letterhead, document.mark)
    else:
        yield call("headline", _string(document.title), _string(""))
    # The last lines are kept with the signature, so that it is never alone on a page.
    yield from _blocks(document.body, tie_last=document.signature is not None)
    if document.signature is not None:
        yield _signature(document.signature)
    if document.letterhead is not None and any(isinstance(block, Heading) for block in document.body):
        yield call("contents-page")
    for part in document.annexes:
        yield from _annex(part, document)


def _head(head: Letterhead, mark: str) -> Iterator[str]:
    blanks = {name: _string(getattr(head, name)) for name in ("number", "symbol", "place", "day", "month", "year")}
    yield call(
        "letterhead",
        parent=_strings(upper_lines(head.parent_body)),
        issuing=_strings(upper_lines(head.issuing_body)),
        mark=_string(mark),
        **blanks,
    )
    yield call("headline", _string(head.document_kind.upper()), _string(head.subject))
    if head.recipients:
        basis = _string(head.recipient_basis) if head.recipient_basis else "none"
        yield call("recipients", _strings(head.recipients), basis)


def _signature(block: Signature) -> str:
    return call(
        "signature",
        authority=_strings(upper_lines(block.authority)),
        role=_string(block.title.upper()),
        name=_string(block.name),
        addressees=_strings(addressee_lines(block)),
    )


def _annex(part: AnnexPart, document: Document) -> Iterator[str]:
    heading = part.heading
    label = annex_label(heading)
    reference = _reference(document.letterhead, document.author) if document.letterhead else "none"
    names = (label, heading.title.upper(), f"{label}. {heading.title}", heading.anchor)
    yield call("annex", *map(_string, names), reference)
    yield from _blocks(part.blocks, in_annex=True)


def _reference(head: Letterhead, author: str) -> str:
    """Return "(Kèm theo Báo cáo số …)", in which what is blank in the letterhead stays blank."""
    pieces = (
        _string(f"(Kèm theo {kind_in_sentence(head)} số "),
        _string(head.number) if head.number else "blank(1.2cm)",
        _string(f"/{head.symbol} ngày "),
        _string(head.day) if head.day else "blank(0.8cm)",
        _string(f" tháng {head.month} năm {head.year}{f' của {author}' if author else ''})"),
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
            yield _chart(block)
        case Notice(title, lines):
            yield call("notice", _string(title), _strings(lines))
        case Preformatted(text):
            # Typst, too, makes one space of several.
            shown = clean_text(text, keep_lines=True).rstrip().replace("  ", "\u00a0\u00a0")
            yield call("preformatted", _string(shown, keep_lines=True))


def _heading(block: Heading, depth: int, outlined: bool) -> str:
    words = capitals(block.children) if block.level == 1 else block.children
    return call(
        "section",
        str(block.level),
        str(depth),
        _string(block.number),
        _string(f"{block.number} {plain_text(block.children)}"),
        _string(block.anchor),
        _flag(outlined and block.level < 5),
        _inline(words),
    )


def _paragraph(children: Sequence[Inline], tied: bool) -> str:
    words = _inline(children)
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
        caption=_string(caption(block)),
        size=f"{columns.size}pt",
        widths=_array(f"{share}fr" for share in columns.shares),
        align=_array(_ALIGN[side] for side in block.align),
        header=_strings(block.header),
        rows=_array(_array(_inline(cell, marking) for cell in row) for row in block.rows),
        totals=_array(str(row) for row in block.total_rows),
        mark=_string(explanation(block)) if is_marked(block) else "none",
        notes=_strings([block.note] if block.note else []),
        split=_flag(sum(heights) > _TALL_PT),
        split_rows=_flag(max(heights, default=0.0) > _TALL_PT),
    )


def _chart(block: ChartBlock) -> str:
    width, height = shown_size(size(block.svg))
    return call(
        "chart",
        name=_string(block.number),
        caption=_string(caption(block)),
        alt=_string(block.alt),
        width=f"{width:.2f}pt",
        height=f"{height:.2f}pt",
        notes=_strings(lines_under(block)),
    )


# Typst code, in which every word is a string literal ------------------------------------------------------------------


def call(function: str, /, *arguments: str, **named: str) -> str:
    """Return a line that calls a function of the template; arguments are Typst code."""
    listed = [*arguments, *(f"{key.replace('_', '-')}: {value}" for key, value in named.items())]
    return f"#{function}({', '.join(listed)})"


def _string(text: str, keep_lines: bool = False) -> str:
    """Return data as a string literal, cleaned of what has no glyph."""
    return quoted(clean_text(text, keep_lines))


def quoted(text: str) -> str:
    """Return a text with all its characters as a string literal."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _strings(texts: Iterable[str]) -> str:
    return _array(_string(text) for text in texts)


def _array(items: Iterable[str]) -> str:
    return "(" + "".join(f"{item}, " for item in items) + ")"


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _inline(parts: Iterable[Inline], marking: str = "simulated") -> str:
    """Return inline parts as a code block; `marking` is the template function for simulated figures, "" for none."""
    pieces = [_part(part, marking) for part in parts]
    return "{" + "; ".join(pieces) + "}"


def _part(part: Inline, marking: str) -> str:
    match part:
        case Text(text):
            return _string(text)
        case FigureText(printed=printed):
            return f"{marking}({_string(printed)})" if marking and is_marked(part) else _string(printed)
        case Strong(children):
            return f"strong({_inline(children, marking)})"
        case Emphasis(children):
            return f"emph({_inline(children, marking)})"
        case Note(children):
            return f"footnote({_inline(children, marking)})"
