"""The answers to the ten questions about a paper: one set a reader, of which the lab may choose its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError
from tenfold.papers.paper_ledger import PaperLedger
from tenfold.papers.quotes import Quote, quotes_in
from tenfold.papers.typed import typed_text
from tenfold.store.ledger import Change, Entry

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["N_QUESTIONS", "SKIM", "Answer", "Answers", "Version"]

N_QUESTIONS = 10
SKIM = (1, 5, 8)
"""The questions that a first look answers: the problem, the key of the solution, the support."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one reader answered to question `n`, in Markdown. `is_chosen`: the lab took it as its own."""

    n: int
    text: str
    person: str
    made: datetime
    changed: datetime
    is_chosen: bool = False

    @property
    def quotes(self) -> list[Quote]:
        """The paper's words in it, with their pages."""
        return quotes_in(self.text)

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {
            "n": self.n,
            "text": self.text,
            "person": self.person,
            "changed": self.changed.isoformat(),
            "is_chosen": self.is_chosen,
            "quotes": [quote.to_json() for quote in self.quotes],
        }


@dataclass(frozen=True, slots=True)
class Version:
    """How an answer stood from `time` on; no text: it was taken away."""

    time: datetime
    action: str
    text: str | None


class Answers:
    """Answers in a workspace. Everybody in the lab sees them; each reader writes their own.

    `person` is who acts; default: the person of the workspace.
    """

    def __init__(self, workspace: Workspace, *, person: str | None = None) -> None:
        self._ledger = PaperLedger(workspace, person=person)
        self.person = self._ledger.person

    def answer(self, subject: str, n: int, text: str, *, based_on: str | None = None) -> Answer:
        """Save the acting reader's answer; the one before it is kept as a version.

        Raises InputError for a question that there is not, and for an empty text; ChangedSinceError where
        another answer stands than the one it is `based_on` (see `Change`).
        """
        _require_question(n)
        said = typed_text(text, "answer")
        before = self._own(subject, n)
        if before is None or before.content["text"] != said:
            self._ledger.save([_change(before, subject, n, said, based_on)])
        return self.answers_of(subject)[self.person][n]

    def remove(self, subject: str, n: int, *, based_on: str | None = None) -> None:
        """Take the acting reader's answer away. Raises InputError where there is none, or another one."""
        _require_question(n)
        before = self._own(subject, n)
        if before is None:
            raise _no_answer(n, self.person)
        self._ledger.save(
            [
                Change(
                    kind="answer",
                    number=before.number,
                    content=None,
                    action="remove",
                    based_on=based_on,
                )
            ]
        )

    def choose(self, subject: str, n: int, person: str) -> Answer:
        """Take `person`'s answer as the lab's own. Raises InputError where they have none.

        Anybody may choose; the last choice counts, and taking it back brings the one before.
        """
        _require_question(n)
        if n not in self.answers_of(subject).get(person, {}):
            raise _no_answer(n, person)
        content = {"part": "choice", "n": n, "person": person}
        self._ledger.save(
            [Change(kind="answer", content=content, subject=subject, action="choose")]
        )
        return self.answers_of(subject)[person][n]

    def answers_of(self, subject: str) -> dict[str, dict[int, Answer]]:
        """All that stands about a paper: by reader, by number of the question."""
        return _by_person(self._ledger.about(subject, ["answer"]))

    def of_each(self, subjects: Iterable[str]) -> dict[str, dict[str, dict[int, Answer]]]:
        """The same of several papers, of those that somebody answered about."""
        found = self._ledger.about_each(subjects, ["answer"])
        return {subject: _by_person(entries) for subject, entries in found.items()}

    def of_all_papers(self) -> dict[str, dict[str, dict[int, Answer]]]:
        """The same of every paper that somebody answered about, by its subject: for search and surveys."""
        about: dict[str, list[Entry]] = {}
        for entry in self._ledger.of_everybody("answer"):
            about.setdefault(entry.subject, []).append(entry)
        found = {subject: _by_person(own) for subject, own in about.items()}
        return {subject: by_person for subject, by_person in found.items() if by_person}

    def standing(self, subject: str) -> dict[int, Answer]:
        """One answer a question: the lab's choice; else the acting reader's own; else the newest."""
        by_person = self.answers_of(subject)
        standing: dict[int, Answer] = {}
        for n in range(1, N_QUESTIONS + 1):
            given = [own[n] for own in by_person.values() if n in own]
            if given:
                standing[n] = max(given, key=self._weight)
        return standing

    def _weight(self, answer: Answer) -> tuple[bool, bool, datetime]:
        return answer.is_chosen, answer.person == self.person, answer.changed

    def open_questions(self, subject: str, *, skim: bool = False) -> list[int]:
        """The questions that the acting reader has not answered yet; `skim`: of the three alone."""
        given = self.answers_of(subject).get(self.person, {})
        return [n for n in (SKIM if skim else range(1, N_QUESTIONS + 1)) if n not in given]

    def versions(self, subject: str, n: int) -> list[Version]:
        """Every text of the acting reader's answer, oldest first. Raises InputError where there is none."""
        entry = self._own(subject, n)
        if entry is None:
            raise _no_answer(n, self.person)
        states = self._ledger.history("answer", entry.number)
        return [Version(s.time, s.action, s.content["text"] if s.content else None) for s in states]

    def _own(self, subject: str, n: int) -> Entry | None:
        entries = _of_part(self._ledger.about(subject, ["answer"]), "question")
        own = (e for e in entries if e.person == self.person and e.content["n"] == n)
        return next(own, None)


def _by_person(entries: Sequence[Entry]) -> dict[str, dict[int, Answer]]:
    """Of one paper, by reader and question."""
    chosen = _chosen(entries)
    answers: dict[str, dict[int, Answer]] = {}
    for entry in _of_part(entries, "question"):
        n = entry.content["n"]
        answers.setdefault(entry.person, {})[n] = Answer(
            n=n,
            text=entry.content["text"],
            person=entry.person,
            made=entry.made,
            changed=entry.changed,
            is_chosen=chosen.get(n) == entry.person,
        )
    return {person: dict(sorted(own.items())) for person, own in answers.items()}


def _of_part(entries: Sequence[Entry], part: str) -> Iterable[Entry]:
    return (entry for entry in entries if entry.content["part"] == part)


def _chosen(entries: Sequence[Entry]) -> Mapping[int, str]:
    """Whose answer the lab took, by question: choices are begun anew each time, so the last one counts."""
    return {e.content["n"]: e.content["person"] for e in _of_part(entries, "choice")}


def _change(before: Entry | None, subject: str, n: int, text: str, based_on: str | None) -> Change:
    return Change(
        kind="answer",
        number=before.number if before else None,
        content={"part": "question", "n": n, "text": text},
        subject=subject,
        action="edit" if before else "write",
        once=before is None,
        based_on=based_on,
    )


def _require_question(n: int) -> None:
    if n not in range(1, N_QUESTIONS + 1):
        raise InputError(
            f"there are ten questions, 1 to 10. Got {n}.",
            code="TF-PAPER",
            remedy="A first look answers 1, 5 and 8.",
        )


def _no_answer(n: int, person: str) -> InputError:
    return InputError(
        f"{person} has no answer to question {n}.",
        code="TF-PAPER",
        remedy="See who answered what: tenfold paper read KEY --json",
    )
