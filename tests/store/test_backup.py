"""A backup gives back what was there, says by itself whether it is whole, and overwrites nothing."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest

from command import tenfold
from small import write_study
from tenfold.errors import DamageError, InputError, WorkspaceError
from tenfold.store.backup import back_up, restore
from tenfold.store.steps import Step
from tenfold.store.upkeep import verify
from tenfold.store.workspace import Workspace
from tenfold.study.api import load_study
from tenfold.study.executors.inline import InlineExecutor
from tenfold.study.records import Records
from tenfold.study.run import carry_out
from tenfold.study.upkeep import files_named


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a finished study."""
    workspace = Workspace.create(tmp_path_factory.mktemp("backup") / "lab")
    study = load_study(str(write_study(workspace, seeds="2")), workspace=workspace)
    carry_out(workspace, study.plan, InlineExecutor(), say=lambda *_: None)
    Records(workspace).answer("small", 1, "Organs from words.")
    workspace.database.close()
    return workspace.root


@pytest.fixture
def finished(original: Path, tmp_path: Path) -> Workspace:
    """A copy of it."""
    return Workspace(Path(shutil.copytree(original, tmp_path / "lab")))


def shown(root: Path) -> dict[str, Any]:
    return load_study("small", workspace=Workspace(root)).view().to_json()


def test_what_comes_back_is_equal_by_digest_and_shows_the_same(
    finished: Workspace, tmp_path: Path
) -> None:
    made = back_up(finished, tmp_path / "b", also=files_named(finished))
    assert made.left_out == []
    again = restore(tmp_path / "b", tmp_path / "again")
    assert again.digest == made.digest
    restored = Workspace(tmp_path / "again")
    assert list(restored.artifacts.digests()) == list(finished.artifacts.digests())
    assert verify(restored).is_sound
    assert shown(restored.root) == shown(finished.root)
    steps = [[(r.key, r.outputs) for r in w.steps.all()] for w in (finished, restored)]
    assert steps[0] == steps[1]
    settings = (finished.root / "tenfold.toml").read_text()
    assert (restored.root / "tenfold.toml").read_text() == settings


