"""Boundaries of a unit's communes, supplied by the user: `data/<unit>/boundaries.geojson`, matched by commune code.

The project includes none: official ones may not be redistributed, and approximate ones would be mistaken for official.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from analysis.reference import Project, Unit
from analysis.reference.place_names import fold
from analysis.tables.schema import InputProblems, Problem

FILE = "boundaries.geojson"
CODE_PROPERTIES = ("code", "commune_code", "ma", "ma_xa", "maxa", "mã xã", "gso_code")
"""Properties of a feature that may contain the code of its commune."""
NAME_PROPERTIES = ("name", "ten", "ten_xa", "tenxa", "tên xã")

Point = tuple[float, float]
_SHOWN = 6
_EXPECTED = "GeoJSON FeatureCollection, mỗi xã một Feature có hình Polygon hoặc MultiPolygon và thuộc tính code"


@dataclass(frozen=True)
class Shape:
    """One polygon: its outline, then its holes; each ring is closed."""

    rings: tuple[tuple[Point, ...], ...]

    @cached_property
    def area(self) -> float:
        """Area of the outline, in squared units of the file."""
        return abs(_twice_area(self.rings[0])) / 2

    @cached_property
    def middle(self) -> Point:
        """Centroid of the outline; the mean of its corners where it has no area."""
        ring, twice = self.rings[0], _twice_area(self.rings[0])
        if not twice:
            return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)
        crossed = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in pairwise(ring)]
        return (
            sum((a[0] + b[0]) * cross for a, b, cross in crossed) / (3 * twice),
            sum((a[1] + b[1]) * cross for a, b, cross in crossed) / (3 * twice),
        )


@dataclass(frozen=True)
class Boundaries:
    """The outlines of communes, by code.

    `unmatched` names, in Vietnamese, outlines of no commune and communes without an outline; empty when all match.
    """

    shapes: dict[str, tuple[Shape, ...]]
    unmatched: str = ""

    @cached_property
    def extent(self) -> tuple[float, float, float, float]:
        """West, south, east and north limit."""
        points = [p for shapes in self.shapes.values() for s in shapes for ring in s.rings for p in ring]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def in_degrees(self) -> bool:
        """Whether the points are longitude and latitude; metres of a projection otherwise."""
        west, south, east, north = self.extent
        return west >= -180 and east <= 180 and south >= -90 and north <= 90


def read_boundaries(project: Project, unit: str, communes: Sequence[Unit]) -> Boundaries | None:
    """Read the boundaries in a unit's folder; `None` when there are none.

    Raises
    ------
    InputProblems
        When the file is not GeoJSON of polygons, or none of its outlines is one of the communes.
    """
    path = project.table_folder(unit, project.years_of(unit)[-1]).parent / FILE
    if not path.is_file():
        return None
    shown = path.relative_to(project.root).as_posix()
    try:
        features = _features(json.loads(path.read_text(encoding="utf-8-sig")))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        message = f"không đọc được ranh giới ({error})"
        remedy = "xuất lại từ phần mềm bản đồ dạng GeoJSON, hoặc bỏ tệp này để vẽ sơ đồ ô"
        raise InputProblems([Problem(shown, message, _EXPECTED, remedy)]) from None
    codes = {unit.code: unit for unit in communes}
    shapes: dict[str, tuple[Shape, ...]] = {}
    unknown = []
    for code, name, polygons in features:
        if code in codes:
            shapes[code] = (*shapes.get(code, ()), *polygons)
        else:
            unknown.append(" ".join(filter(None, (code, name))) or "(không mã, không tên)")
    missing = [f"{u.code} {u.full_name}" for u in communes if u.code not in shapes]
    if not shapes:
        message = f"không ranh giới nào là của đơn vị: {_listed(unknown) or 'tệp không có Feature nào'}"
        expected = f"thuộc tính code là mã xã: {_listed(missing)}"
        raise InputProblems([Problem(shown, message, expected, "ghi mã xã vào thuộc tính code của từng Feature")])
    messages = [f"{FILE}: không phải xã của đơn vị: {_listed(unknown)}."] if unknown else []
    messages += [f"{FILE}: không có ranh giới của {_listed(missing)}."] if missing else []
    return Boundaries(shapes, " ".join(messages))


def _features(content: Any) -> list[tuple[str, str, tuple[Shape, ...]]]:
    """Return code, name and polygons of every feature."""
    if content["type"] != "FeatureCollection":
        raise ValueError(f"type là {content['type']!r}")
    found = []
    for feature in content["features"]:
        properties = {fold(str(key)): value for key, value in (feature["properties"] or {}).items()}
        code = _property(properties, CODE_PROPERTIES)
        found.append(
            (code.zfill(5) if code.isdigit() else code, _property(properties, NAME_PROPERTIES), _shapes(feature))
        )
    return found


def _property(properties: dict[str, Any], names: Iterable[str]) -> str:
    """Return the first property that is not blank; a code stored as a number gives its digits."""
    value = next((v for name in names if (v := properties.get(fold(name))) not in (None, "")), "")
    return str(int(value) if isinstance(value, float) and value.is_integer() else value)


def _shapes(feature: Any) -> tuple[Shape, ...]:
    geometry = feature["geometry"]
    if geometry["type"] == "Polygon":
        return (_shape(geometry["coordinates"]),)
    if geometry["type"] == "MultiPolygon":
        return tuple(map(_shape, geometry["coordinates"]))
    raise ValueError(f"hình {geometry['type']}, cần Polygon hoặc MultiPolygon")


def _shape(coordinates: Any) -> Shape:
    return Shape(tuple(tuple(_closed(ring)) for ring in coordinates))


def _closed(ring: Any) -> Iterator[Point]:
    points = [(float(point[0]), float(point[1])) for point in ring]
    if len(points) < 3 or not all(math.isfinite(n) for point in points for n in point):
        raise ValueError("một vòng cần ít nhất ba điểm có tọa độ là số")
    yield from points
    if points[0] != points[-1]:
        yield points[0]


def _twice_area(ring: Sequence[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


def _listed(names: Sequence[str]) -> str:
    more = f" và {len(names) - _SHOWN} nơi khác" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
