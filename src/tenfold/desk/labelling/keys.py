"""What a typed answer means: one key a class, or the beginning of a name where there are many classes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["MOST_KEYS", "Answer", "class_keys", "completions", "longer", "understand"]

Meaning = Literal["label", "skip", "undo", "note", "quit", "unclear"]
_COMMANDS: dict[str, Meaning] = {"u": "undo", "s": "skip", "n": "note", "q": "quit"}
_KEYS = "1234567890" + "".join(c for c in "abcdefghijklmnopqrstuvwxyz" if c not in _COMMANDS)
MOST_KEYS = 30
"""From one class more on, names are typed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`text` is the class of a label, the note, or what is unclear about the answer."""

    meaning: Meaning
    text: str = ""


def class_keys(classes: Sequence[str]) -> dict[str, str]:
    """The class of each key, digits first; empty where there are more than `MOST_KEYS` classes.

    A class whose name is a key itself has that one: the class ``1`` is never behind the key 2.

    >>> class_keys(["heart", "lung", "1"])
    {'2': 'heart', '3': 'lung', '1': '1'}
    """
    if len(classes) > MOST_KEYS:
        return {}
    own = {name for name in classes if name in _KEYS and len(name) == 1}
    free = iter(key for key in _KEYS if key not in own)
    return {name if name in own else next(free): name for name in classes}


def completions(prefix: str, classes: Sequence[str]) -> list[str]:
    """The classes that begin so, case apart; an exact name alone.

    >>> completions("card", ["card arrival", "card lost", "cash"])
    ['card arrival', 'card lost']
    """
    wanted = prefix.strip().casefold()
    exact = [name for name in classes if name.casefold() == wanted]
    return exact or [name for name in classes if name.casefold().startswith(wanted)]


def longer(prefix: str, classes: Sequence[str]) -> str:
    """The prefix with all letters that its completions share: what the tab key types.

    >>> longer("ca", ["card arrival", "card lost"])
    'card '
    """
    found = completions(prefix, classes)
    columns = zip(*(name.casefold() for name in found), strict=False)
    n_shared = sum(1 for _ in itertools.takewhile(lambda letters: len(set(letters)) == 1, columns))
    return found[0][:n_shared] if n_shared >= len(prefix) else prefix


def understand(typed: str, classes: Sequence[str]) -> Answer:
    """What a typed key or line means.

    A key of `class_keys`; `u` undo, `s` skip, `n` note (with its text after a space), `q` quit; a class name
    or a beginning that only one has. Where there are too many classes for keys, the four are typed with a colon
    before them (``:u``), which works everywhere.
    """
    line = typed.strip()
    keys = class_keys(classes)
    word, _, rest = line.removeprefix(":").partition(" ")
    if word in _COMMANDS and (keys or line.startswith(":")) and (not rest or word == "n"):
        return Answer(_COMMANDS[word], rest.strip())
    if line in keys:
        return Answer("label", keys[line])
    found = completions(line, classes) if line else []
    if len(found) == 1:
        return Answer("label", found[0])
    return Answer("unclear", _why(line, found))


def _why(line: str, found: list[str]) -> str:
    if not line:
        return "nothing was typed."
    if not found:
        return f"no class or key is {line!r}."
    shown = ", ".join(found[:8]) + (", ..." if len(found) > 8 else "")
    return f"{line!r} begins {len(found)} names: {shown}."
