"""Whether the library has changed since one looked last: for what takes long to work out from all of it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from tenfold.papers.library import Library
from tenfold.store.ledger import Ledger
from tenfold.store.stamps import folder_stamp

if TYPE_CHECKING:
    from tenfold.store.ledger import Kind
    from tenfold.store.workspace import Workspace

__all__ = ["library_stamp"]


def library_stamp(workspace: Workspace, *kinds: Kind) -> Hashable:
    """Another one when a paper, what people say of these kinds, a declaration or a setting has changed."""
    changes = Library(workspace).last_change(), Ledger(workspace).last_change(kinds)
    return changes, folder_stamp(workspace.root), folder_stamp(workspace.studies)
