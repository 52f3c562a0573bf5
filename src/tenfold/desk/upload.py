"""Data that came as bytes from somebody's browser: read and added by a child process, within bounds.

`python -m tenfold.desk.upload WORKSPACE FILE PERSON` is that process. What is wanted comes to it as JSON, which
may be longer than a command can be. It has a folder to itself that holds the file alone. What it says comes
back as JSON: the version, or the error as `tenfold data add` says it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO

from tenfold.errors import DamageError, DataError, InputError, StoppedError, TenfoldError
from tenfold.store.workspace import Workspace
from tenfold.wording import worded

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenfold.data.dataset import Dataset

__all__ = ["ENDINGS", "MAX_BYTES", "Added", "Wanted", "add_upload", "check_name", "main"]

MAX_BYTES = 32 << 20
ENDINGS = (
    ".csv", ".tsv", ".tab", ".txt", ".jsonl", ".ndjson", ".json", ".xlsx", ".parquet", ".arrow", ".feather",
)  # fmt: skip
"""Those that are taken, ``.gz`` allowed after them."""
_LONGEST_NAME = 100
_TIMEOUT_S = 120
_MEMORY_BYTES = 4 << 30
_PIECE_BYTES = 1 << 20
_KINDS: dict[str, type[TenfoldError]] = {
    "data": DataError, "input": InputError, "damage": DamageError, "other": TenfoldError,
}  # fmt: skip
"""Which error the child met, the narrower ones first."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What was said beside the file, as the options of `tenfold data add`; empty: not said.

    `next_version`: it may become the next version of a data set that is there, and what the name means then.
    """

    name: str = ""
    text: str = ""
    label: str = ""
    id: str = ""
    encoding: str = ""
    unlabelled: bool = False
    classes: tuple[str, ...] = ()
    next_version: bool = False


@dataclass(frozen=True, kw_only=True)
class Added:
    """The version that was added; `is_new` is False where the name had these rows already."""

    name: str
    number: int
    n_rows: int
    is_new: bool


def check_name(file: str) -> str:
    """The name of a file as a browser says it, without any folder before it.

    Raises InputError (TF-DATA-001) for one that is of no format that is read, or no name.
    """
    name = file.replace("\\", "/").rpartition("/")[2]
    if not name.isprintable() or name.startswith((".", "-")) or len(name) > _LONGEST_NAME:
        name = ""
    stem = name.lower().removesuffix(".gz")
    if not name or not stem.endswith(ENDINGS):
        raise InputError(
            worded(
                "{value!r} is of no format that is taken here.",
                value=name[:_LONGEST_NAME] or "the file",
            ),
            code="TF-DATA-001",
            remedy=worded("One of {known}; .gz may follow.", known=", ".join(ENDINGS)),
        )
    return name


def add_upload(workspace: Workspace, content: BinaryIO, file: str, wanted: Wanted) -> Added:
    """Read the file strictly and give it a name and a version, as `tenfold data add` does.

    Raises what that says, and StoppedError where the reading took too long or too much.
    """
    name = check_name(file)
    with TemporaryDirectory(prefix="tenfold-upload-") as folder:
        _write(content, Path(folder) / name)
        command = [sys.executable, "-P", "-m", "tenfold.desk.upload", str(workspace.root), name]
        try:
            done = subprocess.run(
                [*command, workspace.person], input=json.dumps(asdict(wanted)).encode(),
                cwd=folder, capture_output=True, timeout=_TIMEOUT_S, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise _gave_up(name, f"took more than {_TIMEOUT_S} seconds") from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise _gave_up(name, "took too much memory, or ended without a word") from None
    if "error" in answer:
        error = answer["error"]
        raise _KINDS[answer["kind"]](
            error["message"], code=error["code"], where=error["where"], remedy=error["remedy"]
        )
    return Added(**answer)


def _write(content: BinaryIO, path: Path) -> None:
    with path.open("wb") as file:
        n_bytes = 0
        while piece := content.read(_PIECE_BYTES):
            n_bytes += len(piece)
            if n_bytes > MAX_BYTES:
                raise InputError(
                    worded(
                        "a file that comes through the browser has up to {most} MiB.",
                        most=MAX_BYTES >> 20,
                    ),
                    where=path.name,
                    remedy=worded(
                        "Add it on the machine itself: tenfold data add FILE. Nothing was added."
                    ),
                )
            file.write(piece)


def _gave_up(name: str, why: str) -> StoppedError:
    return StoppedError(
        worded("reading it {why!s}. Nothing was added.", why=why),
        where=name,
        remedy=worded("Add it on the machine itself: tenfold data add FILE"),
    )


def main() -> None:
    """Read and add one file of the working folder, and print what came of it."""
    root, file, person = sys.argv[1:]
    _bound_memory()
    workspace = Workspace(Path(root)).acting_as(person)
    fields = json.load(sys.stdin.buffer)
    wanted = Wanted(**{**fields, "classes": tuple(fields["classes"])})
    try:
        dataset = _add(workspace, file, wanted)
    except TenfoldError as error:
        kind = next(name for name, kind in _KINDS.items() if isinstance(error, kind))
        answer: dict[str, Any] = {"error": error.to_json(), "kind": kind}
    else:
        answer = asdict(
            Added(
                name=dataset.name,
                number=dataset.number,
                n_rows=len(dataset),
                is_new=dataset.is_new,
            )
        )
    print(json.dumps(answer))


def _add(workspace: Workspace, file: str, wanted: Wanted) -> Dataset:
    from tenfold.data import catalog
    from tenfold.data.options import ReadOptions
    from tenfold.data.reading import read_files
    from tenfold.data.sources import default_name
    from tenfold.desk.labelling.opening import open_labelling

    options = ReadOptions(wanted.encoding or None)
    raw = read_files([Path(file)], options)  # never `read_source`: a name may read like an address
    name = wanted.name or default_name(raw)
    if not wanted.next_version and name in _names(workspace):
        raise InputError(
            worded("there is a data set called {name!r} already.", name=name),
            where=file,
            remedy=worded(
                "Give another name, or say that this is its next version. Nothing was added."
            ),
        )
    add: Callable[..., Dataset] = catalog.add_unlabelled if wanted.unlabelled else catalog.add
    dataset = add(
        workspace, raw, name=name, text=wanted.text or None,
        label=wanted.label or None, id=wanted.id or None, options=options,
    )  # fmt: skip
    if wanted.unlabelled and wanted.classes:
        open_labelling(workspace, dataset.name, classes=wanted.classes)
    return dataset


def _names(workspace: Workspace) -> set[str]:
    from tenfold.data import catalog

    return {entry["name"] for entry in catalog.listing(workspace)}


def _bound_memory() -> None:
    """A file that unpacks without end ends the child and nothing else."""
    with suppress(ImportError, ValueError, OSError):  # where the system has no such bound
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))


if __name__ == "__main__":
    main()
