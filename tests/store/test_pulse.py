"""A pulse beats with every commit, whoever made it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenfold.errors import DamageError
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


def test_a_damaged_file_is_said_in_plain_words(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "lab")
    pulse, file = Pulse(workspace.database), Path(workspace.database.where)
    pulse.feel()
    file.write_bytes(b"no database" * (file.stat().st_size // 10))
    with pytest.raises(DamageError):
        pulse.feel()
    pulse.close()
