"""A private note stands in the journal of its writer, and in no output, page, bundle or export of tenfold.

Canaries stand in every field of a note. What is looked through: what commands print, every file that they
write, and what is inside of archives.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from small import write_study
from tenfold.cli.main import app
from tenfold.lab.journal import Journal
from tenfold.lab.note import KINDS, Note
from tenfold.lab.zone import zone_of
from tenfold.store.workspace import Workspace
from tenfold.study.api import load_study

CANARY = "kanarienvogel"
PAPER = "@article{hu2021lora, title={LoRA}, author={Hu, Edward}, year={2021}}"
OUTPUTS = """
week --full
week --format md
week --format html
week --json
week --fenced
week --lang zh --full
week --last --full
week --next --full
week --weeks 3 --full
week --person local --full
week --out week.md
week --out week.html
week --out week.txt
week form --out form.md
week template
week freeze --yes --json
week add correction
week --full
week --json
week list
week check week.md
lab week . --me local
lab week . --me local --json
lab week . --me local --html lab.html
goal list
goal list --json
goal show 1
plan list
plan list --json
date list --json
date export out.ics --plan
study list
study show small
study show small --json
study list --json
study report small
study bundle small --with-data
data list --json
data show texts
data card texts
data export texts exported
paper list --json
paper show hu2021lora
paper show hu2021lora --json
paper export --out papers.bib
publish site --everybody
publish everything --papers hu2021lora,all --studies all --weeks all --examples --json
doctor
store size
store verify
"""


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A judged study, a paper, a goal, a plan and a date, and private notes beside shared ones."""
    workspace = Workspace.create(tmp_path / "lab")
    write_study(workspace)
    load_study("small", workspace=workspace).run()
    monkeypatch.chdir(workspace.root)
    (tmp_path / "refs.bib").write_text(PAPER, "utf-8")
    for words in (
        ["paper", "import", str(tmp_path / "refs.bib")],
        ["goal", "add", "a goal", "--by", "+90", "--milestone", "a step by +7"],
        ["plan", "add", "a task"],
        ["date", "add", "a meeting", "--on", "+3"],
    ):
        assert CliRunner().invoke(app, words).exit_code == 0
    write_notes(workspace)
    return workspace


def write_notes(workspace: Workspace) -> None:
    today = zone_of(workspace).today()
    journal = Journal(workspace)
    for kind in KINDS:
        journal.write(
            Note(
                text=f"@small @hu2021lora {CANARY}-text", kind=kind, day=today, tags=(f"{CANARY}-tag", "read"),
                before=f"{CANARY}-before", whom=f"{CANARY}-whom", asked_on=today, giver=f"{CANARY}-giver",
                answer="" if kind == "question" else f"{CANARY}-answer", why=f"{CANARY}-why", look_again=today,
            )
        )  # fmt: skip
        journal.write(Note(text=f"shared {kind}", kind=kind, day=today, is_private=False))
    unshared = journal.write(
        Note(text=f"{CANARY}-taken-back", kind="thought", day=today, is_private=False)
    )
    journal.share([unshared.number], private=True)


def test_a_private_note_is_in_nothing_that_tenfold_prints_or_writes(lab: Workspace) -> None:
    printed = {}
    for line in OUTPUTS.strip().splitlines():
        done = CliRunner().invoke(app, line.split())
        assert done.exit_code == 0, (line, done.output, done.exception)
        printed[line] = done.output
    assert [line for line, text in printed.items() if CANARY in text] == []
    assert "shared thought" in printed["week --full"], "the reports are made at all"
    assert [str(path) for path, content in contents(lab.root) if CANARY.encode() in content] == []


def test_the_canary_is_there_to_be_found(lab: Workspace) -> None:
    """What the test above looks for is in the journal, for its writer, and in the database."""
    assert CANARY in CliRunner().invoke(app, ["note", "list"]).output
    found = (lab.hidden / "tenfold.db").read_bytes()
    assert CANARY.encode() in found


def test_a_private_note_is_in_no_report_that_somebody_else_asks_for(lab: Workspace) -> None:
    settings = lab.root / "tenfold.toml"
    said = settings.read_text("utf-8").replace('# name = "Ada"', 'name = "Gao" #')
    settings.write_text(said, "utf-8")
    assert Workspace(lab.root).person == "Gao"
    for line in (
        "week --person local --full", "week --person local --json", "note list", "note search canary",
        "note show 1", "note edit 1 hello", "note share 1", "note answer 1 hello", "note remove 1", "note undo",
        "goal list --person local --json", "week freeze --yes --share 1",
    ):  # fmt: skip
        done = CliRunner().invoke(app, line.split())
        assert CANARY not in done.output + str(done.exception or ""), line
    assert len(Journal(Workspace(lab.root)).shared("local")) == len(KINDS), "shared ones are seen"


def contents(root: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file but the database, and every member of an archive."""
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.name.startswith("tenfold.db"):
            content = path.read_bytes()
            yield path, content
            if zipfile.is_zipfile(io.BytesIO(content)):
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    for name in archive.namelist():
                        yield path / name, archive.read(name)
