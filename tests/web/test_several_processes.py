"""Several processes serve one lab: whichever is asked says the same; they come back, and end together."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psutil
import pytest
from served import Client, started
from signed_in import BY, COOKIE, open_accounts

from command import tenfold
from small import DECLARATION, write_study, write_texts
from tenfold.data import catalog
from tenfold.data.reading import read_table
from tenfold.desk.labelling.opening import open_labelling
from tenfold.desk.labelling.record import LabelRecord
from tenfold.errors import InputError, StoppedError
from tenfold.lab.journal import Journal
from tenfold.store.accounts import Accounts
from tenfold.store.workspace import Workspace
from tenfold.study.launch import running_worker, watch
from tenfold.web import serving
from tenfold.web.children import _Place
from tenfold.web.serving import Opening, n_processes
from tenfold.web.turn import Turn

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="one process elsewhere")

PASSWORD = "three quiet otters"
SLOW = """
import csv, pathlib, sys, time
until = time.monotonic() + 120
while not pathlib.Path("go-on").exists() and time.monotonic() < until:
    time.sleep(0.05)
ids = [row["id"] for row in csv.DictReader(open(sys.argv[1]))]
with open(sys.argv[2], "w") as out:
    out.write("id,heart,lung,skin\\n" + "".join(f"{i},0.2,0.3,0.5\\n" for i in ids))
