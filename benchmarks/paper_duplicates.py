"""Duplicates: how many copies are found, and how many papers are taken for another, without any identifier.

The files beside the project hold no paper twice from two sources, so that copies are made: records of the ACL
Anthology, Semantic Scholar and arXiv, written as other sources write them or spoiled as people spoil them, with
every identifier removed. What is not a copy is real: identifiers prove the records to be different papers, and
then are removed too, so that the rules see titles, authors, years and venues alone. Hard ones are made besides:
part II, and the same title in another year. Shares have 95 % Wilson intervals.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.anthology import FOLDER
from tenfold.papers.importers.importer import Read
from tenfold.papers.importers.registry import importer_for
from tenfold.papers.outline import outline_of
from tenfold.papers.pool import Pool
from tenfold.papers.record import Name, Paper

__all__ = ["add_options", "main"]

_Z = 1.96
_VERDICTS = ("same", "version", "doubtful", "different")
_Change = Callable[[Paper, random.Random], Paper | None]


def add_options(parser: argparse._ArgumentGroup) -> None:
    parser.add_argument("--copies", type=int, default=1000, help="copies of each kind")
    parser.add_argument(
        "--show-merged", type=int, default=5, help="pairs to print that were merged wrongly"
    )


def main(options: argparse.Namespace) -> None:
    papers = _different(_records(FOLDER.parent))
    pool = Pool()
    for number, paper in enumerate(papers):
        pool.add(number, outline_of(paper))
    print(f"{len(papers):,} papers, each proved to be another one by its identifiers")
    n_false = _negatives(papers, pool, options.show_merged)
    chance = random.Random(0)
    usable = [n for n, p in enumerate(papers) if p.authors and len(p.title) > 20 and p.year]
    print(
        f"\n{'a copy with':<44}{'copies':>7}" + "".join(f"{v:>11}" for v in _VERDICTS) + "   found"
    )
    n_merged = n_copies = n_elsewhere = 0
    for name, change in {**_COPIES, **_VERSIONS}.items():
        said: Counter[str] = Counter()
        for number in chance.sample(usable, len(usable)):
            if said.total() == options.copies:
                break
            if (copy := change(papers[number], chance)) is not None:
                verdict, is_right = _placed(pool, copy, number)
                said[verdict] += 1
                n_elsewhere += verdict == "same" and not is_right
        _show(name, said)
        n_merged += said["same"] if name in _COPIES else 0
        n_copies += said.total() if name in _COPIES else 0
    print()
    for name, change in _NOT_COPIES.items():
        said = Counter()
        for number in chance.sample(usable, min(options.copies, len(usable))):
            if (other := change(papers[number], chance)) is not None:
                said[_placed(pool, other, number)[0]] += 1
        _show(f"NO copy: {name}", said)
        n_false += said["same"]
    print(f"\nmerged by itself, of all copies of one version: {_share(n_merged, n_copies)}")
    print(f"of all merges, right: {_share(n_merged, n_merged + n_false + n_elsewhere)}")


# records


def _records(folder: Path) -> Iterator[Paper]:
    for source in ("acl_anthology", "semantic_scholar", "arxiv_api"):
        for path in sorted((folder / source).glob("*.*")):
            if path.name == "SOURCE.txt":
                continue
            try:
                found = importer_for(path).read(path)
                yield from (read.paper for read in found if isinstance(read, Read))
            except Exception:  # the folders hold files of other kinds too
                continue


def _different(papers: Iterator[Paper]) -> list[Paper]:
    """One record for each set of identifiers, without them: what tells the rules is left."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for paper in papers:
        ids = set(paper.ids.items())
        if ids and not ids & seen:
            kept.append(replace(paper, ids={}, key="", url="", extra={}))
        seen |= ids
    return kept


def _negatives(papers: Sequence[Paper], pool: Pool, n_shown: int) -> int:
    """Pairs of different papers that the rules compare, by verdict; how many would be merged."""
    said: Counter[str] = Counter()
    for number, paper in enumerate(papers):
        for other in pool.alike(pool[number], but=range(number + 1)):
            said[other.likeness.verdict] += 1
            if other.likeness.verdict == "same" and said["same"] <= n_shown:
                their = papers[other.number]
                print(
                    f"  merged wrongly: {paper.title[:70]} ({paper.year}, {paper.venue[:20]}) | "
                    f"{their.title[:70]} ({their.year}, {their.venue[:20]}): {other.likeness.reason}"
                )
    print("pairs of different papers:", ", ".join(f"{v} {said[v]:,}" for v in _VERDICTS[:3]))
    return said["same"]


def _placed(pool: Pool, copy: Paper, number: int) -> tuple[str, bool]:
    """What the closest paper of the pool is to a record, and whether it is the right one."""
    alike = pool.alike(outline_of(copy))
    own = next((a.likeness.verdict for a in alike if a.number == number), "different")
    is_first = not alike or alike[0].likeness.verdict != "same" or alike[0].number == number
    return (own, True) if is_first else ("same", False)


