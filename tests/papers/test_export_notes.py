"""Notes in Markdown: what Obsidian and other readers find in them."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tenfold.errors import InputError
from tenfold.papers.exporters.file_names import file_names
from tenfold.papers.exporters.notes import export_notes, markdown_text, yaml_text
from tenfold.papers.record import Name, Paper, Reference, Withdrawal

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)


@given(texts | st.lists(texts, max_size=3))
def test_the_front_matter_says_what_was_meant(value: object) -> None:
    assert yaml.safe_load(f"title: {yaml_text(value)}\n") == {"title": value}


@given(st.text(st.sampled_from("aB1 <>&;*_`[]()\\#~|!.\"'$%^=+-{}@:/\n中é"), max_size=30))
def test_text_means_nothing_in_markdown(text: str) -> None:
    shown = MarkdownIt("commonmark").parse(markdown_text(text))
    inline = [child for token in shown for child in token.children or ()]
    assert {child.type for child in inline} <= {"text", "text_special"}
    assert "".join(child.content for child in inline) == " ".join(text.split())


@given(st.sets(st.text(min_size=1, max_size=80), max_size=10))
def test_names_of_files_are_safe_everywhere(keys: set[str]) -> None:
    names = file_names(keys)
    assert names.keys() == keys
    folded = {unicodedata.normalize("NFC", name).casefold() for name in names.values()}
    assert len(folded) == len(keys)
    for name in names.values():
        assert len(name) <= 80
        assert not set(name) & set('/\\:*?"<>|\0')
        assert name.isprintable()
        assert not name.startswith((".", " ", "-"))
        assert not name.endswith((".", " "))


@pytest.mark.parametrize(
    "key", ["con", "NUL", "com1.x", "..", ".git", "a/../b", "A" * 200, "é", "e\u0301"]
)
def test_names_that_a_system_would_refuse_are_others(key: str) -> None:
    name = file_names([key])[key]
    assert key == "é" or name != key
    assert len(name.encode()) < 240


def test_case_alone_does_not_tell_two_files_apart() -> None:
    names = file_names(["hu2021", "Hu2021"])
    assert len({name.casefold() for name in names.values()}) == 2


A = Paper(
    key="a", title="First [of] two", authors=(Name("Hu", "E."),), year=2021, ids={"doi": "10.1/a"},
    abstract="One.\n\n# Two", withdrawn=Withdrawal("retracted", "2024", "wrong"),
)  # fmt: skip
B = Paper(
    key="dblp:b", title="Second",
    references=(Reference(ids={"doi": "10.1/a"}, title="other words"), Reference(title="Third", year=1999)),
)  # fmt: skip


def test_notes_link_to_each_other(tmp_path: Path) -> None:
    out = tmp_path / "notes"
    export_notes([A, B], out, related={"a": [("version of", "dblp:b")]})
    stem = file_names(["a", "dblp:b"])["dblp:b"]
    second = (out / f"{stem}.md").read_text()
    assert second.endswith("## References\n\n- [[a]] First \\[of\\] two\n- Third (1999)\n")
    first = (out / "a.md").read_text()
    assert f"- version of [[{stem}|dblp:b]] Second" in first
    assert "\n**RETRACTED** 2024 wrong\n" in first
    assert "\n\\# Two\n" in first
    matter = yaml.safe_load(first.split("---\n")[1])
    assert (matter["title"], matter["doi"], matter["year"]) == ("First [of] two", "10.1/a", 2021)


def test_a_note_that_somebody_changed_stays(tmp_path: Path) -> None:
    out = tmp_path / "notes"
    export_notes([A, B], out)
    (out / "a.md").write_text("my thoughts")
    (out / ".obsidian").mkdir()
    (out / ".obsidian/app.json").write_text("{}")
    with pytest.raises(InputError, match="not empty"):
        export_notes([A], out)
    export_notes([A], out, force=True)
    assert sorted(path.name for path in out.iterdir()) == [
        ".obsidian", "a (changed).md", "a.md", "tenfold-export.json",
    ]  # fmt: skip
    assert (out / "a (changed).md").read_text() == "my thoughts"


@settings(deadline=None, max_examples=20)
@given(title=texts, key=st.text(min_size=1, max_size=20))
def test_any_title_and_key_makes_a_note(
    tmp_path_factory: pytest.TempPathFactory, title: str, key: str
) -> None:
    out = tmp_path_factory.mktemp("any") / "notes"
    export_notes([Paper(title=title, key=key)], out)
    (note,) = out.glob("*.md")
    text = note.read_bytes().decode()
    matter = yaml.safe_load(text.split("\n---\n")[0])
    assert matter["title"] == title
