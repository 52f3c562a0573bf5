"""How much was said of a paper, in numbers: what one looks for before reading it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from tenfold.papers.answers import N_QUESTIONS, Answers
from tenfold.papers.discussion import Discussion
from tenfold.papers.reactions import Reactions
from tenfold.papers.reviews import Reviews

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tenfold.store.workspace import Workspace

__all__ = ["SaidCounts", "said_counts"]


@dataclass(frozen=True, slots=True)
class SaidCounts:
    """Questions answered by the acting person and by anybody, of `n_questions`; reviews; comments; and how
    many people gave each reaction.
    """

    n_questions: int
    answers_by_you: int
    answers: int
    reviews: int
    comments: int
    reactions: Mapping[str, int]

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return asdict(self)

    def __str__(self) -> str:
        """Empty where nothing was said.

        >>> str(SaidCounts(10, 3, 4, 1, 2, {"like": 2}))
        'answers 3 of 10 by you, 4 by anybody, 1 review, 2 comments, like 2'
        """
        said = []
        if self.answers:
            others = f", {self.answers} by anybody" if self.answers != self.answers_by_you else ""
            said.append(f"answers {self.answers_by_you} of {self.n_questions} by you{others}")
        for n, what in ((self.reviews, "review"), (self.comments, "comment")):
            if n:
                said.append(f"{n:,} {what}{'' if n == 1 else 's'}")
        return ", ".join([*said, *(f"{kind} {n}" for kind, n in self.reactions.items())])


def said_counts(workspace: Workspace, subject: str) -> SaidCounts:
    """What stands of a paper, by its subject."""
    by_person = Answers(workspace).answers_of(subject)
    return SaidCounts(
        n_questions=N_QUESTIONS,
        answers_by_you=len(by_person.get(workspace.person, {})),
        answers=len({n for own in by_person.values() for n in own}),
        reviews=len(Reviews(workspace).reviews_of(subject)),
        comments=len(Discussion(workspace).comments_of(subject)),
        reactions={k: len(who) for k, who in Reactions(workspace).reactions_of(subject).items()},
    )
