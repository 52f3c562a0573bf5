"""What people said of papers goes out with the library, comes in again, and goes out as the same bytes."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from papers.records import LORA, LORA_ICLR, made, reads
from tenfold.papers.answers import Answers
from tenfold.papers.attached_pdfs import AttachedPdfs
from tenfold.papers.carried.carried_entry import entry_of, json_of
from tenfold.papers.carried.carried_kinds import CARRIED_KINDS, NOT_CARRIED, PRIVATE_KINDS
from tenfold.papers.carried.taking_in import Carried, take_said_in
from tenfold.papers.collections import Collections
from tenfold.papers.decision import Decisions
from tenfold.papers.discussion import Discussion
from tenfold.papers.exporting import Wanted, export
from tenfold.papers.files import PaperFiles
from tenfold.papers.following import Follows
from tenfold.papers.forms import form_named
from tenfold.papers.library import Library
from tenfold.papers.mark_change import MarkChange
from tenfold.papers.published import Published, PublishedNumbers
from tenfold.papers.reactions import Reactions
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.papers.reviews import Reviews
from tenfold.papers.saved_search import SavedSearches, Wish
from tenfold.papers.screening import decisions as screening
from tenfold.papers.search.query import read_query
from tenfold.papers.snoozes import Snoozes
from tenfold.papers.sorting_in import HeldNumbers
from tenfold.papers.subject import subject_of
from tenfold.papers.taking_back import take_back
from tenfold.papers.topics.corrections import Corrections
from tenfold.papers.topics.taxonomy_file import sixteen_topics
from tenfold.store.ledger import Kind
from tenfold.store.workspace import Workspace
from workspaces import workspace_on

ME, GAO = "local", "Gao"
CLAIM = Published(metric="accuracy", value=0.912, data="sst2", where="table 3")
DAY = date(2026, 11, 28)


def out(workspace: Workspace, folder: Path, *, private: bool = True) -> dict[str, bytes]:
    export(workspace, Wanted(folder=folder, private=private, force=True))
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def kinds_in(files: dict[str, bytes]) -> set[str]:
    """The kinds of entries that the files of an export hold."""
    written = (json.loads(text) for name, text in files.items() if name.endswith(".json"))
    return {one["kind"] for content in written if "said" in content for one in content["said"]}


def into(workspace: Workspace, folder: Path) -> Carried:
    files, held = PaperFiles.recognised([folder]), HeldNumbers()
    report = Library(workspace).take_in(files.records(), sources=files.sources(), held=held)
    return take_said_in(workspace, folder, batch=report.batch, numbers=held.by_key)


def talked_of(workspace: Workspace) -> Library:
    """A library in which two people said something of every kind."""
    library = Library(workspace)
    library.take_in(reads(LORA, LORA_ICLR, *made(10)))
    library.change(library.papers()[-1].key, key="lora", abstract="Said later.")
    one, other = (subject_of(library.number(p.key)) for p in library.papers()[-2:])
    for person in (ME, GAO):
        answers = Answers(workspace, person=person)
        answers.answer(one, 1, "First.\n\nWith *two* paragraphs.")
        answers.answer(one, 1, f"Better, says {person}.\n> quoted\n")
        answers.answer(other, 5, "The key.")
        Decisions(workspace, person=person).decide(other, "cite", "it is right")
        form = form_named(workspace, "quick")
        said = {f.key: "4" if f.type == "number" else "words" for f in form.fields}
        Reviews(workspace, person=person).review(one, form, said)
        Reactions(workspace, person=person).toggle_all(one, ["like", "careful"])
        Reactions(workspace, person=person).toggle(one, "like")
        marks = ReadingMarks(workspace, person=person)
        marks.change(one, MarkChange(state="skimmed", giver="Ada", due=DAY), day=DAY)
        marks.tag(one, [f"secret of {person}"])
        Collections(workspace, person=person).begin(f"closed of {person}", private=True)
        Collections(workspace, person=person).add(f"closed of {person}", [one, other])
    Answers(workspace).choose(one, 1, GAO)
    talk = Discussion(workspace)
    first = talk.comment(one, "Is that so?")
    Discussion(workspace, person=GAO).comment(one, "It is.", reply_to=first.number)
    gone = Discussion(workspace, person=GAO).comment(one, "withdrawn words", kind="caveat")
    talk.comment(one, "Why?", reply_to=gone.number)
    Discussion(workspace, person=GAO).remove(one, gone.number)
    talk.remove(one, talk.comment(one, "nobody replied to these words").number)
    shared = Collections(workspace)
    shared.begin("survey")
    shared.add("survey", [one, other])
    Collections(workspace, person=GAO).move("survey", other, 1)
    shared.rename("survey", "survey of 2026")
    taxonomy = sixteen_topics()
    number = library.number("lora")
    Corrections(workspace).say(taxonomy, (number, "lora"), add=[taxonomy.topics[0].key])
    Snoozes(workspace).snooze([number], until=DAY + timedelta(9), today=DAY)
    looked_for(workspace)
    screened(workspace, one, other)
    PublishedNumbers(workspace).note(one, CLAIM)
    for person, subject in ((GAO, one), (ME, other), (ME, one)):
        attached = AttachedPdfs(workspace, person=person)
        attached.attach(subject, b"%PDF-1.5 an earlier one of " + person.encode(), "draft.pdf")
        attached.attach(subject, pdf_of(person), f"{person}'s.pdf")
    return library


def looked_for(workspace: Workspace) -> None:
    """Both search and follow; some of it was taken back."""
    for person in (ME, GAO):
        searches = SavedSearches(workspace, person=person)
        searches.save("gone", Wish(read_query("words of nobody")))
        searches.save(f"of {person}", Wish(read_query('"low-rank" year:2021..'), "words", "title"))
        searches.remove("gone")
        follows = Follows(workspace, person=person)
        follows.follow("venue", "no longer", today=DAY)
        followed = follows.follow("author", f"Hu, followed by {person}", today=DAY)
        follows.note_asked([followed], today=DAY)
        follows.unfollow("no longer")


def screened(workspace: Workspace, one: str, other: str) -> None:
    """Both screen the lab's collection, and each their own."""
    for person in (ME, GAO):
        seen = Collections(workspace, person=person)
        for name in ("survey of 2026", f"closed of {person}"):
            decided = screening.Decisions(workspace, seen.named(name), person=person)
            decided.set_criteria(f"criteria for {name}, says {person}\nof two lines")
            decided.decide(other, "include", is_prior=True)
            decided.decide(one, "skip")
            decided.decide(one, "exclude", f"reason of {person} for {name}")
            decided.decide(other, "unsure")
            decided.undo()


