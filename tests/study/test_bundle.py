"""What `study bundle` writes: complete, readable by others, the same bytes for the same study."""

from __future__ import annotations

import json
import shutil
import stat
import zipfile
from pathlib import Path

import pytest

from bundles import files_in, finished_study, run_here
from command import tenfold
from small import DECLARATION, write_study
from tenfold.data.dataset import version_digest
from tenfold.data.reading import read_table
from tenfold.errors import InputError
from tenfold.store.digests import digest_bytes
from tenfold.store.workspace import Workspace
from tenfold.study.api import Study, load_study
from tenfold.study.bundle.content import CRATE, MANIFEST
from tenfold.study.bundle.content import DECLARATION as DECLARED

USUAL = DECLARATION.format(seeds="2", data="texts.csv", more='label = "organ"')


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return finished_study(tmp_path_factory.mktemp("bundles") / "lab", seeds="2")


@pytest.fixture
def bundle(study: Study, tmp_path: Path) -> Path:
    return study.bundle(tmp_path / "small.zip").path


def test_every_file_has_its_digest_in_the_manifest(bundle: Path) -> None:
    files = files_in(bundle)
    manifest = json.loads(files.pop(MANIFEST))
    assert manifest["study"] == "small"
    assert manifest["files"] == {
        name: {"blake3": digest_bytes(data), "bytes": len(data)} for name, data in files.items()
    }


def test_it_holds_what_the_study_is_and_found(study: Study, bundle: Path) -> None:
    files = files_in(bundle)
    view = study.view().to_json()
    read = {name: json.loads(data) for name, data in files.items() if name.endswith(".json")}
    assert files[DECLARED] == study.path.read_bytes()
    assert files["study/declared.json"] == study.path.with_suffix(".declared.json").read_bytes()
    assert read["study/resolved.json"]["declaration"]["methods"]["words"]["parameters"]["C"] == 1.0
    assert [a["n"] for a in read["study/answers.json"]["answers"]] == list(range(1, 11))
    assert read["results/verdicts.json"]["hypotheses"] == view["hypotheses"]
    assert read["results/findings.json"]["findings"] == view["findings"]
    assert read["results/test_looks.json"]["test_looks"] == view["test_looks"]
    assert read["environment.json"]["versions"]["scikit-learn"]
    assert read["environment.json"]["profile"]["instruction_set"]
    scores = {(r["method"], r["seed"]): r["metrics"] for r in read["results/runs.json"]["runs"]}
    for method in view["methods"]:
        for seed, value in method["scores"]["accuracy"]["by_seed"].items():
            assert scores[method["name"], int(seed)]["accuracy"] == value
    part = read["data/reference.json"]["parts"][0]
    assert part["version"] == view["data"]["version"]
    assert part["sources"][0]["file"] == "texts.csv"
    n_predictions = sum(name.startswith("results/predictions/") for name in files)
    assert n_predictions == len(study.plan.runs) == 4


def test_no_path_of_this_machine_is_in_it(study: Study, bundle: Path) -> None:
    for name, data in files_in(bundle).items():
        assert str(study.workspace.root).encode() not in data, name


def test_without_the_data_no_text_of_them_is_in_it(study: Study, bundle: Path) -> None:
    texts = (study.workspace.root / "texts.csv").read_text().splitlines()[1:]
    content = b"".join(files_in(bundle).values())
    assert not [row for row in texts if row.split(",")[1].encode() in content]


def test_the_same_study_gives_the_same_bytes(study: Study, tmp_path: Path) -> None:
    one = study.bundle(tmp_path / "one.zip", with_data=True)
    other = load_study("small", workspace=Workspace(study.workspace.root))
    two = other.bundle(tmp_path / "two.zip", with_data=True)
    assert one.path.read_bytes() == two.path.read_bytes()
    assert one.digest == two.digest
    moved = shutil.copytree(study.workspace.root, tmp_path / "moved")
    three = load_study("small", workspace=Workspace(moved)).bundle(with_data=True)
    assert three.path == moved / "small.zip"
    assert three.path.read_bytes() == one.path.read_bytes()
    with zipfile.ZipFile(one.path) as archive:
        names = archive.namelist()
        assert names == sorted(names)
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_others_read_it_as_an_ro_crate(bundle: Path) -> None:
    rocrate = pytest.importorskip("rocrate.rocrate")
    crate = rocrate.ROCrate(str(bundle))
    root = crate.root_dataset
    assert crate.version == "1.1"
    assert root["name"] == "tenfold study small"
    assert root["description"] == "Do words tell the organs?"
    assert root["datePublished"]
    listed = {entity.id for entity in root["hasPart"]}
    files = set(files_in(bundle)) - {CRATE}
    loose = {name for name in files if not name.startswith("results/predictions/")}
    assert listed == loose | {"results/predictions/"}
    assert {type(crate.get(name)).__name__ for name in loose} == {"File"}
    run = crate.get("#run")
    assert run["instrument"]["name"] == "tenfold"
    assert any(str(part.get("identifier", "")).startswith("blake3:") for part in run["object"])


