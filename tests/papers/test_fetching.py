"""Asking public sources, on a real server of this machine that answers as they do, well and badly."""

from __future__ import annotations

import email.utils
import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from source_server import Answer, SourceServer, source_server

from recorded_answers import bodies
from tenfold.errors import InputError
from tenfold.papers.adding import add, asked_for
from tenfold.papers.fetching import Access, belongs, fetch, questions, search
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.library import Library
from tenfold.papers.polite import LARGEST_BYTES, Polite, is_public
from tenfold.papers.sources import SOURCES

_DOI = "10.1371/journal.pone.0033693"


class Clock:
    """Time that passes only by waiting."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    def time(self) -> float:
        return self.now


@pytest.fixture
def server() -> Iterator[SourceServer]:
    with source_server() as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


def _access(server: SourceServer, clock: Clock, **more: str) -> Access:
    homes = dict.fromkeys(SOURCES, server.home)
    return Access(homes=homes, waiter=clock.wait, clock=clock.time, **more)


def _work(doi: str = _DOI, title: str = "A work") -> Answer:
    return Answer(json.dumps({"message": {"DOI": doi, "title": [title]}}).encode())


def _refused(server: SourceServer, clock: Clock, *answers: Answer) -> str:
    server.answers = list(answers)
    (record,) = fetch(questions([_DOI]), _access(server, clock))
    assert isinstance(record, Refused)
    return record.reason


# What is asked, and of whom


@pytest.mark.parametrize(
    ("written", "source", "path"),
    [
        (f"https://doi.org/{_DOI}", None, "/works/10.1371%2Fjournal.pone.0033693"),
        (_DOI, "openalex", "/works/doi:10.1371%2Fjournal.pone.0033693"),
        ("W2741809807", None, "/works/W2741809807"),
        ("pmid:29456894", None, "/works/pmid:29456894"),
        ("P18-1001", None, "/graph/v1/paper/ACL:P18-1001"),
        ("arXiv:2106.09685v2", "s2", "/graph/v1/paper/ARXIV:2106.09685"),
        ("10.1000/a?b=c&d/../../e#f", None, "/works/10.1000%2Fa%3Fb%3Dc%26d%2F..%2F..%2Fe%23f"),
    ],
)
def test_an_id_is_asked_of_the_source_that_knows_its_kind(server, clock, written, source, path):
    server.answers = [Answer(status=404)]
    list(fetch(questions([written], source), _access(server, clock)))
    assert [asked.partition("?")[0] for asked, _ in server.asked] == [path]


def test_many_ids_of_arxiv_go_into_one_request(server, clock):
    server.answers = [Answer(b"<feed xmlns='http://www.w3.org/2005/Atom'/>")]
    ids = [f"2106.{n:05d}" for n in range(60)]
    records = list(fetch(questions([*ids, ids[0]]), _access(server, clock)))
    assert len(server.asked) == 2
    assert clock.waits == [3.0]  # arXiv asks for one request in three seconds
    assert [record.where for record in records] == ids
    assert {record.reason for record in records} == {"arXiv has no such paper."}


@pytest.mark.parametrize("written", ["hello", "http://10.0.0.1/paper", "isbn:9781003134046", ""])
def test_what_no_source_knows_is_refused_before_anything_is_asked(written):
    with pytest.raises(InputError):
        questions([written])


@pytest.mark.parametrize(("source", "known"), [("arxiv", False), ("s2", True), ("nowhere", False)])
def test_a_source_must_know_the_kind_of_id(source, known):
    if known:
        assert questions([_DOI], source)
    else:
        with pytest.raises(InputError):
            questions([_DOI], source)


def test_it_is_said_what_is_told_and_to_whom():
    access = Access(contact="ada@example.org", openalex_key="canary-key")
    said = [question.said(access) for question in questions([_DOI, "W1", "2106.09685"])]
    assert said == [
        f"Asking Crossref (api.crossref.org) for 1 paper by id ({_DOI}); it is told your mail address too.",
        (
            "Asking OpenAlex (api.openalex.org) for 1 paper by id (W1); it is told your mail address and your "
            "key too."
        ),
        "Asking arXiv (export.arxiv.org) for 1 paper by id (2106.09685).",
    ]


def test_the_mail_address_goes_to_those_that_ask_for_it_alone(server, clock):
    server.answers = [Answer(status=404)]
    access = _access(server, clock, contact="ada@example.org")
    list(fetch(questions([_DOI, "2106.09685", "P18-1001", "W1"]), access))
    told = {path.partition("?")[0]: "ada%40example.org" in path for path, _ in server.asked}
    assert told == {
        "/works/10.1371%2Fjournal.pone.0033693": True,
        "/api/query": False,
        "/graph/v1/paper/ACL:P18-1001": False,
        "/works/W1": True,
    }
    assert not any("ada" in str(headers) for _, headers in server.asked)


def test_the_key_goes_to_openalex_itself_alone(server, clock):
    """Another home of OpenAlex is somebody else's server: no key arrives there."""
    for source in SOURCES.values():
        private = Access(openalex_key="canary-key").private(source)
        assert private == ({"api_key": "canary-key"} if source.name == "openalex" else {})
    server.answers = [Answer(status=404)]
    records = list(
        fetch(
            questions([_DOI, "W1", "P18-1001"]), _access(server, clock, openalex_key="canary-key")
        )
    )
    assert "canary" not in str(server.asked)
    assert "canary" not in str(records)


