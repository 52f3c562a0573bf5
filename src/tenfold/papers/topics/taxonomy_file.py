"""A file of topics, read strictly: every problem with its place, in one message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError, nearest
from tenfold.papers.topics.keywords import has_words
from tenfold.papers.topics.taxonomy import Keyword, Part, Taxonomy, Topic
from tenfold.strict_toml import MOST_BYTES, StrictFile, are_tables, short, unknown_names

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["parse_taxonomy", "sixteen_topics", "taxonomy_of", "taxonomy_path"]

_SIXTEEN = Path(__file__).with_name("topics.toml")
_MOST_TOPICS = 200
_MOST_LETTERS = 500
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_WANTED = """Wanted, for each part and each topic:
    name_en = "Our topics"
    [[part]]
    key = "methods"
    name_en = "Methods"
    [[topic]]
    key = "adapters"
    part = "methods"
    name_en = "Adapters"
    definition = "Small trained parts inside a frozen model."
    keywords = ["adapter", "LoRA", { phrase = "prefix", weight = 0.5 }]"""


def sixteen_topics() -> Taxonomy:
    """The topics that tenfold brings along."""
    return parse_taxonomy(_SIXTEEN.read_bytes(), where=_SIXTEEN.name)


def taxonomy_of(workspace: Workspace) -> Taxonomy:
    """The topics of the file that `tenfold.toml` names under `[papers] topics`, else the sixteen.

    Raises InputError for a file that is not there or that is not as it should be.
    """
    path = taxonomy_path(workspace)
    if path is None:
        return sixteen_topics()
    named = workspace.setting("papers", "topics", "")
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        raise InputError(
            f"the file of topics {named!r} cannot be read: {getattr(error, 'strerror', error)}.",
            where="tenfold.toml: papers.topics",
            remedy="Its place counts from the workspace. Leave it out for the sixteen topics.",
        ) from None
    return parse_taxonomy(content, where=named)


def taxonomy_path(workspace: Workspace) -> Path | None:
    """The file that `tenfold.toml` names; None for the sixteen. Raises InputError for what is no name."""
    named = workspace.setting("papers", "topics", "")
    if not isinstance(named, str):
        raise InputError(
            f"topics must be the name of a file. Got {named!r}.", where="tenfold.toml: papers",
            remedy="Leave it out for the sixteen topics.",
        )  # fmt: skip
    return workspace.root / named if named else None


def parse_taxonomy(content: bytes, *, where: str) -> Taxonomy:
    """Topics as TOML says them. Raises one InputError with all problems; `where` names the file in it."""
    file = StrictFile("TF-TOPICS", where, _WANTED)
    said = file.read(content)
    file.require_none(_in_file(said))
    named = {name: said[name] for name in ("name_en", "name_zh", "origin") if name in said}
    parts = tuple(Part(**part) for part in said["part"])
    return Taxonomy(**named, parts=parts, topics=tuple(map(_topic, said["topic"])))


def _topic(entry: Mapping[str, Any]) -> Topic:
    keywords = tuple(
        Keyword(said) if isinstance(said, str) else Keyword(said["phrase"], said.get("weight", 1.0))
        for said in entry["keywords"]
    )
    return Topic(**{**entry, "keywords": keywords})


def _in_file(said: Mapping[str, Any]) -> Iterator[str]:
    yield from unknown_names(said, ["name_en", "name_zh", "origin", "part", "topic"])
    yield from _in_texts(said, needed=["name_en"], free=["name_zh", "origin"])
    for kind in ("part", "topic"):
        entries = said.get(kind)
        if not are_tables(entries) or not entries:
            yield f"{kind}: write [[{kind}]], with two brackets, above each; there must be one."
            return
    if len(said["topic"]) > _MOST_TOPICS:
        yield f"topic: at most {_MOST_TOPICS}. Got {len(said['topic'])}."
        return
    for part, place in _each(said["part"], "part"):
        yield from (f"{place}: {problem}" for problem in _in_part(part))
    parts = [str(part.get("key", "")) for part in said["part"]]
    for topic, place in _each(said["topic"], "topic"):
        yield from (f"{place}: {problem}" for problem in _in_topic(topic, parts))
    yield from _twice(parts, "part")
    yield from _twice([str(topic.get("key", "")) for topic in said["topic"]], "topic")


def _each(
    entries: Sequence[Mapping[str, Any]], kind: str
) -> Iterator[tuple[Mapping[str, Any], str]]:
    for i, entry in enumerate(entries, start=1):
        key = short(entry.get("key", ""))
        yield entry, f"{kind} {i} ({key})" if key else f"{kind} {i}"


def _in_part(part: Mapping[str, Any]) -> Iterator[str]:
    yield from unknown_names(part, ["key", "name_en", "name_zh"])
    yield from _in_texts(part, needed=["key", "name_en"], free=["name_zh"])
    yield from _in_key(part)


def _in_topic(topic: Mapping[str, Any], parts: list[str]) -> Iterator[str]:
    yield from unknown_names(topic, ["key", "part", "name_en", "name_zh", "definition", "keywords"])
    yield from _in_texts(topic, needed=["key", "part", "name_en", "definition"], free=["name_zh"])
    yield from _in_key(topic)
    part = topic.get("part")
    if isinstance(part, str) and part and part not in parts:
        yield f"part: there is no {short(part)}. {nearest(part, parts)}".rstrip()
    keywords = topic.get("keywords")
    if not isinstance(keywords, list) or not keywords:
        yield "keywords: must be a list with at least one."
        return
    for i, keyword in enumerate(keywords, start=1):
        yield from (f"keyword {i}: {problem}" for problem in _in_keyword(keyword))
    yield from _twice([_phrase(keyword) for keyword in keywords], "keyword")


def _in_keyword(keyword: Any) -> Iterator[str]:
    if isinstance(keyword, dict):
        yield from unknown_names(keyword, ["phrase", "weight"])
        weight = keyword.get("weight", 1.0)
        is_number = isinstance(weight, int | float) and not isinstance(weight, bool)
        if not is_number or not 0 < weight <= 10:
            yield f"weight: must be a number above 0, at most 10. Got {short(weight)}."
        keyword = keyword.get("phrase", "")
    if not isinstance(keyword, str) or not has_words(keyword) or _not_a_line(keyword):
        yield f"must be a word or phrase on one line. Got {short(keyword)!r}."


def _phrase(keyword: Any) -> str:
    return str(keyword.get("phrase", "") if isinstance(keyword, dict) else keyword)


def _in_texts(
    table: Mapping[str, Any], *, needed: Sequence[str], free: Sequence[str]
) -> Iterator[str]:
    for name in (*needed, *free):
        value = table.get(name, "")
        if not isinstance(value, str) or _not_a_line(value):
            yield f"{name}: must be a text on one line. Got {short(value)!r}."
        elif name in needed and not value.strip():
            yield f"{name}: is missing."


def _in_key(table: Mapping[str, Any]) -> Iterator[str]:
    key = table.get("key")
    if isinstance(key, str) and key and not _KEY.fullmatch(key):
        yield "key: must be of a-z, 0-9, '_' and '-', at most 40 characters."


def _twice(values: Sequence[str], kind: str) -> Iterator[str]:
    for value in sorted({v for v in values if v and values.count(v) > 1}):
        yield f"{kind} {short(value)}: is there twice."


def _not_a_line(text: str) -> bool:
    return len(text) > _MOST_LETTERS or not text.isprintable()
