"""One doubtful pair after the other, as one decides about it: both records side by side, and what is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from tenfold.errors import InputError, nearest
from tenfold.papers.library import Library
from tenfold.papers.merging import keeper, merged
from tenfold.papers.record import Paper
from tenfold.store.digests import digest_json

if TYPE_CHECKING:
    from tenfold.papers.holdings import Doubt

__all__ = ["Decided", "DoubtDesk", "FieldOfBoth", "carry_out", "look_at_doubts"]

Do = Literal["same", "different", "version", "undo"]
_UNDONE_HERE = ("merge", "merged", "link")


@dataclass(frozen=True, slots=True)
class FieldOfBoth:
    """What two records say in one field. `differs`: a merge would keep the first and tell of the second."""

    field: str
    first: str
    second: str
    differs: bool


@dataclass(frozen=True, kw_only=True)
class DoubtDesk:
    """`first` would stay in a merge. `based_on` stands for both records: who decides says it again.

    `following` are the keys of the pair after this one. `newest` is the acting person's last change of the
    library, where it is one that is taken back here.
    """

    first: Paper | None = None
    second: Paper | None = None
    reason: str = ""
    both: tuple[FieldOfBoth, ...] = ()
    based_on: str = ""
    number: int = 0
    n_pairs: int = 0
    following: tuple[str, str] | None = None
    newest: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of an answer. ``newer``: the pair was changed or decided meanwhile, and nothing was saved."""

    what: Literal["same", "different", "version", "undo", "newer"]
    keys: tuple[str, ...] = ()


def look_at_doubts(library: Library, *, first: str = "", second: str = "") -> DoubtDesk:
    """The pair of these keys, `first` the one that would stay; or else the pair that was noted first.

    A pair that is no longer doubtful gives the first one too. Where `first` is of no pair, that record stays
    which `keeper` names.
    """
    doubts, newest = library.doubts(), _newest(library)
    if not doubts:
        return DoubtDesk(newest=newest)
    at = next((i for i, one in enumerate(doubts) if _keys(one) == {first, second}), 0)
    kept, other = _in_order(doubts[at], first)
    after = doubts[(at + 1) % len(doubts)] if len(doubts) > 1 else None
    return DoubtDesk(
        first=kept,
        second=other,
        reason=doubts[at].reason,
        both=tuple(_fields_of_both(kept, other)),
        based_on=_stamp(kept, other),
        number=at + 1,
        n_pairs=len(doubts),
        following=(after.first.key, after.second.key) if after else None,
        newest=newest,
    )


def carry_out(
    library: Library, do: str, *, first: str, second: str, based_on: str, newest: str
) -> Decided:
    """Decide about a pair as it was shown, or take the last decision back.

    ``same``: the second becomes part of the first. ``version``: the second is an earlier version of the first.
    Raises InputError for another word, and as `Library.undo` does.
    """
    wanted = _read(do)
    if wanted == "undo":
        library.undo(only=newest)
        return Decided("undo")
    pair = next((one for one in library.doubts() if _keys(one) == {first, second}), None)
    if pair is None or _stamp(*_in_order(pair, first)) != based_on:
        return Decided("newer", (first, second))
    if wanted == "same":
        library.merge(first, [second])
    elif wanted == "different":
        library.link(first, second, "different")
    else:
        library.link(second, first, "version of")
    return Decided(wanted, (first, second))


def _read(do: str) -> Do:
    if do not in get_args(Do):
        raise InputError(
            f"no answer {do!r} about a pair.", code="TF-PAPER", remedy=nearest(do, get_args(Do))
        )
    return cast(Do, do)


def _keys(doubt: Doubt) -> set[str]:
    return {doubt.first.key, doubt.second.key}


def _in_order(doubt: Doubt, first: str) -> tuple[Paper, Paper]:
    pair = {0: doubt.first, 1: doubt.second}  # the older has the lower number
    kept = next((n for n, paper in pair.items() if paper.key == first), None)
    kept = keeper(pair) if kept is None else kept
    return pair[kept], pair[1 - kept]


def _newest(library: Library) -> str:
    last = library.last_own()
    return last.batch if last is not None and last.action in _UNDONE_HERE else ""


def _stamp(*papers: Paper) -> str:
    return digest_json([paper.to_content() for paper in papers])[:16]


def _fields_of_both(first: Paper, second: Paper) -> Iterator[FieldOfBoth]:
    """Every field in which either says something, in the order of a record."""
    differing = {conflict.field for conflict in merged(first, second).conflicts}
    ours, theirs = _said(first), _said(second)
    for name in dict.fromkeys([*ours, *theirs]):
        yield FieldOfBoth(name, ours.get(name, ""), theirs.get(name, ""), name in differing)


def _said(paper: Paper) -> dict[str, str]:
    """What a record says, by field; identifiers and the unknown fields each by itself."""
    said: dict[str, str] = {}
    for f in fields(Paper):
        value = getattr(paper, f.name)
        if f.name in ("ids", "extra"):
            said |= {f"{f.name}.{kind}": one for kind, one in sorted(value.items())}
        elif text := _text(f.name, value):
            said[f.name] = text
    return said


def _text(name: str, value: Any) -> str:
    if value is None or value == () or value == "":
        return ""
    if name == "references":
        return f"{len(value):,}"
    if name == "withdrawn":
        return " ".join(part for part in (value.kind, value.on, value.reason) if part)
    if isinstance(value, bool):
        return "✓" if value else "✗"
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)
