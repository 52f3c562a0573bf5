"""A disk that keeps only what was fsynced, replayed from the calls of a workflow.

What it assumes, which is no more than POSIX promises:

- The bytes and the length of a file survive a power cut as they were at the last fsync or fdatasync of
  that file; a file that never had one is empty.
- A name (made, renamed, removed) survives if its folder was fsynced afterwards. Fsync of a file does not
  save its name, as it happens to do on ext4. A folder's own name needs its parent.
- What was on the disk when the workflow began is safe. A rename within a folder is atomic: both names or
  neither; one between folders needs the fsync of both. So is an exchange of two names of a folder (Linux).
- A second name of a file (a hard link) is one more name of the same bytes.
- What was not fsynced is lost in whole (`strict`), or survives by chance, each write and each name for
  itself (`torn`): a disk may write what it likes early.
- The disk itself keeps its word: after fsync returned, bytes are there and stay what they are.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from faults.calls import Event

__all__ = ["Disk"]


@dataclass
class _File:
    seen: bytearray
    safe: bytes = b""
    pending: list[Event] = field(default_factory=list)


@dataclass
class _Folder:
    seen: dict[str, _File | _Folder] = field(default_factory=dict)
    safe: dict[str, _File | _Folder] = field(default_factory=dict)
    pending: list[dict[str, _File | _Folder | None]] = field(default_factory=list)


class Disk:
    """Begins as a copy of `start` (all of it safe) that stands for `root`."""

    def __init__(self, root: Path, start: Path) -> None:
        self._root_path = PurePosixPath(root)
        self._root = _read(start)

    def happen(self, event: Event) -> None:
        """Carry one event out."""
        match event.what:
            case "make":
                folder, name = self._place(event.path)
                if name not in folder.seen:
                    self._change(folder, {name: _File(bytearray())})
            case "mkdir":
                folder, name = self._place(event.path)
                self._change(folder, {name: _Folder()})
            case "unlink":
                folder, name = self._place(event.path)
                self._change(folder, {name: None})
            case "rename":
                self._rename(event)
            case "exchange":
                (folder, one), (other_folder, other) = map(self._place, (event.path, event.to))
                assert folder is other_folder, "an exchange between folders is not modelled"
                self._change(folder, {one: folder.seen[other], other: folder.seen[one]})
            case "link":
                (source, old), (target, new) = map(self._place, (event.path, event.to))
                self._change(target, {new: source.seen[old]})
            case "write" | "truncate":
                file = self._find(event.path)
                if file is not None:  # a file that was removed while it was open
                    assert isinstance(file, _File)
                    _apply(file.seen, event)
                    file.pending.append(event)
            case "fsync":
                self._fsync(event.path)

    def _rename(self, event: Event) -> None:
        (source, old), (target, new) = self._place(event.path), self._place(event.to)
        item = source.seen[old]
        if source is target:
            self._change(source, {old: None, new: item})
        else:
            self._change(target, {new: item})
            self._change(source, {old: None})

    def _fsync(self, path: str) -> None:
        found = self._find(path)
        if found is None:
            return
        found.pending.clear()
        if isinstance(found, _File):
            found.safe = bytes(found.seen)
        else:
            found.safe = dict(found.seen)

    @staticmethod
    def _change(folder: _Folder, names: dict[str, _File | _Folder | None]) -> None:
        _set(folder.seen, names)
        folder.pending.append(names)

    def _place(self, path: str) -> tuple[_Folder, str]:
        *above, name = PurePosixPath(path).relative_to(self._root_path).parts
        folder: _File | _Folder = self._root
        for part in above:
            assert isinstance(folder, _Folder)
            folder = folder.seen[part]
        assert isinstance(folder, _Folder)
        return folder, name

    def _find(self, path: str) -> _File | _Folder | None:
        if PurePosixPath(path) == self._root_path:
            return self._root
        folder, name = self._place(path)
        return folder.seen.get(name)

    def after_a_power_cut(self, target: Path, *, torn: random.Random | None = None) -> Path:
        """Write what survives a cut at this moment into `target`."""
        _survive(self._root, target, torn)
        return target


def _read(path: Path) -> _Folder:
    folder = _Folder()
    for entry in path.iterdir():
        if entry.is_dir():
            folder.seen[entry.name] = _read(entry)
        else:
            data = entry.read_bytes()
            folder.seen[entry.name] = _File(bytearray(data), data)
    folder.safe = dict(folder.seen)
    return folder


def _apply(data: bytearray, event: Event) -> None:
    end = event.number + len(event.data)
    if len(data) < end:
        data.extend(bytes(end - len(data)))
    if event.what == "truncate":
        del data[event.number :]
    else:
        data[event.number : end] = event.data


def _set(names: dict[str, _File | _Folder], changes: dict[str, _File | _Folder | None]) -> None:
    for name, item in changes.items():
        if item is None:
            names.pop(name, None)
        else:
            names[name] = item


def _survive(folder: _Folder, target: Path, torn: random.Random | None) -> None:
    names = dict(folder.safe)
    for changes in folder.pending if torn else ():
        if torn is not None and torn.random() < 0.5:
            _set(names, changes)
    target.mkdir(parents=True, exist_ok=True)
    for name, item in names.items():
        if isinstance(item, _Folder):
            _survive(item, target / name, torn)
            continue
        data = bytearray(item.safe)
        for event in item.pending if torn else ():
            if torn is not None and torn.random() < 0.5:
                _apply(data, event)
        (target / name).write_bytes(data)
