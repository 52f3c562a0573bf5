"""What is disturbed: commands as users give them, small enough that a point takes a fraction of a second.

Each workflow prepares a workspace, carries its command out, checks what was acknowledged, and tells the
final state without times. All of it happens in children of the zygote (`zygote.py`).
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from small import DECLARATION, write_texts
from tenfold.store.digests import canonical_json, digest_bytes
from tenfold.store.workspace import Workspace

__all__ = ["WORKFLOWS", "Workflow", "check_store", "finish_and_tell", "tenfold", "told"]

_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00)?")
_COSTS = {"seconds", "cpu_seconds", "peak_bytes", "kwh"}
_STUDY = (
    DECLARATION.format(seeds="2", data="texts.csv", more='label = "organ"\nid = "id"')
    + '\n[methods.before]\nkind = "recorded"\nfile = "before.csv"\nmetric = "accuracy"\n'
)


@dataclass(frozen=True)
class Workflow:
    """One thing that users do. `prepare` makes its workspace, `run` does it, `check` raises where an
    acknowledged line is not kept, `state` tells the end as JSON-able values.
    """

    name: str
    prepare: Callable[[Path], None]
    run: Callable[[Path], None]
    check: Callable[[Path, list[str]], None]
    state: Callable[[Path], Any]


def tenfold(*words: str) -> None:
    """The command, in this process; it ends in SystemExit where its exit status is not 0."""
    from tenfold.cli.main import main

    sys.argv = ["tenfold", *words]
    try:
        main()
    except SystemExit as end:
        if end.code not in (0, None):
            raise


def timeless(value: Any) -> Any:
    """`value` without what differs from run to run: times, seconds, row numbers, folders."""
    if isinstance(value, Mapping):
        return {k: timeless(v) for k, v in value.items() if k not in _COSTS}
    if isinstance(value, (list, tuple)):
        return [timeless(item) for item in value]
    return _TIME.sub("TIME", value) if isinstance(value, str) else value


def finish_and_tell(workflow: Workflow, folder: Path, lines: list[str]) -> Any:
    """After a fault: what was acknowledged is there, the same command finishes, nothing is damaged."""
    if (folder / "tenfold.toml").exists():
        workflow.check(folder, lines)
    else:
        assert not lines, f"acknowledged, and no workspace is there: {lines}"
    workflow.run(folder)
    return told(workflow, folder)


def check_store(workflow: Workflow, folder: Path) -> None:
    """Raise where a recorded step points to something that is not there, or bytes have changed."""
    from tenfold.store.upkeep import verify

    if workflow.name != "repair" and (folder / ".tenfold" / "tenfold.db").exists():
        assert verify(Workspace(folder)).is_sound, "the store is damaged"


def told(workflow: Workflow, folder: Path) -> str:
    """The final state, byte for byte, with what `store verify` finds."""
    from tenfold.store.upkeep import verify

    workspace = Workspace(folder)
    found = verify(workspace)
    _sweep(workspace)
    if (folder / "again" / "tenfold.toml").exists():
        _sweep(Workspace(folder / "again"))
    reports = {d for r in workspace.steps.all() if r.name == "report" for d in r.outputs.values()}
    state = {
        "sound": found.is_sound,
        "artifacts": sorted(set(workspace.artifacts.digests()) - reports),
        "half written": [str(path) for path in folder.rglob("*.tmp")],
        "state": timeless(workflow.state(folder)),
    }
    return canonical_json(state).decode()


def _sweep(workspace: Workspace) -> None:
    """What `store clean` does about leftovers, without the day that it waits."""
    from tenfold.store.upkeep import Cleaning, carry_out_cleaning, find_leftovers

    leftovers = find_leftovers(workspace, older_than=timedelta(0))
    carry_out_cleaning(workspace, Cleaning([], [], {}, 0, leftovers))


# a study


def _lab(folder: Path) -> Workspace:
    workspace = Workspace.create(folder)
    write_texts(folder / "texts.csv", n_per_class=12)
    (folder / "before.csv").write_text("seed,score\n0,0.5\n1,0.6\n", encoding="utf-8")
    (workspace.studies / "small.toml").write_text(_STUDY, encoding="utf-8")
    return workspace


def _run_study(folder: Path) -> None:
    """As a worker does, but with its tasks in this process, which is killed as one."""
    from tenfold.study.api import load_study
    from tenfold.study.executors.inline import InlineExecutor
    from tenfold.study.records import Records
    from tenfold.study.reporting import write_report
    from tenfold.study.run import carry_out

    workspace = Workspace(folder)
    study = load_study("small", workspace=workspace)
    records = Records(workspace)
    worker = records.start_worker("small").number

    def say(kind: str, content: Mapping[str, Any]) -> None:
        records.say("small", worker, kind, content)
        print(kind, json.dumps(content), flush=True)

    outcome = carry_out(workspace, study.plan, InlineExecutor(), say=say)
    say("done", {"n_computed": outcome.n_computed, "n_reused": outcome.n_reused})
    write_report(workspace, load_study("small", workspace=workspace).view())
    print("report {}", flush=True)


def _check_study(folder: Path, lines: list[str]) -> None:
    from tenfold.study.api import load_study
    from tenfold.study.records import Records

    workspace = Workspace(folder)
    plan = load_study("small", workspace=workspace).plan
    done = plan.find_done(workspace)
    said = [line.split(" ", 1) for line in lines]
    for kind, content in ((kind, json.loads(text)) for kind, text in said):
        if kind == "run":
            run = next(
                run
                for id, run in plan.runs.items()
                if (id.method, id.size, id.seed)
                == (content["method"], content["size"], content["seed"])
            )
            assert run.fit is not None
            assert {run.fit.key, run.predict.key} <= done.keys(), f"a run is lost: {content}"
        elif kind == "verdict":
            assert any(step.name == "score" for step in done.values()), "the scores are lost"
        elif kind == "report":
            assert (folder / "reports" / "small.html").stat().st_size > 1000, "no report"
    assert len(Records(workspace).test_looks("small")) >= sum(kind == "look" for kind, _ in said)


def _study_state(folder: Path) -> Any:
    from tenfold.study.api import load_study

    workspace = Workspace(folder)
    view = load_study("small", workspace=workspace).view().to_json()
    return {"view": view, "steps": _steps(workspace)}


def _steps(workspace: Workspace) -> dict[str, Any]:
    """What every step made; a key that was recorded twice was computed twice."""
    rows = [r for r in workspace.steps.all() if r.name != "report"]  # a report has times
    keys = [row.key for row in rows]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    return {"made": {row.key: dict(row.outputs) for row in rows}, "computed twice": twice}


# data, answers, registration


def _add_data(folder: Path) -> None:
    tenfold(
        "data",
        "add",
        str(folder / "texts.csv"),
        "--label",
        "organ",
        "--json",
        "--workspace",
        str(folder),
    )


def _data_state(folder: Path) -> Any:
    from tenfold.data import catalog

    workspace = Workspace(folder)
    entries = [{**e, "sources": len(e["sources"])} for e in catalog.listing(workspace)]
    return {"data": entries, "rows": len(catalog.load(workspace, "texts")) if entries else 0}


def _check_data(folder: Path, lines: list[str]) -> None:
    if lines[-1:] == ["}"]:
        assert _data_state(folder)["rows"] == 36, "the data set is lost"


def _answer(folder: Path) -> None:
    tenfold("study", "answer", "small", "1", "Organs from words.", "--workspace", str(folder))


def _answers(folder: Path) -> Any:
    from tenfold.study.records import Records

    return {str(n): text for n, text in Records(Workspace(folder)).answers("small").items()}


def _check_answer(folder: Path, lines: list[str]) -> None:
    if "Answer 1 saved." in lines:
        assert _answers(folder) == {"1": "Organs from words."}, "the answer is lost"


def _declare(folder: Path) -> None:
    tenfold("study", "declare", "small", "--json", "--workspace", str(folder))


def _declared(folder: Path) -> Any:
    from tenfold.study.records import Records

    workspace = Workspace(folder)
    path = workspace.studies / "small.declared.json"
    return {
        "codes": [r.code for r in Records(workspace).registrations("small")],
        "for git": json.loads(path.read_text()) if path.exists() else None,
    }


def _check_declared(folder: Path, lines: list[str]) -> None:
    if lines[-1:] == ["}"]:
        state, code = _declared(folder), json.loads("\n".join(lines))["code"]
        assert state["codes"] == [code], "the registration is lost"
        assert state["for git"]["registrations"][0]["code"] == code, "its file is lost"


# the store's own commands


def _done_lab(folder: Path) -> None:
    """A finished study whose second half is no longer declared."""
    _lab(folder)
    with contextlib.redirect_stdout(sys.stderr):
        _run_study(folder)
    path = folder / "studies" / "small.toml"
    path.write_text(_STUDY.replace("C = 1.0", "C = 2.0"), encoding="utf-8")


def _clean(folder: Path) -> None:
    tenfold("store", "clean", "--unused", "--yes", "--workspace", str(folder))


def _store_state(folder: Path) -> Any:
    workspace = Workspace(folder)
    return {"steps": _steps(workspace)}


def _check_cleaned(folder: Path, lines: list[str]) -> None:
    """What is kept is whole: cleaning may be half done, but takes nothing that is needed."""
    from tenfold.store.upkeep import verify

    found = verify(Workspace(folder))
    assert (found.damaged, found.missing) == ([], []), "cleaning took what is needed"
    if "Removed." in lines:
        fits = [record for record in Workspace(folder).steps.all() if record.name == "fit"]
        assert len(fits) == 2, (
            "what was removed is back"
        )  # of the floor, which is declared as before


def _init(folder: Path) -> None:
    workspace = Workspace.create(folder)
    print("made", flush=True)
    workspace.database.close()


def _tables(folder: Path) -> Any:
    import sqlalchemy

    from tenfold.store.database import HEAD

    workspace = Workspace(folder)
    assert workspace.database.revision() == HEAD
    names = sqlalchemy.inspect(workspace.database.engine).get_table_names()
    settings = (folder / "tenfold.toml").read_text(encoding="utf-8")
    return {"tables": sorted(names), "settings": settings, "answers": _answers(folder)}


def _check_init(folder: Path, lines: list[str]) -> None:
    if "made" in lines:
        assert (folder / "studies").is_dir()
        assert (folder / ".tenfold" / "tenfold.db").stat().st_size > 0, "the database is lost"


def _nothing(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)


def _old_database(folder: Path) -> None:
    """A workspace whose database is at the first migration, with something in it; at none where that is
    the newest.
    """
    from sqlalchemy import text

    from tenfold.store.database import HEAD, Database, sqlite_url

    _lab(folder).database.close()
    path = folder / ".tenfold" / "tenfold.db"
    path.unlink()
    if HEAD == "0001":
        return
    database = Database(sqlite_url(path))
    _upgrade(database, "0001")
    row = "('small', 1, 'Kept.', 'local', '2026-01-01 00:00:00')"
    with database.write() as session:
        session.execute(
            text(f"insert into answers (study, question, text, person, time) values {row}")
        )
    database.close()


def _upgrade(database: Any, revision: str) -> None:
    from alembic import command
    from alembic.config import Config

    import tenfold.store.tables.migrate as migrate

    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    with database.engine.execution_options(tenfold_writer=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _migrate(folder: Path) -> None:
    workspace = Workspace(folder)
    _ = workspace.database
    print("migrated", flush=True)
    workspace.database.close()


def _check_migrated(folder: Path, lines: list[str]) -> None:
    from tenfold.store.database import HEAD, Database, sqlite_url

    path = folder / ".tenfold" / "tenfold.db"
    if not path.exists():
        assert "migrated" not in lines
        return
    revision = Database(sqlite_url(path)).revision()
    assert revision in (HEAD, "0001", None), revision
    if "migrated" in lines:
        assert revision == HEAD, "the migration is lost"
    if HEAD != "0001":
        assert _answers(folder) == {"1": "Kept."}, "a row is lost"


# backups


def _finished_lab(folder: Path) -> None:
    _lab(folder)
    with contextlib.redirect_stdout(sys.stderr):
        _run_study(folder)


def _back_up(folder: Path) -> None:
    """Into a folder of the workspace, so that a copy of the workspace has all that the command wrote."""
    if not (folder / "backup" / "manifest.json").exists():
        tenfold("store", "backup", str(folder / "backup"), "--workspace", str(folder))


def _backed_up(folder: Path) -> Any:
    """What comes back from it."""
    if not (folder / "again").exists():
        _restore(folder)
    return _restored(folder)


def _check_backup(folder: Path, lines: list[str]) -> None:
    """What says that it is whole is whole; nothing else can be taken for a backup."""
    from tenfold.errors import InputError
    from tenfold.store.backup import restore

    try:
        restore(folder / "backup", folder / "tried")
    except InputError:
        assert not lines, "the backup is lost"
    else:
        _check_same_digests(folder, folder / "tried")
        shutil.rmtree(folder / "tried")


def _check_same_digests(folder: Path, other: Path) -> None:
    own, copied = (list(Workspace(f).artifacts.digests()) for f in (folder, other))
    assert own == copied, "artifacts are lost"


def _finished_lab_with_backup(folder: Path) -> None:
    _finished_lab(folder)
    with contextlib.redirect_stdout(sys.stderr):
        _back_up(folder)


def _restore(folder: Path) -> None:
    tenfold("store", "restore", str(folder / "backup"), "--into", str(folder / "again"))


def _restored(folder: Path) -> Any:
    """The study in the restored workspace; a text names the folder that it is in."""
    state = canonical_json(_study_state(folder / "again")).decode()
    return json.loads(state.replace(str(folder), "FOLDER"))


def _check_restored(folder: Path, lines: list[str]) -> None:
    """A workspace is there only when all of it is."""
    again = folder / "again"
    if not (again / "tenfold.toml").exists():
        assert not lines, "the workspace is lost"
        return
    _check_same_digests(folder, again)
    assert _restored(folder), "the study is lost"


def _lab_to_replace(folder: Path) -> None:
    _finished_lab_with_backup(folder)
    old = _lab(folder / "again")
    with contextlib.redirect_stdout(sys.stderr):
        _answer(folder / "again")
    old.database.close()


def _restore_over(folder: Path) -> None:
    where = "--into", str(folder / "again")
    tenfold("store", "restore", str(folder / "backup"), *where, "--replace")


def _replaced(folder: Path) -> Any:
    """What was restored, and whether the old workspace is kept (twice, where a cut came between its two
    names).
    """
    return {"new": _restored(folder), "is kept": bool(_kept(folder))}


def _kept(folder: Path) -> list[Path]:
    """Where the workspace that was in the way is: put aside, or where it was."""
    again = folder / "again"
    labs = [path.parent for path in again.rglob("tenfold.toml")]
    return [lab for lab in labs if _answers(lab) == {"1": "Organs from words."}]


def _check_replaced(folder: Path, lines: list[str]) -> None:
    if lines:
        _check_restored(folder, lines)
    # While it is moved aside its parts are in two places for a moment.
    again = folder / "again"
    databases = [p for p in again.rglob("tenfold.db") if _has_the_answer(p)]
    assert databases, "the old workspace is lost"
    if lines:
        assert len(_kept(folder)) == 1, "the old workspace is in pieces"


def _has_the_answer(path: Path) -> bool:
    import sqlite3

    with contextlib.closing(sqlite3.connect(path)) as connection:
        return connection.execute("select text from answers").fetchall() == [
            ("Organs from words.",)
        ]


# a site


def _lab_with_a_site(folder: Path) -> None:
    """A published site in which somebody put files of their own, and a page that is to change."""
    from tenfold.papers.answers import Answers
    from tenfold.papers.library import Library
    from tenfold.papers.subject import subject_of
    from tenfold.papers.text_import import import_text

    workspace = Workspace.create(folder)
    import_text(workspace, b"@misc{one, title={One paper}, year={2026}}", form="bibtex")
    Answers(workspace).answer(subject_of(Library(workspace).number("one")), 1, "Cost.")
    with contextlib.redirect_stdout(sys.stderr):
        _publish(folder, "Before")
    (folder / "site" / "own").mkdir()
    (folder / "site" / "own" / "CNAME").write_text("lab.example", encoding="utf-8")
    workspace.database.close()


def _publish(folder: Path, title: str = "After") -> None:
    at = str(folder / "site")
    tenfold("publish", at, "--papers", "all", "--title", title, "--workspace", str(folder))


def _site(folder: Path) -> Any:
    site = folder / "site"
    files = {p.relative_to(site).as_posix(): p for p in site.rglob("*") if p.is_file()}
    digests = {place: digest_bytes(path.read_bytes()) for place, path in sorted(files.items())}
    beside = sorted(path.name for path in folder.glob(".site*"))
    return {"files": digests, "beside": beside}


def _check_site(folder: Path, lines: list[str]) -> None:
    """At every moment a whole site is there, the old or the new one, with what is somebody's own."""
    site = folder / "site"
    listed = json.loads((site / "publication.json").read_text())["files"]
    found = _site(folder)["files"]
    assert {place: found.get(place) for place in listed} == listed, "the site is in pieces"
    assert (site / "own" / "CNAME").read_text() == "lab.example", "a file of others is lost"
    if lines:
        assert "After" in (site / "index.html").read_text(encoding="utf-8"), "the old site is back"


