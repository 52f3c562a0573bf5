"""Bad input through the installed command: one message, the right exit status, nothing half-written."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from command import tenfold
from small import DECLARATION, write_study, write_texts
from tenfold.store.workspace import Workspace

USUAL = DECLARATION.format(seeds="5", data="texts.csv", more='label = "organ"')


def refused(done: subprocess.CompletedProcess[str], status: int, *expected: str) -> None:
    said = done.stdout + done.stderr
    assert done.returncode == status, said
    assert "Traceback" not in said
    for part in expected:
        assert part in said, f"{part!r} is not in: {said}"


def files_of(workspace: Workspace) -> set[str]:
    return {
        str(path.relative_to(workspace.root))
        for path in workspace.root.rglob("*")
        if path.is_file() and ".tenfold" not in path.parts
    }


def test_without_a_workspace_it_says_how_to_make_one(tmp_path: Path) -> None:
    refused(tenfold(tmp_path, "study", "list"), 2, "no workspace", "tenfold init")


def test_an_unknown_command_or_option_is_status_2(tmp_path: Path) -> None:
    refused(tenfold(tmp_path, "stdy"), 2)
    refused(tenfold(tmp_path, "study", "list", "--jsn"), 2)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("texts.csv", "text.csv"), ("text.csv", "no such file")),
        (('"organ"', '"orgn"'), ("'organ'",)),
        (('kind = "tfidf"', 'kind = "tfdif"'), ("methods.words.kind", "'tfidf'")),
        (('kind = "tfidf"', 'kind = "setfit"'), ("not built yet",)),
        (("C = 1.0", "C = -1.0"), ("methods.words.C",)),
        (("words beats", "wrds beats"), ("'words'",)),
        (("on accuracy", "on acuracy"), ("'accuracy'",)),
        (("by 0.1", "by 1.1"), ("1.1",)),
        (('label = "organ"', 'label = "organ"\ntrain_per_class = 999'), ("999",)),
        (('label = "organ"', 'label = "organ"\ntask = "regression"'), ("not built yet",)),
        (('label = "organ"', 'label = "organ"\nlabl = "x"'), ("data.labl", "'label'")),
        (('kind = "tfidf"\nC = 1.0', 'kind = "probe"\nmodel = "nowhere"'), ("nowhere",)),
        (('kind = "tfidf"\nC = 1.0', 'kind = "probe"\nmodel = "pickled"'), ("safetensors",)),
        (
            ('kind = "tfidf"\nC = 1.0', 'kind = "probe"\nmodel = "hub:org/x@1"'),
            ("tenfold model get",),
        ),
        (("[study]", "[study"), ("TOML",)),
    ],
    ids=lambda value: value[1][:24] if isinstance(value, tuple) and len(value) == 2 else "",
)
def test_a_declaration_that_cannot_run_is_one_message(
    workspace: Workspace, change: tuple[str, str], expected: tuple[str, ...]
) -> None:
    pickled = workspace.root / "pickled"
    pickled.mkdir()
    (pickled / "config.json").write_text('{"model_type": "bert"}')
    (pickled / "tokenizer.json").write_text("{}")
    (pickled / "pytorch_model.bin").write_bytes(b"\x80\x02.")
    assert change[0] in USUAL
    write_study(workspace, text=USUAL.replace(*change))
    before = files_of(workspace)
    refused(tenfold(workspace.root, "study", "run", "small"), 2, *expected)
    assert files_of(workspace) == before


def test_errors_are_json_when_asked(workspace: Workspace) -> None:
    write_study(workspace, text=USUAL.replace('"organ"', '"orgn"'))
    done = tenfold(workspace.root, "study", "run", "small", "--json")
    error = json.loads(done.stdout)["error"]
    assert done.returncode == 2
    assert set(error) == {"code", "message", "where", "remedy"}
    assert "'organ'" in str(error["remedy"])


def test_data_add_refuses_and_leaves_nothing(workspace: Workspace) -> None:
    bad = workspace.root / "bad.csv"
    bad.write_bytes("text,label\n好,a\n".encode("gbk"))
    refused(tenfold(workspace.root, "data", "add", "bad.csv"), 2, "TF-DATA-004", "--encoding")
    listed = json.loads(tenfold(workspace.root, "data", "list", "--json").stdout)
    assert not any(entry.get("name") == "bad" for entry in listed.get("datasets", []))


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("import sys; print('my own words'); sys.exit(4)", "my own words"),
        ("import time; time.sleep(60)", "took longer than"),
        ("open(__import__('sys').argv[2], 'w').write('id,nonsense\\n1,2\\n')", "column"),
    ],
    ids=["fails", "hangs", "nonsense"],
)
def test_a_failing_command_is_marked_shown_and_scored_as_majority(
    workspace: Workspace, script: str, expected: str
) -> None:
    (workspace.root / "mine.py").write_text(script)
    own = 'kind = "command"\nrun = "python mine.py {test} {out}"\ntimeout_minutes = 0.02'
    write_study(workspace, text=USUAL.replace('kind = "tfidf"\nC = 1.0', own))
    done = tenfold(workspace.root, "study", "run", "small", "--json")
    assert done.returncode == 0, done.stderr
    view = json.loads(done.stdout)
    words, floor = view["methods"]
    assert words["n_failed"] == 5
    assert len(words["failures"]) == 1  # one reason, said once
    assert expected in " ".join(words["failures"])
    assert words["scores"]["accuracy"]["mean"] == floor["scores"]["accuracy"]["mean"]
    assert "failed" in tenfold(workspace.root, "study", "show", "small").stdout


def test_predicting_what_was_not_run_says_so(workspace: Workspace) -> None:
    write_study(workspace)
    refused(tenfold(workspace.root, "predict", "small", "chest"), 2, "has not been run")
    refused(tenfold(workspace.root, "predict", "small/wrds", "chest"), 2, "'words'")


def test_the_answers_of_the_record_cannot_be_overwritten(workspace: Workspace) -> None:
    write_study(workspace)
    refused(tenfold(workspace.root, "study", "answer", "small", "8", "yes"), 2, "from the record")


def test_a_study_that_exists_is_not_overwritten(workspace: Workspace) -> None:
    path = write_study(workspace)
    before = path.read_bytes()
    refused(tenfold(workspace.root, "study", "new", "small", "--from", "texts.csv"), 2, "already")
    assert path.read_bytes() == before


def test_a_budget_stops_politely_and_the_next_run_goes_on(workspace: Workspace) -> None:
    write_study(workspace, text=f"{USUAL}\n[budget]\nminutes = 0.0001\n")
    refused(
        tenfold(workspace.root, "study", "run", "small"), 3, "budget", "Go on with", "of 5 seeds"
    )
    write_study(workspace)
    assert tenfold(workspace.root, "study", "run", "small").returncode == 0


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_workspace_can_be_looked_at_but_not_run(workspace: Workspace) -> None:
    write_study(workspace)
    assert tenfold(workspace.root, "study", "run", "small").returncode == 0
    write_study(workspace, "other")
    for folder, _, _ in os.walk(workspace.root):
        os.chmod(folder, 0o555)
    refused(tenfold(workspace.root, "study", "run", "other"), 3, "read-only")


def test_predictions_of_a_file_come_out_row_by_row(workspace: Workspace) -> None:
    write_study(workspace)
    assert tenfold(workspace.root, "study", "run", "small").returncode == 0
    new = write_texts(workspace.root / "new.csv", n_per_class=5, seed=3)
    done = tenfold(workspace.root, "predict", "small", "new.csv", "--out", "predicted.csv")
    assert done.returncode == 0, done.stderr
    lines = (workspace.root / "predicted.csv").read_text().splitlines()
    assert len(lines) == len(new.read_text().splitlines())
    assert lines[0] == "id,text,organ,patient,predicted,probability,unlike_training_data"
    refused(tenfold(workspace.root, "predict", "small", "gone.csv"), 2, "no such file")
    refused(tenfold(workspace.root, "predict", "small", "new.csv", "--text", "txt"), 2, "'text'")
