"""Two records of one paper become one: what is empty is filled, and what was there first stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, cast, get_args

from tenfold.errors import InputError, nearest
from tenfold.papers.keys import folded
from tenfold.papers.outline import outline_of
from tenfold.papers.record import Paper
from tenfold.papers.titles import title_key

__all__ = ["Conflict", "KeeperRule", "Merged", "keeper", "keeper_rule", "merged"]

KeeperRule = Literal["oldest", "newest", "fullest", "published"]

_UNITED = ("ids", "extra")


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field on which two records differ; the first one's value was kept."""

    field: str
    kept: str
    other: str

    def to_json(self) -> dict[str, str]:
        """As commands print it."""
        return {"field": self.field, "kept": self.kept, "other": self.other}


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged paper, the fields that came from the newer record, and those on which the two differ."""

    paper: Paper
    taken_over: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


def merged(old: Paper, new: Paper) -> Merged:
    """Fill what is empty in `old` from `new`; unite identifiers, keywords and unknown fields.

    In a conflict the older value stays. A date that says more of the same (2021-06 after 2021), and the newer
    count of citations, are no conflicts. Merging the same record again changes nothing.
    """
    values: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    for f in fields(Paper):
        if f.name == "key":
            continue
        ours, theirs = getattr(old, f.name), getattr(new, f.name)
        value, differing = _both(f.name, ours, theirs)
        if value != ours:
            values[f.name] = value
        conflicts += differing
    return Merged(replace(old, **values), tuple(values), tuple(conflicts))


def keeper_rule(name: str) -> KeeperRule:
    """The rule of that name. Raises InputError where there is none."""
    for rule in get_args(KeeperRule):
        if rule == name:
            return cast(KeeperRule, rule)
    raise InputError(
        f"no rule {name!r} for which paper stays.", remedy=nearest(name, get_args(KeeperRule))
    )


def keeper(papers: Mapping[int, Paper], rule: KeeperRule = "published") -> int:
    """Which of several records (by number: a lower one is older) stays when they are merged.

    ``published``: that of a venue, then the fullest, then the oldest. ``fullest``: with most fields.
    """

    def rank(number: int) -> tuple[bool, int, int]:
        paper = papers[number]
        is_published = rule == "published" and outline_of(paper).side == "published"
        n_fields = len(paper.to_content()) if rule in ("published", "fullest") else 0
        return is_published, n_fields, number if rule == "newest" else -number

    return max(papers, key=rank)


def _both(name: str, ours: Any, theirs: Any) -> tuple[Any, list[Conflict]]:
    """The value of a field after merging, and what differs."""
    if theirs in (None, "", (), {}) or theirs == ours:
        return ours, []
    if ours in (None, "", (), {}):
        return theirs, []
    if name in _UNITED:
        return _united(name, ours, theirs)
    if name == "keywords":
        known = {folded(word) for word in ours}
        return (*ours, *(word for word in theirs if folded(word) not in known)), []
    if name == "type" and ours == "article":  # the type of what says none
        return theirs, []
    if name == "type" and theirs == "article":
        return ours, []
    if name == "n_citations":
        return theirs, []
    if name == "issued" and theirs.startswith(ours):
        return theirs, []
    if _says_the_same(name, ours, theirs):
        return ours, []
    return ours, [Conflict(name, _said(ours), _said(theirs))]


def _united(
    name: str, ours: Mapping[str, str], theirs: Mapping[str, str]
) -> tuple[Mapping[str, str], list[Conflict]]:
    differing = [k for k in theirs if k in ours and theirs[k] != ours[k]]
    conflicts = [Conflict(f"{name}.{k}", ours[k], theirs[k]) for k in differing]
    return {**theirs, **ours} if theirs.keys() - ours.keys() else ours, conflicts


def _says_the_same(name: str, ours: Any, theirs: Any) -> bool:
    """Whether two values differ in typing, or in how much they say, and not in what."""
    if name in ("authors", "editors"):
        return [folded(n.family) for n in ours] == [folded(n.family) for n in theirs]
    if name == "references":
        return True
    if isinstance(ours, str) and isinstance(theirs, str):
        if name == "issued":
            return ours.startswith(theirs)
        return title_key(ours) == title_key(theirs)
    return False


def _said(value: Any) -> str:
    text = "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return text if len(text) <= 200 else text[:199] + "…"
