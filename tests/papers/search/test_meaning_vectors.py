from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papers.search.word_encoder import WordEncoder
from papers_in_memory import PapersInMemory
from tenfold.models import frozen
from tenfold.models.encoder import EncoderFiles
from tenfold.models.numerics import Profile
from tenfold.papers.record import Paper
from tenfold.papers.search import vectors as vectors_module
from tenfold.papers.search.meaning_encoder import EmbeddedEncoder, text_of
from tenfold.papers.search.vectors import Vectors
from tenfold.store.workspace import Workspace


def _papers(n: int) -> PapersInMemory:
    return PapersInMemory(*(Paper(title=f"title{i} word{i % 7}") for i in range(n)))


class StoppedHereError(Exception):
    pass


def test_each_paper_is_nearest_to_its_own_text(workspace: Workspace) -> None:
    papers = PapersInMemory(Paper(title="alpha beta"), Paper(title="gamma"), Paper(title="delta"))
    vectors = Vectors(workspace, papers, WordEncoder())
    assert not vectors.is_there
    assert vectors.bring_up_to_date().n_papers == 3
    for number, paper in papers.each():
        nearest, cosine = vectors.nearest(text_of(paper), limit=1)[0]
        assert (nearest, cosine) == (number, pytest.approx(1, abs=1e-5))
    assert vectors.like(1, limit=5)[0][0] != 1
    assert vectors.like(99, limit=5) == []


def test_what_is_there_is_not_encoded_again(workspace: Workspace) -> None:
    papers, encoder = _papers(20), WordEncoder()
    Vectors(workspace, papers, encoder).bring_up_to_date()
    papers.add(Paper(title="new one"))
    papers.put(3, Paper(title="another title"))
    papers.put(4, papers.by_number([4])[4])  # the same text: another field changed
    papers.remove(5)
    encoder.encoded.clear()
    vectors = Vectors(workspace, papers, encoder)
    vectors.bring_up_to_date()
    assert sorted(encoder.encoded) == ["another title", "new one"]
    assert vectors.n_papers == papers.count() == 20
    assert 5 not in [n for n, _ in vectors.nearest("title4 word4", limit=50)]
    assert vectors.nearest("another title", limit=1)[0][0] == 3


def test_what_was_broken_off_is_gone_on_with(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors_module, "_WINDOW", 64)
    papers, encoder = _papers(600), WordEncoder()

    def stop(_what: str, done: int, _of: int) -> None:
        if done >= 300:
            raise StoppedHereError

    with pytest.raises(StoppedHereError):
        Vectors(workspace, papers, encoder).bring_up_to_date(told=stop)
    n_before = len(encoder.encoded)
    vectors = Vectors(workspace, papers, encoder)
    assert vectors.n_papers == n_before >= 300  # they can be searched meanwhile
    vectors.bring_up_to_date()
    assert len(encoder.encoded) == len(set(encoder.encoded)) == vectors.n_papers == 600


@pytest.mark.parametrize("file", ["rows", "vectors"])
def test_a_half_written_end_is_cut_off(workspace: Workspace, file: str) -> None:
    papers, encoder = _papers(10), WordEncoder()
    Vectors(workspace, papers, encoder).bring_up_to_date()
    path = next((workspace.hidden / "index").glob(f"meaning-*/{file}"))
    with path.open("ab") as end:
        end.write(b"half")
    papers.add(Paper(title="one more"))
    vectors = Vectors(workspace, papers, encoder)
    assert vectors.bring_up_to_date().rebuilt == ""
    assert vectors.n_papers == 11
    assert vectors.nearest("one more", limit=1)[0][0] == 11


@pytest.mark.parametrize(("file", "at"), [("rows", 0), ("rows", 9), ("rows", 25), ("vectors", 7)])
def test_damage_is_seen_and_mended(workspace: Workspace, file: str, at: int) -> None:
    papers = _papers(10)
    Vectors(workspace, papers, WordEncoder()).bring_up_to_date()
    path = next((workspace.hidden / "index").glob(f"meaning-*/{file}"))
    data = bytearray(path.read_bytes())
    data[at] ^= 0x40
    path.unlink()  # not while it may be mapped
    path.write_bytes(data)
    vectors = Vectors(workspace, papers, WordEncoder())
    assert vectors.nearest("title3 word3", limit=1) == []  # nothing wrong is shown
    assert vectors.bring_up_to_date().rebuilt == "they were damaged"
    assert vectors.nearest("title3 word3", limit=1)[0][0] == 4
    assert len(list((workspace.hidden / "index").glob("meaning-*/rows"))) == 1


