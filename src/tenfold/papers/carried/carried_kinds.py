"""Which kinds of entries go with a library, who may see them, and what they must hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, get_args

from tenfold.errors import InputError
from tenfold.papers.answers import N_QUESTIONS
from tenfold.papers.decision import ACTIONS
from tenfold.papers.discussion import COMMENT_KINDS
from tenfold.papers.following import ASKED
from tenfold.papers.form import FIELD_TYPES, Form, FormField
from tenfold.papers.published import Published, checked_number
from tenfold.papers.reactions import REACTIONS
from tenfold.papers.reading_mark import READING_STATES, UNITS, Progress, ReadingMark
from tenfold.papers.saved_search import Wish
from tenfold.papers.screening.decisions import VERDICTS
from tenfold.papers.search.query import FieldName
from tenfold.papers.search.search import By
from tenfold.papers.typed import typed_line, typed_text

__all__ = ["CARRIED_KINDS", "NOT_CARRIED", "PRIVATE_KINDS", "is_content"]

PRIVATE_KINDS = frozenset({"mark", "snooze", "search", "follow", "look"})
"""Nobody but their author sees them. A collection says itself whether it, and its screening, is private."""

NOT_CARRIED = frozenset({"note", "goal", "date", "task", "setting", "report", "reply", "remark"})
"""They belong to the lab's journal, not to the library."""

_DIGEST = re.compile("[0-9a-f]{64}")
_LONGEST_NAME = 200
_MAX_QUERY = 10_000
_LISTS = ("add", "remove", "order")
_Content = Mapping[str, Any]


def is_content(kind: str, content: _Content) -> bool:
    """Whether an entry of a kind can say this: all commands read what is written to a database."""
    try:
        return kind in CARRIED_KINDS and CARRIED_KINDS[kind](content)
    except (TypeError, KeyError, AttributeError, ValueError, OverflowError, InputError):
        return False


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


def _is_search(content: _Content) -> bool:
    query = content["query"]
    Wish.from_content(content)  # raises InputError where it cannot be read
    return (
        typed_line(content["name"], "name") == content["name"]
        and len(query) <= _MAX_QUERY
        and content["by"] in get_args(By)
        and content["within"] in (None, *get_args(FieldName))
    )


def _is_follow(content: _Content) -> bool:
    name = content["name"]
    return (
        content["source"] in ASKED[content["kind"]]
        and typed_line(name, "name") == name
        and bool(date.fromisoformat(content["since"]))
    )


def _is_look(content: _Content) -> bool:
    said = content.keys() & {"search", "follow"}
    if said == {"search"}:
        return type(content["search"]) is int and isinstance(content["seen"], str)
    is_of_one = said == {"follow"} and type(content["follow"]) is int
    return is_of_one and bool(date.fromisoformat(content["asked"]))


def _is_screening(content: _Content) -> bool:
    if type(content["collection"]) is not int:
        return False
    if "criteria" in content:
        return bool(typed_text(content["criteria"], "criteria") == content["criteria"])
    reason = content["reason"]
    return (
        isinstance(content["paper"], str)
        and content["verdict"] in VERDICTS
        and (reason == "" or typed_line(reason, "reason") == reason)
        and isinstance(content["is_prior"], bool)
    )


def _is_pdf(content: _Content) -> bool:
    name = content["name"]
    return (
        _DIGEST.fullmatch(content["digest"]) is not None
        and isinstance(name, str)
        and len(name) <= _LONGEST_NAME
        and name.isprintable()
        and type(content["size_bytes"]) is int
        and content["size_bytes"] >= 0
    )


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
    "pdf": _is_pdf,
    "screening": _is_screening,
    "search": _is_search,
    "follow": _is_follow,
    "look": _is_look,
}
"""The kinds that go with a library, and what the content of each must be, as the files say it; what refers to
entries of another kind comes after that.
"""
