"""Search in a library: how well twenty searches are answered, and how fast a large library answers.

Quality: the searches of `paper_queries.toml`, written before there was a search, over real papers and with the
real encoder. Speed: the same papers replicated with other ids, titles and years; their vectors are random
projections of word counts (encoding 100,000 abstracts takes hours, and what is timed is the search, whose
query is encoded by the real encoder all the same). Each part is a process of its own, with its own memory.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.anthology import FOLDER, AnthologyLibrary, read_anthology, replicated
from tenfold.papers.record import Paper
from tenfold.papers.search.meaning_encoder import EmbeddedEncoder
from tenfold.papers.search.search import By, PaperSearch
from tenfold.store.workspace import Workspace

__all__ = ["add_options", "main", "typed_searches"]

_ROOT = Path(__file__).resolve().parents[1]
_QUERIES = Path(__file__).with_name("paper_queries.toml")
_WAYS: tuple[By, ...] = ("words", "meaning", "both")
_TOP = 5


def add_options(parser: argparse._ArgumentGroup) -> None:
    parser.add_argument("--papers", type=int, default=100_000, help="papers of the large library")
    parser.add_argument(
        "--real", type=int, default=3_000, help="papers for quality; 0: leave it out"
    )
    parser.add_argument("--searches", type=int, default=200, help="timed searches a way")
    parser.add_argument(
        "--kept", type=Path, help="a folder that keeps the real vectors for the next time"
    )


def main(options: argparse.Namespace) -> None:
    if options.real:
        _quality(options.real, options.kept)
    with tempfile.TemporaryDirectory() as folder:
        for part in ("build", *_WAYS):
            words = [sys.executable, "-m", "benchmarks.paper_search", part, folder]
            words += [str(options.papers), str(options.searches)]
            path = f"{_ROOT}{os.pathsep}{_ROOT / 'src'}"
            subprocess.run(words, cwd=_ROOT, env={**os.environ, "PYTHONPATH": path}, check=True)


# quality


def _subset(n_papers: int) -> list[Paper]:
    """Those that should be found, and others at random."""
    papers = read_anthology(FOLDER)
    wanted = {key for search in _searches() for key in search["papers"]}
    missing = wanted - {paper.key for paper in papers}
    if missing:
        raise SystemExit(f"not in the files: {sorted(missing)}")
    others = [paper for paper in papers if paper.key not in wanted and paper.abstract]
    chosen = random.Random(0).sample(others, min(n_papers - len(wanted), len(others)))
    return [paper for paper in papers if paper.key in wanted] + chosen


def _searches() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(_QUERIES.read_text(encoding="utf-8"))["search"]
    return found


def _quality(n_papers: int, kept: Path | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.create(kept or Path(folder) / "lab")
        search = PaperSearch(workspace, AnthologyLibrary(_subset(n_papers)))
        began = time.perf_counter()
        done = search.meaning.bring_up_to_date()
        took = time.perf_counter() - began
        print(f"{n_papers} real papers; {done.n_papers} encoded in {took:.1f} s")
        first: dict[str, list[int]] = {way: [] for way in _WAYS}
        n_wanted = 0
        for one in _searches():
            n_wanted += len(one["papers"])
            for way in _WAYS:
                hits = search.search(one["query"], by=way, limit=_TOP).hits
                first[way].append(len({hit.key for hit in hits} & set(one["papers"])))
            shown = "  ".join(f"{way} {first[way][-1]}" for way in _WAYS)
            print(f"  {one['query']:<62} of {len(one['papers'])}: {shown}")
        for way in _WAYS:
            n_searches = sum(n > 0 for n in first[way])
            print(
                f"{way:<8} {n_searches} of {len(first[way])} searches have one in the top {_TOP}; "
                f"{sum(first[way])} of {n_wanted} papers are there"
            )


# speed


class Projected:
    """A stand-in for the encoder: random projections of word counts. A query costs what the real one costs."""

    digest = "random projections of word counts"
    width = 384

    def __init__(self, workspace: Workspace) -> None:
        self._real = EmbeddedEncoder(workspace)
        self._words: dict[str, np.ndarray] = {}

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.array([self._vector(text) for text in texts], dtype=np.float32)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / np.maximum(norms, 1e-12)

    def encode_query(self, text: str) -> np.ndarray:
        self._real.encode_query(text)  # its time counts
        vector: np.ndarray = self.encode([text])[0]
        return vector

    def _vector(self, text: str) -> np.ndarray:
        return np.sum([self._of_word(word) for word in text.casefold().split()], axis=0)

    def _of_word(self, word: str) -> np.ndarray:
        if word not in self._words:
            chance = np.random.default_rng(list(word.encode()))
            self._words[word] = chance.standard_normal(self.width, dtype=np.float32)
        return self._words[word]


def _part(part: str, folder: Path, n_papers: int, n_searches: int) -> None:
    papers = list(replicated(read_anthology(FOLDER), n_papers))
    library = AnthologyLibrary(papers)
    workspace = Workspace.create(folder / "lab")
    before = _peak_mb()
    if part == "build":
        search = PaperSearch(workspace, library, encoder=Projected(workspace))
        print(f"{n_papers:,} papers")
        print(f"  index of words built in {_timed(search.words.bring_up_to_date):.1f} s")
        print(f"  vectors (stand-in) in {_timed(search.meaning.bring_up_to_date):.1f} s")
        size = sum(f.stat().st_size for f in (workspace.hidden / "index").rglob("*") if f.is_file())
        print(f"  on disk {size / 1e6:.0f} MB; peak {_peak_mb()} MB, of it {before} MB the papers")
        return
    way = next(way for way in _WAYS if way == part)
    search = PaperSearch(workspace, library, encoder=Projected(workspace))
    typed = typed_searches(papers, n_searches)
    opened = _timed(lambda: search.search(typed[0], by="words"))
    first = _timed(lambda: search.search(typed[0], by=way))
    times = sorted(_timed(lambda t=t: search.search(t, by=way)) for t in typed)
    p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
    print(
        f"  {way:<8} opened, verified and asked in {opened:.2f} s; first so in {first:.2f} s; "
        f"median {1000 * statistics.median(times):.0f} ms, p95 {1000 * p95:.0f} ms, "
        f"largest {1000 * times[-1]:.0f} ms; peak {_peak_mb()} MB, of it {before} MB the papers"
    )


def typed_searches(papers: list[Paper], n_searches: int) -> list[str]:
    """The twenty searches, and words, phrases and years of titles."""
    chance = random.Random(1)
    typed = [one["query"] for one in _searches()]
    while len(typed) < n_searches:
        words = papers[chance.randrange(len(papers))].title.split()
        at = chance.randrange(len(words))
        some = " ".join(words[at : at + chance.randint(1, 4)])
        kinds = (some, f'"{some}"', f"{some} year:2010..2020", f"title:{words[at]} {some}")
        typed.append(chance.choice(kinds))
    return typed


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    said = sys.argv[1:]
    _part(said[0], Path(said[1]), int(said[2]), int(said[3]))