def test_a_key_and_a_mail_address_stand_in_no_message():
    question = questions(["W1"])[0]
    private = Access(contact="ada@example.org", openalex_key="canary-key").private(question.source)
    address, shown = question.source.address(question.wanted, question.source.home, private)
    assert "canary-key" in address
    assert shown == "https://api.openalex.org/works/W1"


# What is answered


def test_recorded_answers_of_every_source_become_papers(server, clock, shared_papers):
    crossref = shared_papers / "crossref_habanero" / "test_works_with_one_id.yaml"
    arxiv = json.loads(next((shared_papers / "arxiv_api").glob("id_1707*")).read_text())["body"]
    openalex = (shared_papers / "openalex" / "workJsonResponse.json").read_bytes()
    paper = json.loads((shared_papers / "semantic_scholar" / "Paper.json").read_text())
    del paper["citations"]
    told = {
        _DOI: next(bodies(crossref))[1],
        "1707.08567": arxiv.encode(),
        "W2741809807": openalex,
        "2d5673caa9e6af3a7b82a43f19ee920992db07ad": json.dumps(paper).encode(),
    }
    for identifier, body in told.items():
        packed = {"Content-Encoding": "gzip"}
        for answer in (Answer(body), Answer(gzip.compress(body), headers=packed)):
            server.answers = [answer]
            (record,) = fetch(questions([identifier]), _access(server, clock))
            assert isinstance(record, Read), record
            assert identifier in record.paper.ids.values()


def test_a_search_gives_what_was_found(server, clock):
    server.answers = [Answer(json.dumps({"results": [{"title": "A"}, {"title": "B"}]}).encode())]
    found = list(fetch([search("low rank", "openalex", 5)], _access(server, clock)))
    assert [record.paper.title for record in found] == ["A", "B"]
    assert server.asked[0][0] == "/works?search=low+rank&per-page=5"


def test_an_answer_about_another_paper_is_refused(server, clock):
    assert "another paper" in _refused(server, clock, _work("10.1000/other"))


@pytest.mark.parametrize(
    ("printed", "taken"),
    [
        ("Deep contextualized word representations", True),
        ("DEEP CONTEXTUALIZED WORD REPRESENTATIONS.", True),
        ("Deep contextualised word representations", True),
        ("Attention is all you need", False),
        ("Deep word", False),
    ],
)
def test_a_printed_doi_is_taken_only_with_its_title(server, clock, printed, taken):
    server.answers = [_work(title="Deep contextualized word representations")]
    (record,) = fetch(questions([_DOI]), _access(server, clock), titles={_DOI: printed})
    assert isinstance(record, Read) == taken
    assert (belongs(printed, "Deep contextualized word representations") >= 85) == taken


# Politeness


def test_requests_to_one_host_keep_their_distance(server, clock):
    server.answers = [Answer(status=404)]
    list(fetch(questions(["P18-1001", "P18-1002", "P18-1003"]), _access(server, clock)))
    assert clock.waits == [3.0, 3.0]


