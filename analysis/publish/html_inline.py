"""Inline text as HTML: everything escaped, figures as `<data>`, footnotes collected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from analysis.narrative.blocks import Emphasis, FigureText, Inline, Letterhead, Note, Strong, Text
from analysis.publish.characters import clean_text
from analysis.publish.marks import DAGGER, IN_A_SENTENCE, is_marked

MARK_ANCHOR = "so-lieu-mo-phong"
"""Where the mark of simulated values is explained."""

_MARK = Markup('<a class="mark" href="#{}" aria-label="{}">{}</a>')
_DATA = Markup('<data value="{}"{} class="figure{}"{}>{}</data>')
_ASKED = Markup(' tabindex="0"')
"""Of a figure that can tell where it comes from; the page's script does the rest."""
_CALL = Markup('<sup class="call" id="goi-{0}"><a href="#chu-thich-{0}" aria-label="chú thích {0}">{0}</a></sup>')


@dataclass(frozen=True)
class Footnote:
    """A footnote with the number of its call."""

    number: int
    text: Markup


class InlineWriter:
    """Writes the inline parts of one page, in reading order, and remembers what was used.

    Parameters
    ----------
    taken_ids
        Ids that the page uses for something else.
    traced
        Ids of figures that can tell where they come from.
    """

    def __init__(self, taken_ids: Iterable[str] = (), traced: Iterable[str] = ()) -> None:
        self._ids = set(taken_ids)
        self._traced = frozenset(traced)
        self.asked: dict[str, None] = {}
        self._waiting: list[Footnote] = []
        self._notes = 0
        self._marked = self._explained = False

    def parts(self, parts: Sequence[Inline], marking: bool = True) -> Markup:
        """Return inline parts as HTML; `marking` puts the mark on simulated figures."""
        return Markup("").join(self._part(part, marking) for part in parts)

    def text(self, text: str) -> Markup:
        """Return plain text, cleaned and escaped."""
        return Markup.escape(clean_text(text))

    def mark(self) -> Markup:
        """Return the mark of simulated values, which leads to its explanation."""
        self._marked = True
        return _MARK.format(MARK_ANCHOR, IN_A_SENTENCE, DAGGER)

    def explain_mark(self) -> bool:
        """Whether this is the place to explain the mark: it was used, and not explained yet."""
        due = self._marked and not self._explained
        self._explained = self._explained or due
        return due

    def note(self, parts: Sequence[Inline]) -> Markup:
        """Return the call of a footnote and keep its text until `take_notes`."""
        self._notes += 1
        # A note inside this one gets its number after this one's, but comes back before it.
        number = self._notes
        self._waiting.append(Footnote(number, self.parts(parts)))
        return _CALL.format(number)

    def basis(self, head: Letterhead) -> Markup:
        """Return the footnote that says why the recipients stand there, if they were inferred."""
        return self.note((Text(head.recipient_basis),)) if head.recipient_basis else Markup("")

    def take_notes(self) -> list[Footnote]:
        """Return the footnotes called since the last time, in order."""
        notes, self._waiting = sorted(self._waiting, key=lambda note: note.number), []
        return notes

    def _part(self, part: Inline, marking: bool) -> Markup:
        match part:
            case Text(text):
                return self.text(text)
            case FigureText():
                return self._figure(part, marking)
            case Strong(children):
                return Markup("<strong>{}</strong>").format(self.parts(children, marking))
            case Emphasis(children):
                return Markup("<em>{}</em>").format(self.parts(children, marking))
            case Note(children):
                return self.note(children)

    def _figure(self, figure: FigureText, marking: bool) -> Markup:
        """An id may stand once in a page: later uses of a figure name it in `data-figure`."""
        own = clean_text(figure.id)
        name = "data-figure" if own in self._ids else "id"
        self._ids.add(own)
        named = Markup(' {}="{}"').format(Markup(name), own) if own else ""
        kind = " simulated" if is_marked(figure) else ""
        asked = _ASKED if figure.id in self._traced else Markup("")
        if asked:
            self.asked[figure.id] = None
        data = _DATA.format(self.text(figure.value), named, kind, asked, self.text(figure.printed))
        return data + self.mark() if marking and is_marked(figure) else data
