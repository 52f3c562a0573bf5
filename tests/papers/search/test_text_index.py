from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from papers_in_memory import PapersInMemory
from tenfold.papers.record import Name, Paper, Withdrawal
from tenfold.papers.search import text_index
from tenfold.papers.search.condition import Bound
from tenfold.papers.search.query import Query, read_query
from tenfold.papers.search.text_index import TextIndex
from tenfold.papers.search.written import Written
from tenfold.store.workspace import Workspace

LORA = Paper(
    title="LoRA: Low-Rank Adaptation of Large Language Models",
    key="hu2021lora",
    authors=(Name("Hu", "Edward J."), Name("Müller", "Änne")),
    year=2021,
    venue="ICLR",
    abstract="We freeze the pre-trained weights and inject trainable rank decomposition matrices.",
    ids={"arxiv": "2106.09685", "doi": "10.48550/x"},
    keywords=("parameter-efficient tuning",),
)
CHINESE = Paper(
    title="基于预训练模型的机器翻译研究", key="wang2020", year=2020, abstract="本文研究低资源语言。"
)
SURVEY = Paper(
    title="A survey of adapters", key="a2019", year=2019, abstract="Language models, surveyed."
)


@pytest.fixture
def papers() -> PapersInMemory:
    return PapersInMemory(LORA, CHINESE, SURVEY)


@pytest.fixture
def index(workspace: Workspace, papers: PapersInMemory) -> TextIndex:
    index = TextIndex(workspace, papers)
    index.bring_up_to_date()
    return index


def found(index: TextIndex, typed: str, *, any_term: bool = False) -> list[int]:
    return [n for n, _ in index.find(read_query(typed), limit=100, any_term=any_term).ranked]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("matrices", [1]),
        ("ADAPTATIONS", [1, 3]),  # adapters have the same stem
        ("language models", [1, 3]),
        ('"language models"', [1, 3]),
        ('"models language"', []),
        ("adapters survey", [3]),
        ("low rank", [1]),
        ("low-rank", [1]),
        ("title:freeze", []),
        ("abstract:freeze", [1]),
        ("author:muller", [1]),
        ("author:Müller", [1]),
        ('author:"Edward J. Hu"', [1]),
        ("venue:iclr", [1]),
        ("keyword:tuning", [1]),
        ("key:hu2021lora", [1]),
        ("hu2021lora", [1]),
        ("https://arxiv.org/abs/2106.09685v1", [1]),
        ("doi:10.48550/X", [1]),
        ("year:2020", [2]),
        ("language year:..2020", [3]),
        ("language -survey", [1]),
        ("-language", [2]),
        ("翻译", [2]),  # a word of two characters, which trigrams miss
        ("译", [2]),
        ("机器翻译", [2]),
        ("译翻", []),
        ("研究", [2]),
        ("of the", [1]),  # small words alone are words
        ("", []),
        ("…!?", []),
    ],
)
def test_what_a_query_finds(index: TextIndex, typed: str, numbers: list[int]) -> None:
    assert sorted(found(index, typed)) == numbers


def test_small_words_are_not_asked_for(index: TextIndex) -> None:
    assert found(index, "what is the survey of the adapters about") == [3]


def test_a_word_in_the_title_counts_more(workspace: Workspace) -> None:
    filler = "many other words stand here too"
    papers = PapersInMemory(
        Paper(title=filler, abstract=f"pruning {filler}"),
        Paper(title=f"pruning {filler}", abstract=filler),
    )
    index = TextIndex(workspace, papers)
    index.bring_up_to_date()
    assert found(index, "pruning") == [2, 1]


def test_any_word_finds_what_all_do_not_but_phrases_hold(index: TextIndex) -> None:
    assert found(index, "survey nowhere") == []
    assert found(index, "survey nowhere", any_term=True) == [3]
    assert found(index, 'survey "is nowhere"', any_term=True) == []
    assert found(index, "survey title:nowhere", any_term=True) == []


