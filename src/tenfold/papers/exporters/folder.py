"""The library as a folder of plain files that imports again to the same library."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from tenfold.papers.exporters.written_files import write_folder
from tenfold.papers.formats.csl import item_of
from tenfold.papers.formats.folder import DETAILS, FORMAT, RECORDS, VERSION, details_of
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
- `marks.jsonl`, where asked for: how far the writer of this folder has read the papers, and their tags.
- `tenfold-export.json`: the form of this folder, and the digest of each file.
"""


def export_folder(
    library: Holdings,
    target: Path,
    *,
    numbers: Collection[int] | None = None,
    others: Callable[[Collection[int]], Mapping[str, str]] | None = None,
    force: bool = False,
) -> int:
    """Write the whole library, or the papers with `numbers`, into a folder; how many there were.

    The order of the library is kept. The history of papers does not go out. `others` gives
    further files, by name, for the papers with some numbers.
    """
    about = {"format": FORMAT, "version": VERSION}
    keys: dict[int, str] = {}

    def files() -> Iterator[tuple[str, str]]:
        yield "README.md", _README
        yield from _pages_written(library, numbers, keys)
        if others is not None:
            yield from others(keys.keys()).items()

    write_folder(target, files(), about, force=force)
    return len(keys)


def _pages_written(
    library: Holdings, numbers: Collection[int] | None, keys: dict[int, str]
) -> Iterator[tuple[str, str]]:
    """The files of records and details; `keys` gets the key of each paper that is in them."""
    relations = library.relations()
    by_paper: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for pair in relations:
        by_paper[max(pair)].append(pair)
    for page_number, page in enumerate(_pages(library, numbers), start=1):
        keys |= {s.number: s.paper.key for s in page}
        items, details = [], []
        for standing in page:
            held = [
                HeldRelation(keys[first], keys[second], *relations[first, second])
                for first, second in by_paper.get(standing.number, ())
                if first in keys and second in keys
            ]
            items.append(_json(item_of(standing.paper, standing.paper.key)))
            details.append(_json(details_of(standing.paper, standing.aliases, held)) + "\n")
        yield f"{RECORDS}/{page_number:04d}.json", "[\n" + ",\n".join(items) + "\n]\n"
        yield f"{DETAILS}/{page_number:04d}.jsonl", "".join(details)


def _pages(library: Holdings, numbers: Collection[int] | None) -> Iterator[list[Standing]]:
    """Papers with their other keys, in the order of their numbers."""
    papers = ((n, paper) for n, paper in library.each() if numbers is None or n in numbers)
    while page := list(islice(papers, _PAGE)):
        with library.reading() as session:
            aliases = Shelf(session).aliases([number for number, _ in page])
        yield [Standing(n, paper, tuple(aliases.get(n, ()))) for n, paper in page]


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False)
