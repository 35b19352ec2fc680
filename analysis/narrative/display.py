"""How a part of the report shows itself in a notebook: as HTML to look at, and as blocks for the exporters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from analysis.narrative.blocks import Block, blocks_bundle
from analysis.narrative.html import block_html
from analysis.narrative.plain import block_plain


@dataclass(frozen=True)
class Shown:
    """Blocks that a notebook displays."""

    blocks: tuple[Block, ...]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {
            "text/plain": "\n".join(block_plain(block) for block in self.blocks),
            "text/html": "\n".join(block_html(block) for block in self.blocks),
            **blocks_bundle(self.blocks),
        }
