"""A declaration as text: everything wrong with it at once, and nothing newer is overwritten."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from tenfold.errors import DeclarationError, InputError, TenfoldError
from tenfold.store.digests import digest_bytes
from tenfold.store.files import write_durably
from tenfold.study.examples import resolve_data
from tenfold.study.reaching import reaches
from tenfold.study.reading import declaration_path, parse_declaration
from tenfold.wording import worded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenfold.store.workspace import Workspace

__all__ = ["NewerTextError", "Written", "problems_of", "read_written", "require_same", "rewrite"]

_ONE_AT_A_TIME = Lock()
"""Of two threads that save at once the second one meets the text of the first."""


@dataclass(frozen=True, slots=True)
class Written:
    """The text of a declaration as its file has it. `version` is the digest of its bytes."""

    name: str
    text: str
    version: str


class NewerTextError(InputError):
    """The file was changed after it was read; `now` is what stands there."""

    def __init__(self, now: Written) -> None:
        self.now = now
        super().__init__(
            "it was changed meanwhile. Nothing was saved.",
            where=f"studies/{now.name}.toml",
            remedy="Open it again.",
        )


def read_written(workspace: Workspace, name: str) -> Written:
    """The declaration of a study as text. Raises InputError where there is none, or it is not UTF-8."""
    content = declaration_path(workspace.studies, name).read_bytes()
    try:
        return Written(name, content.decode(), digest_bytes(content))
    except UnicodeDecodeError as error:
        where = f"studies/{name}.toml"
        raise InputError(
            worded("is not UTF-8 (byte {start}).", start=error.start), where=where
        ) from error


def problems_of(
    workspace: Workspace, name: str, text: str, *, may_reach: bool = True
) -> Sequence[TenfoldError]:
    """Everything that keeps a text from being the declaration of a study, its data included.

    Without `may_reach` it may name only what the workspace knows (`reaches`).
    """
    path = Path(f"studies/{name}.toml")
    try:
        declaration = parse_declaration(tomllib.loads(text), path)
        if not may_reach and (found := reaches(workspace, declaration)):
            return found
        resolve_data(workspace, declaration)
    except tomllib.TOMLDecodeError as error:
        return [InputError(worded("is not valid TOML: {error}.", error=error), where=str(path))]
    except DeclarationError as error:
        return error.problems
    except TenfoldError as error:
        return [error]
    return []


def require_same(workspace: Workspace, name: str, version: str) -> Written:
    """The declaration, if it is still the one that was read. Raises NewerTextError where it is not."""
    now = read_written(workspace, name)
    if now.version != version:
        raise NewerTextError(now)
    return now


def rewrite(workspace: Workspace, name: str, text: str, *, based_on: str) -> None:
    """Put a text in the place of the declaration with the version `based_on`.

    Raises NewerTextError where the file was changed since, DeclarationError with everything that is wrong.
    """
    if problems := problems_of(workspace, name, text):
        raise DeclarationError(problems)
    with _ONE_AT_A_TIME:
        require_same(workspace, name, based_on)
        write_durably(workspace.studies / f"{name}.toml", text.encode())
