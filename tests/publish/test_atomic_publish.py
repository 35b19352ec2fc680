"""Publishing in one step, or not at all."""

from __future__ import annotations

import multiprocessing
import sys
from pathlib import Path

import pytest

from analysis.publish import atomic_publish
from analysis.publish.atomic_publish import PublishError, publish_folder

MANIFEST = b'{"files": [{"path": "bao-cao.html"}, {"path": "notebooks/00_a.ipynb"}]}'
OLD = {"manifest.json": MANIFEST, "bao-cao.html": b"old", "notebooks/00_a.ipynb": b"old"}
NEW = {"manifest.json": MANIFEST, "bao-cao.html": b"new"}


def content(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(params=["links", "folders"])
def target(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where an edition goes, on a machine with links and on one without."""
    if request.param == "folders":
        monkeypatch.setattr(atomic_publish, "_link_to", refuse)
    elif sys.platform == "win32":
        pytest.skip("few users may make links")
    return tmp_path / "183" / "2023"


def refuse(*_: object) -> Path:
    """Be a system without links."""
    raise OSError(1314, "a required privilege is not held by the client")


def leftovers(target: Path) -> int:
    """Count the editions on the disk, the published one included."""
    inside = [p for p in (target.parent / ".editions").iterdir() if p.name != ".lock"]
    beside = [p for p in target.parent.iterdir() if p.name != ".editions"]
    return len(inside) + len(beside) - int(target.is_symlink())


def test_an_edition_replaces_the_one_before_and_nothing_is_left(target: Path) -> None:
    for files in (OLD, NEW, NEW, OLD):
        assert publish_folder(target, files) is None
        assert content(target) == files
        assert leftovers(target) <= 2, "the edition before is kept for those who are reading it"


def test_years_do_not_disturb_each_other(target: Path) -> None:
    publish_folder(target, OLD)
    publish_folder(target.with_name("2024"), NEW)
    publish_folder(target.with_name("2024"), NEW)
    assert content(target) == OLD


def test_a_failure_while_writing_leaves_the_edition_before(target: Path) -> None:
    publish_folder(target, OLD)
    with pytest.raises(TypeError):
        publish_folder(target, {**NEW, "bao-cao.pdf": None})  # type: ignore[dict-item]
    assert content(target) == OLD
    assert leftovers(target) == 1


def test_a_failure_while_switching_leaves_the_edition_before(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_folder(target, OLD)
    original = Path.replace, Path.rename

    def fail(self: Path, to: Path) -> Path:
        if to == target and "-old" not in self.name:
            raise PermissionError(13, "file in use")
        return original[1](self, to)

    monkeypatch.setattr(Path, "replace", fail)
    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(PublishError, match="đóng các tệp"):
        publish_folder(target, NEW)
    assert content(target) == OLD
    assert leftovers(target) == 1


def test_a_folder_that_is_no_edition_is_kept(target: Path) -> None:
    target.mkdir(parents=True)
    (target / "thư riêng.txt").write_text("quý", encoding="utf-8")
    aside = publish_folder(target, NEW)
    assert aside is not None
    assert content(aside) == {"thư riêng.txt": "quý".encode()}
    assert content(target) == NEW


def test_an_edition_copied_there_as_a_folder_is_replaced(target: Path) -> None:
    target.mkdir(parents=True)
    (target / "manifest.json").write_bytes(MANIFEST)
    (target / "bao-cao.html").write_bytes(b"copied")
    assert publish_folder(target, NEW) is None
    assert content(target) == NEW
    assert leftovers(target) == 2
    publish_folder(target, OLD)
    assert leftovers(target) == 2


def test_the_edition_before_can_be_read_until_the_next_run(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("few users may make links")
    target = tmp_path / "183" / "2023"
    publish_folder(target, OLD)
    reading = target.resolve()
    publish_folder(target, NEW)
    assert content(reading) == OLD
    publish_folder(target, NEW)
    assert not reading.exists()


def test_what_someone_added_to_an_edition_is_kept(target: Path) -> None:
    target.mkdir(parents=True)
    (target / "manifest.json").write_bytes(MANIFEST)
    (target / "ghi chú.txt").write_text("của tôi", encoding="utf-8")
    aside = publish_folder(target, NEW)
    assert aside is not None
    assert (aside / "ghi chú.txt").read_text(encoding="utf-8") == "của tôi"


@pytest.mark.parametrize("before", ["nothing", "an edition", "a copied edition"])
def test_an_interrupt_right_after_the_switch_leaves_the_new_edition(
    target: Path, monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    if before == "an edition":
        publish_folder(target, OLD)
    elif before == "a copied edition":
        target.mkdir(parents=True)
        (target / "manifest.json").write_bytes(MANIFEST)
    original = Path.replace, Path.rename

    def interrupted(self: Path, to: Path) -> Path:
        original[1](self, to)
        if to == target:
            raise KeyboardInterrupt
        return to

    monkeypatch.setattr(Path, "replace", interrupted)
    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        publish_folder(target, NEW)
    assert content(target) == NEW


def test_what_a_killed_run_left_is_removed(target: Path) -> None:
    litter = target.parent / ".editions" / "2023-new-abc"
    litter.mkdir(parents=True)
    publish_folder(target, NEW)
    assert not litter.exists()


def test_many_at_once_leave_one_whole_edition(tmp_path: Path) -> None:
    target = tmp_path / "183" / "2023"
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=publish_often, args=(target, str(n))) for n in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert len(set(content(target).values())) == 1
    assert leftovers(target) <= 2


def publish_often(target: Path, text: str) -> None:
    """Publish the same text in several files, again and again."""
    for _ in range(10):
        publish_folder(target, {name: text.encode() for name in ("manifest.json", "a", "b")})
