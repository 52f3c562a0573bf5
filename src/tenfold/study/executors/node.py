"""What a machine must have in common with the one that made the plan, and where things stand on it.

Keys say what the numbers depend on: versions, the numerics profile, weights. They are made from the machine
that starts the run, so a machine that differs would save other numbers under the same keys.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tenfold
from tenfold.errors import TenfoldError
from tenfold.models.encoder import EncoderFiles, find_encoder, read_encoder_folder
from tenfold.models.methods.registry import get_kind
from tenfold.models.numerics import Profile, choose_profile
from tenfold.store.digests import digest_bytes
from tenfold.store.places import Place, open_artifacts
from tenfold.study.tasks import EncodeTask, RunTask

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace
    from tenfold.study.plan import Plan

__all__ = ["ARTIFACTS_VARIABLE", "Needs", "Places", "Seen", "look_around", "moved", "needs_of"]

ARTIFACTS_VARIABLE = "TENFOLD_ARTIFACTS"
"""Where a machine sees the shared folder of artifacts, if not under the path that the plan has."""


@dataclass(frozen=True)
class Needs:
    """What a study needs of a machine that carries its tasks out.

    `witness` is an artifact of the study: a machine that reads it sees the same folder. `root` is the
    workspace, where the study has methods that are scripts in it.
    """

    version: str
    source: str
    libraries: Mapping[str, str]
    profile: Profile
    artifacts: Place
    witness: str
    encoders: tuple[EncoderFiles, ...] = ()
    kinds: tuple[str, ...] = ()
    root: Path | None = None


@dataclass(frozen=True)
class Places:
    """Where a machine has the artifacts, and the encoders by their digest."""

    artifacts: Place
    encoders: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True)
class Seen:
    """What a machine said of itself: its name, how it differs (nothing: it may take tasks), its places."""

    host: str
    differences: tuple[str, ...]
    places: Places


def needs_of(workspace: Workspace, plan: Plan) -> Needs:
    """What the plan's keys took for granted, as this machine has it."""
    kinds = {entry.kind for entry in plan.declaration.methods.values()}
    profile = choose_profile(plan.profile.device, dtype=plan.profile.dtype)
    return Needs(
        version=tenfold.__version__,
        source=_source(),
        libraries={name: v for step in plan.steps() for name, v in step.libraries.items()},
        profile=profile,  # as of now; the workspace keeps the one of its first use
        artifacts=workspace.artifacts.place,
        witness=plan.material.record.outputs["texts"],
        encoders=tuple(plan.encoders.values()),
        kinds=tuple(sorted(kinds)),
        root=workspace.root if "command" in kinds else None,
    )


def look_around(needs: Needs) -> Seen:
    """Compare this machine with what is needed. It runs on each machine before a study does."""
    own = os.environ.get(ARTIFACTS_VARIABLE)
    artifacts = Path(own) if own else needs.artifacts
    folders = {encoder.digest: _find(encoder) for encoder in needs.encoders}
    missing = [e.name for e in needs.encoders if folders[e.digest] is None]
    differences = [
        *_other_code(needs),
        *_other_numerics(needs.profile),
        *_other_artifacts(artifacts, needs.witness),
        *(f"it has no model {name} with these weights" for name in missing),
    ]
    if needs.root is not None and not needs.root.is_dir():
        differences.append(f"it has no folder {needs.root}, where the study's scripts are")
    found = {digest: folder for digest, folder in folders.items() if folder is not None}
    return Seen(platform.node(), tuple(differences), Places(artifacts, found))


def _other_code(needs: Needs) -> Iterator[str]:
    if needs.version != tenfold.__version__:
        yield f"tenfold is {tenfold.__version__} there and {needs.version} here"
    elif needs.source != _source():
        yield f"the files of tenfold {needs.version} differ"
    for name, here in sorted(needs.libraries.items()):
        there = _version(name)
        if there != here:
            yield f"{name} is {there} there and {here} here"
    for kind in needs.kinds:
        try:
            get_kind(kind)
        except TenfoldError:
            yield f"it knows no method of kind {kind!r}"


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "missing"


def _other_numerics(here: Profile) -> Iterator[str]:
    """Where numbers would be computed otherwise; `threads` come with each task."""
    try:
        there = choose_profile(here.device, dtype=here.dtype)
    except TenfoldError as error:
        yield error.message.rstrip(".")
        return
    if there.instruction_set != here.instruction_set:
        yield f"its processor has {there.instruction_set}, and this one {here.instruction_set}"
    if there.kernels != here.kernels:
        yield f"its kernels are those of {there.kernels}, and here of {here.kernels}"


def _other_artifacts(place: Place, witness: str) -> Iterator[str]:
    artifacts = open_artifacts(place)
    try:
        if not artifacts.size_bytes(witness):
            yield f"it does not see the artifacts in {place}"
        elif not artifacts.is_sound(witness):
            yield f"it reads other bytes than were saved in {place}"
        elif isinstance(place, Path) and not os.access(place, os.W_OK):
            yield f"it may not write to {place}"
    except TenfoldError as error:
        yield error.message.rstrip(".")


def _find(encoder: EncoderFiles) -> Path | None:
    """A folder with the same weights, settings and tokenizer: at the same path, or by its name."""
    try:
        if read_encoder_folder(encoder.folder, name=encoder.name).digest == encoder.digest:
            return encoder.folder
    except (TenfoldError, OSError):
        pass  # it stands elsewhere
    try:
        found = find_encoder(encoder.name, root=encoder.folder.parent)
    except (TenfoldError, OSError):
        return None
    return found.folder if found.digest == encoder.digest else None


@cache
def _source() -> str:
    """Digest of all of tenfold's own code: a version number does not move with each change."""
    package = Path(tenfold.__file__).parent
    files = sorted(package.rglob("*.py"), key=lambda path: path.relative_to(package).as_posix())
    parts = (f"{f.relative_to(package).as_posix()} {digest_bytes(f.read_bytes())}" for f in files)
    return digest_bytes("\n".join(parts).encode())


def moved(task: Any, places: Places) -> Any:
    """The task with the paths of the machine that carries it out; other values stay as they are."""
    if isinstance(task, EncodeTask):
        return replace(task, store=places.artifacts, files=_moved(task.files, places))
    if isinstance(task, RunTask):
        encoder = task.encoder
        if encoder is not None:
            encoder = replace(encoder, files=_moved(encoder.files, places))
        return replace(task, store=places.artifacts, encoder=encoder)
    return task


def _moved(files: EncoderFiles, places: Places) -> EncoderFiles:
    return replace(files, folder=places.encoders.get(files.digest, files.folder))
