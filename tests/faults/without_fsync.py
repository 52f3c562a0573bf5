"""Take one fsync away, to see that a power cut is then noticed. The product knows nothing of this."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import tenfold

__all__ = ["SQLITE", "sites", "without"]

_PRODUCT = Path(tenfold.__file__).parent
_SYNCING = {"fsync", "fdatasync", "sync_folder"}
SQLITE = ("sqlite:FULL", "sqlite:NORMAL", "sqlite:OFF")
"""SQLite's own fsyncs, weakened step by step from EXTRA."""


@cache
def sites() -> dict[str, str]:
    """Every call of `os.fsync` and of what calls it, found in the product's source.

    Maps `path:line` below the package to the function that it stands in.
    """
    found = {}
    for path in sorted(_PRODUCT.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if not any(name in source for name in _SYNCING):
            continue
        for function in ast.walk(ast.parse(source)):
            if isinstance(function, ast.FunctionDef):
                for node in ast.walk(function):
                    if isinstance(node, ast.Call) and _name(node) in _SYNCING:
                        place = f"{path.relative_to(_PRODUCT).as_posix()}:{node.lineno}"
                        found[place] = f"{path.stem}.{function.name}, {_name(node)}"
    return found


def _name(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


@contextmanager
def without(site: str | None) -> Iterator[None]:
    """Within it, the fsync called at `site` does nothing; `sqlite:MODE` sets SQLite's synchronous."""
    if site is None:
        yield
    elif site.startswith("sqlite:"):
        with _weaker_sqlite(site.removeprefix("sqlite:")):
            yield
    else:
        plain = os.fsync

        def fsync(descriptor: int) -> None:
            if site not in _places():
                plain(descriptor)

        os.fsync = fsync
        try:
            yield
        finally:
            os.fsync = plain


@contextmanager
def _weaker_sqlite(mode: str) -> Iterator[None]:
    import tenfold.store.sqlite as sqlite

    plain = sqlite._set_pragmas

    def weaken(connection: Any, record: Any) -> None:
        plain(connection, record)
        connection.execute(f"pragma synchronous = {mode}")

    sqlite._set_pragmas = weaken
    try:
        yield
    finally:
        sqlite._set_pragmas = plain


def _places() -> set[str]:
    """`path:line` of the product's functions that are being carried out."""
    found = set()
    frame = sys._getframe(2)
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(_PRODUCT):
            found.add(f"{path.relative_to(_PRODUCT).as_posix()}:{frame.f_lineno}")
        frame = frame.f_back
    return found
