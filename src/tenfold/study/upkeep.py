"""What the studies of a workspace need to be kept: steps as they are declared now, files that they name."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.store.stamps import Stamp, file_stamp
from tenfold.study.plan import make_plan
from tenfold.study.reading import read_declaration
from tenfold.study.written import written_in

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["files_named", "is_any_running", "keys_in_use", "paths_named"]


def keys_in_use(workspace: Workspace) -> frozenset[str]:
    """The keys of all steps of all studies. Raises where a declaration cannot be read."""
    keys: set[str] = set()
    for path in sorted(workspace.studies.glob("*.toml")):
        plan = make_plan(workspace, read_declaration(path))
        keys.update(step.key for step in plan.steps())
        keys.update(record.key for record in plan.material.records)
    return frozenset(keys)


def is_any_running(workspace: Workspace) -> bool:
    """Whether a worker is at any study: then not everything that no step mentions is left over."""
    from tenfold.study.launch import running_worker

    names = [path.stem for path in sorted(workspace.studies.glob("*.toml"))]
    return any(running_worker(workspace, name) is not None for name in names)


def files_named(workspace: Workspace) -> list[Path]:
    """The files below the workspace that any declaration names: data, recorded scores, scripts.

    Whatever reads like the path of a file or folder that is there counts, in commands word by word.
    """
    found = dict[Path, None]()
    for declaration in sorted(workspace.studies.glob("*.toml")):
        for path in paths_named(workspace, declaration):
            if path.is_relative_to(workspace.root):
                inside = sorted(path.rglob("*")) if path.is_dir() else [path]
                found.update((file, None) for file in inside if file.is_file())
    return [path for path in found if not path.is_relative_to(workspace.hidden)]


def paths_named(workspace: Workspace, declaration: Path) -> list[Path]:
    """What is there that one declaration names; nothing where it cannot be read."""
    root, words = workspace.root, _words_in(declaration, file_stamp(declaration))
    return [path for word in words if (path := _found(root, word)) is not None]


@lru_cache(maxsize=1024)  # a page is asked for again and again, and most of it would be this
def _words_in(declaration: Path, _as_it_is: Stamp) -> tuple[str, ...]:
    """Whatever might name something, each once."""
    return tuple(dict.fromkeys(_words(written_in(declaration) or {})))


def _found(root: Path, word: str) -> Path | None:
    """The path of what is there under this name, if anything is: a question may be longer than any name."""
    try:
        if not (path := root / word).exists():  # most words name nothing: that costs one look
            return None
        return path if (path := path.resolve()) != root else None
    except (OSError, ValueError):  # too long; a null character
        return None


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        try:
            yield from shlex.split(value)
        except ValueError:  # an open quote: a sentence, no command
            return
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _words(item)
