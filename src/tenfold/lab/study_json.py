"""A study with what others say of it, as commands and scripts get it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenfold.lab.replication_pointers import replication_pointers

if TYPE_CHECKING:
    from tenfold.study.api import Study
    from tenfold.study.view import StudyView

__all__ = ["study_json"]


def study_json(study: Study, view: StudyView) -> dict[str, Any]:
    """What `study show --json` prints: the view, and the comments on papers that name it as a replication."""
    pointers = replication_pointers(study.workspace, study.name)
    return {**view.to_json(), "replication_pointers": [pointer.to_json() for pointer in pointers]}
