"""Numbers that papers publish: noted, shown, taken back, and never impossible ones."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from tenfold.cli.main import app
from tenfold.errors import InputError
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.published import Published, PublishedNumbers
from tenfold.papers.record import Paper
from tenfold.papers.subject import subject_of
from tenfold.papers.taking_back import take_back
from tenfold.store.workspace import Workspace
from written_about import PAPER

LORA = Published(metric="accuracy", value=95.1, method="LoRA", data="SST-2", unit="percent",
                 baseline="full fine-tuning", baseline_value=94.8, where="Table 2")  # fmt: skip


def test_a_number_comes_back_as_it_was_noted_and_can_be_taken_back(workspace: Workspace) -> None:
    numbers = PublishedNumbers(workspace)
    first = numbers.note(PAPER, LORA)
    second = numbers.note(PAPER, Published(metric="BLEU", value=27.3))  # one that tenfold has not
    assert [n.published for n in numbers.of(PAPER)] == [LORA, second.published]
    numbers.remove(PAPER, first.number)
    assert [n.number for n in numbers.of(PAPER)] == [second.number]
    take_back(workspace)
    assert [n.published for n in numbers.of(PAPER)] == [LORA, second.published]
    take_back(workspace)
    assert [n.published for n in numbers.of(PAPER)] == [LORA]


def test_everybody_sees_them_and_takes_their_own_away(workspace: Workspace) -> None:
    noted = PublishedNumbers(workspace, person="ada").note(PAPER, LORA)
    assert [n.person for n in PublishedNumbers(workspace).of(PAPER)] == ["ada"]
    with pytest.raises(InputError, match="no claim"):
        PublishedNumbers(workspace).remove(PAPER, noted.number)
    with pytest.raises(InputError, match="no published number"):
        PublishedNumbers(workspace, person="ada").remove("paper:2", noted.number)


def test_numbers_follow_a_paper_into_what_it_was_merged_with(workspace: Workspace) -> None:
    library = Library(workspace)
    library.take_in([Read(Paper(title=f"On {k}", key=k), "refs.bib:1") for k in ("one", "two")])
    subjects = {key: subject_of(library.number(key)) for key in ("one", "two")}
    for subject in subjects.values():
        PublishedNumbers(workspace).note(subject, LORA)
    library.merge("one", ["two"])
    assert len(PublishedNumbers(workspace).of(subjects["one"])) == 2
    library.undo()
    assert len(PublishedNumbers(workspace).of(subjects["two"])) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        Published(metric="accuracy", value=95.1),
        Published(metric="accuracy", value=0.9, baseline_value=-0.1),
        Published(metric="accuracy", value=101, unit="percent"),
        Published(metric="log_loss", value=30, unit="percent"),
        Published(metric="BLEU", value=math.nan),
        Published(metric="BLEU", value=27, unit="per mille"),  # type: ignore[arg-type]  # of a file
        Published(metric="  ", value=0.5),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    workspace: Workspace, wrong: Published
) -> None:
    with pytest.raises(InputError):
        PublishedNumbers(workspace).note(PAPER, wrong)
    assert PublishedNumbers(workspace).of(PAPER) == []


@given(st.floats(0, 1).map(lambda x: round(x, 6)))
def test_percent_is_a_hundred_times_the_share(value: float) -> None:
    percent = Published(metric="accuracy", value=value * 100, unit="percent")
    assert percent.in_natural_unit(percent.value) == pytest.approx(value)
    assert percent.in_natural_unit(None) is None


def test_the_command_notes_lists_and_shows(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    Library(workspace).take_in([Read(Paper(title="LoRA", key="hu2021"), "refs.bib:1")])
    monkeypatch.chdir(workspace.root)
    run = CliRunner().invoke
    said = ["--metric", "accuracy", "--value", "0.9", "--method", "\x1b[31mred"]
    done = run(app, ["paper", "claim", "hu2021", *said])
    assert done.exit_code == 0
    assert "\x1b" not in done.output
    shown = run(app, ["paper", "show", "hu2021"]).output
    assert "published 1: accuracy 0.9 by" in shown
    (number,) = json.loads(run(app, ["paper", "show", "hu2021", "--json"]).output)["published"]
    assert (number["metric"], number["value"]) == ("accuracy", 0.9)
    half = run(app, ["paper", "claim", "hu2021", "--value", "0.9"])
    assert isinstance(half.exception, InputError)
    assert run(app, ["paper", "claim", "hu2021", "--remove", "1"]).exit_code == 0
    assert "No published number yet" in run(app, ["paper", "claim", "hu2021"]).output


def test_a_metric_that_is_the_papers_own_is_said_not_to_be_compared(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    Library(workspace).take_in([Read(Paper(title="LoRA", key="hu2021"), "refs.bib:1")])
    monkeypatch.chdir(workspace.root)
    claim = ["paper", "claim", "hu2021", "--value", "0.9", "--metric"]
    said = CliRunner().invoke(app, [*claim, "accurcy"])
    assert "compared with nothing" in " ".join(said.stderr.split())
    assert "'accuracy'" in said.stderr
    assert "compared" not in CliRunner().invoke(app, [*claim, "accuracy"]).stderr
