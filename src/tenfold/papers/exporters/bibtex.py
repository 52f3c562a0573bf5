"""Papers as a BibTeX file that BibTeX, biber and this library read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tenfold.papers.keys import usual_key
from tenfold.papers.record import Paper

__all__ = ["write_bibtex"]

_NOT_IN_KEYS = re.compile(r"""[\s{}"#%'(),=@~\\]+""")
_FIELD_NAME = re.compile(r"[a-z][^\s{}\"#%'(),=@~\\:]{0,99}")


def write_bibtex(papers: Iterable[Paper]) -> str:
    """One entry a paper, in the order of their keys; the same papers give the same bytes.

    Entries that others refer to come last, where BibTeX needs them. Fields that came from BibTeX and that the
    library has no place for go out word for word.
    """
    keyed = sorted(_with_keys(papers), key=lambda pair: pair[0])
    named = {paper.extra.get("crossref", "").strip().casefold() for _, paper in keyed}
    keyed.sort(key=lambda pair: pair[0].casefold() in named)
    return "\n".join(_entry(key, paper) for key, paper in keyed)


def _with_keys(papers: Iterable[Paper]) -> Iterator[tuple[str, Paper]]:
    """Each under a key that BibTeX allows, and no two under the same."""
    taken: set[str] = set()
    for paper in sorted(papers, key=lambda paper: (paper.key, paper.title)):
        key = _NOT_IN_KEYS.sub("", paper.key) or usual_key(paper)
        n = 1
        while (free := key if n == 1 else f"{key}-{n}") in taken:
            n += 1
        taken.add(free)
        yield free, paper


def _entry(key: str, paper: Paper) -> str:
    from tenfold.papers.formats.bibtex.reading import fields_written

    entry_type, fields = fields_written(paper)
    lines = [
        f"  {name:<12} = {_delimited(name, value)},\n"
        for name, value in fields.items()
        if _FIELD_NAME.fullmatch(name)
    ]
    return f"@{entry_type}{{{key},\n{''.join(lines)}}}\n"


def _delimited(name: str, value: str) -> str:
    from tenfold.papers.formats.bibtex.dates import MONTHS
    from tenfold.papers.formats.bibtex.entries import is_writable
    from tenfold.papers.formats.bibtex.latex import latex_of
    from tenfold.papers.formats.lines import one_line

    if name == "month" and value in MONTHS:
        return value
    return f"{{{value if is_writable(value) else latex_of(one_line(value))}}}"