def test_a_host_that_is_asked_too_often_is_waited_for(server, clock):
    server.answers = [
        Answer(status=429, headers={"Retry-After": "7"}),
        Answer(status=503, headers={"Retry-After": email.utils.formatdate(time.time() + 30)}),
        _work(),
    ]
    (record,) = fetch(questions([_DOI]), _access(server, clock))
    assert isinstance(record, Read)
    first, second = clock.waits
    assert first == 7.0
    assert 25 < second <= 30


@pytest.mark.parametrize("retry_after", ["", "soon", "-5", "0", "1e9", "9" * 4000])
def test_whatever_retry_after_says_the_wait_has_bounds(server, clock, retry_after):
    reason = _refused(server, clock, Answer(status=429, headers={"Retry-After": retry_after}))
    assert "asked too often" in reason
    assert len(server.asked) <= 4
    assert all(2.0 <= wait <= 60.0 for wait in clock.waits)


def test_a_host_that_asks_for_an_hour_is_not_asked_again(server, clock):
    reason = _refused(server, clock, Answer(status=503, headers={"Retry-After": "3600"}))
    assert "asks to wait 3600 s" in reason
    assert (len(server.asked), clock.waits) == (1, [])


def test_a_refusal_is_not_asked_again_and_the_next_question_is(server, clock):
    server.answers = [Answer(status=403), _work("10.1000/next")]
    refused, read = fetch(questions([_DOI, "10.1000/next"]), _access(server, clock))
    assert "403" in refused.reason
    assert isinstance(read, Read)
    assert len(server.asked) == 2


# Bad answers


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(b"<!DOCTYPE html><html>Log in</html>"), "a web page"),
        (Answer(b"<p>x</p>", headers={"Content-Type": "text/html"}), "a web page"),
        (Answer(b"x" * (LARGEST_BYTES + 1)), "more than 10 MB"),
        (Answer(b"", endless=True), "more than 10 MB"),
        (
            Answer(
                gzip.compress(b" " * (LARGEST_BYTES * 20)), headers={"Content-Encoding": "gzip"}
            ),
            "more than 10 MB",
        ),
        (Answer(b"{}", headers={"Content-Encoding": "br"}), "not asked for"),
        (Answer(status=404), "no such paper"),
        (Answer(b'{"message": '), "is no JSON"),
        (Answer(b"[" * 100_000), "nested too deep"),
        (Answer(b"", headers={"Content-Length": "0"}), "has no such paper"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_answer_is_refused_at_once(server, clock, answer, said):
    assert said in _refused(server, clock, answer)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b'{"message": {"DOI": "10.1"}}', cut=10),
        Answer(gzip.compress(b'{"message": {}}')[:-9], headers={"Content-Encoding": "gzip"}),
        Answer(b"no gzip", headers={"Content-Encoding": "gzip"}),
        Answer(status=502),
    ],
    ids=["cut", "cut gzip", "no gzip", "502"],
)
def test_an_answer_that_breaks_off_is_asked_for_again(server, clock, answer):
    server.answers = [answer, _work()]
    (record,) = fetch(questions([_DOI]), _access(server, clock))
    assert isinstance(record, Read)
    assert len(server.asked) == 2


def test_an_answer_that_never_ends_is_left(server):
    """Each look at this clock takes ten seconds, and the deadline is sixty."""
    server.answers = [Answer(b" ", endless=True)]
    moments = iter(range(0, 10_000, 10))
    client = Polite(waiter=lambda _: None, clock=lambda: float(next(moments)))
    with pytest.raises(InputError, match="not done answering"):
        client.ask(f"{server.home}/x", spacing_s=0.0, shown="x")


def test_nobody_there_is_said_in_words(clock):
    with source_server() as server:
        pass
    (record,) = fetch(questions([_DOI]), _access(server, clock))
    assert "cannot be reached" in record.reason


# Where a request may go


def test_only_the_same_host_is_followed(server, clock):
    with source_server() as inward:
        inward.answers = [_work()]
        reason = _refused(
            server,
            clock,
            Answer(status=302, headers={"Location": f"{inward.home}/latest/meta-data"}),
        )
        assert "another address, which is not followed" in reason
        assert inward.asked == []
    server.answers = [Answer(status=301, headers={"Location": "/works/elsewhere"}), _work()]
    (record,) = fetch(questions([_DOI]), _access(server, clock))
    assert isinstance(record, Read)


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/",
        "file:///etc/passwd",
        "//127.1/",
        "http://user@127.0.0.1/",
        "\x01",
        "",
    ],
)
def test_no_redirect_leads_inward(server, clock, location):
    reason = _refused(server, clock, Answer(status=302, headers={"Location": location}))
    assert "not followed" in reason or "sends on" in reason or "address" in reason


