"""The ten answers of a study, as comparisons of papers take them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tenfold.study.api import load_study

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["answers_of_study"]


def answers_of_study(workspace: Workspace, name: str, *, language: str = "en") -> Mapping[int, str]:
    """A study's answers by question, in Markdown: four from its record, the others as its owner wrote them.

    Raises InputError where there is no such study.
    """
    view = load_study(name, workspace=workspace).view(language=language)
    return {answer.n: answer.text for answer in view.answers if answer.text}