def pdf_of(person: str) -> bytes:
    return b"%PDF-1.5 the document of " + person.encode()


def test_every_kind_of_entry_goes_with_the_library_or_is_said_not_to() -> None:
    assert CARRIED_KINDS.keys() | NOT_CARRIED == set(get_args(Kind))
    assert not CARRIED_KINDS.keys() & NOT_CARRIED


@pytest.mark.parametrize(
    ("kind", "other", "private"),
    [("sqlite", "sqlite", False), ("sqlite", "postgresql", True), ("postgresql", "sqlite", True)],
)
def test_an_export_of_the_import_is_the_same_bytes(
    kind: str, other: str, private: bool, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    workspace = workspace_on(kind, tmp_path / "lab", request)
    talked_of(workspace)
    first = out(workspace, tmp_path / "first", private=private)
    assert kinds_in(first) == CARRIED_KINDS.keys() - (set() if private else PRIVATE_KINDS)
    again = workspace_on(other, tmp_path / "again", request)
    counts = into(again, tmp_path / "first")
    assert counts.n_new > 10
    assert (counts.n_known, counts.n_refused) == (0, 0)
    assert out(again, tmp_path / "second", private=private) == first
    for opened in (workspace, again):
        opened.database.close()


def test_what_was_said_is_read_as_before(workspace: Workspace, tmp_path: Path) -> None:
    library = talked_of(workspace)
    out(workspace, tmp_path / "out")
    again = Workspace.create(tmp_path / "again")
    into(again, tmp_path / "out")
    new = Library(again)
    for paper in library.papers():
        before, after = (subject_of(lib.number(paper.key)) for lib in (library, new))
        assert Answers(workspace).answers_of(before) == Answers(again).answers_of(after)
        assert Decisions(workspace).decisions_of(before) == Decisions(again).decisions_of(after)
        assert Reactions(workspace).reactions_of(before) == Reactions(again).reactions_of(after)
        said = [
            [(p.depth, p.comment and (p.comment.text, p.comment.person, p.comment.made)) for p in threads]
            for threads in (Discussion(workspace).threads_of(before), Discussion(again).threads_of(after))
        ]  # fmt: skip
        assert said[0] == said[1]
        own = [ReadingMarks(w).history(s) for w, s in ((workspace, before), (again, after))]
        assert own[0] == own[1]
        history = [
            [(s.action, s.before, s.source, s.person, s.time) for s in lib.history(paper.key)]
            for lib in (library, new)
        ]
        assert history[1][: len(history[0])] == history[0]
    assert ReadingMarks(again, person=GAO).all() == []
    keys = [
        [lib.by_number([int(s.removeprefix("paper:"))]).popitem()[1].key
         for s in Collections(w).named("survey of 2026").members]
        for w, lib in ((workspace, library), (again, new))
    ]  # fmt: skip
    assert keys[0] == keys[1] != []


@pytest.mark.parametrize("private", [False, True])
def test_what_others_keep_to_themselves_does_not_go_out(
    workspace: Workspace, tmp_path: Path, private: bool
) -> None:
    talked_of(workspace)
    files = out(workspace, tmp_path / "out", private=private)
    everything = b"".join(files.values())
    closed = (b"secret of Gao", b"closed of Gao", b"withdrawn words", b"followed by Gao")
    for words in (*closed, b"an earlier one of Gao", b'"of Gao"'):
        assert words not in everything
    own = (
        b"secret of local", b"closed of local", b"nobody replied to these words", b"First.",
        b"followed by local", b"words of nobody", b'"of local"', b"an earlier one of local",
    )  # fmt: skip
    public = b"".join(text for name, text in files.items() if not name.startswith("private/"))
    for words in own:
        assert (words in everything) == private
        assert words not in public


def test_what_was_said_comes_in_once(workspace: Workspace, tmp_path: Path) -> None:
    talked_of(workspace)
    out(workspace, tmp_path / "out")
    before = out(workspace, tmp_path / "before")
    counts = into(workspace, tmp_path / "out")
    assert counts.n_new == counts.n_refused == 0
    assert counts.n_known > 10
    assert out(workspace, tmp_path / "after") == before


def test_an_import_that_is_taken_back_takes_what_was_said_back(
    workspace: Workspace, tmp_path: Path
) -> None:
    talked_of(workspace)
    first = out(workspace, tmp_path / "out")
    again = Workspace.create(tmp_path / "again")
    into(again, tmp_path / "out")
    Library(again).undo()
    assert Collections(again).all() == []
    assert Library(again).count() == 0
    assert into(again, tmp_path / "out").n_new > 10
    assert out(again, tmp_path / "second") == first


def test_what_was_said_of_a_merged_paper_goes_with_what_it_became(
    workspace: Workspace, tmp_path: Path
) -> None:
    library = talked_of(workspace)
    last, lora = library.papers()[-2:]
    library.merge(last.key, [lora.key])
    said = Answers(workspace).answers_of(subject_of(library.number(last.key)))
    first = out(workspace, tmp_path / "out")
    again = Workspace.create(tmp_path / "again")
    into(again, tmp_path / "out")
    assert Answers(again).answers_of(subject_of(Library(again).number(last.key))) == said
    assert out(again, tmp_path / "second") == first


def subjects(workspace: Workspace) -> dict[str, str]:
    """The subject of each paper by its key."""
    library = Library(workspace)
    return {paper.key: subject_of(library.number(paper.key)) for paper in library.papers()}


def decided(workspace: Workspace, collection: str) -> dict[str, dict[str, tuple[str, str, bool]]]:
    """Decisions about a collection, by person and key."""
    keys = {subject: key for key, subject in subjects(workspace).items()}
    found = screening.Decisions(workspace, Collections(workspace).named(collection)).by_person()
    return {
        person: {keys[s]: (d.verdict, d.reason, d.is_prior) for s, d in own.items()}
        for person, own in found.items()
    }


def test_screening_searches_follows_and_documents_are_as_before(
    workspace: Workspace, tmp_path: Path
) -> None:
    talked_of(workspace)
    out(workspace, tmp_path / "out")
    again = Workspace.create(tmp_path / "again")
    Collections(again).begin("one that was there")  # so that collections have other numbers
    SavedSearches(again).save("there", Wish(read_query("lora")))
    into(again, tmp_path / "out")
    for name in ("survey of 2026", f"closed of {ME}"):
        assert decided(workspace, name) == decided(again, name) != {}
        own = screening.Decisions(again, Collections(again).named(name))
        assert own.criteria().startswith(f"criteria for {name}, says")
    assert decided(again, "survey of 2026")[GAO]["lora"][0] == "include"
    assert list(decided(again, f"closed of {ME}")) == [ME]
    assert [s.name for s in SavedSearches(again).all()] == ["there", f"of {ME}"]
    before, after = (SavedSearches(w).named(f"of {ME}") for w in (workspace, again))
    assert (before.wish, after.seen) == (after.wish, Library(again).newest_number())
    followed = [(f.kind, f.name, f.since) for f in Follows(again).all()]
    assert followed == [("author", f"Hu, followed by {ME}", DAY)]
    assert SavedSearches(again, person=GAO).all() == Follows(again, person=GAO).all() == []
    for key, subject in subjects(again).items():
        was, now = (
            AttachedPdfs(workspace).of(subjects(workspace)[key]),
            AttachedPdfs(again).of(subject),
        )
        assert was == now
        if now is not None:
            assert again.artifacts.get(now.digest) == pdf_of(now.person)


def test_documents_are_files_that_one_may_leave_out(workspace: Workspace, tmp_path: Path) -> None:
    library = talked_of(workspace)
    files = out(workspace, tmp_path / "out", private=False)
    assert files["pdfs/lora.pdf"] == pdf_of(ME)
    assert len([name for name in files if name.endswith(".pdf")]) == 3
    bare = tmp_path / "bare"
    export(workspace, Wanted(folder=bare, pdfs=False))
    assert not list(bare.rglob("*.pdf"))
    again = Workspace.create(tmp_path / "again")
    assert into(again, bare).n_refused == 0
    assert AttachedPdfs(again).of(subject_of(Library(again).number("lora"))) is None
    assert Library(again).count() == library.count()


def test_a_document_that_is_gone_or_changed_is_refused_alone(
    workspace: Workspace, tmp_path: Path
) -> None:
    talked_of(workspace)
    out(workspace, tmp_path / "out", private=False)
    for path in (tmp_path / "out/pdfs").glob("*.pdf"):
        path.write_bytes(b"%PDF another") if path.stem == "lora" else path.unlink()
    again = Workspace.create(tmp_path / "again")
    counts = into(again, tmp_path / "out")
    assert (counts.n_refused, counts.n_new > 10) == (3, True)
    assert AttachedPdfs(again).of(subject_of(Library(again).number("lora"))) is None


words = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=2),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.none() | st.dictionaries(words.filter(lambda w: w != "lines"), words, max_size=3),
             min_size=1, max_size=3),
)  # fmt: skip
def test_an_entry_is_read_as_it_was_written(contents: list[dict[str, Any] | None]) -> None:
    states = [
        {"on": f"2026-11-2{n}T10:00:00+00:00", "done": "edit", "says": says}
        for n, says in enumerate(contents)
    ]
    said = {"kind": "answer", "number": 1, "by": "Ada", "states": states}
    entry = entry_of(said)
    assert entry is not None
    again = entry_of(json.loads(json.dumps(json_of(entry))))
    assert again is not None
    assert [s.content for s in again.states][-1] == entry.content
    if any(s.content != entry.content for s in entry.states):
        assert again == entry


