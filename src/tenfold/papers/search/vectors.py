"""The papers as vectors: made chunk by chunk, so that it can be broken off; a new paper adds its own alone."""

from __future__ import annotations

import itertools
import json
import secrets
import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenfold.papers.record import Paper
from tenfold.papers.search.meaning_encoder import MeaningEncoder, text_of
from tenfold.papers.search.source import NO_CHANGE_YET, Papers, Told
from tenfold.store.digests import canonical_json
from tenfold.store.files import make_folder_durably, write_durably
from tenfold.store.only_one import only_one

if TYPE_CHECKING:
    import numpy as np
    from jaxtyping import Float32

    from tenfold.papers.search.vector_rows import LiveRows, VectorRows
    from tenfold.store.workspace import Workspace

__all__ = ["MeaningUpkeep", "Vectors"]

_FILE = "meaning.json"
_WINDOW = 16_384
"""So many texts are held in memory, and sorted by length, at once."""
_WAIT_S = 600.0
_DAMAGED = "they were damaged"


@dataclass(frozen=True, slots=True)
class MeaningUpkeep:
    """What was done: papers that got a vector, why all were made anew (or ""), and whether another is at it."""

    n_papers: int = 0
    rebuilt: str = ""
    is_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class _Made:
    """The vectors that stand: up to which change of the library they are complete."""

    folder: str
    encoder: str
    change: int


