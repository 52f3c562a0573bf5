"""A file of topics is read whole, or refused with every problem."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.errors import InputError
from tenfold.papers.topics.taxonomy_file import parse_taxonomy, sixteen_topics, taxonomy_of
from tenfold.store.workspace import Workspace

OWN = """name_en = "Ours"
[[part]]
key = "methods"
name_en = "Methods"
[[topic]]
key = "adapters"
part = "methods"
name_en = "Adapters"
definition = "Small trained parts inside a frozen model."
keywords = ["adapter", { phrase = "prefix", weight = 0.5 }]
"""


def test_the_sixteen_stand_in_four_parts_and_say_that_their_source_is_withdrawn() -> None:
    taxonomy = sixteen_topics()
    assert len(taxonomy.topics) == 16
    assert [part.key for part in taxonomy.parts] == [
        "resource", "models", "key_technologies", "application",
    ]  # fmt: skip
    assert {topic.part for topic in taxonomy.topics} == {part.key for part in taxonomy.parts}
    assert all(topic.name("zh") != topic.name("en") for topic in taxonomy.topics)
    assert "withdrawn" in taxonomy.origin


def test_a_workspace_has_the_sixteen_until_its_settings_name_a_file(workspace: Workspace) -> None:
    assert taxonomy_of(workspace) == sixteen_topics()
    (workspace.root / "ours.toml").write_text(OWN)
    (workspace.root / "tenfold.toml").write_text('[papers]\ntopics = "ours.toml"\n')
    own = taxonomy_of(Workspace.find(workspace.root))
    assert [topic.key for topic in own.topics] == ["adapters"]
    assert [k.weight for k in own.topics[0].keywords] == [1.0, 0.5]


@pytest.mark.parametrize("said", ['"none.toml"', "3", '"."', '"a\\u0000b"'])
def test_a_setting_that_names_no_file_is_refused(workspace: Workspace, said: str) -> None:
    (workspace.root / "tenfold.toml").write_text(f"[papers]\ntopics = {said}\n")
    with pytest.raises(InputError, match="topics"):
        taxonomy_of(Workspace.find(workspace.root))


def test_every_problem_is_in_one_message() -> None:
    wrong = OWN.replace('name_en = "Ours"', "nam = 1").replace(
        'part = "methods"', 'part = "method"'
    )
    wrong = wrong.replace("0.5", "-1").replace('"adapter"', '"...", 7') + "extra = 1\n"
    with pytest.raises(InputError) as refused:
        parse_taxonomy(wrong.encode(), where="ours.toml")
    for problem in (
        "nam: is not known",
        "name_en: is missing",
        "there is no method. Did you mean 'methods'?",
        "keyword 1: must be a word",
        "keyword 2: must be a word",
        "keyword 3: weight: must be a number above 0",
        "extra: is not known",
    ):
        assert problem in str(refused.value)


def test_what_is_there_twice_is_refused() -> None:
    topic = OWN[OWN.index("[[topic]]") :]
    with pytest.raises(InputError, match="topic adapters: is there twice"):
        parse_taxonomy((OWN + topic).encode(), where="ours.toml")
    with pytest.raises(InputError, match="keyword adapter: is there twice"):
        parse_taxonomy(OWN.replace('"adapter"', '"adapter", "adapter"').encode(), where="o")


@given(content=st.binary(max_size=200))
def test_any_bytes_are_refused_in_words(content: bytes) -> None:
    with pytest.raises(InputError):
        parse_taxonomy(content, where="ours.toml")


@pytest.mark.parametrize("of", ["part", "topic", "keywords", "key", "name_en", "definition"])
@pytest.mark.parametrize("value", ["1", "[]", "[1]", "{}", "true", '""', '"a\\nb"', "[[1]]", "nan"])
def test_a_value_of_any_type_in_any_place_is_refused_in_words(of: str, value: str) -> None:
    lines = [f"{of} = {value}" if line.startswith(f"{of} =") else line for line in OWN.splitlines()]
    if of in ("part", "topic"):
        lines = [f"{of} = {value}", *(line for line in lines if line != f"[[{of}]]")]
    with pytest.raises(InputError):
        parse_taxonomy("\n".join(lines).encode(), where="ours.toml")
