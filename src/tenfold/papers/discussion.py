"""What people say to each other about a paper: threads of notes, caveats and pointers to replications."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, get_args

from tenfold.errors import InputError, nearest
from tenfold.look.safe_html import safe_html
from tenfold.papers.paper_ledger import PaperLedger
from tenfold.papers.typed import typed_line, typed_text
from tenfold.store.ledger import Change, ChangedSinceError, Entry, State

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["COMMENT_KINDS", "Comment", "CommentKind", "Discussion", "Place", "pointers_to"]

CommentKind = Literal["note", "caveat", "replication"]
COMMENT_KINDS: tuple[CommentKind, ...] = get_args(CommentKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One comment, in Markdown. `study`: of a replication, the study that repeats the paper's claim."""

    number: int
    person: str
    kind: str
    text: str
    made: datetime
    changed: datetime
    reply_to: int | None = None
    study: str = ""

    @property
    def html(self) -> str:
        """The text as HTML in which nothing acts: no raw HTML, no images, links to http, https and mailto."""
        return safe_html(self.text)

    @property
    def is_edited(self) -> bool:
        """Whether it is no longer as it was first written."""
        return self.changed != self.made

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {
            "number": self.number,
            "person": self.person,
            "kind": self.kind,
            "text": self.text,
            "reply_to": self.reply_to,
            "study": self.study,
            "made": self.made.isoformat(timespec="seconds"),
            "changed": self.changed.isoformat(),
            "is_edited": self.is_edited,
        }


@dataclass(frozen=True, slots=True)
class Place:
    """A comment in its thread: how deep it stands below the one that began it.

    No comment: one was taken away here, and what was said to it stands below.
    """

    depth: int
    comment: Comment | None

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {"depth": self.depth, "comment": self.comment.to_json() if self.comment else None}


class Discussion:
    """Comments in a workspace. Everybody in the lab sees them; each changes their own.

    `is_study` says whether there is a study of a name, which this package cannot know; without it every name
    is taken.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        person: str | None = None,
        is_study: Callable[[str], bool] | None = None,
    ) -> None:
        self._ledger = PaperLedger(workspace, person=person)
        self._is_study = is_study or (lambda _name: True)
        self.person = self._ledger.person

    def comment(
        self,
        subject: str,
        text: str,
        *,
        kind: str = "note",
        reply_to: int | None = None,
        study: str = "",
    ) -> Comment:
        """Say something about a paper; a `study` makes it a pointer to a replication.

        Raises InputError for an empty text, an unknown kind, a study where the kind is another or there is
        none of that name, and a reply to a comment that is not about this paper.
        """
        content = {
            "text": typed_text(text, "comment"),
            "kind": _known_kind(kind, study),
            "reply_to": self._parent(subject, reply_to),
            "study": self._known_study(study),
        }
        saved = self._ledger.save([Change(kind="comment", content=content, subject=subject)])
        return _saved(saved)

    def edit(self, subject: str, number: int, text: str, *, based_on: str | None = None) -> Comment:
        """Change the text of one of the acting person's comments; what it said before is kept.

        Raises ChangedSinceError where it stands otherwise than it was `based_on` (see `Change`).
        """
        before = self._to_change(subject, number, based_on)
        content = {**before.content, "text": typed_text(text, "comment")}
        if content == before.content:
            return _comment(before)
        change = Change(
            kind="comment", number=number, content=content, action="edit", based_on=based_on
        )
        return _saved(self._ledger.save([change]))

    def remove(self, subject: str, number: int, *, based_on: str | None = None) -> None:
        """Take one of the acting person's comments away; replies to it stay."""
        self._to_change(subject, number, based_on)
        gone = Change(
            kind="comment", number=number, content=None, action="remove", based_on=based_on
        )
        self._ledger.save([gone])

    def own(self, subject: str, number: int) -> Comment:
        """One of the acting person's comments on a paper. Raises InputError where there is none of theirs."""
        return _comment(self._own(subject, number))

    def comments_of(self, subject: str) -> list[Comment]:
        """All comments on a paper, in the order in which they were written."""
        return [_comment(entry) for entry in self._ledger.about(subject, ["comment"])]

    def threads_of(self, subject: str) -> list[Place]:
        """The same in the order of reading: under each comment what was said to it, the oldest first."""
        return _in_threads(self.comments_of(subject))

    def history(self, number: int) -> list[State]:
        """Every state of one of the acting person's comments, oldest first."""
        return self._ledger.history("comment", number)

    def _to_change(self, subject: str, number: int, based_on: str | None) -> Entry:
        """One's own; where it is based on one that was taken away meanwhile, that is what is said."""
        try:
            return self._own(subject, number)
        except InputError as error:
            if based_on and self._ledger.history("comment", number)[-1].content is None:
                raise ChangedSinceError(None, "") from error
            raise

    def _own(self, subject: str, number: int) -> Entry:
        entry = self._ledger.entry("comment", number)
        about = {entry.number for entry in self._ledger.about(subject, ["comment"])}
        if number not in about:
            raise InputError(
                f"comment {number} is about another paper.",
                code="TF-PAPER",
                remedy="See those about this one: tenfold paper comment KEY",
            )
        return entry

    def _parent(self, subject: str, reply_to: int | None) -> int | None:
        numbers = [comment.number for comment in self.comments_of(subject)]
        if reply_to is not None and reply_to not in numbers:
            raise InputError(
                f"this paper has no comment {reply_to}.",
                code="TF-PAPER",
                remedy=f"There is: {', '.join(map(str, numbers)) or 'none'}.",
            )
        return reply_to

    def _known_study(self, study: str) -> str:
        name = typed_line(study, "study") if study else ""
        if name and not self._is_study(name):
            raise InputError(
                f"there is no study {name!r}.",
                code="TF-PAPER",
                remedy="See what there is: tenfold study list",
            )
        return name


