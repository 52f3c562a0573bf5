"""Topics of papers: precision and recall against 200 labelled papers (`topic_labels.toml`), with intervals.

Settings (keyword weights, lines) were chosen on the half "settings" alone; what counts is the half "held out".
The rows "taught" give the labels of the half "settings" as corrections, as if a person had gone through it.
Intervals: percentile bootstrap over papers, 10,000 resamples, seed 0. They cover the draw of papers, not the
reader: see the head of the file of labels.
"""

from __future__ import annotations

import argparse
import tempfile
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.data import DATA_FOLDER
from tenfold.desk.vectors import text_vectors
from tenfold.papers.record import Paper
from tenfold.papers.topics.assign import Assigner, Way
from tenfold.papers.topics.learning import Lessons, learn_all
from tenfold.papers.topics.taxonomy_file import sixteen_topics
from tenfold.store.workspace import Workspace

LABELS = Path(__file__).with_name("topic_labels.toml")
N_RESAMPLES = 10_000


@dataclass(frozen=True)
class Half:
    """Papers, and whether each is under each topic, (papers, topics)."""

    papers: Sequence[Paper]
    is_in: np.ndarray


def add_options(parser: argparse._ArgumentGroup) -> None:
    """Options of this benchmark."""
    parser.add_argument(
        "--anthology", type=Path, default=DATA_FOLDER.parent / "papers" / "acl_anthology"
    )


def papers_of(folder: Path) -> Iterator[tuple[str, Paper]]:
    """Every paper with an abstract, by its id in the anthology."""
    for file in sorted(folder.glob("*.xml")):
        root = ET.parse(file).getroot()
        for volume in root.iter("volume"):
            for paper in volume.iter("paper"):
                title, abstract = (_text(paper.find(name)) for name in ("title", "abstract"))
                if title and abstract:
                    ident = _id(root.get("id", ""), volume.get("id", ""), paper.get("id", ""))
                    yield ident, Paper(title=title, abstract=abstract)


def _text(element: ET.Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _id(collection: str, volume: str, paper: str) -> str:
    if collection[0].isdigit():
        return f"{collection}-{volume}.{paper}"
    return f"{collection}-{int(volume)}{int(paper):03d}"


def halves(folder: Path) -> tuple[Half, Half]:
    """The half for settings, and the one that is held out."""
    papers = dict(papers_of(folder))
    keys = [topic.key for topic in sixteen_topics().topics]
    entries = tomllib.loads(LABELS.read_text(encoding="utf-8"))["paper"]

    def half(name: str) -> Half:
        own = [entry for entry in entries if entry["half"] == name]
        is_in = np.array([[key in entry["topics"] for key in keys] for entry in own])
        return Half([papers[entry["id"]] for entry in own], is_in)

    return half("settings"), half("held out")


def taught(assigner: Assigner, half: Half) -> Lessons:
    """What the labels of a half teach as corrections."""
    evidence = assigner.evidence(half.papers)
    topics = [topic.key for topic in assigner.taxonomy.topics]
    return learn_all(topics, evidence.scores, half.is_in.astype(np.int64), evidence.vectors)


def found_by(assigner: Assigner, papers: Sequence[Paper]) -> np.ndarray:
    """Whether each paper is put under each topic, (papers, topics)."""
    return np.array([[one.is_in for one in row] for row in assigner.scored(papers)])


def say(name: str, found: np.ndarray, is_in: np.ndarray) -> None:
    """Micro precision, recall and F1, each with its interval."""
    draws = np.random.default_rng(0).integers(0, len(found), size=(N_RESAMPLES, len(found)))
    right, put, there = (m.sum(axis=1) for m in (found & is_in, found, is_in))
    shown = []
    for top, below in ((right, put), (right, there), (2 * right, put + there)):
        values = top[draws].sum(axis=1) / np.maximum(below[draws].sum(axis=1), 1)
        low, high = np.quantile(values, (0.025, 0.975))
        shown.append(f"{top.sum() / max(below.sum(), 1):.3f} [{low:.3f}, {high:.3f}]")
    print(f"{name:<26}  " + "   ".join(shown), flush=True)


def main(options: argparse.Namespace) -> None:
    """Print precision, recall and F1 of each way on both halves."""
    settings, held_out = halves(options.anthology)
    print(f"{'':<26}  {'precision':<20}   {'recall':<20}   F1")
    with tempfile.TemporaryDirectory() as folder:
        encode = partial(text_vectors, Workspace.create(Path(folder)))
        ways: tuple[Way, ...] = ("rule", "meaning", "both")
        for way in ways:
            assigner = Assigner(sixteen_topics(), way, encode=encode, compared=settings.papers)
            say(f"settings  {way}", found_by(assigner, settings.papers), settings.is_in)
            plain = found_by(assigner, held_out.papers)
            say(f"held out  {way}", plain, held_out.is_in)
            assigner.lessons = taught(assigner, settings)
            say(f"held out  {way}, taught", found_by(assigner, held_out.papers), held_out.is_in)
            by_topic(assigner, plain, held_out.is_in)


def by_topic(assigner: Assigner, found: np.ndarray, is_in: np.ndarray) -> None:
    """Counts of each topic."""
    for j, topic in enumerate(assigner.taxonomy.topics):
        f, t = found[:, j], is_in[:, j]
        print(
            f"    {topic.key:<24} right {(f & t).sum():2d} of {f.sum():2d} found, {t.sum():2d} there"
        )
