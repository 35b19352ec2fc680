"""Whether the published edition is up to date, decided by digests without computing anything."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.pipeline.fingerprint import code_digest, digest, input_digests, versions
from analysis.pipeline.series import series_files
from analysis.publish.atomic_publish import MANIFEST
from analysis.publish.fonts import chosen_font
from analysis.reference.project import SETTINGS_FILE, Project

if TYPE_CHECKING:
    from analysis.publish.records import EditionLineage

LINEAGE = "lineage.json"
"""The record of where the figures of an edition come from."""


def published_lineage(project: Project, unit: str, year: int, *, draft: bool = False) -> EditionLineage | None:
    """Return the lineage of the published edition, if computing it again would give the same.

    That is the case if inputs, code, versions and the record itself have the digests of the manifest. Where figures are
    printed is left out if a notebook has changed.

    Raises
    ------
    ProjectError
        When there are no tables of that unit and year.
    """
    inputs = _entries(input_digests(project, unit, year))
    folder = project.edition_folder(unit, year, draft=draft)
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        content = (folder / LINEAGE).read_bytes()
        if not _up_to_date(manifest, inputs, content):
            return None
        lineage: EditionLineage = json.loads(content)
        return lineage if manifest["notebooks"] == _notebooks(project) else {**lineage, "places": []}
    except (OSError, ValueError, KeyError, TypeError):  # no edition, a foreign folder, or an incomplete edition
        return None


def unchanged_edition(
    project: Project, unit: str, year: int, parameters: Mapping[str, Mapping[str, Any]], *, draft: bool = False
) -> dict[str, Any] | None:
    """Return the manifest of the published edition, if another run would give the same bytes.

    That is the case if everything in the manifest is unchanged: inputs, other files that cells read, notebooks and
    their parameters, settings, code, versions, the font, and the published files themselves.

    Raises
    ------
    ProjectError
        When there are no tables of that unit and year.
    """
    inputs = _entries(input_digests(project, unit, year))
    folder = project.edition_folder(unit, year, draft=draft)
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        others = [str(file["path"]) for file in manifest["also_read"]]
        now = {
            "inputs": inputs,
            "also_read": _entries({path: digest((project.root / path).read_bytes()) for path in others}),
            "notebooks": _notebooks(project),
            "settings": {"sha256": digest((project.root / SETTINGS_FILE).read_bytes())},
            "parameters": {name: dict(values) for name, values in parameters.items()},
            "versions": versions(),
            "code": {"sha256": code_digest()},
            "font": chosen_font(),
        }
        same = all(manifest[name] == value for name, value in now.items())
        return manifest if same and _whole(folder, manifest) else None
    except (OSError, ValueError, KeyError, TypeError):  # as above
        return None


def _whole(folder: Path, manifest: Mapping[str, Any]) -> bool:
    return all(digest((folder / file["path"]).read_bytes()) == file["sha256"] for file in manifest["files"])


def _notebooks(project: Project) -> list[dict[str, str]]:
    paths = series_files(project.notebooks)
    return _entries({f"notebooks/{path.name}": digest(path.read_bytes()) for path in paths})


def _entries(digests: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"path": path, "sha256": sha} for path, sha in digests.items()]


def _up_to_date(manifest: Any, inputs: list[dict[str, str]], content: bytes) -> bool:
    recorded = {entry["path"]: entry["sha256"] for entry in manifest["files"]}
    return bool(
        manifest["inputs"] == inputs
        and recorded.get(LINEAGE) == digest(content)
        and manifest["versions"] == versions()
        and manifest["code"]["sha256"] == code_digest()
    )
