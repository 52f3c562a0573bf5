"""Whose words go out: one's own; with `everybody` those of the lab, but for people who keep theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenfold.errors import InputError

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["Circle", "circle_of"]


@dataclass(frozen=True, slots=True)
class Circle:
    """`own` is who publishes, `keep` are those whose words stay in the lab, whoever publishes."""

    own: str
    everybody: bool
    keep: frozenset[str]

    def __contains__(self, person: object) -> bool:
        return person not in self.keep and (self.everybody or person == self.own)


def circle_of(workspace: Workspace, *, everybody: bool) -> Circle:
    """As `tenfold.toml` has it under ``[publish] keep``. Raises InputError where that is no list of names."""
    keep = workspace.setting("publish", "keep", [])
    if not isinstance(keep, list) or not all(isinstance(name, str) for name in keep):
        raise InputError(
            "keep is no list of names.",
            code="TF-PUBLISH",
            where="tenfold.toml: [publish]",
            remedy='Write: keep = ["Gao"]',
        )
    return Circle(workspace.person, everybody, frozenset(keep))
