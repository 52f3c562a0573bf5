"""What a paper must be, or be marked as, to be found: ``rank:A``, ``has:code``, ``tag:lora``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tenfold.errors import InputError, nearest
from tenfold.papers.item_kind import ITEM_KINDS
from tenfold.papers.mark_change import read_state
from tenfold.papers.typed import typed_line

__all__ = ["CONDITION_NAMES", "FACTS", "FLAGS", "Bound", "Condition", "read_condition"]

FLAGS = ("code", "data", "open access", "withdrawn", "abstract")
"""What the record of a paper says of it. Retracted papers are withdrawn ones too."""

FACTS = ("rank", "flag", "kind")
"""The conditions that the record alone tells; the others need to know who asks."""

_RANKS = ("A", "B", "C", "N")
_SPELT = {"open": "open access", "oa": "open access", "retracted": "withdrawn"}
_ALIASES = {"has": "flag", "is": "flag", "type": "kind", "unanswered": "answered"}


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: the paper has any of `values`, or with `is_excluded` none of them."""

    name: str
    values: tuple[str, ...]
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """A condition as the numbers of papers: one of them, or with `is_excluded` none of them."""

    numbers: frozenset[int]
    is_excluded: bool = False


def read_condition(name: str, text: str, is_excluded: bool = False) -> Condition:
    """A condition as one writes it, with commas between values. Raises InputError for what it cannot have.

    Whether there is such a topic or collection is seen where it is looked up.

    >>> read_condition("unanswered", "8")
    Condition(name='answered', values=('8',), is_excluded=True)
    """
    values = [text] if name == "collection" else text.split(",")  # a name may have commas
    said = [value for value in values if value.strip()]
    if not said:
        raise _wrong(name, "", "it has no value.", f"For example: {_EXAMPLES[name]}")
    known = _ALIASES.get(name, name)
    read = tuple(_READERS[known](name, value) for value in said)
    return Condition(known, read, is_excluded != (name == "unanswered"))


def _rank(name: str, value: str) -> str:
    return _one_of(name, value, value.strip().upper(), _RANKS)


def _flag(name: str, value: str) -> str:
    folded = " ".join(value.casefold().replace("-", " ").replace("_", " ").split())
    return _one_of(name, value, _SPELT.get(folded, folded), FLAGS)


def _kind(name: str, value: str) -> str:
    return _one_of(name, value, value.strip().casefold(), ITEM_KINDS)


def _state(_name: str, value: str) -> str:
    return read_state(value)


def _question(name: str, value: str) -> str:
    return _one_of(name, value, value.strip(), [str(n) for n in range(1, 11)])


def _tag(_name: str, value: str) -> str:
    return typed_line(value.lstrip().lstrip("#＃"), "tag").casefold()


def _name(name: str, value: str) -> str:
    return typed_line(value, name)


def _one_of(name: str, value: str, said: str, known: Sequence[str]) -> str:
    if said in known:
        return said
    raise _wrong(name, value, f"there is no {name} {value[:40]!r}.", nearest(said, known))


def _wrong(name: str, value: str, message: str, remedy: str) -> InputError:
    where = f"{name}:{value}"[:80]
    return InputError(message, code="TF-PAPER-SEARCH", where=where, remedy=remedy)


_READERS: Mapping[str, Callable[[str, str], str]] = {
    "rank": _rank,
    "flag": _flag,
    "kind": _kind,
    "topic": _name,
    "state": _state,
    "tag": _tag,
    "collection": _name,
    "answered": _question,
}
CONDITION_NAMES = (*_READERS, *_ALIASES)
"""The prefixes of conditions, with those that say the same."""
_EXAMPLES = {
    "rank": "rank:A",
    "flag": "flag:code",
    "has": "has:code",
    "is": "is:withdrawn",
    "kind": "kind:book",
    "type": "type:book",
    "topic": "topic:data",
    "state": "state:to-read",
    "tag": "tag:adapters",
    "collection": 'collection:"low rank"',
    "answered": "answered:8",
    "unanswered": "unanswered:8",
}
