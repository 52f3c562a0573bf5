"""What an entry refers to: papers by name, other entries by number, in its content or as its subject."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tenfold.papers.subject import subject_of

__all__ = [
    "ABOUT_NO_PAPER", "Referent",
    "paper_in", "referent_of", "subject_for", "subject_named", "with_number", "with_papers", "with_subject",
]  # fmt: skip

ABOUT_NO_PAPER = frozenset({"collection", "screening", "search", "follow", "look"})
"""Entries whose subject is no paper, though their content may name some."""

_REFERENTS: Mapping[str, Mapping[str, str]] = {
    "comment": {"reply_to": "comment"},
    "collection": {"collection": "collection"},
    "screening": {"collection": "collection"},
    "look": {"search": "search", "follow": "follow"},
}
"""By kind: the fields of a content that hold the number of another entry, and of which kind that is."""

_ABOUT_ENTRIES = ("screening", "look")
_PAPER = "paper:"
_LISTS = ("add", "remove", "order")
_Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Referent:
    """The entry that a content refers to, and the field that says its number."""

    field: str
    kind: str
    number: int


def paper_in(subject: str) -> int:
    """The number of the paper that an entry is about; 0: about none."""
    number = subject.removeprefix(_PAPER)
    return int(number) if number.isascii() and number.isdigit() else 0


def subject_for(kind: str, number: int) -> str:
    """The inverse of `paper_in` for entries of a kind."""
    if kind in ABOUT_NO_PAPER:
        return ""
    return str(number) if kind == "topic" else subject_of(number)


def with_subject(kind: str, subject: str, content: _Content) -> dict[str, Any]:
    """As it goes out: an entry about another one names that in its content, not as its subject.

    >>> with_subject("screening", "criteria:3", {"criteria": "trials"})
    {'collection': 3, 'criteria': 'trials'}
    """
    if kind not in _ABOUT_ENTRIES:
        return dict(content)
    name, _, number = subject.partition(":")
    return {"collection" if name == "criteria" else name: int(number), **content}


def subject_named(kind: str, content: _Content) -> tuple[str, dict[str, Any]]:
    """The inverse of `with_subject`: the subject (empty: another than an entry), and the rest of the content.

    >>> subject_named("screening", {"collection": 3, "criteria": "trials"})
    ('criteria:3', {'criteria': 'trials'})
    """
    said = referent_of(kind, content) if kind in _ABOUT_ENTRIES else None
    if said is None:
        return "", dict(content)
    rest = {name: value for name, value in content.items() if name != said.field}
    return f"{'criteria' if 'criteria' in rest else said.field}:{said.number}", rest


def referent_of(kind: str, content: _Content) -> Referent | None:
    """The entry that a content, as it goes out, refers to."""
    for field, of in _REFERENTS.get(kind, {}).items():
        if content.get(field) is not None:
            return Referent(field, of, content[field])
    return None


def with_number(
    kind: str, content: _Content, numbers: Mapping[tuple[str, int], int]
) -> dict[str, Any]:
    """Referring to an entry by its new number, or to none where it has no new one."""
    if (said := referent_of(kind, content)) is None:
        return dict(content)
    return {**content, said.field: numbers.get((said.kind, said.number))}


def with_papers(kind: str, content: _Content, renamed: Callable[[Any], Any]) -> dict[str, Any]:
    """With other names for the papers that are in it; those whose new name is empty are left out of lists.

    A look has one name, of the newest paper that was seen; a decision of a screening has one, of its paper.
    """
    said = dict(content)
    for name in _LISTS if kind == "collection" else ():
        if name in said:
            new = (renamed(paper) for paper in said[name])
            said[name] = [paper for paper in dict.fromkeys(new) if paper]
    field = {"look": "seen", "screening": "paper"}.get(kind)
    if field in said:
        said[field] = renamed(said[field])
    return said
