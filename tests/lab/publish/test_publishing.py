"""What goes out, what does not, and whether the site holds together."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from site_reader import Page, broken_links
from typer.testing import CliRunner

from tenfold.cli.main import app
from tenfold.errors import InputError
from tenfold.lab.journal import Journal
from tenfold.lab.note import KINDS, Note
from tenfold.lab.publish.publishing import Publication, prepare
from tenfold.lab.publish.wanted import Wanted
from tenfold.lab.week.view import freeze_week, view_week
from tenfold.lab.zone import zone_of
from tenfold.papers.answers import Answers
from tenfold.papers.collections import Collections
from tenfold.papers.discussion import Discussion
from tenfold.papers.forms import form_named
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.record import Name, Paper, Withdrawal
from tenfold.papers.reviews import Reviews
from tenfold.papers.subject import subject_of
from tenfold.store.workspace import Workspace
from tenfold.study.answers import answer as answer_study

sys.path.append(str(Path(__file__).parents[2] / "web"))
from lived_in import a_lived_in_lab

CANARY = "kanarienvogel"
MARK = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg/onload=alert(3)> "
    "[a](javascript:alert(4)) ![b](https://evil.example/p.png) {{6007*13}} ${6007*13} "
    "</textarea></title><b id=x>"
)
LINKS = (
    "See @small, @hu2021lora, @nowhere; [s](/studies/small), [gone](/studies/other), "
    "[w](http://127.0.0.1:8010/papers/hu2021lora), [f](/home/ada/secret.txt), [r](notes/x.md), "
    "`@small`, [out](https://example.org/a)"
)
EVERYTHING = Wanted(
    studies=("all",), papers=("all", "collection:PEFT"), weeks=("all",), everybody=True
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Ada's lab, in which Gao answers and reviews too, with texts that attack, and notes that are private."""
    workspace = a_lived_in_lab(tmp_path_factory.mktemp("publish") / "lab")
    library = Library(workspace)
    keys = {
        "Case2020": "Rain",
        "case2020": "Of bridges",
        "nul": "Why sleep",
        "李2021": "Slow trains",
    }
    for key, title in keys.items():
        paper = Paper(
            title=f"{title} {MARK}", key=key, authors=(Name(f"{title[-4:]} {MARK}"),), year=2020,
            venue=f"V {MARK}", ids={"doi": f"10.1000/{len(title)}"},
            withdrawn=Withdrawal("retracted", "2022", f"copied {MARK}") if key == "nul" else None,
        )  # fmt: skip
        library.take_in([Read(paper, f"{key}.bib:1")])
    for person in ("Ada", "Gao"):
        for paper in library.each():
            number = library.number(paper[1].key)
            Answers(workspace, person=person).answer(
                subject_of(number), 5, f"{person} says {LINKS} {MARK}"
            )
    _review(workspace, "Gao", "hu2021lora")
    subject = subject_of(library.number("hu2021lora"))
    Discussion(workspace).comment(subject, "a comment for the lab alone")
    collections = Collections(workspace)
    collections.add("PEFT", [subject])
    collections.begin("secret list", private=True)
    collections.add("secret list", [subject])
    answer_study(
        workspace, "small", 1, f"In {workspace.root}/texts.csv and /srv/data/x.csv. {LINKS} {MARK}"
    )
    _write_notes(workspace)
    yield workspace
    workspace.database.close()


def _review(workspace: Workspace, person: str, key: str) -> None:
    form = form_named(workspace, "quick")
    fields = {field.key: f"reviewed {MARK}" for field in form.fields[:2]}
    subject = subject_of(Library(workspace).number(key))
    Reviews(workspace, person=person).review(subject, form, fields)


def _write_notes(workspace: Workspace) -> None:
    """Private ones; the week is frozen with a shared one."""
    today, journal = zone_of(workspace).today(), Journal(workspace)
    for kind in KINDS:
        journal.write(
            Note(
                text=f"@small @hu2021lora {CANARY}-text", kind=kind, day=today, tags=(f"{CANARY}-tag",),
                before=f"{CANARY}-before", whom=f"{CANARY}-whom", asked_on=today, giver=f"{CANARY}-giver",
                answer="" if kind == "question" else f"{CANARY}-answer", why=f"{CANARY}-why", look_again=today,
            )
        )  # fmt: skip
    view = view_week(workspace)
    freeze_week(workspace, view, view.markdown, ())


