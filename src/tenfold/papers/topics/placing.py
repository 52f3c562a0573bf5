"""The topics of a library's papers: what the assigner finds, what people said, and what that teaches."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tenfold.papers.library import Library
from tenfold.papers.record import Paper
from tenfold.papers.topics.assign import Assigner, Scored, Way
from tenfold.papers.topics.corrections import Correction, Corrections
from tenfold.papers.topics.kept_scores import KeptScores, ScoreTable
from tenfold.papers.topics.learning import Lessons, learn_all
from tenfold.papers.topics.taxonomy_file import taxonomy_of
from tenfold.store.digests import digest_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tenfold.desk.vectors import Progress
    from tenfold.papers.topics.meaning import Encode
    from tenfold.store.workspace import Workspace

__all__ = ["PaperTopics", "Placed"]

_BATCH = 1024
"""Papers that are encoded together: those added later do not change the earlier batches, which are kept."""
_COMPARED = 256
_KEPT_VERSION = 2
"""Raise it when the rule would score the same paper otherwise."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A paper with a score for every topic, in the order of the taxonomy."""

    number: int
    paper: Paper
    scored: tuple[Scored, ...]

    @property
    def topics(self) -> tuple[str, ...]:
        """The keys of the topics that it is under."""
        return tuple(scored.topic for scored in self.scored if scored.is_in)

    @property
    def year(self) -> int | None:
        """That of the paper."""
        return self.paper.year

    @property
    def is_withdrawn(self) -> bool:
        """Whether the paper was withdrawn or retracted."""
        return bool(self.paper.withdrawn)


class Covered(NamedTuple):
    """A paper for the count of a library: its topics and its year."""

    topics: tuple[str, ...]
    year: int | None
    is_withdrawn: bool