@settings(deadline=None, max_examples=60)
@given(values)
def test_what_is_no_entry_is_refused(said: Any) -> None:
    assert entry_of(said) is None
    whole = {"kind": "answer", "number": 1, "by": "Ada", "on": "2026-11-28T10:00:00+00:00"}
    entry = entry_of({**whole, "says": said})
    assert entry is None or entry.content is None or isinstance(entry.content, dict)


BROKEN = [
    "", "{", "[]", '{"said": 1}', '{"key": 1, "said": []}', "[" * 100_000, '{"said": [1, {}]}',
    ('{"key": "lora", "title": "x", "said": [{"kind": "answer", "number": 1, "by": "Ada", '
    '"on": "2026-11-28T10:00:00+00:00", "says": {"part": "question", "n": 99, "text": "x"}}]}'),
    ('{"key": "lora", "title": "x", "said": [{"kind": "note", "number": 1, "by": "Ada", '
    '"on": "2026-11-28T10:00:00+00:00", "says": {}}]}'),
    ('{"key": "lora", "title": "x", "said": [{"kind": "review", "number": 1, "by": "Ada", '
    '"on": "2026-11-28T10:00:00+00:00", "says": {"form": {"name": 1, "label": 2, "fields": [3]}}}]}'),
    ('{"key": "", "said": [{"kind": "screening", "number": 97, "by": "Ada", '
    '"on": "2026-11-28T10:00:00+00:00", "says": {"collection": 99, "criteria": "x"}}]}'),
    ('{"key": "", "said": [{"kind": "look", "number": 97, "by": "Ada", '
    '"on": "2026-11-28T10:00:00+00:00", "says": {"search": {}, "seen": 3}}]}'),
    ('{"key": "", "said": [{"kind": "search", "number": 99, "by": "Ada", "on": "2026-11-28T10:00:00+00:00", '
    '"says": {"name": "x\\u001b[1m", "query": "a:::(", "by": [], "within": null}}]}'),
    ('{"key": "lora", "title": "x", "said": [{"kind": "pdf", "number": 99, "by": "Ada", '
    '"on": "2026-11-28T10:00:00+00:00", "says": {"digest": "../../x", "name": "x", "size_bytes": 1}}]}'),
    '{"key": "lora", "said": [{"kind": "comment", "number": NaN, "by": "A\\u001b[31m", "on": "x"}]}',
    ('{"key": "lora", "title": "x", "said": [{"kind": "screening", "number": 98, "by": "Ada", '
    '"on": "2026-11-28T10:00:00+00:00", "says": {"collection": 1, "criteria": "x"}}]}'),
]  # fmt: skip


