"""A small lab in which every page has something to show: a judged study, papers, notes, answers."""

from __future__ import annotations

import atexit
from datetime import timedelta
from functools import cache
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import mkdtemp

from small import write_study
from tenfold.lab.journal import Journal
from tenfold.lab.note import Note
from tenfold.lab.zone import zone_of
from tenfold.papers.answers import Answers
from tenfold.papers.collections import Collections
from tenfold.papers.discussion import Discussion
from tenfold.papers.forms import form_named
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.reactions import Reactions
from tenfold.papers.record import Name, Paper, Withdrawal
from tenfold.papers.reviews import Reviews
from tenfold.papers.subject import subject_of
from tenfold.store.workspace import Workspace
from tenfold.study.api import load_study

__all__ = ["a_lived_in_lab", "live_in", "write_doubtful_pair", "write_papers"]


@cache
def _finished() -> Path:
    lab = Workspace.create(Path(mkdtemp(prefix="lived-in-")) / "lab", person="Ada")
    live_in(lab)
    lab.database.close()
    atexit.register(rmtree, lab.root.parent, ignore_errors=True)
    return lab.root


def a_lived_in_lab(root: Path) -> Workspace:
    """Ada's lab in `root`: a copy of one that is made once, for its study takes seconds."""
    copytree(_finished(), root)
    return Workspace(root)


def live_in(workspace: Workspace, *, mark: str = "") -> None:
    """Fill the lab; `mark` goes into every text that a person or a file can write."""
    write_papers(workspace, mark)
    _study(workspace, mark)
    today = zone_of(workspace).today()
    journal = Journal(workspace)
    for kind in ("thought", "question", "advice"):
        journal.write(Note(text=f"A {kind} {mark}", kind=kind, day=today, is_private=False))
    journal.write(Note(text=f"Nobody sees this {mark}", kind="thought", day=today))
    journal.write(Note(text="Of last week", kind="thought", day=today - timedelta(weeks=1)))


def _study(workspace: Workspace, mark: str) -> None:
    path = write_study(workspace, "small", seeds="3")
    said = path.read_text(encoding="utf-8").replace("Do words tell", f"Do words {mark} tell")
    path.write_text(
        said.replace("seeds = 3", 'seeds = 3\npapers = ["hu2021lora"]'), encoding="utf-8"
    )
    load_study(path, workspace=workspace).run()


def write_papers(workspace: Workspace, mark: str = "") -> None:
    """The papers alone, with what was said of them."""
    library = Library(workspace)
    people = (Name(f"Hu {mark}", "Edward"), Name("Shen", "Yelong", institutions=(f"A {mark}",)))
    papers = [
        Paper(
            title=f"Low-rank adaptation {mark}",
            key="hu2021lora",
            authors=people,
            year=2021,
            venue=f"ICLR {mark}",
            abstract=f"Adapters of low rank. {mark}",
            keywords=(f"adapter {mark}",),
            ids={"arxiv": "2106.09685"},
            open_access=True,
        ),
        Paper(
            title=f"A withdrawn map {mark}",
            key="gone2022",
            year=2022,
            withdrawn=Withdrawal("withdrawn", "2022-05-01", f"copied {mark}"),
        ),
    ]
    library.take_in([Read(paper, "refs.bib:1") for paper in papers])
    subject = subject_of(library.number("hu2021lora"))
    Answers(workspace).answer(subject, 1, f"Copies of weights {mark}")
    Reactions(workspace).toggle(subject, "careful")
    collections = Collections(workspace)
    collections.begin("PEFT")
    collections.add("PEFT", [subject])
    form = form_named(workspace, "quick")
    fields = {field.key: f"Merged at inference {mark}" for field in form.fields[:2]}
    Reviews(workspace).review(subject, form, fields)
    discussion = Discussion(workspace)
    first = discussion.comment(subject, f"Three seeds only {mark}", kind="caveat")
    discussion.comment(subject, f"Five, see the appendix {mark}", reply_to=first.number)


def write_doubtful_pair(workspace: Workspace, mark: str = "") -> None:
    """Two papers of one title, each with a DOI of its own: nobody has said yet whether they are one.

    They are in the collection, which can be screened then.
    """
    papers = [
        Paper(
            title="Seeds and what they cost in small laboratories",
            key=f"curie2020{letter}",
            authors=(Name(f"Curie {mark}", "Marie"),),
            year=2020,
            venue=f"{venue} {mark}",
            abstract=f"They cost {cost}. {mark}",
            ids={"doi": f"10.1000/{letter}"},
            extra={f"note {mark}": mark} if mark else {},
        )
        for letter, venue, cost in (("a", "ACL", "little"), ("b", "EMNLP", "much"))
    ]
    library = Library(workspace)
    library.take_in([Read(paper, "refs.bib:9") for paper in papers])
    subjects = [subject_of(library.number(paper.key)) for paper in papers]
    Collections(workspace).add("PEFT", subjects)
