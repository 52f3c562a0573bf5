"""A study is begun, mended, looked over and declared in the browser; nothing newer is overwritten."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

from served import Client

from tenfold.store.workspace import Workspace
from tenfold.study.new import FiveAnswers, draft_study
from tenfold.study.records import Records

ASKED = {
    "name": "fresh",
    "question": 'Do "words" tell?',
    "data": "texts.csv",
    "label": "organ",
    "model": "all-MiniLM-L6-v2",
    "method": ["tfidf", "majority"],
    "claim": "tfidf beats majority by 0.1 on accuracy",
    "seeds": "5",
}


def text_of(page: str) -> str:
    found = re.search(r'<textarea id="text"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert found
    return unescape(found.group(1))


def version_of(page: str) -> str:
    found = re.search(r'name="based_on" value="(\w+)"', page)
    assert found
    return found.group(1)


def test_the_form_makes_the_text_of_the_command_and_saves_nothing(
    client: Client, lab: Path
) -> None:
    assert 'name="question"' in client.get("/studies/new").text
    page = client.send_form("/studies/new", **ASKED)
    answers = FiveAnswers(
        question='Do "words" tell?',
        data="texts.csv",
        label="organ",
        methods=["tfidf", "majority"],
        claim="tfidf beats majority by 0.1 on accuracy",
        seeds=5,
    )
    assert text_of(page.text) == draft_study("fresh", answers)
    assert not (lab / "studies" / "fresh.toml").exists()


def test_all_faults_are_told_at_once_and_the_text_is_kept(client: Client, lab: Path) -> None:
    text = text_of(client.send_form("/studies/new", **ASKED).text)
    wrong = text.replace("seeds = 5", "seeds = 0").replace('kind = "majority"', 'kind = "mojority"')
    page = client.send_form("/studies/new/save", name="fresh", text=wrong)
    assert page.status_code == 422
    assert "study.seeds" in page.text
    assert "methods.majority.kind" in page.text
    assert text_of(page.text) == wrong
    assert not (lab / "studies" / "fresh.toml").exists()
    page = client.send_form("/studies/new/save", name="fresh", text="[study\n")
    assert (page.status_code, "is not valid TOML" in page.text) == (422, True)


def test_names_that_lead_elsewhere_or_are_taken_are_refused(client: Client, lab: Path) -> None:
    text = text_of(client.send_form("/studies/new", **ASKED).text)
    before = (lab / "studies" / "small.toml").read_bytes()
    for name in ("../out", "small", "new", "compare", ""):
        page = client.send_form("/studies/new/save", name=name, text=text)
        assert page.status_code == 400, name
    assert (lab / "studies" / "small.toml").read_bytes() == before
    assert not (lab / "out.toml").exists()
    answer = client.send_form("/studies/new", **{**ASKED, "seeds": "many"})
    assert (answer.status_code, "whole number" in answer.text) == (400, True)


def test_saved_changed_looked_over_and_declared(client: Client, lab: Path) -> None:
    path = lab / "studies" / "fresh.toml"
    text = text_of(client.send_form("/studies/new", **ASKED).text)
    page = client.send_form("/studies/new/save", name="fresh", text=text.replace("\n", "\r\n"))
    assert page.url.path == "/studies/fresh"
    assert path.read_text(encoding="utf-8") == text

    page = client.get("/studies/fresh/edit")
    changed = text.replace("seeds = 5", "seeds = 6")
    version = version_of(page.text)
    client.send_form("/studies/fresh/edit", text=changed, based_on=version, do="look")
    assert path.read_text(encoding="utf-8") == text  # looking saves nothing
    client.send_form("/studies/fresh/edit", text=changed, based_on=version)
    assert path.read_text(encoding="utf-8") == changed

    stale = client.send_form("/studies/fresh/edit", text=text + "# mine\n", based_on=version)
    assert stale.status_code == 409
    assert "# mine" in stale.text
    assert "seeds = 6" in stale.text
    assert path.read_text(encoding="utf-8") == changed

    page = client.get("/studies/fresh/check")
    assert "6 seeds can see a gain" in page.text
    assert "Not declared yet" in page.text
    refused = client.send_form("/studies/fresh/declare", based_on=version)
    assert refused.status_code == 400
    assert Records(Workspace(lab)).registrations("fresh") == []
    page = client.send_form("/studies/fresh/declare", based_on=version_of(page.text))
    (registered,) = Records(Workspace(lab)).registrations("fresh")
    assert f"Declared. Code: {registered.code}" in page.text


def test_of_many_who_save_at_once_one_does(client: Client, lab: Path) -> None:
    path = lab / "studies" / "raced.toml"
    text = text_of(client.send_form("/studies/new", **ASKED).text)
    path.write_text(text, encoding="utf-8")
    version = version_of(client.get("/studies/raced/edit").text)

    def save(number: int) -> int:
        said = client.send_form("/studies/raced/edit", text=f"{text}# {number}\n", based_on=version)
        return int(said.status_code)

    with ThreadPoolExecutor(6) as pool:
        found = sorted(pool.map(save, range(6)))
    path.unlink()
    assert found.count(409) == 5


def test_a_broken_declaration_can_be_mended_here(client: Client, lab: Path) -> None:
    (lab / "studies" / "torn.toml").write_text('[study\nquestion = "?"\n', encoding="utf-8")
    assert '/studies/torn/edit"' in client.get("/studies").text
    page = client.get("/studies/torn/edit")
    assert page.status_code == 200
    assert "is not valid TOML" in page.text
    (lab / "studies" / "torn.toml").unlink()
    assert client.get("/studies/torn/edit").status_code == 404


def test_texts_on_both_sides_are_told_before_the_run_and_after_it(
    client: Client, lab: Path
) -> None:
    rows = "".join(f"text {n % 12},{'ab'[n % 2]}\n" for n in range(48))
    (lab / "twice.csv").write_text(f"text,label\n{rows}", encoding="utf-8")
    asked = {**ASKED, "name": "leaky", "data": "twice.csv", "label": "label"}
    text = text_of(client.send_form("/studies/new", **{**asked, "overlap": "drop"}).text)
    assert '\noverlap = "drop"' in text
    text = text_of(client.send_form("/studies/new", **asked).text)
    client.send_form("/studies/new/save", name="leaky", text=text)
    page = client.get("/studies/leaky/check").text
    assert ("TF-DATA-030" in page, ">Declare</button>" in page) == (True, False)
    own = str(client.base_url).rstrip("/")
    sent = {"based_on": version_of(page)}
    headers = {"origin": own, "referer": f"{own}/studies/leaky/check?said=x"}
    refused = client.post("/studies/leaky/declare", data=sent, headers=headers)
    assert str(lab) not in refused.text
    assert (refused.status_code, '<a href="/studies/leaky/check">' in refused.text) == (400, True)
    client.send_form("/studies/leaky/run")
    for _ in range(100):
        page = client.get("/studies/leaky").text
        if "It could not go on:" in page:
            break
        time.sleep(0.2)
    assert "stand in train too" in page.split("It could not go on:")[1].split("</div>")[0]
    assert str(lab) not in page
