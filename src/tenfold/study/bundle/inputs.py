"""Files of the workspace that a bundle carries because methods read them: recorded runs, tables of synonyms,
scripts.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from tenfold.errors import InputError
from tenfold.store.digests import digest_file
from tenfold.study.bundle.content import CarriedFile, CommandNote, InputsFile

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace
    from tenfold.study.plan import Plan

__all__ = ["RECORDED_ENDINGS", "BundledInputs", "bundle_inputs", "why_no_workspace_file"]

RECORDED_ENDINGS = (".csv", ".tsv", ".txt")
_OURS = {"tenfold.toml", "studies", "reports", "bundles"}
_PLACES = re.compile(r"[^A-Za-z0-9._-]+")
_MOST_FILES = 1000


def why_no_workspace_file(path: str) -> str | None:
    """Why a bundle's file may not stand at this place of a workspace; None where it may.

    Hidden files are refused (`.git` and `.tenfold` decide what programs do), and so are our own.
    """
    parts = path.split("/")
    if not path.isprintable() or "\\" in path or ":" in path:
        return "has a backslash, a colon or a control character"
    if path.startswith(("/", "~")):
        return "is absolute"
    if ".." in parts:
        return "leads out of the workspace"
    if any(not part or part.startswith(".") or part.endswith((".", " ")) for part in parts):
        return "has a hidden, empty or unusual part"
    if parts[0].casefold() in _OURS:
        return "is a place of tenfold's own"
    return None


@dataclass
class BundledInputs:
    """What `inputs.json` says, and where each carried file is read from."""

    note: InputsFile
    files: dict[str, Callable[[], bytes]] = field(default_factory=dict)
    executable: set[str] = field(default_factory=set)


def bundle_inputs(workspace: Workspace, plan: Plan) -> BundledInputs:
    """Collect recorded files, tables of synonyms and the scripts of commands, those inside the workspace.

    Raises InputError for a recorded file or table outside: nobody could rerun the study without it.
    """
    collected = _Collected(workspace.root)
    recorded: dict[str, str] = {}
    commands = []
    for name, entry in plan.declaration.methods.items():
        augmentation = plan.declaration.augmentation_of(name)
        if augmentation is not None and augmentation.synonyms is not None:
            collected.must_add(augmentation.synonyms, f"methods.{name}: augment.synonyms")
        if entry.kind == "recorded":
            recorded[name] = entry.parameters["file"]
            collected.must_add(recorded[name], f"methods.{name}.file")
        elif entry.kind == "command":
            lineage = plan.scripts[name]
            for named in lineage.digests:
                collected.add(named)
            commands.append(
                CommandNote(
                    method=name,
                    run=entry.parameters["run"],
                    predict=entry.parameters["predict"],
                    digests=lineage.digests,
                    git=lineage.git,
                )
            )
    note = InputsFile(
        files=list(collected.carried.values()),
        recorded=recorded,
        commands=commands,
        left_out=sorted(collected.left_out),
    )
    executable = {f.file for f in note.files if f.is_executable}
    return BundledInputs(note, collected.files, executable)


class _Collected:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.carried: dict[str, CarriedFile] = {}
        self.files: dict[str, Callable[[], bytes]] = {}
        self.left_out: set[str] = set()

    def must_add(self, named: str, where: str) -> None:
        place = PurePosixPath(named).as_posix()
        why = why_no_workspace_file(place)
        if why is None and not named.lower().endswith(RECORDED_ENDINGS):
            why = f"does not end in {', '.join(RECORDED_ENDINGS)}"
        if why is None and not self._is_inside(self.root / place):
            why = "leads out of the workspace"
        if why is not None:
            raise InputError(
                f"the file {named!r} {why}, so a bundle cannot carry it.",
                where=where,
                remedy="Put it into the workspace's folder, change its path in the declaration, and run "
                "the study again.",
            )
        self._carry(place)

    def add(self, named: str) -> None:
        """A file or folder that a command names. What lies outside is left out, and said."""
        path = self.root / named
        below = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in below:
            place = PurePosixPath(named).as_posix()
            if file != path:
                place = f"{place}/{file.relative_to(path).as_posix()}"
            if why_no_workspace_file(place) is None and self._is_inside(file):
                self._carry(place)
            else:
                self.left_out.add(place)

    def _is_inside(self, path: Path) -> bool:
        return path.resolve().is_relative_to(self.root)

    def _carry(self, place: str) -> None:
        if place in self.carried:
            return
        path, number = self.root / place, len(self.carried) + 1
        if number > _MOST_FILES:
            raise InputError(
                f"the methods read more than {_MOST_FILES:,} files; a bundle carries no more.",
                where=place,
            )
        file = f"inputs/{number:04d}-{_PLACES.sub('_', path.name)[-60:].rstrip('.') or 'file'}"
        self.carried[place] = CarriedFile(
            path=place,
            file=file,
            blake3=digest_file(path),
            is_executable=bool(path.stat().st_mode & stat.S_IXUSR),
        )
        self.files[file] = path.read_bytes