def test_another_encoder_makes_them_anew(workspace: Workspace) -> None:
    papers = _papers(5)
    Vectors(workspace, papers, WordEncoder("one")).bring_up_to_date()
    other = Vectors(workspace, papers, WordEncoder("other"))
    assert other.n_papers == 0
    assert other.bring_up_to_date().rebuilt == "they were of another encoder"
    assert other.n_papers == 5


def test_lost_vectors_come_from_the_stored_steps(workspace: Workspace) -> None:
    """The real encoder: the second time nothing is computed, and the vectors are the same bits."""
    papers = PapersInMemory(
        Paper(title="Adapters for language models", abstract="We insert small layers."),
        Paper(title="A recipe for bread", abstract="Flour, water, salt and time."),
        Paper(title="低资源机器翻译"),
    )
    vectors = Vectors(workspace, papers, EmbeddedEncoder(workspace))
    vectors.bring_up_to_date()
    found = vectors.nearest("fine-tuning neural networks cheaply", limit=3)
    assert found[0][0] == 1
    assert vectors.nearest("baking", limit=1)[0][0] == 2
    (workspace.hidden / "index" / "meaning.json").unlink()
    again = Vectors(workspace, papers, EmbeddedEncoder(workspace))
    assert again.nearest("baking", limit=1) == []
    n_before = _n_encode_steps(workspace)
    again.bring_up_to_date()
    assert _n_encode_steps(workspace) == n_before == 1
    assert again.nearest("fine-tuning neural networks cheaply", limit=3) == found


def _n_encode_steps(workspace: Workspace) -> int:
    return sum(1 for path in Path(workspace.hidden / "artifacts").rglob("*") if path.is_file()) // 2


@settings(max_examples=20, deadline=None)
@given(words=st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=6), limit=st.integers(1, 12))
def test_the_nearest_are_those_of_a_slow_loop(
    words: list[str], limit: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    workspace = Workspace.create(tmp_path_factory.mktemp("w") / "lab")
    encoder = WordEncoder()
    papers = PapersInMemory(*(Paper(title=" ".join(words[: i + 1])) for i in range(len(words))))
    vectors = Vectors(workspace, papers, encoder)
    vectors.bring_up_to_date()
    query = encoder.encode_query("a b")
    slow = sorted(
        (-round(float(np.dot(encoder.encode_query(p.title), query)), 5), n)
        for n, p in papers.each()
    )
    found = [(-round(s, 5), n) for n, s in vectors.nearest("a b", limit=limit)]
    assert set(found) <= set(slow)
    assert sorted(s for s, _ in found) == [s for s, _ in slow[:limit]]  # of equal ones any


@pytest.mark.skipif(os.name == "nt", reason="a mapped file stays open there")
def test_an_open_reader_sees_what_is_added(workspace: Workspace) -> None:
    papers, encoder = _papers(3), WordEncoder()
    reader = Vectors(workspace, papers, encoder)
    reader.bring_up_to_date()
    assert reader.n_papers == 3
    papers.add(Paper(title="fresh"))
    Vectors(workspace, papers, encoder).bring_up_to_date()
    assert reader.nearest("fresh", limit=1)[0][0] == 4


def test_a_query_that_comes_again_is_not_encoded_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded, embed = [], frozen.embed_chunk

    def counted(files: EncoderFiles, texts: Sequence[str], profile: Profile) -> np.ndarray:
        encoded.extend(texts)
        return embed(files, texts, profile)

    monkeypatch.setattr(frozen, "embed_chunk", counted)
    encoder = EmbeddedEncoder(workspace)
    once, other, again = map(encoder.encode_query, ("low rank", "adapters", "low rank"))
    assert encoded == ["low rank", "adapters"]
    assert np.array_equal(once, again)
    assert not np.array_equal(once, other)
    with pytest.raises(ValueError, match="read-only"):
        again[0] = 0.0  # it is that of whoever asks next, too
