"""Whether a folder is as it was: at once where a name changed, a moment later where a file was written into."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tenfold.store import stamps
from tenfold.store.stamps import FolderWatch, folder_stamp


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "one.toml").write_text("one")
    (tmp_path / "two.toml").write_text("two")
    return tmp_path


def test_a_watch_says_what_the_folder_says(folder: Path) -> None:
    assert FolderWatch(folder).stamp() == folder_stamp(folder)


def test_what_comes_goes_or_is_replaced_is_seen_at_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "_MOMENT_S", 3600.0)
    watch = FolderWatch(folder)
    seen = [watch.stamp()]
    for change in (
        lambda: (folder / "three.toml").write_text("three"),
        lambda: os.replace(folder / "three.toml", folder / "one.toml"),
        lambda: (folder / "two.toml").unlink(),
    ):
        time.sleep(0.02)  # the clock of a file system goes in steps of up to 10 ms
        change()
        seen.append(watch.stamp())
    assert len(set(seen)) == 4
    assert seen[-1] == folder_stamp(folder)


def test_what_is_written_in_place_is_seen_a_moment_later(folder: Path) -> None:
    watch = FolderWatch(folder)
    before = watch.stamp()
    (folder / "one.toml").write_text("another")
    time.sleep(stamps._MOMENT_S * 1.5)
    assert watch.stamp() != before


def test_a_folder_that_is_looked_at_often_is_read_seldom(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    monkeypatch.setattr(
        stamps, "folder_stamp", lambda path: (read.append(path), folder_stamp(path))[1]
    )
    monkeypatch.setattr(stamps, "_MOMENT_S", 3600.0)
    watch = FolderWatch(folder)
    for _ in range(100):
        watch.stamp()
    assert len(read) == 1