@pytest.fixture(scope="module")
def everything(lab: Workspace) -> Publication:
    return prepare(lab, EVERYTHING)


def told(publication: Publication) -> str:
    return "".join(content.decode() for content in publication.files.values())


def test_no_private_note_is_in_any_file(lab: Workspace, everything: Publication) -> None:
    assert everything.site.reports, "a report is published at all"
    assert CANARY in CliRunner().invoke(app, ["note", "list", "--workspace", str(lab.root)]).output
    assert CANARY not in told(everything)
    assert "secret list" not in told(everything)
    assert "a comment for the lab alone" not in told(everything)


def test_what_others_answered_about_a_study_stays_unless_it_is_asked_for(tmp_path: Path) -> None:
    workspace = a_lived_in_lab(tmp_path / "lab")
    answer_study(workspace, "small", 1, "by Ada herself")
    answer_study(workspace.acting_as("Bob"), "small", 2, f"{CANARY} of Bob")
    own = prepare(workspace, Wanted(studies=("small",)))
    assert "by Ada herself" in told(own)
    assert CANARY not in told(own)
    assert [(out.kind, out.name) for out in own.left_out] == [("answers", "1 of small")]
    everybody = Wanted(studies=("small",), everybody=True)
    assert CANARY in told(prepare(workspace, everybody))
    settings = workspace.root / "tenfold.toml"
    kept = settings.read_text(encoding="utf-8").replace("[publish]", '[publish]\nkeep = ["Bob"]')
    settings.write_text(kept, encoding="utf-8")
    assert CANARY not in told(prepare(Workspace(workspace.root), everybody))


def test_a_report_with_a_note_that_was_taken_back_is_left_out(tmp_path: Path) -> None:
    workspace = a_lived_in_lab(tmp_path / "lab")
    note = Note(
        text=f"Shared, then *{CANARY}* taken back", kind="thought",
        day=zone_of(workspace).today(), is_private=False,
    )  # fmt: skip
    number = Journal(workspace).write(note).number
    view = view_week(workspace)
    freeze_week(workspace, view, view.markdown, ())
    wanted = Wanted(weeks=("all",))
    assert CANARY in told(prepare(workspace, wanted))
    Journal(workspace).share([number], private=True)
    published = prepare(workspace, wanted)
    assert CANARY not in told(published)
    assert [out.kind for out in published.left_out] == ["report"]


def test_nothing_of_this_machine_and_no_text_of_the_data_goes_out(
    lab: Workspace, everything: Publication
) -> None:
    text = told(everything)
    for place in (str(lab.root), str(lab.root.parent), str(Path.home()), "/srv/data", "/home/ada"):
        assert place not in text
    assert "texts.csv and …/x.csv" in text
    with (lab.root / "texts.csv").open(encoding="utf-8") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    assert [said for said in texts if said in text] == []
    with_examples = told(prepare(lab, Wanted(studies=("small",), examples=True)))
    assert [said for said in texts if said in with_examples], "asked for, they are there"


def test_links_lead_to_what_is_published_alone(lab: Workspace, everything: Publication) -> None:
    assert broken_links(everything.files) == []
    paper = everything.files["papers/hu2021lora.html"].decode()
    assert 'See <a href="../studies/small.html">@small</a>' in paper
    assert '<a href="../studies/small.html">s</a>, gone, ' in paper
    assert '<a href="../papers/hu2021lora.html">w</a>, f, r, <code>@small</code>' in paper
    assert 'href="https://example.org/a"' in paper
    alone = prepare(lab, Wanted(papers=("hu2021lora",)))
    assert broken_links(alone.files) == []
    assert set(alone.files) == {"index.html", "papers/hu2021lora.html"}
    assert "small.html" not in told(alone)
    study = prepare(lab, Wanted(studies=("small",))).files["studies/small.html"].decode()
    assert "<p>hu2021lora</p>" in study
    linked = everything.files["studies/small.html"].decode()
    assert '<a href="../papers/hu2021lora.html">hu2021lora</a>' in linked


