"""Bytes that flip, files that are cut short or gone: found, said, and never an empty store in silence."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from command import tenfold
from faults.lab import Lab
from faults.tracing import Fault
from small import write_study
from tenfold.data import catalog
from tenfold.errors import DamageError, TenfoldError
from tenfold.store.references import originals
from tenfold.store.upkeep import verify
from tenfold.store.workspace import Workspace
from tenfold.study.api import load_study
from tenfold.study.executors.inline import InlineExecutor
from tenfold.study.records import Records
from tenfold.study.run import carry_out

N_FLIPS = 10_000
N_DATABASE_FLIPS = 250


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a finished study; tests damage copies of it."""
    workspace = Workspace.create(tmp_path_factory.mktemp("damage") / "lab")
    study = load_study(str(write_study(workspace, seeds="3")), workspace=workspace)
    carry_out(workspace, study.plan, InlineExecutor(), say=lambda *_: None)
    Records(workspace).answer("small", 1, "Organs from words.")
    workspace.database.close()
    return workspace.root


@pytest.fixture
def copy(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "lab"))


def flipped(data: bytes, rng: random.Random) -> bytes:
    position = rng.randrange(len(data))
    return data[:position] + bytes([data[position] ^ rng.randrange(1, 256)]) + data[position + 1 :]


def test_ten_thousand_flipped_bytes_in_artifacts_are_all_found(copy: Path) -> None:
    """One byte at a time, at a random place of a random artifact (seed fixed).

    A flip goes unseen with odds of 2^-256, a sound artifact is never called damaged: no false alarm.
    """
    artifacts, rng = Workspace(copy).artifacts, random.Random(20)
    digests = list(artifacts.digests())
    files = {digest: os.open(artifacts.path(digest), os.O_RDWR) for digest in digests}
    n_found = 0
    for _ in range(N_FLIPS):
        digest = rng.choice(digests)
        place = rng.randrange(artifacts.size_bytes(digest))
        sound = os.pread(files[digest], 1, place)
        os.pwrite(files[digest], bytes([sound[0] ^ rng.randrange(1, 256)]), place)
        n_found += not artifacts.is_sound(digest)
        os.pwrite(files[digest], sound, place)
    for file in files.values():
        os.close(file)
    assert n_found == N_FLIPS
    assert verify(Workspace(copy)).is_sound


def test_no_step_with_a_flipped_byte_is_a_hit_and_verify_names_it(copy: Path) -> None:
    workspace, rng = Workspace(copy), random.Random(21)
    plan = load_study("small", workspace=workspace).plan
    steps = {step.key: step for step in plan.steps()}
    for record in workspace.steps.all():
        if record.key not in steps:
            continue
        digest = rng.choice(list(record.outputs.values()))
        path = workspace.artifacts.path(digest)
        sound = path.read_bytes()
        path.write_bytes(flipped(sound, rng))
        assert verify(workspace).damaged == [digest]
        with pytest.raises(DamageError):
            workspace.artifacts.get(digest)
        assert workspace.steps.find(steps[record.key]) is None
        path.write_bytes(sound)


def test_flipped_bytes_in_the_database_never_make_it_empty_in_silence(copy: Path) -> None:
    """SQLite keeps no checksums, so a flip inside a value can go unseen; it hides one row at most. One that
    loses more is refused, or `verify` says what is wrong. The places are random, seed fixed.
    """
    path, rng = copy / ".tenfold" / "tenfold.db", random.Random(22)
    sound = path.read_bytes()
    n_rows = _count_rows(copy)
    n_refused = 0
    for _ in range(N_DATABASE_FLIPS):
        path.write_bytes(flipped(sound, rng))
        try:
            found = _count_rows(copy)
        except TenfoldError:
            n_refused += 1
            continue
        assert found >= n_rows - 1 or _problems(copy), f"{found} of {n_rows} rows, in silence"
    assert n_refused > 0


