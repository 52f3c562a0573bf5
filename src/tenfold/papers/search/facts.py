"""What the record of a paper says of it, as the index holds it: flags, rank, kind, the venue's short name."""

from __future__ import annotations

from tenfold.papers.item_kind import item_kind
from tenfold.papers.keys import folded
from tenfold.papers.record import Paper
from tenfold.papers.venue_ranks import venue_rank, venue_series

__all__ = ["fact", "facts_of"]


def fact(name: str, value: str) -> str:
    """A fact as it is indexed and asked for.

    >>> fact("series", "ACL")
    'series:acl'
    """
    return f"{name}:{' '.join(folded(value).split())}"


def facts_of(paper: Paper) -> list[str]:
    """All facts of a paper."""
    flags = {
        "code": bool(paper.code),
        "data": bool(paper.data),
        "open access": paper.open_access is True,
        "withdrawn": paper.withdrawn is not None,
        "abstract": bool(paper.abstract.strip()),
    }
    facts = [fact("flag", flag) for flag, holds in flags.items() if holds]
    facts.append(fact("kind", item_kind(paper.type)))
    if paper.venue and (series := venue_series(paper.venue)):
        facts += sorted({fact("series", name) for name in (series, _initials(series)) if name})
    if paper.venue and (rank := venue_rank(paper.venue)):
        facts.append(fact("rank", rank.rank))
    return facts


def _initials(series: str) -> str:
    """As a journal without a rank is called too: TACL. Of fewer than three large letters: nothing."""
    letters = "".join(word[0] for word in series.split() if word[0].isupper())
    return letters if len(letters) >= 3 else ""
