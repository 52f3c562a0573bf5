"""What a command's numbers come from: digests of its files, and the state of git."""

from __future__ import annotations

import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenfold.errors import InputError
from tenfold.models.methods.command import CommandParameters
from tenfold.store.digests import digest_file, digest_json

__all__ = ["ScriptLineage", "file_digests", "script_digests"]

_GIT_TIMEOUT_S = 10


@dataclass(frozen=True)
class ScriptLineage:
    """`digests`: BLAKE3 by the name in the declaration. `git`: {"commit", "dirty"}, or None."""

    digests: dict[str, str]
    git: dict[str, Any] | None


def script_digests(parameters: CommandParameters, root: Path) -> ScriptLineage:
    """Digest every file that the commands name and that is there, and all `inputs`; ask git besides.

    `root` is the workspace's folder, from where names are read. Raises InputError for an input that
    is not there.
    """
    return ScriptLineage(file_digests(parameters, root), _git_state(root))


def file_digests(parameters: CommandParameters, root: Path) -> dict[str, str]:
    """The digests alone, by the names of the declaration."""
    words = [*shlex.split(parameters.run), *shlex.split(parameters.predict or "")]
    named = [part for word in words for part in (word, word.partition("=")[2]) if part]
    digests = {
        name: digest_file(root / name)
        for name in named
        if "{" not in name and "\0" not in name and len(name) < 1024 and (root / name).is_file()
    }
    for name in parameters.inputs:
        digests[name] = _digest(root / name, name)
    return dict(sorted(digests.items()))


def _digest(path: Path, name: str) -> str:
    if path.is_file():
        return digest_file(path)
    if not path.is_dir():
        raise InputError(
            f"there is no file or folder {name!r}.",
            where="inputs",
            remedy="Names are relative to the workspace.",
        )
    files = sorted(part for part in path.rglob("*") if part.is_file())
    return digest_json({part.relative_to(path).as_posix(): digest_file(part) for part in files})


def _git_state(root: Path) -> dict[str, Any] | None:
    """The commit of the workspace and whether tracked files differ; None outside a repository."""
    commit = _git(root, "rev-parse", "--verify", "HEAD")
    if commit is None:
        return None
    changed = _git(root, "status", "--porcelain", "--untracked-files=no")
    return {"commit": commit.strip(), "dirty": bool(changed and changed.strip())}


def _git(root: Path, *arguments: str) -> str | None:
    # A repository's own settings could start programs (fsmonitor): switched off.
    command = ["git", "-c", "core.fsmonitor=false", "-C", str(root), *arguments]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_GIT_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