def _count_rows(root: Path) -> int:
    """Steps, runs, looks and answers, as the product reads them."""
    workspace = Workspace(root)
    records = Records(workspace)
    told = records.runs("small"), records.test_looks("small"), records.answers("small")
    n = len(workspace.steps.all()) + sum(len(rows) for rows in told)
    workspace.database.close()
    return n


def _problems(root: Path) -> list[str]:
    workspace = Workspace(root)
    problems = workspace.database.problems()
    workspace.database.close()
    return problems


@pytest.mark.parametrize("kept", [0, 1, 99, 512, 4096, 0.25, 0.5, 0.9, -1])
def test_a_truncated_database_is_refused(copy: Path, kept: float) -> None:
    """Whoever only opens it may see nothing of it yet, where the end is missing; `verify` does."""
    path = copy / ".tenfold" / "tenfold.db"
    data = path.read_bytes()
    path.write_bytes(data[: int(kept * len(data)) if isinstance(kept, float) else kept])
    try:
        said = " ".join(verify(Workspace(copy)).database)
    except TenfoldError as error:
        said = str(error)
    assert said, "not noticed"
    assert path.stat().st_size < len(data), "it was begun anew"


@pytest.mark.parametrize("journal", ["gone", "garbage", "empty", "cut"])
def test_a_lost_or_garbled_journal_never_empties_the_database(lab: Lab, journal: str) -> None:
    """The process was killed in the middle of a commit, when the journal was needed most.

    Where something that was saved is gone, `verify` says so, but for a torn commit whose pages fit together:
    SQLite keeps no sums of its pages, so nothing can see it (once in some hundred, as threads fall). Even
    then the database is not begun anew.
    """
    change: dict[str, Callable[[Path], object]] = {
        "gone": lambda path: path.unlink(),
        "garbage": lambda path: path.write_bytes(random.Random(1).randbytes(5000)),
        "empty": lambda path: path.write_bytes(b""),
        "cut": lambda path: path.write_bytes(path.read_bytes()[:600]),
    }
    n_changed = 0
    for n in range(112, 154, 6):
        folder = lab.copy("study")
        killed = lab.disturb("study", Fault("pwrite64", n), folder)
        left = folder / ".tenfold" / "tenfold.db-journal"
        if left.exists() and left.stat().st_size:
            n_changed += 1
            change[journal](left)
            seen = lab.do("check", "study", folder, lines=killed.lines)
            if seen.status != 0:
                words = lab.command(folder, "store", "verify")
                assert "Traceback" not in words.errors
                if words.status == 1:
                    assert "atabase" in "".join(words.lines) + words.errors
                else:
                    assert catalog.listing(Workspace(folder)), (words.lines, words.errors, seen)
        lab.drop(folder)
    assert n_changed >= 3


def test_lost_rows_of_a_data_set_are_named_with_what_to_do_and_come_back(copy: Path) -> None:
    assert tenfold(copy, "data", "add", "texts.csv", "--label", "organ").returncode == 0
    workspace = Workspace(copy)
    n_rows = len(catalog.load(workspace, "texts"))
    artifact = next(o.digest for o in originals(workspace) if o.what.startswith("the rows"))
    path = workspace.artifacts.path(artifact)
    damaged = path.read_bytes()[:-1] + b"!"
    path.write_bytes(damaged)
    told = tenfold(copy, "store", "verify", "--repair")
    assert told.returncode == 1
    assert "No run can make again: the rows of the data set texts@1" in told.stdout
    assert "tenfold data add texts.csv --name texts" in told.stdout
    assert path.read_bytes() == damaged, "what may be readable is not thrown away"
    path.unlink()
    assert "missing" in tenfold(copy, "store", "verify").stdout
    again = tenfold(copy, "data", "add", "texts.csv", "--name", "texts", "--label", "organ")
    assert again.returncode == 0
    assert tenfold(copy, "store", "verify").returncode == 0
    assert len(catalog.load(Workspace(copy), "texts")) == n_rows
