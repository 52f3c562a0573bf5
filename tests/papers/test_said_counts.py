"""`paper show` says in one line how much was said of a paper."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from papers.records import LORA, reads
from tenfold.cli.papers.app import paper_app
from tenfold.papers.answers import Answers
from tenfold.papers.discussion import Discussion
from tenfold.papers.forms import form_named
from tenfold.papers.library import Library
from tenfold.papers.reactions import Reactions
from tenfold.papers.reviews import Reviews
from tenfold.papers.subject import subject_of
from tenfold.store.workspace import Workspace


def test_what_was_said_is_counted_in_one_line(workspace: Workspace) -> None:
    library = Library(workspace)
    library.take_in(reads(LORA))
    (paper,) = library.papers()
    called = ["show", paper.key, "--workspace", str(workspace.root)]
    assert "said:" not in CliRunner().invoke(paper_app, called).stdout
    subject = subject_of(library.number(paper.key))
    for person, questions in ((workspace.person, (1, 5, 8)), ("Gao", (1, 2))):
        answers = Answers(workspace, person=person)
        for n in questions:
            answers.answer(subject, n, "words")
        Reactions(workspace, person=person).toggle(subject, "like")
    form = form_named(workspace, "quick")
    said = {f.key: "4" if f.type == "number" else "words" for f in form.fields}
    Reviews(workspace).review(subject, form, said)
    talk = Discussion(workspace)
    talk.comment(subject, "one")
    talk.remove(subject, talk.comment(subject, "two").number)
    line = "said: answers 3 of 10 by you, 4 by anybody, 1 review, 1 comment, like 2\n"
    assert line in CliRunner().invoke(paper_app, called).stdout
    counted = json.loads(CliRunner().invoke(paper_app, [*called, "--json"]).stdout)["said"]
    assert counted == {
        "n_questions": 10, "answers_by_you": 3, "answers": 4, "reviews": 1, "comments": 1,
        "reactions": {"like": 2},
    }  # fmt: skip
