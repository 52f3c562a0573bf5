"""From data to verdict to prediction with the real encoder, by the installed command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from command import tenfold
from small import write_texts
from tenfold.store.workspace import Workspace

STUDY = """\
[study]
question = "Which organ is it?"
seeds = 5
papers = ["reimers2019sentence"]

[data]
use = "organs"
train_per_class = [5, 10]

[methods.probe]
kind = "probe"

[methods.near]
kind = "nearest-centroid"
train_per_class = 5

[methods.both]
kind = "ensemble"
members = ["probe", "near"]

[methods.mine]
kind = "command"
run = "python mine.py --train {train} --test {test} --seed {seed} --out {out} --dir {dir}"
predict = "python mine.py --test {test} --out {out} --dir {dir}"

[[hypotheses]]
claim = "probe beats mine on accuracy at 10 per class"
primary = true

[[hypotheses]]
claim = "both is at most 0.1 worse than probe on macro_f1 at all sizes"
"""
MODULES = """
import sys
from tenfold.cli.main import main
sys.argv = ["tenfold", "study", "run", "organs"]
main()
sys.stderr.write(" ".join(sorted(name for name in sys.modules if "." not in name)))
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which the study was run once."""
    root = Workspace.create(tmp_path_factory.mktemp("journey") / "lab").root
    write_texts(root / "texts.csv")
    example = Path(__file__).parents[2] / "examples" / "mine.py"
    (root / "mine.py").write_text(example.read_text())
    (root / "studies" / "organs.toml").write_text(STUDY)
    added = tenfold(
        root, "data", "add", "texts.csv", "--name", "organs", "--label", "organ", "--id", "id"
    )
    assert added.returncode == 0, added.stderr
    done = tenfold(root, "study", "run", "organs")
    assert done.returncode == 0, done.stderr
    return root


def test_the_json_has_what_scripts_rely_on(lab: Path) -> None:
    view = json.loads(tenfold(lab, "study", "show", "organs", "--json").stdout)
    assert view["schema_version"] == 1
    assert (view["name"], view["state"]) == ("organs", "done")
    assert set(view["data"]) >= {"name", "version", "n_examples", "n_classes"}
    methods = {method["name"]: method for method in view["methods"]}
    probe = methods["probe"]
    assert set(probe) >= {
        "kind",
        "n_runs",
        "n_failed",
        "trained_parameters",
        "seconds",
        "scores",
        "conditions",
    }
    assert set(probe["scores"]["accuracy"]) == {"mean", "low", "high", "by_seed"}
    assert [c["train_per_class"] for c in probe["conditions"]] == [5, 10]
    assert methods["near"]["n_runs"] == 5  # its own size is run once, not once a condition
    ids = [h["id"] for h in view["hypotheses"]]
    assert ids == ["h1", "h2@5", "h2@10"]
    for hypothesis in view["hypotheses"]:
        assert set(hypothesis) >= {
            "claim", "condition", "mode", "verdict", "metric", "margin", "gain", "p_adjusted",
            "n_pairs", "seeds_needed", "seeds_needed_why",
        }  # fmt: skip
        assert set(hypothesis["gain"]) == {"estimate", "low", "high"}
    assert [set(look) for look in view["test_looks"]] == [
        {"time", "registration", "n_seeds", "methods", "new"}
    ]
    assert view["weak_sides"] == []
    assert [answer["n"] for answer in view["answers"]] == list(range(1, 11))


def test_a_study_reused_in_full_loads_neither_torch_nor_scipy(lab: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MODULES], cwd=lab, capture_output=True, text=True, check=True
    )
    assert "nothing was computed" in done.stderr
    modules = set(done.stderr.split())
    heavy = {
        "torch",
        "transformers",
        "scipy",
        "sklearn",
        "pandas",
        "pyarrow",
        "matplotlib",
        "alembic",
    }
    assert not modules & heavy


def test_a_damaged_artifact_is_found_and_computed_again(lab: Path) -> None:
    before = json.loads(tenfold(lab, "study", "show", "organs", "--json").stdout)
    artifacts = sorted((lab / ".tenfold" / "artifacts").rglob("[0-9a-f]" * 64))
    for path in artifacts[::7]:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(bytes(data))
    assert tenfold(lab, "store", "verify").returncode == 1
    tenfold(lab, "store", "verify", "--repair")
    again = tenfold(
        lab, "data", "add", "texts.csv", "--name", "organs", "--label", "organ", "--id", "id"
    )
    assert again.returncode == 0, again.stderr
    done = tenfold(lab, "study", "run", "organs")
    assert done.returncode == 0, done.stderr
    after = json.loads(tenfold(lab, "study", "show", "organs", "--json").stdout)
    assert [m["scores"] for m in after["methods"]] == [m["scores"] for m in before["methods"]]
    assert tenfold(lab, "store", "verify").returncode == 0


def test_every_method_that_can_predicts_without_training(lab: Path) -> None:
    steps_before = len(list((lab / ".tenfold" / "artifacts").rglob("*")))
    for method in ("probe", "near", "both", "mine", ""):
        target = f"organs/{method}" if method else "organs"
        done = tenfold(lab, "predict", target, "an itch and a red rash again", "--json")
        assert done.returncode == 0, done.stderr
        prediction = json.loads(done.stdout)[0]
        assert prediction["label"] == "skin"
        assert sum(prediction["probabilities"].values()) == pytest.approx(1)
        assert prediction["unlike_training_data"] is (None if method == "mine" else False)
    odd = tenfold(lab, "predict", "organs", "SELECT * FROM invoices WHERE paid = 0;", "--json")
    assert json.loads(odd.stdout)[0]["unlike_training_data"] is True
    assert len(list((lab / ".tenfold" / "artifacts").rglob("*"))) == steps_before


def test_runs_made_again_are_bit_equal(lab: Path) -> None:
    done = tenfold(lab, "study", "rerun", "organs", "--only", "probe", "--json")
    found = json.loads(done.stdout)
    assert found["n_runs"] == found["n_equal"] == 10


def test_the_report_is_written_in_every_form(lab: Path) -> None:
    for form, sign in [("html", "<!doctype html>"), ("md", "# "), ("tex", "\\begin{tab")]:
        path = tenfold(lab, "study", "report", "organs", "--format", form).stdout.strip()
        assert sign in Path(path).read_text().lower()


def test_recorded_probabilities_join_by_the_exported_split(lab: Path) -> None:
    import csv

    assert tenfold(lab, "study", "export-split", "organs", "--out", "split.csv").returncode == 0
    with (lab / "split.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert "label" not in rows[0]
    tests = [row["id"] for row in rows if row["part"] == "test"]
    with (lab / "recorded.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["seed", "example", "heart", "lung", "skin"])
        writer.writerows([seed, id, 0.2, 0.3, 0.5] for seed in range(5) for id in tests)
    study = STUDY.replace(
        "[[hypotheses]]",
        '[methods.elsewhere]\nkind = "recorded"\nfile = "recorded.csv"\n\n[[hypotheses]]\n'
        'claim = "probe beats elsewhere on accuracy at 10 per class"\n\n[[hypotheses]]',
        1,
    )
    (lab / "studies" / "joined.toml").write_text(study)
    done = tenfold(lab, "study", "run", "joined", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    first = json.loads(done.stdout)["hypotheses"][0]
    assert first["mode"] == "exploratory"
    assert "existed before" in first["why_exploratory"]
