"""The studies that replicate a paper's claim, with the published number beside theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenfold.errors import TenfoldError
from tenfold.language import translator
from tenfold.study.words.replication_words import replication_sentences
from tenfold.study.written import written_in_all

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace
    from tenfold.study.view import ReplicationView

__all__ = ["ReplicationStudy", "replications_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicationStudy:
    """A study that replicates a paper; `trouble` says why it cannot be looked at, where it cannot."""

    name: str
    view: ReplicationView | None = None
    sentences: tuple[str, ...] = ()
    trouble: str = ""

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        said: dict[str, Any] = {"name": self.name, "sentences": list(self.sentences)}
        if self.view is not None:
            said |= {"value_lies": self.view.value_lies, "gain_lies": self.view.gain_lies}
        return {**said, "trouble": self.trouble} if self.trouble else said


def replications_of(
    workspace: Workspace, keys: Collection[str], *, language: str = "en"
) -> list[ReplicationStudy]:
    """The studies whose `[replicates]` names one of the keys of a paper, by name. Nothing is computed."""
    return [
        _looked_at(workspace, name, language)
        for name, written in written_in_all(workspace.studies).items()
        if not set(keys).isdisjoint(_replicated(written))
    ]


def _replicated(written: Mapping[str, Any] | None) -> Iterator[str]:
    try:
        paper = (written or {})["replicates"]["paper"]
    except (KeyError, TypeError):
        return
    if isinstance(paper, str):
        yield paper


def _looked_at(workspace: Workspace, name: str, language: str) -> ReplicationStudy:
    from tenfold.study.api import load_study  # most papers are replicated by nobody

    try:
        view = load_study(name, workspace=workspace).view(language=language)
    except TenfoldError as error:  # its data may be gone: the paper is shown all the same
        return ReplicationStudy(name=name, trouble=str(error).splitlines()[0])
    if view.replication is None:
        return ReplicationStudy(name=name)
    said = replication_sentences(view.replication, view.unit, translator(language))
    return ReplicationStudy(name=name, view=view.replication, sentences=tuple(said))
