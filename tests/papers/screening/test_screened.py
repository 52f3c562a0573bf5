"""Screening a collection of the library: decisions that are kept, several reviewers, merges, what goes out."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET

import pytest

from planted_reviews import make_review
from tenfold.errors import InputError
from tenfold.papers.collections import Collections
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.record import Paper
from tenfold.papers.screening.flow import Flow, draw_flow, flow_text
from tenfold.papers.screening.reviewers import pairs_of_reviewers
from tenfold.papers.screening.screened import Screening
from tenfold.papers.screening.written import written_screening
from tenfold.papers.subject import subject_of
from tenfold.papers.taking_back import take_back
from tenfold.store.workspace import Workspace

_REVIEW = make_review(40, 8)
_LABELS = {f"r{i:02d}": label for i, label in enumerate(_REVIEW.labels)}


def reads(*papers: Paper) -> list[Read]:
    return [Read(paper, f"refs.bib:{n}") for n, paper in enumerate(papers, start=1)]


def fill(workspace: Workspace, *, private: bool = False) -> None:
    """A library of 40 made-up papers, all in the collection ``nudges``."""
    library = Library(workspace)
    records = zip(_LABELS, _REVIEW.titles, _REVIEW.abstracts, strict=True)
    library.take_in(
        reads(*(Paper(key=k, title=f"{k} {t}", abstract=a, year=2000) for k, t, a in records))
    )
    collections = Collections(workspace, person="ann")
    collections.begin("nudges", private=private)
    collections.add("nudges", [subject_of(library.number(key)) for key in _LABELS])


@pytest.fixture
def lab(workspace: Workspace) -> Workspace:
    fill(workspace)
    return workspace


def opened(workspace: Workspace, person: str = "ann") -> Screening:
    return Screening(workspace, "nudges", person=person)


def decide(screening: Screening, **verdicts: str) -> None:
    for key, said in verdicts.items():
        verdict, _, reason = said.partition(" ")
        screening.decide(screening.named(key), verdict, reason)  # type: ignore[arg-type]


def keys(screening: Screening, subjects: object) -> list[str]:
    return [screening.papers[s].key for s in subjects]  # type: ignore[attr-defined]


def test_following_the_questions_finds_all_and_stops_being_asked(lab: Workspace) -> None:
    screening = opened(lab)
    screening.decisions.set_criteria("nudge default choice savings")
    seen = []
    while asked := screening.next():
        key = asked[0].paper.key
        seen.append(_LABELS[key])
        screening.decide(asked[0].subject, "include" if _LABELS[key] else "exclude")
    assert len(seen) == len(_LABELS)
    assert sum(seen[:20]) == 8, "the eight are among the first half"
    assert screening.standing().n_included == 8
    assert screening.standing().stop


def test_another_process_goes_on_with_the_same_question(workspace_on_each: Workspace) -> None:
    fill(workspace_on_each)
    screening = opened(workspace_on_each)
    screening.decisions.set_criteria("nudge default")
    decide(screening, r00="exclude wrong-topic", r01="include", r02="skip")
    again = opened(workspace_on_each)
    assert again.decisions.criteria() == "nudge default"
    assert again.own() == screening.own()
    assert again.next(3) == screening.next(3)
    assert again.standing().n_skipped == 1


def test_each_decides_for_themselves_and_the_criteria_are_shared(lab: Workspace) -> None:
    ann, bo = opened(lab), opened(lab, "bo")
    decide(ann, r00="include", r01="exclude off", r02="include", r03="unsure", r04="exclude")
    assert bo.own() == {}
    decide(bo, r00="include", r01="include", r02="exclude late", r03="include", r05="exclude")
    ann.decisions.set_criteria("anything")
    assert bo.decisions.criteria() == "anything"
    (pair,) = pairs_of_reviewers(ann.by_person())
    assert (pair.first, pair.second, pair.n_both) == ("ann", "bo", 4)
    assert keys(ann, pair.conflicts) == ["r01", "r02"]
    assert pair.kappa is not None
    assert pair.kappa.value == pytest.approx(-1 / 3)  # p_o 1/2, p_e 3/4 * 3/4 + 1/4 * 1/4 = 5/8
    verdicts = {ann.papers[s].key: o.verdict for s, o in ann.outcomes().items()}
    assert verdicts == {
        **dict.fromkeys(_LABELS, "unread"),
        "r00": "include", "r01": "conflict", "r02": "conflict", "r03": "unsure",
        "r04": "exclude", "r05": "exclude",
    }  # fmt: skip


def test_undo_takes_back_the_last_decision_here_and_nothing_else(lab: Workspace) -> None:
    Collections(lab, person="ann").begin("other")
    screening = opened(lab)
    Collections(lab, person="ann").add("other", [screening.named("r00")])
    decide(screening, r00="skip", r01="include")
    screening.decisions.set_criteria("said later")
    Screening(lab, "other", person="ann").decide(screening.named("r00"), "exclude")
    decide(opened(lab, "bo"), r05="include")
    decide(screening, r00="include")
    gone = [screening.undo(), screening.undo(), screening.undo()]
    assert [paper.key for paper in gone if paper] == ["r00", "r01", "r00"]
    assert screening.own() == {}
    with pytest.raises(InputError, match="nothing to take back"):
        screening.undo()
    assert screening.decisions.criteria() == "said later"
    assert len(Screening(lab, "other", person="ann").own()) == 1
    assert len(opened(lab, "bo").own()) == 1


def test_the_same_decision_said_again_changes_nothing(lab: Workspace) -> None:
    screening = opened(lab)
    decide(screening, r00="exclude late", r01="include")
    before = screening.own()
    decide(screening, r00="exclude")
    assert screening.own() == before
    undone = screening.undo()
    assert undone is not None
    assert undone.key == "r01"


def test_take_back_knows_decisions_too(lab: Workspace) -> None:
    decide(opened(lab), r00="include")
    take_back(lab, person="ann")
    assert opened(lab).own() == {}


def test_what_was_skipped_is_read_when_it_is_decided(lab: Workspace) -> None:
    """The stop rule looks at the order of reading."""
    screening = opened(lab)
    decide(screening, r00="skip", r01="include")
    decide(screening, r00="exclude")
    assert keys(screening, screening.own()) == ["r01", "r00"]
    decide(screening, r01="exclude")
    assert keys(screening, screening.own()) == ["r01", "r00"], "a correction keeps its place"


def test_a_merged_paper_is_the_one_that_it_became(lab: Workspace) -> None:
    screening = opened(lab)
    decide(screening, r00="include", r01="exclude")
    Library(lab).merge("r02", ["r00"])
    after = opened(lab)
    assert len(after.papers) == len(_LABELS) - 1
    assert {after.papers[s].key: d.verdict for s, d in after.own().items()} == {
        "r02": "include",
        "r01": "exclude",
    }
    flow = after.flow()
    assert (flow.n_identified, flow.n_duplicates) == (len(_LABELS), 1)


def test_a_private_collection_is_screened_by_nobody_else(workspace: Workspace) -> None:
    fill(workspace, private=True)
    decide(opened(workspace), r00="include")
    with pytest.raises(InputError, match="there is no collection"):
        opened(workspace, "bo")
    included = opened(workspace).collect_included()
    assert included.is_private
    assert "nudges-included" not in [c.name for c in Collections(workspace, person="bo").all()]


def test_the_included_are_collected_and_leave_when_they_are_no_longer(lab: Workspace) -> None:
    screening = opened(lab)
    decide(screening, r00="include", r01="include", r02="unsure", r03="exclude")
    assert keys(screening, screening.collect_included().members) == ["r00", "r01"]
    decide(screening, r00="exclude", r04="include")
    assert keys(screening, screening.collect_included().members) == ["r01", "r04"]


def test_the_flow_adds_up(lab: Workspace) -> None:
    screening = opened(lab)
    decide(
        screening, r00="include", r01="exclude date", r02="exclude date", r03="exclude",
        r04="unsure", r05="exclude <topic>",
    )  # fmt: skip
    flow = screening.flow(n_identified=55)
    assert flow.n_identified == flow.n_duplicates + flow.n_screened + flow.n_unread == 55
    parts = flow.n_excluded + flow.n_included + flow.n_unsure + flow.n_conflicts
    assert parts == flow.n_screened == 6
    assert flow.excluded == (("date", 2), ("<topic>", 1), ("no reason given", 1))
    assert "Records excluded" in flow_text(flow)
    with pytest.raises(InputError, match="39 records were identified, but 40"):
        screening.flow(n_identified=39)


def test_the_diagram_is_a_whole_svg_with_every_count() -> None:
    reasons = tuple((f"reason {i} <b>&" + "x" * 80, 30 - i) for i in range(20))
    flow = Flow(1234, 200, 7, 1027, reasons, 3, 2, 600)
    svg = ET.fromstring(draw_flow(flow))
    texts = " ".join("".join(t.itertext()) for t in svg.iter("{http://www.w3.org/2000/svg}text"))
    for n in ("1,234", "200", "7", "1,027", "600", f"{flow.n_excluded:,}", "3", "2"):
        assert f"(n = {n})" in texts
    assert "8 other reasons" in texts
    height = float(svg.attrib["viewBox"].split()[3])
    boxes = list(svg.iter("{http://www.w3.org/2000/svg}rect"))
    assert all(float(b.attrib["y"]) + float(b.attrib["height"]) <= height for b in boxes)


def test_decisions_go_out_as_a_table_and_as_ris(lab: Workspace) -> None:
    screening = opened(lab)
    decide(screening, r00="include", r01="exclude =cmd()")
    written = written_screening(screening.papers, screening.outcomes(), ending=".csv")
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(written))}
    assert rows.keys() == _LABELS.keys()
    assert rows["r00"]["outcome"] == rows["r00"]["decision of ann"] == "include"
    assert rows["r01"]["reason of ann"] == "'=cmd()", "a spreadsheet would run it"
    assert rows["r02"]["outcome"] == "unread"
    ris = written_screening(screening.papers, screening.outcomes(), ending=".ris")
    assert ris.count("\nER  -") == len(_LABELS)
    assert "N1  - Screening: exclude; ann: exclude (=cmd())\n" in ris
    with pytest.raises(InputError, match=r"\.doc"):
        written_screening({}, {}, ending=".doc")


def test_an_empty_collection_and_a_paper_outside_are_said(lab: Workspace) -> None:
    Collections(lab, person="ann").begin("nothing")
    with pytest.raises(InputError, match="is empty"):
        Screening(lab, "nothing", person="ann")
    Library(lab).take_in(reads(Paper(key="outside", title="Something else altogether")))
    with pytest.raises(InputError, match="is not in the collection"):
        opened(lab).named("outside")


def test_what_is_private_is_not_collected_where_others_see_it(workspace: Workspace) -> None:
    fill(workspace, private=True)
    Collections(workspace, person="bob").begin("nudges-included")
    screening = opened(workspace)
    decide(screening, r00="include")
    with pytest.raises(InputError, match="one is private"):
        screening.collect_included()
    assert Collections(workspace, person="bob").named("nudges-included").members == ()
