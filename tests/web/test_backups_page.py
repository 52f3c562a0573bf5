"""Backups from the settings, for owners: made as the command makes them, listed, refused where none can be."""

from __future__ import annotations

from pathlib import Path
from shutil import rmtree

from jobs_on_pages import wait_for_job
from served import Client

from command import tenfold
from tenfold.store.backup import restore
from tenfold.store.backup_log import backups_made
from tenfold.store.workspace import Workspace
from tenfold.web.rights import RIGHTS

PAGE = "/settings/backups"


def test_one_is_made_from_the_page_and_comes_back_whole(
    client: Client, lab: Path, tmp_path: Path
) -> None:
    assert "None was made yet" in client.get(PAGE).text
    assert PAGE in client.get("/settings").text
    target = tmp_path / "lab-backup"
    client.send_form(PAGE, do="start", path=f" {target} ")
    wait_for_job(client, f"{PAGE}/progress")
    page = client.get(PAGE).text
    assert f"tenfold store restore {target} --into" in page
    assert "not there now" not in page
    again = restore(target, tmp_path / "again")
    assert again.digest == backups_made(Workspace(lab))[0].digest
    rmtree(target)
    assert "not there now" in client.get(PAGE).text


def test_those_of_the_command_are_listed_too(client: Client, lab: Path, tmp_path: Path) -> None:
    assert tenfold(lab, "store", "backup", str(tmp_path / "by-command")).returncode == 0
    page = client.get(PAGE).text
    assert str(tmp_path / "by-command") in page
    with (lab / ".tenfold" / "backups.jsonl").open("a") as file:
        file.write('{"torn": \n[]\n')
    assert client.get(PAGE).text == page


def test_a_place_where_none_can_be_is_refused_before_anything_is_done(
    client: Client, lab: Path, tmp_path: Path
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    before = backups_made(Workspace(lab))
    inside, full = lab / ".tenfold" / "x", tmp_path / "full"
    for path in ("", "relative/folder", str(lab), str(inside), str(full)):
        page = client.send_form(PAGE, do="start", path=path)
        assert page.status_code == 400, path
        assert "TF-STORE-BACKUP" in page.text, path
    assert client.send_form(PAGE, do="fly", path=str(tmp_path / "x")).status_code == 422
    assert backups_made(Workspace(lab)) == before
    assert not (tmp_path / "x").exists()


def test_it_is_for_owners() -> None:
    assert {least for (_, path), least in RIGHTS.items() if path.startswith(PAGE)} == {"owner"}
