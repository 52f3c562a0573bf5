"""`tenfold model list` and `get`, as the command line calls them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tenfold.cli.model import model_app
from tenfold.errors import ModelError
from tenfold.store.workspace import Workspace


def call(*arguments: str) -> str:
    result = CliRunner().invoke(model_app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


@pytest.fixture(autouse=True)
def _empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.chdir(tmp_path)


def test_list_shows_the_embedded_one_and_the_workspace_s_folders(
    tiny_bert: Path, tmp_path: Path
) -> None:
    Workspace.create(tmp_path / "lab")
    shutil.copytree(tiny_bert, tmp_path / "lab" / "models" / "tiny")
    (tmp_path / "lab" / "models" / "empty").mkdir()
    found = json.loads(call("list", "--json", "--workspace", str(tmp_path / "lab")))["models"]
    assert [model["use"] for model in found] == ["all-MiniLM-L6-v2", "models/empty", "models/tiny"]
    assert "no model" in found[1]["problem"]
    assert found[2]["width"] == 16
    assert "BERT, 22.7 M parameters" in call("list")


def test_get_of_a_model_that_is_here_tells_how_to_use_it() -> None:
    assert 'use = "all-MiniLM-L6-v2"' in call("get", "all-MiniLM-L6-v2")


def test_get_refuses_what_is_no_name() -> None:
    with pytest.raises(ModelError, match="not the name"):
        call("get", "hub:a/b/c")
