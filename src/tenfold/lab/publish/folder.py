"""The folder of a published site: what is in it, what would change, and putting a site there whole.

A marker in the folder lists the files of the publication with their digests. What is not listed there, or was
changed since, is somebody else's: it stays, and is written over only when that is asked for.
"""

from __future__ import annotations

import glob
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tenfold.errors import InputError
from tenfold.store.digests import digest_bytes
from tenfold.store.exchange import exchange
from tenfold.store.files import copy_durably, make_folder_durably, storage_errors, sync_folder

__all__ = ["MARKER", "Changes", "Folder"]

MARKER = "publication.json"
_SCHEMA = 1
_RANDOM_BYTES = 6
_FORMER = "before-publication"
_STAGE = "[0-9a-f]" * 2 * _RANDOM_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What putting a site into a folder does, by places in it.

    `gone` are removed, `foreign` stay; `in_the_way` are foreign and would be written over. `is_former`: the
    folder is a publication already.
    """

    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]
    gone: tuple[str, ...]
    foreign: tuple[str, ...]
    in_the_way: tuple[str, ...]
    is_former: bool

    @property
    def asks(self) -> bool:
        """Whether somebody should be asked first: others' files are there, or stand in the way."""
        return bool(self.in_the_way) or (bool(self.foreign) and not self.is_former)


