"""Two folders change places in one step, or nothing is done and that is said."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tenfold.store import exchange as module
from tenfold.store.exchange import exchange


def two_folders(at: Path) -> tuple[Path, Path]:
    for name in ("one", "other"):
        (at / name).mkdir()
        (at / name / name).touch()
    return at / "one", at / "other"


@pytest.mark.skipif(sys.platform != "linux", reason="the step is one of Linux")
def test_folders_with_files_change_places(tmp_path: Path) -> None:
    one, other = two_folders(tmp_path)
    assert exchange(one, other)
    assert (one / "other").exists()
    assert (other / "one").exists()
    with pytest.raises(FileNotFoundError, match="other-place"):
        exchange(one, tmp_path / "other-place")
    assert (one / "other").exists()


def test_where_the_system_has_no_such_step_nothing_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_renameat2", lambda: None)
    one, other = two_folders(tmp_path)
    assert not exchange(one, other)
    assert (one / "one").exists()
