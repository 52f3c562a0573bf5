"""Books, courses, posts and videos: they come in by their title, and one counts how far one is."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import typer
from typer.testing import CliRunner

from tenfold.cli.papers.app import paper_app
from tenfold.errors import InputError
from tenfold.lab.papers_read import papers_read
from tenfold.lab.zone import zone_of
from tenfold.papers.exporters.csl import write_csl
from tenfold.papers.formats.bibtex.reading import fields_written
from tenfold.papers.item_kind import ITEM_KINDS, TYPE_OF_KIND, item_kind
from tenfold.papers.library import Library
from tenfold.papers.mark_change import MarkChange
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.papers.record import Paper
from tenfold.papers.subject import subject_of
from tenfold.store.workspace import Workspace

app = typer.Typer()
app.add_typer(paper_app, name="paper")


def run(workspace: Workspace, *words: str) -> str:
    done = CliRunner().invoke(app, ["paper", *words, "--workspace", str(workspace.root)])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_course_comes_in_handed_over_and_is_worked_through(workspace: Workspace) -> None:
    item = ("--kind", "course", "--title", "Deep learning", "--author", "Ng, Andrew")
    added = json.loads(
        run(workspace, "add", *item, "--year", "2020", "--from", "Gao", "--due", "+2w", "--json")
    )
    key = added["key"]
    assert (added["type"], added["authors"]) == ("course", [{"family": "Ng", "given": "Andrew"}])
    assert "from Gao due" in run(workspace, "owed")
    assert "3 of 12 lessons" in run(workspace, "progress", key, "3/12")
    assert "4 of 12 lessons" in run(workspace, "progress", key, "4")
    assert "4 of 12 lessons" in run(workspace, "show", key)
    assert "4 of 12 lessons" in run(workspace, "list", "--type", "course")
    (read,) = papers_read(workspace)
    assert (read.key, read.depth, read.progress) == (key, "part", (4, 12, "lessons"))
    assert "read in depth" in run(workspace, "progress", key, "12")
    assert "Nobody waits" in run(workspace, "owed")
    assert [(one.key, one.depth) for one in papers_read(workspace)] == [(key, "in depth")]
    with pytest.raises(InputError, match="already"):
        run(workspace, "add", *item, "--year", "2020")


def test_what_one_is_through_with_stays_as_one_says(workspace: Workspace) -> None:
    today = zone_of(workspace).today() - timedelta(days=1)
    change = MarkChange(progress="5/5", state="skimmed")
    mark = ReadingMarks(workspace).change(subject_of(1), change, day=today)
    assert mark.state == "skimmed"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--kind", "curse", "--title", "x"), "no kind"),
        (("--kind", "course"), "needs a title"),
        (("--kind", "course", "--title", "x", "--query", "y"), "without query"),
        (("2106.09685", "--due", "fri"), "goes with --kind"),
    ],
)
def test_what_does_not_go_together_is_refused_before_anything_is_asked(
    workspace: Workspace, words: tuple[str, ...], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        run(workspace, "add", *words)
    assert Library(workspace).count() == 0


@pytest.mark.parametrize("kind", ITEM_KINDS)
def test_a_kind_survives_the_formats(kind: str) -> None:
    paper = Paper(key="k", title="t", type=TYPE_OF_KIND[kind])  # type: ignore[index]
    assert item_kind(paper.type) == kind
    assert json.loads(write_csl([paper]))[0]["type"] == paper.type
    entry, fields = fields_written(paper)
    assert entry in ("article", "misc", "book", "online", "video")
    assert fields.get("csltype", paper.type) == paper.type


def test_another_unit_needs_its_own_whole(workspace: Workspace) -> None:
    """120 of 800 pages, then "3 chapters": there are not 800 chapters."""
    key = json.loads(run(workspace, "add", "--kind", "book", "--title", "Learning", "--json"))[
        "key"
    ]
    assert "120 of 800 pages" in run(workspace, "progress", key, "120/800")
    with pytest.raises(InputError, match="how many chapters") as refused:
        run(workspace, "progress", key, "3", "chapters")
    assert "40/200 chapters" in str(refused.value.remedy)
    assert "3 of 20 chapters" in run(workspace, "progress", key, "3/20", "chapters")
