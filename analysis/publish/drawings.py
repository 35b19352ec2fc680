"""Charts as sanitised SVG drawings, and their size on paper.

Drawings have no scripts, no external references, and no ids that clash with those of other drawings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from xml.etree import ElementTree

from analysis.narrative.blocks import BulletList, ChartBlock
from analysis.publish.document import Content, Document
from analysis.publish.printed_text import ExportError

TEXT_WIDTH_PT = 165 / 25.4 * 72
_TALLEST = 1.25
"""Height of a chart, in text widths, so that it fits on a page with its caption."""

_SVG = "http://www.w3.org/2000/svg"
_HREFS = frozenset({"href", "{http://www.w3.org/1999/xlink}href"})
_SHAPES = ("circle", "ellipse", "g", "line", "path", "polygon", "polyline", "rect", "svg", "use")
_PAINTS = ("clipPath", "defs", "linearGradient", "marker", "mask", "pattern", "radialGradient", "stop", "symbol")
_WORDS = ("desc", "text", "title", "tspan")
_ELEMENTS = frozenset((*_SHAPES, *_PAINTS, *_WORDS))
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*>", re.IGNORECASE)
_LOCAL_URL = re.compile(r"url\(\s*['\"]?#([^)'\"]+)['\"]?\s*\)")
_GLOBAL_RULE = re.compile(r"\s*\*\s*\{([^{}]*)\}\s*", re.DOTALL)


def clean_drawing(svg: str, prefix: str) -> str:
    """Return an SVG document with only shapes in it, and with a prefix of its own before all its ids.

    Raises
    ------
    ExportError
        When it is not SVG.
    """
    root = _parsed(svg)
    drawn = ElementTree.Element("svg", {"xmlns": _SVG, **_attributes(root, prefix)})
    drawn.attrib.setdefault("viewBox", _view_box(root))
    for name in ("width", "height", "id"):
        drawn.attrib.pop(name, None)
    # matplotlib's one style rule is for `*`, which in a page would be for the whole page.
    rules = (_GLOBAL_RULE.fullmatch(style.text or "") for style in root.iter(f"{{{_SVG}}}style"))
    if shared := "; ".join(rule[1].strip(" ;\n") for rule in rules if rule and _harmless(rule[1])):
        drawn.set("style", shared)
    _copy_children(root, drawn, prefix)
    return ElementTree.tostring(drawn, encoding="unicode", short_empty_elements=True)


def has_text(svg: str) -> bool:
    """Whether the drawing contains text elements, which need a font, rather than paths."""
    return any(element.text or len(element) for element in _parsed(svg).iter(f"{{{_SVG}}}text"))


def size(svg: str) -> tuple[float, float]:
    """Return width and height of the drawing's view box."""
    _, _, width, height = (float(n) for n in _view_box(_parsed(svg)).replace(",", " ").split())
    return width, height


@lru_cache(maxsize=64)
def _parsed(svg: str) -> ElementTree.Element:
    try:
        # Without a DOCTYPE there are no entities, so the parser has nothing to expand or to fetch.
        text = _DOCTYPE.sub("", svg, count=1)
        if "<!" in re.sub(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>", "", text, flags=re.DOTALL):
            raise ExportError("a chart's SVG declares entities; they are not read")
        root = ElementTree.fromstring(re.sub(r"^\s*<\?xml.*?\?>", "", text))
    except ElementTree.ParseError as error:
        raise ExportError(f"a chart's SVG cannot be read: {error}") from error
    if root.tag != f"{{{_SVG}}}svg":
        raise ExportError(f"a chart's drawing is <{root.tag}>; SVG is expected")
    return root


def _view_box(root: ElementTree.Element) -> str:
    if view_box := root.get("viewBox"):
        return view_box
    sides = [re.match(r"[\d.]+", root.get(name, "")) for name in ("width", "height")]
    if not all(sides):
        raise ExportError("a chart's SVG has neither viewBox nor width and height")
    return "0 0 " + " ".join(side[0] for side in sides if side)


def _copy_children(source: ElementTree.Element, target: ElementTree.Element, prefix: str) -> None:
    for child in source:
        name = child.tag.removeprefix(f"{{{_SVG}}}") if isinstance(child.tag, str) else ""
        if name not in _ELEMENTS:
            continue
        copy = ElementTree.SubElement(target, name, _attributes(child, prefix))
        if name in _WORDS:
            copy.text, copy.tail = child.text, child.tail
        _copy_children(child, copy, prefix)


def _attributes(element: ElementTree.Element, prefix: str) -> dict[str, str]:
    kept: dict[str, str] = {}
    for name, value in element.attrib.items():
        if name == "id":
            kept["id"] = f"{prefix}-{value}"
        elif name in _HREFS:
            if value.startswith("#"):
                kept["href"] = f"#{prefix}-{value[1:]}"
        elif not name.startswith(("{", "on", "class")) and _harmless(value):
            kept[name] = _LOCAL_URL.sub(rf"url(#{prefix}-\1)", value)
    return kept


def _harmless(value: str) -> bool:
    rest = _LOCAL_URL.sub("", value).lower()
    return not any(word in rest for word in ("url(", "javascript:", "expression(", "@import", "\\"))


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


def _charts(blocks: Iterable[Content]) -> Iterator[ChartBlock]:
    for block in blocks:
        if isinstance(block, ChartBlock):
            yield block
        elif isinstance(block, BulletList):
            for item in block.items:
                yield from _charts(item.blocks)
