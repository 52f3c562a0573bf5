"""Paths that cannot be read, and folders that are no data set."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tenfold.data.reading import read_table
from tenfold.errors import TenfoldError


def _write(root: Path, **files: bytes) -> None:
    """Files by name; a double underscore stands for the folder's slash."""
    for name, content in files.items():
        path = root.joinpath(*name.split("__"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(path.suffix or ".txt").write_bytes(content)


def _link(root: Path) -> None:
    _write(root, pos__a=b"good", neg__a=b"bad")
    (root / "pos" / "b.txt").symlink_to("/etc/hostname")


FOLDERS: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "nothing": (lambda root: root.mkdir(), "TF-DATA-010", "no rows"),
    "only files": (lambda root: _write(root, a=b"x", b=b"y"), "TF-DATA-010", "folder"),
    "empty classes": (lambda root: (root / "pos").mkdir(parents=True), "TF-DATA-010", "no rows"),
    "another file": (
        lambda root: _write(root, pos__a=b"good") or (root / "pos" / "b.pdf").write_bytes(b"%PDF"),
        "TF-DATA-002",
        "'b.pdf'",
    ),
    "a link": (_link, "TF-DATA-002", "a link"),
    "two depths": (
        lambda root: _write(root, train__pos__a=b"good", neg__a=b"bad"),
        "TF-DATA-002",
        "'neg'",
    ),
    "not UTF-8": (
        lambda root: _write(root, pos__a=b"good", neg__b=b"schlecht \xfc", neg__c=b"x"),
        "TF-DATA-004",
        "neg/b.txt",
    ),
    "a NUL": (lambda root: _write(root, pos__a=b"a\0b", neg__b=b"x"), "TF-DATA-005", "pos/a.txt"),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_is_refused_with_the_file_that_is_to_blame(tmp_path: Path, name: str) -> None:
    make, code, says = FOLDERS[name]
    make(tmp_path / "set")
    with pytest.raises(TenfoldError) as caught:
        read_table([tmp_path / "set"])
    assert caught.value.code == code
    assert says in f"{caught.value.where} {caught.value.message} {caught.value.remedy}"
    assert caught.value.remedy


def test_paths_that_are_no_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "reviews.csv").write_text("text,label\na,b\n")
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    (tmp_path / "gone.csv").symlink_to("nowhere.csv")
    for name, says in (
        ("review.csv", "reviews.csv"), ("pipe.csv", "no regular file"),
        ("zero.csv", "no regular file"), ("loop.csv", "links"), ("gone.csv", "no such file"),
        ("reviews.csv/a.csv", "directory"), ("a" * 300 + ".csv", "too long"), ("a\0b.csv", "null"),
        ("", "rows"),
    ):  # fmt: skip
        with pytest.raises(TenfoldError) as caught:
            read_table([tmp_path / name])
        assert caught.value.code in ("TF-DATA-001", "TF-DATA-010", "TF-DATA-002"), name
        assert says in f"{caught.value.message} {caught.value.remedy}", name
