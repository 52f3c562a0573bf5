"""What is known of the index that stands: its folder, what it holds, and the digests of its files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from tenfold.store.digests import canonical_json, digest_mapped
from tenfold.store.files import write_durably

__all__ = ["Built", "BuiltError", "read_built", "write_built"]

_FILE = "words.json"


class BuiltError(Exception):
    """The index that stands cannot be used. Within this package only: it is then built anew."""


@dataclass(frozen=True, slots=True)
class Built:
    """An index that stands: `change` and `answers` are the newest changes of the library, and of the answers,
    that it holds.
    """

    folder: str
    schema: str
    change: int
    answers: int
    files: Mapping[str, str]

    def verify(self, root: Path) -> None:
        """Raise BuiltError where a file is missing or its bytes changed."""
        for name, digest in self.files.items():
            path = root / self.folder / name
            try:
                sound = digest_mapped(path) == digest
            except (OSError, ValueError):
                sound = False
            if not sound:
                raise BuiltError("it was damaged")


def read_built(root: Path) -> Built | None:
    """What stands below `root`; None: nothing. Raises BuiltError where that cannot be read."""
    try:
        content = json.loads((root / _FILE).read_bytes())
        built = Built(
            **{"answers": 0, **content}
        )  # an older version knew none; its schema is another
        if "/" in built.folder or not (
            isinstance(built.change, int) and isinstance(built.answers, int)
        ):
            raise BuiltError("it was damaged")
        return built
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise BuiltError("it was damaged") from error


def write_built(root: Path, folder: str, schema: str, changes: tuple[int, int]) -> None:
    """Put an index in place: its files are there whole, with `changes` of the library and the answers."""
    files = {
        path.name: digest_mapped(path)
        for path in sorted((root / folder).iterdir())
        if not path.name.startswith(".") and path.stat().st_size > 0
    }
    write_durably(root / _FILE, canonical_json(asdict(Built(folder, schema, *changes, files))))
