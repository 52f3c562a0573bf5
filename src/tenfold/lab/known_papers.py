"""Which citation keys the library of a workspace has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tenfold.errors import InputError
from tenfold.papers.holdings import Holdings

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["hint_for", "is_known_paper", "unknown_papers"]


def is_known_paper(workspace: Workspace, key: str) -> bool:
    """Whether a paper has this key, or had it."""
    try:
        Holdings(workspace).number(key)
    except InputError:
        return False
    return True


def unknown_papers(workspace: Workspace, keys: Iterable[str]) -> list[str]:
    """Those keys that no paper has, in their order."""
    return [key for key in keys if not is_known_paper(workspace, key)]


def hint_for(workspace: Workspace, key: str) -> str:
    """What to do about a key that no paper has: the nearest keys of the library, and how to bring it in."""
    try:
        Holdings(workspace).number(key)
    except InputError as error:
        bring = "Bring it in: tenfold paper import FILE, or tenfold paper add ID"
        return f"{error.remedy} {bring}" if error.remedy else bring
    return ""
