"""Run the ```console blocks of a Markdown file as a reader would, from top to bottom.

In a block, a line that begins with `$ ` is a command (one that begins with `> ` goes on with it); the
other lines are what it prints. `...` stands for anything, inside a line or for whole lines; lines that
the document leaves out at the end are not compared. A comment right before a block changes how it is
run:

    <!-- not tested: WHY -->            the block is not run
    <!-- tested after: COMMAND -->      COMMAND is run first, to make what follows shorter
    <!-- exits with N -->               its last command must exit with N; all others with 0
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from forked.starting import environment as forked_environment
from forked.starting import folder_of_tenfold

_BLOCK = re.compile(r"((?:^<!-- [^\n]* -->\n)*)^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MARK = re.compile(r"<!-- (not tested|tested after|exits with):? (.*) -->")


@dataclass(frozen=True)
class Command:
    """One command of a document: its line there, and what it must print and exit with."""

    line: int
    text: str
    printed: tuple[str, ...] = ()
    exit_status: int = 0


@dataclass(frozen=True)
class Done:
    """What a command did: everything that it printed, and its exit status."""

    printed: str
    exit_status: int


def commands_of(markdown: str) -> Iterator[Command]:
    """The commands that are run, in order, those of the marks among them."""
    for block in _BLOCK.finditer(markdown):
        marks: dict[str, str] = dict(_MARK.findall(block.group(1)))
        if "not tested" in marks:
            continue
        first_line = markdown.count("\n", 0, block.start(2)) + 1
        if "tested after" in marks:
            yield Command(first_line - 1, marks["tested after"])
        found = list(_in_block(block.group(2), first_line))
        status = int(marks.get("exits with", "0"))
        yield from found[:-1]
        yield Command(found[-1].line, found[-1].text, found[-1].printed, status)


def _in_block(block: str, first_line: int) -> Iterator[Command]:
    text: str | None = None
    printed: list[str] = []
    begun = first_line
    for number, line in enumerate(block.splitlines(), start=first_line):
        if line.startswith("$ "):
            if text is not None:
                yield Command(begun, text, tuple(printed))
            text, printed, begun = line[2:], [], number
        elif line.startswith("> ") and text is not None and not printed:
            text += "\n" + line[2:]
        else:
            printed.append(line)
    assert text is not None, f"the block at line {first_line} holds no command"
    yield Command(begun, text, tuple(printed))


def run_all(commands: list[Command], folder: Path, *, timeout_s: float = 1200) -> list[Done]:
    """Run them in one shell, so that `cd` lasts; the result stands in the order of `commands`."""
    (folder / ".said").mkdir()
    script = ["set +e"]
    for i, command in enumerate(commands):
        said = folder / ".said" / str(i)
        script += [f"{{ {command.text}\n}} >{said}.out 2>&1", f"echo $? >{said}.status"]
    programs = [folder_of_tenfold(), Path(sys.executable).parent]
    environment = {
        **forked_environment(),
        "PATH": os.pathsep.join([*map(str, programs), os.environ["PATH"]]),
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "HF_HUB_OFFLINE": "1",
    }
    subprocess.run(
        ["bash", "-c", "\n".join(script)],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        check=True,
        timeout=timeout_s,
    )
    return [
        Done(
            (folder / ".said" / f"{i}.out").read_text(encoding="utf-8"),
            int((folder / ".said" / f"{i}.status").read_text()),
        )
        for i in range(len(commands))
    ]


def missing_line(wanted: tuple[str, ...], printed: str) -> str | None:
    """The first line of `wanted` that was not printed in its order, or None."""
    rest = iter([" ".join(line.split()) for line in printed.splitlines()])
    for line in wanted:
        words = " ".join(line.split())
        if words in ("", "..."):
            continue
        pattern = re.compile(".*".join(re.escape(part) for part in words.split("...")))
        if not any(pattern.fullmatch(said) for said in rest):
            return line
    return None
