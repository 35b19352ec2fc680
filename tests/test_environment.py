"""Consistency of pyproject.toml, the lock file and the conda environment, and of generated documentation."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from analysis.checks.listing import listing
from analysis.tables.terminology import terminology

ROOT = Path(__file__).parents[1]


def required() -> dict[str, Requirement]:
    """Return the requirements of pyproject.toml by name, including those for development."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    return {canonicalize_name(r.name): r for r in map(Requirement, lines)}


def locked() -> dict[str, list[str]]:
    """Return the versions of each package in the lock file."""
    versions: dict[str, list[str]] = {}
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for name, version in re.findall(r"^([a-z0-9][\w.-]*)==([^\s;\\]+)", text, re.MULTILINE):
        versions.setdefault(canonicalize_name(name), []).append(version)
    return versions


def conda() -> tuple[dict[str, Requirement], dict[str, Requirement], str]:
    """Return the requirements installed by conda, those installed by pip, and the version bound of Python."""
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    (by_pip,) = (entry["pip"] for entry in listed if isinstance(entry, dict))
    found = {canonicalize_name(r.name): r for r in (Requirement(e) for e in listed if isinstance(e, str))}
    python = str(found.pop("python").specifier)
    found.pop("pip")
    return found, {r.name: r for r in map(Requirement, (line for line in by_pip if line != "-e ."))}, python


def test_conda_users_get_the_same_packages_with_the_same_bounds() -> None:
    by_conda, by_pip, python = conda()
    assert {n: str(r.specifier) for n, r in (by_conda | by_pip).items()} == {
        n: str(r.specifier) for n, r in required().items()
    }
    assert not set(by_conda) & set(by_pip)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert python == project["requires-python"]


def test_the_lock_satisfies_what_is_required() -> None:
    versions = locked()
    for name, requirement in required().items():
        assert name in versions, f"{name} is not locked; run make lock"
        assert all(requirement.specifier.contains(v) for v in versions[name]), (name, versions[name])


def test_every_locked_package_has_its_hashes() -> None:
    blocks = re.split(r"^(?=[a-z0-9])", (ROOT / "requirements.lock").read_text(encoding="utf-8"), flags=re.MULTILINE)
    packages = [block for block in blocks if "==" in block.partition("\n")[0]]
    assert len(packages) > 50
    assert [block.partition("\n")[0] for block in packages if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize(
    "name", ["requirements.lock", "environment.yml", "pyproject.toml", "Makefile", ".ci/run", "baocao.toml"]
)
def test_no_file_holds_the_address_of_a_registry(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"https?://|file://|--(extra-)?index-url|--find-links|index-url\s*=|trusted-host", text)


def test_every_dependency_has_a_line_that_says_what_it_does_for_us() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    missing = [name for name in required() if f"`{name}`" not in text and not name.startswith("types-")]
    assert not missing, missing


def test_the_dictionary_of_tables_is_the_one_the_schemas_give() -> None:
    """Regenerate with `python -m analysis.tables.terminology > docs/terminology.md`."""
    assert (ROOT / "docs" / "terminology.md").read_text(encoding="utf-8") == terminology()


def test_the_list_of_checks_is_the_catalogue() -> None:
    """Regenerate with `python -m analysis.checks.listing > docs/checks.md`."""
    assert (ROOT / "docs" / "checks.md").read_text(encoding="utf-8") == listing()
