"""A large lab for the pages: thousands of papers, hundreds of judged studies, notes of some weeks.

python -m benchmarks.web_lab FOLDER [--papers 20000] [--studies 200]
"""

from __future__ import annotations

import argparse
import random
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.anthology import FOLDER, read_anthology, replicated
from benchmarks.synthetic import make_synthetic
from tenfold.lab.journal import Journal
from tenfold.lab.note import Note
from tenfold.lab.zone import zone_of
from tenfold.papers.answers import Answers
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.subject import subject_of
from tenfold.store.workspace import Workspace
from tenfold.study.api import load_study

if TYPE_CHECKING:
    from tenfold.papers.record import Paper

__all__ = ["TRAINING", "make_large_lab"]

_STUDY = """\
[study]
question = "Do words tell the classes with C = {c}?"
seeds = 5
papers = [{papers}]

[data]
use = "synthetic.csv"
overlap = "drop"

[methods.words]
kind = "tfidf"
C = {c}

[methods.floor]
kind = "majority"

[[hypotheses]]
claim = "words beats floor by 0.1 on accuracy"
primary = true
"""
TRAINING = "load-training"
"""A study that is written and not run: it trains for minutes."""
_TRAINING = """\
[study]
question = "What does it cost to look while this trains?"
seeds = 40

[data]
use = "synthetic.csv"
overlap = "drop"

[methods.lora]
kind = "lora"

[methods.last]
kind = "last-k"
"""
_N_ANSWERED = 20
_N_NOTES = 60
_N_TEXTS = 240


def make_large_lab(folder: Path, *, n_papers: int, n_studies: int) -> Workspace:
    """Fill a new workspace: real papers and copies of their like, and studies that were really run."""
    workspace = Workspace.create(folder, person="Ada")
    library = Library(workspace)
    papers = list(replicated(read_anthology(FOLDER), n_papers))
    library.take_in(Read(paper, where=str(paper.key)) for paper in papers)
    _answer(workspace, papers)
    _write_notes(workspace)
    make_synthetic(_N_TEXTS, n_words=12).write(folder)
    for n in range(n_studies):
        _run_study(workspace, n, papers)
    (workspace.studies / f"{TRAINING}.toml").write_text(_TRAINING, encoding="utf-8")
    return workspace


def _answer(workspace: Workspace, papers: list[Paper]) -> None:
    library, answers = Library(workspace), Answers(workspace)
    for paper in papers[:_N_ANSWERED]:
        subject = subject_of(library.number(paper.key or ""))
        for question in range(1, 11):
            answers.answer(subject, question, f"What {paper.title} says on question {question}.")


def _write_notes(workspace: Workspace) -> None:
    today, chance = zone_of(workspace).today(), random.Random(0)
    for n in range(_N_NOTES):
        day = today - timedelta(days=chance.randrange(30))
        Journal(workspace).write(Note(text=f"Thought {n}", kind="thought", day=day))


def _run_study(workspace: Workspace, n: int, papers: list[Paper]) -> None:
    path = workspace.studies / f"study-{n:03d}.toml"
    cited = ", ".join(f'"{paper.key}"' for paper in papers[n : n + 3])
    path.write_text(_STUDY.format(c=1 + n / 100, papers=cited), encoding="utf-8")
    study = load_study(path, workspace=workspace)
    study.run()
    study.view()  # who runs one looks at it, and what a first look works out is kept


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--papers", type=int, default=20_000)
    parser.add_argument("--studies", type=int, default=200)
    options = parser.parse_args()
    make_large_lab(options.folder, n_papers=options.papers, n_studies=options.studies)
