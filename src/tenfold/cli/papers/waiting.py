"""A sign that a command is at work, for what takes seconds and has no count."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tenfold.cli.options import console

__all__ = ["waiting"]


@contextmanager
def waiting(what: str, *, quiet: bool = False) -> Iterator[None]:
    """Show `what` on standard error as long as it lasts; nothing where that is no terminal."""
    terminal = console(stderr=True)
    if quiet or not terminal.is_terminal:
        yield
        return
    with terminal.status(what):
        yield
