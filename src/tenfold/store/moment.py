"""One moment of the database, for a page that asks much of it: what was found once is not asked again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

__all__ = ["Moment"]

_T = TypeVar("_T")


class Moment:
    """A read transaction of one thread, with what was found in it. See `Database.at_one_moment`."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._found: dict[Hashable, Any] = {}

    def once(self, what: Hashable, find: Callable[[], _T]) -> _T:
        """What `find` finds under the name `what`, found once; nobody may change it."""
        if what not in self._found:
            self._found[what] = find()
        found: _T = self._found[what]
        return found