class PaperTopics:
    """The papers of one workspace under its taxonomy. Corrections are those of the acting person.

    `way` is "rule" (needs no model), "meaning" or "both". Raises ModelError where a way needs an encoder that
    is not there.
    """

    def __init__(
        self, workspace: Workspace, way: Way = "rule", *, progress: Progress | None = None
    ) -> None:
        self.taxonomy = taxonomy_of(workspace)
        self.library = Library(workspace)
        self._corrections = Corrections(workspace)
        self._index = workspace.hidden / "index"
        self._way = way
        self._encode = None if way == "rule" else _encoder(workspace, progress)
        self._ready: tuple[Assigner, dict[int, dict[str, Correction]]] | None = None
        self._keys: dict[int, tuple[str, ...]] | None = None

    def of(self, key: str) -> Placed:
        """One paper with its topics. Raises InputError where there is none of that key."""
        number, paper = self.library.number(key), self.library.paper(key)
        return next(self._placed([(number, paper)]))

    def each(self) -> Iterator[Placed]:
        """Every paper of the library with its topics, in bounded memory."""
        papers = self.library.each()
        while some := list(islice(papers, _BATCH)):
            yield from self._placed(some)

    def these(self, papers: Mapping[int, Paper]) -> Iterator[Placed]:
        """Papers that one has read already, by number, with their topics, in their order."""
        return self._placed(list(papers.items()))

    def under(self, topics: Collection[str]) -> frozenset[int]:
        """The numbers of the papers under any of some topics by rule, as people corrected it.

        Scores are kept: only papers that changed are scored again. Raises InputError for an unknown topic.
        """
        assigner, said = self._assigner()
        keys = [topic.key for topic in self.taxonomy.topics]
        table = self._kept()
        found: set[int] = set()
        for key in {self.taxonomy.topic(topic).key for topic in topics}:
            is_in = table.scores[:, keys.index(key)] >= assigner.lessons.line(key)
            words = {number: own[key].is_in for number, own in said.items() if key in own}
            found |= {n for n in table.numbers[is_in].tolist() if words.get(n, True)}
            found |= {number for number, said_in in words.items() if said_in}
        return frozenset(found)

    def each_covered(self) -> Iterator[Covered | Placed]:
        """Every paper, to be counted: by rule no paper is read but those that were added since."""
        if self._way != "rule":
            yield from self.each()
            return
        keys = self._kept_keys()
        new: list[int] = []
        for number, year, is_withdrawn in self.library.each_dated():
            if number in keys:
                yield Covered(keys[number], year, is_withdrawn)
            else:
                new.append(number)
        yield from self.these(self.library.by_number(new))

    def kept_keys_of(self, number: int, paper: Paper | None = None) -> tuple[str, ...]:
        """As `keys_of` by rule, for many papers one after another: scores are kept, and read once.

        Where no score is kept yet the paper is read, unless it is given.
        """
        if self._keys is None:
            self._keys = self._kept_keys()
        found = self._keys.get(number)
        if found is not None:
            return found
        paper = paper or self.library.by_number([number]).get(number)
        return () if paper is None else self.keys_of(number, paper)

    def _kept(self) -> ScoreTable:
        """The scores of all papers by rule; only those of papers that changed are made again."""
        if self._way != "rule":
            raise ValueError("only scores by rule are kept")
        assigner, _ = self._assigner()
        digest = digest_json([_KEPT_VERSION, repr(self.taxonomy)])
        n_topics = len(self.taxonomy.topics)
        kept = KeptScores(
            self._index, digest, n_topics, lambda some: assigner.evidence(some).scores
        )
        return kept.table(self.library)

    def _kept_keys(self) -> dict[int, tuple[str, ...]]:
        """For each paper the topics that it is under, in the order of the taxonomy."""
        (assigner, said), table = self._assigner(), self._kept()
        keys = [topic.key for topic in self.taxonomy.topics]
        is_in = table.scores >= np.array([assigner.lessons.line(key) for key in keys])
        place = {number: row for row, number in enumerate(table.numbers.tolist())}
        for number in said.keys() & place.keys():
            for key, word in said[number].items():
                is_in[place[number], keys.index(key)] = word.is_in
        return {
            number: tuple(key for key, holds in zip(keys, row, strict=True) if holds)
            for number, row in zip(place, is_in.tolist(), strict=True)
        }

    def keys_of(self, number: int, paper: Paper) -> tuple[str, ...]:
        """The keys of the topics of a paper that one has read already."""
        return next(self._placed([(number, paper)])).topics

    def keys_of_text(self, text: str) -> tuple[str, ...]:
        """The keys of the topics of a text, such as the question of a study."""
        (row,) = self._assigner()[0].scored([Paper(title=text)])
        return tuple(scored.topic for scored in row if scored.is_in)

    def correct(self, key: str, *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> Placed:
        """Keep that a paper is under some topics and not under others; how it stands then."""
        number = self.library.number(key)
        self._corrections.say(
            self.taxonomy, (number, self.library.paper(key).key), add=add, remove=remove
        )
        self._ready = self._keys = None
        return self.of(key)

    def _placed(self, papers: Sequence[tuple[int, Paper]]) -> Iterator[Placed]:
        assigner, said = self._assigner()
        rows = assigner.scored([paper for _number, paper in papers])
        for (number, paper), row in zip(papers, rows, strict=True):
            own = said.get(number, {})
            yield Placed(number, paper, tuple(_as_said(s, own.get(s.topic)) for s in row))

    def _assigner(self) -> tuple[Assigner, dict[int, dict[str, Correction]]]:
        """The assigner with its lessons, and what was said by paper; made once."""
        if self._ready is None:
            compared = () if self._encode is None else self._compared()
            assigner = Assigner(self.taxonomy, self._way, encode=self._encode, compared=compared)
            said = self._said()
            assigner.lessons = _lessons(assigner, self.library.by_number(said), said)
            self._ready = assigner, said
        return self._ready

    def _compared(self) -> list[Paper]:
        """The first papers of the library that have an abstract: they stay the same as it grows."""
        with_abstract = (paper for _number, paper in self.library.each() if paper.abstract)
        return list(islice(with_abstract, _COMPARED))

    def _said(self) -> dict[int, dict[str, Correction]]:
        """What was said, by the papers that stand: what was merged away counts for what it became.

        A paper that was removed and came in again under its key has what was said of it before.
        """
        every = self._corrections.all()
        named = {number for number, _topic in every}
        merged = self.library.became(named)
        standing = self.library.by_number(named | set(merged.values()))
        keys = {c.key for c in every.values() if c.paper not in standing and c.paper not in merged}
        again = {key: number for key in keys if (number := self._number(key)) is not None}
        found: dict[int, dict[str, Correction]] = {}
        for said in sorted(every.values(), key=lambda c: c.time):
            paper = merged.get(said.paper, said.paper)
            number = paper if paper in standing else again.get(said.key)
            if number is not None:
                found.setdefault(number, {})[said.topic] = said
        return found

    def _number(self, key: str) -> int | None:
        from tenfold.errors import InputError

        try:
            return self.library.number(key)
        except InputError:
            return None


def _encoder(workspace: Workspace, progress: Progress | None) -> Encode:
    from tenfold.desk.vectors import text_vectors

    return partial(text_vectors, workspace, progress=progress)


def _as_said(scored: Scored, said: Correction | None) -> Scored:
    if said is None:
        return scored
    word = "put here" if said.is_in else "taken away"
    reason = f"{word} by {said.person}, {said.time:%Y-%m-%d}"
    return replace(
        scored, said_by=said.person, said_in=said.is_in, reasons=(reason, *scored.reasons)
    )


def _lessons(
    assigner: Assigner, papers: Mapping[int, Paper], said: Mapping[int, Mapping[str, Correction]]
) -> Lessons:
    """What all corrections teach, topic by topic."""
    if not papers:
        return Lessons()
    numbers = sorted(papers)
    topics = [topic.key for topic in assigner.taxonomy.topics]
    evidence = assigner.evidence([papers[number] for number in numbers])
    table = np.array([[_word(said[number].get(topic)) for topic in topics] for number in numbers])
    return learn_all(topics, evidence.scores, table, evidence.vectors)


def _word(said: Correction | None) -> int:
    return -1 if said is None else int(said.is_in)
