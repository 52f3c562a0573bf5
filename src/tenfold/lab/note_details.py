"""What can be said of a note beside its text, and which kinds of notes have it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from tenfold.errors import InputError, nearest
from tenfold.lab.note import KINDS, Note, NoteKind

__all__ = ["DETAILS", "Detail", "chosen_kind", "fitted", "kind_named"]


@dataclass(frozen=True, slots=True)
class Detail:
    """A field of a note that not every kind has, with the option that gives it."""

    option: str
    kinds: tuple[NoteKind, ...]


DETAILS: Mapping[str, Detail] = {
    "before": Detail("--before", ("thought",)),
    "whom": Detail("--whom", ("question",)),
    "asked_on": Detail("--asked", ("question",)),
    "answer": Detail("--answer", ("question",)),
    "giver": Detail("--from", ("advice",)),
    "look_again": Detail("--again", ("parked",)),
    "why": Detail("--why", ("parked", "not-now")),
}
"""By the name of the field."""


def kind_named(said: str) -> NoteKind:
    """The kind of this name, or the only one that begins so. Raises InputError where there is none."""
    wanted = said.strip().casefold().replace(" ", "-").replace("_", "-")
    found = [kind for kind in KINDS if kind.startswith(wanted)] if wanted else []
    if wanted in KINDS or len(found) == 1:
        return found[0]
    if found:
        raise InputError(
            f"{said!r} may mean {' or '.join(found)}.", code="TF-NOTE", remedy="Write more of it."
        )
    raise InputError(
        f"there is no kind of note {said!r}.", code="TF-NOTE", remedy=nearest(said, KINDS)
    )


def chosen_kind(kind: str | None, details: Collection[str]) -> NoteKind:
    """The kind of a note with these details: the one named, else the one that they fit, else a thought.

    Raises InputError where a detail does not fit the kind, or no kind has them all, or several do.
    """
    if kind is not None:
        named = kind_named(kind)
        _refuse_unfitting(named, details)
        return named
    if not details:
        return "thought"
    fitting = [k for k in KINDS if all(k in DETAILS[name].kinds for name in details)]
    if len(fitting) == 1:
        return fitting[0]
    options = " and ".join(DETAILS[name].option for name in details)
    if fitting:
        raise InputError(
            f"{options} may belong to {' or '.join(fitting)}.",
            code="TF-NOTE",
            remedy=f"Say which: --kind {fitting[0]} or --kind {fitting[-1]}",
        )
    raise InputError(
        f"no note has {options} together.",
        code="TF-NOTE",
        remedy=" ".join(f"{DETAILS[n].option} is for {_any_of(DETAILS[n])}." for n in details),
    )


def fitted(note: Note) -> tuple[Note, tuple[str, ...]]:
    """The note without what its kind does not have, and the names of the fields that it so loses."""
    lost = [n for n, d in DETAILS.items() if note.kind not in d.kinds and getattr(note, n)]
    empty: dict[str, str | None] = {
        name: None if name in ("asked_on", "look_again") else "" for name in lost
    }
    if "answer" in lost:
        empty["answered_on"] = None
    return replace(note, **empty), tuple(lost)  # type: ignore[arg-type]  # each of its own type


def _refuse_unfitting(kind: NoteKind, details: Collection[str]) -> None:
    for name in details:
        detail = DETAILS[name]
        if kind not in detail.kinds:
            raise InputError(
                f"{detail.option} is for {_any_of(detail)}, not for {kind!r}.",
                code="TF-NOTE",
                remedy=f"Use --kind {detail.kinds[0]}, or leave {detail.option} out.",
            )


def _any_of(detail: Detail) -> str:
    return " or ".join(repr(kind) for kind in detail.kinds)
