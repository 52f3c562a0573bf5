"""A site takes the place of the one before whole or not at all, and touches nothing of others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tenfold.errors import InputError
from tenfold.lab.publish.file_names import file_name
from tenfold.lab.publish.folder import MARKER, Folder
from tenfold.store.workspace import Workspace

FIRST = {"index.html": b"one", "papers/a.html": b"a", "papers/b.html": b"b"}
SECOND = {"index.html": b"two", "papers/a.html": b"a"}


@pytest.fixture(params=["in one step", "in two steps"], autouse=True)
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways for a folder to take the place of another must pass all of this."""
    if request.param == "in two steps":
        monkeypatch.setattr("tenfold.lab.publish.folder.exchange", lambda one, other: False)


def put(path: Path, files: dict[str, bytes]) -> None:
    Folder(path).put(files, made_by="tenfold", day="2026-11-29")


def found(path: Path) -> dict[str, bytes]:
    return {
        p.relative_to(path).as_posix(): p.read_bytes()
        for p in path.rglob("*")
        if p.is_file() and p.name != MARKER
    }


def test_pages_that_are_gone_are_removed_and_files_of_others_stay(tmp_path: Path) -> None:
    site = tmp_path / "site"
    put(site, FIRST)
    (site / ".git" / "refs").mkdir(parents=True)
    (site / "CNAME").write_bytes(b"example.org")
    (site / "link").symlink_to("CNAME")
    changes = Folder(site).changes(SECOND)
    assert (changes.new, changes.changed, changes.gone) == ((), ("index.html",), ("papers/b.html",))
    assert (changes.foreign, changes.asks) == (("CNAME",), False)
    put(site, SECOND)
    assert found(site) == {**SECOND, "CNAME": b"example.org", "link": b"example.org"}
    assert (site / "link").is_symlink()
    assert (site / ".git" / "refs").is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["site"], "nothing is left beside it"


def test_a_page_that_somebody_changed_is_theirs(tmp_path: Path) -> None:
    site = tmp_path / "site"
    put(site, FIRST)
    (site / "index.html").write_bytes(b"mine")
    (site / "papers" / "b.html").write_bytes(b"mine")
    changes = Folder(site).changes(SECOND)
    assert changes.in_the_way == ("index.html",)
    assert changes.asks
    assert changes.gone == ()
    put(site, SECOND)
    assert found(site) == {**SECOND, "papers/b.html": b"mine"}


def test_others_files_are_asked_about(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("mine", "utf-8")
    assert Folder(tmp_path).changes(FIRST).asks
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / MARKER).write_text('{"files": {"../diary.txt": "x"}}', "utf-8")
    assert Folder(tmp_path / "other").changes(FIRST).gone == ()
    (tmp_path / "other" / MARKER).write_text("[]", "utf-8")
    assert Folder(tmp_path / "other").changes(FIRST).in_the_way == (MARKER,)
    assert not Folder(tmp_path / "new").changes(FIRST).asks


def test_a_failure_leaves_the_site_as_it_was(tmp_path: Path) -> None:
    site = tmp_path / "site"
    put(site, FIRST)
    before = {**found(site), MARKER: (site / MARKER).read_bytes()}
    with pytest.raises(InputError, match="cannot be put there"):
        put(site, {**SECOND, "papers": b"no folder and file of one name"})
    assert {**found(site), MARKER: (site / MARKER).read_bytes()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_that_a_killed_process_left_beside_comes_back(tmp_path: Path) -> None:
    site = tmp_path / "site"
    put(site, FIRST)
    os.rename(site, tmp_path / ".site.before-publication")
    assert Folder(site).changes(FIRST).same == tuple(sorted(FIRST))
    (tmp_path / ".site.before-publication").mkdir()
    (tmp_path / ".site.0123456789ab.tmp").mkdir()
    put(site, SECOND)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_in_which_others_may_not_write_is_said(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        (tmp_path / "parent").write_text("a file where the folder above should be", "utf-8")
    else:
        (tmp_path / "parent").mkdir(mode=0o555)
    with pytest.raises(InputError, match="cannot be put there"):
        put(tmp_path / "parent" / "site", FIRST)


def test_a_workspace_and_a_file_are_no_place_for_a_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = Workspace.create(tmp_path / "lab")
    (tmp_path / "file").write_text("x", "utf-8")
    for place in (lab.root, lab.hidden / "site", lab.studies / "site", tmp_path / "file"):
        with pytest.raises(InputError):
            Folder(place).changes({})
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(InputError, match="that you are in"):
        Folder(Path()).changes({})
    assert not Folder(lab.root / "site").changes(FIRST).asks


@pytest.mark.parametrize(
    "key", ["a/b", "../x", "CON", "com1", "a.b", "", "x" * 300, "李", "a b", "-a", "é"]
)
def test_a_file_name_is_safe_on_every_disk(key: str) -> None:
    name = file_name(key)
    assert name.isascii()
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")
    assert 0 < len(name) < 80
    assert name not in ("con", "com1")
    assert file_name(name) != name, "nobody's plain key is another's made name"
