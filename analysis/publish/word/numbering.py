"""Lists: the signs of administrative documents ("-", below it "+"), and numbers that begin anew in every list."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from analysis.publish.word.elements import w, xml

_SIGNS = ("-", "+", "•")
_SIGNED, _COUNTED = 1, 2


class Numbering:
    """The lists of one document."""

    deepest = len(_SIGNS) - 1
    """Lists further down have the sign of this level."""

    def __init__(self) -> None:
        self._ordered = 0

    def start(self, ordered: bool) -> int:
        """Return the number by which the items of a new list refer to it."""
        if not ordered:
            return _SIGNED
        self._ordered += 1
        return _SIGNED + self._ordered

    def part(self) -> bytes:
        """Return the definitions of all lists."""
        signed = (_level(level, "bullet", sign) for level, sign in enumerate(_SIGNS))
        counted = (_level(level, "decimal", f"%{level + 1}.") for level in range(len(_SIGNS)))
        definitions = [
            w("abstractNum", w("multiLevelType", val="hybridMultilevel"), *signed, abstractNumId=_SIGNED),
            w("abstractNum", w("multiLevelType", val="hybridMultilevel"), *counted, abstractNumId=_COUNTED),
        ]
        lists = [w("num", w("abstractNumId", val=_SIGNED), numId=_SIGNED)]
        lists += [_anew(_SIGNED + position) for position in range(1, self._ordered + 1)]
        return xml(w("numbering", *definitions, *lists))


def _level(level: int, form: str, text: str) -> Element:
    return w(
        "lvl",
        w("start", val=1),
        w("numFmt", val=form),
        w("suff", val="space"),
        w("lvlText", val=text),
        w("lvlJc", val="left"),
        w("pPr", w("ind", left=0, firstLine=567)),
        ilvl=level,
    )


def _anew(number: int) -> Element:
    restarts = (w("lvlOverride", w("startOverride", val=1), ilvl=level) for level in range(len(_SIGNS)))
    return w("num", w("abstractNumId", val=_COUNTED), *restarts, numId=number)