# copies


def _initials(paper: Paper, _: random.Random) -> Paper:
    return replace(paper, authors=tuple(
        Name(n.family, " ".join(f"{w[0]}." for w in n.given.split())) for n in paper.authors
    ))  # fmt: skip


def _capitals(paper: Paper, _: random.Random) -> Paper:
    return replace(paper, title=f"{{{paper.title.upper()}}}", venue="Proc. ACL")


def _typo(paper: Paper, chance: random.Random) -> Paper | None:
    words = paper.title.split()
    long = [i for i, word in enumerate(words) if len(word) > 5 and word.isalpha()]
    if not long:
        return None
    at = chance.choice(long)
    word, cut = words[at], chance.randrange(1, len(words[at]) - 1)
    words[at] = chance.choice([
        word[:cut] + word[cut + 1 :],
        word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :],
        word[:cut] + word[cut] + word[cut:],
    ])  # fmt: skip
    return replace(paper, title=" ".join(words))


def _no_subtitle(paper: Paper, _: random.Random) -> Paper | None:
    head, colon, _rest = paper.title.partition(": ")
    return replace(paper, title=head) if colon and len(head) > 14 else None


def _few_authors(paper: Paper, _: random.Random) -> Paper | None:
    return replace(paper, authors=paper.authors[:1]) if len(paper.authors) > 2 else None


def _other_year(paper: Paper, chance: random.Random) -> Paper:
    return replace(paper, year=(paper.year or 0) + chance.choice([-1, 1]), issued="")


def _family_first(paper: Paper, _: random.Random) -> Paper | None:
    if any(not n.given or " " in n.given for n in paper.authors):
        return None
    return replace(paper, authors=tuple(Name(n.given, n.family) for n in paper.authors))


def _no_year(paper: Paper, _: random.Random) -> Paper:
    return replace(paper, year=None, issued="", venue="")


def _accents(paper: Paper, _: random.Random) -> Paper | None:
    names = tuple(Name(n.family.encode("ascii", "ignore").decode(), n.given) for n in paper.authors)
    return replace(paper, authors=names) if names != paper.authors else None


def _arxiv(paper: Paper, _: random.Random) -> Paper:
    return replace(
        paper, venue="arXiv.org", year=(paper.year or 0) - 1, issued="", ids={"arxiv": "9901.00001"}
    )


def _arxiv_other_title(paper: Paper, chance: random.Random) -> Paper | None:
    words = paper.title.split()
    if len(words) < 6:
        return None
    del words[chance.randrange(1, len(words))]
    return replace(_arxiv(paper, chance), title=" ".join(words))


_COPIES: dict[str, _Change] = {
    "initials for given names": _initials,
    "the title in capitals, another venue's name": _capitals,
    "a slip of the pen in the title": _typo,
    "no subtitle": _no_subtitle,
    "the first author alone (and others)": _few_authors,
    "a year earlier or later": _other_year,
    "given and family names exchanged": _family_first,
    "neither year nor venue": _no_year,
    "letters with accents lost": _accents,
}
_VERSIONS: dict[str, _Change] = {
    "arXiv, a year before": _arxiv,
    "arXiv, a word less in the title": _arxiv_other_title,
}


# no copies


def _part(paper: Paper, _: random.Random) -> Paper:
    return replace(paper, title=f"{paper.title}, Part II")


def _years_later(paper: Paper, _: random.Random) -> Paper:
    return replace(paper, year=(paper.year or 0) + 4, issued="")


def _other_people(paper: Paper, _: random.Random) -> Paper:
    return replace(paper, authors=(Name("Canary", "Ada"), Name("Finch", "Bo")))


def _other_word(paper: Paper, chance: random.Random) -> Paper | None:
    words = paper.title.split()
    long = [i for i, word in enumerate(words) if len(word) > 4]
    if len(words) < 4 or not long:
        return None
    words[chance.choice(long)] = chance.choice(["speech", "Bengali", "tables", "morphology"])
    return replace(paper, title=" ".join(words))


_NOT_COPIES: dict[str, _Change] = {
    "part II of it": _part,
    "the same title and authors, 4 years later": _years_later,
    "the same title, other authors": _other_people,
    "the same authors, one word another": _other_word,
}


def _show(name: str, said: Counter[str]) -> None:
    n = said.total()
    counts = "".join(f"{said[verdict]:>11,}" for verdict in _VERDICTS)
    print(f"{name:<44}{n:>7,}{counts}   {_share(n - said['different'], n)}")


def _share(k: int, n: int) -> str:
    """A share with its Wilson interval."""
    if not n:
        return "none"
    p, z = k / n, _Z
    middle, half = p + z * z / (2 * n), z * ((p * (1 - p) + z * z / (4 * n)) / n) ** 0.5
    low, high = ((middle + sign * half) / (1 + z * z / n) for sign in (-1, 1))
    return f"{p:.1%} [{low:.1%}, {high:.1%}]"
