"""Notes as the ledger keeps them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given

from made_up_notes import notes
from tenfold.lab.note import Note

MADE = datetime(2026, 11, 25, 8, tzinfo=UTC)


@given(note=notes)
def test_a_note_comes_back_from_json_as_it_was(note: Note) -> None:
    content = json.loads(json.dumps(note.to_content()))
    read = Note.from_content(content, number=note.number, person="Ada", made=MADE)
    assert read == replace(note, person="Ada", made=MADE)


def test_a_note_is_private_unless_it_is_said_otherwise() -> None:
    assert Note(text="x", day=date(2026, 11, 25)).is_private


def test_what_a_later_version_adds_is_left_out_and_what_is_missing_is_empty() -> None:
    content = {"text": "x", "day": "2026-11-25", "mood": "fine"}
    read = Note.from_content(content, number=1, person="Ada", made=MADE)
    assert read == Note(text="x", day=date(2026, 11, 25), number=1, person="Ada", made=MADE)


@given(note=notes)
def test_json_says_what_the_ledger_keeps_and_who_wrote_it(note: Note) -> None:
    said = json.loads(json.dumps(replace(note, person="Ada", made=MADE).to_json()))
    assert {**note.to_content(), "number": note.number, "person": "Ada"}.items() <= said.items()
    assert datetime.fromisoformat(said["made"]) == MADE
