"""The log of a traced workflow as events on files, with the bytes that were written."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["OPTIONS", "Event", "read_events"]

_TRACED = (
    "open,creat,openat,close,dup,dup2,dup3,fcntl,lseek,write,pwrite64,writev,pwritev,pwritev2,ftruncate,"
    "truncate,fallocate,copy_file_range,sendfile,fsync,fdatasync,sync,syncfs,sync_file_range,rename,"
    "renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,link,linkat,symlink,symlinkat,mmap"
)
OPTIONS = ["-xx", "-s", "100000000", f"--trace={_TRACED}"]
"""What strace is to log so that `read_events` understands it."""

_UNFINISHED = re.compile(r"(\d+)\s+(.*?)\s*<unfinished \.\.\.>$")
_RESUMED = re.compile(r"(\d+)\s+<\.\.\. \w+ resumed>(.*)")
_CALL = re.compile(r"\d+ +(\w+)\((.*)\) += (-?\d+|\?|0x[0-9a-f]+)(?: .*)?$")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_SKIPPED = {"lseek", "sync_file_range", "fcntl", "dup", "dup2", "dup3"}


@dataclass(frozen=True)
class Event:
    """One call that succeeded. `path` (and `to` of a rename, an exchange, a link) are absolute; `data` are
    written bytes; `number` is an offset or a size. `what` is open, make, empty, write, truncate, fsync, rename,
    exchange, link, unlink, mkdir, or say (a line of the workflow's output).
    """

    what: str
    path: str
    data: bytes = b""
    number: int = 0
    to: str = ""


def read_events(log: Path, root: Path) -> list[Event]:
    """The events below `root`, in order, of a process that works in our folder.

    Raises AssertionError where a call is not understood, rather than passing over what could change
    a file.
    """
    return list(_Reader(str(root), Path.cwd()).read(log))


def _whole_lines(lines: list[str]) -> Iterator[str]:
    """Calls that another thread interrupted, put together again; one that was never ended did not happen."""
    begun: dict[str, str] = {}
    for line in lines:
        if unfinished := _UNFINISHED.match(line):
            begun[unfinished[1]] = unfinished[2]
        elif resumed := _RESUMED.match(line):
            yield f"{resumed[1]} {begun.pop(resumed[1])}{resumed[2]}"
        else:
            yield line


class _Reader:
    def __init__(self, root: str, cwd: Path) -> None:
        self._root = root
        self._cwd = cwd
        self._files: dict[int, str] = {}
        self._at: dict[int, int] = {}
        self._read_only: set[int] = set()

    def read(self, log: Path) -> Iterator[Event]:
        for line in _whole_lines(log.read_text().splitlines()):
            if "+++" in line or "---" in line:
                continue
            match = _CALL.match(line)
            assert match, f"not understood: {line[:200]}"
            call, arguments, result = match[1], match[2], match[3]
            if result.startswith("-") or result == "?":
                continue
            yield from self._events(call, arguments, int(result, 0))

    def _events(self, call: str, arguments: str, result: int) -> Iterator[Event]:
        strings = [bytes.fromhex(s.replace("\\x", "")) for s, _ in _STRING.findall(arguments)]
        if call in ("open", "openat", "creat"):
            path = self._absolute(strings[0], self._base(arguments))
            yield from self._open(path, arguments, result)
        elif call in ("rename", "renameat", "renameat2"):
            source, target = map(self._absolute, strings)
            if self._is_ours(source) or self._is_ours(target):
                what = "exchange" if "RENAME_EXCHANGE" in arguments else "rename"
                yield Event(what, source, to=target)
        elif call in ("link", "linkat"):
            source, target = map(self._absolute, strings)
            if self._is_ours(target):
                yield Event("link", source, to=target)
        elif call in ("unlink", "unlinkat", "rmdir", "mkdir", "mkdirat"):
            path = self._absolute(strings[0], self._base(arguments))
            if self._is_ours(path):
                yield Event("mkdir" if call.startswith("mkdir") else "unlink", path)
        elif call in ("symlink", "symlinkat", "truncate"):
            assert not any(self._is_ours(self._absolute(s)) for s in strings), arguments
        elif call != "mmap":
            yield from self._on_descriptor(call, arguments, result, strings)
        else:
            self._refuse_shared_maps(arguments)

    def _open(self, path: str, arguments: str, descriptor: int) -> Iterator[Event]:
        self._files[descriptor], self._at[descriptor] = path, 0
        if "O_RDONLY" in arguments:
            self._read_only.add(descriptor)
        if not self._is_ours(path):
            return
        assert "O_APPEND" not in arguments, f"appending is not modelled: {path}"
        if "O_CREAT" in arguments:
            yield Event("make", path)
        if "O_TRUNC" in arguments:
            yield Event("truncate", path)

    def _on_descriptor(
        self, call: str, arguments: str, result: int, strings: list[bytes]
    ) -> Iterator[Event]:
        first, *rest = arguments.split(",")
        if call in ("sync", "syncfs"):
            raise AssertionError(f"{call} is not modelled")
        descriptor = int(first)
        path = self._files.get(descriptor, "")
        if call == "close":
            self._files.pop(descriptor, None)
            self._read_only.discard(descriptor)
        elif call == "fcntl" and descriptor in self._read_only and "F_DUPFD" in arguments:
            self._files[result] = path  # as `rmtree` does with a folder
            self._read_only.add(result)
        elif call == "writev" and path.endswith(".out"):
            yield Event("say", path, b"".join(strings)[:result])
        elif not self._is_ours(path) or (call == "fcntl" and "F_DUPFD" not in arguments):
            return
        elif call == "write":
            yield Event("write", path, strings[0][:result], self._at[descriptor])
            self._at[descriptor] += result
        elif call == "pwrite64":
            yield Event("write", path, strings[0][:result], int(rest[-1]))
        elif call == "lseek":
            self._at[descriptor] = result
        elif call == "ftruncate":
            yield Event("truncate", path, number=int(rest[0]))
        elif call in ("fsync", "fdatasync"):
            yield Event("fsync", path)
        else:
            raise AssertionError(f"{call} on {path} is not modelled")

    def _refuse_shared_maps(self, arguments: str) -> None:
        parts = [part.strip() for part in arguments.split(",")]
        if "PROT_WRITE" in parts[2] and "MAP_SHARED" in parts[3] and parts[4].isdigit():
            path = self._files.get(int(parts[4]), "")
            rebuilt = path.endswith(
                "-shm"
            )  # of SQLite's WAL, which does not trust it after a crash
            assert rebuilt or not self._is_ours(path), f"a shared map of {path} is not modelled"

    def _base(self, arguments: str) -> Path:
        """The folder in which a call looks a name up: one that is open, where it names one first."""
        first = arguments.split(",")[0]
        return Path(self._files[int(first)]) if first.isdigit() else self._cwd

    def _absolute(self, path: bytes, base: Path | None = None) -> str:
        return os.path.normpath((base or self._cwd) / os.fsdecode(path))

    def _is_ours(self, path: str) -> bool:
        return path == self._root or path.startswith(self._root + "/")
