"""Members declare studies of what the workspace knows; owners name files of the machine too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lived_in import a_lived_in_lab
from served import Client, serving
from signed_in import As, open_accounts

from tenfold.store.workspace import Workspace
from tenfold.study.new import FiveAnswers, draft_study


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = a_lived_in_lab(tmp_path_factory.mktemp("members") / "lab")
    open_accounts(made)
    return made


@pytest.fixture(scope="module")
def client(lab: Workspace) -> Iterator[Client]:
    with serving(lab.root) as opened:
        yield opened


TEXT = draft_study("mine", FiveAnswers(question="Do words tell?", data="builtin:diagnosis"))
ELSEWHERE = {
    "data.use": ('"builtin:diagnosis"', '"../secret.csv"'),
    "data.features": ("[data]\n", '[data]\nfeatures = "secret.parquet"\n'),
    "data.test": ("[data]\n", '[data]\ntest = "secret.csv"\n'),
    "data.augment": ("[data]\n", '[data]\naugment = { synonyms = "secret.csv" }\n'),
    "model.use": ('"all-MiniLM-L6-v2"', '"/etc"'),
    "methods.probe.model": ('kind = "probe"', 'kind = "probe"\nmodel = "/etc"'),
    "methods.tfidf.augment": ('kind = "tfidf"', 'kind = "tfidf"\naugment = { synonyms = "s.csv" }'),
    "methods.tfidf.kind": ('kind = "tfidf"', 'kind = "recorded"\nfile = "secret.csv"'),
}


def save(client: Client, lab: Workspace, who: str, name: str, text: str) -> tuple[int, str]:
    sent = {"name": name, "text": text}
    answer = client.post("/studies/new/save", data=sent, headers=As(lab, client)(who))
    return answer.status_code, answer.text


@pytest.mark.parametrize("key", ELSEWHERE)
def test_a_member_names_nothing_of_the_machine(client: Client, lab: Workspace, key: str) -> None:
    (lab.root.parent / "secret.csv").write_text("text,label\na,b\n", encoding="utf-8")
    text = TEXT.replace(*ELSEWHERE[key])
    assert text != TEXT
    status, page = save(client, lab, "Bob", "mine", text)
    assert (status, key in page, "is not known to this workspace" in page) == (422, True, True)
    assert not (lab.studies / "mine.toml").exists()


def test_a_member_declares_what_is_known_and_an_owner_more(client: Client, lab: Workspace) -> None:
    assert save(client, lab, "Bob", "mine", TEXT)[0] == 303
    path = Path(lab.studies / "mine.toml")
    assert path.read_text(encoding="utf-8") == TEXT
    (lab.root / "own.csv").write_text("text,label\none,a\ntwo,b\n", encoding="utf-8")
    named = TEXT.replace('"builtin:diagnosis"', '"own.csv"')
    assert save(client, lab, "Bob", "more", named)[0] == 422
    assert save(client, lab, "Ada", "more", named)[0] == 303
    form = client.get("/studies/new?data=mine", headers=As(lab, client)("Bob")).text
    assert ('value="mine"' in form, 'value="command"' in form) == (True, False)
