"""Digests of the files that a command names, and the state of git."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tenfold.errors import InputError
from tenfold.models.methods.command import CommandParameters
from tenfold.models.methods.script_lineage import script_digests


def lineage(root: Path, **fields: object) -> dict[str, str]:
    line = "python mine.py --config=conf.toml --test {test} --out {out} 0"
    return script_digests(CommandParameters.model_validate({"run": line, **fields}), root).digests


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "mine.py").write_text("print(1)")
    (tmp_path / "conf.toml").write_text("x = 1")
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "a.txt").write_text("a")
    return tmp_path


def test_named_files_and_inputs_are_digested(root: Path) -> None:
    assert sorted(lineage(root)) == ["conf.toml", "mine.py"]
    assert sorted(lineage(root, inputs=["words"])) == ["conf.toml", "mine.py", "words"]


@pytest.mark.parametrize("file", ["mine.py", "conf.toml", "words/a.txt"])
def test_a_changed_file_changes_its_digest(file: str, root: Path) -> None:
    before = lineage(root, inputs=["words"])
    (root / file).write_text("changed")
    assert lineage(root, inputs=["words"]) != before


def test_an_input_that_is_not_there_is_refused(root: Path) -> None:
    with pytest.raises(InputError, match="no file or folder 'lost'"):
        lineage(root, inputs=["lost"])


@pytest.mark.skipif(shutil.which("git") is None, reason="this machine has no git")
def test_the_state_of_git(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(root.parent))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    parameters = CommandParameters(run="python mine.py {test} {out}")
    assert script_digests(parameters, root).git is None
    git = ["git", "-C", str(root), "-c", "user.name=A", "-c", "user.email=a@b"]
    for arguments in (["init", "-q"], ["add", "mine.py"], ["commit", "-qm", "one"]):
        subprocess.run([*git, *arguments], check=True)
    state = script_digests(parameters, root).git
    assert state is not None
    assert len(state["commit"]) == 40
    assert state["dirty"] is False
    (root / "mine.py").write_text("changed")
    assert script_digests(parameters, root).git == {**state, "dirty": True}
