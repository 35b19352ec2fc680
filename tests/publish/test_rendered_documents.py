"""Documents are rendered again where what they show has changed, and only there."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from analysis.pipeline.cache import Cache
from analysis.pipeline.preload import warm_process
from analysis.pipeline.run_or_reuse import Options
from analysis.publish import produce as produce_module
from analysis.publish.produce import produce
from analysis.reference import Project

DOCUMENTS = ("bao-cao.html", "bao-cao.pdf", "bao-cao.docx")


# Which are rendered -------------------------------------------------------------------------------------------------


class Steps:
    """Renders nothing, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.rendered: list[str] = []

    def start(self, function: str, name: str, packed: bytes, font: str) -> Future[bytes]:
        assert function == "render"
        self.rendered.append(name)
        made = Future[bytes]()
        made.set_result(name[2:].encode() + packed + font.encode())
        return made


def render(cache: Cache, font: str = "F", force: bool = False, **contents: str) -> tuple[list[str], dict[str, bytes]]:
    """Return which documents were rendered, and all of them, by their suffix."""
    steps = Steps()
    read: Any = {"documents": {f"x.{suffix}": (content, content.encode()) for suffix, content in contents.items()}}
    made = produce_module._documents(steps, read, font, cache, force=force)  # type: ignore[arg-type]
    return [name[2:] for name in steps.rendered], {name[2:]: content for name, content in made.items()}


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "documents")


def test_only_documents_whose_content_changed_are_rendered(cache: Cache) -> None:
    assert render(cache, a="1", b="2") == (["a", "b"], {"a": b"a1F", "b": b"b2F"})
    assert render(cache, a="1", b="2") == ([], {"a": b"a1F", "b": b"b2F"})
    assert render(cache, a="1", b="3") == (["b"], {"a": b"a1F", "b": b"b3F"})
    assert render(cache, a="2", b="1")[0] == ["a", "b"], "one document's content is not another's"
    assert len(list(cache.folder.iterdir())) == 2, "what was rendered before is removed"


def test_all_are_rendered_when_it_is_asked_for(cache: Cache) -> None:
    render(cache, a="1")
    assert render(cache, force=True, a="1")[0] == ["a"]


@pytest.mark.parametrize("changed", ["code_digest", "versions", "installed_families", "font"])
def test_code_versions_and_fonts_count(cache: Cache, changed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    render(cache, a="1")
    if changed != "font":
        monkeypatch.setattr(produce_module, changed, lambda: ["another"])
    assert render(cache, font="G" if changed == "font" else "F", a="1")[0] == ["a"]


def test_a_kept_document_that_was_changed_by_hand_is_not_taken(cache: Cache) -> None:
    render(cache, a="1")
    next(cache.folder.iterdir()).write_bytes(b"other")
    assert render(cache, a="1") == (["a"], {"a": b"a1F"})


# Never a stale byte -------------------------------------------------------------------------------------------------

FOLDER = "06196-ba-son/2026"


@pytest.fixture(scope="module")
def commune(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The second example, which is small, with two notebooks of the series."""
    root = tmp_path_factory.mktemp("commune") / "project"
    for name in ("reference", "06196-ba-son"):
        shutil.copytree(project.data / name, root / "data" / name)
    shutil.copy(project.root / "baocao.toml", root)
    (root / "notebooks").mkdir()
    for path in sorted(project.notebooks.glob("0[01]_*.ipynb")):
        shutil.copy(path, root / "notebooks")
    return Project(root.resolve(), "06196", 2026)


@pytest.fixture(scope="module")
def run(commune: Project) -> Iterator[Callable[..., dict[str, bytes]]]:
    """Run the edition and return its documents."""
    with warm_process(commune) as process:

        def documents(force: bool = False) -> dict[str, bytes]:
            options = Options(force, progress=False, process=process)
            folder = produce(commune, commune.unit, commune.year, options=options).folder
            return {name: (folder / name).read_bytes() for name in DOCUMENTS}

        yield documents


def _change_a_table(project: Project) -> None:
    path = project.data / FOLDER / "documents.csv"
    rows = list(csv.DictReader(path.open(encoding="utf-8-sig")))
    subject = rows[0]["subject"]
    path.write_text(path.read_text(encoding="utf-8").replace(subject, f"{subject} (sửa đổi)"), encoding="utf-8")


def _change_a_sidecar(project: Project) -> None:
    path = project.data / FOLDER / "documents.meta.yml"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text(
        "\n".join("agency: Phòng Khác" if x.startswith("agency:") else x for x in lines) + "\n", encoding="utf-8"
    )


def _change_a_sentence(project: Project) -> None:
    path = project.notebooks / "01_directives.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"].append({"cell_type": "markdown", "id": "new", "metadata": {}, "source": ["Một câu thêm vào."]})
    path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "concerned"),
    [
        (_change_a_table, set(DOCUMENTS)),
        (_change_a_sidecar, {"bao-cao.html"}),
        (_change_a_sentence, set(DOCUMENTS)),
        (None, set()),
    ],
)
def test_after_any_change_the_documents_are_those_of_a_forced_run(
    commune: Project,
    run: Callable[..., dict[str, bytes]],
    change: Callable[[Project], None] | None,
    concerned: set[str],
) -> None:
    before = run()
    if change is not None:
        change(commune)
    after = run()
    assert {name for name in DOCUMENTS if after[name] != before[name]} == concerned
    assert after == run(force=True)


def test_another_font_sets_another_pdf(run: Callable[..., dict[str, bytes]], monkeypatch: pytest.MonkeyPatch) -> None:
    before = run()
    monkeypatch.setattr(produce_module, "chosen_font", lambda: "Libertinus Serif")
    after = run()
    assert {name for name in DOCUMENTS if after[name] != before[name]} == {"bao-cao.pdf"}
    assert after == run(force=True)
