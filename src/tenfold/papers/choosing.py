"""Which papers go out, and under which keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tenfold.papers.cited import Cited
from tenfold.papers.holdings import Holdings
from tenfold.papers.record import Paper
from tenfold.papers.shelf import Shelf

__all__ = ["Chosen", "choose"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Papers under the keys that were used for them, which may be old ones.

    numbers
        Their numbers; None where the whole library is meant.
    missing
        Keys that are cited and that the library does not hold.
    remarks
        What a person should know before relying on the list.
    """

    papers: tuple[Paper, ...]
    numbers: frozenset[int] | None
    missing: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def choose(library: Holdings, keys: Sequence[str], cited: Sequence[Cited] = ()) -> Chosen:
    """The papers with `keys` and those that are cited; with neither, the whole library.

    Raises InputError for one of `keys` that the library does not hold.
    """
    for key in keys:
        library.number(key)
    is_all = not (keys or cited) or any(c.everything for c in cited)
    used = dict.fromkeys([*keys, *(key for c in cited for key in c.keys)])
    found = _found(library, used)
    named = {paper.key for _, paper in found}
    rest = library.each() if is_all else _parents(library, found)
    own = dict(found)  # one entry for each number, whatever its keys
    found += [(n, paper) for n, paper in rest if n not in own]
    missing = tuple(key for key in used if key not in named)
    numbers = None if is_all else frozenset(n for n, _ in found)
    remarks = (*_twice(found), *_withdrawn(found))
    return Chosen(tuple(paper for _, paper in found), numbers, missing, remarks)


def _found(library: Holdings, keys: Iterable[str]) -> list[tuple[int, Paper]]:
    """The papers that keys lead to, each under the key that led there."""
    with library.reading() as session:
        shelf = Shelf(session)
        numbers = shelf.with_keys(keys)
        standing = shelf.standing(set(numbers.values()))
    return [(n, standing[n].paper.with_key(key)) for key in keys if (n := numbers.get(key))]


def _parents(library: Holdings, found: list[tuple[int, Paper]]) -> list[tuple[int, Paper]]:
    """What the entries of `found` refer to: without it BibTeX would lose their fields."""
    parents: dict[int, Paper] = {}
    seen: set[str] = set()
    papers = [paper for _, paper in found]
    while wanted := {key for paper in papers for key in _named(paper)} - seen:
        seen |= wanted
        new = dict(_found(library, sorted(wanted)))
        papers = list(new.values())
        parents |= new
    return list(parents.items())


def _named(paper: Paper) -> list[str]:
    names = [*paper.extra.get("crossref", "").split(","), *paper.extra.get("xdata", "").split(",")]
    return [name.strip() for name in names if name.strip()]


def _twice(found: Iterable[tuple[int, Paper]]) -> list[str]:
    keys: dict[int, list[str]] = {}
    for number, paper in found:
        keys.setdefault(number, []).append(paper.key)
    return [
        f"{' and '.join(same)} are one paper: it would be listed {len(same)} times."
        for same in keys.values()
        if len(same) > 1
    ]


def _withdrawn(found: Iterable[tuple[int, Paper]]) -> list[str]:
    said = {}
    for number, paper in found:
        if paper.withdrawn is not None:
            about = " ".join(filter(None, (paper.withdrawn.on, paper.withdrawn.reason)))
            ending = f": {about.removesuffix('.')}" if about else ""
            said[number] = f"{paper.key} was {paper.withdrawn.kind}{ending}."
    return list(said.values())
