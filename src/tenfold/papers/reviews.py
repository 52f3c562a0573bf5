"""Reviews of a paper: fields by a form, one review a person and form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tenfold.papers.form import Form, Value
from tenfold.papers.paper_ledger import PaperLedger
from tenfold.papers.review_text import review_text
from tenfold.store.ledger import Change, Entry, State

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Review", "Reviews", "told_review"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a person wrote of a paper by a form, which is kept as it was then. `number` is the review's."""

    number: int
    subject: str
    person: str
    form: Form
    values: Mapping[str, Value]
    made: datetime
    changed: datetime

    def said(self) -> dict[str, str]:
        """The values as one types them."""
        return {key: _typed(value) for key, value in self.values.items()}

    def lines(self, language: str = "en") -> list[tuple[str, str]]:
        """What was filled in, in the order of the form: label and value with its meaning."""
        filled = (f for f in self.form.fields if f.key in self.values)
        return [(f.label(language), f.meaning(self.values[f.key])) for f in filled]

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {
            "number": self.number,
            "person": self.person,
            "form": self.form.name,
            "values": dict(self.values),
            "made": self.made.isoformat(timespec="seconds"),
            "changed": self.changed.isoformat(),
        }


class Reviews:
    """Reviews in a workspace. Everybody in the lab sees them, with their authors; each changes their own."""

    def __init__(self, workspace: Workspace, *, person: str | None = None) -> None:
        self._ledger = PaperLedger(workspace, person=person)
        self.person = self._ledger.person

    def review(
        self, subject: str, form: Form, said: Mapping[str, str], *, based_on: str | None = None
    ) -> Review:
        """Save the acting person's review by a form. Fields that are not said stay as they were before.

        A field that is said empty is taken away. The states before are kept. Raises one InputError with
        every problem of the fields, of those from before too where the form has changed since; and
        ChangedSinceError where another review stands than the one it is `based_on` (see `Change`; default:
        the one from which the fields that are not said were just taken).
        """
        before = self.own(subject, form.name)
        values = form.read({**(before.said() if before else {}), **said})
        if before is None or (before.values, before.form) != (values, form):
            content = {"form": form.to_content(), "values": values}
            just_read = before.changed.isoformat() if before else ""
            change = Change(
                kind="review",
                number=before.number if before else None,
                content=content,
                subject=subject,
                action="edit" if before else "write",
                once=before is None,
                based_on=just_read if based_on is None else based_on,
            )
            self._ledger.save([change])
        saved = self.own(subject, form.name)
        assert saved is not None  # it was written with content just now
        return saved

    def remove(self, number: int, *, based_on: str | None = None) -> None:
        """Take one of the acting person's reviews away. Raises InputError where it is not theirs."""
        gone = Change(
            kind="review", number=number, content=None, action="remove", based_on=based_on
        )
        self._ledger.save([gone])

    def reviews_of(self, subject: str) -> list[Review]:
        """Everybody's reviews of a paper, in the order in which they were begun."""
        return [_review(entry) for entry in self._ledger.about(subject, ["review"])]

    def of_all_papers(self) -> dict[str, list[Review]]:
        """The same of every paper that somebody reviewed, by its subject."""
        about: dict[str, list[Review]] = {}
        for entry in self._ledger.of_everybody("review"):
            about.setdefault(entry.subject, []).append(_review(entry))
        return about

    def history(self, number: int) -> list[State]:
        """Every state of one of the acting person's reviews, oldest first."""
        return self._ledger.history("review", number)

    def said(self, subject: str, form: str) -> dict[str, str]:
        """What the acting person's review by a form says, as one types it; empty where there is none."""
        review = self.own(subject, form)
        return review.said() if review else {}

    def own(self, subject: str, form: str) -> Review | None:
        """The acting person's review of a paper by a form, if there is one."""
        own = (r for r in self.reviews_of(subject) if r.person == self.person)
        return next((review for review in own if review.form.name == form), None)


def told_review(content: Mapping[str, Any]) -> str:
    """The content of a review's entry as a text."""
    form, values = Form.from_content(content["form"]), content["values"]
    return review_text(form, {key: _typed(value) for key, value in values.items()})


def _typed(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(value)
    return value if isinstance(value, str) else f"{value:g}"


def _review(entry: Entry) -> Review:
    return Review(
        number=entry.number,
        subject=entry.subject,
        person=entry.person,
        form=Form.from_content(entry.content["form"]),
        values=entry.content["values"],
        made=entry.made,
        changed=entry.changed,
    )
