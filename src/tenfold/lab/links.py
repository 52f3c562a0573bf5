"""Links in what people write: `@name` is a study, or the key of a paper."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from tenfold.lab.known_papers import is_known_paper
from tenfold.study.records import Records

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Link", "LinkKind", "Links", "linked_names"]

LinkKind = Literal["study", "paper", "unknown"]

_NAME = re.compile(r"@([A-Za-z0-9][\w.-]*)", re.ASCII)
"""As studies and keys are spelled: letters of other scripts end it, since Chinese has no blank after it."""


@dataclass(frozen=True, slots=True)
class Link:
    """A name that a text links to, and what it names."""

    name: str
    kind: LinkKind

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return asdict(self)


def linked_names(text: str) -> list[str]:
    """The names that a text links to, in their order, each once.

    >>> linked_names("As in @smith-2020, not @probe_v2... (mail ann@example.org; again @smith-2020)")
    ['smith-2020', 'probe_v2']
    """
    found = (
        match[1].rstrip(".-")
        for match in _NAME.finditer(text)
        if not _goes_on(text[: match.start()][-1:])
    )
    return list(dict.fromkeys(found))


def _goes_on(before: str) -> bool:
    """Whether what stands before an @ makes it part of an address: of mail, a data version, or a page."""
    if not before.isalnum():
        return before != "" and before in "_.+-%@/"
    has_case = before.lower() != before.upper()  # a Chinese character may stand right before a link
    return before.isascii() or has_case


class Links:
    """What links lead to in one workspace: a study, or a paper of its library."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def resolve(self, text: str) -> list[Link]:
        """The links of a text, in their order, each once."""
        return [Link(name, self._kind(name)) for name in linked_names(text)]

    def _kind(self, name: str) -> LinkKind:
        if self._is_study(name):
            return "study"
        return "paper" if is_known_paper(self._workspace, name) else "unknown"

    def _is_study(self, name: str) -> bool:
        """Declared once, or about to be: a file that was taken away leaves its registrations."""
        is_there = (self._workspace.studies / f"{name}.toml").is_file()
        return is_there or bool(Records(self._workspace).registrations(name))
