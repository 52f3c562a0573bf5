"""An import that is killed at any point and repeated ends as the undisturbed one: no double, none lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from records import made, reads, whole

from tenfold.papers import importing
from tenfold.papers.library import Library
from tenfold.store.workspace import Workspace

N = 300
_IMPORT = f"""
import sys
from pathlib import Path
from records import made, reads
from tenfold.papers import importing
from tenfold.papers.library import Library
from tenfold.store.workspace import Workspace
importing.CHUNK = 20
sources = [{{"file": "made", "digest": "1"}}] if sys.argv[2] == "told" else []
library = Library(Workspace(Path(sys.argv[1])))
print("begun", flush=True)
library.take_in(reads(*made({N})), sources=sources, told=lambda n: print(n, flush=True))
"""


def _killed_import(root: Path, *, told: str, after_s: float) -> int:
    """Import in a process that is killed so many seconds after its beginning; how far it said it was."""
    here = Path(__file__).parent
    path = os.pathsep.join([str(here), os.environ.get("PYTHONPATH", "")])
    process = subprocess.Popen(
        [sys.executable, "-c", _IMPORT, str(root), told],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    time.sleep(after_s)
    process.send_signal(signal.SIGKILL)
    said = [int(line) for line in process.stdout.read().split()]
    process.wait()
    process.stdout.close()
    return said[-1] if said else 0


@pytest.mark.parametrize("told", ["told", "untold"])
def test_an_import_killed_again_and_again_ends_as_the_undisturbed_one(
    tmp_path: Path, told: str
) -> None:
    undisturbed = Library(Workspace.create(tmp_path / "undisturbed"))
    report = undisturbed.take_in(reads(*made(N)))
    root = tmp_path / "killed"
    library = Library(Workspace.create(root))
    rng = random.Random(7)
    saved = [_killed_import(root, told=told, after_s=rng.uniform(0, 0.25)) for _ in range(6)]
    assert library.count() >= max(saved) * 0.7, "what was said to be saved is lost"
    sources = [{"file": "made", "digest": "1"}] if told == "told" else []
    again = library.take_in(reads(*made(N)), sources=sources)
    assert whole(library) == whole(undisturbed)
    if told == "told" and again.resumed_at:
        assert dict(again.counts) == dict(report.counts)
        assert len(library.imports()) == 1
        library.undo()
        assert library.count() == 0


def test_an_import_that_was_broken_off_goes_on_where_it_stopped(
    workspace_on_each: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(workspace_on_each)
    monkeypatch.setattr(importing, "CHUNK", 20)
    sources = [{"file": "made", "digest": "1"}]

    def stop(n: int) -> None:
        if n >= 60:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.take_in(reads(*made(100)), sources=sources, told=stop)
    assert [(i.is_whole, i.counts["read"]) for i in library.imports()] == [(False, 60)]
    other = library.take_in(reads(*made(5)), sources=[{"file": "made", "digest": "2"}])
    assert other.resumed_at == 0
    report = library.take_in(reads(*made(100)), sources=sources)
    assert report.resumed_at == 60
    assert report.counts["read"] == 100
    assert report.counts["new"] == 80
    assert library.take_in(reads(*made(100)), sources=sources).resumed_at == 0


def test_an_import_that_was_taken_back_is_not_gone_on_with(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(workspace)
    monkeypatch.setattr(importing, "CHUNK", 20)
    sources = [{"file": "made", "digest": "1"}]

    def stop(n: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.take_in(reads(*made(60)), sources=sources, told=stop)
    library.undo()
    report = library.take_in(reads(*made(60)), sources=sources)
    assert report.resumed_at == 0
    assert report.counts["new"] == library.count() == 48
