"""A paper as it is read: the ten questions with everybody's answers, and what follows from one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tenfold.papers.answers import N_QUESTIONS, SKIM, Answer, Answers
from tenfold.papers.attached_pdfs import AttachedPdfs
from tenfold.papers.decision import Decision, Decisions
from tenfold.papers.quote_places import QuotePlace, quote_places
from tenfold.papers.quotes import quotes_in
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.questions import Question, ten_questions

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Sheet", "note_reached", "reading_sheet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The ten questions, the answers by reader and question, what each reader decided; `person` is who asks.

    `pages` are the texts of the paper's PDF, where there is one that was read: quotes are looked for there.
    """

    person: str
    questions: tuple[Question, ...]
    answers: Mapping[str, Mapping[int, Answer]]
    decisions: Mapping[str, Decision]
    pages: tuple[str, ...] = ()

    def places(self, answer: Answer) -> list[QuotePlace]:
        """Where the quotes of an answer stand; none where no PDF was read."""
        if not self.pages:
            return []
        return quote_places(quotes_in(answer.text, also_without_page=True), self.pages)

    @property
    def progress(self) -> dict[str, int]:
        """How many of the ten each reader has answered."""
        return {person: len(own) for person, own in self.answers.items()}

    def answers_to(self, n: int) -> list[Answer]:
        """Everybody's answers to one question: the lab's own first, then one's own, then the others'."""
        given = [own[n] for own in self.answers.values() if n in own]
        return sorted(given, key=lambda a: (not a.is_chosen, a.person != self.person, a.made))

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {
            "progress": self.progress,
            "of": N_QUESTIONS,
            "questions": [
                {
                    "n": q.n,
                    "key": q.key,
                    "question": q.text,
                    "hint": q.hint,
                    "answers": [self._answer_json(answer) for answer in self.answers_to(q.n)],
                }
                for q in self.questions
            ],
            "decisions": [decision.to_json() for decision in self.decisions.values()],
        }

    def _answer_json(self, answer: Answer) -> dict[str, Any]:
        """With where its quotes stand, if that can be told."""
        places = [place.to_json() for place in self.places(answer)]
        return {**answer.to_json(), "places": places if self.pages else None}


def _pages(workspace: Workspace, subject: str) -> tuple[str, ...]:
    text = AttachedPdfs(workspace).known_text(subject)
    return tuple(text.texts) if text else ()


def reading_sheet(
    workspace: Workspace, subject: str, *, language: str = "en", person: str | None = None
) -> Sheet:
    """What was answered and decided about a paper. Raises InputError for a language that is not spoken."""
    answers = Answers(workspace, person=person)
    return Sheet(
        person=answers.person,
        questions=ten_questions(language, about="paper"),
        answers=answers.answers_of(subject),
        decisions=Decisions(workspace, person=person).decisions_of(subject),
        pages=_pages(workspace, subject),
    )


def note_reached(
    workspace: Workspace, subject: str, *, day: date, person: str | None = None
) -> str | None:
    """Set the reading state that one's answers show: skimmed after the three, read in depth after all ten.

    Returns the state where it is a new one. It never goes back.
    """
    answered = Answers(workspace, person=person).answers_of(subject)
    marks = ReadingMarks(workspace, person=person)
    own = answered.get(marks.person, {})
    if not all(n in own for n in SKIM):
        return None
    before = marks.mark(subject).state
    reached = "read in depth" if len(own) == N_QUESTIONS else "skimmed"
    after = marks.reach(subject, reached, day=day).state
    return after if after != before else None