@pytest.mark.parametrize("splits", [False, True])
def test_the_data_inside_are_read_back_as_the_same_version(tmp_path: Path, splits: bool) -> None:
    study = finished_study(tmp_path / "lab", seeds="2")
    if splits:
        rows = (study.workspace.root / "texts.csv").read_text().splitlines(keepends=True)
        for name, own in (("a.csv", rows[1:91]), ("b.csv", rows[91:] + rows[1:30])):
            (study.workspace.root / name).write_text(rows[0] + "".join(own))
        done = tenfold(
            study.workspace.root, "data", "add", "a.csv", "--name", "both", "--test", "b.csv",
            "--label", "organ",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        text = USUAL.replace("texts.csv", "both").replace("label =", 'overlap = "drop"\nlabel =')
        study = load_study(
            str(write_study(study.workspace, "both", text=text)), workspace=study.workspace
        )
        run_here(study)
    done = tenfold(study.workspace.root, "study", "bundle", study.name, "--with-data")
    assert "the data go along, every row of them" in done.stdout
    files = files_in(study.workspace.root / f"{study.name}.zip")
    part = json.loads(files["data/reference.json"])["parts"][0]
    assert part["has_splits"] is splits
    inside = tmp_path / Path(part["file"]).name
    inside.write_bytes(files[part["file"]])
    raw = read_table([inside])
    assert version_digest(raw.columns, raw.values, raw.splits) == part["version"]
    added = tenfold(
        study.workspace.root, "data", "add", str(inside), "--name", "again", "--label", "organ"
    )
    assert part["version"][:12] in added.stdout


def test_by_reference_is_said(study: Study, tmp_path: Path) -> None:
    done = tenfold(
        study.workspace.root, "study", "bundle", "small", "--out", str(tmp_path / "x.zip")
    )
    assert done.returncode == 0, done.stderr
    assert "The data do not go along (texts, version" in done.stdout
    assert "tenfold reproduce x.zip" in done.stdout


def test_a_study_without_scores_is_refused(workspace: Workspace) -> None:
    study = load_study(str(write_study(workspace)), workspace=workspace)
    with pytest.raises(InputError, match="no run has been scored"):
        study.bundle()
    assert not list(workspace.root.glob("*.zip"))


def test_a_study_that_is_not_finished_says_so(study: Study, tmp_path: Path) -> None:
    root = shutil.copytree(study.workspace.root, tmp_path / "lab")
    declaration = root / "studies" / "small.toml"
    declaration.write_text(declaration.read_text().replace("seeds = 2", "seeds = 3"))
    written = load_study("small", workspace=Workspace(root)).bundle()
    assert "2 of 3 seeds" in written.unfinished
    assert "2 of 6 runs without a score" in written.unfinished
    files = files_in(written.path)
    assert written.unfinished in files["README.md"].decode()
    assert json.loads(files["study/study.json"])["is_complete"] is False
    assert written.unfinished in tenfold(root, "study", "bundle", "small").stdout


def test_a_file_that_is_no_bundle_is_not_overwritten(study: Study, tmp_path: Path) -> None:
    other = tmp_path / "thesis.zip"
    other.write_bytes(b"years of work")
    with pytest.raises(InputError, match="left alone"):
        study.bundle(other)
    assert other.read_bytes() == b"years of work"
    with pytest.raises(InputError, match="no such folder"):
        study.bundle(tmp_path / "nowhere" / "x.zip")


def test_scripts_go_along_and_what_lies_outside_does_not(tmp_path: Path) -> None:
    outside = tmp_path / "secret.txt"
    outside.write_text("not for others")
    lab = tmp_path / "lab"
    (lab / "parts").mkdir(parents=True)
    (lab / "parts" / "a.txt").write_text("a part")
    (lab / "parts" / "link.txt").symlink_to(outside)
    (lab / "parts" / ".env").write_text("TOKEN=1")
    script = lab / "mine.sh"
    script.write_text(
        "#!/bin/sh\n{ echo id,heart,lung,skin; tail -n +2 $1 | cut -d, -f1 | sed 's/$/,0.5,0.3,0.2/'; } > $2\n"
    )
    script.chmod(0o755)
    own = f'kind = "command"\nrun = "./mine.sh {{test}} {{out}} {outside}"\ninputs = ["parts"]'
    study = finished_study(lab, text=USUAL.replace('kind = "tfidf"\nC = 1.0', own))
    written = study.bundle()
    assert set(written.carried) == {"mine.sh", "parts/a.txt"}
    assert set(written.left_out) == {str(outside), "parts/link.txt", "parts/.env"}
    assert written.commands == ("words",)
    content = b"".join(files_in(written.path).values())
    assert b"not for others" not in content
    assert b"TOKEN" not in content
    with zipfile.ZipFile(written.path) as archive:
        modes = {e.filename: stat.S_IMODE(e.external_attr >> 16) for e in archive.infolist()}
    assert modes["inputs/0001-mine.sh"] == 0o755
    assert modes["inputs/0002-a.txt"] == 0o644


def test_a_recorded_file_outside_the_workspace_is_refused(tmp_path: Path) -> None:
    lab = tmp_path / "lab"
    outside = tmp_path / "scores.csv"
    outside.write_text("seed,score\n0,0.9\n1,0.8\n")
    own = f'kind = "recorded"\nfile = "{outside}"\nmetric = "accuracy"'
    study = finished_study(lab, text=USUAL.replace('kind = "tfidf"\nC = 1.0', own))
    with pytest.raises(InputError, match="is absolute, so a bundle cannot carry it"):
        study.bundle()
    assert not list(lab.glob("*.zip"))
