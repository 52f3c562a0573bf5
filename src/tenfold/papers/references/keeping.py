"""Keeping the printed references of a paper with it, as what it cites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tenfold.papers.library import Library
from tenfold.papers.record import Reference
from tenfold.papers.references.matching import MatchedReference
from tenfold.papers.titles import title_key

__all__ = ["Kept", "keep_references", "united"]

_LEAST_SURE = 0.5
"""Below, an entry that the library does not know is kept as printed, without the title that was read."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How many references a paper has now, and how many of them are new."""

    n_references: int
    n_new: int


def keep_references(library: Library, key: str, matched: Sequence[MatchedReference]) -> Kept:
    """Let a paper cite what is printed; what it was known to cite stays. `Library.undo` takes it back.

    Raises InputError where there is no such paper.
    """
    known = library.paper(key).references
    after = united(known, [_kept(one) for one in matched])
    if after != known:
        library.change(key, references=after)
    return Kept(len(after), len(after) - len(known))


def _kept(one: MatchedReference) -> Reference:
    cited = one.as_cited()
    is_read = one.match == "matched" or one.printed.sure >= _LEAST_SURE
    return cited if is_read else replace(cited, title="", year=None)


def united(known: Sequence[Reference], printed: Sequence[Reference]) -> tuple[Reference, ...]:
    """Both, each work once: by identifier, else by title and year, else by the text of the entry."""
    result = list(known)
    places: dict[object, int] = {}
    for i, reference in enumerate(known):
        for name in _names(reference):
            places.setdefault(name, i)
    for reference in printed:
        at = next((places[name] for name in _names(reference) if name in places), None)
        if at is None:
            at = len(result)
            result.append(reference)
        else:
            result[at] = _filled(result[at], reference)
        for name in _names(reference):
            places.setdefault(name, at)
    return tuple(result)


def _names(reference: Reference) -> list[object]:
    names: list[object] = [(kind, value) for kind, value in reference.ids.items()]
    if key := title_key(reference.title):
        names.append((key, reference.year))
    if reference.raw:
        names.append(reference.raw)
    return names


def _filled(ours: Reference, theirs: Reference) -> Reference:
    """What was known stays; what it lacks is taken from the printed entry."""
    ids: Mapping[str, str] = {**theirs.ids, **ours.ids}
    return Reference(
        title=ours.title or theirs.title,
        year=ours.year if ours.year is not None else theirs.year,
        ids=ours.ids if ids == ours.ids else ids,
        raw=ours.raw or theirs.raw,
    )
