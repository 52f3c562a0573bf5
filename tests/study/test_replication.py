"""A published number beside ours: in the declaration, in the view, in words, in no digest."""

from __future__ import annotations

import itertools
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from view_examples import HOSTILE

from small import write_study
from tenfold.errors import DeclarationError
from tenfold.language import translator
from tenfold.store.workspace import Workspace
from tenfold.study.api import load_study
from tenfold.study.declaration import Declaration
from tenfold.study.executors.inline import InlineExecutor
from tenfold.study.reading import parse_declaration
from tenfold.study.registration import contents_of
from tenfold.study.replication import replication_of
from tenfold.study.report import render_html, render_markdown
from tenfold.study.run import carry_out
from tenfold.study.view import ReplicationView, Spread
from tenfold.study.words.replication_words import replication_sentences

TABLE = """
[replicates]
paper = "hu2021lora"
metric = "accuracy"
value = 0.9
baseline_value = 0.88
method = "LoRA"
data = "SST-2"
"""
PAPERS = '[study]\npapers = ["hu2021lora"]'


def with_table(path: Path, table: str = TABLE) -> Path:
    text = path.read_text("utf-8").replace("[study]", PAPERS, 1)
    path.write_text(text + table, "utf-8")
    return path


def declared(table: str = TABLE, *, papers: str = '["hu2021lora"]') -> Declaration:
    text = f"""
[study]
question = "?"
papers = {papers}
[data]
use = "x.csv"
[methods.words]
kind = "tfidf"
[methods.floor]
kind = "majority"
[[hypotheses]]
claim = "words beats floor on accuracy"
{table}"""
    return parse_declaration(tomllib.loads(text), Path("studies/x.toml"))


def view(**values: object) -> ReplicationView:
    usual = ReplicationView(
        paper="hu2021lora", where="Table 2", metric="accuracy", method="LoRA", baseline="full",
        data="SST-2", value=0.9, baseline_value=0.88, gain=0.02, hypothesis="h1",
        our_method="lora", our_baseline="full", our_data="sst2",
        our_value=Spread(0.91, 0.89, 0.93), our_gain=Spread(0.05, 0.03, 0.07), alpha=0.05,
    )  # fmt: skip
    return replace(usual, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("table", "papers", "said"),
    [
        (TABLE, "[]", "replicates.paper: is not among study.papers"),
        (TABLE.replace("0.9\n", "91.0\n"), '["hu2021lora"]', "accuracy cannot be 91"),
        (TABLE.replace("0.9\n", "nan\n"), '["hu2021lora"]', "accuracy cannot be nan"),
        (TABLE + 'hypothesis = "h2"\n', '["hu2021lora"]', "there is no 'h2'"),
        (TABLE + 'metrik = "f1"\n', '["hu2021lora"]', "replicates.metrik: is not a known key"),
        ("[replicates]\n", '["hu2021lora"]', "replicates.metric: is missing"),
    ],
)
def test_what_is_wrong_with_the_table_is_said_with_its_place(
    table: str, papers: str, said: str
) -> None:
    with pytest.raises(DeclarationError) as caught:
        declared(table, papers=papers)
    assert said in str(caught.value)


def test_a_metric_that_only_the_paper_has_is_taken() -> None:
    found = declared(TABLE.replace('"accuracy"', '"BLEU"').replace("0.9\n", "27.3\n"))
    assert found.replicates is not None
    assert found.replicates.value == 27.3


def test_the_published_number_is_no_part_of_what_is_registered(workspace: Workspace) -> None:
    path = write_study(workspace)
    before = contents_of(load_study("small", workspace=workspace).plan)
    with_table(path)
    assert contents_of(load_study("small", workspace=workspace).plan) == before


def test_a_value_lies_on_exactly_one_side() -> None:
    for value, low, high in itertools.product(range(5), repeat=3):
        if low <= high:
            where = Spread((low + high) / 2, low, high).lies(value)
            assert where == ("below" if value < low else "above" if value > high else "inside")
    assert Spread(0.5).lies(0.5) is None


def test_each_lie_is_said_and_nothing_is_called_replicated() -> None:
    _ = translator("en")
    said = " ".join(replication_sentences(view(), "natural", _))
    assert "hu2021lora publishes accuracy 0.900 (LoRA, SST-2, Table 2)" in said
    assert "a gain of +0.020" in said
    assert "has no interval here" in said
    assert "0.910 on sst2, 95 % interval 0.890 to 0.930" in said
    assert "The published value lies within our interval." in said
    assert "The published gain lies below our interval." in said
    assert "by its declared rule alone" in said
    assert "replicated" not in said


def test_what_is_not_known_is_not_compared() -> None:
    _ = translator("en")
    nothing = view(our_value=None, our_gain=None)
    said = " ".join(replication_sentences(nothing, "natural", _))
    assert "no score to hold against it yet" in said
    assert "lies" not in said
    one_seed = view(our_value=Spread(0.91), our_gain=Spread(0.05))
    said = " ".join(replication_sentences(one_seed, "natural", _))
    assert "without an interval" in said
    assert "lies" not in said
    other = " ".join(replication_sentences(view(our_gain=None), "natural", _))
    assert "another metric" in other


SWAPPED = """[[hypotheses]]
claim = "floor is worse than words by 0.1 on accuracy"
"""


def test_the_study_s_view_and_reports_show_it(workspace: Workspace) -> None:
    hostile = TABLE.replace('"LoRA"', f"'''{HOSTILE}'''")
    path = with_table(write_study(workspace), SWAPPED + hostile)
    study = load_study("small", workspace=workspace)
    assert study.view().to_json()["replication"]["value_lies"] is None
    carry_out(workspace, study.plan, InlineExecutor(debug=True), say=lambda *_: None)
    seen = study.view()
    shown = seen.replication
    assert shown is not None
    gain = seen.hypotheses[0].verdict.gain
    assert shown.our_gain == Spread(gain.estimate or 0, gain.low, gain.high)
    words = next(m for m in seen.methods if m.name == "words")
    assert shown.our_value is not None
    assert shown.our_value.mean == words.scores["accuracy"].mean
    assert shown.gain == pytest.approx(0.02)
    assert seen.to_json()["replication"]["gain_lies"] == "below"  # the majority is far below
    page, text = render_html(seen), render_markdown(seen)
    assert "The published gain lies below our interval." in page
    assert "<script>alert" not in page
    assert "The published gain lies below our interval." in text
    path.write_text(path.read_text("utf-8") + 'hypothesis = "h2"\n', "utf-8")
    turned = load_study("small", workspace=workspace).view().replication
    assert turned is not None
    assert (turned.our_method, turned.our_baseline) == ("floor", "words")
    assert turned.our_gain == Spread(-(gain.estimate or 0), -(gain.high or 0), -(gain.low or 0))


def test_gains_are_turned_so_that_more_is_better() -> None:
    turned = replication_of(declared(TABLE.replace('"accuracy"', '"log_loss"')), (), ())
    assert turned is not None
    assert turned.gain == pytest.approx(-0.02)


def test_a_study_that_replicates_nothing_is_shown_as_before(workspace: Workspace) -> None:
    write_study(workspace)
    seen = load_study("small", workspace=workspace).view()
    assert seen.replication is None
    assert "published" not in render_markdown(seen)
