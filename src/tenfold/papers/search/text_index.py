"""The index of words: derived from the library, so it may be lost, damaged or old at any time.

It stands in one folder a build; `words.json` names the folder, the state of the library that it holds, and
the digests of its files. A build is put in place by replacing that one file, so a reader has the old index
or the new one whole.
"""

from __future__ import annotations

import itertools
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tenfold.errors import DamageError, InputError
from tenfold.papers.record import Paper
from tenfold.papers.search.asking import tantivy_query
from tenfold.papers.search.built import Built, BuiltError, read_built, write_built
from tenfold.papers.search.fields import document, register_analysers, schema, schema_digest
from tenfold.papers.search.query import Query
from tenfold.papers.search.source import (
    NO_CHANGE_YET,
    Answers,
    Beat,
    NoAnswers,
    Papers,
    Told,
)
from tenfold.papers.search.written import NOTHING_WRITTEN
from tenfold.store.files import make_folder_durably, storage_errors
from tenfold.store.only_one import only_one
from tenfold.wording import worded

if TYPE_CHECKING:
    import tantivy

    from tenfold.store.workspace import Workspace

__all__ = ["NOTHING_BUILT", "NamesField", "TextIndex", "Upkeep", "WordHits"]

NOTHING_BUILT = "there was none"
"""Why the first index is built."""

NamesField = Literal["work", "cites"]

