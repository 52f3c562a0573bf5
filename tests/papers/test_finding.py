"""Selections and answers in a real library, on each database; and the commands that take a selection."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from tenfold.cli.papers.app import paper_app
from tenfold.errors import InputError
from tenfold.papers.answers import Answers
from tenfold.papers.collections import Collections
from tenfold.papers.finding import paper_search, selected_papers, some_papers
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.mark_change import MarkChange
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.papers.record import Name, Paper
from tenfold.papers.saved_search import SavedSearches, Wish
from tenfold.papers.search.query import Query, read_query
from tenfold.papers.search.selecting import selection_of
from tenfold.papers.subject import subject_of
from tenfold.papers.taking_back import take_back
from tenfold.papers.topics.placing import PaperTopics
from tenfold.store.workspace import Workspace

TODAY = date(2026, 3, 2)
PAPERS = (
    Paper(key="a", title="Low-rank adapters", year=2021, authors=(Name("Hu", "Edward J."),)),
    Paper(key="b", title="Prompts for translation", year=2022, code="https://x", venue="ACL"),
    Paper(key="c", title="低资源机器翻译", year=2020, abstract="数据很少"),
    Paper(key="d", title="Layers that are added", year=2019),
)


@pytest.fixture
def lab(workspace_on_each: Workspace) -> Workspace:
    """Four papers (1 to 4), on which ada (who acts) and ben have said something."""
    workspace = workspace_on_each
    Library(workspace).take_in(Read(paper, paper.key) for paper in PAPERS)
    marks, ben = ReadingMarks(workspace), ReadingMarks(workspace, person="ben")
    marks.change(subject_of(1), MarkChange(state="skimmed"), day=TODAY)
    marks.tag(subject_of(1), ["LoRA", "old"])
    marks.tag(subject_of(2), ["lora"])
    ben.change(subject_of(4), MarkChange(state="read"), day=TODAY)
    ben.tag(subject_of(4), ["lora"])
    Collections(workspace).begin("low rank")
    Collections(workspace).add("low rank", [subject_of(3), subject_of(1)])
    Collections(workspace, person="ben").begin("secret", private=True)
    Answers(workspace).answer(subject_of(1), 8, "Yes: the **ablations** hold, 消融充分")
    Answers(workspace, person="ben").answer(subject_of(2), 8, "Brilliant nonsense")
    Answers(workspace, person="ben").answer(subject_of(4), 1, "Layers cost memory")
    Answers(workspace).choose(subject_of(4), 1, "ben")
    return workspace


def test_filters_select_the_same_papers_on_each_database(lab: Workspace) -> None:
    wanted = {
        "tag:lora": [1, 2],
        "tag:lora,old": [1, 2],
        "tag:lora tag:old": [1],
        "-tag:lora": [3, 4],
        "state:skimmed": [1],
        "state:inbox": [2, 3, 4],
        "-state:inbox": [1],
        "state:inbox,skimmed": [1, 2, 3, 4],
        'collection:"Low Rank"': [1, 3],
        "answered:8": [1],
        "unanswered:8": [2, 3, 4],
        "answered:1": [4],
        "answered:1,8": [1, 4],
        "author:hu year:2020..": [1],
        "has:code": [2],
        "venue:acl -tag:old": [2],
        "adapters state:skimmed": [1],
        "adapters state:inbox": [],
        "翻译 collection:'x": None,
    }
    for typed, numbers in wanted.items():
        if numbers is None:
            with pytest.raises(InputError, match="no collection"):
                selected_papers(lab, read_query(typed))
        else:
            assert selected_papers(lab, read_query(typed)) == numbers, typed
    ben = paper_search(lab, person="ben")
    assert ben.selected(read_query("tag:lora")) == [4]
    assert ben.selected(read_query("state:inbox")) == [1, 2, 3]
    assert ben.selected(read_query("answered:8")) == [2]
    with pytest.raises(InputError, match="no collection"):
        selected_papers(lab, read_query("collection:secret"))


def test_answers_are_found_by_those_who_may_read_them(lab: Workspace) -> None:
    mine, bens = paper_search(lab), paper_search(lab, person="ben")

    def found(search: Any, typed: str) -> list[int]:
        return [hit.number for hit in search.search(typed, within="answer").hits]

    assert found(mine, "ablations") == found(mine, "消融") == [1]
    assert found(bens, "ablations") == found(bens, "消融") == found(mine, "nonsense") == []
    assert found(bens, "nonsense") == [2]
    assert found(mine, "memory") == found(bens, "memory") == [4]
    (hit,) = mine.search("消融", by="words").hits  # a plain search finds them too
    (start, end), *_ = hit.snippet.marks
    assert (hit.snippet.field, hit.snippet.text[start:end]) == ("answer 8", "消融")
    Answers(lab).answer(subject_of(1), 8, "No longer")
    assert found(mine, "ablations") == []
    take_back(lab)
    assert found(mine, "ablations") == [1]


def test_what_was_said_of_a_merged_paper_is_found_on_what_it_became(lab: Workspace) -> None:
    library = Library(lab)
    library.merge("c", ["a"])
    assert selected_papers(lab, read_query("tag:old")) == [3]
    assert selected_papers(lab, read_query("answered:8")) == [3]
    assert [h.number for h in paper_search(lab).search("answer:ablations").hits] == [3]
    library.undo()
    assert [h.number for h in paper_search(lab).search("answer:ablations").hits] == [1]


def test_a_page_of_a_selection_has_the_newest_first(workspace: Workspace) -> None:
    Library(workspace).take_in(Read(paper, paper.key) for paper in PAPERS)
    some = some_papers(workspace, selection_of({"year": ["2020.."]}), offset=1, limit=1)
    assert ([p.key for p in some.papers], some.n_found, some.n_there) == (["b"], 3, 4)
    every = some_papers(workspace, Query(), offset=0, limit=9)
    assert [p.key for p in every.papers] == ["d", "c", "b", "a"]


def test_papers_are_found_by_topic_as_people_corrected_it(workspace: Workspace) -> None:
    Library(workspace).take_in(Read(paper, paper.key) for paper in PAPERS)
    topics = PaperTopics(workspace)
    for topic in topics.taxonomy.topics:
        of_each = [one.number for one in topics.each() if topic.key in one.topics]
        assert selected_papers(workspace, read_query(f"topic:{topic.key}")) == of_each
    Library(workspace).change("b", title="Prompt engineering for large language models")
    for damage in (False, True):  # what is kept is derived: where it is damaged it is made anew
        for file in (workspace.hidden / "index").glob("topics-*"):
            file.write_bytes(b"x" * damage or file.read_bytes())
        for one in topics.each():
            assert all(one.number in topics.under([key]) for key in one.topics)
    topic = topics.taxonomy.topics[0].key
    under = selected_papers(workspace, read_query(f"topic:{topic}"))
    key = PAPERS[3].key
    topics.correct(key, **{"remove" if 4 in under else "add": [topic]})  # type: ignore[arg-type]
    assert set(selected_papers(workspace, read_query(f"topic:{topic}"))) == {*under} ^ {4}
    with pytest.raises(InputError, match="no topic"):
        selected_papers(workspace, read_query("topic:nothing"))


def test_saved_searches_say_what_is_new_since_the_last_look(workspace: Workspace) -> None:
    library, kept = Library(workspace), SavedSearches(workspace)
    library.take_in(Read(paper, paper.key) for paper in PAPERS[:2])
    wish = Wish.of(["adapters"], selection_of({"year": ["2019.."]}), by="words")
    kept.save("mine", wish)
    assert SavedSearches(workspace, person="ben").all() == []
    library.take_in([Read(Paper(key="e", title="More adapters", year=2023), "e")])

    def counts() -> list[tuple[int, int]]:
        return [(one.n_found, one.n_new) for one in kept.looked(paper_search(workspace))]

    assert counts() == counts() == [(2, 1)]
    assert kept.named("MINE").wish == wish
    kept.look("mine")
    assert counts() == [(2, 0)]
    kept.remove("mine")
    assert kept.all() == []
    take_back(workspace)
    assert counts() == [(2, 0)]
    with pytest.raises(InputError, match="no saved search"):
        kept.named("yours")


def run(workspace: Workspace, *words: str, code: int = 0) -> str:
    app = typer.Typer()
    app.add_typer(paper_app, name="paper")
    done = CliRunner().invoke(app, ["paper", *words, "--workspace", str(workspace.root)])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return done.stdout


def test_commands_take_the_same_filters(workspace: Workspace) -> None:
    Library(workspace).take_in(Read(paper, paper.key) for paper in PAPERS)
    ReadingMarks(workspace).tag(subject_of(2), ["mine"])
    keys = [paper["key"] for paper in json.loads(run(workspace, "list", "--tag", "mine", "--json"))]
    assert keys == ["b"]
    found = json.loads(run(workspace, "search", "--tag", "mine", "--json"))
    assert [hit["key"] for hit in found["hits"]] == ["b"]
    assert "Prompts for translation" in run(workspace, "export", "--tag", "mine")
    mapped = json.loads(run(workspace, "map", "--tag", "mine", "--json"))
    assert sum(n["attributes"]["kind"] == "paper" for n in mapped["nodes"]) == 1
    with pytest.raises(InputError, match="no paper is so"):
        run(workspace, "export", "--tag", "nothing")
    with pytest.raises(InputError, match="what to search for"):
        run(workspace, "search")


def test_searches_are_saved_listed_and_searched_again(workspace: Workspace) -> None:
    Library(workspace).take_in(Read(paper, paper.key) for paper in PAPERS)
    run(workspace, "search", "layers", "--by", "words", "--save", "mine", "--year", "..2020")
    listed = run(workspace, "searches")
    assert "mine" in listed
    assert "year:..2020" in listed
    assert "Layers that are added" in run(workspace, "search", "--saved", "mine")
    assert "take-back" in run(workspace, "searches", "--remove", "mine")
    assert "No search is saved" in run(workspace, "searches")


def test_a_saved_search_may_name_what_has_quotes_and_what_is_gone_later(lab: Workspace) -> None:
    names = ['my "best" ones', "综述：一"]
    for name in names:
        Collections(lab).begin(name)
        Collections(lab).add(name, [subject_of(2)])
    kept, search = SavedSearches(lab), paper_search(lab)
    for name in names:
        wish = Wish.of(["prompts"], selection_of({"collection": [name]}))
        assert kept.save(name, wish).wish == wish
        assert kept.named(name).wish == wish
    assert [one.n_found for one in kept.looked(search)] == [1, 1]
    Collections(lab).remove(names[0])
    gone, there = kept.looked(search)
    assert (gone.n_found, there.n_found) == (0, 1)
    assert "there is no collection" in gone.trouble
    kept.remove(names[0])
    assert [one.trouble for one in kept.looked(search)] == [""]


def test_signs_of_full_width_are_found_as_they_were_typed(lab: Workspace) -> None:
    Collections(lab).begin("综述：一")
    Collections(lab).add("综述：一", [subject_of(2)])
    ReadingMarks(lab).tag(subject_of(3), ["机器学习（一）"])
    assert selected_papers(lab, read_query("collection:综述：一")) == [2]
    assert selected_papers(lab, read_query("tag:机器学习（一）")) == [3]
