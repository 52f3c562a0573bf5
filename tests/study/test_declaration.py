"""Declarations: what is right is read, and everything that is wrong is said at once, with its place."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from tenfold.errors import DeclarationError, InputError
from tenfold.study.declaration import Declaration
from tenfold.study.demo import DECLARATION
from tenfold.study.reading import declaration_path, parse_declaration, read_declaration

BASE = """
[study]
question = "q"
[data]
use = "d"
[methods.a]
kind = "tfidf"
[methods.b]
kind = "majority"
"""


def parse(text: str) -> Declaration:
    return parse_declaration(tomllib.loads(text), Path("studies/x.toml"))


def problems(text: str) -> list[str]:
    with pytest.raises(DeclarationError) as raised:
        parse(text)
    return [str(problem) for problem in raised.value.problems]


def test_the_demo_is_valid() -> None:
    declaration = parse(DECLARATION)
    assert list(declaration.methods) == [
        "probe",
        "last-2",
        "lora",
        "fine-tune",
        "tfidf",
        "nearest-centroid",
    ]
    assert declaration.looks == (10,)


def test_defaults_are_those_of_the_documentation() -> None:
    declaration = parse(BASE)
    assert (declaration.study.alpha, declaration.data.validation) == (0.05, 0.2)
    assert declaration.sizes == ("all",)
    assert declaration.evaluate.metrics == ["accuracy", "macro_f1", "log_loss", "ece"]


def test_sizes_are_sorted_and_a_method_may_have_its_own() -> None:
    text = BASE.replace('use = "d"', 'use = "d"\ntrain_per_class = ["all", 20, 5]')
    declaration = parse(text.replace('kind = "tfidf"', 'kind = "tfidf"\ntrain_per_class = 80'))
    assert declaration.sizes == (5, 20, "all")
    assert declaration.size_of("a", 5) == 80
    assert declaration.size_of("b", 5) == 5


def test_all_problems_come_at_once_each_with_its_place() -> None:
    found = problems("""
    [study]
    seeds = 0
    [data]
    use = "d"
    overlap = "dorp"
    lable = "x"
    [methods.a]
    kind = "tfdif"
    [methods.b]
    kind = "probe"
    CC = 1
    [[hypotheses]]
    claim = "c beats a on accuracy"
    [evaluate]
    metrics = ["acuracy"]
    [budge]
    """)
    text = "\n".join(found)
    for expected in [
        "budge: is no part",
        "'budget'",
        "study.question: is missing",
        "study.seeds: must be a whole number",
        "data.overlap",
        "data.lable: is not a known key",
        "'label'",
        "methods.a.kind",
        "'tfidf'",
        "methods.b.CC",
        "evaluate.metrics",
        "'accuracy'",
        "no method 'c'",
    ]:
        assert expected in text, f"{expected!r} is not in:\n{text}"
    assert all("studies/x.toml" in problem for problem in found)


@pytest.mark.parametrize(
    ("addition", "expected"),
    [
        ('[[hypotheses]]\nclaim = "c beats b on accuracy"', "no method 'c'"),
        ('[[hypotheses]]\nclaim = "a beats b on acuracy"', "'accuracy'"),
        ('[[hypotheses]]\nclaim = "a beats b by 2 on accuracy"', "2"),
        ('[[hypotheses]]\nclaim = "a equals b on accuracy"', "within"),
        ('[[hypotheses]]\nclaim = "a beats b on accuracy at 5 per class"', "does not run"),
        ("[[hypotheses]]\nprimary = true", "needs either"),
        (
            '[[hypotheses]]\nclaim = "a beats b on accuracy"\nprimary = true\n' * 2,
            "more than one is primary",
        ),
    ],
)
def test_a_hypothesis_that_cannot_be_judged_is_refused(addition: str, expected: str) -> None:
    assert expected in "\n".join(problems(BASE + addition))


def test_fields_and_a_sentence_say_the_same() -> None:
    from tenfold.study.hypotheses import hypotheses_of

    sentence = parse(BASE + '[[hypotheses]]\nclaim = "a beats b by 0.02 on accuracy"')
    fields = parse(
        BASE + '[[hypotheses]]\ncandidate = "a"\nbaseline = "b"\nrelation = "beats"\n'
        'margin = 0.02\nmetric = "accuracy"'
    )
    assert hypotheses_of(sentence)[0].claim.resolved() == hypotheses_of(fields)[0].claim.resolved()


def test_with_several_sizes_a_claim_names_one_or_all() -> None:
    from tenfold.study.hypotheses import hypotheses_of

    several = BASE.replace('use = "d"', 'use = "d"\ntrain_per_class = [5, 20]')
    claim = '[[hypotheses]]\nclaim = "a beats b on accuracy'
    assert "names none" in "\n".join(problems(f'{several}{claim}"'))
    found = hypotheses_of(parse(f'{several}{claim} at all sizes"'))
    assert [(h.id, h.condition) for h in found] == [("h1@5", 5), ("h1@20", 20)]


@pytest.mark.parametrize(
    ("section", "key"),
    [
        ("[evaluate]", 'stress = ["typos"]'),
        ("[evaluate]", 'out_of_domain = "x"'),
        ("[methods.c]", 'kind = "setfit"'),
        ("[methods.c]", 'kind = "tfidf"\nsearch.C = { low = 1, high = 2 }'),
        ("[data]", 'task = "regression"'),
        ("[data]", 'task = "pairs"'),
    ],
)
def test_what_comes_later_is_refused_by_name(section: str, key: str) -> None:
    text = (
        BASE.replace("[data]", f"[data]\n{key}")
        if section == "[data]"
        else f"{BASE}{section}\n{key}"
    )
    assert "not built yet" in "\n".join(problems(text))


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("test = 1.5", "data.test"),
        ("validation = 1.0", "data.validation"),
        ("train_per_class = 0", "data.train_per_class"),
        ("train_per_class = []", "data.train_per_class"),
        ("train_per_class = [5, 5]", "data.train_per_class"),
        ('test = "test"\nresample = "split"', "data.resample"),
        ("split_seed = -1", "data.split_seed"),
        ('task = "classificaton"', "data.task"),
    ],
)
def test_values_out_of_range_are_refused_at_their_place(key: str, place: str) -> None:
    found = problems(BASE.replace('use = "d"', f'use = "d"\n{key}'))
    assert len(found) == 1
    assert place in found[0]


def test_a_key_at_the_wrong_place_is_sent_to_its_section() -> None:
    assert "It belongs under [study]." in "\n".join(problems('papers = ["hu2021lora"]'))


def test_an_unknown_study_gets_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "symptoms.toml").write_text(BASE)
    with pytest.raises(InputError, match="symptoms"):
        declaration_path(tmp_path, "symptom")
    with pytest.raises(InputError, match="cannot name"):
        declaration_path(tmp_path, "../x")


@pytest.mark.parametrize("content", [b"[study\n", b"\xff\xfe[study]", b"study = 1"])
def test_what_is_no_declaration_is_one_message(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(content)
    with pytest.raises(InputError):
        read_declaration(path)


def test_every_reference_of_the_schema_leads_to_a_definition() -> None:
    from tenfold.study.schema import declaration_schema

    schema = declaration_schema()
    wanted = set(re.findall(r'"#/\$defs/(\w+)"', json.dumps(schema)))
    assert {"Augmentation", "Looks", "TrainingParameters"} <= wanted
    assert wanted <= set(schema["$defs"])