_WAIT_S = 600.0
_PAGE = 500
_TIES = 100
"""So many more are asked for than are wanted, since equal scores come in any order."""
_LARGE_HEAP, _SMALL_HEAP = 128_000_000, 30_000_000


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What was done to bring the index up to date.

    n_papers
        Papers that were indexed anew, or taken out.
    rebuilt
        Why all of it was built anew; empty where it was not.
    is_elsewhere
        Another process is at it; nothing was done here.
    """

    n_papers: int = 0
    rebuilt: str = ""
    is_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class WordHits:
    """Papers found, the best first: (number, BM25 score); `n_found` counts them all."""

    ranked: tuple[tuple[int, float], ...]
    n_found: int


class TextIndex:
    """The words of the papers of one workspace."""

    def __init__(
        self,
        workspace: Workspace,
        papers: Papers,
        answers: Answers | None = None,
        *,
        person: str = "",
        beat: Beat | None = None,
    ) -> None:
        """`beat` spares the look for changes as long as it says the same."""
        self._root = workspace.hidden / "index"
        self._papers = papers
        self._answers = answers or NoAnswers()
        self._person = person
        self._verified: Built | None = None
        self._counted: tuple[Built, int, int] | None = None
        self._beat = beat
        self._current_at: str | None = None

    @cached_property
    def _built(self) -> Built | None:
        """What stands, or None where nothing has been built."""
        return read_built(self._root)

    @cached_property
    def _searcher(self) -> tantivy.Searcher:
        if self._built is None:
            raise InputError(
                "no search index has been built.",
                code="TF-PAPER-INDEX",
                remedy="tenfold paper index",
            )
        return _opened(self._root / self._built.folder).searcher()

    def _refresh(self) -> bool:
        """See what stands now, and whether it is the same: what was opened then stays open."""
        known = self.__dict__.pop("_built", None)
        try:
            is_same = known is not None and known == self._built
        except BuiltError:
            is_same = False
        if not is_same:
            self.__dict__.pop("_searcher", None)
        return is_same

    @property
    def n_papers(self) -> int:
        """How many papers it holds."""
        try:
            if self._built is None:
                return 0
        except BuiltError:  # another process is building it anew
            return 0
        with self._usable():
            return self._searcher.num_docs

    @property
    def changes(self) -> tuple[int, int]:
        """The newest changes of the library and of the answers that it holds; 0 where it holds none."""
        try:
            return (0, 0) if self._built is None else (self._built.change, self._built.answers)
        except BuiltError:  # as above
            return 0, 0

    def bring_up_to_date(
        self,
        *,
        anew: bool = False,
        wait_s: float = _WAIT_S,
        told: Told | None = None,
    ) -> Upkeep:
        """Index what changed since; all of it where there is no index, or none that can be used.

        Parameters
        ----------
        anew
            Build all of it whatever there is.
        wait_s
            How long to wait for another process that is at it.
        told
            Told how far it is.
        """
        if not anew and self._is_current():
            return Upkeep()
        with only_one(self._root / "words.lock", wait_s=wait_s) as is_mine:
            if not is_mine:
                return Upkeep(is_elsewhere=True)
            self._refresh()
            reason = "it was asked for" if anew else self._why_anew()[0]
            if reason:
                return self._build(reason, told)
            return self._catch_up(told)

    def _is_current(self) -> bool:
        """Whether nothing is to be done, without the lock: most searches end here."""
        beat = (
            None if self._beat is None else self._beat()
        )  # before the look: a change makes another
        if self._refresh() and beat is not None and beat == self._current_at:
            return True
        why_anew, numbers = self._why_anew()
        is_current = not why_anew and not numbers
        self._current_at = beat if is_current else None
        return is_current

    def _changed(self) -> tuple[tuple[int, int], list[int]]:
        """The newest changes of the library and of the answers, and the papers to index for them."""
        built = self._built
        change, answers = (0, 0) if built is None else (built.change, built.answers)
        newest, numbers = self._papers.changed_since(change)
        newest_answers, answered = self._answers.changed_since(answers)
        return (newest, newest_answers), sorted({*numbers, *answered})

    def _why_anew(self) -> tuple[str, list[int]]:
        """Why the index cannot be used or caught up, empty where it can; then the papers to catch up on."""
        try:
            if self._built is None:
                return NOTHING_BUILT, []
            if self._built.schema != schema_digest():
                return worded("it was made by another version"), []
            if self._verified != self._built:
                self._built.verify(self._root)
                self._verified = self._built
            n_papers = self._searcher.num_docs
        except BuiltError as error:
            return str(error), []
        except BaseException as error:  # a panic of the native library is no Exception
            return _damage(error), []
        return self._misfit(self._built, n_papers)

    def _misfit(self, built: Built, n_papers: int) -> tuple[str, list[int]]:
        """Whether the index is of this library: it may have been restored, or written by hand.

        Papers are counted once for a state of the library; what changes them makes another state.
        """
        counted, numbers = self._changed()
        (newest, answers), n_there = counted, n_papers
        if self._counted != (built, *counted):
            n_there = self._papers.count()
            (newest, answers), numbers = (
                self._changed()
            )  # what came in since the count is one of these
        is_older = newest < built.change or answers < built.answers
        if is_older or (not numbers and n_papers != n_there):
            return worded("it did not fit the library"), []
        self._counted = (built, *counted)
        return "", numbers

    def _build(self, reason: str, told: Told | None) -> Upkeep:
        from tantivy import Index

        newest, _ = self._papers.changed_since(NO_CHANGE_YET)  # before the papers are read
        answers, _ = self._answers.changed_since(NO_CHANGE_YET)
        folder = f"words-{secrets.token_hex(6)}"
        with storage_errors(self._root):
            make_folder_durably(self._root / folder)
            index = Index(schema(), path=str(self._root / folder), reuse=False)
            register_analysers(index)
            writer = index.writer(_LARGE_HEAP, 0)
            n_papers = self._write(writer, self._papers.each(), self._papers.count(), told)
            writer.commit()
            writer.wait_merging_threads()
        self._put_in_place(folder, (newest, answers))
        return Upkeep(n_papers, reason)

    def _catch_up(self, told: Told | None) -> Upkeep:
        from tantivy import Query as Asked

        newest, numbers = self._changed()
        if self._built is None or not numbers:
            return Upkeep()
        folder = self._built.folder
        with storage_errors(self._root):
            writer = _opened(self._root / folder).writer(_SMALL_HEAP, 1)
            # Not by term: that takes no unsigned number, and says nothing.
            old = Asked.term_set_query(schema(), "number", numbers)
            writer.delete_documents_by_query(old)
            self._write(writer, self._by_number(numbers), len(numbers), told)
            writer.commit()
            writer.wait_merging_threads()
        self._put_in_place(folder, newest)
        return Upkeep(len(numbers))

    def _by_number(self, numbers: list[int]) -> Iterator[tuple[int, Paper]]:
        for start in range(0, len(numbers), _PAGE):
            found = self._papers.by_number(numbers[start : start + _PAGE])
            yield from sorted(found.items())

    def _write(
        self,
        writer: tantivy.IndexWriter,
        papers: Iterator[tuple[int, Paper]],
        n_papers: int,
        told: Told | None,
    ) -> int:
        done = 0
        while page := list(itertools.islice(papers, _PAGE)):
            answers = self._answers.of([number for number, _ in page])
            for number, paper in page:
                written = answers.get(number, NOTHING_WRITTEN)
                writer.add_document(document(number, paper, written))
            done += len(page)
            if told is not None:
                told("indexing papers", done, max(done, n_papers))
        return done

    def _put_in_place(self, folder: str, changes: tuple[int, int]) -> None:
        write_built(self._root, folder, schema_digest(), changes)
        self._refresh()
        for old in self._root.glob("words-*"):
            if old.name != folder:  # of a build before, or of one that was broken off
                shutil.rmtree(old, ignore_errors=True)

    def find(self, query: Query, *, limit: int, any_term: bool = False) -> WordHits:
        """The papers that have all terms of the query, or any of them.

        Equal scores come in the order of numbers (where at most a hundred stand at the limit's score).
        """
        asked = tantivy_query(query, any_term=any_term, person=self._person)
        if asked is None or not self.n_papers:
            return WordHits((), 0)
        return self._ask(asked, limit)

    def fulfilling(self, query: Query) -> list[int] | None:
        """All papers that fulfil a query, in the order of numbers; None: it asks for nothing."""
        asked = tantivy_query(query, person=self._person)
        if asked is None:
            return None
        if not self.n_papers:
            return []
        with self._usable():
            found: Any = self._searcher.search(
                asked, self.n_papers, count=False, order_by_field="number"
            )
        return sorted(int(number) for number, _ in found.hits)

    def _ask(self, asked: tantivy.Query, limit: int) -> WordHits:
        with self._usable():  # Any: the stubs of tantivy know no count
            found: Any = self._searcher.search(asked, min(limit + _TIES, self.n_papers))
            places = [place for _, place in found.hits]
            numbers = self._searcher.fast_field_values("number", places)
        ranked = [
            (int(number), float(score))
            for number, (score, _) in zip(numbers, found.hits, strict=True)
            if number is not None
        ]
        ranked.sort(key=lambda hit: (-hit[1], hit[0]))
        return WordHits(tuple(ranked[:limit]), found.count or 0)

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:  # a panic, as above
            raise DamageError(
                f"the search index cannot be used: {_damage(error)}.",
                where=str(self._root),
                remedy="Nothing else is lost. Build it anew: tenfold paper index --anew",
            ) from error

    def with_names(self, field: NamesField, names: Iterable[str], *, limit: int) -> WordHits:
        """Papers that are (``work``) or cite (``cites``) a work with any of these names of `fields.work_names`.

        Those with most of the names come first; the score counts them.
        """
        from tantivy import Occur
        from tantivy import Query as Asked

        terms = [Asked.term_query(schema(), field, name) for name in sorted(set(names))]
        if not terms or not self.n_papers:
            return WordHits((), 0)
        counted = [(Occur.Should, Asked.const_score_query(term, 1.0)) for term in terms]
        return self._ask(Asked.boolean_query(counted), limit)


def _opened(folder: Path) -> tantivy.Index:
    from tantivy import Index

    index = Index.open(str(folder))
    register_analysers(index)
    return index


def _damage(error: BaseException) -> str:
    """What is said of an index that cannot be opened; anything else is raised again."""
    if isinstance(error, (ValueError, OSError)) or type(error).__name__ == "PanicException":
        return worded("it was damaged")
    raise error
