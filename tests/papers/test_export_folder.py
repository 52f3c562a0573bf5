"""A library that goes out as a folder comes in again as the same library."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from papers.records import LORA, LORA_ICLR, made, reads, whole
from tenfold.errors import InputError
from tenfold.papers.exporters.folder import export_folder
from tenfold.papers.exporters.written_files import write_folder
from tenfold.papers.files import PaperFiles
from tenfold.papers.formats.csl import item_of, paper_of_item
from tenfold.papers.formats.folder import details_of, restored
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.library import Library
from tenfold.papers.record import Name, Paper, Reference, Withdrawal
from tenfold.store.workspace import Workspace


def again(folder: Path, root: Path) -> Library:
    library = Library(Workspace.create(root))
    files = PaperFiles.recognised([folder])
    report = library.take_in(files.records(), sources=files.sources())
    assert report.counts["refused"] == report.counts["merged"] == 0
    return library


def compared(library: Library) -> tuple[object, object]:
    keys = {n: paper.key for n, paper in library.each()}
    relations = {(keys[a], keys[b], *said) for (a, b), said in library.relations().items()
                 if a in keys and b in keys}  # fmt: skip
    return [(content, aliases) for _, content, aliases in whole(library)], relations


def test_the_same_library_comes_in_again(workspace: Workspace, tmp_path: Path) -> None:
    library = Library(workspace)
    library.take_in(reads(LORA, LORA_ICLR, *made(2000)))
    library.change(
        library.papers()[3].key, key="renamed", withdrawn=Withdrawal("retracted", "2024", "x")
    )
    first, *_, last = library.papers(limit=50)
    library.merge(first.key, [last.key])
    kept = library.papers(limit=3)
    library.link(kept[0].key, kept[2].key, "different", "because")
    assert any(aliases for _, _, aliases in whole(library))
    assert len(library.relations()) >= 2
    n = export_folder(library, tmp_path / "out")
    assert n == library.count()
    assert compared(again(tmp_path / "out", tmp_path / "new")) == compared(library)


def test_papers_that_the_library_kept_apart_stay_two(workspace: Workspace, tmp_path: Path) -> None:
    library = Library(workspace)
    library.take_in(reads(LORA, replace(LORA, title="Another", ids={})))
    library.change(library.papers()[0].key, title=LORA.title, key="twin")
    export_folder(library, tmp_path / "out")
    assert again(tmp_path / "out", tmp_path / "new").count() == 2


def test_an_import_of_ones_own_export_says_nothing_new(
    workspace: Workspace, tmp_path: Path
) -> None:
    library = Library(workspace)
    library.take_in(reads(*made(300)))
    before = whole(library)
    export_folder(library, tmp_path / "out")
    report = library.take_in(PaperFiles.recognised([tmp_path / "out"]).records())
    assert report.counts["new"] == report.counts["merged"] == 0
    assert whole(library) == before


texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)
names = st.builds(Name, texts.filter(bool), texts, texts, st.lists(texts, max_size=2).map(tuple))
papers = st.builds(
    Paper,
    title=texts,
    key=st.just("a"),
    type=st.sampled_from(["article", "book", "post"]),
    authors=st.lists(names, max_size=3).map(tuple),
    year=st.none() | st.integers(-9999, 9999),
    issued=st.sampled_from(["", "2021", "2021-06", "2021-13", "1999-1-1"]) | texts,
    venue=texts,
    pages=texts,
    abstract=texts,
    keywords=st.lists(texts, max_size=3).map(tuple),
    ids=st.dictionaries(st.sampled_from(["doi", "arxiv", "s2"]), texts, max_size=2),
    url=texts,
    open_access=st.none() | st.booleans(),
    withdrawn=st.none() | st.builds(Withdrawal, st.just("retracted"), texts, texts),
    n_citations=st.none() | st.integers(0, 10),
    references=st.lists(st.builds(Reference, title=texts, raw=texts), max_size=2).map(tuple),
    extra=st.dictionaries(texts, texts, max_size=2),
)


@given(papers)
def test_an_item_and_its_details_are_the_paper(paper: Paper) -> None:
    item = paper_of_item(item_of(paper, "a"))
    assert restored(item, details_of(paper, (), ())).to_content() == paper.to_content()


NASTY = [
    "\\u0000 is written out", "%", "{", "}", '"', "a\u2028b", "<script>", "---", "../../x", "]]",
    "emoji 😀", "\x7f\x85", "# no heading", "tab\there", "名前", "\\", "'''", "@misc{x,", "null",
]  # fmt: skip


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=10
)
@given(titles=st.lists(texts.filter(str.strip), max_size=10))
def test_any_title_survives(tmp_path_factory: pytest.TempPathFactory, titles: list[str]) -> None:
    root = tmp_path_factory.mktemp("nasty")
    library = Library(Workspace.create(root / "lab"))
    library.take_in(reads(*(Paper(title=title) for title in NASTY + titles)))
    export_folder(library, root / "out")
    assert compared(again(root / "out", root / "new")) == compared(library)


def test_a_folder_that_is_not_empty_is_left_alone(workspace: Workspace, tmp_path: Path) -> None:
    library = Library(workspace)
    library.take_in(reads(LORA))
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    for force in (False, True):
        with pytest.raises(InputError, match="out"):
            export_folder(library, out, force=force)
    assert [path.name for path in out.iterdir()] == ["mine.txt"]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_what_others_wrote_into_an_export_stays(workspace: Workspace, tmp_path: Path) -> None:
    library = Library(workspace)
    library.take_in(reads(LORA))
    out = tmp_path / "out"
    export_folder(library, out)
    (out / "mine.txt").write_text("mine")
    (out / "README.md").write_text("changed by hand")
    with pytest.raises(InputError, match="not empty"):
        export_folder(library, out)
    library.take_in(reads(*made(3)))
    export_folder(library, out, force=True)
    assert (out / "mine.txt").read_text() == "mine"
    assert (out / "README (changed).md").read_text() == "changed by hand"
    assert again(out, tmp_path / "new").count() == 4


@pytest.mark.parametrize(
    "wrong", ["", "[]", "{", '{"format": "tenfold-papers", "version": 3}', "1"]
)
def test_a_manifest_of_another_form_is_said(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "tenfold-export.json").write_text(wrong)
    with pytest.raises(InputError, match="no export"):
        list(PaperFiles.recognised([tmp_path]).files[0][1].read(tmp_path))


@pytest.mark.parametrize(
    "line",
    ["", "{", "[1]", '{"key": "a", "fields": {"authors": 1}}', '{"key": "a", "fields": {"ids": "x"}}',
     '{"key": "a", "relations": [["a"]]}', '{"key": "a", "fields": {"title": {}}}',
     '{"key": "a", "fields": {"references": [1]}}', "[" * 100_000,
     '{"key": "a", "fields": {"year": "2020", "extra": [], "keywords": 3}}'],
)  # fmt: skip
def test_details_that_are_none_cost_only_the_details(
    workspace: Workspace, tmp_path: Path, line: str
) -> None:
    out = tmp_path / "out"
    for name in ("records", "details"):
        (out / name).mkdir(parents=True)
    (out / "tenfold-export.json").write_text('{"format": "tenfold-papers", "version": 1}')
    (out / "records/0001.json").write_text('[{"id": "a", "type": "book", "title": "T"}]')
    (out / "details/0001.jsonl").write_text(line)
    library = Library(workspace)
    report = library.take_in(PaperFiles.recognised([out]).records())
    assert report.counts["new"] == 1
    assert library.paper("a").title == "T"
    assert report.new[0].remarks


class PowerCutError(Exception):
    """The import ends here."""


def test_an_import_that_was_broken_off_keeps_apart_too(
    workspace: Workspace, tmp_path: Path
) -> None:
    library = Library(workspace)
    library.take_in(reads(LORA, *made(1400), Paper(title="Nothing like it", key="twin", year=2021)))
    library.change("twin", title=LORA.title, authors=LORA.authors)
    out = tmp_path / "out"
    export_folder(library, out)
    new = Library(Workspace.create(tmp_path / "new"))
    files = PaperFiles.recognised([out])

    def broken() -> Iterator[Read | Refused]:
        for n, record in enumerate(files.records()):
            if n == 1050:
                raise PowerCutError
            yield record

    with pytest.raises(PowerCutError):
        new.take_in(broken(), sources=files.sources())
    assert 0 < new.count() < library.count()
    report = new.take_in(files.records(), sources=files.sources())
    assert report.resumed_at == 1000
    assert compared(new) == compared(library)


@pytest.mark.parametrize("is_there", [False, True])
def test_an_export_that_breaks_off_leaves_nothing(tmp_path: Path, is_there: bool) -> None:
    out = tmp_path / "out"
    if is_there:
        write_folder(out, [("a.md", "before")], {})
    before = {path: path.is_dir() or path.read_bytes() for path in tmp_path.rglob("*")}

    def broken() -> Iterator[tuple[str, str]]:
        yield "a.md", "after"
        raise PowerCutError

    with pytest.raises(PowerCutError):
        write_folder(out, broken(), {}, force=True)
    assert {path: path.is_dir() or path.read_bytes() for path in tmp_path.rglob("*")} == before


def test_links_in_an_export_are_kept_as_links(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "a.txt").write_text("a")
    write_folder(out, [("a.md", "1")], {})
    (out / "link").symlink_to(elsewhere)
    (out / "a.md").unlink()
    (out / "a.md").symlink_to(elsewhere / "a.txt")
    write_folder(out, [("a.md", "2")], {}, force=True)
    assert (out / "link").is_symlink()
    assert (out / "a (changed).md").is_symlink()
    assert (out / "a.md").read_text() == "2"
    assert (elsewhere / "a.txt").read_text() == "a"
