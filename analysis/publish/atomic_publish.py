"""Publishing a folder in one step, or not at all."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from analysis.pipeline.fingerprint import combined

MANIFEST = "manifest.json"
"""A folder that contains it is an edition; any other folder may be a user's own."""


class PublishError(Exception):
    """The edition could not be put in its place; the previous one is unchanged."""


def publish_folder(target: Path, files: Mapping[str, bytes]) -> Path | None:
    """Write files into a fresh folder beside the published one, then switch to it in one step.

    `target` becomes a link to a folder in `.editions` beside it; where links cannot be made, a folder. A
    reader sees either the previous edition or the new one, complete. If anything fails before the switch, the previous
    edition is unchanged and nothing is left over. The previous edition is kept in `.editions` until the next run: a
    reader may have it open. `files` are contents by path inside the edition, with forward slashes.

    Returns
    -------
    Path | None
        New path of a folder that was at `target` and was not an edition; nothing in it is removed.

    Raises
    ------
    PublishError
        When the switch failed.
    """
    editions = target.parent / ".editions"
    editions.mkdir(parents=True, exist_ok=True)
    with _alone(editions / ".lock"):
        _tidy(editions, target)
        staging = Path(tempfile.mkdtemp(prefix=f"{target.name}-new-", dir=editions))
        try:
            _write(staging, files)
            edition = _free_name(editions / f"{target.name}-{combined(sorted(files.items()))[:12]}")
            staging.rename(edition)
            staging = edition
            aside = _switch(target, edition)
        except BaseException:
            if target.resolve() != staging.resolve():  # an interrupt may come when the switch is already done
                shutil.rmtree(staging, ignore_errors=True)
            raise
        return aside


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.chmod(0o755)  # a temporary folder is its owner's alone
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _switch(target: Path, edition: Path) -> Path | None:
    try:
        link = _link_to(edition, target)
    except (OSError, NotImplementedError):  # Windows lets few users make links
        return _switch_folders(target, edition)
    try:
        if target.is_symlink() or not target.exists():
            link.replace(target)
            return None
        with _moved_aside(target) as aside:
            link.replace(target)
        return aside
    except OSError as error:
        raise _cannot_switch(target, error) from error
    finally:
        link.unlink(missing_ok=True)


def _link_to(edition: Path, target: Path) -> Path:
    link = edition.with_name(f"{edition.name}.link")
    link.unlink(missing_ok=True)
    # The link is relative to its final folder.
    link.symlink_to(os.path.relpath(edition, target.parent), target_is_directory=True)
    return link


def _switch_folders(target: Path, edition: Path) -> Path | None:
    """Switch where there are no links: between the two renames there is no edition for a moment."""
    try:
        if not target.exists():
            edition.rename(target)
            return None
        with _moved_aside(target) as aside:
            edition.rename(target)
        return aside
    except OSError as error:
        raise _cannot_switch(target, error) from error


@contextmanager
def _moved_aside(target: Path) -> Iterator[Path | None]:
    """Move a folder out of the way, and back if the block fails; yield its new path unless it is only an edition."""
    if _is_only_an_edition(target):
        aside = _free_name(target.parent / ".editions" / f"{target.name}-old")
        kept = None
    else:
        kept = aside = _free_name(target.with_name(f"{target.name}.old"))
    target.rename(aside)
    try:
        yield kept
    except BaseException:
        if not target.exists() and not target.is_symlink():
            aside.rename(target)
        raise


def _is_only_an_edition(folder: Path) -> bool:
    """Whether the folder contains only the files of its manifest; files that users added must not be removed."""
    try:
        listed = {entry["path"] for entry in json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return present <= listed | {MANIFEST}


def _cannot_switch(target: Path, error: OSError) -> PublishError:
    return PublishError(
        f"Không thay được bản báo cáo ở {target.parent.name}/{target.name} ({error.strerror}). "
        "Hãy đóng các tệp của bản cũ đang mở (Word, Excel, trình đọc PDF) rồi chạy lại. Bản cũ vẫn còn nguyên."
    )


def _free_name(wanted: Path) -> Path:
    path, counter = wanted, 1
    while path.exists() or path.is_symlink():
        counter += 1
        path = wanted.with_name(f"{wanted.name}-{counter}")
    return path


def _tidy(editions: Path, target: Path) -> None:
    """Remove the unpublished editions of a year, and the remains of killed runs."""
    current = target.resolve() if target.exists() else None
    for path in editions.glob(f"{target.name}-*"):
        if path.is_symlink():
            path.unlink(missing_ok=True)
        elif path.resolve() != current:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold a lock, which the system releases even if the process is killed."""
    with path.open("a+b") as file:
        _lock(file)
        yield


def _lock(file: IO[bytes]) -> None:
    try:
        import fcntl  # noqa: PLC0415 - not on Windows
    except ImportError:
        import msvcrt  # noqa: PLC0415

        file.seek(0)
        while True:
            with suppress(OSError):  # it gives up after ten seconds
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined]
                return
    else:
        fcntl.flock(file, fcntl.LOCK_EX)
