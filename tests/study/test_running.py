"""A study from declaration to verdict, in this process: what is counted, reused, registered."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path
from typing import Any

import pytest

from small import DECLARATION, WORDS, write_study, write_texts
from tenfold.data import catalog
from tenfold.data.reading import read_table
from tenfold.desk.audit import audit_dataset
from tenfold.errors import InputError
from tenfold.store.workspace import Workspace
from tenfold.study.api import Study, load_study
from tenfold.study.executors.inline import InlineExecutor
from tenfold.study.run import Outcome, carry_out, is_finished


def run(study: Study, **options: Any) -> Outcome:
    """Carry a study out without child processes, which are tested in the journeys."""
    return carry_out(
        study.workspace, study.plan, InlineExecutor(debug=True), say=lambda *_: None, **options
    )


@pytest.fixture
def study(workspace: Workspace) -> Study:
    return load_study(str(write_study(workspace)), workspace=workspace)


def shown(study: Study) -> dict[str, Any]:
    return load_study(study.name, workspace=Workspace(study.workspace.root)).view().to_json()


def test_it_ends_in_a_verdict(study: Study) -> None:
    run(study)
    view = shown(study)
    hypothesis = view["hypotheses"][0]
    assert hypothesis["verdict"] == "supported"
    assert hypothesis["mode"] == "confirmatory"
    assert hypothesis["n_pairs"] == 5
    assert {method["name"]: method["n_runs"] for method in view["methods"]} == {
        "words": 5,
        "floor": 5,
    }
    scores = view["methods"][0]["scores"]["accuracy"]
    assert scores["low"] <= scores["mean"] <= scores["high"]
    assert set(scores["by_seed"]) == {"0", "1", "2", "3", "4"}
    json.dumps(view, allow_nan=False)


def test_the_test_split_is_counted_once_and_not_again_by_a_reuse(study: Study) -> None:
    run(study)
    again = run(study)
    assert again.n_computed == 0
    looks = shown(study)["test_looks"]
    assert [(look["n_seeds"], look["new"], look["methods"]) for look in looks] == [
        (5, 10, ["floor", "words"])
    ]


def test_trying_never_looks_at_test(study: Study) -> None:
    trial = study.try_(debug=True)
    assert trial.n_validation > 0
    assert trial.runs[0].scores["accuracy"] > 0.5
    assert shown(study)["test_looks"] == []
    steps = [record.name for record in study.workspace.steps.all()]
    assert "fit" in steps
    assert "predict" not in steps
    assert "score" not in steps


def test_what_was_tried_is_reused(study: Study) -> None:
    study.try_(debug=True)
    fits = {r.key for r in study.workspace.steps.all() if r.name == "fit"}
    run(study)
    assert len(
        [r for r in study.workspace.steps.all() if r.name == "fit" and r.key in fits]
    ) == len(fits)


def test_wording_does_not_change_the_mode_but_a_margin_does(study: Study) -> None:
    run(study)
    original = study.path.read_text()
    study.path.write_text("# a comment\n" + original.replace("organs?", "organs, then?"))
    assert shown(study)["hypotheses"][0]["mode"] == "confirmatory"
    study.path.write_text(original.replace("by 0.1", "by 0.2"))
    changed = shown(study)["hypotheses"][0]
    assert changed["mode"] == "exploratory"
    assert "after a test score" in changed["why_exploratory"]
    run(load_study(study.name, workspace=study.workspace))
    assert shown(study)["hypotheses"][0]["mode"] == "exploratory"
    study.path.write_text(original)
    assert shown(study)["hypotheses"][0]["mode"] == "confirmatory"


def test_a_change_before_any_score_is_a_new_registration(study: Study) -> None:
    first = study.declare()
    study.path.write_text(study.path.read_text().replace("by 0.1", "by 0.2"))
    fresh = load_study(study.name, workspace=study.workspace)
    second = fresh.declare()
    assert first.code != second.code
    run(fresh)
    assert shown(study)["hypotheses"][0]["mode"] == "confirmatory"
    stored = json.loads((study.workspace.studies / "small.declared.json").read_text())
    assert [r["code"] for r in stored["registrations"]] == [first.code, second.code]


def test_a_pair_scored_in_another_study_is_exploratory_here(study: Study) -> None:
    run(study)
    other = load_study(str(write_study(study.workspace, "other")), workspace=study.workspace)
    run(other)
    hypothesis = shown(other)["hypotheses"][0]
    assert hypothesis["mode"] == "exploratory"
    assert "small" in hypothesis["why_exploratory"]


def test_declaring_twice_keeps_the_first_time(study: Study) -> None:
    first, second = study.declare(), study.declare()
    assert (first.code, first.time) == (second.code, second.time)
    assert not second.is_new


def test_a_stopped_study_goes_on_where_it_stopped(study: Study) -> None:
    asked = iter([None] * 3 + ["on request"] * 100)
    stopped = run(study, should_stop=lambda: next(asked))
    assert stopped.stopped == "on request"
    assert not is_finished(study.workspace, study.plan, study.plan.find_done(study.workspace))
    assert shown(study)["test_looks"] == []
    run(study)
    resumed = shown(study)

    undisturbed = Workspace.create(study.workspace.root.parent / "other")
    write_texts(undisturbed.root / "texts.csv")
    plain = load_study(str(write_study(undisturbed)), workspace=undisturbed)
    run(plain)
    expected = shown(plain)
    for view in (resumed, expected):
        for method in view["methods"]:
            method.pop("seconds")
    assert resumed["methods"] == expected["methods"]
    assert resumed["hypotheses"][0]["gain"] == expected["hypotheses"][0]["gain"]


def test_looks_stop_early_when_all_is_decided(workspace: Workspace) -> None:
    path = write_study(workspace, seeds="{ looks = [5, 10] }")
    study = load_study(str(path), workspace=workspace)
    run(study)
    view = shown(study)
    assert view["hypotheses"][0]["verdict"] == "supported"
    assert [look["n_seeds"] for look in view["test_looks"]] == [5]
    assert view["state"] == "done"
    assert view["methods"][0]["n_runs"] == 5


def test_overlap_blocks_until_it_is_decided(workspace: Workspace) -> None:
    data = write_texts(workspace.root / "texts.csv")
    lines = data.read_text().splitlines()
    data.write_text(
        "\n".join(
            [*lines, *(f"x{i},{line.split(',', 1)[1]}" for i, line in enumerate(lines[1:60]))]
        )
    )
    study = load_study(str(write_study(workspace)), workspace=workspace)
    with pytest.raises(InputError, match="stand in train too") as raised:
        run(study)
    assert raised.value.code == "TF-DATA-030"
    assert shown(study)["test_looks"] == []
    write_study(workspace, more='overlap = "drop"')
    dropped = load_study("small", workspace=workspace)
    run(dropped)
    view = shown(dropped)
    assert view["data"]["n_dropped"] > 0
    assert view["data"]["n_test"] + view["data"]["n_pool"] + view["data"]["n_dropped"] == 179


def test_a_test_text_that_is_nearly_in_train_blocks_too_and_drop_takes_it_from_train(
    workspace: Workspace,
) -> None:
    """Each text stands twice, one of its 16 words changed; a quarter is drawn as test."""
    rng = random.Random(0)
    rows = ["id,text,organ"]
    for organ, words in WORDS.items():
        for _ in range(20):
            text = rng.choices(words, k=3) + [
                f"{rng.choice('bdgk')}{rng.random():.12f}" for _ in range(13)
            ]
            rows += [f"e{len(rows)},{' '.join(text)},{organ}"]
            rows += [f"e{len(rows)},{' '.join([*text[:15], 'changed'])},{organ}"]
    (workspace.root / "texts.csv").write_text("\n".join(rows))
    study = load_study(str(write_study(workspace)), workspace=workspace)
    with pytest.raises(InputError, match="nearly the same as a text of train") as raised:
        run(study)
    assert raised.value.code == "TF-DATA-034"
    write_study(workspace, more='overlap = "drop"')
    dropped = load_study("small", workspace=workspace)
    run(dropped)
    arrays = dropped.plan.material.arrays(workspace)
    pairs = {row // 2 for row in arrays["test"].tolist()}
    assert pairs
    assert not pairs & {row // 2 for row in arrays["pool"].tolist()}
    assert shown(dropped)["data"]["n_dropped"] > 0


def test_the_audit_of_a_study_reads_no_label_that_it_tests_on(workspace: Workspace) -> None:
    """Whatever the split is called that a declaration tests on."""
    rows = [f"word{i} of {organ},{organ}" for organ in ("heart", "lung") for i in range(12)]
    (workspace.root / "a.csv").write_text("\n".join(["text,organ", *rows]))
    (workspace.root / "b.csv").write_text("text,organ\nsame,heart\nsame,lung\nmore,lung\n")
    raw = read_table([workspace.root / "a.csv"], splits={"held": workspace.root / "b.csv"})
    catalog.add(workspace, raw, name="both", label="organ")
    text = DECLARATION.format(seeds=5, data="both", more='label = "organ"\ntest = "held"')
    study = load_study(str(write_study(workspace, text=text)), workspace=workspace)
    findings = {f["code"]: f for f in study.plan.material.facts["findings"]}
    assert findings["TF-DATA-025"]["state"] == "clean"
    audit = {finding.code: finding for finding in audit_dataset(catalog.load(workspace, "both"))}
    assert audit["TF-DATA-025"].state == "found", "without a study nothing says that it is a test"


def test_a_leak_in_any_redrawn_test_set_blocks(workspace: Workspace) -> None:
    """Two rows are one text: with five draws of a quarter both are on one side each time in 9 % of studies."""
    data = write_texts(workspace.root / "texts.csv")
    lines = data.read_text().splitlines()
    data.write_text("\n".join([*lines, f"copy,{lines[1].split(',', 1)[1]}"]))
    study = load_study(str(write_study(workspace, more='resample = "split"')), workspace=workspace)
    pools = [study.plan.material.arrays(workspace)[f"test/{seed}"] for seed in range(5)]
    apart = [len({0, 120} & set(test.tolist())) == 1 for test in pools]
    assert any(apart), "the draws are fixed: this is no matter of chance"
    with pytest.raises(InputError, match="stand in train too"):
        run(study)


def test_a_test_file_and_groups_and_redrawn_splits_work(workspace: Workspace) -> None:
    write_texts(workspace.root / "held.csv", n_per_class=20, seed=9)
    for name, more in [
        ("file", 'test = "held.csv"\noverlap = "drop"'),
        ("grouped", 'group = "patient"'),
        ("redrawn", 'resample = "split"\ntrain_per_class = 6'),
    ]:
        study = load_study(str(write_study(workspace, name, more=more)), workspace=workspace)
        run(study)
        view = shown(study)
        assert view["state"] == "done"
        assert view["hypotheses"][0]["n_pairs"] == 5
        assert view["hypotheses"][0]["gain"]["estimate"] > 0


def test_no_group_is_on_both_sides(workspace: Workspace) -> None:
    study = load_study(str(write_study(workspace, more='group = "patient"')), workspace=workspace)
    arrays = study.plan.material.arrays(workspace)
    group = {i: i // 4 for i in range(120)}
    assert not {group[i] for i in arrays["pool"].tolist()} & {
        group[i] for i in arrays["test"].tolist()
    }


def test_more_examples_than_there_are_is_said_with_the_class(workspace: Workspace) -> None:
    path = write_study(workspace, more="train_per_class = 500")
    with pytest.raises(InputError, match="500"):
        load_study(str(path), workspace=workspace)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("texts.csv", "missing.csv"), "missing.csv"),
        (('label = "organ"', 'label = "orgn"'), "'organ'"),
        (('label = "organ"', 'label = "organ"\ntext = "txt"'), "'text'"),
        (('label = "organ"', 'label = "organ"\ntest = "tset"'), "tset"),
        (('label = "organ"', 'label = "organ"\ngroup = "patent"'), "'patient'"),
    ],
)
def test_data_that_are_not_there_are_named(
    workspace: Workspace, change: tuple[str, str], expected: str
) -> None:
    path = write_study(workspace)
    path.write_text(path.read_text().replace(*change))
    with pytest.raises(InputError, match=expected):
        load_study(str(path), workspace=workspace)


def test_a_label_edited_in_the_file_is_another_version(study: Study) -> None:
    run(study)
    data = study.workspace.root / "texts.csv"
    data.write_text(data.read_text().replace("e0,", "f0,"))
    fresh = load_study(study.name, workspace=Workspace(study.workspace.root))
    assert fresh.plan.material.record.key != study.plan.material.record.key


def test_an_unknown_answer_number_is_refused_and_answers_are_kept(study: Study) -> None:
    from tenfold.study.answers import answer

    answer(study.workspace, "small", 1, "Organs from words.")
    answer(study.workspace, "small", 1, "Organs from a few words.")
    answers = shown(study)["answers"]
    assert answers[0]["text"] == "Organs from a few words."
    assert "words" in answers[2]["text"]
    for number in (0, 3, 11):
        with pytest.raises(InputError):
            answer(study.workspace, "small", number, "x")


def test_python_shows_what_the_command_shows(study: Study) -> None:
    run(study)
    html = study._repr_html_()
    assert "supported" in html
    assert "Study('small'" in repr(study)


def test_a_name_with_markup_stays_text(study: Study, tmp_path: Path) -> None:
    study.path.write_text(
        study.path.read_text().replace("Do words", "<script>alert(1)</script> Do words")
    )
    run(study)
    assert "<script>" not in study._repr_html_()


FLAKY = """
import csv, pathlib, sys
train, test, out, seed = sys.argv[1:]
mark = pathlib.Path(f"tried-{seed}")
if int(seed) in (1, 3) and not mark.exists():
    mark.touch()
    sys.exit("diverged")
