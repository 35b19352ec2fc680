"""Fixed words of the administrative form that all formats print."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.narrative.blocks import Letterhead, Signature
from analysis.publish.characters import clean_text

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
DRAFT = "DỰ THẢO"


def addressee_lines(block: Signature) -> tuple[str, ...]:
    """Return the lines under "Nơi nhận", each with its dash and its end as the form asks."""
    names = [_bare(name) for name in block.addressees]
    return tuple(f"- {name}{'.' if i == len(names) else ';'}" for i, name in enumerate(names, start=1))


def kind_in_sentence(head: Letterhead) -> str:
    """Return "Báo cáo" for "BÁO CÁO"."""
    return head.document_kind.capitalize()


def upper_lines(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the lines in capitals."""
    return tuple(line.upper() for line in lines)


def _bare(line: str) -> str:
    return clean_text(line).strip().removeprefix("-").strip().rstrip(";.")