def pointers_to(workspace: Workspace, study: str) -> list[tuple[str, Comment]]:
    """Comments of everybody that point to a study, with the subjects that they are about, oldest first."""
    entries = PaperLedger(workspace).of_everybody("comment")
    found = [(e.subject, _comment(e)) for e in entries if e.content["study"] == study]
    return sorted(found, key=lambda one: one[1].number)


def _known_kind(kind: str, study: str) -> str:
    if kind not in COMMENT_KINDS:
        raise InputError(
            f"there is no comment of kind {kind!r}.",
            code="TF-PAPER",
            remedy=nearest(kind, COMMENT_KINDS),
        )
    if study and kind == "caveat":
        raise InputError(
            "a caveat names no study.",
            code="TF-PAPER",
            remedy="Say it as --kind replication, or without the study.",
        )
    return "replication" if study else kind


def _in_threads(comments: Sequence[Comment]) -> list[Place]:
    """Without recursion: a chain of replies may be as long as people like."""
    by_number = {comment.number: comment for comment in comments}
    replies: dict[int | None, list[int]] = {}
    for comment in comments:
        replies.setdefault(comment.reply_to, []).append(comment.number)
    gone = [number for number in replies if number is not None and number not in by_number]
    waiting = [(0, number) for number in sorted([*replies.get(None, []), *gone], reverse=True)]
    places = []
    while waiting:
        depth, number = waiting.pop()
        places.append(Place(depth, by_number.get(number)))
        waiting += [(depth + 1, reply) for reply in reversed(replies.get(number, []))]
    return places


def _saved(entries: list[Entry | None]) -> Comment:
    entry = entries[0]
    assert entry is not None  # it was written with content just now
    return _comment(entry)


def _comment(entry: Entry) -> Comment:
    return Comment(
        number=entry.number,
        person=entry.person,
        kind=entry.content["kind"],
        text=entry.content["text"],
        made=entry.made,
        changed=entry.changed,
        reply_to=entry.content["reply_to"],
        study=entry.content["study"],
    )
