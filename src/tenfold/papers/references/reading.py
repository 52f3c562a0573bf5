"""The references that the text of a paper's pages prints."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from tenfold.papers.references.cutting import Cut, cut
from tenfold.papers.references.fields import parsed
from tenfold.papers.references.labels import label_of
from tenfold.papers.references.lines import Line, joined, lines_of
from tenfold.papers.references.printed import PrintedReference
from tenfold.papers.references.section import section_of

__all__ = ["references_of"]

from dataclasses import replace

_MOST_LETTERS = 10_000
_MOST_IN_ALL = 600_000  # a survey with 1,000 entries has some 300,000
_LEAST_LETTERS = 12


def references_of(pages: Sequence[str]) -> tuple[PrintedReference, ...]:
    """Find, cut and parse the list of references in the text of pages, such as pdfium gives it.

    Returns them in their order; none where no list is found. The text may be anything: nothing is raised.
    """
    lines = lines_of(pages)
    start, end = section_of(lines)
    section = lines[start:end]
    found = cut([line.text for line in section])
    read: list[PrintedReference] = []
    n_letters = 0
    for entry in _entries(section, found):
        label, raw = _label(joined(line.text for line in entry)[:_MOST_LETTERS], found)
        n_letters += len(raw)
        if n_letters > _MOST_IN_ALL:
            break
        if sum(map(str.isalnum, raw)) < _LEAST_LETTERS:
            continue
        reference = parsed(raw, read[-1] if read else None)
        read.append(replace(reference, label=label, page=entry[0].page))
    return tuple(read)


def _entries(section: Sequence[Line], found: Cut) -> list[Sequence[Line]]:
    """The lines of each entry; the last one ends where the longest others would."""
    if not found.starts:
        return []
    ends = (*found.starts[1:], len(section))
    entries = [section[start:end] for start, end in zip(found.starts, ends, strict=True)]
    if len(entries) > 3:
        longest = max(len(entry) for entry in entries[:-1])
        entries[-1] = entries[-1][: max(longest, int(2 * median(map(len, entries))))]
    return entries


def _label(text: str, found: Cut) -> tuple[str, str]:
    return label_of(text, found.form) if found.form is not None else ("", text)
