"""Topics of a library's papers: the rule, what people say, and what stays when papers are merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from tenfold.errors import InputError
from tenfold.papers.importers.acl_xml import ACL_XML
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.record import Paper
from tenfold.papers.topics import placing
from tenfold.papers.topics.assign import Assigner, way_named
from tenfold.papers.topics.coverage import coverage_of
from tenfold.papers.topics.placing import PaperTopics
from tenfold.papers.topics.taxonomy_file import sixteen_topics
from tenfold.store.workspace import Workspace

TRANSLATION = Paper(title="Multilingual Neural Machine Translation", key="nmt", year=2020)
DIALOGUE = Paper(
    title="Tracking what users want", abstract="Dialogue state tracking in dialogue.", key="dst"
)
PARSING = Paper(title="Parsing with trees", abstract="A parser of trees.", key="trees", year=2019)


def reads(papers: list[Paper]) -> list[Read]:
    return [Read(paper, f"refs.bib:{n}") for n, paper in enumerate(papers, start=1)]


def filled(workspace: Workspace) -> PaperTopics:
    Library(workspace).take_in(reads([TRANSLATION, DIALOGUE, PARSING]))
    return PaperTopics(workspace)


def test_the_rule_puts_papers_under_topics_and_says_why(workspace: Workspace) -> None:
    topics = filled(workspace)
    by_key = {one.paper.key: one for one in topics.each()}
    assert by_key["nmt"].topics == ("machine_translation",)
    assert by_key["dst"].topics == ("dialogue",)
    assert by_key["trees"].topics == ()
    (why,) = [s for s in by_key["nmt"].scored if s.is_in]
    assert 'title: "neural machine translation" +3' in why.reasons


def test_each_paper_is_scored_as_it_is_alone(workspace: Workspace) -> None:
    topics = filled(workspace)
    for one in topics.each():
        assert topics.of(one.paper.key) == one


def test_what_a_person_says_stays_and_the_newest_word_counts(
    workspace_on_each: Workspace,
) -> None:
    topics = filled(workspace_on_each)
    said = topics.correct("nmt", add=["data"], remove=["machine_translation"])
    assert said.topics == ("data",)
    (added,) = [s for s in said.scored if s.topic == "data"]
    assert added.said_by == workspace_on_each.person
    assert PaperTopics(workspace_on_each).of("nmt").topics == ("data",)
    assert topics.correct("nmt", remove=["data"]).topics == ()
    assert topics.of("dst").topics == ("dialogue",)


@pytest.mark.parametrize("said", ["Data", "DATA", " data "])
def test_a_topic_may_be_named_as_it_is_shown(workspace: Workspace, said: str) -> None:
    topics = filled(workspace)
    assert topics.correct("nmt", add=[said], remove=["Machine Translation"]).topics == ("data",)
    with pytest.raises(InputError, match="at once"):
        topics.correct("nmt", add=["data"], remove=[said])


def test_a_correction_that_cannot_be_is_refused_and_nothing_is_kept(workspace: Workspace) -> None:
    topics = filled(workspace)
    with pytest.raises(InputError, match="no topic 'dat'"):
        topics.correct("nmt", add=["data", "dat"])
    with pytest.raises(InputError, match="at once"):
        topics.correct("nmt", add=["data"], remove=["data"])
    with pytest.raises(InputError, match="no paper"):
        topics.correct("nobody", add=["data"])
    assert topics.of("nmt").topics == ("machine_translation",)


def test_corrections_follow_a_paper_that_gets_another_key_or_is_merged(
    workspace: Workspace,
) -> None:
    topics = filled(workspace)
    topics.correct("trees", add=["theory_interpretability"])
    topics.library.change("trees", key="wood")
    assert topics.of("wood").topics == ("theory_interpretability",)
    topics.library.merge("nmt", ["wood"])
    merged = PaperTopics(workspace).of("nmt")
    assert merged.topics == ("theory_interpretability", "machine_translation")


def test_many_corrections_move_the_line_of_other_papers_too(workspace: Workspace) -> None:
    weak = [
        Paper(title=f"Study {i}", abstract="A dataset, with annotation of words.", key=f"weak{i}")
        for i in range(5)
    ]
    none = [Paper(title=f"Other {i}", abstract="Of trees.", key=f"none{i}") for i in range(2)]
    Library(workspace).take_in(reads([*weak, *none]))
    topics = PaperTopics(workspace)
    assert topics.of("weak4").topics == ()
    for i in range(4):
        topics.correct(f"weak{i}", add=["data"])
    topics.correct("none0", remove=["data"])
    assert topics.of("weak4").topics == ("data",)
    assert topics.of("none1").topics == ()


def test_batches_make_no_difference(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = list(filled(workspace).each())
    monkeypatch.setattr(placing, "_BATCH", 2)
    assert list(PaperTopics(workspace).each()) == whole


def same_from_kept(topics: PaperTopics) -> dict[str, tuple[str, ...]]:
    """The topics of all papers, the same whether computed now or from the scores that are kept."""
    now, kept = list(topics.each()), list(topics.each_covered())
    for one, counted in zip(now, kept, strict=True):
        assert topics.kept_keys_of(one.number, one.paper) == one.topics
        assert (one.topics, one.year, one.is_withdrawn) == (
            counted.topics,
            counted.year,
            counted.is_withdrawn,
        )
    assert coverage_of(topics.taxonomy, now) == coverage_of(topics.taxonomy, kept)
    return {one.paper.key: one.topics for one in now}


def test_kept_scores_give_the_same_topics_as_computing_them(
    workspace: Workspace, shared_papers: Path
) -> None:
    volume = sorted((shared_papers / "acl_anthology").rglob("*.xml"))[0]
    Library(workspace).take_in(islice(ACL_XML.read(volume), 150))
    topics = filled(workspace)
    assert any(same_from_kept(topics).values())
    keys = [one.paper.key for one in topics.each()][:6]
    for key in keys[:4]:
        topics.correct(key, add=["data"])
    topics.correct(keys[4], remove=["data"])
    topics.correct("nmt", add=["dialogue"], remove=["machine_translation"])
    assert same_from_kept(topics)["nmt"] == ("dialogue",)
    before = same_from_kept(PaperTopics(workspace))
    Library(workspace).change("dst", abstract="Neural machine translation.", title="Translation")
    Library(workspace).take_in(reads([replace(TRANSLATION, key="late", title="Late translation")]))
    after = same_from_kept(PaperTopics(workspace))
    assert after["dst"] != before["dst"]
    assert "late" in after


def by_first_letters(texts: Sequence[str]) -> np.ndarray:
    """A small encoder: what share of a text each letter is, as vectors of length one."""
    counts = np.array(
        [[text.lower().count(c) + 1e-3 for c in "abcdefghijklmnopqrst"] for text in texts]
    )
    return (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32)


def test_both_is_the_mean_of_rule_and_meaning() -> None:
    some = [TRANSLATION, DIALOGUE, replace(PARSING, abstract="")]
    scores = {
        way: Assigner(sixteen_topics(), way_named(way), encode=by_first_letters)
        .evidence(some)
        .scores
        for way in ("rule", "meaning", "both")
    }
    np.testing.assert_allclose(scores["both"], (scores["rule"] + scores["meaning"]) / 2)
    assert ((scores["meaning"] >= 0) & (scores["meaning"] <= 1)).all()


def test_an_unknown_way_is_refused() -> None:
    with pytest.raises(InputError, match="no way 'rules'"):
        way_named("rules")
