"""Whom and what a person follows: authors, venues, topics. Nothing is asked by following."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal, get_args

from tenfold.errors import InputError, nearest
from tenfold.papers.fetching import Question
from tenfold.papers.sources import SOURCES, SourceName, Wanted
from tenfold.papers.typed import typed_line
from tenfold.store.ledger import Change, Ledger

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["ASKED", "FOLLOWED_KINDS", "Follow", "FollowedKind", "Follows"]

FollowedKind = Literal["author", "venue", "topic"]
FOLLOWED_KINDS: tuple[FollowedKind, ...] = get_args(FollowedKind)

ASKED: Mapping[FollowedKind, tuple[SourceName, ...]] = {
    "author": ("openalex", "crossref", "arxiv"),
    "venue": ("crossref",),
    "topic": ("openalex", "arxiv", "crossref", "s2"),
}
"""The sources that can be asked for each; the first one is, where nobody says otherwise."""
_BEFORE = timedelta(days=90)
_MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """An author or a venue by name, or a topic by words; what appeared `since` then is new."""

    number: int
    kind: FollowedKind
    name: str
    source: SourceName
    since: date

    def question(self, since: date | None = None) -> Question:
        """What is asked of the source."""
        fields = {"author": "author", "venue": "venue", "topic": "words"}
        said: dict[str, Any] = {fields[self.kind]: self.name}
        day = (since or self.since).isoformat()
        return Question(SOURCES[self.source], Wanted(limit=_MOST, since=day, **said))

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {
            "number": self.number,
            "kind": self.kind,
            "name": self.name,
            "source": self.source,
            "host": SOURCES[self.source].host,
            "since": self.since.isoformat(),
        }


class Follows:
    """What the acting person follows. Nobody else sees it."""

    def __init__(self, workspace: Workspace, *, person: str | None = None) -> None:
        self._ledger = Ledger(workspace, person=person)

    def all(self) -> list[Follow]:
        """All of it, in the order in which it was begun."""
        looks = self._ledger.entries("look")
        taken = {e.subject: e.content["asked"] for e in looks if "asked" in e.content}
        return [
            Follow(
                number=entry.number,
                kind=entry.content["kind"],
                name=entry.content["name"],
                source=entry.content["source"],
                since=date.fromisoformat(taken.get(_subject(entry.number), entry.content["since"])),
            )
            for entry in self._ledger.entries("follow")
        ]

    def some(self, names: Sequence[str]) -> list[Follow]:
        """Those with these names, or all. Raises InputError for an unknown name, and where there are none."""
        every = self.all()
        if not every:
            raise InputError(
                "you follow nobody yet.",
                code="TF-PAPER",
                remedy='Begin: tenfold paper follow --author "NAME"',
            )
        return [self._named(name) for name in names] if names else every

    def _named(self, name: str) -> Follow:
        every, said = self.all(), " ".join(name.split()).casefold()
        for follow in every:
            if follow.name.casefold() == said:
                return follow
        hint = nearest(name, [follow.name for follow in every])
        raise InputError(f"you do not follow {name!r}.", code="TF-PAPER", remedy=hint)

    def follow(
        self, kind: FollowedKind, name: str, *, source: str | None = None, today: date
    ) -> Follow:
        """Follow somebody or something; what appeared in the 90 days before `today` will be new too.

        Raises InputError where it is followed already, and for a source that cannot be asked for it.
        """
        said, asked = typed_line(name, kind), _source(kind, source)
        if any(f.kind == kind and f.name.casefold() == said.casefold() for f in self.all()):
            raise InputError(
                f"you follow the {kind} {said!r} already.",
                code="TF-PAPER",
                remedy="See: tenfold paper following",
            )
        since = (today - _BEFORE).isoformat()
        content = {"kind": kind, "name": said, "source": asked, "since": since}
        self._ledger.save([Change(kind="follow", content=content)])
        return self.all()[-1]

    def unfollow(self, name: str) -> Follow:
        """Follow it no longer; that can be taken back. Raises InputError for an unknown name."""
        found = self._named(name)
        gone = Change(kind="follow", number=found.number, content=None, action="remove")
        self._ledger.save([gone])
        return found

    def note_asked(self, follows: Sequence[Follow], *, today: date) -> None:
        """Remember that what appeared up to `today` was taken in: next time only later papers are new."""
        known = {entry.subject: entry.number for entry in self._ledger.entries("look")}
        self._ledger.save(
            [
                Change(
                    kind="look",
                    number=known.get(_subject(follow.number)),
                    content={"asked": today.isoformat()},
                    subject=_subject(follow.number),
                    action="ask",
                )
                for follow in follows
            ]
        )


def _source(kind: FollowedKind, said: str | None) -> SourceName:
    able = ASKED[kind]
    for source in able:
        if said in (None, source):
            return source
    raise InputError(
        f"{said} cannot be asked for papers by {kind}.",
        code="TF-PAPER", where="--at", remedy=f"Ask with --at {' | '.join(able)}",
    )  # fmt: skip


def _subject(number: int) -> str:
    return f"follow:{number}"
