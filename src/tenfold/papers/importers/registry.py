"""Which importer reads a file. Every module of this package that has an importer is known by itself."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from pathlib import Path

from tenfold.errors import InputError
from tenfold.papers import importers
from tenfold.papers.importers.importer import Importer

__all__ = ["all_importers", "importer_for"]

_HEAD_BYTES = 64 * 1024
_NO_IMPORTERS = {"importer", "registry"}


@cache
def all_importers() -> tuple[Importer, ...]:
    """Every importer by name: the values of a module's `__all__` that recognise files, as ``BIBTEX``."""
    found: dict[str, Importer] = {}
    for module in pkgutil.iter_modules(importers.__path__):
        if module.name in _NO_IMPORTERS:
            continue
        loaded = importlib.import_module(f"{importers.__name__}.{module.name}")
        for name in getattr(loaded, "__all__", ()):
            value = getattr(loaded, name)
            if hasattr(value, "recognises") and not isinstance(value, type):
                importer: Importer = value
                found[importer.name] = importer
    return tuple(found[name] for name in sorted(found))


def importer_for(path: Path) -> Importer:
    """The importer that recognises a file or folder; one whose ending it has is asked first.

    Raises InputError where there is no such file, or none recognises it.
    """
    head = _head(path)
    suffix = path.suffix.casefold().removeprefix(".")
    known = all_importers()
    asked = sorted(known, key=lambda i: suffix not in {e.removeprefix(".") for e in i.endings})
    for importer in asked:
        if importer.recognises(path, head):
            return importer
    names = ", ".join(importer.name for importer in known)
    raise InputError(
        "none of the formats that tenfold reads papers from.",
        code="TF-PAPER-FILE",
        where=str(path),
        remedy=f"It reads: {names}." if names else "No importer is installed.",
    )


def _head(path: Path) -> bytes:
    """The first bytes; none of a folder."""
    try:
        if path.is_dir():
            return b""
        with path.open("rb") as file:
            return file.read(_HEAD_BYTES)
    except OSError as error:
        raise InputError(
            f"cannot be read ({error.strerror}).",
            code="TF-PAPER-FILE",
            where=str(path),
            remedy="Nothing was imported. Name a file that you may read.",
        ) from None
