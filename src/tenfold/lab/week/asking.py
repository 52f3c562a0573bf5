"""The commands that a report names, where it asks for something or says how to go on."""

from __future__ import annotations

__all__ = ["command", "note_command"]


def command(*words: str) -> str:
    """A command of tenfold as code, for example in a sentence.

    >>> command("study", "run", "adapt")
    '`tenfold study run adapt`'
    """
    return f"`tenfold {' '.join(words)}`"


def note_command(*options: str) -> str:
    """The command that writes a note that others may read.

    >>> note_command("--kind", "question")
    '`tenfold note "..." --kind question --share`'
    """
    return command("note", '"..."', *options, "--share")
