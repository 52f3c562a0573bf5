"""A labelling as one annotator sees it at one moment: the text that is asked, what was said, how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tenfold.desk.labelling.keys import class_keys, understand

if TYPE_CHECKING:
    from tenfold.desk.labelling.events import Event
    from tenfold.desk.labelling.keys import Answer
    from tenfold.desk.labelling.opening import Labelling
    from tenfold.desk.labelling.pool import Item
    from tenfold.desk.labelling.session import Progress, Question, Session

__all__ = ["Done", "LabellingDesk", "Said", "carry_out", "look", "typed_answer"]

_N_LATEST = 10


@dataclass(frozen=True, slots=True)
class Said:
    """An answer of this annotator that counts, and the text that it is about."""

    event: Event
    item: Item


@dataclass(frozen=True, kw_only=True)
class LabellingDesk:
    """`mine` is what this annotator has said of the text that is asked. `based_on` is the number of that, and
    `newest` that of their last answer of all; 0 where there is none: who writes says them again. `back` is the
    text that they answered before this one. `keys` are by class; empty where there are too many for keys.
    """

    reference: str
    name: str
    annotator: str
    question: Question | None
    mine: Event | None
    back: str
    newest: int
    progress: Progress
    classes: tuple[str, ...]
    keys: dict[str, str]
    latest: tuple[Said, ...]
    guidelines: str
    n_empty: int

    @property
    def based_on(self) -> int:
        return self.mine.number if self.mine else 0


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an answer. ``newer``: another window had answered meanwhile, `text` says what; nothing was
    saved. `text` is the label, or what is unclear. `item`: the text of which the answer was taken back.
    """

    what: Literal["label", "skip", "note", "undo", "nothing to undo", "newer", "unclear"]
    text: str = ""
    item: str = ""

    @property
    def stays(self) -> bool:
        """Whether the same text is still to be answered."""
        return self.what in ("note", "newer", "unclear")


def look(labelling: Labelling, session: Session, *, item: str = "") -> LabellingDesk:
    """The desk with the next text on it, or with the one whose digest is `item`."""
    question = session.question_about(item) if item else session.next()
    latest = session.latest(_N_LATEST)
    digest = question.item.digest if question else ""
    return LabellingDesk(
        reference=labelling.dataset.reference,
        name=labelling.dataset.name,
        annotator=session.annotator,
        question=question,
        mine=session.mine_on(digest) if digest else None,
        back=_before(latest, digest),
        newest=latest[0].number if latest else 0,
        progress=session.progress(),
        classes=session.classes,
        keys={name: key for key, name in class_keys(session.classes).items()},
        latest=tuple(Said(e, session.pool.by_digest[e.word.item]) for e in latest),
        guidelines=labelling.settings.guidelines,
        n_empty=labelling.pool.n_empty,
    )


def _before(latest: list[Event], digest: str) -> str:
    """The text that was answered before the one that is shown; the last one, where that is new."""
    items = [event.word.item for event in latest]
    after = items.index(digest) + 1 if digest in items else 0
    return items[after] if after < len(items) else ""


def typed_answer(typed: str, session: Session) -> Answer:
    """What a typed line means, as in the terminal."""
    return understand(typed, session.classes)


def carry_out(session: Session, answer: Answer, *, item: str, based_on: int, newest: int) -> Done:
    """Save an answer about the text `item`, unless this annotator has said something newer meanwhile."""
    if answer.meaning == "undo":
        return _undo(session, newest)
    if answer.meaning in ("unclear", "quit"):
        return Done("unclear", answer.text)
    question = session.question_about(item)
    mine = session.mine_on(item)
    if (mine.number if mine else 0) != based_on:
        return Done("newer", (mine.word.label or "") if mine else "")
    if answer.meaning == "label":
        session.label(question, answer.text)
        return Done("label", answer.text)
    if answer.meaning == "skip":
        session.skip(question)
        return Done("skip")
    if not answer.text:
        return Done("unclear")
    session.note(question, answer.text)
    return Done("note")


def _undo(session: Session, newest: int) -> Done:
    """Take back what was the last answer when the page was made, and nothing that came later."""
    latest = session.latest(1)
    if latest and latest[0].number != newest:
        return Done("newer", latest[0].word.label or "")
    question = session.undo()
    if question is None:
        return Done("nothing to undo")
    return Done("undo", item=question.item.digest)