def test_nothing_acts_on_any_page(everything: Publication) -> None:
    text = told(everything)
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 20
    assert "78091" not in text
    for place, content in everything.files.items():
        page = Page(content)
        assert page.wrong == [], place
        assert [link for link in page.links if link.startswith(("javascript:", "data:", "/"))] == []
        assert b"default-src 'none'" in content


def test_keys_that_disks_take_for_one_have_files_of_their_own(everything: Publication) -> None:
    places = [place.lower() for place in everything.files]
    assert len(places) == len(set(places))
    assert all(place.isascii() for place in places)
    assert "papers/nul.html" not in places
    assert len([place for place in places if place.startswith("papers/case2020")]) == 2


def test_twice_the_same_bytes(lab: Workspace, everything: Publication) -> None:
    assert prepare(Workspace(lab.root), EVERYTHING).files == everything.files


def test_what_others_wrote_goes_out_only_when_asked_for(
    lab: Workspace, everything: Publication
) -> None:
    own = prepare(lab, Wanted())
    assert "Ada says" in told(own)
    assert "Gao" not in told(own)
    assert "Gao says" in told(everything)
    assert [out.kind for out in own.left_out if "--everybody" in out.why] == ["answers and reviews"]


def test_who_keeps_their_words_and_who_reviews_without_a_name(tmp_path: Path) -> None:
    workspace = a_lived_in_lab(tmp_path / "lab")
    subject = subject_of(Library(workspace).number("hu2021lora"))
    Answers(workspace, person="Gao").answer(subject, 1, "Gao says so")
    Answers(workspace, person="Ben").choose(subject, 1, "Gao")
    _review(workspace, "Ben", "hu2021lora")
    settings = workspace.root / "tenfold.toml"
    before = settings.read_text("utf-8")
    wanted = Wanted(papers=("collection:PEFT",), everybody=True, anonymous=True)
    named = told(prepare(Workspace(workspace.root), wanted))
    assert "Gao says so" in named
    assert '<th scope="row"><a href="../papers/hu2021lora.html">hu2021lora</a>' in named
    assert "Ben" not in named
    settings.write_text(before.replace('# keep = ["Gao"]', 'keep = ["Gao"]'), "utf-8")
    assert "Gao" not in told(prepare(Workspace(workspace.root), wanted)), "in the survey too"
    settings.write_text(before.replace('# keep = ["Gao"]', 'keep = "Gao"'), "utf-8")
    with pytest.raises(InputError, match="no list of names"):
        prepare(Workspace(workspace.root), wanted)


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (Wanted(studies=("smal",)), "no study 'smal'"),
        (Wanted(papers=("nobody2020",)), "nobody2020"),
        (Wanted(papers=("collection:Nothing",)), "no collection"),
        (Wanted(weeks=("2020-W01",)), "was not frozen"),
        (Wanted(weeks=("yesterday",)), "is no week"),
        (Wanted(language="fr"), "no such language"),
    ],
)
def test_what_is_not_there_is_said(lab: Workspace, wanted: Wanted, says: str) -> None:
    with pytest.raises(InputError, match=says):
        prepare(lab, wanted)


def test_the_command(lab: Workspace, tmp_path: Path) -> None:
    site = tmp_path / "site"
    words = [
        "publish",
        str(site),
        "--workspace",
        str(lab.root),
        "--papers",
        "hu2021lora",
        "--lang",
        "zh",
    ]
    dry = CliRunner().invoke(app, [*words, "--dry-run"])
    assert dry.exit_code == 0
    assert not site.exists()
    assert CliRunner().invoke(app, words).exit_code == 0
    assert '<html lang="zh-Hans">' in (site / "index.html").read_text("utf-8")
    again = CliRunner().invoke(app, [*words, "--json"])
    assert '"new": []' in again.output
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "diary.txt").write_text("mine", "utf-8")
    words[1] = str(tmp_path / "mine")
    refused = CliRunner().invoke(app, words)
    assert isinstance(refused.exception, InputError)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["diary.txt"]
    assert CliRunner().invoke(app, [*words, "--force"]).exit_code == 0
    assert (tmp_path / "mine" / "diary.txt").read_text("utf-8") == "mine"
