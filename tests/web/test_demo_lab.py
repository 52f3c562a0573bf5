"""The lab to look at has something on every page, is made once, and its study can be run."""

from __future__ import annotations

import pytest

from tenfold.lab.demo_lab import STUDY, make_demo_lab
from tenfold.lab.journal import Journal
from tenfold.lab.known_papers import unknown_papers
from tenfold.lab.paper_view import paper_view
from tenfold.lab.week.view import view_week
from tenfold.papers.library import Library
from tenfold.store.workspace import Workspace
from tenfold.study.api import load_study


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return make_demo_lab(tmp_path_factory.mktemp("demo") / "lab")


def test_there_is_something_to_see_of_everything(lab: Workspace) -> None:
    view = paper_view(lab, "hu2022lora")
    assert view.sheet.progress == {"Ada": 5}
    assert view.reviews
    assert view.reactions
    assert view.collections
    assert len(view.places) == 2
    assert "Declared" in view_week(lab).markdown
    assert Library(lab).count() == 12


def test_its_study_can_be_run_and_cites_papers_that_are_there(lab: Workspace) -> None:
    study = load_study(STUDY, workspace=lab)
    assert unknown_papers(lab, study.plan.declaration.study.papers) == []
    assert not [f for f in study.plan.findings if f.severity == "block" and f.state == "found"]


def test_what_one_wrote_into_it_stays(lab: Workspace) -> None:
    before = [note.text for note in Journal(lab).notes()]
    assert [note.text for note in Journal(make_demo_lab(lab.root)).notes()] == before
