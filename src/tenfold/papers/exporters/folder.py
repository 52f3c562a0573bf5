"""The library as a folder of plain files that imports again to the same library."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from tenfold.papers.exporters.written_files import write_folder
from tenfold.papers.formats.csl import item_of
from tenfold.papers.formats.folder import (
    DETAILS,
    FORMAT,
    HISTORY,
    RECORDS,
    VERSION,
    change_said,
    details_of,
)
from tenfold.papers.held import HeldRelation
from tenfold.papers.shelf import Shelf, Standing

if TYPE_CHECKING:
    from tenfold.papers.holdings import Holdings

__all__ = ["export_folder"]

_PAGE = 900
_README = """\
# A library of papers

Written by tenfold. `tenfold paper import` of this folder gives the same library again.

- `records/`: the papers as CSL-JSON, which citation processors and reference managers read.
- `details/`: what CSL-JSON has no place for, one JSON object a line and paper: further fields, other
  citation keys, relations to other papers.
- `history/`: every change of each paper, with who made it and when, one JSON object a line.
- `said/`: answers, decisions, reviews, reactions, comments, topics, a file a paper, with who said it and when.
- `collections.json`: the collections of the lab, each change with who made it and when.
- `screening.json`: what is to be included in a collection, and what each person decided about its papers, why.
- `pdfs/`: the documents of the papers, unless they were left out; `said/` names each by its digest (BLAKE3).
- `private/`, where asked for: what only the writer of this folder may see: how far the papers are read, tags,
  days, searches, who is followed, private collections, earlier versions. Leave it out when you hand it on.
- `tenfold-export.json`: the form of this folder, and the digest of each file.
"""


def export_folder(
    library: Holdings,
    target: Path,
    *,
    numbers: Collection[int] | None = None,
    others: Callable[[Mapping[int, tuple[str, str]]], Iterable[tuple[str, str | Path]]]
    | None = None,
    force: bool = False,
) -> int:
    """Write the whole library, or the papers with `numbers`, into a folder; how many there were.

    The order of the library is kept. `others` gives further files, by name, for papers by
    number: key and title.
    """
    about = {"format": FORMAT, "version": VERSION}
    keys: dict[int, tuple[str, str]] = {}

    def files() -> Iterator[tuple[str, str | Path]]:
        yield "README.md", _README
        yield from _pages_written(library, numbers, keys)
        if others is not None:
            yield from others(keys)

    write_folder(target, files(), about, force=force)
    return len(keys)


def _pages_written(
    library: Holdings, numbers: Collection[int] | None, keys: dict[int, tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """The files of records, details and history; `keys` gets key and title of each paper in them."""
    relations = library.relations()
    by_paper: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for pair in relations:
        by_paper[max(pair)].append(pair)
    for page_number, page in enumerate(_pages(library, numbers), start=1):
        keys |= {s.number: (s.paper.key, s.paper.title) for s in page}
        items, details, history = [], [], []
        past = library.past([standing.number for standing in page])
        for standing in page:
            held = [
                HeldRelation(keys[first][0], keys[second][0], *relations[first, second])
                for first, second in by_paper.get(standing.number, ())
                if first in keys and second in keys
            ]
            items.append(_json(item_of(standing.paper, standing.paper.key)))
            details.append(_json(details_of(standing.paper, standing.aliases, held)) + "\n")
            changes = past.get(standing.number, ())
            history += [_json(change_said(standing.paper.key, c)) + "\n" for c in changes]
        yield f"{RECORDS}/{page_number:04d}.json", "[\n" + ",\n".join(items) + "\n]\n"
        yield f"{DETAILS}/{page_number:04d}.jsonl", "".join(details)
        yield f"{HISTORY}/{page_number:04d}.jsonl", "".join(history)


def _pages(library: Holdings, numbers: Collection[int] | None) -> Iterator[list[Standing]]:
    """Papers with their other keys, in the order of their numbers."""
    papers = ((n, paper) for n, paper in library.each() if numbers is None or n in numbers)
    while page := list(islice(papers, _PAGE)):
        with library.reading() as session:
            aliases = Shelf(session).aliases([number for number, _ in page])
        yield [Standing(n, paper, tuple(aliases.get(n, ()))) for n, paper in page]


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False)
