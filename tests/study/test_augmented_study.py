"""A study that augments: training alone, shared, keyed, counted; and one that does not is as it was."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bundles import forged, in_json
from encoder_study import DECLARATION, encoder_study, recorded, run, write_words
from small import write_study
from tenfold.desk.normalise import normalised
from tenfold.errors import DataError, DeclarationError, InputError
from tenfold.models.frozen import embed_chunk, encode_chunk
from tenfold.models.sequences import Pretrained, tokenise
from tenfold.store.digests import digest_json
from tenfold.store.workspace import Workspace
from tenfold.study.api import Study, load_study
from tenfold.study.augmented_counts import augmented_counts
from tenfold.study.augmenting import AUGMENTED_SIDES
from tenfold.study.bundle.reading import open_bundle
from tenfold.study.explaining import explain
from tenfold.study.plan_tasks import Tasks
from tenfold.study.registration import contents_of, method_identity
from tenfold.study.reproduce.rerunning import reproduce
from tenfold.study.run_plan import RunId
from tenfold.study.task_inputs import training_examples
from tenfold.study.upkeep import keys_in_use

SMALL = """\
[study]
question = "Do typos help?"
seeds = 2

[data]
use = "texts.csv"
label = "organ"
test = 0.3
train_per_class = 10

[methods.plain]
kind = "tfidf"

[methods.augmented]
kind = "tfidf"
augment = { typos = 0.1, mixing = true, noise = 0.2, copies = 3 }

[methods.same]
kind = "majority"
augment = { noise = 0.2, mixing = true, typos = 0.1, copies = 3 }

[[hypotheses]]
claim = "augmented beats plain on accuracy"
primary = true
"""

TINY = """\
[study]
question = "Does every kind train on them?"
seeds = 1

[data]
use = "words.csv"
label = "topic"
augment = { swap = 0.3, deletion = 0.2, oversample = true, copies = 2 }

[model]
use = "tiny"

[methods.plain]
kind = "probe"
augment = false

[methods.probe]
kind = "probe"

[methods.centroid]
kind = "nearest-centroid"

[methods.last]
kind = "last-k"
k = 1
epochs = 1

[methods.lora]
kind = "lora"
layers = 1
epochs = 1

[methods.full]
kind = "fine-tune"
epochs = 1

[methods.both]
kind = "ensemble"
members = ["plain", "last"]
how = "mean"

[methods.script]
kind = "command"
run = "python3 mine.py {train} {validation} {test} {out}"
"""

SCRIPT = """\
import csv, json, sys
read = lambda name: list(csv.DictReader(open(name, encoding="utf-8")))
train, validation, test = map(read, sys.argv[1:4])
with open("seen.json", "w") as file:
    json.dump({"train": train, "validation": validation, "test": test}, file)
with open(sys.argv[4], "w") as file:
    file.write("id,bank,health\\n")
    file.writelines(f"{row['id']},0.4,0.6\\n" for row in test)