"""


@dataclass(frozen=True)
class Family:
    """A server and its processes."""

    parent: subprocess.Popen[str]
    address: str

    def children(self) -> list[psutil.Process]:
        return sorted(psutil.Process(self.parent.pid).children(), key=lambda one: one.pid)

    @contextmanager
    def only(self, n: int) -> Iterator[Client]:
        """A client whom the child `n` answers: the others stand still as long as this is open."""
        others = [child for i, child in enumerate(self.children()) if i != n]
        for child in others:
            child.suspend()
        try:
            with Client(base_url=self.address, timeout=60) as client:
                yield client
        finally:
            for child in others:
                child.resume()

    def get(self, n: int, path: str, session: str = "") -> httpx2.Response:
        with self.only(n) as client:
            return client.get(path, headers={"cookie": f"{COOKIE}={session}"})

    def send(
        self, n: int, path: str, session: str = "", /, **fields: str | list[str]
    ) -> httpx2.Response:
        headers = {"origin": self.address, "cookie": f"{COOKIE}={session}"}
        with self.only(n) as client:
            return client.post(path, data=fields, headers=headers)


@contextmanager
def family(lab: Path) -> Iterator[Family]:
    with started(lab, "--processes", "2") as (parent, client):
        made = Family(parent, str(client.base_url).rstrip("/"))
        client.get("/login")  # it waits until one is there
        until(lambda: len(made.children()) == 2)
        yield made


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace.create(tmp_path_factory.mktemp("several") / "lab", person="Ada")
    open_accounts(made)
    path = made.root / "tenfold.toml"
    path.write_text(path.read_text().replace("[web]\n", "[web]\ncommands = true\n"))
    accounts = Accounts(made.database)
    accounts.accept(accounts.invite("Ada", by=BY), PASSWORD, address="")
    return made


@pytest.fixture(scope="module")
def server(workspace: Workspace) -> Iterator[Family]:
    with family(workspace.root) as made:
        yield made


@pytest.fixture(scope="module")
def ada(server: Family) -> str:
    """A session that began in the first."""
    return server.send(0, "/login", name="Ada", password=PASSWORD).cookies[COOKIE]


def test_a_session_holds_and_ends_in_all(server: Family) -> None:
    session = server.send(0, "/login", name="Ada", password=PASSWORD).cookies[COOKIE]
    assert server.get(1, "/papers", session).status_code == 200
    server.send(1, "/logout", session)
    assert server.get(0, "/papers", session).status_code == 303


def test_wrong_passwords_count_in_sum(server: Family) -> None:
    tries = [server.send(n % 2, "/login", name="Nobody", password="no") for n in range(6)]
    assert [one.status_code for one in tries] == [401] * 5 + [429]


def test_what_is_written_in_one_is_on_the_next_page_of_the_other(server: Family, ada: str) -> None:
    for n in (0, 1):
        assert "Seen by all" not in server.get(n, "/", ada).text  # and keeps the page
    for writer in (0, 1):
        text = f"Seen by all, from {writer}"
        assert server.send(writer, "/notes", ada, text=text, share="true").status_code == 303
        assert text in server.get(1 - writer, "/", ada).text
        assert text in server.get(writer, "/", ada).text


def test_a_study_is_started_in_one_and_stopped_in_the_other(
    server: Family, workspace: Workspace, ada: str
) -> None:
    (workspace.root / "slow.py").write_text(SLOW)
    command = f'kind = "command"\nrun = "{sys.executable} slow.py {{test}} {{out}} {{seed}}"'
    usual = DECLARATION.format(seeds=12, data="texts.csv", more='label = "organ"')
    write_study(workspace, text=usual.replace('kind = "majority"', command))
    assert server.send(0, "/studies/small/run", ada, a="b").status_code == 303
    worker = running_worker(workspace, "small")
    assert worker is not None
    assert 'class="live' in server.get(1, "/studies/small", ada).text
    assert server.send(1, "/studies/small/stop", ada, a="b").status_code == 303
    (workspace.root / "go-on").touch()
    *_, last = [event.kind for event in watch(workspace, worker) if event is not None]
    assert last == "stopped"
    assert 'class="live' not in server.get(0, "/studies/small", ada).text


def test_a_job_that_one_began_is_shown_by_the_other(
    server: Family, workspace: Workspace, ada: str
) -> None:
    csv = write_texts(workspace.root / "more.csv", n_per_class=4)
    catalog.add(workspace, read_table([csv]), text="text", label="organ", name="more")
    begun = server.send(0, "/data/more/audit", ada, a="b")
    assert begun.status_code == 303, begun.text
    until(lambda: "hx-refresh" in server.get(1, "/data/more/audit/progress", ada).headers)
    assert "were not made yet" not in server.get(1, "/data/more/audit", ada).text
    assert len(list((workspace.hidden / "jobs").glob("audit-*.json"))) == 1


def test_a_label_that_is_taken_back_in_one_is_asked_again_by_the_other(
    server: Family, workspace: Workspace, ada: str
) -> None:
    csv = write_texts(workspace.root / "pool.csv", n_per_class=4)
    catalog.add_unlabelled(workspace, read_table([csv]), text="text", name="pool")
    open_labelling(workspace, "pool", classes=("lung", "skin"), overlap=0.5)
    path = "/data/pool/label?strategy=random"

    def known(n: int, path: str = path) -> dict[str, str]:
        found = re.findall(r'name="(item|based_on|newest)" value="(\w*)"', page_of(n, path))
        return dict(reversed(found))  # the first of each: the last form is another one

    def page_of(n: int, path: str) -> str:
        return server.get(n, path, ada).text

    def chosen_by() -> list[str]:
        return [event.word.chosen_by for event in LabelRecord(workspace, "pool").events()]

    asked, same = known(0), known(1)
    assert asked == same
    done = server.send(1, path, ada, **asked, label="lung")
    assert done.status_code == 303, (asked, done.text)
    undone = server.send(0, path, ada, **known(0), do="undo")
    assert undone.status_code == 303, undone.text
    taken_back = undone.headers["location"]
    again = known(1, taken_back)
    assert again["item"] == asked["item"]
    server.send(1, path, ada, **again, label="skin")
    assert known(0)["item"] == known(1)["item"] != asked["item"]
    assert len(set(chosen_by())) == 1


def test_one_that_is_killed_comes_back(server: Family) -> None:
    before = server.children()
    before[0].kill()
    until(lambda: len(server.children()) == 2 and before[0] not in server.children())
    assert before[1] in server.children()
    for n in (0, 1):
        assert server.get(n, "/login").status_code == 200
    assert all(child.status() != psutil.STATUS_ZOMBIE for child in server.children())


def test_what_was_asked_before_ctrl_c_is_answered(tmp_path: Path) -> None:
    lab = Workspace.create(tmp_path / "lab", person="Ada")
    with family(lab.root) as made:
        host, body = made.address.removeprefix("http://"), b"text=Not+lost"
        with socket.create_connection(("127.0.0.1", int(host.partition(":")[2])), 60) as line:
            head = (
                f"POST /notes HTTP/1.1\r\nhost: {host}\r\norigin: {made.address}\r\n"
                "content-type: application/x-www-form-urlencoded\r\nexpect: 100-continue\r\n"
                f"content-length: {len(body)}\r\n\r\n"
            )
            line.sendall(head.encode())
            assert b"100 Continue" in line.recv(4096)
            children = made.children()
            made.parent.send_signal(signal.SIGINT)
            until(lambda: is_closed(line.getpeername()))
            line.sendall(body)
            assert b" 303 " in line.recv(4096)
        assert made.parent.wait(60) == 3
        assert made.parent.stderr is not None
        assert made.parent.stderr.read().strip() == "stopped."
    assert not any(child.is_running() for child in children)
    assert [note.text for note in Journal(lab).notes()] == ["Not lost"]


def is_closed(address: tuple[str, int]) -> bool:
    with suppress(ConnectionResetError):
        try:
            socket.create_connection(address, 60).close()
        except ConnectionRefusedError:
            return True
    return False


def test_no_child_outlives_a_parent_that_is_killed(tmp_path: Path) -> None:
    lab = Workspace.create(tmp_path / "lab", person="Ada")
    with family(lab.root) as made:
        children = made.children()
        made.parent.kill()
        _, left = psutil.wait_procs(children, timeout=60)
        assert left == []


def test_a_server_takes_connections_one_by_one_though_many_may_wait(tmp_path: Path) -> None:
    """Else the process that wakes first takes all that a browser opens together."""
    with serving.bind("127.0.0.1", 0) as listener:
        assert serving.server_of(tmp_path, listener).config.backlog == 1


def test_a_turn_is_one_of_all_processes(tmp_path: Path) -> None:
    mine, theirs = (Turn("bundle", tmp_path / "a.lock", wait_s=0) for _ in range(2))
    with mine.taken(), pytest.raises(StoppedError, match="another bundle"), theirs.taken():
        pass
    with theirs.taken():
        pass


def test_a_lab_to_look_at_is_served_by_one(tmp_path: Path) -> None:
    done = tenfold(tmp_path, "web", "--demo", "--no-open", "--processes", "2")
    assert done.returncode == 2
    assert "by one process" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_who_dies_young_waits_longer_each_time() -> None:
    place, waited = _Place(), []
    for _ in range(10):
        place.begun = place.due
        place.died(place.begun + 1.0)
        waited.append(place.due - place.begun - 1.0)
    assert waited[:4] == [0.5, 1.0, 2.0, 4.0]
    assert waited[-1] == 60.0
    place.begun = place.due
    place.died(place.begun + 3600.0)
    assert place.due == place.begun + 3600.0


def test_people_who_sign_in_have_several_and_one_person_has_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(16)))
    lab = Workspace.create(tmp_path / "lab")
    assert n_processes(lab, Opening()) == 1
    assert n_processes(lab, Opening(users=True)) == 4
    assert n_processes(lab, Opening(users=True), asked=8) == 8
    monkeypatch.setattr(serving, "can_fork", lambda: False)
    assert n_processes(lab, Opening(users=True)) == 1
    with pytest.raises(InputError, match="only on Linux"):
        n_processes(lab, Opening(), asked=2)


@pytest.mark.parametrize("said", ["0", "true", '"two"', "1000", "1.5"])
def test_what_is_no_number_of_processes_is_told(tmp_path: Path, said: str) -> None:
    lab = Workspace.create(tmp_path / "lab")
    (lab.root / "tenfold.toml").write_text(f"[web]\nprocesses = {said}\n")
    with pytest.raises(InputError, match="from 1 to 64"):
        n_processes(Workspace(lab.root), Opening())
