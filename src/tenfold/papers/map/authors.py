"""Telling authors apart: by ORCID, else by their full name.

Without an ORCID two people of one name are one author here, and one person who signs as "E. Hu" and as "Edward
Hu" is two. A name without an ORCID counts as the one person of that name who has one; where two have, it stays
by itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from tenfold.papers.record import Name
from tenfold.papers.titles import title_words

__all__ = ["Authors"]


class Authors:
    """Everybody who signs a paper of the library."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._orcids: dict[str, set[str]] = {}
        for name in names:
            if name.orcid:
                self._orcids.setdefault(_full_name(name), set()).add(_orcid(name))

    def key(self, name: Name) -> str:
        """One text for one author; "" for a name without a letter."""
        full = _full_name(name)
        if name.orcid:
            return f"author:{_orcid(name)}"
        known = self._orcids.get(full, set())
        return f"author:{next(iter(known)) if len(known) == 1 else full}" if full else ""


def _orcid(name: Name) -> str:
    return name.orcid.removeprefix("https://orcid.org/").removeprefix("http://orcid.org/").upper()


def _full_name(name: Name) -> str:
    return title_words(str(name)).replace(" ", "_")
