"""Which citation keys are taken while many papers are taken in, asked of the database many at a time."""

from __future__ import annotations

import string
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from tenfold.papers.keys import free_key, usual_key
from tenfold.papers.record import Paper

__all__ = ["MAX_KEY", "TakenKeys", "is_usable"]

MAX_KEY = 200
_NOT_IN_KEYS = frozenset(",{}\"%#~\\'()=")


def is_usable(key: str) -> bool:
    """Whether a key can stand in a BibTeX file, a command and a database."""
    return (
        0 < len(key) <= MAX_KEY
        and key.isprintable()
        and not _NOT_IN_KEYS & set(key)
        and not any(c.isspace() for c in key)
    )


class TakenKeys:
    """Keys and the paper that each points to; a key that was not asked for yet is looked up."""

    def __init__(self, look_up: Callable[[Iterable[str]], Mapping[str, int]]) -> None:
        self._look_up = look_up
        self._owners: dict[str, int | None] = {}

    def foresee(self, papers: Collection[Paper], others: Iterable[str] = ()) -> None:
        """Look up at once what papers are likely to ask for, and `others`."""
        usual = {usual_key(paper) for paper in papers}
        self._ask({paper.key for paper in papers if is_usable(paper.key)} | usual | set(others))
        crowded = [key for key in usual if self._owners[key] is not None]
        self._ask({key + letter for key in crowded for letter in string.ascii_lowercase})

    def _ask(self, keys: Iterable[str]) -> None:
        new = set(keys) - self._owners.keys()
        self._owners.update(dict.fromkeys(new))
        self._owners.update(self._look_up(sorted(new)))

    def __contains__(self, key: object) -> bool:
        return self.owner(str(key)) is not None

    def owner(self, key: str) -> int | None:
        """The number of the paper that a key or alias points to."""
        if key not in self._owners:
            self._ask({key, *(key + letter for letter in string.ascii_lowercase)})
        return self._owners[key]

    def give(self, key: str, number: int) -> None:
        """Let a key point to a paper."""
        self._owners[key] = number

    def key_for(self, paper: Paper, number: int) -> str:
        """The key that a new paper gets: its own where it is usable and free, else the usual one."""
        own = paper.key
        key = own if is_usable(own) and own not in self else free_key(_short(paper), self)
        self.give(key, number)
        return key


def _short(paper: Paper) -> Paper:
    """As it is, unless its usual key would be too long for the letters after it."""
    if len(usual_key(paper)) <= MAX_KEY - 8:
        return paper
    authors = tuple(replace(name, family=name.family[:60]) for name in paper.authors[:1])
    return replace(paper, authors=authors, title=paper.title[:60])
