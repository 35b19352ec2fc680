"""Sidecar of a raw table: agency, day of the numbers, provenance."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from analysis.tables.problems import Problem

PROVENANCES = ("published", "published total, simulated rows", "simulated")
_EXPECTED = "agency (cơ quan), as_of (ngày chốt số liệu), provenance (nguồn gốc)"


@dataclass(frozen=True)
class Sidecar:
    """Contents of `<table>.meta.yml`.

    Attributes
    ----------
    agency
        Office that handed the table in.
    document
        Number of the accompanying document.
    as_of
        Date on which the numbers were closed; decides the poverty standard and which units exist.
    provenance
        `published`, `published total, simulated rows` or `simulated`.
    published_in
        Sections of a published report that print the table's numbers.
    published_filters, published_values
        For `published total, simulated rows`: the columns by which published totals can be filtered, and the
        columns whose totals were published (`rows` is the number of rows). Anything finer is simulated.
    sha256
        Digest of the raw file when it was handed in; empty when it was not recorded.
    """

    agency: str
    as_of: dt.date
    provenance: str
    document: str = ""
    published_in: tuple[str, ...] = ()
    published_filters: frozenset[str] = frozenset()
    published_values: frozenset[str] = frozenset()
    sha256: str = ""
    note: str = ""


def read_sidecar(path: Path, shown: str) -> Sidecar | Problem:
    """Read a sidecar file.

    Parameters
    ----------
    path
        `<table>.meta.yml`.
    shown
        How messages name it.
    """
    if not path.is_file():
        return Problem(shown, "không có tệp mô tả bảng", _EXPECTED, "tạo tệp này theo mẫu trong data/README.md")
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (yaml.YAMLError, ValueError) as error:  # an impossible date is a ValueError; so is what is not UTF-8
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        return Problem(
            shown,
            "không đọc được YAML",
            _EXPECTED,
            "sửa cú pháp của tệp",
            row=None if line is None else line + 1,
        )
    if not isinstance(content, Mapping):
        return Problem(shown, "không phải danh sách khóa: giá trị", _EXPECTED, "viết lại theo mẫu trong data/README.md")
    return _sidecar(content, shown)


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


_KEYS = (*(field.name for field in fields(Sidecar)), "handed_in")
"""`handed_in`, the date of receipt, is for people only."""


def _unknown_keys(content: Mapping[Any, Any], shown: str) -> Problem | None:
    unknown = [str(key) for key in content if key not in _KEYS]
    if not unknown:
        return None
    near = {key: get_close_matches(key, _KEYS, n=1, cutoff=0.6) for key in unknown}
    meant = [f'"{key}" có phải "{found[0]}"?' for key, found in near.items() if found]
    return Problem(
        shown,
        "khóa không có trong mẫu",
        f"các khóa {', '.join(_KEYS)}",
        " ".join([*meant, "Sửa tên khóa" if meant else "bỏ khóa này"]),
        column=", ".join(unknown),
    )


def _sidecar(content: Mapping[str, Any], shown: str) -> Sidecar | Problem:
    unknown = _unknown_keys(content, shown)
    if unknown is not None:
        return unknown
    missing = [key for key in ("agency", "as_of", "provenance") if not content.get(key)]
    if missing:
        return Problem(shown, f"thiếu khóa {', '.join(missing)}", _EXPECTED, "bổ sung các khóa còn thiếu")
    if type(content["as_of"]) is not dt.date:
        return Problem(
            shown,
            "không phải ngày",
            "ngày dạng 2024-11-15",
            "sửa khóa as_of",
            column="as_of",
            value=str(content["as_of"]),
        )
    for key in ("published_in", "published_filters", "published_values"):
        if not isinstance(content.get(key) or [], list):
            return Problem(
                shown,
                "không phải danh sách",
                'danh sách trong ngoặc vuông, ví dụ ["II.2"]',
                f"sửa khóa {key}",
                column=key,
                value=str(content[key]),
            )
    if content["provenance"] not in PROVENANCES:
        return Problem(
            shown,
            "không phải một mức nguồn gốc",
            f"một trong: {'; '.join(PROVENANCES)}",
            "sửa khóa provenance",
            column="provenance",
            value=str(content["provenance"]),
        )
    return Sidecar(
        agency=str(content["agency"]),
        as_of=content["as_of"],
        provenance=content["provenance"],
        document=str(content.get("document") or ""),
        published_in=tuple(map(str, content.get("published_in") or ())),
        published_filters=frozenset(content.get("published_filters") or ()),
        published_values=frozenset(content.get("published_values") or ()),
        sha256=str(content.get("sha256") or ""),
        note=str(content.get("note") or ""),
    )


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
