"""A pulse beats with every commit, whoever made it."""

from __future__ import annotations

from tenfold.lab.journal import Journal
from tenfold.lab.note import Note
from tenfold.lab.zone import zone_of
from tenfold.store.pulse import Pulse
from tenfold.store.workspace import Workspace


def test_it_beats_with_each_commit(workspace_on_each: Workspace) -> None:
    workspace = workspace_on_each
    pulse, day = Pulse(workspace.database), zone_of(workspace).today()
    felt = [pulse.feel()]
    for n in range(3):
        Journal(workspace).write(Note(text=f"Thought {n}", kind="thought", day=day))
        felt.append(pulse.feel())
    assert len(set(felt)) == len(felt)
    if workspace.database.is_sqlite:  # a server has other business too
        assert pulse.feel() == pulse.feel()
    pulse.close()
