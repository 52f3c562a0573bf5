"""Whether the library has changed since one looked last: for what takes long to work out from all of it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from tenfold.papers.library import Library
from tenfold.papers.topics.taxonomy_file import taxonomy_path
from tenfold.store.ledger import Ledger
from tenfold.store.stamps import file_stamp, folder_stamp

if TYPE_CHECKING:
    from tenfold.store.ledger import Kind
    from tenfold.store.workspace import Workspace

__all__ = ["library_stamp"]


def library_stamp(workspace: Workspace, *kinds: Kind) -> Hashable:
    """Another one when a paper, what people say of these kinds, a declaration, a setting or the file of topics,
    which may lie anywhere, has changed.
    """
    changes = Library(workspace).last_change(), Ledger(workspace).last_change(kinds)
    topics = taxonomy_path(workspace)
    topics_are = file_stamp(topics) if topics is not None else ()
    return changes, topics_are, folder_stamp(workspace.root), folder_stamp(workspace.studies)
