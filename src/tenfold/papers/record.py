"""A paper as the library holds it: the fields of CSL-JSON, identifiers, an abstract, flags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import Any, Literal

__all__ = ["ID_KINDS", "IdKind", "Name", "Paper", "Reference", "Withdrawal"]

IdKind = Literal["doi", "arxiv", "acl", "openalex", "s2", "pmid", "isbn"]
ID_KINDS: tuple[IdKind, ...] = ("doi", "arxiv", "acl", "openalex", "s2", "pmid", "isbn")


@dataclass(frozen=True, slots=True)
class Name:
    """An author or editor. An organisation has a `family` alone."""

    family: str
    given: str = ""
    orcid: str = ""
    institutions: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That a paper is no longer to be relied on; `on` is an ISO date or its beginning, or empty."""

    kind: Literal["withdrawn", "retracted"]
    on: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One work in a paper's list of references, as far as it is known. `raw` is how it was printed."""

    title: str = ""
    year: int | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    raw: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One item of the library. What is not known is empty or None; nothing is guessed.

    type
        The type of CSL-JSON: ``article-journal``, ``paper-conference``, ``book``, ``chapter``, ``thesis``,
        ``report``, ``webpage``, ``post``, ``motion_picture`` ...
    year, issued
        The year, and as much of the date as is known, as ISO 8601 writes it (``2021-06``).
    venue
        The journal, proceedings or book that it stands in.
    ids
        Identifiers by kind (`ID_KINDS`), in the form that `papers.ids.normalised` gives them.
    code, data
        Where its code and data are: an address, or empty.

    References
        What it cites, in its order.
    extra
        Fields of the source that no field here holds, by their name there, word for word: they go out again
        when the library is written in that format.
    """

    title: str
    key: str = ""
    type: str = "article"
    authors: tuple[Name, ...] = ()
    editors: tuple[Name, ...] = ()
    year: int | None = None
    issued: str = ""
    venue: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    place: str = ""
    abstract: str = ""
    language: str = ""
    keywords: tuple[str, ...] = ()
    ids: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    open_access: bool | None = None
    code: str = ""
    data: str = ""
    withdrawn: Withdrawal | None = None
    n_citations: int | None = None
    references: tuple[Reference, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)

    def to_content(self) -> dict[str, Any]:
        """Plain types, without what is empty."""
        content: dict[str, Any] = {}
        for f in fields(self):
            value = getattr(self, f.name)
            if value or value is False or value == 0:
                content[f.name] = _plain(value)
        return content

    def to_json(self) -> dict[str, Any]:
        """As commands print it: with the fields that everybody asks for, even where they are empty."""
        return {"key": self.key, "title": self.title, "year": self.year, **self.to_content()}

    def to_brief_json(self) -> dict[str, Any]:
        """As a search prints it."""
        return {
            "key": self.key,
            "title": self.title,
            "year": self.year,
            "authors": [str(name) for name in self.authors],
            "withdrawn": self.withdrawn.kind if self.withdrawn else None,
        }

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Paper:
        """The inverse of `to_content`; what it does not know is left out."""
        known = _field_names()
        values: dict[str, Any] = {name: value for name, value in content.items() if name in known}
        for name in ("authors", "editors"):
            if name in values:
                values[name] = tuple([_name(value) for value in values[name]])
        if "references" in values:
            values["references"] = tuple([Reference(**value) for value in values["references"]])
        if "keywords" in values:
            values["keywords"] = tuple(values["keywords"])
        if values.get("withdrawn"):
            values["withdrawn"] = Withdrawal(**values["withdrawn"])
        return cls(**values)

    def with_key(self, key: str) -> Paper:
        """The same under a citation key."""
        return replace(self, key=key)


@cache
def _field_names() -> frozenset[str]:
    """Asked for with every paper that is read, and there may be many thousands."""
    return frozenset(f.name for f in fields(Paper))


def _name(content: Mapping[str, Any]) -> Name:
    return Name(
        content["family"],
        content.get("given", ""),
        content.get("orcid", ""),
        tuple(content.get("institutions", ())),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, str):  # most are: to ask for a mapping first takes longer than all else
        return value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, (Name, Reference, Withdrawal)):
        said = {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
        return {name: item for name, item in said.items() if item}
    return dict(value) if isinstance(value, Mapping) else value
