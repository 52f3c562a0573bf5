"""Where answers come from: keys of a terminal, names typed with completion, or lines of a script."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from tenfold.cli.data.printing import plain
from tenfold.cli.keys import KeySource, single_keys

if TYPE_CHECKING:
    from rich.console import Console

    from tenfold.desk.labelling.keys import Answer

__all__ = ["Answers", "answers_from"]

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
        with single_keys() as keys:
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


class _Keys:
    """One key, or a name with Tab and Enter where there are too many classes for keys."""

    def __init__(self, terminal: Console, keys: KeySource) -> None:
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
