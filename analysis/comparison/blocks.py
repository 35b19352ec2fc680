"""Parse lines into blocks: headings, paragraphs, list items and tables, as a tree.

Reports arrive as plain lines: sentences broken at the page width, items marked by "-", "+", "a)" or "1.", tables drawn
with bars. A block is one such paragraph or item with its lines joined; its parent is the heading or the sentence that
introduces it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_MARKERS = (
    ("hash", re.compile(r"#{1,6}\s+")),
    ("roman", re.compile(r"[IVX]{1,5}[.)/]\s+(?=\S)")),
    ("dotted", re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}[.)]?\s+(?=\D)")),
    ("number", re.compile(r"\d{1,2}[.)/]\s+(?=\D)")),
    ("letter", re.compile(r"[a-zđ][.)/]\s+")),
    ("star", re.compile(r"\*{1,3}\s+(?=\S)")),
    ("dash", re.compile(r"[-–—•●▪]\s*(?=[^\W\d_]|\d|\*|[(\"“])")),
    ("plus", re.compile(r"\+\s*(?=\S)")),
    ("ring", re.compile(r"[o○◦·]\s+(?=\S)")),
)
"""Kinds of item marker."""

_HEADINGS = frozenset({"hash", "roman", "dotted", "number", "letter"})
_TABLE_LINE = re.compile(r"\s*\|.*\|\s*$")
_RULE = re.compile(r"[\s|:*_=.-]*$")
_EMPHASIS = re.compile(r"\*\*|__|`")
_ENDS = re.compile(r"[.;:!?…/|][\"”’')\]*]*$")


@dataclass(eq=False)
class Block:
    """A heading, paragraph, list item or table.

    Attributes
    ----------
    kind
        `heading`, `paragraph`, `item` or `table`.
    marker
        Kind of marker at its start; empty for a plain paragraph.
    text
        The text on one line, without marker and emphasis.
    parent
        The heading or sentence that introduces it.
    children
        Blocks that it introduces, in order.
    rows
        Cells of a table, row by row; empty otherwise.
    row_lines
        Line of each row of a table.
    """

    kind: str
    marker: str
    text: str
    starts: list[tuple[int, int]]
    parent: Block | None = None
    children: list[Block] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    row_lines: list[int] = field(default_factory=list)

    def line(self, offset: int) -> int:
        """Return the number of the line with the character at `offset`."""
        place = bisect_right([start for start, _ in self.starts], offset) - 1
        return self.starts[max(place, 0)][1]

    @property
    def ancestors(self) -> Iterator[Block]:
        """Yield parent, grandparent and so on."""
        block = self.parent
        while block is not None:
            yield block
            block = block.parent

    @property
    def heading(self) -> Block | None:
        """The nearest heading above."""
        return next((b for b in self.ancestors if b.kind == "heading"), None)

    @property
    def siblings_before(self) -> list[Block]:
        """Earlier children of the same parent, in order."""
        if self.parent is None:
            return []
        children = self.parent.children
        return children[: children.index(self)]


def normalise(line: str) -> str:
    """Compose letters (NFC), replace special spaces by plain ones and remove invisible characters."""
    text = unicodedata.normalize("NFC", line)
    text = text.translate({0xA0: " ", 0x2009: " ", 0x202F: " ", 0x200B: None, 0xFEFF: None, 0xAD: None, 0x09: " "})
    return text.rstrip()


def parse_blocks(lines: Sequence[str]) -> list[Block]:
    """Parse the lines of a report into blocks, in reading order.

    Parameters
    ----------
    lines
        Lines of text; the first is line 1.

    Returns
    -------
    list[Block]
        Every block, linked to its parent and children.
    """
    raw: list[Block] = []
    open_block: Block | None = None
    blank = False
    for number, line in enumerate((normalise(text) for text in lines), start=1):
        if _TABLE_LINE.fullmatch(line):
            open_block = None
            _add_table_line(raw, line, number, blank)
            blank = False
            continue
        if not line.strip() or _RULE.fullmatch(line):
            blank = True
            continue
        marker, text = _marker(line)
        if open_block is not None and _continues(open_block, marker, text, blank):
            open_block.starts.append((len(open_block.text) + 1, number))
            open_block.text += " " + text
        else:
            bold = line.strip().startswith("**") and line.strip().endswith("**")
            open_block = Block("heading" if bold else "paragraph", marker, text, [(0, number)])
            raw.append(open_block)
        blank = False
    for block in raw:
        if block.kind != "table":
            block.kind = _kind(block)
    return _nested(raw)


def _marker(line: str) -> tuple[str, str]:
    """Split the marker from the words of a line."""
    text = line.strip()
    text = re.sub(r"^>\s*", "", text)
    if text.startswith("**"):
        text = text[2:]
    for name, pattern in _MARKERS:
        found = pattern.match(text)
        if found:
            rest = text[found.end() :]
            inner, words = (
                _marker(rest) if name in ("hash", "star", "dash") and rest[:1] in "IVXabcd123456789*" else ("", "")
            )
            if inner and inner != "dash":
                return inner, words
            return name, _clean(rest)
    return "", _clean(text)


def _clean(text: str) -> str:
    return re.sub(r"\s+", " ", _EMPHASIS.sub("", text)).strip()


def _continues(block: Block, marker: str, text: str, blank: bool) -> bool:
    """Whether a line continues the sentence of the block before."""
    if marker or not text or block.kind == "table":
        return False
    if block.kind == "heading" or block.marker == "hash":
        return False
    ended = bool(_ENDS.search(block.text))
    small = text[0].islower() or text[0].isdigit() or text[0] in "(,;%"
    if blank:
        return small and not ended and not _looks_like_heading(block)
    if ended and block.text.rstrip("\"”’')]*")[-1:] in ".:!?":
        return small and block.text[-1:] != ":" and not text[0].isdigit()
    return not _looks_like_heading(block) or small


def _looks_like_heading(block: Block) -> bool:
    letters = [c for c in block.text if c.isalpha()]
    capital = bool(letters) and sum(c.isupper() for c in letters) > 0.8 * len(letters)
    return capital or (block.marker in _HEADINGS and len(block.text) < 60 and not re.search(r"\d{2,}", block.text))


def _kind(block: Block) -> str:
    if block.kind == "heading" or block.marker == "hash":
        return "heading"
    letters = [c for c in block.text if c.isalpha()]
    capital = len(letters) > 3 and sum(c.isupper() for c in letters) > 0.8 * len(letters)
    if capital and not block.marker:
        return "heading"
    if block.marker in _HEADINGS and not _ENDS.search(block.text.rstrip(":")):
        return (
            "heading"
            if len(block.text) < 200 and not re.search(r"\d{2,} (hộ|người)|\d (triệu|đồng)|\d%", block.text)
            else "item"
        )
    if block.marker == "dash" and len(block.text) < 120 and not re.search(r"\d{2}|[;,]$", block.text):
        return "heading" if _ENDS.search(block.text) is None or block.text.endswith((":", ".")) else "item"
    return "item" if block.marker else "paragraph"


def _add_table_line(raw: list[Block], line: str, number: int, blank: bool) -> None:
    cells = [_clean(cell) for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
    if all(re.fullmatch(r":?-{2,}:?|", cell) for cell in cells):
        return
    if not raw or raw[-1].kind != "table" or blank:
        raw.append(Block("table", "", "", [(0, number)]))
    raw[-1].rows.append(cells)
    raw[-1].row_lines.append(number)


def _nested(blocks: list[Block]) -> list[Block]:
    """Set the parent of every block: markers of one kind are on one level, a new kind is one level deeper.

    Blocks that nothing introduces are children of the report itself, a heading without text.
    """
    root = Block("heading", "", "", [(0, 1)])
    stack: list[tuple[str, Block]] = []
    for block in blocks:
        level = block.marker or ("capital" if block.kind == "heading" else "")
        if level in ("capital",):
            stack.clear()
        elif level:
            kinds = [kind for kind, _ in stack]
            if level in kinds:
                del stack[kinds.index(level) :]
        elif block.kind != "table":
            while stack and stack[-1][1].kind != "heading" and stack[-1][0] not in _HEADINGS:
                stack.pop()
        block.parent = stack[-1][1] if stack else root
        block.parent.children.append(block)
        if block.kind != "table":
            stack.append((level or "plain", block))
    return blocks