rows = list(csv.DictReader(open(test)))
with open(out, "w") as file:
    file.write("id,heart,lung,skin\\n")
    for row in rows:
        file.write(f"{row['id']},0.5,0.3,0.2\\n")
"""


def write_flaky(workspace: Workspace, **options: str) -> Study:
    path = write_study(workspace, **options)
    (workspace.root / "flaky.py").write_text(FLAKY)
    run = 'run = "python flaky.py {train} {test} {out} {seed}"'
    text = path.read_text().replace('kind = "tfidf"\nC = 1.0', f'kind = "command"\n{run}')
    path.write_text(text)
    return load_study("small", workspace=workspace)


def test_a_failure_that_was_scored_is_not_tried_until_it_converges(workspace: Workspace) -> None:
    study = write_flaky(workspace)
    for _ in range(2):
        carry_out(workspace, study.plan, InlineExecutor(), say=lambda *_: None)
        view = shown(study)
        assert view["methods"][0]["n_failed"] == 2
        assert view["hypotheses"][0]["n_pairs"] == 5
        assert view["state"] == "done"
        assert len(view["test_looks"]) == 1


def test_a_failure_is_the_same_in_every_look(workspace: Workspace) -> None:
    study = write_flaky(workspace, seeds="{ looks = [5, 8] }")
    outcome = carry_out(workspace, study.plan, InlineExecutor(), say=lambda *_: None)
    view = shown(study)
    assert view["methods"][0]["n_failed"] == 2
    assert view["hypotheses"][0]["verdict"] == outcome.verdicts[0].verdict
    assert view["hypotheses"][0]["n_failed"] == outcome.verdicts[0].to_json()["n_failed"]
    assert view["state"] == "done"


def test_scoring_another_method_is_another_look_and_is_remembered(study: Study) -> None:
    extra = study.path.read_text() + '\n[methods.x]\nkind = "tfidf"\nC = 10.0\n'
    for C in ("10.0", "20.0"):
        study.path.write_text(extra.replace("10.0", C))
        run(load_study(study.name, workspace=study.workspace))
    assert [look["new"] for look in shown(study)["test_looks"]] == [15, 5]
    claim = '\n[[hypotheses]]\nclaim = "x beats floor by 0.2 on accuracy"\n'
    other = study.workspace.studies / "other.toml"
    other.write_text(extra + claim)
    modes = [h["mode"] for h in shown(load_study("other", workspace=study.workspace))["hypotheses"]]
    assert modes == ["exploratory", "exploratory"]


def test_of_several_registered_versions_only_the_one_that_was_run_is_confirmatory(
    study: Study,
) -> None:
    original = study.path.read_text()
    study.declare()
    study.path.write_text(original.replace("by 0.1", "by 0.6"))
    run(load_study(study.name, workspace=study.workspace))
    assert shown(study)["hypotheses"][0]["mode"] == "confirmatory"
    study.path.write_text(original)
    hypothesis = shown(study)["hypotheses"][0]
    assert (hypothesis["mode"], hypothesis["why_exploratory"]) == (
        "exploratory",
        "another version of it was run first",
    )


@pytest.mark.parametrize(
    "line", ['text = "text"', "test = 0.25", 'overlap = "drop"', "split_seed = 0"]
)
def test_spelling_out_a_default_changes_no_mode(study: Study, line: str) -> None:
    run(study)
    study.path.write_text(
        study.path.read_text().replace('label = "organ"', f'label = "organ"\n{line}')
    )
    view = shown(study)
    assert view["hypotheses"][0]["mode"] == "confirmatory"
    assert view["hypotheses"][0]["verdict"] == "supported"


def test_a_test_split_that_the_data_bring_cannot_be_redrawn(workspace: Workspace) -> None:
    from tenfold.data import catalog
    from tenfold.data.reading import read_table

    files = [
        write_texts(workspace.root / f"{n}.csv", n_per_class=20, seed=i) for i, n in enumerate("ab")
    ]
    raw = read_table(files[:1], splits={"test": files[1]})
    catalog.add(workspace, raw, name="given", text="text", label="organ")
    path = write_study(workspace, more='resample = "split"\noverlap = "drop"')
    path.write_text(path.read_text().replace("texts.csv", "given"))
    with pytest.raises(InputError, match="cannot redraw"):
        load_study("small", workspace=workspace)


def test_recorded_scores_in_percent_stay_as_they_are_and_all_seeds_are_needed(
    workspace: Workspace,
) -> None:
    path = write_study(workspace)
    text = path.read_text().replace(
        '[methods.floor]\nkind = "majority"',
        '[methods.floor]\nkind = "recorded"\nfile = "scores.csv"\nmetric = "accuracy"',
    )
    path.write_text(text.replace("by 0.1", "by 10") + '\n[evaluate]\nunit = "percent"\n')
    scores = workspace.root / "scores.csv"
    scores.write_text("seed,score\n" + "".join(f"{s},{40 + s}\n" for s in range(4)))
    study = load_study("small", workspace=workspace)
    with pytest.raises(InputError, match="no seed 4"):
        run(study)
    scores.write_text("seed,score\n" + "".join(f"{s},{40 + s}\n" for s in range(5)))
    study = load_study("small", workspace=Workspace(workspace.root))
    run(study)
    methods = {m["name"]: m["scores"]["accuracy"]["mean"] for m in shown(study)["methods"]}
    assert methods["floor"] == 42
    assert 50 < methods["words"] <= 100


def test_data_may_bring_vectors_matched_by_id_and_short_ones_are_refused(
    workspace: Workspace,
) -> None:
    import csv

    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    data = write_texts(workspace.root / "texts.csv", n_per_class=20)
    rows = list(csv.DictReader(data.read_text(encoding="utf-8").splitlines()))
    organs = sorted({row["organ"] for row in rows})
    vectors = np.array([[row["organ"] == organ for organ in organs] for row in rows], np.float32)
    shuffled = np.random.default_rng(0).permutation(len(rows))  # only the ids say which is whose
    columns = {f"v{i}": vectors[shuffled, i] for i in range(3)}
    ids = [rows[i]["id"] for i in shuffled]
    file = workspace.root / "v.parquet"
    pq.write_table(pa.table({"id": ids, **columns}), file)
    path = write_study(workspace, more='id = "id"\nfeatures = "v.parquet"')
    path.write_text(
        path.read_text().replace('kind = "tfidf"\nC = 1.0', 'kind = "nearest-centroid"')
    )
    study = load_study("small", workspace=workspace)
    run(study)
    assert shown(study)["methods"][0]["scores"]["accuracy"]["mean"] == 1
    pq.write_table(pa.table({"id": ids[:-1], **{k: v[:-1] for k, v in columns.items()}}), file)
    with pytest.raises(InputError, match="no vector"):
        load_study("small", workspace=Workspace(workspace.root))


def test_a_run_whose_process_died_is_tried_again_alone(workspace: Workspace) -> None:
    """It may have died for want of memory that the runs beside it took."""
    from collections.abc import Callable
    from concurrent.futures import Future, ThreadPoolExecutor
    from threading import Lock

    from tenfold.study.executors.base import Crashed
    from tenfold.study.tasks import RunTask

    lock, under_way, tries, beside = Lock(), list[int](), dict[str, int](), list[int]()

    class Dying(InlineExecutor):
        """Three at a time; the first fit dies once, and what runs beside its second try is counted."""

        n_workers = 3

        def __init__(self) -> None:
            super().__init__()
            self.threads = ThreadPoolExecutor(3)

        def submit(self, function: Callable[[Any], Any], task: Any) -> Future[Any]:
            return self.threads.submit(self.carry_out, function, task)

        def carry_out(self, function: Callable[[Any], Any], task: RunTask) -> Any:
            with lock:
                n = tries[task.fit_key] = tries.get(task.fit_key, 0) + 1
                under_way.append(n)
                if 2 in under_way:
                    beside.append(len(under_way) - 1)
            try:
                if len(tries) == 1 and n == 1:
                    raise Crashed("killed")
                if n == 2:
                    time.sleep(0.1)  # whatever is submitted with it has begun
                return function(task)
            finally:
                with lock:
                    under_way.remove(n)

    study = load_study(str(write_study(workspace)), workspace=workspace)
    executor = Dying()
    carry_out(workspace, study.plan, executor, say=lambda *_: None)
    executor.threads.shutdown()
    assert beside == [0]
    methods = {m["name"]: m for m in shown(study)["methods"]}
    assert (methods["words"]["n_runs"], methods["words"]["n_failed"]) == (5, 0)
