"""A folder of plain files is imported as the files in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tenfold.errors import InputError
from tenfold.papers.files import PaperFiles
from tenfold.papers.importers.importer import Read, Refused

BIB = "@article{{{key}, author = {{Hu, Edward}}, year = 2021, title = {{Paper {key}}}}}\n"


def test_every_file_is_read_and_what_is_no_paper_is_listed(tmp_path: Path) -> None:
    (tmp_path / "b.bib").write_text(BIB.format(key="b"))
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.bib").write_text(BIB.format(key="a"))
    (tmp_path / "notes.txt").write_text("Nothing to import.")
    (tmp_path / ".hidden.bib").write_text(BIB.format(key="hidden"))
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "c.bib").write_text(BIB.format(key="c"))
    found = list(PaperFiles.recognised([tmp_path]).records())
    assert [one.paper.key for one in found if isinstance(one, Read)] == ["b", "a"]
    assert [one.where for one in found if isinstance(one, Refused)] == [
        f"{tmp_path.name}/notes.txt"
    ]


def test_how_much_is_read_grows_to_the_whole(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text("".join(BIB.format(key=f"a{n}") for n in range(3)))
    (tmp_path / "b.ris").write_text("TY  - JOUR\nTI  - Adapters\nER  -\n")
    (tmp_path / "c.bib").write_bytes("".join(BIB.format(key=k) for k in "cd").encode("utf-16"))
    whole = sum(path.stat().st_size for path in tmp_path.iterdir())
    heard: list[tuple[int, int]] = []
    n_read = len(list(PaperFiles.recognised([tmp_path]).records(lambda *said: heard.append(said))))
    assert n_read == 6
    assert {of for _, of in heard} == {whole}
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)
    assert len({done for done, _ in heard}) >= 6  # within files too, not file by file
    assert heard[-1] == (whole, whole)


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
def test_links_in_a_circle_and_pipes_do_not_hold_it_up(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BIB.format(key="a"))
    (tmp_path / "again").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.bib")
    found = PaperFiles.recognised([tmp_path])
    assert [path.name for path, _importer in found.files] == ["a.bib"]
    assert found.left_out == ()


def test_a_folder_without_papers_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Nothing to import.")
    with pytest.raises(InputError, match="none of the formats"):
        PaperFiles.recognised([tmp_path])
