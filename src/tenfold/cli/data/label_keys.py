"""Where answers come from: keys of a terminal, names typed with completion, or lines of a script."""

from __future__ import annotations

import contextlib
import os
import select
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from tenfold.cli.data.printing import plain

if TYPE_CHECKING:
    from rich.console import Console

    from tenfold.desk.labelling.keys import Answer

__all__ = ["Answers", "answers_from"]

_STEP_S = 0.2  # how long a signal may have to wait
_ENTER, _BACKSPACE, _TAB, _ESCAPE, _END = "\r\n", "\b\x7f", "\t", "\x1b", "\x04\x1a"


class Answers(Protocol):
    """Reads the next answer; `quit` at the end of the input."""

    def read(self, classes: Sequence[str]) -> Answer: ...

    def pass_over_early_ones(self) -> None:
        """Called before another text is shown."""


@contextlib.contextmanager
def answers_from(terminal: Console) -> Iterator[Answers]:
    """Keys where standard input is a terminal, else lines."""
    if sys.stdin.isatty():
        with _single_keys() as keys:
            yield _Keys(terminal, keys)
    else:
        yield _Lines()


class _Lines:
    """One answer a line: a key, a class, ``n some note``, `u`, `s`, `q`. Empty lines are passed over."""

    def pass_over_early_ones(self) -> None:
        """A script does not look at the texts anyway."""

    def read(self, classes: Sequence[str]) -> Answer:
        from tenfold.desk.labelling.keys import Answer, understand

        for line in sys.stdin:
            if line.strip():
                return understand(line, classes)
        return Answer("quit")


class _KeySource(Protocol):
    def key(self) -> str: ...

    def line(self) -> str: ...

    def waiting(self) -> str: ...


class _Keys:
    """One key, or a name with Tab and Enter where there are too many classes for keys."""

    def __init__(self, terminal: Console, keys: _KeySource) -> None:
        self._terminal = terminal
        self._keys = keys
        self._early = ""

    def pass_over_early_ones(self) -> None:
        """Of what was typed already only undo and quit count: no text is labelled unseen."""
        self._early = "".join(key for key in self._keys.waiting() if key in "uq")

    def read(self, classes: Sequence[str]) -> Answer:
        from tenfold.desk.labelling.keys import Answer, class_keys, understand

        keys = class_keys(classes)
        if self._early:
            typed, self._early = f":{self._early[0]}", self._early[1:]
        else:
            typed = self._keys.key() if keys else self._name(classes)
        if typed == "" or typed in _END:
            return Answer("quit")
        answer = understand(typed, classes)
        if answer.meaning == "note" and not answer.text:
            self._terminal.print("note: ", end="")
            return Answer("note", self._keys.line().strip())
        return answer

    def _name(self, classes: Sequence[str]) -> str:
        """A line typed letter by letter, with what it can still become; empty at the end of the input."""
        from tenfold.desk.labelling.keys import completions, longer

        line = ""
        while True:
            found = completions(line, classes) if line and not line.startswith(":") else []
            self._show(line, found)
            key = self._keys.key()
            if key == "" or key in _END:
                return ""
            if key in _ENTER:
                self._terminal.print()
                return line or " "
            if key in _BACKSPACE:
                line = line[:-1]
            elif key == _TAB:
                line = longer(line, classes)
            elif key == _ESCAPE:
                line = ""
            elif key.isprintable():
                line += key

    def _show(self, line: str, found: Sequence[str]) -> None:
        hint = f"  {', '.join(found[:5])}" + (f", {len(found) - 5} more" if len(found) > 5 else "")
        width = max(self._terminal.width - 1, 20)
        shown = (f"> {line}" + (hint if found else ""))[:width]
        self._terminal.print(f"\r{plain(shown)}{' ' * (width - len(shown))}\r", end="")
        self._terminal.print(plain(f"> {line}"[:width]), end="")


@contextlib.contextmanager
def _single_keys() -> Iterator[_KeySource]:
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
