"""The journal in Python says and refuses what the commands do."""

from __future__ import annotations

import pytest

import tenfold as tf
from tenfold.errors import InputError
from tenfold.lab.goal import Goal
from tenfold.lab.goals import Goals
from tenfold.lab.journal import Journal
from tenfold.lab.settings import PersonSettings
from tenfold.store.workspace import Workspace

EVIL = "\x1b[2Jx\x07"


def test_a_note_is_cleaned_and_an_empty_one_refused(workspace: Workspace) -> None:
    note = tf.note(f" why {EVIL}\n", kind="question", whom="Gao", workspace=workspace)
    assert (note.text[:4], "\x1b" in note.text) == ("why ", False)
    assert note.is_private
    with pytest.raises(InputError, match="empty"):
        tf.note(" \n", workspace=workspace)
    assert [one.number for one in Journal(workspace).notes()] == [note.number]


def test_no_goal_or_setting_steers_a_terminal(workspace: Workspace) -> None:
    goals, settings = Goals(workspace), PersonSettings(workspace)
    goals.add(Goal(text=f"g{EVIL}"))
    goals.drop(1, f"w{EVIL}")
    settings.set("question", f"q{EVIL}")
    said = repr(goals.goals()) + repr(settings.get("question"))
    assert "\\x1b" not in said
    assert "\\x07" not in said
