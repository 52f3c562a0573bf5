"""Looking through the whole library for papers that are one: after the rules were changed, or papers edited."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tenfold.papers.alike import Likeness
from tenfold.papers.merging import KeeperRule, keeper
from tenfold.papers.outline import outline_of
from tenfold.papers.pool import Pool
from tenfold.papers.shelf import Relation, Shelf

if TYPE_CHECKING:
    from tenfold.papers.library import Library

__all__ = ["look_again", "merge_the_same"]

_CHUNK = 1000


def look_again(library: Library) -> int:
    """Note every pair that is alike by the rules as they are now; how many were not noted before.

    Nothing is merged: a pair that the rules take for the same is shown as doubtful.
    """
    found: dict[tuple[int, int], tuple[Relation, str]] = {}
    for older, newer, like, is_first_version in _pairs(library):
        if like.verdict == "version":
            pair = (older, newer) if is_first_version else (newer, older)
            found[pair] = ("version of", like.reason)
        else:
            found[older, newer] = ("doubtful", like.reason)
    return library.note_relations(found)


def merge_the_same(library: Library, rule: KeeperRule) -> int:
    """Merge what the rules take for one paper, all in one batch; how many papers became part of another.

    Papers that somebody told apart are never merged, nor by way of a third that is like both.
    """
    group_of: dict[int, set[int]] = {}
    apart: dict[int, set[int]] = defaultdict(set)
    for one, other in map(tuple, library.decided_pairs()):
        apart[one].add(other)
        apart[other].add(one)
    for older, newer, like, _ in _pairs(library):
        ours, theirs = group_of.get(older, {older}), group_of.get(newer, {newer})
        if like.verdict == "same" and all(apart[n].isdisjoint(theirs) for n in ours):
            united = ours | theirs
            group_of.update(dict.fromkeys(united, united))
    groups = {}
    for group in {frozenset(group) for group in group_of.values()}:
        kept = keeper(library.by_number(sorted(group)), rule)
        groups[kept] = sorted(group - {kept})
    return library.merge_groups(groups)


def _pairs(library: Library) -> Iterator[tuple[int, int, Likeness, bool]]:
    """Pairs that are alike: the older, the newer, how, and whether the older is the preprint."""
    papers = library.each()
    while chunk := list(itertools.islice(papers, _CHUNK)):
        outlines = {number: outline_of(paper) for number, paper in chunk}
        pool = Pool(library.rules)
        with library.reading() as session:
            shelf = Shelf(session)
            near = shelf.candidates(list(outlines.values()), library.rules)
            for number, standing in shelf.standing(sorted(near)).items():
                pool.add(number, outline_of(standing.paper))
        for number, outline in outlines.items():
            for other in pool.alike(outline, but=[number]):
                if other.number < number:
                    is_first = pool[other.number].side == "preprint"
                    yield other.number, number, other.likeness, is_first
