"""The paper that a command is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenfold.papers.named_paper import NamedPaper
    from tenfold.store.workspace import Workspace

__all__ = ["Key", "named_paper", "papers_of"]

Key = Annotated[str, typer.Argument(help="A citation key, also an old one.")]


def named_paper(workspace: Workspace, key: str) -> NamedPaper:
    """The paper with a citation key; the library is loaded when a command asks for it."""
    from tenfold.papers import named_paper as names

    return names.named_paper(workspace, key)


def papers_of(workspace: Workspace, subjects: Sequence[str]) -> list[NamedPaper]:
    """The papers that entries are about; the library is loaded when a command asks for it."""
    from tenfold.papers import named_paper as names

    return names.papers_of(workspace, subjects)
