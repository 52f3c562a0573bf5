"""Claims: what their sentences mean, and what is refused."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.errors import ClaimError, NotBuiltError
from tenfold.study.claims import check_margin, claim_from_fields, parse_claim

METHODS = ("lora", "lora-own", "full", "my method")
METRICS = ("accuracy", "macro_f1", "log_loss")


def read(text: str):
    return parse_claim(text, methods=METHODS, metrics=METRICS)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("lora beats full on accuracy", ("lora", "full", "beats", 0.0, None, False)),
        ("lora beats full by 0.01 on accuracy", ("lora", "full", "beats", 0.01, None, False)),
        ("LORA".lower() + "  BEATS full BY .5 ON accuracy.", ("lora", "full", "beats", 0.5, None, False)),
        ("lora is worse than full on accuracy", ("full", "lora", "beats", 0.0, None, True)),
        ("lora is worse than full by 1e-2 on accuracy", ("full", "lora", "beats", 0.01, None, True)),
        (
            "lora is at most 0.02 worse than full on accuracy at 10 per class",
            ("lora", "full", "at_most_worse", 0.02, 10, False),
        ),
        (
            "lora equals full within 0.02 on accuracy at all sizes",
            ("lora", "full", "equals", 0.02, "all sizes", False),
        ),
        ("lora beats full on accuracy at all per class", ("lora", "full", "beats", 0.0, "all", False)),
        ("lora-own beats lora on accuracy", ("lora-own", "lora", "beats", 0.0, None, False)),
        ('"my method" beats full on accuracy', ("my method", "full", "beats", 0.0, None, False)),
        ("my method beats full on accuracy", ("my method", "full", "beats", 0.0, None, False)),
    ],
)  # fmt: skip
def test_a_sentence_means_what_it_says(text: str, meaning: tuple[object, ...]) -> None:
    claim = read(text)
    found = (
        claim.candidate,
        claim.baseline,
        claim.relation,
        claim.margin,
        claim.condition,
        claim.swapped,
    )
    assert found == meaning
    assert claim.text == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lora beats ful on accuracy", "Did you mean 'full'"),
        ("lora beats full on acuracy", "Did you mean 'accuracy'"),
        ("lora beats full", 'must be followed by "on"'),
        ("lora wins on accuracy", "must be followed by what is said"),
        ("lora equals full on accuracy", "needs a margin"),
        ("lora is at most worse than full on accuracy", "needs a margin"),
        ("lora equals full within 0 on accuracy", "above 0"),
        ("lora beats lora on accuracy", "with itself"),
        ("lora beats full by -1 on accuracy", "at least 0"),
        ("lora beats full by 2% on accuracy", "percent"),
        ("lora beats full by 0,02 on accuracy", "number"),
        ("lora beats full by nan on accuracy", "number"),
        ("lora beats full by 1e999 on accuracy", "number"),
        ("lora beats full on accuracy at 0 per class", "at least 1"),
        ("lora beats full on accuracy at 2.5 per class", "whole number"),
        ("lora beats full on accuracy always", "'always'"),
        ("", "missing"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, message: str) -> None:
    with pytest.raises(ClaimError) as caught:
        read(text)
    assert message in str(caught.value)


@pytest.mark.parametrize("end", ["under typos", "in group:sex", "at 5 per class under case"])
def test_what_is_not_built_is_refused_by_name(end: str) -> None:
    with pytest.raises(NotBuiltError, match="not built yet"):
        read(f"lora beats full on accuracy {end}")


@given(text=st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(ClaimError, NotBuiltError):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "lora beats full on accuracy",
        "lora is at most 0.02 worse than full on macro_f1 at all sizes",
        "lora equals full within 0.5 on log_loss at 7 per class",
        "lora is worse than full by 0.1 on accuracy at all per class",
        '"my method" beats full by 0.1 on accuracy',
    ],
)
def test_fields_and_sentence_are_the_same_claim(text: str) -> None:
    claim = read(text)
    relation = "worse" if claim.swapped else claim.relation
    first, second = claim.candidate, claim.baseline
    again = claim_from_fields(
        candidate=second if claim.swapped else first,
        baseline=first if claim.swapped else second,
        relation=relation,
        margin=claim.margin or None,
        metric=claim.metric,
        condition=claim.condition,
        methods=METHODS,
        metrics=METRICS,
    )
    assert again.resolved() == claim.resolved()
    assert again.text == claim.text


def test_the_wording_is_not_part_of_what_is_resolved() -> None:
    assert (
        read("lora beats full on accuracy").resolved()
        == read(" LORA ".strip().lower() + "  beats   full on accuracy .").resolved()
    )
    worse = read("full is worse than lora on accuracy")
    assert worse.resolved() == read("lora beats full on accuracy").resolved()


@pytest.mark.parametrize(
    ("margin", "metric", "unit", "fine"),
    [
        ("0.99", "accuracy", "natural", True),
        ("1", "accuracy", "natural", False),
        ("2", "accuracy", "natural", False),
        ("2", "accuracy", "percent", True),
        ("100", "accuracy", "percent", False),
        ("2", "log_loss", "natural", True),
        ("2", "log_loss", "percent", True),
        ("17", "log_loss", "natural", False),
    ],
)
def test_a_margin_must_fit_its_unit(margin: str, metric: str, unit: str, fine: bool) -> None:
    claim = read(f"lora beats full by {margin} on {metric}")
    if fine:
        check_margin(claim, unit)
    else:
        with pytest.raises(ClaimError, match="cannot be in the unit"):
            check_margin(claim, unit)


def test_claims_need_neither_numpy_nor_torch() -> None:
    import subprocess
    import sys

    program = (
        "import sys, tenfold.study.claims; "
        "print([m for m in ('numpy', 'torch', 'sqlalchemy', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