def test_the_files_that_studies_name_come_along_and_others_do_not(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = write_study(workspace)
    (workspace.root / "tool.py").write_text("print()")
    (workspace.root / "huge.bin").write_bytes(b"0" * 1000)
    (workspace.root / "texts").mkdir()
    (workspace.root / "texts" / "a.txt").write_text("a")
    command = 'kind = "command"\nrun = "python tool.py --data=x {out}"\ninputs = ["texts"]'
    path.write_text(path.read_text().replace('kind = "tfidf"\nC = 1.0', command))
    named = {p.relative_to(workspace.root).as_posix() for p in files_named(workspace)}
    assert named == {"texts.csv", "tool.py", "texts/a.txt"}
    (workspace.root / "cards").mkdir()
    (workspace.root / "cards" / "texts.toml").write_text('source = "a ward"')
    back_up(workspace, tmp_path / "b", also=files_named(workspace))
    restore(tmp_path / "b", tmp_path / "again")
    assert (tmp_path / "again" / "texts" / "a.txt").read_text() == "a"
    assert (tmp_path / "again" / "cards" / "texts.toml").read_text() == 'source = "a ward"'
    assert not (tmp_path / "again" / "huge.bin").exists()


def test_a_question_longer_than_any_name_of_a_file_is_no_file(workspace: Workspace) -> None:
    for name, question in (("long", "why? " * 1000), ("null", "why\\u0000?")):
        path = write_study(workspace, name)
        said = path.read_text(encoding="utf-8")
        path.write_text(said.replace("Do words tell the organs?", question), encoding="utf-8")
    assert [path.name for path in files_named(workspace)] == ["texts.csv"]


def test_it_is_consistent_while_another_process_writes(
    workspace: Workspace, tmp_path: Path
) -> None:
    """Steps and their artifacts keep coming: whatever the copy's database names is in the copy."""
    stop = threading.Event()

    def write() -> None:
        own, n = Workspace(workspace.root), 0
        while not stop.is_set():
            digest = own.artifacts.put(f"artifact {n}".encode())
            step = Step("fit", "1", {"n": n})
            own.steps.record(step, {"out": digest}, seconds=0, cpu_seconds=0)
            n += 1
        own.database.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            back_up(workspace, tmp_path / f"b{number}")
    finally:
        stop.set()
        writer.join()
    n_steps = []
    for number in range(5):
        restore(tmp_path / f"b{number}", tmp_path / f"w{number}")
        restored = Workspace(tmp_path / f"w{number}")
        assert verify(restored).is_sound
        n_steps.append(len(restored.steps.all()))
        restored.database.close()
    assert n_steps == sorted(n_steps)
    assert n_steps[-1] > n_steps[0]


def test_an_unfinished_backup_is_none_and_the_same_command_goes_on(
    finished: Workspace, tmp_path: Path
) -> None:
    class Interrupted(Exception):  # noqa: N818 - no error of ours
        pass

    def interrupt(done: int, _of: int) -> None:
        if done == 5:
            raise Interrupted

    with pytest.raises(Interrupted):
        back_up(finished, tmp_path / "b", say=interrupt)
    with pytest.raises(InputError, match="was not finished"):
        restore(tmp_path / "b", tmp_path / "again")
    assert not (tmp_path / "again").exists()
    made = back_up(finished, tmp_path / "b")
    assert made.n_copied == made.n_artifacts - 5
    restore(tmp_path / "b", tmp_path / "again")


def test_nothing_is_overwritten_unless_it_is_said_and_then_it_is_kept(
    finished: Workspace, tmp_path: Path
) -> None:
    back_up(finished, tmp_path / "b")
    other = Workspace.create(tmp_path / "other")
    Records(other).answer("mine", 1, "Kept.")
    other.database.close()
    with pytest.raises(WorkspaceError, match="a workspace already") as raised:
        restore(tmp_path / "b", other.root)
    assert "--replace" in str(raised.value.remedy)
    assert Records(Workspace(other.root)).answers("mine") == {1: "Kept."}
    made = restore(tmp_path / "b", other.root, replace=True)
    assert Records(Workspace(other.root)).answers("small") == {1: "Organs from words."}
    assert made.aside is not None
    assert Records(Workspace(Path(made.aside))).answers("mine") == {1: "Kept."}


def test_restoring_twice_is_restoring_once(finished: Workspace, tmp_path: Path) -> None:
    back_up(finished, tmp_path / "b")
    first, second = (restore(tmp_path / "b", tmp_path / "again") for _ in range(2))
    assert (first.n_copied > 0, second.n_copied) == (True, 0)


def test_a_foreign_journal_is_not_played_into_the_restored_database(
    finished: Workspace, tmp_path: Path
) -> None:
    back_up(finished, tmp_path / "b")
    journal = tmp_path / "again" / ".tenfold" / "tenfold.db-journal"
    journal.parent.mkdir(parents=True)
    journal.write_bytes(b"of another database")
    with pytest.raises(WorkspaceError):
        restore(tmp_path / "b", tmp_path / "again")
    restore(tmp_path / "b", tmp_path / "again", replace=True)
    assert not journal.exists()


@pytest.mark.parametrize("target", ["not empty", "a backup", "inside", "the workspace"])
def test_a_backup_goes_only_into_a_new_folder(
    finished: Workspace, tmp_path: Path, target: str
) -> None:
    places = {
        "not empty": tmp_path / "full",
        "a backup": tmp_path / "b",
        "inside": finished.hidden / "b",
        "the workspace": finished.root,
    }
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    back_up(finished, tmp_path / "b")
    with pytest.raises(InputError) as raised:
        back_up(finished, places[target])
    assert "new folder" in str(raised.value.remedy)
    assert [p.name for p in (tmp_path / "full").iterdir()] == ["mine.txt"]


def test_a_flipped_byte_in_any_part_of_a_backup_is_found_before_a_workspace_is_made(
    finished: Workspace, tmp_path: Path
) -> None:
    back_up(finished, tmp_path / "b", also=files_named(finished))
    backup = tmp_path / "b"
    own = [backup / name for name in ("manifest.json", "tenfold.db", "files/tenfold.toml")]
    artifacts = sorted(path for path in (backup / "artifacts").rglob("*") if path.is_file())
    files = [*own, backup / "files" / "texts.csv", artifacts[0], artifacts[-1]]
    for number, path in enumerate(files):
        sound = path.read_bytes()
        half = len(sound) // 2
        path.write_bytes(sound[:half] + bytes([sound[half] ^ 1]) + sound[half + 1 :])
        target = tmp_path / f"w{number}"
        with pytest.raises(DamageError):
            restore(tmp_path / "b", target)
        assert not (target / "tenfold.toml").exists()
        path.write_bytes(sound)
        shutil.rmtree(target, ignore_errors=True)
    restore(tmp_path / "b", tmp_path / "whole")


def test_a_missing_file_of_a_backup_is_found(finished: Workspace, tmp_path: Path) -> None:
    back_up(finished, tmp_path / "b")
    next(p for p in (tmp_path / "b" / "artifacts").rglob("*") if p.is_file()).unlink()
    with pytest.raises(DamageError, match="missing in the backup"):
        restore(tmp_path / "b", tmp_path / "again")


@pytest.mark.parametrize(
    "name", ["../outside", "/etc/outside", "studies/../../outside", ".tenfold/x"]
)
def test_a_manifest_cannot_write_outside_the_folder(
    finished: Workspace, tmp_path: Path, name: str
) -> None:
    from tenfold.store.digests import digest_json

    back_up(finished, tmp_path / "b")
    path = tmp_path / "b" / "manifest.json"
    manifest = json.loads(path.read_text())
    del manifest["digest"]
    manifest["files"][name] = next(iter(manifest["files"].values()))
    path.write_text(json.dumps({**manifest, "digest": digest_json(manifest)}))
    with pytest.raises(DamageError, match="names"):
        restore(tmp_path / "b", tmp_path / "again")


def test_damage_that_was_there_before_is_left_out_and_said(
    finished: Workspace, tmp_path: Path
) -> None:
    digest = next(finished.artifacts.digests())
    finished.artifacts.path(digest).write_bytes(b"damaged")
    done = tenfold(finished.root, "store", "backup", str(tmp_path / "b"))
    assert done.returncode == 1
    assert digest[:16] in done.stdout
    restored = tenfold(tmp_path, "store", "restore", "b", "--into", "again", "--json")
    assert json.loads(restored.stdout)["left_out"] == [digest]
    assert verify(Workspace(tmp_path / "again")).missing == [digest]


def test_the_commands_say_what_they_did_and_how_to_bring_it_back(
    finished: Workspace, tmp_path: Path
) -> None:
    made = tenfold(finished.root, "store", "backup", str(tmp_path / "b"))
    assert made.returncode == 0, made.stderr
    assert f"tenfold store restore {tmp_path / 'b'} --into FOLDER" in made.stdout
    for folder in (tmp_path / "nothing", tmp_path):
        refused = tenfold(tmp_path, "store", "restore", str(folder), "--into", "again")
        assert refused.returncode == 2
        assert "there is no backup here" in refused.stderr
    restored = tenfold(tmp_path, "store", "restore", "b", "--into", "again")
    assert "Restored into" in restored.stdout
    finished_again = tenfold(tmp_path / "again", "study", "run", "small")
    assert "nothing was computed" in finished_again.stdout + finished_again.stderr


def test_postgresql_is_left_to_its_own_tools(workspace: Workspace, tmp_path: Path) -> None:
    """No server is asked: it is refused by the kind of the database, and no password is shown."""
    url = "postgresql+psycopg://ada:secret@db.lab/tenfold"
    from tenfold.store.database import Database

    pytest.importorskip("psycopg")
    workspace.__dict__["database"] = Database(url)
    with pytest.raises(InputError, match="PostgreSQL") as raised:
        back_up(workspace, tmp_path / "b")
    assert "pg_dump" in str(raised.value.remedy)
    assert "secret" not in str(raised.value)
    assert not (tmp_path / "b").exists()