@pytest.mark.parametrize(
    "home",
    [
        "http://api.crossref.org",
        "http://localhost:9",
        "http://127.1:9",
        "http://2130706433:9",
        "http://[::ffff:127.0.0.1]:9",
        "http://169.254.169.254",
        "file:///etc",
        "https://user:word@api.crossref.org",
    ],
)
def test_only_https_is_asked(clock, home):
    access = Access(homes={"crossref": home}, waiter=clock.wait, clock=clock.time)
    (record,) = fetch(questions([_DOI]), access)
    assert "no HTTPS address" in record.reason or "is not the address of a source" in record.reason


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "[::ffff:127.0.0.1]"])
def test_a_name_that_leads_into_a_private_network_is_dropped_before_anything_is_sent(
    server, clock, monkeypatch, host
):
    """Over HTTPS, where any name may be given: the peer is looked at once the connection stands."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    port = server.home.rpartition(":")[2]
    access = Access(
        homes={"crossref": f"https://{host}:{port}"}, waiter=clock.wait, clock=clock.time
    )
    (record,) = fetch(questions([_DOI]), access)
    assert "private network" in record.reason
    assert server.asked == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::5db8:d822", True),
        ("not an address", False),
    ],
)
def test_addresses_of_private_networks_are_known(address, public):
    assert is_public(address) == public


def test_no_address_of_a_record_is_fetched(server, clock):
    work = {
        "DOI": _DOI,
        "title": ["A work"],
        "URL": f"{server.home}/canary",
        "link": [{"URL": f"{server.home}/canary.pdf"}],
        "license": [{"URL": f"{server.home}/canary"}],
    }
    server.answers = [Answer(json.dumps({"message": work}).encode())]
    list(fetch(questions([_DOI]), _access(server, clock)))
    assert len(server.asked) == 1


# Into the library


def test_what_was_fetched_stands_in_the_library(server, clock, workspace):
    server.answers = [_work(title="Deep things"), Answer(status=404)]
    access = _access(server, clock)
    asked = asked_for([_DOI, "10.1000/none"], source=None, query=None, limit=10, title=None)
    foreseen = add(workspace, asked[:1], access, dry_run=True)
    assert foreseen.counts["new"] == 1
    assert Library(workspace).by_id("doi", _DOI) is None
    server.answers = [_work(title="Deep things"), Answer(status=404)]
    report = add(workspace, asked, access)
    assert (report.counts["new"], report.counts["refused"]) == (1, 1)
    found = Library(workspace).by_id("doi", _DOI)
    assert found is not None
    assert found.title == "Deep things"


@pytest.mark.parametrize(
    "wanted",
    [
        {"ids": [], "query": None, "title": None},
        {"ids": [_DOI], "query": "words", "title": None},
        {"ids": [_DOI, "W1"], "query": None, "title": "T"},
        {"ids": [], "query": "  ", "title": None},
    ],
)
def test_what_is_wanted_must_be_clear(wanted):
    with pytest.raises(InputError):
        asked_for(wanted["ids"], source=None, query=wanted["query"], limit=1, title=wanted["title"])


@pytest.mark.parametrize(
    "contact", ["ada", "a@b", "a b@example.org", "<a@example.org>", "a@example.org\n"]
)
def test_a_contact_must_be_a_mail_address(contact):
    with pytest.raises(InputError):
        Access(contact=contact)


def test_the_command_says_whom_it_would_ask_and_refuses_what_is_no_id(tmp_path: Path):
    from typer.testing import CliRunner

    from tenfold.cli.papers.app import paper_app
    from tenfold.store.workspace import Workspace

    Workspace.create(tmp_path / "lab")
    arguments = ["add", "hello", "--workspace", str(tmp_path / "lab")]
    result = CliRunner().invoke(paper_app, arguments)
    assert isinstance(result.exception, InputError)
    assert "no identifier" in result.exception.message
