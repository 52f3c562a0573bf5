"""A lab in which somebody has worked for two weeks: for who looks at the workbench for the first time."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tenfold.lab.goal import Goal, Milestone
from tenfold.lab.goals import Goals
from tenfold.lab.journal import Journal
from tenfold.lab.note import Note
from tenfold.lab.zone import zone_of
from tenfold.papers.answers import Answers
from tenfold.papers.collections import Collections
from tenfold.papers.discussion import Discussion
from tenfold.papers.files import PaperFiles
from tenfold.papers.forms import form_named
from tenfold.papers.library import Library
from tenfold.papers.reactions import Reactions
from tenfold.papers.reading import note_reached
from tenfold.papers.reviews import Reviews
from tenfold.papers.subject import subject_of
from tenfold.store.files import write_durably
from tenfold.store.workspace import Workspace

if TYPE_CHECKING:
    from tenfold.lab.note import NoteKind

__all__ = ["STUDY", "make_demo_lab"]

STUDY = "organs"
_DECLARATION = b"""\
# What the demonstration of the workbench runs: quick methods on definitions that come with tenfold.

[study]
question = "With twenty definitions each, does a pre-trained encoder tell organ systems better than words?"
seeds = 5
papers = ["reimers-gurevych-2019-sentence", "wang2020minilm", "kohler2021hpo"]

[data]
use = "builtin:organ-systems"
train_per_class = 20
overlap = "drop"

[methods.probe]
kind = "probe"

[methods.tfidf]
kind = "tfidf"

[methods.nearest-centroid]
kind = "nearest-centroid"

[[hypotheses]]
claim = "probe beats tfidf by 0.05 on accuracy"
primary = true

[[hypotheses]]
claim = "nearest-centroid is at most 0.02 worse than probe on accuracy"
"""
_PAPERS = Path(__file__).with_name("demo_papers.bib")
_LORA = {
    1: "Adapting a very large model to a task means to store and train a full copy of its weights.",
    3: "If only an update of low rank is trained, a task is learnt as well as by training all weights.",
    5: "The update of a matrix is the product of two thin ones, so it can be added in before inference.",
    8: "On several models and tasks, with few seeds each; the search for the rank is not counted.",
    10: "Give each matrix the rank that it needs, which AdaLoRA does.",
}


def make_demo_lab(folder: Path) -> Workspace:
    """Make the lab in a folder, its study in a file and not run. A workspace that is there is kept as it is."""
    workspace = Workspace.create(folder, person="Ada")
    path = workspace.studies / f"{STUDY}.toml"
    if not path.exists():
        write_durably(path, _DECLARATION)
        _fill_library(workspace)
        _fill_journal(workspace, zone_of(workspace).today())
    return workspace


def _fill_library(workspace: Workspace) -> None:
    library, today = Library(workspace), zone_of(workspace).today()
    library.take_in(PaperFiles.recognised([_PAPERS]).records())
    lora, bert = (_subject(library, key) for key in ("hu2022lora", "devlin-etal-2019-bert"))
    answers, reactions = Answers(workspace), Reactions(workspace)
    for n, text in _LORA.items():
        answers.answer(lora, n, text)
    note_reached(workspace, lora, day=today)
    reactions.toggle_all(lora, ["insightful", "missing-baseline"])
    reactions.toggle(bert, "useful")
    form = form_named(workspace, "quick")
    said = ("No latency is added.", "The cost of choosing the rank is not told.", "More seeds?")
    Reviews(workspace).review(
        lora, form, {field.key: text for field, text in zip(form.fields, said, strict=False)}
    )
    discussion = Discussion(workspace)
    first = discussion.comment(lora, "The ± of its tables are over **three** seeds.", kind="caveat")
    discussion.comment(lora, "Worth five in ours, then.", reply_to=first.number)
    collections = Collections(workspace)
    collections.begin("Adapting models")
    keys = ("hu2022lora", "zhang2023adalora", "houlsby2019adapters", "lester-etal-2021-power")
    collections.add("Adapting models", [_subject(library, key) for key in keys])


def _subject(library: Library, key: str) -> str:
    return subject_of(library.number(key))


def _fill_journal(workspace: Workspace, today: date) -> None:
    journal = Journal(workspace)
    said: tuple[tuple[int, NoteKind, str, bool], ...] = (
        (8, "thought", "Words alone may be enough: organs are named in their definitions.", True),
        (2, "did", f"Declared @{STUDY} before its first run.", True),
        (1, "question", "How many definitions a class would a doctor need?", True),
        (0, "to-learn", "Multiplicity: why Holm and not Bonferroni?", True),
        (0, "thought", "I am not sure that I like definitions as a task.", False),
    )
    for days, kind, text, is_shared in said:
        day = today - timedelta(days=days)
        journal.write(Note(text=text, kind=kind, day=day, is_private=not is_shared))
    steps = (("a first verdict", 2), ("a draft to Gao", 16))
    milestones = tuple(Milestone(text=text, by=today + timedelta(days=n)) for text, n in steps)
    by = today + timedelta(days=40)
    Goals(workspace).add(Goal(text="A short paper on few examples", by=by, milestones=milestones))
