"""Pages that were made are given again, and never once something has changed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from lived_in import a_lived_in_lab
from served import Client
from starlette.responses import HTMLResponse
from starlette.testclient import TestClient

from tenfold.lab.journal import Journal
from tenfold.lab.note import Note
from tenfold.lab.zone import zone_of
from tenfold.papers.library import Library
from tenfold.papers.topics import taxonomy_file
from tenfold.store.workspace import Workspace
from tenfold.web.app import create_app
from tenfold.web.kept_pages import KeptPages, Made
from tenfold.web.pages import paper_map
from tenfold.web.rooms import Rooms

IN_PLACE_S = 0.15
"""By then it is seen that somebody wrote into a file that is there."""
SIXTEEN = Path(taxonomy_file.__file__).with_name("topics.toml")


def _counted() -> tuple[list[int], Callable[[], Made]]:
    made: list[int] = []

    def make() -> Made:
        made.append(1)
        return Made(HTMLResponse(f"page {len(made)}"))

    return made, make


def test_a_page_is_made_once_a_stamp_and_a_reader() -> None:
    kept, (_, make) = KeptPages(), _counted()
    said = [
        kept.page(key, lambda stamp=stamp: stamp, make).body
        for key, stamp in (("a", 1), ("a", 1), ("b", 1), ("a", 2))
    ]
    assert said == [b"page 1", b"page 1", b"page 2", b"page 3"]


def test_a_page_that_moves_by_itself_is_made_again() -> None:
    kept, (made, make) = KeptPages(), _counted()
    kept.page("a", lambda: 1, lambda: Made(make().page, good_for_s=0.0))
    kept.page("a", lambda: 1, make)
    assert len(made) == 2


def test_what_was_refused_is_not_kept() -> None:
    kept, (_, make) = KeptPages(), _counted()
    kept.page("a", lambda: 1, lambda: Made(HTMLResponse("no", status_code=404)))
    assert kept.page("a", lambda: 1, make).body == b"page 1"


def test_one_makes_a_page_that_many_wait_for() -> None:
    kept, begun, go_on, made = KeptPages(), threading.Event(), threading.Event(), []

    def make() -> Made:
        made.append(1)
        begun.set()
        go_on.wait(30)
        return Made(HTMLResponse("page"))

    threads = [threading.Thread(target=kept.page, args=("a", lambda: 1, make)) for _ in range(5)]
    for thread in threads:
        thread.start()
    assert begun.wait(30)
    go_on.set()
    for thread in threads:
        thread.join(30)
    assert made == [1]


def test_who_waited_takes_a_page_that_was_begun_after_they_had_come() -> None:
    """Else each of a crowd makes it once more, where something is written all the time."""
    kept, begun, go_on, made = KeptPages(), threading.Event(), threading.Event(), []

    def first() -> Made:
        begun.set()
        assert go_on.wait(60)
        return Made(HTMLResponse("first"))

    def later() -> Made:
        made.append(1)
        return Made(HTMLResponse("later"))

    maker = threading.Thread(target=kept.page, args=("a", lambda: 0, first))
    maker.start()
    assert begun.wait(60)
    waiting = [
        threading.Thread(target=kept.page, args=("a", lambda n=n: n, later)) for n in range(1, 9)
    ]
    for thread in waiting:
        thread.start()
    end = time.monotonic() + 60
    while kept._under_way["a"][1] < 9:
        assert time.monotonic() < end, "they did not all come to wait"
        time.sleep(0.01)
    go_on.set()
    for thread in (maker, *waiting):
        thread.join(60)
    assert len(made) == 1  # not those who came before it was begun for what they saw
    assert kept.page("a", lambda: 9, later).body == b"later"
    assert len(made) == 2


def test_every_change_is_on_the_next_page(tmp_path: Path) -> None:
    lab = a_lived_in_lab(tmp_path / "lab")
    client = TestClient(create_app(lab.root, hosts={"testserver"}))
    assert client.get("/").text == client.get("/").text

    note = Note(
        text="Changed by another process",
        kind="thought",
        day=zone_of(lab).today(),
        is_private=False,
    )
    other = Workspace(lab.root)
    Journal(other).write(note)
    assert note.text in client.get("/").text

    declaration = lab.studies / "small.toml"
    assert "tell the organs?" in client.get("/studies").text
    asked = declaration.read_text(encoding="utf-8").replace("the organs?", "three organs?")
    declaration.write_text(asked, encoding="utf-8")
    time.sleep(IN_PLACE_S)
    for page in ("/studies", "/studies/small"):
        assert "tell three organs?" in client.get(page).text

    assert "done" in client.get("/studies/small").text
    texts = (
        lab.root / "texts.csv"
    )  # what the declaration names has changed: nothing of it is run yet
    texts.write_text(
        texts.read_text(encoding="utf-8") + "e999,a new cough,lung,p999\n", encoding="utf-8"
    )
    time.sleep(IN_PLACE_S)
    assert "not run yet" in client.get("/studies/small").text


def test_the_plan_and_the_map_follow_the_library(client: Client, lab: Path) -> None:
    workspace = Workspace(lab)
    before = client.get("/map/graph.json").json()
    key = Library(workspace).papers(limit=1)[0].key
    Library(workspace).change(key, title="A title that was put right")
    after = client.get("/map/graph.json").text
    assert "A title that was put right" in after
    assert "A title that was put right" not in str(before)


def test_the_topics_follow_their_file_wherever_it_lies(tmp_path: Path) -> None:
    lab = a_lived_in_lab(tmp_path / "lab")
    own = tmp_path / "elsewhere.toml"
    own.write_bytes(SIXTEEN.read_bytes())
    settings = lab.root / "tenfold.toml"
    named = settings.read_text(encoding="utf-8").replace("[papers]", f'[papers]\ntopics = "{own}"')
    settings.write_text(named, encoding="utf-8")
    client = TestClient(create_app(lab.root, hosts={"testserver"}))
    for _ in range(2):  # the first time files are made beside the database
        assert "Protein Research" in client.get("/topics").text
    own.write_text(own.read_text(encoding="utf-8").replace("Protein Research", "Folding"), "utf-8")
    assert "Protein Research" not in client.get("/topics").text


def test_no_long_address_and_nothing_of_former_settings_is_kept(tmp_path: Path) -> None:
    lab = a_lived_in_lab(tmp_path / "lab")
    app = create_app(lab.root, hosts={"testserver"})
    client, rooms = TestClient(app), app.state.rooms
    client.get("/studies")
    assert len(rooms.kept) == 1
    client.get(f"/studies?state={'a' * 3000}")
    client.get("/studies", headers={"hx-request": "x" * 3000})
    assert len(rooms.kept) == 1
    settings = lab.root / "tenfold.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    client.get("/settings")
    assert len(rooms.kept) == 0


def test_the_map_is_not_drawn_again_for_a_note(lab: Path) -> None:
    workspace = Workspace(lab)
    rooms = Rooms(lab)
    before = rooms.stamp_of_library("topic")
    note = Note(text="Of something else", kind="thought", day=zone_of(workspace).today())
    Journal(workspace).write(note)
    assert rooms.stamp_of_library("topic") == before
    key = Library(workspace).papers(limit=1)[0].key
    Library(workspace).change(key, title="Another title")
    assert rooms.stamp_of_library("topic") != before


def test_the_map_is_drawn_once_for_its_page_and_its_script(
    client: Client, lab: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[object] = []
    draw = paper_map.library_map
    monkeypatch.setattr(
        paper_map, "library_map", lambda *asked: (drawn.append(asked), draw(*asked))[1]
    )
    key = Library(Workspace(lab)).papers(limit=1)[0].key
    for address in (f"/map?around={key}", f"/map/graph.json?around={key}"):
        assert key in client.get(address).text
    assert len(drawn) == 1
    Library(Workspace(lab)).change(key, title="Drawn once more")
    assert "Drawn once more" in client.get(f"/map/graph.json?around={key}").text
    assert len(drawn) == 2


def test_where_the_database_is_gone_a_kept_page_says_what_any_other_says(tmp_path: Path) -> None:
    lab = a_lived_in_lab(tmp_path / "lab")
    app = create_app(lab.root, hosts={"testserver"})
    client = TestClient(app)
    for _ in range(2):
        assert client.get("/papers").status_code == 200
    app.state.rooms._pulse.close()
    kept, other = client.get("/papers"), client.get("/papers?q=never+asked")
    assert kept.status_code == other.status_code != 200
    assert "TF-" in other.text
    assert kept.text == other.text
