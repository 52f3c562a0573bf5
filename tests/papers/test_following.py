"""Following authors, venues and topics: nothing is asked until somebody says so; then of whom is said."""

from __future__ import annotations

import json
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
import typer
from source_server import Answer, source_server
from typer.testing import CliRunner

from tenfold.cli.papers.app import paper_app
from tenfold.errors import InputError
from tenfold.papers.fetching import Access
from tenfold.papers.following import Follow, Follows
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.library import Library
from tenfold.papers.news import fetch_news, fits
from tenfold.papers.record import Name, Paper
from tenfold.papers.sources import SOURCES
from tenfold.papers.taking_back import take_back
from tenfold.store.workspace import Workspace

TODAY = date(2026, 3, 2)


def crossref(*titles: str, author: str = "Hu", venue: str = "J. Tests", year: int = 2026) -> Answer:
    works = [
        {
            "DOI": f"10.1000/{i}{title}",
            "title": [title],
            "author": [{"family": author, "given": "Edward J."}],
            "container-title": [venue],
            "issued": {"date-parts": [[year]]},
        }
        for i, title in enumerate(titles)
    ]
    return Answer(json.dumps({"message": {"items": works}}).encode())


def test_what_is_new_is_asked_fitted_and_taken_in_once(workspace: Workspace) -> None:
    kept, library = Follows(workspace), Library(workspace)
    follows = [
        kept.follow("author", "Edward Hu", source="crossref", today=TODAY),
        kept.follow("venue", "J. Tests", today=TODAY),
    ]
    with source_server() as server:
        assert server.asked == []  # following asks nothing
        server.answers = [crossref("One", "Two"), crossref("Three", venue="Another")]
        access = Access(homes=dict.fromkeys(SOURCES, server.home), waiter=lambda _s: None)
        news = fetch_news(follows, access)
        paths = [parse_qs(urlsplit(path).query) for path, _ in server.asked]
        assert paths[0]["query.author"] == ["Edward Hu"]
        assert paths[1]["query.container-title"] == ["J. Tests"]
        assert paths[0]["filter"] == ["from-pub-date:2025-12-02"]
        titles = [r.paper.title for r in news.records if isinstance(r, Read)]
        assert (titles, news.n_unfit) == (["One", "Two"], 1)
        assert library.take_in(news.records).counts["new"] == 2
        kept.note_asked(news.answered, today=TODAY)
        assert {f.since for f in kept.all()} == {TODAY}
        server.answers = [Answer(status=404)]
        again = fetch_news(kept.all(), access)
        assert all(isinstance(record, Refused) for record in again.records)
        assert again.answered == ()  # what was not answered is asked for again next time


@pytest.mark.parametrize(
    ("kind", "name", "paper", "is_fit"),
    [
        ("author", "Edward Hu", Paper(title="t", authors=(Name("Hu", "Edward J."),)), True),
        ("author", "Edward Hu", Paper(title="t", authors=(Name("Hu", "E."),)), True),
        ("author", "Hu, Edward", Paper(title="t", authors=(Name("Hu", "Edward"),)), True),
        ("author", "Edward Hu", Paper(title="t", authors=(Name("Hu", "Wei"),)), False),
        ("author", "Edward Hu", Paper(title="t", authors=(Name("Hull", "Edward"),)), False),
        ("author", "Hu", Paper(title="t", authors=(Name("Hu", "Wei"),)), True),
        ("venue", "ACL", Paper(title="t", venue="Proc. of ACL 2026"), True),
        ("venue", "Nature", Paper(title="t", venue="Nature Physics"), True),
        ("venue", "Physics", Paper(title="t", venue="Metaphysics"), False),
        ("topic", "adapters", Paper(title="t"), True),
        ("topic", "adapters", Paper(title="t", year=2025, issued="2025-11"), False),
        ("topic", "adapters", Paper(title="t", year=2026, issued="2026"), True),
    ],
)
def test_what_fits(kind: str, name: str, paper: Paper, is_fit: bool) -> None:
    follow = Follow(number=1, kind=kind, name=name, source="crossref", since=TODAY)  # type: ignore[arg-type]
    assert fits(paper, follow, "2026-01-15") == is_fit


def test_each_source_is_asked_in_its_own_words() -> None:
    def asked(kind: str, source: str) -> str:
        follow = Follow(number=1, kind=kind, name="a, b|c", source=source, since=TODAY)  # type: ignore[arg-type]
        question = follow.question()
        return question.source.address(question.wanted, "https://x", {})[0]

    openalex = parse_qs(urlsplit(asked("author", "openalex")).query)["filter"]
    assert openalex == ["raw_author_name.search:a b c,from_publication_date:2026-03-02"]
    arxiv = parse_qs(urlsplit(asked("author", "arxiv")).query)
    assert arxiv["search_query"] == ['au:"a b c"']
    assert arxiv["sortBy"] == ["submittedDate"]
    assert parse_qs(urlsplit(asked("topic", "s2")).query)["publicationDateOrYear"] == [
        "2026-03-02:"
    ]


def test_following_is_ones_own_and_can_be_taken_back(workspace: Workspace) -> None:
    kept = Follows(workspace)
    kept.follow("topic", "adapters", today=TODAY)
    assert Follows(workspace, person="ben").all() == []
    with pytest.raises(InputError, match="already"):
        kept.follow("topic", "Adapters", today=TODAY)
    with pytest.raises(InputError, match="cannot be asked"):
        kept.follow("venue", "ACL", source="arxiv", today=TODAY)
    kept.unfollow("ADAPTERS")
    assert kept.all() == []
    take_back(workspace)
    assert [f.name for f in kept.all()] == ["adapters"]


def test_the_commands_say_who_would_be_asked(workspace: Workspace) -> None:
    app = typer.Typer()
    app.add_typer(paper_app, name="paper")

    def run(*words: str) -> str:
        done = CliRunner().invoke(app, ["paper", *words, "--workspace", str(workspace.root)])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.stdout

    with pytest.raises(InputError, match="nobody"):
        run("new")
    assert "Nothing was asked" in run("follow", "--author", "Edward Hu")
    assert "api.openalex.org" in run("following")
    with pytest.raises(InputError, match="one of --author"):
        run("follow")
    assert "take-back" in run("unfollow", "edward hu")
    assert "nobody" in run("following")


def test_no_answer_at_all_is_an_error_and_not_nothing_new(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    Follows(workspace).follow("topic", "adapters", source="crossref", today=TODAY)
    with source_server() as server:
        server.answers = [Answer(b"", status=404)]
        access = Access(homes=dict.fromkeys(SOURCES, server.home), waiter=lambda _s: None)
        monkeypatch.setattr("tenfold.papers.adding.access_of", lambda _workspace: access)
        done = CliRunner().invoke(paper_app, ["new", "--workspace", str(workspace.root)])
    assert isinstance(done.exception, InputError)
    assert "no source answered" in done.exception.message
