"""Names of places in the texts of tables."""

from __future__ import annotations

from analysis.checks.statements import Check, PlacesSpelled

TITLE = "Tên đơn vị hành chính"

CHECKS: tuple[Check, ...] = (
    PlacesSpelled(
        "names.places",
        "Tên đơn vị hành chính trong các văn bản viết đúng như danh mục",
        "near_miss",
        severity="warning",
    ),
    PlacesSpelled(
        "names.tone_marks",
        "Dấu thanh trong tên đơn vị hành chính đặt như danh mục (Hòa, không phải Hoà)",
        "variant",
        severity="warning",
    ),
)
