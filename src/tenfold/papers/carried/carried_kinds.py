"""Which kinds of entries go with a library, who may see them, what they refer to, and what they must hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from tenfold.errors import InputError
from tenfold.papers.answers import N_QUESTIONS
from tenfold.papers.decision import ACTIONS
from tenfold.papers.discussion import COMMENT_KINDS
from tenfold.papers.form import FIELD_TYPES, Form, FormField
from tenfold.papers.published import Published, checked_number
from tenfold.papers.reactions import REACTIONS
from tenfold.papers.reading_mark import READING_STATES, UNITS, Progress, ReadingMark
from tenfold.papers.subject import subject_of
from tenfold.papers.typed import typed_line

__all__ = [
    "CARRIED_KINDS", "NOT_CARRIED", "PRIVATE_KINDS",
    "is_content", "number_said", "paper_in", "subject_for", "with_number", "with_papers",
]  # fmt: skip

PRIVATE_KINDS = frozenset({"mark", "snooze"})
"""Nobody but their author sees them. A collection says itself whether it is private."""

NOT_CARRIED = frozenset(
    {"note", "goal", "date", "task", "setting", "report", "reply"}
    | {"search", "look", "follow", "screening", "pdf"}
)
"""The first belong to the lab's journal, not to the library; the others stay in their workspace for now."""

_PAPER = "paper:"
_LISTS = ("add", "remove", "order")
_Content = Mapping[str, Any]


def is_content(kind: str, content: _Content) -> bool:
    """Whether an entry of a kind can say this: all commands read what is written to a database."""
    try:
        return kind in CARRIED_KINDS and CARRIED_KINDS[kind](content)
    except (TypeError, KeyError, AttributeError, ValueError, OverflowError, InputError):
        return False


def paper_in(subject: str) -> int:
    """The number of the paper that an entry is about; 0: about none."""
    number = subject.removeprefix(_PAPER)
    return int(number) if number.isascii() and number.isdigit() else 0


def subject_for(kind: str, number: int) -> str:
    """The inverse of `paper_in` for entries of a kind."""
    return {"topic": str(number), "collection": ""}.get(kind, subject_of(number))


def number_said(kind: str, content: _Content) -> tuple[str, int] | None:
    """The entry of the same kind that a content refers to: the field, and its number."""
    field = {"comment": "reply_to", "collection": "collection"}.get(kind, "")
    return (field, content[field]) if content.get(field) is not None else None


def with_number(
    kind: str, content: _Content, numbers: Mapping[tuple[str, int], int]
) -> dict[str, Any]:
    """Referring to an entry by its new number, or to none where it has no new one."""
    if (said := number_said(kind, content)) is None:
        return dict(content)
    field, number = said
    return {**content, field: numbers.get((kind, number))}


def with_papers(kind: str, content: _Content, renamed: Callable[[str], str]) -> dict[str, Any]:
    """With other names for the papers that are in it; those whose new name is empty are left out."""
    said = dict(content)
    for name in _LISTS if kind == "collection" else ():
        if name in said:
            new = (renamed(paper) for paper in said[name])
            said[name] = [paper for paper in dict.fromkeys(new) if paper]
    return said


def _is_answer(content: _Content) -> bool:
    part = content["part"]
    if part == "decision":
        return content["action"] in ACTIONS and isinstance(content["why"], str)
    text = content["text" if part == "question" else "person"]
    is_known = part in ("question", "choice") and type(content["n"]) is int
    return is_known and 1 <= content["n"] <= N_QUESTIONS and isinstance(text, str)


def _is_review(content: _Content) -> bool:
    form, values = Form.from_content(content["form"]), content["values"]
    types: dict[str, type | tuple[type, ...]] = {
        "yes-no": bool, "number": (int, float), "several": list
    }  # fmt: skip
    by_key = {f.key: types.get(f.type, str) for f in form.fields}
    lists = [value for value in values.values() if isinstance(value, list)]
    names = (form.name, form.label, form.source, *by_key)
    return (
        all(isinstance(name, str) for name in names)
        and all(isinstance(value, by_key[key]) for key, value in values.items())
        and all(isinstance(word, str) for words in lists for word in words)
        and all(map(_is_field, form.fields))
    )


def _is_field(field: FormField) -> bool:
    anchors = (*field.anchors.keys(), *field.anchors.values())
    texts = (field.key, field.label_en, field.label_zh, *field.values, *anchors)
    numbers = (field.min, field.max, field.step)
    return (
        field.type in FIELD_TYPES
        and all(isinstance(text, str) for text in texts)
        and all(isinstance(number, (int, float)) for number in numbers)
    )


def _is_reaction(content: _Content) -> bool:
    return content["reaction"] in REACTIONS


def _is_comment(content: _Content) -> bool:
    reply_to = content["reply_to"]
    texts = (content["text"], content["study"])
    return (
        content["kind"] in COMMENT_KINDS
        and all(isinstance(text, str) for text in texts)
        and (reply_to is None or type(reply_to) is int)
    )


def _is_collection(content: _Content) -> bool:
    if content["part"] == "collection":
        return isinstance(content["name"], str) and isinstance(content["is_private"], bool)
    lists = [content.get(name, []) for name in _LISTS]
    return (
        content["part"] == "change"
        and type(content["collection"]) is int
        and all(isinstance(said, list) and all(isinstance(s, str) for s in said) for said in lists)
    )


def _is_mark(content: _Content) -> bool:
    """As a person could have typed it: the folder may be anybody's."""
    mark = ReadingMark.from_content(content, subject="")
    texts = [(tag, "tag") for tag in mark.tags] + ([(mark.giver, "name")] if mark.giver else [])
    return (
        {mark.state, *mark.since} <= set(READING_STATES)
        and all(typed_line(text, what) == text for text, what in texts)
        and isinstance(mark.saved, bool)
        and (mark.progress is None or _is_progress(mark.progress))
    )


def _is_progress(progress: Progress) -> bool:
    are_counts = all(type(n) is int for n in (progress.done, progress.total))
    return are_counts and 0 <= progress.done <= progress.total and progress.unit in UNITS


def _is_topic(content: _Content) -> bool:
    texts = (content["key"], content["topic"])
    return all(isinstance(text, str) for text in texts) and isinstance(content["is_in"], bool)


def _is_snooze(content: _Content) -> bool:
    return content["until"] is None or bool(date.fromisoformat(content["until"]))


def _is_claim(content: _Content) -> bool:
    return asdict(checked_number(Published(**content))) == dict(content)


CARRIED_KINDS: Mapping[str, Callable[[_Content], bool]] = {
    "answer": _is_answer,
    "review": _is_review,
    "reaction": _is_reaction,
    "comment": _is_comment,
    "claim": _is_claim,
    "collection": _is_collection,
    "mark": _is_mark,
    "topic": _is_topic,
    "snooze": _is_snooze,
}
"""The kinds that go with a library, and what the content of each must be."""
