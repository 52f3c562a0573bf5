"""One annotator at work on one data set: what is asked next, and what was answered."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenfold.desk.labelling.deciding import human_labels
from tenfold.desk.labelling.events import Event, Kind, Word, labels_by_item, standing
from tenfold.desk.labelling.pool import looked_at
from tenfold.desk.labelling.proposals import Known, Strategy, propose
from tenfold.errors import InputError, nearest
from tenfold.store.digests import digest_bytes
from tenfold.wording import worded

if TYPE_CHECKING:
    from jaxtyping import Float32
    from numpy import ndarray

    from tenfold.desk.labelling.pool import Item, Pool
    from tenfold.desk.labelling.record import LabelRecord

__all__ = ["Asking", "Progress", "Question", "Session", "Vectors"]

Vectors = Callable[[Sequence[str]], "Float32[ndarray, 'texts width']"]
BATCH = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How texts are chosen. A batch is proposed anew after `batch` answers. `skipped`: what this annotator
    skipped in earlier sessions is asked again.
    """

    strategy: Strategy = "mixed"
    batch: int = BATCH
    classes: tuple[str, ...] = ()
    overlap: float = 0.0
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """The text to label now, and the strategy that chose it."""

    item: Item
    chosen_by: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: `n_labelled` texts of `n_items` have a human label of anybody, `n_mine` of this one."""

    n_items: int
    n_labelled: int
    n_mine: int
    n_skipped: int
    counts: dict[str, int] = field(default_factory=dict)


class Session:
    """Asks one text after the other, and saves each answer before it returns.

    Everything is read from the record: a session that was killed goes on as a new one. `vectors` gives texts
    their vectors; it is called when a strategy first needs them.
    """

    def __init__(
        self, pool: Pool, record: LabelRecord, annotator: str, asking: Asking, vectors: Vectors
    ) -> None:
        self.pool = pool
        self.record = record
        self.annotator = annotator
        self.asking = asking
        self.classes = asking.classes
        self._vectors = vectors
        self._seen: _Seen | None = None
        self._events: list[Event] = []
        self._standing: dict[tuple[str, str], Event] = {}
        self._labelled: dict[str, dict[str, Event]] = {}
        self._queue: list[Question] = []
        self._again: list[Question] = []
        self._read()
        self._begun_at = self._events[-1].number if self._events else 0

    def next(self) -> Question | None:
        """The text to ask now; None where there is nothing left for this annotator."""
        self._read()
        # answered meanwhile by another session of the same annotator
        mine = {item for annotator, item in self._standing if annotator == self.annotator}
        self._again = [q for q in self._again if q.item.digest not in mine]
        if self._again:
            return self._again[-1]
        self._queue = [q for q in self._queue if self._is_open(q.item)]
        if not self._queue:
            self._queue = self._batch()
        return self._queue[0] if self._queue else None

    def label(self, question: Question, label: str) -> Event:
        """Save a label. Raises InputError (TF-DATA-072) for what is no class of this labelling."""
        if label not in self.classes:
            raise InputError(
                worded("no such class: {label!r}.", label=label),
                code="TF-DATA-072",
                where=self.pool.reference,
                remedy=nearest(label, self.classes),
            )
        return self._save("label", question, label=label)

    def skip(self, question: Question) -> Event:
        """Save that this annotator cannot or will not say; the text is not asked again of them."""
        return self._save("skip", question)

    def note(self, question: Question, text: str) -> Event:
        """Save a note on a text; it is still to be labelled."""
        return self._save("note", question, note=text)

    def undo(self) -> Question | None:
        """Take the last label or skip back, and ask that text again; None where there is none."""
        self._read()
        mine = [e for e in self._standing.values() if e.word.annotator == self.annotator]
        mine = [e for e in mine if e.word.item in self.pool.by_digest]
        if not mine:
            return None
        last = max(mine, key=lambda event: event.number)
        question = Question(self.pool.by_digest[last.word.item], last.word.chosen_by)
        self._save("undo", question, undoes=last.number)
        self._again.append(question)
        return question

    def mine_on(self, digest: str) -> Event | None:
        """What this annotator has said of a text and what counts; None where they have not."""
        self._read()
        return self._standing.get((self.annotator, digest))

    def latest(self, n: int) -> list[Event]:
        """The labels and skips of this annotator that were given last and count, the newest first."""
        self._read()
        mine = [
            event
            for (annotator, item), event in self._standing.items()
            if annotator == self.annotator and item in self.pool.asked
        ]
        return sorted(mine, key=lambda event: -event.number)[:n]

    def question_about(self, digest: str) -> Question:
        """A text by its digest, to be answered, or answered again.

        Raises InputError (TF-DATA-071) for one that is not asked here.
        """
        if digest not in self.pool.asked:
            raise InputError(
                worded("that text is not one of those that are to be labelled."),
                code="TF-DATA-071",
                where=self.pool.reference,
                remedy=worded("The data may have a newer version: open the page again."),
            )
        for question in (*self._again, *self._queue):
            if question.item.digest == digest:
                return question
        said, item = self.mine_on(digest), self.pool.by_digest[digest]
        return Question(item, said.word.chosen_by if said is not None else self._chosen_by(item))

    def looked_at(self) -> list[str]:
        """The texts whose vectors the strategy asks for; none where it chooses at random."""
        if self._strategy == "random":
            return []
        return [item.text for item in looked_at(self.pool)]

    def progress(self) -> Progress:
        """Counts over the texts of this pool."""
        mine = [
            event.word
            for (annotator, item), event in self._standing.items()
            if annotator == self.annotator and item in self.pool.asked
        ]
        n_labelled = sum(item in self.pool.asked for item in self._labelled)
        words = Counter(word.label for word in mine if word.label is not None)
        return Progress(
            n_items=len(self.pool.items),
            n_labelled=n_labelled,
            n_mine=words.total(),
            n_skipped=sum(word.kind == "skip" for word in mine),
            counts={name: words[name] for name in self.classes},
        )

    # inside

    def _read(self) -> None:
        """Take in what was said since, by this annotator and by others."""
        new = self.record.events(after=self._events[-1].number if self._events else 0)
        if new or not self._events:
            self._events += new
            self._standing = standing(self._events)
            self._labelled = labels_by_item(self._standing)

    def _save(
        self,
        kind: Kind,
        question: Question,
        *,
        label: str | None = None,
        note: str = "",
        undoes: int | None = None,
    ) -> Event:
        word = Word(
            kind=kind, item=question.item.digest, example=question.item.example, note=note,
            annotator=self.annotator, label=label, chosen_by=question.chosen_by, undoes=undoes,
        )  # fmt: skip
        event = self.record.save([word], version=self.pool.version)[0]
        self._read()
        if kind in ("label", "skip"):
            self._again = [q for q in self._again if q.item.digest != question.item.digest]
        return event

    def _is_open(self, item: Item) -> bool:
        """Whether a text may be asked of this annotator: they have not answered it, and it is of the overlap or
        nobody has labelled it.
        """
        answer = self._standing.get((self.annotator, item.digest))
        if answer is not None:
            was_skipped = answer.word.kind == "skip" and answer.number <= self._begun_at
            return self.asking.skipped and was_skipped
        return item.share < self.asking.overlap or item.digest not in self._labelled

    def _batch(self) -> list[Question]:
        """The next texts: of the overlap at its share, the others as the strategy says."""
        mine, n = [item for item in self.pool.items if self._is_open(item)], self.asking.batch
        first = {i: min(e.number for e in by.values()) for i, by in self._labelled.items()}
        shared = [item for item in mine if item.share < self.asking.overlap]
        shared.sort(key=lambda item: (first.get(item.digest, math.inf), item.rank))
        if self.asking.overlap >= 1:  # then it is no random part, and the strategy chooses it
            caught_up = [item for item in shared if item.digest in first][:n]
            fresh = [item for item in shared if item.digest not in first]
        else:
            own = [item for item in mine if item.share >= self.asking.overlap]
            caught_up = shared[: max(math.ceil(n * self.asking.overlap), n - len(own))]
            fresh = own
        chosen = self._choose(fresh, n - len(caught_up)) if len(caught_up) < n else []
        batch = [Question(item, "overlap") for item in caught_up]
        batch += [Question(item, self._strategy) for item in chosen]
        return sorted(batch, key=lambda question: self._turn(question.item))

    def _chosen_by(self, item: Item) -> str:
        """Who had proposed a text that is in no batch here: another session of this annotator did."""
        is_shared = item.share < self.asking.overlap
        has_all = self.asking.overlap >= 1  # then the strategy chooses what nobody has answered yet
        was_overlap = is_shared and (not has_all or item.digest in self._labelled)
        return "overlap" if was_overlap else self._strategy

    def _turn(self, item: Item) -> str:
        """Each annotator has an order of their own inside a batch, so that two at work meet other texts."""
        return digest_bytes(f"{self.annotator}\n{item.digest}".encode())

    @property
    def _strategy(self) -> Strategy:
        return "random" if self.pool.is_test else self.asking.strategy

    def _choose(self, fresh: list[Item], n: int) -> list[Item]:
        if self._strategy == "random":
            return sorted(fresh, key=lambda item: item.rank)[:n]
        import numpy as np

        seen = self._seen = self._seen or _Seen(self.pool, self._vectors)
        open_here = [seen.place[item.digest] for item in fresh if item.digest in seen.place]
        if not open_here:
            return sorted(fresh, key=lambda item: item.rank)[:n]
        known = self._known(seen)
        picked = propose(
            self._strategy, seen.vectors, np.array(open_here), known,
            n=n, seed=len(known.positions), n_classes=len(self.classes),
        )  # fmt: skip
        return [seen.items[at] for at in picked]

    def _known(self, seen: _Seen) -> Known:
        """Given and decided human labels of the texts that have vectors."""
        import numpy as np

        number = {name: i for i, name in enumerate(self.classes)}
        labels = {item.digest: item.given for item in self.pool.given}
        labels.update(human_labels(self._events))
        found = [
            (seen.place[digest], number[label])
            for digest, label in labels.items()
            if label in number and digest in seen.place
        ]
        pairs = np.array(sorted(found), dtype=np.int64).reshape(-1, 2)
        return Known(pairs[:, 0], pairs[:, 1])


class _Seen:
    """The texts that the strategies look at, and their vectors; the same whatever has been labelled."""

    def __init__(self, pool: Pool, vectors: Vectors) -> None:
        self.items = looked_at(pool)
        self.place = {item.digest: i for i, item in enumerate(self.items)}
        self.vectors = vectors([item.text for item in self.items])
