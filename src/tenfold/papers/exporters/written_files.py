"""Files and folders that are there whole or not at all, and in which nothing of anybody else's is lost."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tenfold.errors import InputError
from tenfold.papers.formats.folder import MANIFEST
from tenfold.store.digests import digest_file

__all__ = ["write_file", "write_folder"]


def write_file(path: Path, text: str, *, force: bool = False) -> None:
    """Write a file at once. Raises InputError where another stands there, unless with `force`."""
    content = text.encode("utf-8", "backslashreplace")
    try:
        if path.is_file() and path.read_bytes() == content:
            return
        if path.is_dir() or (os.path.lexists(path) and not force):
            raise _taken(path, "is there already and says something else")
        part = _beside(path, directory=False)
        try:
            part.write_bytes(content)
            part.chmod(0o666 & ~_umask())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from None


def write_folder(
    target: Path,
    files: Iterable[tuple[str, str | Path]],
    about: Mapping[str, Any],
    *,
    force: bool = False,
) -> None:
    """Write files by their names (with ``/``) into a folder, which takes its place when all are there.

    The content of a file is a text, or a path: then it is a copy of what stands there.

    With `force` a folder that was written so before is replaced. What it did not write, or what was changed
    since, stays: under its name, or with `` (changed)`` after it where a new file has that name. Raises
    InputError for any other folder that is not empty.
    """
    target = target.absolute()
    try:
        before = _digests_before(target, force=force)
        part = _beside(target, directory=True)
        try:
            _fill(part, files, about)
            _keep_others(target, part, before)
            part.chmod(0o777 & ~_umask())
            _put_in_place(part, target)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        raise _unwritable(target, error) from None


def _digests_before(target: Path, *, force: bool) -> Mapping[str, str]:
    """What an earlier export wrote, by name. Raises InputError where `target` may not be replaced."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise _taken(target, "is no folder", forced="Name another folder.")
    if not target.exists() or not any(target.iterdir()):
        return {}
    if not force:
        raise _taken(target, "is a folder that is not empty")
    try:
        written = json.loads((target / MANIFEST).read_bytes())["files"]
        return {str(name): str(digest) for name, digest in written.items()}
    except (OSError, ValueError, RecursionError, LookupError, TypeError, AttributeError):
        reason = "holds files, and no export of tenfold"
        raise _taken(target, reason, forced="Name another folder.") from None


def _fill(part: Path, files: Iterable[tuple[str, str | Path]], about: Mapping[str, Any]) -> None:
    digests = {}
    for name, content in files:
        path = part.joinpath(*name.split("/"))
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            shutil.copyfile(content, path)
        else:
            path.write_bytes(content.encode("utf-8", "backslashreplace"))
        digests[name] = digest_file(path)
    said = json.dumps({**about, "files": digests}, indent=1, ensure_ascii=False)
    (part / MANIFEST).write_text(said + "\n", encoding="utf-8")


def _keep_others(target: Path, part: Path, before: Mapping[str, str]) -> None:
    for path in sorted(target.rglob("*")) if before else ():
        name = path.relative_to(target).as_posix()
        if name == MANIFEST or not (path.is_file() or path.is_symlink()):
            continue
        if not path.is_symlink() and before.get(name) == digest_file(path):
            continue
        kept = _free(part / name)
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, kept, follow_symlinks=False)


def _free(path: Path) -> Path:
    """The path, or the next one beside it that no file has."""
    free, n = path, 1
    while os.path.lexists(free):
        suffix = " (changed)" if n == 1 else f" (changed {n})"
        free = path.with_name(f"{path.stem}{suffix}{path.suffix}")
        n += 1
    return free


def _put_in_place(part: Path, target: Path) -> None:
    if not target.exists():
        part.rename(target)
        return
    old = _beside(target, directory=True)
    old.rmdir()
    target.rename(old)
    try:
        part.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old)


def _beside(path: Path, *, directory: bool) -> Path:
    """A new empty file or folder in the folder of `path`, on the same disk."""
    parent = path.absolute().parent
    if directory:
        parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=".tenfold-", dir=parent))
    handle, name = tempfile.mkstemp(prefix=".tenfold-", dir=parent)
    os.close(handle)
    return Path(name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _taken(path: Path, what: str, *, forced: str = "") -> InputError:
    remedy = forced or "Name another, or replace it with --force."
    return InputError(f"it {what}.", code="TF-PAPER-OUT", where=str(path), remedy=remedy)


def _unwritable(path: Path, error: OSError) -> InputError:
    return InputError(
        f"cannot be written ({error.strerror or error}).",
        code="TF-PAPER-OUT",
        where=str(path),
        remedy="Name a place that you may write to; what was there is as it was.",
    )