def test_a_change_is_found_and_what_it_replaced_is_not(
    index: TextIndex, papers: PapersInMemory
) -> None:
    papers.put(3, Paper(title="Prompts", key="p"))
    added = papers.add(Paper(title="Prompts again"))
    papers.remove(2)
    done = index.bring_up_to_date()
    assert (done.n_papers, done.rebuilt) == (3, "")
    assert found(index, "prompts") == [3, added]
    assert found(index, "survey") == found(index, "翻译") == []
    assert index.bring_up_to_date() == text_index.Upkeep()


class AnswersInMemory:
    """Answers behind the port of the search, each saying a new change."""

    def __init__(self) -> None:
        self.written: dict[int, Written] = {}
        self.changes: list[int] = []

    def put(self, number: int, written: Written) -> None:
        self.written[number] = written
        self.changes.append(number)

    def of(self, numbers: Iterable[int], /) -> dict[int, Written]:
        return {n: self.written[n] for n in numbers if n in self.written}

    def changed_since(self, change: int, /) -> tuple[int, list[int]]:
        return len(self.changes), sorted(set(self.changes[change:]))


def test_answers_are_found_and_indexed_again_when_they_change(
    workspace: Workspace, papers: PapersInMemory
) -> None:
    answers = AnswersInMemory()
    answers.put(3, Written({8: "It lacks ablations.", 9: "低资源"}))
    index = TextIndex(workspace, papers, answers)
    index.bring_up_to_date()
    assert found(index, "ablation") == found(index, "answer:ablations") == [3]
    assert found(index, "answer:资源") == [3]
    assert found(index, '"ablations 低资源"') == []  # from one answer into the next
    answers.put(3, Written())
    answers.put(1, Written({1: "It has ablations."}))
    assert index.bring_up_to_date().n_papers == 2
    assert found(index, "ablation") == [1]
    assert index.bring_up_to_date() == text_index.Upkeep()
    answers.changes.clear()  # a backup was restored
    assert index.bring_up_to_date().rebuilt == "it did not fit the library"


def test_own_answers_are_found_by_who_wrote_them_alone(
    workspace: Workspace, papers: PapersInMemory
) -> None:
    answers = AnswersInMemory()
    own = {"ada": {2: "Nothing new but 重用"}, "ben": {2: "Brilliant"}}
    answers.put(2, Written({8: "The lab doubts it"}, own))
    by = {p: TextIndex(workspace, papers, answers, person=p) for p in ("ada", "ben", "")}
    by["ada"].bring_up_to_date()
    assert found(by["ada"], "answer:nothing") == found(by["ada"], "重用") == [2]
    assert found(by["ada"], '"nothing new"') == [2]
    assert found(by["ada"], "brilliant") == found(by["ben"], "nothing") == []
    assert found(by["ben"], "answer:brilliant") == [2]
    assert all(found(index, "doubts") == [2] for index in by.values())
    assert found(by[""], "brilliant") == found(by["ben"], "重用") == []


FACTS = PapersInMemory(
    Paper(title="one", venue="Proceedings of the 60th Annual Meeting of the Association for "
          "Computational Linguistics", code="https://x", open_access=True),
    Paper(title="two", venue="Some Journal", data="https://y", type="book"),
    Paper(title="three", withdrawn=Withdrawal("retracted"), abstract="words", open_access=False),
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("venue:ACL", [1]),
        ('venue:"Some Journal"', [2]),
        ("rank:A", [1]),
        ("rank:a,b", [1]),
        ("-rank:A", [2, 3]),
        ("has:code", [1]),
        ("flag:data", [2]),
        ("has:code,data", [1, 2]),
        ("is:open-access", [1]),
        ("is:withdrawn", [3]),
        ("-is:retracted", [1, 2]),
        ("has:abstract is:withdrawn", [3]),
        ("kind:book", [2]),
        ("kind:paper", [1, 3]),
        ("one has:data", []),
        ("-two -is:withdrawn", [1]),
    ],
)
def test_what_the_record_says_filters(
    tmp_path_factory: pytest.TempPathFactory, typed: str, numbers: list[int]
) -> None:
    index = TextIndex(Workspace.create(tmp_path_factory.mktemp("f") / "lab"), FACTS)
    index.bring_up_to_date()
    assert index.fulfilling(read_query(typed)) == numbers
    assert sorted(found(index, typed)) == numbers


