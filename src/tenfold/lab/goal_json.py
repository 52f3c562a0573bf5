"""Goals with where they stand today, as commands and scripts get them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenfold.lab.goals import Goals
from tenfold.lab.open_work import open_work
from tenfold.lab.settings import PersonSettings
from tenfold.lab.track import track_of
from tenfold.lab.track_words import track_sentence
from tenfold.lab.zone import zone_of
from tenfold.language import translator

if TYPE_CHECKING:
    from datetime import date

    from tenfold.lab.goal import Goal
    from tenfold.store.workspace import Workspace

__all__ = ["goal_json", "goals_json"]


def goals_json(
    workspace: Workspace, *, person: str | None = None, is_all: bool = False
) -> dict[str, Any]:
    """What `goal list --json` prints; what one has open is one's own alone to see."""
    today = zone_of(workspace).today()
    goals = [goal for goal in Goals(workspace).goals(person) if is_all or goal.is_open]
    said = {
        "question": PersonSettings(workspace).get("question", person=person),
        "goals": [goal_json(goal, today) for goal in goals],
    }
    return said if person else {**said, "open": open_work(workspace).to_json()}


def goal_json(goal: Goal, today: date) -> dict[str, Any]:
    """What `goal show --json` prints."""
    track = track_of(goal, today)
    sentence = track_sentence(track, translator())
    return {**goal.to_json(), "track": {**track.to_json(), "sentence": sentence}}