def _damaged_lab(folder: Path) -> None:
    _finished_lab(folder)
    workspace = Workspace(folder)
    for record in workspace.steps.all():
        if record.name in ("fit", "score"):
            path = workspace.artifacts.path(next(iter(record.outputs.values())))
            path.write_bytes(path.read_bytes()[:-1] + b"!")


def _repair(folder: Path) -> None:
    tenfold("store", "verify", "--repair", "--workspace", str(folder))


def _check_repaired(folder: Path, lines: list[str]) -> None:
    from tenfold.store.upkeep import verify

    if any(line.startswith("Removed;") for line in lines):
        found = verify(Workspace(folder))
        assert (found.damaged, found.missing) == ([], []), "the repair is lost"


def _lab_only(folder: Path) -> None:
    _lab(folder).database.close()


WORKFLOWS = {
    workflow.name: workflow
    for workflow in (
        Workflow("study", _lab_only, _run_study, _check_study, _study_state),
        Workflow("data add", _lab_only, _add_data, _check_data, _data_state),
        Workflow("answer", _lab_only, _answer, _check_answer, _answers),
        Workflow("declare", _lab_only, _declare, _check_declared, _declared),
        Workflow("clean", _done_lab, _clean, _check_cleaned, _store_state),
        Workflow("repair", _damaged_lab, _repair, _check_repaired, _store_state),
        Workflow("backup", _finished_lab, _back_up, _check_backup, _backed_up),
        Workflow("restore", _finished_lab_with_backup, _restore, _check_restored, _restored),
        Workflow("replace", _lab_to_replace, _restore_over, _check_replaced, _replaced),
        Workflow("publish", _lab_with_a_site, _publish, _check_site, _site),
        Workflow("init", _nothing, _init, _check_init, _tables),
        Workflow("migrate", _old_database, _migrate, _check_migrated, _tables),
    )
}
