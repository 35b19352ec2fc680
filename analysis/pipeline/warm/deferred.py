"""Importing jsonschema, which nbformat needs, without the grammar of internationalised addresses, which nobody needs.

`rfc3987_syntax` compiles that grammar when it is imported, which takes longer than everything else that papermill
imports together. Only the formats `iri` and `iri-reference` of a JSON schema use it.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

GRAMMAR = "rfc3987_syntax"


def import_jsonschema() -> None:
    """Import jsonschema such that the grammar is imported when an address is checked, not before."""
    if "jsonschema" in sys.modules or GRAMMAR in sys.modules or not _installed("jsonschema"):
        return
    stand_in = ModuleType(GRAMMAR)
    stand_in.is_valid_syntax = _is_valid_syntax  # type: ignore[attr-defined]
    sys.modules[GRAMMAR] = stand_in
    try:
        import_module("jsonschema")
    finally:
        del sys.modules[GRAMMAR]


def _is_valid_syntax(term: str, value: str) -> bool:
    return bool(import_module(GRAMMAR).is_valid_syntax(term, value))


def _installed(name: str) -> bool:
    return find_spec(name) is not None and find_spec(GRAMMAR) is not None
