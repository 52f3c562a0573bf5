"""The papers of the ACL Anthology's XML files, read simply, and more of their like for a large library."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

from tenfold.papers.record import Name, Paper

__all__ = ["AnthologyLibrary", "read_anthology", "replicated"]

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "papers" / "acl_anthology"


def read_anthology(folder: Path) -> list[Paper]:
    """Every paper that has a title, in the order of files."""
    return [paper for path in sorted(folder.glob("*.xml")) for paper in _read_file(path)]


def _read_file(path: Path) -> Iterator[Paper]:
    collection = ElementTree.parse(path).getroot()
    for volume in collection.iter("volume"):
        venue, year = volume.findtext("meta/booktitle") or "", volume.findtext("meta/year")
        for item in volume.iter("paper"):
            number = _number(collection.get("id", ""), volume.get("id", ""), item.get("id", ""))
            yield Paper(
                title=_text(item.find("title")),
                key=number,
                type="paper-conference",
                authors=tuple(
                    Name(author.findtext("last") or "", author.findtext("first") or "")
                    for author in item.iter("author")
                ),
                year=int(year) if year else None,
                venue=venue,
                abstract=_text(item.find("abstract")),
                ids={"acl": number},
            )


def _number(collection: str, volume: str, item: str) -> str:
    """As the Anthology names it: P18-1001, or 2020.acl-main.1."""
    if "." in collection:
        return f"{collection}-{volume}.{item}"
    return f"{collection}-{volume}{int(item):03d}"


def _text(element: ElementTree.Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def replicated(papers: list[Paper], n_papers: int, *, seed: int = 0) -> Iterator[Paper]:
    """The papers, then copies with other ids and years, and words of other titles in title and abstract."""
    yield from papers[:n_papers]
    chance = random.Random(seed)
    pool = [word for paper in papers for word in paper.title.split()]
    for n in range(len(papers), n_papers):
        paper = papers[n % len(papers)]
        words, others = paper.title.split(), chance.sample(pool, 12)
        words[chance.randrange(len(words))] = others[0]
        yield replace(
            paper,
            key=f"copy{n}",
            title=" ".join([*words, others[1]]),
            abstract=f"{paper.abstract} {' '.join(others)}",
            year=chance.randint(1980, 2026),
            ids={"openalex": f"W{n}"},
        )


class AnthologyLibrary:
    """Papers by number from one, behind the port of the search; made when asked for, kept in one list."""

    def __init__(self, papers: list[Paper]) -> None:
        self._papers = papers

    def each(self) -> Iterator[tuple[int, Paper]]:
        yield from enumerate(self._papers, start=1)

    def by_number(self, numbers: Iterable[int], /) -> dict[int, Paper]:
        return {n: self._papers[n - 1] for n in numbers if 0 < n <= len(self._papers)}

    def changed_since(self, change: int, /) -> tuple[int, list[int]]:
        return len(self._papers), list(range(change + 1, len(self._papers) + 1))

    def count(self) -> int:
        return len(self._papers)
