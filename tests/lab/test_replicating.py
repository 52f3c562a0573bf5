"""From a paper's claim to a study's verdict and back: what people do, with a real small study."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from small import write_study, write_texts
from tenfold.cli.main import app
from tenfold.errors import InputError
from tenfold.lab.replicating import ground_of, replication_from
from tenfold.papers.answers import Answers
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.published import Published, PublishedNumbers
from tenfold.papers.record import Paper
from tenfold.papers.subject import subject_of
from tenfold.store.workspace import Workspace
from tenfold.study.api import load_study
from tenfold.study.reading import read_declaration

NUMBER = Published(metric="accuracy", value=95.1, unit="percent", baseline_value=94.8, data="SST-2")
HOSTILE = 'ends """ here\n\n"]\n[study]\nquestion = 1 \\'


@pytest.fixture
def lab(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    papers = [Paper(title=f"On {key}", key=key) for key in ("hu2021lora", "houlsby2019")]
    Library(workspace).take_in([Read(paper, "refs.bib:1") for paper in papers])
    write_texts(workspace.root / "texts.csv")
    monkeypatch.chdir(workspace.root)
    return workspace


def about(lab: Workspace, key: str) -> str:
    return subject_of(Library(lab).number(key))


def tenfold(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def new(name: str, *more: str) -> Result:
    given = (
        "--from",
        "texts.csv",
        "--label",
        "organ",
        "--methods",
        "tfidf,majority",
        "--seeds",
        "5",
    )
    return tenfold(
        "study", "new", name, *given, "--claim", "tfidf beats majority on accuracy", *more
    )


def test_a_paper_s_claim_becomes_a_study_and_its_verdict_comes_back(lab: Workspace) -> None:
    Answers(lab).answer(about(lab, "hu2021lora"), 3, "Low rank is *enough*.")
    Answers(lab).answer(about(lab, "hu2021lora"), 7, "SST-2; against full fine-tuning.")
    PublishedNumbers(lab).note(about(lab, "hu2021lora"), NUMBER)
    done = new("again", "--replicate", "hu2021lora")
    assert done.exit_code == 0, done.output
    assert "Not said" not in done.output
    path = lab.studies / "again.toml"
    declaration = read_declaration(path)
    assert declaration.study.papers == ["hu2021lora"]
    assert "Low rank is enough." in declaration.study.question
    assert "# hu2021lora, data and baselines: SST-2; against full" in path.read_text("utf-8")
    assert declaration.replicates is not None
    assert (declaration.replicates.value, declaration.replicates.baseline_value) == (0.951, 0.948)
    load_study("again", workspace=lab).run()
    shown = json.loads(tenfold("paper", "show", "hu2021lora", "--json").output)
    assert [s["verdicts"][0]["verdict"] for s in shown["studies"]] == ["supported"]
    (ours,) = shown["replications"]
    assert ours["gain_lies"] == "below"
    said = tenfold("paper", "show", "hu2021lora").output
    assert "The published gain lies below our interval." in said
    assert "replicated" not in said
    assert "publishes accuracy 0.951" in tenfold("study", "show", "again").output


def test_a_study_that_cannot_be_looked_at_is_no_trouble_for_the_paper(lab: Workspace) -> None:
    PublishedNumbers(lab).note(about(lab, "hu2021lora"), NUMBER)
    assert new("again", "--replicate", "hu2021lora").exit_code == 0
    (lab.root / "texts.csv").unlink()
    shown = tenfold("paper", "show", "hu2021lora", "--json")
    assert shown.exit_code == 0
    (ours,) = json.loads(shown.output)["replications"]
    assert ours["trouble"]


def test_what_the_reader_has_still_to_say_is_told(lab: Workspace) -> None:
    done = new("again", "--replicate", "houlsby2019")
    assert done.exit_code == 0
    assert "tenfold paper read houlsby2019 --answer 3" in done.output
    assert "tenfold paper claim houlsby2019" in done.output
    assert "replicates" not in tomllib.loads((lab.studies / "again.toml").read_text("utf-8"))


def test_of_several_published_numbers_one_is_named(lab: Workspace) -> None:
    numbers = PublishedNumbers(lab)
    noted = [numbers.note(about(lab, "hu2021lora"), NUMBER) for _ in range(2)]
    with pytest.raises(InputError, match="which one"):
        replication_from(lab, "hu2021lora")
    second = replication_from(lab, "hu2021lora", number=noted[1].number)
    assert second.ground.replicates is not None
    with pytest.raises(InputError, match="no published number 9"):
        replication_from(lab, "hu2021lora", number=9)


def test_nothing_that_was_answered_gets_out_of_its_comment(lab: Workspace) -> None:
    for n in (3, 7):
        Answers(lab).answer(about(lab, "hu2021lora"), n, HOSTILE * 40)
    done = new("again", "--replicate", "hu2021lora")
    assert done.exit_code == 0, done.output
    assert set(tomllib.loads((lab.studies / "again.toml").read_text("utf-8"))) == {
        "study", "data", "model", "methods", "hypotheses", "evaluate"
    }  # fmt: skip


def test_cited_papers_offer_their_data_and_unknown_ones_are_refused(lab: Workspace) -> None:
    Answers(lab).answer(about(lab, "houlsby2019"), 7, "GLUE; adapters.")
    ground = ground_of(lab, ["houlsby2019", "hu2021lora", "houlsby2019"])
    assert ground.papers == ["houlsby2019", "hu2021lora"]
    assert ground.remarks == ["houlsby2019, data and baselines: GLUE; adapters."]
    refused = new("again", "--paper", "hu2021lra")
    assert isinstance(refused.exception, InputError)
    assert "hu2021lora" in str(refused.exception.remedy)
    assert not (lab.studies / "again.toml").exists()


def test_a_copied_study_keeps_its_own_papers(lab: Workspace) -> None:
    write_study(lab)
    refused = tenfold("study", "new", "copy", "--from-study", "small", "--paper", "hu2021lora")
    assert isinstance(refused.exception, InputError)
    assert not Path(lab.studies / "copy.toml").exists()


def test_a_study_nested_too_deeply_is_a_broken_one(lab: Workspace) -> None:
    deep = f"[replicates]\npaper = {'[' * 5000}{']' * 5000}\n"
    (lab.studies / "deep.toml").write_text(deep)
    for words in (("paper", "show", "hu2021lora"), ("study", "list")):
        done = tenfold(*words)
        assert done.exit_code == 0, done.output
    with pytest.raises(InputError, match="not valid TOML"):
        read_declaration(lab.studies / "deep.toml")
