"""The study, the data set or the paper that an address names."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tenfold.data import catalog
from tenfold.errors import InputError, nearest
from tenfold.papers.library import Library
from tenfold.papers.named_paper import named_paper
from tenfold.papers.subject import subject_of
from tenfold.web.failures import NotThereError
from tenfold.wording import worded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenfold.papers.named_paper import NamedPaper
    from tenfold.store.workspace import Workspace

__all__ = ["found_or_not_there", "known_data", "known_paper", "known_study", "subject_at"]


@contextmanager
def found_or_not_there() -> Iterator[None]:
    """What is looked up in here by an address: where it is refused, it is not there."""
    try:
        yield
    except InputError as error:
        raise NotThereError(error.message, where=error.where, remedy=error.remedy) from error


def known_paper(workspace: Workspace, key: str) -> NamedPaper:
    """The paper with a key, also an old one."""
    with found_or_not_there():
        return named_paper(workspace, key)


def subject_at(workspace: Workspace, key: str) -> str:
    """What entries about the paper with a key have as their subject. Raises InputError where there is none."""
    return subject_of(Library(workspace).number(key))


def known_study(workspace: Workspace, name: str) -> str:
    """A name that is that of a study; an address never leads to another file."""
    if f"{name}.toml" not in os.listdir(workspace.studies):
        names = sorted(path.stem for path in workspace.studies.glob("*.toml"))
        remedy = nearest(name, names)
        raise NotThereError(
            worded("There is no study called {name!r} here.", name=name), remedy=remedy
        )
    return name


def known_data(workspace: Workspace, name: str) -> str:
    """A name (or name@2) that the catalog has; an address never leads to a file."""
    names = sorted({entry["name"] for entry in catalog.listing(workspace)})
    if name.partition("@")[0] not in names:
        remedy = nearest(name, names)
        raise NotThereError(
            worded("There is no data set called {name!r} here.", name=name), remedy=remedy
        )
    return name