def test_files_that_are_none_cost_nothing_else(workspace: Workspace, tmp_path: Path) -> None:
    library = talked_of(workspace)
    n_files = len(out(workspace, tmp_path / "out"))
    for number, broken in enumerate(BROKEN):
        (tmp_path / f"out/said/zzz{number}.json").write_text(broken)
    again = Workspace.create(tmp_path / "again")
    counts = into(again, tmp_path / "out")
    assert counts.n_refused == len(BROKEN) + 1  # one of the files has two in it
    assert counts.n_new > 10
    assert Library(again).count() == library.count()
    assert n_files == len(out(again, tmp_path / "second"))


def test_of_several_that_were_merged_the_export_says_what_is_shown(
    workspace: Workspace, tmp_path: Path
) -> None:
    library = Library(workspace)
    library.take_in(reads(*made(3)))
    keys = [paper.key for paper in library.papers()][::-1]
    first, second, kept = (subject_of(library.number(key)) for key in keys)
    for about in (second, first):  # written in another order than the papers came in
        Answers(workspace).answer(about, 1, f"Of {about}.")
    for person in ("ben", "ann"):
        Answers(workspace, person=person).answer(first, 2, f"That of {person}.")
        Answers(workspace).choose(first, 2, person)
    library.merge(keys[2], keys[:2])
    out(workspace, tmp_path / "out")
    again = Workspace.create(tmp_path / "again")
    into(again, tmp_path / "out")
    new = subject_of(Library(again).number(keys[2]))
    shown = [
        {n: (one.text, one.person) for n, one in Answers(opened).standing(about).items()}
        for opened, about in ((workspace, kept), (again, new))
    ]
    assert shown[0] == shown[1] == {1: (f"Of {first}.", ME), 2: ("That of ann.", "ann")}


def test_what_was_taken_back_or_merged_since_is_not_said_a_second_time(
    workspace: Workspace, tmp_path: Path
) -> None:
    library = Library(workspace)
    library.take_in(reads(*made(2)))
    keep, gone = (paper.key for paper in library.papers())
    about = {key: subject_of(library.number(key)) for key in (keep, gone)}
    Discussion(workspace).comment(about[gone], "Of the one that goes.")
    Discussion(workspace).comment(about[keep], "Taken back.")
    out(workspace, tmp_path / "out")
    take_back(workspace)
    library.merge(keep, [gone])
    numbers = dict.fromkeys((keep, gone), library.number(keep))
    known = take_said_in(workspace, tmp_path / "out", batch="later", numbers=numbers)
    assert known == Carried(n_known=2)
    assert [c.text for c in Discussion(workspace).comments_of(about[keep])] == [
        "Of the one that goes."
    ]
    out(workspace, tmp_path / "later")  # with what its author took back
    again = Workspace.create(tmp_path / "again")
    assert into(again, tmp_path / "later").n_new == 2
    assert into(again, tmp_path / "later") == Carried(n_known=2)
