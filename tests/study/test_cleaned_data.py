"""A study on a cleaned version says how its data came to be, here and in its bundle."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from bundles import forged, in_json, run_here
from small import DECLARATION, write_texts
from tenfold.data import catalog
from tenfold.data.reading import read_table
from tenfold.desk.cleaning.making import clean
from tenfold.desk.cleaning.recipe import Recipe
from tenfold.errors import InputError
from tenfold.store.workspace import Workspace
from tenfold.study.api import Study, load_study
from tenfold.study.bundle.reading import open_bundle
from tenfold.study.reproduce.data import find_data
from tenfold.study.reproduce.rebuild import rebuild

RECIPE = Recipe.parse(
    {
        "operations": [
            {"do": "keep-columns", "columns": ["text", "organ"]},
            {"do": "drop-duplicates"},
        ]
    },
    where="test",
)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A small study on the second version of its data."""
    workspace = Workspace.create(tmp_path_factory.mktemp("cleaned") / "lab")
    file = write_texts(workspace.root / "texts.csv")
    first = catalog.add(workspace, read_table([file]), name="organs", label="organ")
    assert clean(workspace, first, RECIPE).after.reference == "organs@2"
    path = workspace.studies / "small.toml"
    path.write_text(DECLARATION.format(seeds="2", data="organs", more=""), encoding="utf-8")
    study = load_study(str(path), workspace=workspace)
    run_here(study)
    return study


def test_the_seventh_answer_tells_how_the_data_were_made(study: Study) -> None:
    parent = catalog.load(study.workspace, "organs@1").digest
    [answer] = [answer for answer in study.view().answers if answer.n == 7]
    assert (
        f"Made from organs@1 (`{parent[:12]}`) by keep-columns, drop-duplicates; recipe "
        f"`{RECIPE.digest[:12]}`." in answer.text
    )
    assert "test examples too" not in answer.text
    [answer] = [answer for answer in study.view(language="zh").answers if answer.n == 7]
    assert "由 organs@1" in answer.text


def test_a_bundle_carries_the_recipe_and_which_version_it_was_used_on(
    study: Study, tmp_path: Path
) -> None:
    bundle = study.bundle(tmp_path / "small.zip", with_data=True).path
    with zipfile.ZipFile(bundle) as archive:
        [part] = json.loads(archive.read("data/reference.json"))["parts"]
        readme = archive.read("README.md").decode()
    parent = catalog.load(study.workspace, "organs@1").digest
    [lineage] = part["lineage"]
    assert lineage["parent"] == parent
    assert {"operations": lineage["operations"]} == RECIPE.to_json()
    assert f"made from organs@1, version {parent[:16]}, by keep-columns, drop-duplicates" in readme
    there = tmp_path / "there"
    there.mkdir()
    with open_bundle(bundle) as opened:
        rebuild(there, opened, find_data(opened), {})
    [entry] = catalog.listing(Workspace(there))
    assert entry["lineage"]["parent"] == parent
    assert entry["lineage"]["recipe_digest"] == RECIPE.digest


@pytest.mark.parametrize("lineage", [{"parent": "x"}, 3, {"parent": "0" * 64, "made_from": "a",
                                                          "operations": ["odd"]}])  # fmt: skip
def test_a_forged_lineage_is_refused(study: Study, tmp_path: Path, lineage: object) -> None:
    bundle = study.bundle(tmp_path / "small.zip").path
    bad = forged(
        bundle, tmp_path / "bad.zip",
        lambda files: in_json(
            files, "data/reference.json",
            lambda value: value["parts"][0].update(lineage=[lineage]),
        ),
    )  # fmt: skip
    with pytest.raises(InputError), open_bundle(bad):
        pass
