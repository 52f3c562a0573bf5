"""Wherever a text is cut for a finding, what is personal or secret in it stays masked."""

from __future__ import annotations

import pytest

from tenfold.data.dataset import Dataset
from tenfold.data.raw import RawTable
from tenfold.data.roles import Roles
from tenfold.desk.audit import audit_dataset
from tenfold.desk.checks.pair_excerpt import pair_excerpt
from tenfold.desk.checks.places import excerpt_from
from tenfold.desk.masking import masked_piece

KEY = "sk-" + "abcdEFGH0123" * 4
PRIVATE = "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEpAIBAAKCAQEA1234abcd\n" * 60
VALUES = ["jane.roe@example.org", "4111 1111 1111 1111", KEY, PRIVATE]


def shows(shown: str, value: str) -> bool:
    """Whether nine characters of a value stand there as they are; what is masked keeps eight at most."""
    plain = "".join(shown.split())
    bare = "".join(value.split())
    bare = bare.split("@")[0] if "@" in bare else bare
    n = min(9, len(bare))
    return any(bare[i : i + n] in plain for i in range(len(bare) - n + 1))


@pytest.mark.parametrize("value", VALUES)
def test_a_cut_at_any_place_shows_nothing(value: str) -> None:
    text = f"before {value} <br> after it"
    step = max(len(text) // 60, 1)
    for start in range(0, len(text), step):
        assert not shows(masked_piece(text, start, start + 40), value)
        assert not shows(excerpt_from(text, start), value)
    assert masked_piece("nothing here", 3, 9) == "hing h"


@pytest.mark.parametrize("value", VALUES)
def test_no_finding_of_an_audit_shows_it(value: str) -> None:
    """Beside markup, garbled letters, unseen characters, as a word of one class, in copies and near copies."""
    words = "a b c d e f g h i j k l m n o p"
    texts = [
        f"{value} <br> x", f"{value} cafÃ© schÃ¶n", f"{value}\u200b y",
        f"{words} {value} one", f"{words} {value} two",
        f"{'long ' * 119}{value}", *[f"{value} again {i}" for i in range(30)],
    ]  # fmt: skip
    labels = ["x"] * len(texts) + ["y"] * 40
    texts += [f"other words {i} of the second class" for i in range(40)]
    values = {"text": texts, "label": labels}
    dataset = Dataset.of(
        RawTable(("text", "label"), values), Roles("text", "label", None), name="d"
    )
    for finding in audit_dataset(dataset, deep=True):
        assert not shows(str(finding.to_json()), value), finding.code
    assert not shows(pair_excerpt(texts[3], texts[4], name="row 1"), value)