class Folder:
    """The folder that a site is put into."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self._finish_what_was_broken_off()

    def changes(self, files: Mapping[str, bytes]) -> Changes:
        """What putting these files there would do. Raises InputError where the folder cannot take a site."""
        self._require_fit()
        listed = self._listed()
        there = {place: digest_bytes(path.read_bytes()) for place, path in self._files()}
        own = {place for place, digest in there.items() if listed.get(place) == digest}
        digests = {place: digest_bytes(content) for place, content in files.items()}
        foreign = there.keys() - own - {MARKER}
        differ = {
            place for place in digests.keys() & there.keys() if digests[place] != there[place]
        }
        in_the_way = (differ & foreign) | self._blocked(digests)
        if not listed and (self.path / MARKER).exists():
            in_the_way.add(MARKER)  # somebody else's file of that name
        return Changes(
            new=tuple(sorted(digests.keys() - there.keys())),
            changed=tuple(sorted(differ)),
            same=tuple(sorted(digests.keys() & there.keys() - differ)),
            gone=tuple(sorted(own - digests.keys())),
            foreign=tuple(sorted(foreign - digests.keys())),
            in_the_way=tuple(sorted(in_the_way)),
            is_former=bool(listed),
        )

    def put(self, files: Mapping[str, bytes], *, made_by: str, day: str) -> Changes:
        """Put a site there, whole or not at all: it is written beside the folder, then takes its place.

        It takes it in one step where the system has one, so that a site is there at every moment, also after a
        power cut. Elsewhere it takes two; what is broken off between them is finished by the next publication.
        """
        changes = self.changes(files)
        stage = self._stage()
        marker = _marker(files, made_by=made_by, day=day)
        try:
            with storage_errors(self.path, sum(map(len, files.values()))):
                make_folder_durably(stage.parent)
                stage.mkdir()
                self._keep_foreign(stage, without={*files, *changes.gone, MARKER})
                for place, content in {**files, MARKER: marker}.items():
                    _write(stage / place, content)
                self._take_place(stage)
        except OSError as error:
            raise InputError(
                f"the site cannot be put there: {error.strerror or error}.",
                code="TF-PUBLISH",
                where=str(self.path),
                remedy="What was there is as it was. Name another folder.",
            ) from error
        finally:
            shutil.rmtree(stage, ignore_errors=True)
        return changes

    def _take_place(self, stage: Path) -> None:
        """What was there before is at `stage` afterwards, to be removed; a power cut may leave it there."""
        for folder, _, _ in os.walk(stage):
            sync_folder(Path(folder))
        if not self.path.exists():
            stage.rename(self.path)
        else:
            shutil.copymode(self.path, stage)
            if not exchange(stage, self.path):
                self._take_place_in_two_steps(stage)
        sync_folder(self.path.parent)
        self._forget(self._beside(_FORMER))

    def _take_place_in_two_steps(self, stage: Path) -> None:
        former = self._beside(_FORMER)
        self.path.rename(former)
        try:
            stage.rename(self.path)
        except BaseException:
            former.rename(self.path)
            raise

    def _forget(self, former: Path) -> None:
        """Away with what was there before, under another name first: half of it must not come back."""
        if former.exists():
            doomed = self._stage()
            former.rename(doomed)
            shutil.rmtree(doomed, ignore_errors=True)

    def _finish_what_was_broken_off(self) -> None:
        """A process that was killed between two names left the folder beside its place."""
        former = self._beside(_FORMER)
        if former.is_dir() and not self.path.exists():
            former.rename(self.path)
        elif former.is_dir() and self._listed():
            self._forget(former)
        for stage in self.path.parent.glob(f".{glob.escape(self.path.name)}.{_STAGE}.tmp"):
            shutil.rmtree(stage, ignore_errors=True)

    def _stage(self) -> Path:
        return self._beside(f"{secrets.token_hex(_RANDOM_BYTES)}.tmp")

    def _beside(self, ending: str) -> Path:
        return self.path.with_name(f".{self.path.name}.{ending}")

    def _require_fit(self) -> None:
        if self.path.exists() and not self.path.is_dir():
            raise InputError(
                "this is a file, not a folder.",
                code="TF-PUBLISH",
                where=str(self.path),
                remedy="Name a folder; it is made where there is none.",
            )
        if self.path == Path.cwd():
            raise InputError(
                "this is the folder that you are in, and another would take its place.",
                code="TF-PUBLISH",
                where=str(self.path),
                remedy="Name it from the folder above, or name another, such as `site`.",
            )
        inside = next((p for p in self.path.parents if (p / "tenfold.toml").is_file()), None)
        is_ours = inside is not None and self.path.relative_to(inside).parts[0] in (
            ".tenfold", "studies"
        )  # fmt: skip
        if (self.path / "tenfold.toml").exists() or is_ours or self.path == self.path.parent:
            raise InputError(
                "this folder belongs to a workspace.",
                code="TF-PUBLISH",
                where=str(self.path),
                remedy="Name a folder for the site alone, such as `site`.",
            )

    def _listed(self) -> dict[str, str]:
        """The digests that the marker lists; none where there is no marker, or one of somebody else."""
        try:
            said = json.loads((self.path / MARKER).read_text("utf-8"))
            files = said["files"]
            return {str(place): str(digest) for place, digest in files.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return {}

    def _files(self) -> Iterator[tuple[str, Path]]:
        """Every file by its place, with ``/`` between; links are not followed."""
        for folder, names, found in os.walk(self.path):
            names.sort()
            for name in sorted(found):
                path = Path(folder) / name
                if path.is_file() and not path.is_symlink():
                    yield path.relative_to(self.path).as_posix(), path

    def _blocked(self, places: Mapping[str, str]) -> set[str]:
        """Places of the site where a folder or a link lies, or a file where it needs a folder."""
        found = set()
        for place in places:
            path = self.path / place
            parents = path.relative_to(self.path).parents
            if path.is_symlink() or path.is_dir():
                found.add(place)
            for parent in parents:
                above = self.path / parent
                if above != self.path and (above.is_symlink() or above.is_file()):
                    found.add(parent.as_posix())
        return found

    def _keep_foreign(self, stage: Path, *, without: set[str]) -> None:
        """What is not of the publication comes along, as a second name of the same file where that can be."""
        if not self.path.is_dir():
            return
        for folder, names, found in os.walk(self.path):
            here = Path(folder)
            for name in (*names, *found):
                path = here / name
                place = path.relative_to(self.path)
                if place.as_posix() in without or _is_under(place, without):
                    continue
                target = stage / place
                if path.is_symlink():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.symlink_to(path.readlink())
                elif path.is_dir():
                    if not any(path.iterdir()):
                        target.mkdir(parents=True, exist_ok=True)
                else:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    _second_name(path, target)


def _is_under(place: Path, without: set[str]) -> bool:
    """Whether something lies in a folder that has the name of a page."""
    return any(parent.as_posix() in without for parent in place.parents)


def _second_name(path: Path, target: Path) -> None:
    try:
        os.link(path, target)
    except OSError:  # a disk without such names
        copy_durably(path, target)
        shutil.copystat(path, target)


def _write(path: Path, content: bytes) -> None:
    if path.parent.is_symlink() or path.parent.is_file():
        path.parent.unlink()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _marker(files: Mapping[str, bytes], *, made_by: str, day: str) -> bytes:
    said = {
        "schema_version": _SCHEMA,
        "made_by": made_by,
        "published": day,
        "files": {place: digest_bytes(files[place]) for place in sorted(files)},
    }
    return (json.dumps(said, indent=1, ensure_ascii=True) + "\n").encode()
