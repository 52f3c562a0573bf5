"""The library on each database: nothing twice, nothing lost, every change taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from records import LORA, LORA_ICLR, made, read, reads, whole

from tenfold.errors import InputError
from tenfold.papers.duplicates import look_again, merge_the_same
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.library import Library
from tenfold.papers.record import Name, Paper, Withdrawal
from tenfold.store.workspace import Workspace


@pytest.fixture
def library(workspace_on_each: Workspace) -> Library:
    return Library(workspace_on_each)


def test_an_import_repeated_says_nothing_new(library: Library) -> None:
    first = library.take_in(reads(*made(60)))
    before = whole(library)
    assert first.counts["new"] == 48
    assert first.counts["merged"] == 12
    again = library.take_in(reads(*made(60)))
    assert again.counts["known"] == again.counts["read"] == 60
    assert whole(library) == before


def test_many_papers_of_one_title_are_each_known_again(library: Library) -> None:
    """More than are compared of those with titles that are only alike."""
    editorials = [
        Paper(title="Editorial", authors=(Name("Hu"),), year=2021, venue=f"Journal {n}")
        for n in range(25)
    ]
    assert library.take_in(reads(*editorials)).counts["new"] == 25
    assert library.take_in(reads(*editorials)).counts["known"] == 25


def test_a_preview_says_what_the_import_then_does_and_writes_nothing(library: Library) -> None:
    library.take_in(reads(*made(20)))
    before = whole(library)
    records = [*reads(*made(50), LORA, LORA_ICLR), Refused("refs.bib:99", "no title.")]
    preview = library.preview(records)
    assert whole(library) == before
    report = library.take_in(records)
    assert preview.batch == ""
    assert preview.counts == report.counts
    assert preview.new == report.new
    assert preview.refused == report.refused == (records[-1],)


def test_the_order_and_size_of_chunks_do_not_matter(
    library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    from tenfold.papers import importing

    monkeypatch.setattr(importing, "CHUNK", 7)
    library.take_in(reads(*made(60)))
    in_sevens = whole(library)
    library.undo()
    monkeypatch.setattr(importing, "CHUNK", 1000)
    library.take_in(reads(*made(60)))
    at_once = whole(library)
    assert [(p, a) for _, p, a in in_sevens] == [(p, a) for _, p, a in at_once]


def test_a_file_s_key_is_kept_where_it_is_free_and_else_leads_nowhere_else(
    library: Library,
) -> None:
    library.take_in([read(replace(LORA, key="lora"))])
    other = Paper(title="Quite another thing", key="lora", authors=(Name("Gao"),), year=2020)
    library.take_in([read(other)])
    assert library.paper("lora").title == LORA.title
    assert library.paper("gao2020quite").title == other.title
    library.take_in([read(replace(LORA, key="hu21"))])
    assert library.paper("hu21").key == "lora"
    assert library.count() == 2


def test_papers_with_the_same_usual_key_get_letters(library: Library) -> None:
    """More than the alphabet has, over several imports."""
    papers = [
        Paper(title=f"Learning {word}", authors=(Name("Li"),), year=2020)
        for word in (f"{a}{b}{a}{b}{b}{a}" for a in "abcdefgh" for b in "qrstuv")
    ]
    for start in (0, 20, 40):
        library.take_in(reads(*papers[start : start + 20]))
    keys = [paper.key for paper in library.papers()]
    assert len(set(keys)) == len(papers) == 48
    assert {"li2020learning", "li2020learninga", "li2020learningaa"} <= set(keys)


@pytest.mark.parametrize("key", ["a b", "a,b", "x" * 201, "a\0b", "{a}", "\ud800"])
def test_a_key_that_cannot_be_typed_is_not_taken_over(library: Library, key: str) -> None:
    library.take_in([read(replace(LORA, key=key))])
    assert [paper.key for paper in library.papers()] == ["hu2021lora"]


def test_a_preprint_and_its_published_version_are_linked_and_both_stay(library: Library) -> None:
    report = library.take_in(reads(LORA, LORA_ICLR))
    assert report.counts["new"] == 2
    assert report.counts["versions"] == 1
    assert [(r, p.key) for r, p in library.related("hu2021lora")] == [("version of", "hu2022lora")]
    assert [(r, p.key) for r, p in library.related("hu2022lora")] == [("has version", "hu2021lora")]
    assert library.doubts() == []


def test_an_identifier_of_one_paper_does_not_become_that_of_two(library: Library) -> None:
    library.take_in(reads(LORA, LORA_ICLR))
    both = replace(LORA_ICLR, ids={**LORA.ids, **LORA_ICLR.ids}, abstract="New.")
    library.take_in([read(both)])
    assert library.count() == 2
    assert library.paper("hu2022lora").abstract == "New."
    assert library.paper("hu2022lora").ids == LORA_ICLR.ids


def test_doubtful_pairs_are_asked_about_until_somebody_decides(library: Library) -> None:
    other = replace(LORA_ICLR, ids={"doi": "10.5555/journal"}, venue="TMLR")
    report = library.take_in(reads(LORA_ICLR, other))
    (placed,) = report.doubtful
    assert placed.key == "hu2022loraa"
    assert placed.doubts[0][0] == "hu2022lora"
    assert [(d.first.key, d.second.key) for d in library.doubts()] == [
        ("hu2022lora", "hu2022loraa")
    ]
    library.link("hu2022loraa", "hu2022lora", "different")
    assert library.doubts() == []
    library.take_in(reads(LORA_ICLR, other))
    look_again(library)
    assert library.doubts() == []
    library.undo()
    assert len(library.doubts()) == 1


def test_merging_keeps_old_keys_links_and_fields_and_is_taken_back(library: Library) -> None:
    copy = replace(LORA_ICLR, ids={"doi": "10.5555/copy"}, abstract="Low rank.", key="mine")
    library.take_in(reads(LORA, LORA_ICLR, copy))
    before = whole(library)
    paper, conflicts = library.merge("hu2022lora", ["mine"])
    assert paper.abstract == "Low rank."
    assert [c.field for c in conflicts] == ["ids.doi"]
    assert library.paper("mine").key == "hu2022lora"
    assert library.aliases("hu2022lora") == ("mine",)
    assert library.count() == 2
    assert library.doubts() == []
    library.take_in([read(copy)])
    library.undo()
    library.undo()
    assert whole(library) == before
    assert [d.second.key for d in library.doubts()] == ["mine"]


def test_a_doubt_about_a_merged_paper_is_one_about_what_it_became(library: Library) -> None:
    potatoes = Paper(title="Growing potatoes on balconies", key="c", ids=LORA.ids)
    library.take_in(reads(Paper(title="Something", key="a"), replace(LORA, key="b"), potatoes))
    assert [(d.first.key, d.second.key) for d in library.doubts()] == [("b", "c")]
    library.merge("a", ["b"])
    assert [(d.first.key, d.second.key) for d in library.doubts()] == [("a", "c")]
    library.undo()
    assert [(d.first.key, d.second.key) for d in library.doubts()] == [("b", "c")]


def test_merging_with_itself_or_with_nothing_there_changes_nothing(library: Library) -> None:
    library.take_in(reads(LORA))
    with pytest.raises(InputError, match="nothing to merge"):
        library.merge("hu2021lora", ["hu2021lora"])
    with pytest.raises(InputError, match="no paper 'hu2021lor'"):
        library.merge("hu2021lora", ["hu2021lor"])


def test_every_change_is_taken_back_one_after_another(library: Library) -> None:
    states = [whole(library)]
    for change in (
        lambda: library.take_in(reads(*made(12))),
        lambda: library.take_in(reads(LORA, *made(15))),
        lambda: library.change("hu2021lora", year=2022, key="lora"),
        lambda: library.change("lora", withdrawn=Withdrawal("withdrawn", "2024")),
        lambda: library.merge("lora", ["file0", "file3"]),
        lambda: library.remove(["lora", "file6"]),
        lambda: library.take_in(reads(LORA)),
    ):
        change()
        states.append(whole(library))
    assert len({str(state) for state in states}) == len(states)
    while len(states) > 1:
        states.pop()
        library.undo()
        assert whole(library) == states[-1]
    with pytest.raises(InputError, match="nothing to take back"):
        library.undo()


def test_what_was_taken_back_can_be_imported_again_under_the_same_keys(library: Library) -> None:
    library.take_in(reads(*made(30)))
    keys = [paper.key for paper in library.papers()]
    library.undo()
    assert library.count() == 0
    library.take_in(reads(*made(30)))
    assert [paper.key for paper in library.papers()] == keys


def test_another_s_change_is_not_lost_by_taking_one_s_own_back(library: Library) -> None:
    library.take_in(reads(LORA))
    theirs = Library(Workspace(library._workspace.root))
    theirs._workspace.settings["person"] = {"name": "Gao"}
    theirs.change("hu2021lora", venue="ICLR")
    with pytest.raises(InputError, match="Gao changed some"):
        library.undo()
    assert library.paper("hu2021lora").venue == "ICLR"
    theirs.undo()
    library.undo()
    assert library.count() == 0
    theirs._database.close()


def test_a_removed_paper_says_so_and_its_key_is_free(library: Library) -> None:
    library.take_in(reads(LORA))
    library.remove(["hu2021lora"])
    with pytest.raises(InputError, match=r"removed on \d{4}-\d\d-\d\d by local"):
        library.paper("hu2021lora")
    assert [state.action for state in library.history("hu2021lora")] == ["import", "remove"]
    assert library.by_id("arxiv", "2106.09685") is None
    library.take_in(reads(LORA))
    assert library.paper("hu2021lora").title == LORA.title


def test_a_key_taken_meanwhile_stays_with_its_new_paper(library: Library) -> None:
    library.take_in(reads(LORA))
    library.remove(["hu2021lora"])
    gao = Library(Workspace(library._workspace.root))
    gao._workspace.settings["person"] = {"name": "Gao"}
    gao.take_in([read(Paper(title="Other", key="hu2021lora"))])
    library.undo()
    assert library.paper("hu2021lora").title == "Other"
    assert library.paper("hu2021loraa").title == LORA.title
    gao._database.close()


def test_a_new_key_makes_the_old_one_an_alias(library: Library) -> None:
    library.take_in(reads(LORA, Paper(title="Other", key="taken")))
    library.change("hu2021lora", key="lora")
    assert library.paper("hu2021lora").key == "lora"
    for key, message in (("taken", "is taken"), ("a b", "no citation key"), ("", "no citation")):
        with pytest.raises(InputError, match=message):
            library.change("lora", key=key)
    library.change("lora", key="hu2021lora")
    assert library.aliases("hu2021lora") == ("lora",)


def test_identifiers_are_found_in_their_normal_form(library: Library) -> None:
    paper = replace(LORA, ids={"doi": "https://doi.org/10.48550/arXiv.2106.09685", "pmid": "x"})
    library.take_in(reads(paper))
    found = library.by_id("arxiv", "2106.09685")
    assert found == library.by_id("doi", "10.48550/arxiv.2106.09685")
    assert found is not None
    assert found.extra == {"pmid": "x"}


def test_strange_records_are_kept_or_refused_and_never_stop_the_rest(library: Library) -> None:
    strange = [
        Read(Paper(title="", abstract="no title"), "a:1"),
        Read(Paper(title="Far", year=10**30), "a:2"),
        Read(Paper(title="N\0ul \ud800 and so on", venue="\0\ud800", key="\0"), "a\udcff:3"),
        Read(Paper(title="x" * 100_000, authors=(Name("y" * 5000),)), "a:4"),
        Read(Paper(title="!!!", ids={"doi": "10.1234/" + "z" * 1000}), "a:5"),
        Read(Paper(title="大模型综述"), "a:6"),
    ]
    report = library.take_in(strange)
    assert report.counts["new"] == 5
    assert [r.where for r in report.refused] == ["a:1"]
    assert library.take_in(strange).counts["new"] == 0
    assert library.count() == 5


def test_papers_are_listed_newest_first(library: Library) -> None:
    library.take_in(reads(*made(30)))
    papers = library.papers()
    assert len(papers) == library.count() == 24
    assert papers == [paper for _, paper in library.each()][::-1]
    assert library.papers(offset=5, limit=3) == papers[5:8]


def test_changes_are_told_to_who_keeps_an_index(library: Library) -> None:
    newest, numbers = library.changed_since(0)
    assert (newest, numbers) == (0, [])
    library.take_in(reads(LORA, LORA_ICLR))
    newest, numbers = library.changed_since(0)
    assert len(numbers) == 2
    assert library.changed_since(newest) == (newest, [])
    library.remove(["hu2021lora"])
    _, changed = library.changed_since(newest)
    assert changed == [numbers[0]]
    assert library.by_number(numbers).keys() == {numbers[1]}


def test_what_the_rules_take_for_the_same_is_merged_in_one_batch(library: Library) -> None:
    one = replace(LORA, ids={}, venue="ICLR")
    older = replace(one, year=2017)
    library.take_in(reads(one, older, LORA_ICLR))
    assert library.count() == 2
    before = whole(library)
    wide = Library(library._workspace, replace(library.rules, years_apart=5))
    assert look_again(wide) == 1
    assert len(wide.doubts()) == 1
    assert merge_the_same(wide, "oldest") == 1
    assert wide.count() == 1
    wide.undo()
    assert whole(wide) == before


def test_papers_that_were_told_apart_are_not_merged_by_way_of_a_third(library: Library) -> None:
    one = replace(LORA, ids={}, venue="ICLR")
    years = (2016, 2018, 2020)
    library.take_in(reads(*(replace(one, year=year, key=f"of{year}") for year in years)))
    library.link("of2016", "of2020", "different")
    wide = Library(library._workspace, replace(library.rules, years_apart=2))
    assert merge_the_same(wide, "oldest") == 1
    assert {wide.paper(f"of{year}").key for year in years} == {"of2016", "of2020"}


def test_merging_passes_over_what_another_process_took_away(library: Library) -> None:
    library.take_in(reads(*made(4)))
    (first, _), (second, gone), (third, _) = list(library.each())[:3]
    library.remove([gone.key])
    assert library.merge_groups({first: [second, third], second: [first]}) == 1
    assert library.by_number([first, second, third]).keys() == {first}


def test_imports_are_logged_with_what_was_refused(library: Library) -> None:
    sources = [{"file": "refs.bib", "digest": "1"}]
    refused = Refused("refs.bib:7", "no title.", "@misc{")
    library.take_in([*reads(LORA), refused], sources=sources)
    library.undo()
    library.take_in(reads(LORA), sources=sources)
    newest, first = library.imports()
    assert (newest.is_undone, first.is_undone) == (False, True)
    assert first.refused == (refused,)
    assert first.counts["read"] == 2
    assert newest.sources == sources