"""


def small(workspace: Workspace, text: str = SMALL) -> Study:
    return load_study(str(write_study(workspace, text=text)), workspace=workspace)


def arrays(study: Study) -> dict[str, np.ndarray]:
    return study.plan.material.arrays(study.workspace)


def stored_texts(study: Study) -> list[str]:
    digest = study.plan.material.record.outputs["texts"]
    texts: list[str] = study.workspace.artifacts.get_json(digest)["texts"]
    return texts


def new_texts(study: Study, run: RunId) -> list[str]:
    part = study.plan.material.augmented[run]
    texts: list[str] = study.workspace.artifacts.get_json(part.texts)["texts"]
    return texts


def without_machine(study: Study) -> dict[str, Any]:
    """What of a study's keys does not depend on the machine and its libraries."""
    fits = {}
    for id, planned in study.plan.runs.items():
        if planned.fit is not None:
            parameters = {k: v for k, v in planned.fit.parameters.items() if k != "numerics"}
            own = {k: v for k, v in planned.fit.inputs.items() if k in ("train", "validation")}
            kinds = sorted(planned.fit.inputs)
            fits[str(id)] = [planned.fit.name, planned.fit.version, parameters, own, kinds]
    chunks = [s.step.inputs["texts"] for s in study.plan.shared.values() if s.step.name == "encode"]
    return {"fits": fits, "chunks": sorted(chunks)}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A study of every kind on a tiny encoder, carried out; one class is rarer than the other."""
    workspace = Workspace.create(tmp_path_factory.mktemp("tiny") / "lab")
    path = write_words(workspace.root / "words.csv")
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:-8]), "utf-8")
    (workspace.root / "mine.py").write_text(SCRIPT, encoding="utf-8")
    study = encoder_study(workspace, TINY)
    run(study)
    return study


DIGEST_SMALL = "c2712f4864b1aff1abb116da6b9266bd815d9d1c7e3ec87d107754a96137ac66"
DIGEST_CONTENTS = "136742f86dcc9eec7186f98a9ed757fa6094d67909c64924853e08fb79e3edf1"
DIGEST_TINY = "3a365de848100f7210a755c9b76b06ad565a739ae4b0456a788d2fd715aa86e1"


def test_a_study_without_augmenting_has_the_keys_and_digests_that_it_had_before(
    workspace: Workspace, tiny: Study
) -> None:
    """The digests were computed before there was any augmenting. A change of the data that
    `small` and `encoder_study` write, or of a method's version or parameters, changes them too.
    """
    plain = load_study(str(write_study(workspace)), workspace=workspace)
    assert digest_json(without_machine(plain)) == DIGEST_SMALL
    contents = {k: {**c, "rule": 0, "family": 0} for k, c in contents_of(plain.plan).items()}
    assert digest_json(contents) == DIGEST_CONTENTS
    write_words(tiny.workspace.root / "full.csv")
    full = DECLARATION.replace("words.csv", "full.csv")
    study = encoder_study(tiny.workspace, full, "full")
    assert digest_json(without_machine(study)) == DIGEST_TINY


def test_who_does_not_augment_keeps_draws_keys_and_digests_beside_one_who_does(
    workspace: Workspace,
) -> None:
    alone = SMALL.split("[methods.augmented]")[0]
    before = small(workspace, alone).plan
    after = small(workspace).plan
    assert after.material.record.key == before.material.record.key
    for id, planned in before.runs.items():
        assert after.runs[id] == planned
    content = contents_of(after)["h1"]
    assert "augment" not in content["baseline"]
    assert content["candidate"]["augment"] == {
        "typos": 0.1, "noise": 0.2, "mixing": True, "copies": 3
    }  # fmt: skip


def test_what_augments_decides_the_digest_and_the_names_of_operations_the_method(
    workspace: Workspace,
) -> None:
    plan = small(workspace).plan
    stronger = small(workspace, SMALL.replace("typos = 0.1", "typos = 0.2")).plan
    fewer = small(workspace, SMALL.replace("typos = 0.1, ", "")).plan
    assert contents_of(plan)["h1"] != contents_of(stronger)["h1"]
    assert contents_of(plan)["h1"] != contents_of(fewer)["h1"]
    names = [method_identity(each, "augmented") for each in (plan, stronger, fewer)]
    assert names[0] == names[1] != names[2]
    assert method_identity(plan, "plain") not in names


@pytest.mark.parametrize("more", ["", 'resample = "split"'])
def test_validation_and_test_stay_as_they_are_and_no_text_of_them_is_trained_on(
    workspace: Workspace, more: str
) -> None:
    """Few words a class, so that many new texts by chance equal a text of validation or test."""
    path = workspace.root / "texts.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "organ"])
        pairs = [(a, b) for a in "abcdefgh" for b in "abcdefgh"]
        writer.writerows((f"{a} {b} {c}", c) for a, b in pairs for c in ("x", "y"))
    declared = SMALL.replace("test = 0.3", f"test = 0.3\n{more}")
    others = arrays(small(workspace, declared.split("[methods.augmented]")[0]))
    study = small(workspace, declared.replace("typos = 0.1", "deletion = 0.1"))
    own, texts = arrays(study), stored_texts(study)
    assert own.keys() == others.keys()
    assert all(np.array_equal(own[name], others[name]) for name in own)
    n_held_out = 0
    for seed in range(2):
        id = RunId("augmented", "10", seed)
        part = study.plan.material.augmented[id]
        examples = part.read(workspace, own[f"train/10/{seed}"])
        train = own[f"train/10/{seed}"].tolist()
        stored, _ = workspace.artifacts.get_arrays(part.record.outputs["examples"])
        assert stored["source"].max() < len(train)  # other data may have the part in other rows
        assert set(examples.source.tolist()) <= set(train)
        assert set(examples.partner.tolist()) <= {-1, *train}
        unseen = {
            normalised(texts[i])
            for name in (study.plan.material.test_key(seed), f"validation/10/{seed}")
            for i in own[name].tolist()
        }
        assert not unseen & {normalised(text) for text in new_texts(study, id)}
        n_held_out += part.facts["n_held_out"]
        labels = Tasks(workspace, study.plan).labels_of(examples.source)
        assert examples.label.tolist() == labels.tolist()
        assert part.facts["n_new"] == int((examples.text >= 0).sum()) > 0
    assert n_held_out > 0


def test_methods_with_the_same_augmentation_share_it_and_more_seeds_add_to_it(
    workspace: Workspace,
) -> None:
    parts = small(workspace).plan.material.augmented
    assert parts[RunId("same", "10", 1)] is parts[RunId("augmented", "10", 1)]
    assert recorded(workspace)["augment"] == 2
    again = small(workspace, SMALL.replace("seeds = 2", "seeds = 3"))
    assert recorded(workspace)["augment"] == 3
    for id, part in parts.items():
        assert again.plan.material.augmented[id] == part
    assert keys_in_use(workspace) >= {part.key for part in parts.values()}


def test_a_study_says_what_it_augments_before_and_after_it_ran(workspace: Workspace) -> None:
    study = small(workspace)
    estimate = study.check().to_json()["augmented"]
    (counts,) = augmented_counts(study.plan.material)
    assert estimate == [counts.to_json()]
    assert counts.methods == ("augmented", "same")
    assert counts.n_examples == counts.n_drawn + counts.n_new
    assert counts.n_new + counts.n_unchanged + counts.n_held_out == 3 * counts.n_drawn
    run(study)
    design = study.view().answers[5].text
    assert (
        f"`augmented`, `same` (10 per class): training examples augmented by {counts.how}" in design
    )
    assert f"{counts.n_new:g} new" in design
    changed = small(workspace, SMALL.replace("noise = 0.2, copies", "noise = 0.3, copies"))
    done = changed.plan.find_done(workspace)
    said = {s.why for s in explain(workspace, changed.plan, done).runs if s.method == "augmented"}
    assert "augment.noise 0.2 -> 0.3" in said


def test_every_kind_trains_on_repeats_and_new_texts(tiny: Study) -> None:
    """What a fit reads of its encoder (vectors, tokens, frozen states) is that of its texts."""
    workspace, plan = tiny.workspace, tiny.plan
    new = [states for states in plan.states.kept if states.side.startswith(AUGMENTED_SIDES)]
    assert new  # of last-k and lora, whose lower layers are frozen
    done = plan.find_done(workspace)
    assert all(planned.predict.key in done for planned in plan.runs.values())
    part = plan.material.augmented[RunId("probe", "all", 0)]
    assert {run.method for run in plan.material.augmented} == set(plan.declaration.methods) - {
        "plain",
        "both",
    }
    labels = Counter(part.read(workspace, arrays(tiny)["train/all/0"]).label.tolist())
    assert part.facts["n_repeated"] > 0
    assert part.facts["n_new"] > 0
    files, profile = plan.encoders["tiny"], plan.profiles["tiny"]
    tasks = Tasks(workspace, plan)
    for method in ("probe", "centroid", "last", "lora", "full"):
        planned = plan.runs[RunId(method, "all", 0)]
        fresh = {key: record for key, record in done.items() if key != planned.fit_key}
        task = tasks.run(planned, fresh, with_test=False)
        train, validation = training_examples(task)
        texts = list(train.inputs.texts or [])
        assert len(texts) == part.n_examples == sum(labels.values())
        assert len(set(texts)) == part.facts["n_train"] + part.facts["n_new"]
        assert validation is not None
        assert not set(texts) & set(validation.inputs.texts or [])
        if train.inputs.vectors is not None:
            embedded = embed_chunk(files, texts, profile)
            np.testing.assert_allclose(train.inputs.vectors, embedded, atol=1e-2)
        if (sequences := train.inputs.sequences) is not None:
            encoder = Pretrained(files, profile)
            assert sequences.tokens().tolist() == tokenise(encoder, texts).tokens().tolist()
            assert (sequences.prefix is not None) == (method in ("last", "lora"))
            if sequences.prefix is not None:
                layer = sequences.prefix.layer
                distinct = list(dict.fromkeys(texts))
                states = encode_chunk(files, distinct, profile, layers=[layer]).states[layer]
                own = sequences.take([texts.index(text) for text in distinct]).states()
                assert own.shape == states.shape
                equal = (own == states).mean()  # bits may differ with the batch
                assert equal > 0.9


def test_a_script_gets_the_augmented_rows_with_ids_of_their_own(tiny: Study) -> None:
    seen = json.loads((tiny.workspace.root / "seen.json").read_text("utf-8"))
    part = tiny.plan.material.augmented[RunId("script", "all", 0)]
    stored = tiny.workspace.artifacts.get_json(tiny.plan.material.record.outputs["texts"])
    texts = dict(zip(stored["ids"], stored["texts"], strict=True))
    ids = [row["id"] for row in seen["train"]]
    assert len(ids) == len(set(ids)) == part.n_examples
    originals = [row for row in seen["train"] if "~" not in row["id"]]
    assert len(originals) == part.facts["n_train"]
    assert all(texts[row["id"]] == row["text"] for row in originals)
    label = {row["id"]: row["label"] for row in originals}
    assert all(label[row["id"].split("~")[0]] == row["label"] for row in seen["train"])
    for side in ("validation", "test"):
        assert all(texts[row["id"]] == row["text"] for row in seen[side])
        assert not {row["id"] for row in seen[side]} & set(label)


def test_vectors_of_ones_own_can_be_balanced_and_nothing_else(workspace: Workspace) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    write_study(workspace)
    n = len((workspace.root / "texts.csv").read_text("utf-8").splitlines()) - 1
    rng = np.random.default_rng(0)
    columns = {f"x{i}": rng.normal(size=n).astype(np.float32) for i in range(3)}
    pq.write_table(pa.table(columns), workspace.root / "v.parquet")  # type: ignore[no-untyped-call]
    text = SMALL.replace("test = 0.3", 'test = 0.3\nfeatures = "v.parquet"')
    text = text.replace("train_per_class = 10\n", "").replace('"tfidf"', '"probe"')
    with pytest.raises(DeclarationError, match="make new texts, and the data bring vectors"):
        small(workspace, text)
    start = text.index("augment = "), text.index("[methods.same]")
    balanced = text[: start[0]] + "augment = { oversample = true }\n\n" + text[start[1] :]
    balanced = (
        balanced.split("[methods.same]")[0] + "[[hypotheses]]" + text.split("[[hypotheses]]")[1]
    )
    study = small(workspace, balanced)
    run(study)
    part = study.plan.material.augmented[RunId("augmented", "all", 0)]
    counts = Counter(part.read(workspace, arrays(study)["train/all/0"]).label.tolist())
    assert len(set(counts.values())) == 1
    assert part.facts["n_new"] == 0


def test_every_problem_of_an_augmentation_is_said_at_once(workspace: Workspace) -> None:
    text = SMALL.replace("typos = 0.1, mixing = true, noise", "typo = 0.1, copies = 0, noise")
    text = text.replace("{ noise = 0.2, mixing = true, typos = 0.1, copies = 3 }", "{ copies = 3 }")
    text = text.replace("copies = 0, noise = 0.2, copies = 3", "copies = 0, noise = 2.0")
    text += '\n[methods.file]\nkind = "recorded"\nfile = "x.csv"\naugment = { case = true }\n'
    text = text.replace(
        "test = 0.3\n", "test = 0.3\naugment = { oversample = true, undersample = true }\n"
    )
    with pytest.raises(DeclarationError) as caught:
        small(workspace, text)
    said = [str(problem.where).split(": ")[1] for problem in caught.value.problems]
    assert sorted(said) == [
        "data.augment.undersample",
        "methods.augmented.augment.copies",
        "methods.augmented.augment.noise",
        "methods.augmented.augment.typo",
        "methods.file.augment",
        "methods.same.augment",
    ]
    assert "Did you mean 'typos'" in str(caught.value)


def test_a_table_of_synonyms_is_digested_carried_and_needed(
    workspace: Workspace, tmp_path: Path
) -> None:
    table = workspace.root / "tables" / "own.csv"
    table.parent.mkdir()
    text = SMALL.replace("typos = 0.1, mixing = true", 'synonyms = "tables/own.csv"')
    text = text.replace("seeds = 2", "seeds = 1")
    with pytest.raises(DataError, match=r"augment\.synonyms: tables/own\.csv") as no:
        small(workspace, text).plan  # noqa: B018 - the plan is what reads it
    assert no.value.code == "TF-DATA-075"
    table.write_text("word,synonym\nchest,thorax\nred,crimson\ncough,hack\n", "utf-8")
    study = small(workspace, text)
    run(study)
    assert any("thorax" in text for text in new_texts(study, RunId("augmented", "10", 0)))
    before = study.plan
    again = reproduce(study.bundle(tmp_path / "s.zip", with_data=True).path)
    assert again.outcome == "identical"
    assert (again.folder / "tables" / "own.csv").read_bytes() == table.read_bytes()
    forged(
        tmp_path / "s.zip", tmp_path / "f.zip", lambda files: in_json(files, "inputs.json", empty)
    )
    with (
        pytest.raises(InputError, match="synonyms that are not in the bundle"),
        open_bundle(tmp_path / "f.zip"),
    ):
        pass
    table.write_text("word,synonym\nchest,bosom\n", "utf-8")
    changed = small(workspace, text)
    assert contents_of(changed.plan) != contents_of(before)
    done = changed.plan.find_done(workspace)
    said = {s.why for s in explain(workspace, changed.plan, done).runs if s.method == "augmented"}
    assert "the table of synonyms changed" in said


def empty(inputs: dict[str, Any]) -> None:
    inputs["files"] = []