class Vectors:
    """The vectors of the papers of one workspace."""

    def __init__(self, workspace: Workspace, papers: Papers, encoder: MeaningEncoder) -> None:
        self._root = workspace.hidden / "index"
        self._papers = papers
        self._encoder = encoder
        self._opened: tuple[object, LiveRows] | None = None

    def _made(self) -> _Made | None:
        try:
            made = _Made(**json.loads((self._root / _FILE).read_bytes()))
        except (OSError, ValueError, TypeError):
            return None
        usable = isinstance(made.change, int) and "/" not in str(made.folder)
        return made if usable else None

    def _rows(self, made: _Made) -> VectorRows:
        from tenfold.papers.search.vector_rows import VectorRows

        return VectorRows(self._root / made.folder, self._encoder.width)

    def _live(self) -> LiveRows | None:
        """What can be searched; None: nothing, or of another encoder, or damaged."""
        from tenfold.papers.search.vector_rows import RowsDamagedError

        made = self._made()
        if made is None or made.encoder != self._encoder.digest:
            return None
        path = self._root / made.folder / "rows"
        state = (made, path.stat().st_size if path.exists() else 0)
        if self._opened is None or self._opened[0] != state:
            try:
                self._opened = (state, self._rows(made).read())
            except (RowsDamagedError, OSError, ValueError):
                return None
        return self._opened[1]

    @property
    def is_there(self) -> bool:
        """Whether any paper has a vector. Looks at files alone; loads nothing."""
        made = self._made()
        return made is not None and (self._root / made.folder / "rows").exists()

    @property
    def n_papers(self) -> int:
        """How many papers have a vector."""
        live = self._live()
        return 0 if live is None else len(live.numbers)

    @property
    def n_behind(self) -> int:
        """How many papers have no vector, or were changed since they got theirs."""
        made = self._made()
        if made is None or made.encoder != self._encoder.digest:
            return self._papers.count()
        if made.change == 0:  # the first time was broken off
            return max(self._papers.count() - self.n_papers, 0)
        return len(self._papers.changed_since(made.change)[1])

    def bring_up_to_date(
        self, *, anew: bool = False, wait_s: float = _WAIT_S, told: Told | None = None
    ) -> MeaningUpkeep:
        """Encode the papers that have no vector, or another text than theirs was.

        Each chunk is saved when it is done, so what was broken off is gone on with. `anew` makes every vector
        again; those whose step is stored are taken from there.
        """
        with only_one(self._root / "meaning.lock", wait_s=wait_s) as is_mine:
            if not is_mine:
                return MeaningUpkeep(is_elsewhere=True)
            made, reason = self._usable(anew)
            newest, changed = self._papers.changed_since(made.change)
            n_papers = self._encode(made, changed, told)
            self._save(_Made(made.folder, made.encoder, newest))
            self._clean(made.folder)
            return MeaningUpkeep(n_papers, reason)

    def _usable(self, anew: bool) -> tuple[_Made, str]:
        """The vectors to go on with, and why they are new ones."""
        made, reason = self._made(), "it was asked for" if anew else ""
        if made is None:
            has_file = (self._root / _FILE).exists()
            reason = reason or (_DAMAGED if has_file else "there were none")
        elif made.encoder != self._encoder.digest:
            reason = reason or "they were of another encoder"
        elif self._live() is None:
            reason = reason or _DAMAGED
        elif self._papers.changed_since(NO_CHANGE_YET)[0] < made.change:
            reason = reason or "they did not fit the library"
        if made is not None and not reason:
            return made, ""
        fresh = _Made(f"meaning-{secrets.token_hex(6)}", self._encoder.digest, 0)
        make_folder_durably(self._root / fresh.folder)
        self._save(fresh)
        return fresh, reason

    def _save(self, made: _Made) -> None:
        content = {"folder": made.folder, "encoder": made.encoder, "change": made.change}
        write_durably(self._root / _FILE, canonical_json(content))

    def _clean(self, folder: str) -> None:
        for old in self._root.glob("meaning-*"):
            if old.name != folder:
                shutil.rmtree(old, ignore_errors=True)

    def _encode(self, made: _Made, changed: list[int], told: Told | None) -> int:
        """Windows of papers, each in chunks of like length. Returns how many papers got a vector."""
        from tenfold.papers.search.vector_rows import text_digest

        rows, live = self._rows(made), self._live()
        known: dict[int, tuple[int, int]] = {}
        if live is not None:
            known = dict(zip(live.numbers.tolist(), map(tuple, live.texts.tolist()), strict=True))
        papers = self._papers.each() if made.change == 0 else self._found(changed)
        self._mark_gone(rows, known, papers_there=None if made.change == 0 else changed)
        pending = (
            (number, text)
            for number, text in ((n, text_of(p)) for n, p in papers)
            if known.get(number) != text_digest(text)
        )
        n_all = max(self._papers.count() - len(known), 0) if made.change == 0 else len(changed)
        done = 0
        while window := list(itertools.islice(pending, _WINDOW)):
            for n_saved in self._encode_window(rows, window):
                done += n_saved
                if told is not None:
                    told("encoding papers", done, max(n_all, done))
        return done

    def _mark_gone(
        self,
        rows: VectorRows,
        known: dict[int, tuple[int, int]],
        papers_there: list[int] | None,
    ) -> None:
        """A row without a text for each paper that had a vector and is no longer there."""
        import numpy as np

        asked = sorted(known) if papers_there is None else [n for n in papers_there if n in known]
        gone = []
        for start in range(0, len(asked), 500):
            some = asked[start : start + 500]
            there = self._papers.by_number(some)
            gone += [number for number in some if number not in there]
        if gone:
            nothing = np.zeros((len(gone), self._encoder.width), dtype=np.float32)
            rows.append(gone, [(0, 0)] * len(gone), nothing)

    def _encode_window(self, rows: VectorRows, window: list[tuple[int, str]]) -> Iterator[int]:
        from tenfold.models.frozen import chunk_texts
        from tenfold.papers.search.vector_rows import text_digest

        numbers_of = defaultdict(list)
        for number, text in window:
            numbers_of[text].append(number)
        for chunk in chunk_texts(list(numbers_of)):
            vectors = self._encoder.encode(chunk)
            pairs = [(i, n) for i, text in enumerate(chunk) for n in numbers_of[text]]
            digests = [text_digest(chunk[i]) for i, _ in pairs]
            rows.append([n for _, n in pairs], digests, vectors[[i for i, _ in pairs]])
            yield len(pairs)

    def _found(self, numbers: list[int]) -> Iterator[tuple[int, Paper]]:
        for start in range(0, len(numbers), 500):
            yield from sorted(self._papers.by_number(numbers[start : start + 500]).items())

    def nearest(
        self, text: str, *, limit: int, among: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """The papers (of `among`) whose vectors are nearest to that of a text: (number, cosine)."""
        live = self._live()
        if live is None or not len(live.numbers) or not text.strip():
            return []
        return _nearest(live, self._encoder.encode_query(text), limit, among)

    def like(self, number: int, *, limit: int) -> list[tuple[int, float]]:
        """The papers nearest to one of them, without itself; none where it has no vector."""
        import numpy as np

        live = self._live()
        if live is None:
            return []
        at = int(np.searchsorted(live.numbers, number))
        if at == len(live.numbers) or live.numbers[at] != number:
            return []
        found = _nearest(live, live.vectors[live.places[at]], limit + 1)
        return [hit for hit in found if hit[0] != number][:limit]


def _nearest(
    live: LiveRows,
    vector: Float32[np.ndarray, " width"],
    limit: int,
    among: Sequence[int] | None = None,
) -> list[tuple[int, float]]:
    """The best of all; equal ones in the order of numbers."""
    import numpy as np

    numbers = live.numbers
    scores = (np.asarray(live.vectors) @ vector)[live.places]
    if among is not None:
        allowed = np.isin(numbers, np.fromiter(among, dtype=np.int64))
        numbers, scores = numbers[allowed], scores[allowed]
    if not len(scores):
        return []
    n = min(max(limit, 1), len(scores))
    least = np.partition(scores, len(scores) - n)[len(scores) - n]
    best = np.flatnonzero(scores >= least)
    order = best[np.lexsort((numbers[best], -scores[best]))][:n]
    return [(int(numbers[i]), float(scores[i])) for i in order]
