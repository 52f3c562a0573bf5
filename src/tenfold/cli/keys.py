"""Keys of a terminal, one by one as they are typed."""

from __future__ import annotations

import contextlib
import os
import select
import sys
from collections.abc import Iterator
from typing import Any, Protocol

__all__ = ["KeySource", "single_keys"]

_ESCAPE = "\x1b"
_STEP_S = 0.2  # how long a signal may have to wait


class KeySource(Protocol):
    """What is typed: a key at a time, a whole line, and what was typed already."""

    def key(self) -> str: ...

    def line(self) -> str: ...

    def waiting(self) -> str: ...


@contextlib.contextmanager
def single_keys() -> Iterator[KeySource]:
    """Keys one by one for as long as this is open; the terminal is put back on leaving, also by Ctrl-C.

    Not key by key (as `typer.getchar` does it): switching for each key throws away what was typed in between.
    """
    try:
        import termios
        import tty
    except ImportError:  # Windows
        yield _AnyTerminal()
        return
    file = sys.stdin.fileno()
    before = termios.tcgetattr(file)
    try:
        tty.setcbreak(file, termios.TCSADRAIN)
        yield _Terminal(file, before)
    finally:
        termios.tcsetattr(file, termios.TCSADRAIN, before)


class _Terminal:
    """A terminal in the mode that gives each key at once."""

    def __init__(self, file: int, before: list[Any]) -> None:
        self._file, self._before = file, before

    def key(self) -> str:
        """One character; empty at the end of the input."""
        # A signal just before a read that blocks is not looked at until a key is pressed: short steps.
        while not select.select([self._file], [], [], _STEP_S)[0]:
            pass
        content = os.read(self._file, 1)
        if content and content[0] >= 0xC0:  # the first byte tells how many belong to the character
            content += os.read(self._file, 1 + (content[0] >= 0xE0) + (content[0] >= 0xF0))
        text = content.decode("utf-8", errors="replace")
        if text == _ESCAPE:
            self.waiting()  # an arrow key sends several
        return text

    def line(self) -> str:
        """A whole line, edited as usual."""
        import termios
        import tty

        termios.tcsetattr(self._file, termios.TCSADRAIN, self._before)
        try:
            return sys.stdin.readline()
        finally:
            tty.setcbreak(self._file, termios.TCSADRAIN)

    def waiting(self) -> str:
        """What was typed already."""
        if not select.select([self._file], [], [], 0)[0]:
            return ""
        return os.read(self._file, 4096).decode("utf-8", errors="replace")


class _AnyTerminal:
    """Where there is no termios."""

    def key(self) -> str:
        import typer

        try:
            return str(typer.getchar())[:1]
        except EOFError:
            return ""

    def line(self) -> str:
        return sys.stdin.readline()

    def waiting(self) -> str:
        return ""