def test_numbers_bound_what_is_found(index: TextIndex) -> None:
    within = Query(bounds=(Bound(frozenset({1, 3, 99})),))
    assert index.fulfilling(within) == [1, 3]
    assert index.fulfilling(Query(bounds=(Bound(frozenset({1}), True),))) == [2, 3]
    assert index.fulfilling(Query(bounds=(Bound(frozenset()),))) == []
    both = read_query("language").also(within).also(Query(bounds=(Bound(frozenset({3}), True),)))
    assert index.fulfilling(both) == [1]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["add", "put", "remove", "update"]), st.integers(0, 99)),
        max_size=12,
    )
)
def test_caught_up_is_the_same_as_built_anew(
    steps: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    papers = PapersInMemory()
    one, other = (
        TextIndex(Workspace.create(tmp_path_factory.mktemp("w") / "lab"), papers) for _ in range(2)
    )
    for what, n in steps:
        there = [number for number, _ in papers.each()]
        paper = Paper(title=f"common word{n % 5}")
        if what == "add":
            papers.add(paper)
        elif what == "update":
            one.bring_up_to_date()
        elif there and what == "put":
            papers.put(there[n % len(there)], paper)
        elif there:
            papers.remove(there[n % len(there)])
    one.bring_up_to_date()
    other.bring_up_to_date()
    assert one.n_papers == other.n_papers == papers.count()
    for typed in ("common", *(f"word{n}" for n in range(5))):
        assert sorted(found(one, typed)) == sorted(found(other, typed))


def _files(workspace: Workspace) -> list[Path]:
    folder = next((workspace.hidden / "index").glob("words-*"))
    return [p for p in folder.iterdir() if not p.name.startswith(".") and p.stat().st_size]


@pytest.mark.parametrize("how", ["changed", "cut", "missing", "emptied"])
def test_a_damaged_index_is_built_anew_and_says_so(
    workspace: Workspace, papers: PapersInMemory, how: str
) -> None:
    TextIndex(workspace, papers).bring_up_to_date()
    for n in range(len(_files(workspace))):
        files = sorted(_files(workspace), key=lambda p: (p.suffix, p.name))
        if n >= len(
            files
        ):  # an index that was built anew may have fewer: segments are merged meanwhile
            break
        path = files[n]
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 0xFF
        path.unlink()  # a file that is cut while it is mapped would end the process
        if how != "missing":
            cut = {"changed": data, "cut": data[: len(data) // 2], "emptied": b""}[how]
            path.write_bytes(bytes(cut))
        index = TextIndex(workspace, papers)
        done = index.bring_up_to_date()
        assert (done.n_papers, done.rebuilt) == (3, "it was damaged"), path.name
        assert found(index, "翻译") == [2]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"folder": 1}', b"\xff", b'{"folder":"../x"}']
)
def test_a_damaged_note_of_the_index_is_the_same(
    workspace: Workspace, papers: PapersInMemory, content: bytes
) -> None:
    TextIndex(workspace, papers).bring_up_to_date()
    (workspace.hidden / "index" / "words.json").write_bytes(content)
    index = TextIndex(workspace, papers)
    assert index.bring_up_to_date().rebuilt == "it was damaged"
    assert found(index, "lora") == [1]


def test_an_index_of_another_version_is_built_anew(
    workspace: Workspace, papers: PapersInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    TextIndex(workspace, papers).bring_up_to_date()
    monkeypatch.setattr(text_index, "schema_digest", lambda: "another")
    index = TextIndex(workspace, papers)
    assert index.bring_up_to_date().rebuilt == "it was made by another version"
    assert found(index, "lora") == [1]


def test_an_index_of_another_library_is_built_anew(
    workspace: Workspace, papers: PapersInMemory
) -> None:
    TextIndex(workspace, papers).bring_up_to_date()
    restored = PapersInMemory(SURVEY)  # from an older backup
    index = TextIndex(workspace, restored)
    assert index.bring_up_to_date().rebuilt == "it did not fit the library"
    assert found(index, "lora") == []


def test_papers_are_counted_once_as_long_as_nothing_changes(workspace: Workspace) -> None:
    class Counted(PapersInMemory):
        n_counts = 0

        def count(self) -> int:
            self.n_counts += 1
            return super().count()

    papers = Counted(LORA, SURVEY)
    index = TextIndex(workspace, papers)
    index.bring_up_to_date()
    for _ in range(3):
        assert index.bring_up_to_date() == text_index.Upkeep()
    n_counts = papers.n_counts
    assert index.bring_up_to_date() == text_index.Upkeep()
    assert papers.n_counts == n_counts
    papers.put(3, CHINESE)
    assert index.bring_up_to_date().n_papers == 1
    assert index.bring_up_to_date() == text_index.Upkeep()
    assert papers.n_counts > n_counts
    papers._papers.pop(3)  # by hand, past the list of changes: another process begins anew
    assert TextIndex(workspace, papers).bring_up_to_date().rebuilt == "it did not fit the library"


def test_a_broken_off_build_leaves_no_trace(workspace: Workspace, papers: PapersInMemory) -> None:
    class BrokenOffError(Exception):
        pass

    def stop(*_: object) -> None:
        raise BrokenOffError

    index = TextIndex(workspace, papers)
    index.bring_up_to_date()
    with pytest.raises(BrokenOffError):
        index.bring_up_to_date(anew=True, told=stop)
    assert found(index, "lora") == [1]  # the old one stands
    index.bring_up_to_date(anew=True)
    assert len(list((workspace.hidden / "index").glob("words-*"))) == 1


_OTHER = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from papers_in_memory import PapersInMemory
    from tenfold.papers.record import Paper
    from tenfold.papers.search.text_index import TextIndex
    from tenfold.store.workspace import Workspace
    papers = PapersInMemory(*(Paper(title=f"shared paper {n}") for n in range(300)))
    for n in range(5):
        TextIndex(Workspace(Path(sys.argv[1])), papers).bring_up_to_date(anew=True)
    """
)


def test_two_processes_that_build_at_once_leave_one_whole_index(workspace: Workspace) -> None:
    folders = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    words = [sys.executable, "-c", _OTHER, str(workspace.root)]
    both = [subprocess.Popen(words, env={**os.environ, "PYTHONPATH": folders}) for _ in range(2)]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    papers = PapersInMemory(*(Paper(title=f"shared paper {n}") for n in range(300)))
    index = TextIndex(workspace, papers)
    assert index.bring_up_to_date() == text_index.Upkeep()  # nothing to mend
    assert index.find(read_query("shared"), limit=5).n_found == 300
    assert len(list((workspace.hidden / "index").glob("words-*"))) == 1


def test_who_does_not_wait_is_told_that_another_process_is_at_it(
    workspace: Workspace, papers: PapersInMemory, index: TextIndex
) -> None:
    from tenfold.store.only_one import only_one

    papers.add(SURVEY)
    with only_one(workspace.hidden / "index" / "words.lock", wait_s=0) as is_mine:
        assert is_mine
        other = TextIndex(workspace, papers)
        assert other.bring_up_to_date(wait_s=0).is_elsewhere
        assert found(other, "lora") == [1]  # what there is can be searched
    assert other.bring_up_to_date(wait_s=0).n_papers == 1


def test_while_another_process_mends_the_index_nothing_is_found(
    workspace: Workspace, papers: PapersInMemory
) -> None:
    from tenfold.store.only_one import only_one

    TextIndex(workspace, papers).bring_up_to_date()
    (workspace.hidden / "index" / "words.json").write_text("{")
    with only_one(workspace.hidden / "index" / "words.lock", wait_s=0):
        index = TextIndex(workspace, papers)
        assert index.bring_up_to_date(wait_s=0).is_elsewhere
        assert found(index, "lora") == []
