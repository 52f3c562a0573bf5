"""The parser of printed references against papers whose references are known (`reference_papers`).

Precision and recall, by layout and in all. An entry is right if its letters and digits, without its label,
are like those that were printed: 95 of 100 by rapidfuzz's ratio, one to one, so that a line too many or too
few is wrong. Fields are compared between the entries that are most like each other (60 at least): a title
by its letters (95), the year and the DOI as they are, the first author and the list of all printed authors
by family names without particles. Precision counts over all that the parser gave, recall over all that was
printed. Intervals: percentile bootstrap over papers, 10,000 resamples, seed 0; they cover the draw of
layouts of this kind, not those of the world.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from rapidfuzz import fuzz, process

from benchmarks.data import DATA_FOLDER
from benchmarks.reference_papers import Entry, TypesetPaper, letters, typeset_all
from tenfold.papers.references.printed import PrintedReference
from tenfold.papers.references.reading import references_of

_T = TypeVar("_T")
MEASURED = ("entries", "title", "year", "first author", "all authors", "DOI")
SAME_ENTRY = 95.0
SAME_TITLE = 95.0
ALIGNED = 60.0
N_RESAMPLES = 10_000


def add_options(parser: argparse._ArgumentGroup) -> None:
    """Options of this benchmark."""
    parser.add_argument("--cited-records", type=Path, default=DATA_FOLDER.parent / "papers")
    parser.add_argument("--typeset", type=Path, help="file that keeps the typeset papers' text")
    parser.add_argument("--typeset-seed", type=int, default=0)
    parser.add_argument(
        "--show-wrong", help="print what is wrong in this layout (none that is held out)"
    )


def aligned(
    entries: Sequence[Entry], found: Sequence[PrintedReference]
) -> list[tuple[Entry, PrintedReference, float]]:
    """Pairs that are most like each other, each entry in one pair at most."""
    if not found:
        return []
    printed, read = [letters(e.text) for e in entries], [letters(f.raw) for f in found]
    like = process.cdist(printed, read, scorer=fuzz.ratio)
    pairs = []
    for _ in range(min(like.shape)):
        i, j = map(int, np.unravel_index(like.argmax(), like.shape))
        if like[i, j] < ALIGNED:
            break
        pairs.append((entries[i], found[j], float(like[i, j])))
        like[i, :] = like[:, j] = -1
    return pairs


def counts(paper: TypesetPaper, found: Sequence[PrintedReference]) -> np.ndarray:
    """Right, given and printed of each that is measured, (measured, 3)."""
    pairs = aligned(paper.entries, found)
    right = [
        sum(like >= SAME_ENTRY for _, _, like in pairs),
        sum(_same_title(e, f) for e, f, _ in pairs),
        sum(e.year is not None and e.year == f.year for e, f, _ in pairs),
        sum(_families(e)[:1] == _read_families(f)[:1] != [] for e, f, _ in pairs),
        sum(_families(e) == _read_families(f) != [] for e, f, _ in pairs),
        sum(e.doi != "" and e.doi == f.ids.get("doi") for e, f, _ in pairs),
    ]
    given = _there(found, lambda f: (1, f.title, f.year, f.authors, f.authors, "doi" in f.ids))
    printed = _there(paper.entries, lambda e: (1, e.title, e.year, e.families, e.families, e.doi))
    return np.array([right, given, printed]).T


def _there(values: Sequence[_T], fields: Callable[[_T], tuple[object, ...]]) -> list[int]:
    return [sum(map(bool, column)) for column in zip(*map(fields, values), strict=True)] or [0] * 6


def _same_title(entry: Entry, found: PrintedReference) -> bool:
    return (
        entry.title != "" and fuzz.ratio(letters(entry.title), letters(found.title)) >= SAME_TITLE
    )


def _families(entry: Entry) -> list[str]:
    return [_family(family) for family in entry.families]


def _read_families(found: PrintedReference) -> list[str]:
    return [_family(name.family) for name in found.authors]


def _family(name: str) -> str:
    """Without `van`, `de` and the like: where these stand differs between records and styles."""
    words = name.split()
    while len(words) > 1 and words[0].islower():
        words.pop(0)
    return letters(" ".join(words))


def say(name: str, counted: np.ndarray) -> None:
    """Precision and recall of each, over the papers of (papers, measured, 3)."""
    right, given, printed = np.moveaxis(counted.sum(axis=0), -1, 0)
    cells = [
        f"{r / max(g, 1):.3f} {r / max(p, 1):.3f}" if p or g else "    -     "
        for r, g, p in zip(right, given, printed, strict=True)
    ]
    print(f"{name:<32} " + "   ".join(f"{cell:<12}" for cell in cells), flush=True)


def say_intervals(counted: np.ndarray) -> None:
    """95 % intervals of precision and recall."""
    draws = np.random.default_rng(0).integers(0, len(counted), size=(N_RESAMPLES, len(counted)))
    sums = counted[draws].sum(axis=1)  # (resamples, measured, 3)
    for name, below in (("precision", 1), ("recall", 2)):
        values = sums[:, :, 0] / np.maximum(sums[:, :, below], 1)
        low, high = np.quantile(values, (0.025, 0.975), axis=0)
        cells = [f"{a:.3f}-{b:.3f}" for a, b in zip(low, high, strict=True)]
        print(f"{'  interval, ' + name:<32} " + "   ".join(f"{cell:<12}" for cell in cells))


def show(paper: TypesetPaper, found: Sequence[PrintedReference]) -> None:
    """What is wrong in a paper."""
    pairs = aligned(paper.entries, found)
    read = {id(e): (f, like) for e, f, like in pairs}
    for entry in paper.entries:
        f, like = read.get(id(entry), (None, 0.0))
        if f is None:
            print(f"  LOST {entry.text[:150]}")
            continue
        wrong = []
        if like < SAME_ENTRY:
            wrong.append(f"cut {like:.0f}: {f.raw}")
        if not _same_title(entry, f) and (entry.title or f.title):
            wrong.append(f"title {f.title!r}")
        if entry.year != f.year:
            wrong.append(f"year {f.year}")
        if _families(entry) != _read_families(f):
            wrong.append(f"authors {[str(n) for n in f.authors]}")
        if entry.doi != f.ids.get("doi", ""):
            wrong.append(f"doi {f.ids.get('doi')}")
        if wrong:
            print(f"  {entry.text[:250]}\n" + "".join(f"      {w}\n" for w in wrong), end="")
    kept = {id(f) for _, f, _ in pairs}
    for f in found:
        if id(f) not in kept:
            print(f"  TOO MANY {f.raw[:150]}")


def by_sureness(papers: Sequence[TypesetPaper]) -> None:
    """How often title, year and first author are right, by how sure the parser is."""
    bins: dict[float, list[bool]] = {}
    for paper in papers:
        for e, f, _ in aligned(paper.entries, references_of(paper.pages)):
            is_right = (
                _same_title(e, f) and e.year == f.year and _families(e)[:1] == _read_families(f)[:1]
            )
            bins.setdefault(round(f.sure, 1), []).append(is_right)
    for sure, rights in sorted(bins.items(), reverse=True):
        print(f"  sure {sure:.1f}: {sum(rights)} of {len(rights)} right")


def main(options: argparse.Namespace) -> None:
    """Print the table."""
    papers = typeset_all(options.cited_records, options.typeset, options.typeset_seed)
    print(f"{'precision recall':<32} " + "   ".join(f"{name:<12}" for name in MEASURED))
    counted: dict[bool, list[np.ndarray]] = {False: [], True: []}
    seconds, n_pages = 0.0, 0
    for paper in papers:
        begun = time.perf_counter()
        found = references_of(paper.pages)
        seconds += time.perf_counter() - begun
        n_pages += len(paper.pages)
        one = counts(paper, found)
        counted[paper.layout.is_held_out].append(one)
        mark = "* " if paper.layout.is_held_out else ""
        say(mark + paper.layout.name, one[None])
        if options.show_wrong == paper.layout.name and not paper.layout.is_held_out:
            show(paper, found)
    for is_held_out, name in ((False, "seen"), (True, "* held out")):
        many = np.array(counted[is_held_out])
        say(f"{name}: {len(many)} layouts, {many[:, 0, 2].sum()} entries", many)
        say_intervals(many)
    by_sureness([p for p in papers if p.layout.is_held_out])
    print(f"{n_pages / seconds:.0f} pages/s")
