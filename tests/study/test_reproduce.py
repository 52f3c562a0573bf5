"""A bundle is run again somewhere else, and every number compared: real bundles, real runs."""

from __future__ import annotations

import csv
import json
import shutil
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bundles import Files, finished_study, forged, in_json, run_here
from command import tenfold
from small import DECLARATION, write_study
from tenfold.errors import InputError, StoppedError
from tenfold.store.workspace import Workspace
from tenfold.study.api import Study, load_study
from tenfold.study.bundle.content import DECLARATION as DECLARED
from tenfold.study.bundle.data import RowKeys
from tenfold.study.bundle.reading import open_bundle
from tenfold.study.recorded import export_split
from tenfold.study.reproduce.compare import PROBABILITY_TOLERANCE, SCORE_TOLERANCE
from tenfold.study.reproduce.data import compare_rows, find_data
from tenfold.study.reproduce.rerunning import Reproduction, compare_study, reproduce

USUAL = DECLARATION.format(seeds="2", data="texts.csv", more='label = "organ"\nid = "id"')


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Words against the floor, and runs that were recorded elsewhere."""
    study = finished_study(tmp_path_factory.mktemp("reproduce") / "lab", text=USUAL)
    _record_elsewhere(study)
    text = USUAL + '\n[methods.elsewhere]\nkind = "recorded"\nfile = "runs/elsewhere.csv"\n'
    text += '\n[[hypotheses]]\nclaim = "elsewhere is at most 0.3 worse than words on accuracy"\n'
    study = load_study(
        str(write_study(study.workspace, "organs", text=text)), workspace=study.workspace
    )
    run_here(study)
    return study


def _record_elsewhere(study: Study) -> None:
    """Probabilities from somewhere else, for the test examples of two seeds."""
    split = study.workspace.root / "split.csv"
    export_split(study.workspace, study.plan, split)
    with split.open(encoding="utf-8") as file:
        tested = [row["id"] for row in csv.DictReader(file) if row["part"] == "test"]
    rng = np.random.default_rng(0)
    path = study.workspace.root / "runs" / "elsewhere.csv"
    path.parent.mkdir()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["seed", "example", "heart", "lung", "skin"])
        for seed in (0, 1):
            for example in tested:
                writer.writerow([seed, example, *rng.dirichlet([1, 1, 1])])


@pytest.fixture(scope="module")
def bundle(study: Study) -> Path:
    return study.bundle(with_data=True).path


@pytest.fixture(scope="module")
def without_data(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return study.bundle(tmp_path_factory.mktemp("plain") / "organs.zip").path


@pytest.fixture(scope="module")
def again(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Reproduction:
    """The bundle, moved away from all that made it, and run again."""
    moved = tmp_path_factory.mktemp("elsewhere") / "got.zip"
    shutil.copy(bundle, moved)
    return reproduce(moved)


def test_every_number_comes_out_again(again: Reproduction) -> None:
    assert again.outcome == "identical"
    assert again.is_reproduced
    assert again.rule == "all equal"
    assert again.around == []
    assert str(again) == (
        "All 24 scores came out identical; so did all 180 predictions on test; both verdicts are the "
        "same, with the same gains and intervals."
    )
    assert {(s.method, s.seed) for s in again.numbers.scores} == {
        (method, seed) for method in ("words", "floor", "elsewhere") for seed in (0, 1)
    }
    assert {s.metric for s in again.numbers.scores} == {"accuracy", "macro_f1", "log_loss", "ece"}
    assert all(s.difference == 0 for s in again.numbers.scores)
    assert all(p.largest == 0 for p in again.numbers.predictions)
    assert again.n_computed > 0  # it was run, not copied


def test_the_workspace_is_a_new_one_beside_the_bundle(again: Reproduction, study: Study) -> None:
    assert again.folder.name == "got-reproduced"
    rebuilt = load_study("organs", workspace=Workspace(again.folder))
    view = rebuilt.view().to_json()
    assert view["state"] == "done"
    assert view["data"]["version"] == study.view().data.version
    assert (again.folder / "runs" / "elsewhere.csv").read_bytes() == (
        study.workspace.root / "runs" / "elsewhere.csv"
    ).read_bytes()
    assert again.changes == ["data.use is 'texts' in the rebuilt declaration"]
    said = tomllib.loads(study.path.read_text())
    said["data"]["use"] = "texts"
    assert tomllib.loads(rebuilt.path.read_text()) == said


def test_the_code_and_the_modes_are_those_of_the_bundle(again: Reproduction, study: Study) -> None:
    said = study.view().hypotheses
    assert again.is_same_code
    assert again.code == said[0].code
    notes = " ".join(again.notes())
    assert "h1 exploratory, h2 exploratory" in notes  # scored before, and recorded, there
    assert "registers nothing" in notes


def test_the_json_tells_everything(again: Reproduction) -> None:
    told = json.loads(json.dumps(again.to_json(), allow_nan=False))
    assert told["outcome"] == "identical"
    assert told["tolerances"] == {"probability": PROBABILITY_TOLERANCE, "score": SCORE_TOLERANCE}
    assert len(told["scores"]) == 24
    assert told["hypotheses"][0]["gain_there"] == told["hypotheses"][0]["gain_here"]
    assert set(told["scores"][0]) >= {
        "method",
        "size",
        "seed",
        "metric",
        "there",
        "here",
        "outcome",
    }


def test_a_folder_that_is_there_is_refused_unless_it_is_this_reproduction(
    again: Reproduction, bundle: Path, without_data: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(InputError, match="is there already"):
        reproduce(bundle, into=other)
    assert list(other.iterdir()) == []
    with pytest.raises(InputError, match="is there already"):  # another bundle's
        reproduce(without_data, into=again.folder, data=[again.folder])
    more = reproduce(bundle, into=again.folder)
    assert more.n_computed == 0
    assert any("Nothing was computed now" in note for note in more.notes())


def test_one_library_version_is_another(bundle: Path, tmp_path: Path) -> None:
    def change(files: Files) -> None:
        in_json(
            files, "environment.json", lambda v: v["versions"].update({"scikit-learn": "1.0.2"})
        )

    path = forged(bundle, tmp_path / "x.zip", change)
    found = reproduce(path)
    assert found.outcome == "identical"
    assert found.rule == "tolerance"
    assert [(a.what, a.name, a.there) for a in found.around] == [
        ("version", "scikit-learn", "1.0.2")
    ]
    assert "within 0.05 for a probability, 0.01 for a score" in found.rule_in_words()


def compared(path: Path, again: Reproduction) -> Reproduction:
    """A bundle compared with what was run once; for many bundles of one study."""
    study = load_study("organs", workspace=Workspace(again.folder))
    with open_bundle(path) as bundle:
        return compare_study(bundle, study.workspace, study.plan, [])


def _nudged(files: Files, by: float) -> None:
    """Let every score and probability of one run of `words` be off by a little, and a gain too."""
    import io

    import pyarrow as pa
    import pyarrow.parquet as pq

    def scores(value: Any) -> None:
        own = next(r for r in value["runs"] if r["method"] == "words" and r["seed"] == 1)
        own["metrics"] = {name: score - by for name, score in own["metrics"].items()}
        table = pq.ParquetFile(io.BytesIO(files[own["predictions"]])).read()
        moved = table.column("heart").to_numpy() - np.float32(by)
        table = table.set_column(2, "heart", pa.array(moved, pa.float32()))
        sink = io.BytesIO()
        pq.write_table(table, sink)
        files[own["predictions"]] = sink.getvalue()

    in_json(files, "results/runs.json", scores)


@pytest.mark.parametrize(
    ("by", "other_version", "outcome"),
    [
        (1e-6, True, "within tolerance"),
        (1e-6, False, "different"),  # nothing explains it
        (0.1, True, "different"),
    ],
)
def test_numbers_that_are_off_by_a_little(
    again: Reproduction,
    bundle: Path,
    tmp_path: Path,
    by: float,
    other_version: bool,
    outcome: str,
) -> None:
    def change(files: Files) -> None:
        _nudged(files, by)
        if other_version:
            in_json(files, "environment.json", lambda v: v["versions"].update({"numpy": "1.0"}))

    found = compared(forged(bundle, tmp_path / "x.zip", change), again)
    assert found.outcome == outcome
    off = [s for s in found.numbers.scores if s.outcome != "identical"]
    assert {(s.method, s.seed) for s in off} == {("words", 1)}
    assert len(off) == 4
    assert [p.outcome for p in found.numbers.predictions].count(outcome) == 1
    if outcome == "different":
        assert str(found).startswith(
            "4 of 24 scores differ: most of all words, all training examples, seed 1"
        )
        assert not found.is_reproduced
    else:
        assert str(found).startswith("All 24 scores came out within tolerance")
        assert found.is_reproduced


def test_a_verdict_that_is_another_is_a_difference(
    again: Reproduction, bundle: Path, tmp_path: Path
) -> None:
    def change(files: Files) -> None:
        in_json(
            files, "results/verdicts.json", lambda v: v["hypotheses"][0].update(verdict="refuted")
        )
        in_json(files, "environment.json", lambda v: v["versions"].update({"numpy": "1.0"}))

    found = compared(forged(bundle, tmp_path / "x.zip", change), again)
    assert found.outcome == "different"
    assert "1 of 2 verdicts changed: h1 was refuted and is undecided" in str(found)


def test_data_by_reference_are_found_where_the_user_says(
    study: Study, without_data: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="the data are not in the bundle") as caught:
        reproduce(without_data, into=tmp_path / "x")
    version = study.view().data.version
    assert version in str(caught.value)
    assert "--data PATH" in str(caught.value)
    assert caught.value.code == "TF-BUNDLE-NO-DATA"
    rows = study.workspace.root / "texts.csv"
    with open_bundle(without_data) as opened:
        for given in (rows, study.workspace.root):  # a file, or a workspace that has this version
            assert [f.part.version for f in find_data(opened, [given])] == [version]
    assert reproduce(without_data, into=tmp_path / "by-file", data=[rows]).outcome == "identical"
    with pytest.raises(InputError, match="was not needed"):
        reproduce(without_data, into=tmp_path / "x", data=[rows, rows])
    with pytest.raises(InputError, match="there is no such file"):
        reproduce(without_data, into=tmp_path / "x", data=[tmp_path / "gone.csv"])
    assert not (tmp_path / "x").exists()


def _with_rows(study: Study, path: Path, change: Any) -> Path:
    rows = (study.workspace.root / "texts.csv").read_text().splitlines(keepends=True)
    path.write_text("".join(change(rows)))
    return path


def test_one_row_is_another(study: Study, without_data: Path, tmp_path: Path) -> None:
    _with_rows(
        study,
        tmp_path / "other.csv",
        lambda rows: [*rows[:5], rows[5].replace(",", ",changed ", 1), *rows[6:]],
    )
    done = tenfold(tmp_path, "reproduce", str(without_data), "--into", "x", "--data", "other.csv")
    assert done.returncode == 2
    assert "1 row changed, 0 added, 0 removed (of 120 rows)" in done.stderr
    assert "--other-data" in done.stderr
    assert not (tmp_path / "x").exists()
    done = tenfold(
        tmp_path, "reproduce", str(without_data), "--into", "x", "--data", "other.csv",
        "--other-data", "--json",
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert done.returncode == (1 if told["outcome"] == "different" else 0)
    assert told["data"][0]["n_changed"] == 1
    assert told["rule"] == "other content"
    assert told["same_code"] is False
    assert all(s["outcome"] != "within tolerance" for s in told["scores"])


def test_rows_are_counted_with_ids_and_without() -> None:
    def rows(*pairs: tuple[str, str]) -> RowKeys:
        return RowKeys([key for key, _ in pairs], [digest for _, digest in pairs])

    there = rows(("a", "1"), ("b", "2"), ("c", "3"))
    here = rows(("a", "1"), ("b", "9"), ("d", "4"), ("e", "5"))
    assert compare_rows(there, here) == {
        "n_added": 2, "n_removed": 1, "n_changed": 1, "is_reordered": False,
    }  # fmt: skip
    turned = rows(("c", "3"), ("a", "1"), ("b", "2"))
    assert compare_rows(there, turned)["is_reordered"]
    plain = [rows(*(("", d) for d in digests)) for digests in ("1233", "1293", "12334", "3123")]
    assert compare_rows(plain[0], plain[1])["n_changed"] == 1
    assert compare_rows(plain[0], plain[1])["n_added"] == 0
    assert compare_rows(plain[0], plain[2])["n_added"] == 1
    assert compare_rows(plain[0], plain[3])["is_reordered"]


def test_a_row_in_another_place_is_said(study: Study, without_data: Path, tmp_path: Path) -> None:
    other = _with_rows(study, tmp_path / "o.csv", lambda r: [r[0], *reversed(r[1:])])
    with pytest.raises(InputError, match="the same rows in another order"):
        reproduce(without_data, into=tmp_path / "x", data=[other])


def test_a_test_file_goes_along_too(tmp_path: Path) -> None:
    lab = Workspace.create(tmp_path / "lab")
    finished = finished_study(tmp_path / "lab", text=USUAL)  # writes texts.csv
    rows = (lab.root / "texts.csv").read_text().splitlines(keepends=True)
    (lab.root / "train.csv").write_text(rows[0] + "".join(rows[1::2]))
    (lab.root / "held-out.csv").write_text(rows[0] + "".join(rows[2::2]))
    text = USUAL.replace('"texts.csv"', '"train.csv"\ntest = "held-out.csv"')
    study = load_study(str(write_study(lab, "given", text=text)), workspace=finished.workspace)
    run_here(study)
    inside = reproduce(study.bundle(tmp_path / "a.zip", with_data=True).path)
    assert inside.outcome == "identical"
    by_reference = study.bundle(tmp_path / "b.zip").path
    both = [lab.root / "held-out.csv", lab.root / "train.csv"]
    assert reproduce(by_reference, data=both).outcome == "identical"
    with pytest.raises(InputError, match="the data are not in the bundle: held-out"):
        reproduce(by_reference, into=tmp_path / "x", data=both[1:])
    changed = tmp_path / "held-out.csv"
    changed.write_text((lab.root / "held-out.csv").read_text().replace("very", "quite", 1))
    with pytest.raises(InputError, match="1 row changed"):
        reproduce(by_reference, into=tmp_path / "x", data=[both[1], changed])
    assert not (tmp_path / "x").exists()


def test_own_vectors_go_along_too(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    lab = Workspace.create(tmp_path / "lab")
    study = finished_study(tmp_path / "lab", text=USUAL)
    rng = np.random.default_rng(1)
    with (lab.root / "texts.csv").open() as file:
        ids = [row["id"] for row in csv.DictReader(file)]
    columns = {"id": ids, **{f"v{i}": rng.normal(size=len(ids)) for i in range(4)}}
    pq.write_table(pa.table(columns), lab.root / "vectors.parquet")
    text = USUAL.replace('id = "id"', 'id = "id"\nfeatures = "vectors.parquet"')
    text = text.replace('kind = "tfidf"\nC = 1.0', 'kind = "nearest-centroid"')
    study = load_study(str(write_study(lab, "vectors", text=text)), workspace=lab)
    run_here(study)
    assert reproduce(study.bundle(tmp_path / "a.zip", with_data=True).path).outcome == "identical"
    given = [lab.root / "vectors.parquet", lab.root]
    assert reproduce(study.bundle(tmp_path / "b.zip").path, data=given).outcome == "identical"


def test_a_numbered_version_and_settings_are_followed(tmp_path: Path) -> None:
    lab = tmp_path / "lab"
    lab.mkdir()
    (lab / "tenfold.toml").write_text('[run]\ndtype = "float32"\n')
    finished_study(lab, text=USUAL)
    first = (lab / "texts.csv").read_text()
    (lab / "texts.csv").write_text(first.replace("night", "dawn"))
    done = tenfold(lab, "data", "add", "texts.csv", "--label", "organ", "--id", "id")
    assert "texts@2" in done.stdout
    text = USUAL.replace('"texts.csv"', '"texts@2"')
    workspace = Workspace(lab)
    study = load_study(str(write_study(workspace, "second", text=text)), workspace=workspace)
    run_here(study)
    found = reproduce(study.bundle(tmp_path / "a.zip", with_data=True).path)
    assert found.outcome == "identical"
    assert found.around == []
    assert found.changes == ["data.use is 'texts' in the rebuilt declaration"]
    assert 'dtype = "float32"' in (found.folder / "tenfold.toml").read_text()


def test_an_unfinished_study_is_compared_as_far_as_it_came(study: Study, tmp_path: Path) -> None:
    root = shutil.copytree(study.workspace.root, tmp_path / "lab")
    declaration = root / "studies" / "small.toml"
    declaration.write_text(USUAL.replace("seeds = 2", "seeds = 3"))
    written = load_study("small", workspace=Workspace(root)).bundle(with_data=True)
    found = reproduce(written.path)
    assert len(found.numbers.scores) == 16  # of 24
    assert found.numbers.n_not_compared == 2
    assert all(score.outcome == "identical" for score in found.numbers.scores)
    assert any("before the study was finished: 2 runs" in note for note in found.notes())


def test_a_budget_stops_it_and_the_same_command_goes_on(bundle: Path, tmp_path: Path) -> None:
    def change(files: Files) -> None:
        files[DECLARED] += b"\n[budget]\nminutes = 0.00001\n"

    path = forged(bundle, tmp_path / "x.zip", change)
    with pytest.raises(StoppedError, match="budget"):
        reproduce(path)
    declaration = tmp_path / "x-reproduced" / "studies" / "organs.toml"
    assert declaration.exists()
    with pytest.raises(StoppedError, match="budget"):
        reproduce(path)


def test_as_a_user_sees_it(bundle: Path, tmp_path: Path) -> None:
    shutil.copy(bundle, tmp_path / "organs.zip")
    done = tenfold(tmp_path, "reproduce", "organs.zip", "--into", "here")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.strip().splitlines()
    assert lines[0].startswith("● All 24 scores came out identical")
    assert "Nothing differs around it" in done.stdout
    assert "\x1b" not in done.stdout
    assert "6 runs, 0 reused, 6 to do" in done.stderr
    assert tenfold(tmp_path / "here", "study", "show", "organs").returncode == 0

    def change(files: Files) -> None:
        _nudged(files, 0.2)
        in_json(files, "environment.json", lambda v: v["hardware"].update(cores="\x1b[31m999"))

    forged(bundle, tmp_path / "forged.zip", change)
    done = tenfold(tmp_path, "reproduce", "forged.zip")
    assert done.returncode == 1
    assert (
        "4 of 24 scores differ" in done.stdout.splitlines()[1 if not done.stdout[0].strip() else 0]
    )
    assert "\x1b" not in done.stdout
    assert "999 " in done.stdout
