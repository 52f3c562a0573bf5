"""Feeds of arXiv."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from read_papers import read_all

from tenfold.papers.importers.arxiv import ARXIV
from tenfold.papers.importers.importer import Read
from tenfold.papers.record import Withdrawal

_FEED = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom"><entry>
<id>http://arxiv.org/abs/2106.09685v2</id><title>LoRA: Low-Rank
  Adaptation</title><updated>2021-10-16T18:40:34Z</updated><published>2021-06-17T17:37:18Z</published>
<summary>{summary}</summary><author><name>Edward J. Hu</name></author>
<arxiv:comment>{comment}</arxiv:comment><arxiv:journal_ref>ICLR 2022</arxiv:journal_ref>
<arxiv:doi>10.1000/X</arxiv:doi><category term="cs.CL"/></entry></feed>"""


def _paper(comment: str = "Code at example.org", summary: str = "We propose."):
    (record,) = ARXIV.read_answer(_FEED.format(comment=comment, summary=summary).encode(), "feed")
    assert isinstance(record, Read)
    return record.paper


def test_an_entry():
    paper = _paper()
    assert paper.title == "LoRA: Low-Rank Adaptation"
    assert [(name.given, name.family) for name in paper.authors] == [("Edward J.", "Hu")]
    assert paper.ids == {"arxiv": "2106.09685", "doi": "10.1000/x"}
    assert (paper.year, paper.issued) == (2021, "2021-06-17")
    assert paper.extra["version"] == "2"
    assert paper.extra["journal_ref"] == "ICLR 2022"
    assert paper.withdrawn is None


@pytest.mark.parametrize(
    ("comment", "summary", "is_withdrawn"),
    [
        ("This paper has been withdrawn by the author due to an error in (3)", "We.", True),
        ("Withdrawn", "We.", True),
        ("10 pages", "This paper has been withdrawn due to a crucial error.", True),
        ("Withdrawn from arXiv by the authors", "We.", True),
        ("Withdrawn from ICLR 2020, now at ACL", "We.", False),
        ("this version has not been withdrawn", "We.", False),
        ("10 pages", "We study when a paper was withdrawn and why.", False),
    ],
)
def test_a_withdrawn_paper_says_when_and_why(comment, summary, is_withdrawn):
    withdrawn = _paper(comment, summary).withdrawn
    assert (withdrawn is not None) == is_withdrawn
    if withdrawn:
        reason = comment if "ithdrawn" in comment else summary
        assert withdrawn == Withdrawal("withdrawn", "2021-10-16", reason)


def test_all_recorded_feeds_are_read(shared_papers):
    papers, refused = [], []
    for path in sorted((shared_papers / "arxiv_api").glob("*.json")):
        assert ARXIV.recognises(path, path.read_bytes()[:65536])
        read, bad = read_all(ARXIV, path)
        papers += read
        refused += bad
    assert len(papers) == 221
    assert sum(bool(paper.abstract) for paper in papers) == 221
    assert sum(len(paper.authors) for paper in papers) == 846
    assert all("arxiv" in paper.ids and paper.authors and paper.year for paper in papers)
    (error,) = refused
    assert "incorrect id format for abc" in error.reason


def test_old_ids_and_versions(shared_papers):
    (path,) = (shared_papers / "arxiv_api").glob("id_quant-ph*")
    (paper,), _ = read_all(ARXIV, path)
    assert paper.ids["arxiv"] == "quant-ph/0201082"
    assert paper.extra["version"] == "1"


def test_a_feed_of_its_own_and_several_kept_one_a_line(tmp_path: Path):
    feed = _FEED.format(comment="", summary="We.")
    alone = tmp_path / "feed.xml"
    alone.write_text(feed)
    lines = tmp_path / "feeds.jsonl"
    lines.write_text("".join(json.dumps({"body": feed}) + "\n" for _ in range(3)))
    assert len(read_all(ARXIV, alone)[0]) == 1
    assert len(read_all(ARXIV, lines)[0]) == 3
